//! How a network differs from what the rest of its scenario states: a few levels, each of which moves
//! several values together.
//!
//! They are what can be fitted to the published figures of one network. 1 changes nothing. A factor multiplies
//! values. A ratio of odds moves shares and keeps them between 0 and 1: odds are share / (1 − share).

use crate::model::CareSystem;
use crate::model::demand::Channel;
use crate::model::role::SlotShares;
use crate::units::{Minutes, Probability};

/// A level, and what it moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Requests per patient: a factor.
    Requests,
    /// Calls that are not requests: a factor.
    OtherCalls,
    /// Forms that are not requests: a factor.
    OtherForms,
    /// Requests by form rather than by telephone: odds.
    Online,
    /// Call handlers: a factor.
    Handlers,
    /// How long callers wait before they hang up: a factor.
    Patience,
    /// Calls that end in the menu: odds.
    MenuExit,
    /// Call-backs accepted: odds.
    CallBack,
    /// Starts kept for the day, of those that are not for planned care or NHS 111: odds.
    KeptForToday,
    /// Starts that open two days before, of those that are open to requests earlier than on the day: odds.
    KeptForTwoDays,
    /// Planned care per patient: a factor.
    Planned,
    /// How far ahead planned care is booked: the longest band relative to the shortest.
    PlannedLead,
    /// Starts by telephone, and requests that are met by telephone: odds.
    Telephone,
    /// Non-attendance: a factor.
    NotAttended,
    /// Sessions with patients at one whole-time equivalent: a factor.
    Sessions,
    /// Requests that a clinician triages under care navigation: odds.
    Triaged,
    /// Triages and messages that are recorded as appointments: odds.
    Recorded,
}

/// The number of levels.
pub const LEVELS: usize = 17;

impl Level {
    /// All levels, with their keys under `levels` and what they mean.
    pub const ALL: [(Level, &'static str, &'static str); LEVELS] = [
        (
            Level::Requests,
            "requests",
            "Requests per patient, relative to demand.requests_per_patient_year",
        ),
        (
            Level::OtherCalls,
            "other_calls",
            "Calls that are not requests, relative to demand.other_calls_per_patient_year",
        ),
        (
            Level::OtherForms,
            "other_forms",
            "Forms that are not requests, relative to demand.other_forms_per_patient_year",
        ),
        (
            Level::Online,
            "online",
            "Odds that a request comes by form and not by telephone, relative to those of demand.channel_share",
        ),
        (Level::Handlers, "handlers", "Call handlers per patient, relative to front_door.handlers"),
        (
            Level::Patience,
            "patience",
            "Mean patience of patient callers relative to front_door.patient_mean; the share of impatient ones is divided by it",
        ),
        (
            Level::MenuExit,
            "menu_exit",
            "Odds that a call ends in the menu, relative to those of front_door.menu_exit",
        ),
        (
            Level::CallBack,
            "call_back",
            "Odds that a call-back is accepted, relative to those of front_door.call_back_accepted",
        ),
        (
            Level::KeptForToday,
            "kept_for_today",
            "Odds that a start is kept for the day, relative to those of each role and practice, of the starts that are neither for planned care nor for NHS 111; the other kinds keep their proportions",
        ),
        (
            Level::KeptForTwoDays,
            "kept_for_two_days",
            "Odds that a start opens two days before, relative to those of each role, of the starts that requests can book before the day; the other kinds keep their proportions",
        ),
        (
            Level::Planned,
            "planned",
            "Planned care per patient, relative to the streams of planned.streams",
        ),
        (
            Level::PlannedLead,
            "planned_lead",
            "Planned care of the longest band of lead time relative to the shortest, relative to planned.streams; the bands between follow evenly. Odds of recall.booked_ahead_shares are multiplied by it",
        ),
        (
            Level::Telephone,
            "telephone",
            "Odds that a start is by telephone, relative to those of each role's telephone_share, and that a request or a planned review with a GP does not have to be in person, relative to needs and planned.streams",
        ),
        (Level::NotAttended, "not_attended", "Probability of not attending, relative to book.dna"),
        (
            Level::Sessions,
            "sessions",
            "Sessions with patients at one whole-time equivalent, relative to those of each role",
        ),
        (
            Level::Triaged,
            "triaged",
            "Odds that a clinician triages a request under care navigation, relative to those of triage.clinical_triage_share",
        ),
        (
            Level::Recorded,
            "recorded",
            "Odds that a triage or a message is recorded as an appointment, relative to those of triage.triage_gpad_counted and triage.message_gpad_counted, and of practices that state their own",
        ),
    ];
}

