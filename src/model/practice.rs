//! Practices, their lists and their sites.

/// Bits of the name by which chance finds a practice's patients.
pub const IDENTITY_BITS: u32 = 28;

/// A practice of the network.
#[derive(Clone, Debug, PartialEq)]
pub struct Practice {
    /// The key under `practices` in the scenario: who it is, and who its patients are.
    pub name: String,
    /// What it is called, where that is not its key.
    pub title: Option<String>,
    /// The primary care network to which it belongs, as an index into those of the place.
    pub pcn: usize,
    /// Registered patients.
    pub list_size: f64,
    /// GPs of its own per patient [-], relative to the mean of its network's practices.
    pub gp_staffing: f64,
    /// Call handlers per patient [-], relative to what the scenario states for all practices.
    pub reception_staffing: f64,
    /// Deprivation quintile of its patients, 1 the most deprived, 5 the least.
    pub deprivation_quintile: u8,
    /// How its need rate stands to that of an average list [-], by age and deprivation.
    pub need_multiplier: f64,
}

impl Practice {
    /// The name by which chance finds its patients, [`IDENTITY_BITS`] wide.
    ///
    /// It is made of the key alone: neither another practice, nor its place among them, nor a title
    /// makes other people of its patients.
    pub fn identity(&self) -> u64 {
        hash(&[&self.name], 0) >> (u64::BITS - IDENTITY_BITS)
    }

    /// What it is called: its title, or its key where it has none.
    pub fn called(&self) -> &str {
        self.title.as_deref().unwrap_or(&self.name)
    }
}

/// Two practices of one identity, whose patients chance would take for the same people; `None` if
/// there are none, as is nearly certain of any keys.
pub fn taken_for_each_other(practices: &[Practice]) -> Option<(&Practice, &Practice)> {
    let mut known: Vec<(u64, &Practice)> =
        practices.iter().map(|practice| (practice.identity(), practice)).collect();
    known.sort_by_key(|(identity, _)| *identity);
    known.windows(2).find(|pair| pair[0].0 == pair[1].0).map(|pair| (pair[0].1, pair[1].1))
}

/// A building with rooms.
#[derive(Clone, Debug, PartialEq)]
pub struct Site {
    /// The key under `practices.<practice>.sites` in the scenario.
    pub name: String,
    /// The practice it belongs to, as an index.
    pub practice: usize,
    /// Rooms in which any clinician can consult.
    pub consulting_rooms: u32,
    /// Rooms for nurses, healthcare assistants and procedures.
    pub treatment_rooms: u32,
}

/// FNV-1a, a small hash with a fixed definition: names become identities that never change.
pub fn hash(parts: &[&str], number: u64) -> u64 {
    let bytes = parts.iter().flat_map(|part| part.bytes().chain([0])).chain(number.to_le_bytes());
    bytes.fold(0xcbf2_9ce4_8422_2325, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3))
}
