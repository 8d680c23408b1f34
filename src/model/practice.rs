//! Practices, their lists and their sites.

use crate::model::dated::{DatedRooms, During, ListDates};
use crate::model::demand::Contacts;
use crate::model::policy::PolicyOtherwise;
use crate::units::Probability;

/// Number of bits of the identifier under which chance finds a practice's patients.
pub const IDENTITY_BITS: u32 = 28;

/// Age bands in which national consultation rates are published: 0–4, 5–14, 15–24, 25–44, 45–64, 65–74,
/// 75–84, and 85 and over.
pub const AGE_BANDS: usize = 8;

/// A practice of the network.
#[derive(Clone, Debug, PartialEq)]
pub struct Practice {
    /// The key under `practices` in the scenario. It identifies the practice and its patients.
    pub name: String,
    /// Its title, if it differs from the key.
    pub title: Option<String>,
    /// The primary care network to which it belongs, as an index into those of the place.
    pub pcn: usize,
    /// Registered patients.
    pub list_size: f64,
    /// GPs of its own per patient [-], relative to the mean of its network's practices.
    pub gp_staffing: f64,
    /// GPs of its own \[WTE\], which divide those of the network instead of `gp_staffing`. `None`: not stated.
    /// If any practice of a network states it, all do.
    pub gp_wte: Option<f64>,
    /// Its calls and its online forms [-], relative to the rates of the scenario.
    pub contacts: Contacts,
    /// Call handlers per patient [-], relative to what the scenario states for all practices.
    pub reception_staffing: f64,
    /// Call handlers at all opening hours beyond those that the scenario states; negative if fewer. Set
    /// where a constraint is relieved, never by a scenario.
    pub added_handlers: i32,
    /// Simultaneous duty sessions beyond those that the scenario states. Set where a constraint is
    /// relieved, never by a scenario.
    pub added_duty_sessions: u32,
    /// Deprivation quintile of its patients, 1 the most deprived, 5 the least.
    pub deprivation_quintile: u8,
    /// Its need rate relative to that of an average list [-], by age and deprivation.
    pub need_multiplier: f64,
    /// Share of its list by age band: its own, or that of England.
    pub age_shares: [f64; AGE_BANDS],
    /// What the age of its list does to its need [-]: 1 unless it states its ages. It is part of
    /// `need_multiplier`, and applies to planned care and background attendances too.
    pub age_multiplier: f64,
    /// What it decides otherwise than the scenario states for all practices.
    pub policy: PolicyOtherwise,
    /// What it records otherwise than the scenario states for all practices.
    pub recorded: RecordedOtherwise,
    /// What becomes of it and its list during a run.
    pub list: ListDates,
}

/// The shares that a practice records as appointments in national data, where it states its own. What it
/// omits is as the scenario states for all practices.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct RecordedOtherwise {
    /// Of appointments. Key: `practices.NAME.recorded.appointments`; else `book.gpad_counted`.
    pub appointments: Option<Probability>,
    /// Of triages that led on. Key: `practices.NAME.recorded.triages`; else `triage.triage_gpad_counted`.
    pub triages: Option<Probability>,
    /// Of messages that settled the request. Key: `practices.NAME.recorded.messages`; else
    /// `triage.message_gpad_counted`.
    pub messages: Option<Probability>,
}

/// The shares that a practice records as appointments in national data.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Recorded {
    /// Of appointments.
    pub appointments: Probability,
    /// Of triages that led on.
    pub triages: Probability,
    /// Of messages that settled the request.
    pub messages: Probability,
}

impl crate::model::CareSystem {
    /// The shares that `practice` records.
    pub fn recorded_by(&self, practice: usize) -> Recorded {
        let own = &self.practices[practice].recorded;
        Recorded {
            appointments: own.appointments.unwrap_or(self.book.gpad_counted),
            triages: own.triages.unwrap_or(self.triage.triage_gpad_counted),
            messages: own.messages.unwrap_or(self.triage.message_gpad_counted),
        }
    }
}

impl Practice {
    /// The identifier under which chance finds its patients, [`IDENTITY_BITS`] wide.
    ///
    /// It is computed from the key alone. Other practices, the order of practices and the title do
    /// not change the patients.
    pub fn identity(&self) -> u64 {
        hash(&[&self.name], 0) >> (u64::BITS - IDENTITY_BITS)
    }

    /// Its title, or its key if it has none.
    pub fn called(&self) -> &str {
        self.title.as_deref().unwrap_or(&self.name)
    }
}

/// Two practices with the same identifier, whose patients chance could not tell apart. `None` if
/// there are none, which is almost certain.
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
    /// When it can be used.
    pub during: During,
    /// Further consulting rooms that are there for a time only.
    pub dated_rooms: Vec<DatedRooms>,
}

impl Site {
    /// Its rooms if all of them are there at once, those of estate projects apart.
    pub fn rooms_at_most(&self) -> u32 {
        self.consulting_rooms + self.treatment_rooms + self.rooms_for_a_time()
    }

    /// All consulting rooms that are there for a time only.
    pub fn rooms_for_a_time(&self) -> u32 {
        self.dated_rooms.iter().map(|rooms| rooms.rooms).sum()
    }
}

/// FNV-1a, a small hash with a fixed definition. Identifiers computed from keys therefore never
/// change.
pub fn hash(parts: &[&str], number: u64) -> u64 {
    let bytes = parts.iter().flat_map(|part| part.bytes().chain([0])).chain(number.to_le_bytes());
    bytes.fold(0xcbf2_9ce4_8422_2325, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3))
}