/// The keys of what a level moves, where `*` stands for one name. Where a level was fitted, its range is what is
/// left uncertain of these, so they have none of their own.
const MOVED: [(Level, &[&str]); LEVELS] = [
    (Level::Requests, &["demand.requests_per_patient_year"]),
    (Level::OtherCalls, &["demand.other_calls_per_patient_year"]),
    (Level::OtherForms, &["demand.other_forms_per_patient_year"]),
    (Level::Online, &["demand.channel_share.*"]),
    (Level::Handlers, &["front_door.call_length_request", "front_door.call_length_other"]),
    (
        Level::Patience,
        &["front_door.patient_mean", "front_door.impatient_share", "front_door.impatient_mean"],
    ),
    (Level::MenuExit, &["front_door.menu_exit"]),
    (Level::CallBack, &["front_door.call_back_accepted"]),
    (
        Level::KeptForToday,
        &["roles.*.same_day_share", "roles.*.planned_share", "roles.*.nhs_111_share"],
    ),
    (
        Level::KeptForTwoDays,
        &["roles.*.two_day_share", "roles.*.week_share", "roles.*.fortnight_share"],
    ),
    (Level::Planned, &["planned.streams.*.per_patient_year"]),
    (Level::PlannedLead, &["planned.streams.*.lead_shares", "recall.booked_ahead_shares"]),
    (
        Level::Telephone,
        &["roles.*.telephone_share", "needs.*.face_to_face", "planned.streams.*.face_to_face"],
    ),
    (
        Level::NotAttended,
        &["book.dna.gp", "book.dna.nursing", "book.dna.additional", "book.dna.remote_factor"],
    ),
    (Level::Sessions, &["roles.*.sessions_per_wte", "roles.*.slot", "roles.*.session"]),
    (Level::Triaged, &["triage.clinical_triage_share"]),
    (Level::Recorded, &["triage.triage_gpad_counted", "triage.message_gpad_counted"]),
];

impl Level {
    /// Whether `key`, from the top of the file, is one of the values that the level moves, or that a fit of it
    /// cannot tell from it.
    ///
    /// ```
    /// use pcn_sim::model::levels::Level;
    ///
    /// assert!(Level::Sessions.moves("roles.gp-partner.sessions_per_wte"));
    /// assert!(!Level::Sessions.moves("roles.gp-partner.telephone_share"));
    /// ```
    pub fn moves(self, key: &str) -> bool {
        let (_, patterns) = MOVED[self as usize];
        let is_like = |pattern: &&str| {
            let both = pattern.split('.').zip(key.split('.'));
            pattern.split('.').count() == key.split('.').count()
                && both.into_iter().all(|(part, own)| part == "*" || part == own)
        };
        patterns.iter().any(is_like)
    }
}

/// The smallest and the largest level that can be stated.
pub const LIMITS: (f64, f64) = (1.0 / 256.0, 256.0);

/// The level of each [`Level`] \[-\].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Levels(pub [f64; LEVELS]);

impl Levels {
    /// All as the rest of the scenario states.
    pub const USUAL: Levels = Levels([1.0; LEVELS]);

    /// One of them.
    pub const fn of(&self, level: Level) -> f64 {
        self.0[level as usize]
    }
}

/// A share whose odds are multiplied. Shares of 0 and 1 stay.
///
/// ```
/// use pcn_sim::model::levels::at_odds;
///
/// // Odds of 1 to 4, doubled: 2 to 4.
/// assert!((at_odds(0.2, 2.0) - 1.0 / 3.0).abs() < 1e-12);
/// ```
pub fn at_odds(share: f64, ratio: f64) -> f64 {
    if ratio == 1.0 { share } else { share * ratio / (1.0 - share + share * ratio) }
}

fn probability_at_odds(share: &mut Probability, ratio: f64) {
    *share = within(at_odds(share.get(), ratio));
}

fn within(value: f64) -> Probability {
    Probability::new(value.clamp(0.0, 1.0)).unwrap_or(Probability::ZERO)
}

impl CareSystem {
    /// The system at `levels`. At [`Levels::USUAL`] it is unchanged.
    ///
    /// ```
    /// use pcn_sim::model::levels::{Level, Levels};
    /// use pcn_sim::scenario::{FileSystem, load};
    ///
    /// let system = load("average-pcn", &FileSystem)?.system;
    /// let mut levels = Levels::USUAL;
    /// levels.0[Level::Requests as usize] = 1.1;
    /// let more = system.clone().at_levels(&levels);
    /// let ratio = more.demand.requests_per_patient_year / system.demand.requests_per_patient_year;
    /// assert!((ratio - 1.1).abs() < 1e-12);
    /// # Ok::<(), pcn_sim::scenario::error::ScenarioError>(())
    /// ```
    pub fn at_levels(mut self, levels: &Levels) -> CareSystem {
        let of = |level: Level| levels.of(level);
        let changed = |level: Level| of(level) != 1.0;
        let demand = &mut self.demand;
        demand.requests_per_patient_year *= of(Level::Requests);
        demand.other_calls_per_patient_year *= of(Level::OtherCalls);
        demand.other_forms_per_patient_year *= of(Level::OtherForms);
        let [telephone, online] = [Channel::Telephone as usize, Channel::Online as usize];
        let both = demand.channel_share[telephone] + demand.channel_share[online];
        if changed(Level::Online) && both > 0.0 {
            let share = at_odds(demand.channel_share[online] / both, of(Level::Online));
            demand.channel_share[online] = share * both;
            demand.channel_share[telephone] = (1.0 - share) * both;
        }
        let door = &mut self.front_door;
        if changed(Level::Patience) {
            let patience = of(Level::Patience);
            let longer = Minutes::new(door.patient_mean.get() * patience);
            door.patient_mean = longer.unwrap_or(door.patient_mean);
            door.impatient_share = within(door.impatient_share.get() / patience);
        }
        probability_at_odds(&mut door.menu_exit, of(Level::MenuExit));
        probability_at_odds(&mut door.call_back_accepted, of(Level::CallBack));
        probability_at_odds(&mut self.triage.clinical_triage_share, of(Level::Triaged));
        probability_at_odds(&mut self.triage.triage_gpad_counted, of(Level::Recorded));
        probability_at_odds(&mut self.triage.message_gpad_counted, of(Level::Recorded));
        if changed(Level::NotAttended) {
            for share in self.book.dna.iter_mut().flatten() {
                *share = within(share.get() * of(Level::NotAttended));
            }
        }
        let in_person = 1.0 / of(Level::Telephone);
        for need in &mut self.needs {
            probability_at_odds(&mut need.face_to_face, in_person);
        }
        self.practices_at(levels);
        self.roles_at(levels);
        self.planned_at(levels);
        self
    }

