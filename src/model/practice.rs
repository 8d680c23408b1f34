//! Practices, their lists and their sites.

/// A practice of the network.
#[derive(Clone, Debug, PartialEq)]
pub struct Practice {
    /// The key under `practices` in the scenario.
    pub name: String,
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