    fn practices_at(&mut self, levels: &Levels) {
        for practice in &mut self.practices {
            practice.reception_staffing *= levels.of(Level::Handlers);
            let recorded = &mut practice.recorded;
            for share in [&mut recorded.triages, &mut recorded.messages].into_iter().flatten() {
                probability_at_odds(share, levels.of(Level::Recorded));
            }
            let own = &mut practice.policy;
            if let Some(same_day) = &mut own.same_day {
                let before = same_day.get();
                probability_at_odds(same_day, levels.of(Level::KeptForToday));
                let left = left_of(before, same_day.get());
                for share in [&mut own.week, &mut own.fortnight].into_iter().flatten() {
                    *share = within(share.get() * left);
                }
            }
        }
    }

    fn roles_at(&mut self, levels: &Levels) {
        for role in &mut self.roles {
            role.sessions_per_wte *= levels.of(Level::Sessions);
            probability_at_odds(&mut role.telephone_share, levels.of(Level::Telephone));
            let kept = [Level::KeptForToday, Level::KeptForTwoDays].map(|level| levels.of(level));
            if kept != [1.0; 2] {
                role.slots.keep(kept);
            }
        }
    }

    fn planned_at(&mut self, levels: &Levels) {
        let lead = levels.of(Level::PlannedLead);
        let in_person = 1.0 / levels.of(Level::Telephone);
        let gp = self.general_practitioner;
        for stream in self.planned.iter_mut().filter(|stream| stream.profession == gp) {
            probability_at_odds(&mut stream.face_to_face, in_person);
        }
        for stream in &mut self.planned {
            stream.per_patient_year *= levels.of(Level::Planned);
            if lead != 1.0 {
                tilt(&mut stream.lead_cumulative, lead);
            }
        }
        for (_, share) in self.recall.iter_mut().flat_map(|recall| &mut recall.booked_ahead) {
            probability_at_odds(share, lead);
        }
    }
}

/// What other shares are multiplied by, when one changes and their sum with it stays 1.
fn left_of(before: f64, after: f64) -> f64 {
    if before < 1.0 { (1.0 - after) / (1.0 - before) } else { 1.0 }
}

impl SlotShares {
    /// Multiplies the odds that a start is kept for the day, of those that are neither for planned care nor
    /// for NHS 111, and then the odds that one opens two days before, of those that are left. The other kinds
    /// keep their proportions.
    fn keep(&mut self, [today, two_days]: [f64; 2]) {
        let free = 1.0 - self.planned.get() - self.nhs_111.get();
        if free <= 0.0 {
            return;
        }
        let before = (self.same_day.get() / free).min(1.0);
        let after = at_odds(before, today);
        self.same_day = within(after * free);
        let left = left_of(before, after);
        for share in [&mut self.two_day, &mut self.week, &mut self.fortnight] {
            *share = within(share.get() * left);
        }
        let free = (1.0 - after) * free;
        if free <= 0.0 {
            return;
        }
        let before = (self.two_day.get() / free).min(1.0);
        let after = at_odds(before, two_days);
        self.two_day = within(after * free);
        let left = left_of(before, after);
        for share in [&mut self.week, &mut self.fortnight] {
            *share = within(share.get() * left);
        }
    }
}

/// Tilts the bands of a cumulative distribution, so that the last relative to the first is multiplied by
/// `ratio`, evenly in steps between.
fn tilt(cumulative: &mut [f64], ratio: f64) {
    let last = (cumulative.len().max(2) - 1) as f64;
    let (mut before, mut sum) = (0.0, 0.0);
    for (band, upper) in cumulative.iter_mut().enumerate() {
        let share = *upper - before;
        before = *upper;
        sum += share * libm::pow(ratio, band as f64 / last);
        *upper = sum;
    }
    if sum > 0.0 {
        cumulative.iter_mut().for_each(|upper| *upper /= sum);
    }
    // The last is exactly 1, whatever the rounding.
    if let Some(upper) = cumulative.last_mut() {
        *upper = 1.0;
    }
}
