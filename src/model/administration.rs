//! Administrative work of GPs: what arises from lists and contacts, and which time absorbs it.
//!
//! All lengths of time are in minutes of GPs. Nothing here changes an appointment, unless the practices close starts
//! for it.

use crate::model::CareSystem;
use crate::model::role::{Role, StaffGroup};
use crate::model::roster::Person;
use crate::units::{Minutes, WHOLE_WEEKS_A_YEAR};
use jiff::civil::Date;

/// The kinds of administrative work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Work {
    /// Results of tests, with what they lead to.
    Results = 0,
    /// Letters of hospitals and others.
    Letters = 1,
    /// Requests for prescriptions.
    Prescriptions = 2,
    /// Messages of patients and colleagues.
    Messages = 3,
    /// Rounds of visits at home: journeys, and what a visit takes beyond its appointment.
    HomeVisitRounds = 4,
}

/// The number of kinds of administrative work.
pub const WORKS: usize = 5;

impl Work {
    /// All kinds with their keys in a scenario, in the order of their numbers.
    pub const KEYS: [(&'static str, Work); WORKS] = [
        ("results", Work::Results),
        ("letters", Work::Letters),
        ("prescriptions", Work::Prescriptions),
        ("messages", Work::Messages),
        ("home-visit-rounds", Work::HomeVisitRounds),
    ];
}

/// One kind of administrative work.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Kind {
    /// Its share of all minutes, 0 to 1; the shares of all kinds add up to 1 [-].
    pub share: f64,
    /// The part of it that arises from contacts, 0 to 1; the rest arises from the list [-].
    pub from_contacts: f64,
}

/// A pharmacist who prescribes, and takes prescriptions off GPs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PrescribingPharmacist {
    /// Such pharmacists in each practice; 0 is none [-].
    pub per_practice: f64,
    /// Time of GPs that one takes over in a practice \[h a week\].
    pub hours_a_week: f64,
}

/// Administrative work of the practices' own GPs. Key: `administration`.
#[derive(Clone, Debug, PartialEq)]
pub struct Administration {
    /// All kinds together, for each registered patient \[min a year\], a year being 52 weeks.
    pub minutes_per_patient_year: f64,
    /// Consultations for each registered patient where that was found \[1/a\].
    pub contacts_per_patient_year: f64,
    /// By [`Work`].
    pub kinds: [Kind; WORKS],
    /// Contracted administrative time of a session \[min\].
    pub contracted: Minutes,
    /// The part of a consultation that is writing the record, 0 to 1 [-]. It divides a result, and changes none.
    pub record_share: f64,
    /// Whether starts are closed until the minutes of a session fit.
    pub closes_starts: bool,
    /// Pharmacists who take prescriptions off GPs, if there are any.
    pub pharmacist: Option<PrescribingPharmacist>,
}

/// Weeks of a year, as a factor.
const WEEKS: f64 = WHOLE_WEEKS_A_YEAR as f64;

impl Administration {
    /// What arises of each kind in `weeks` weeks, for `patients` who had so many `contacts` \[min\].
    ///
    /// The part from the list is the same every week. The part from contacts is in proportion to them, and is as
    /// stated where contacts are those of [`Administration::contacts_per_patient_year`].
    pub fn arising(&self, patients: f64, contacts: f64, weeks: f64) -> [f64; WORKS] {
        let by_list = patients * weeks / WEEKS;
        let by_contacts = contacts / self.contacts_per_patient_year;
        self.kinds.map(|kind| {
            let persons = by_list * (1.0 - kind.from_contacts) + by_contacts * kind.from_contacts;
            self.minutes_per_patient_year * kind.share * persons
        })
    }

    /// What arises in a week for `patients` with as many contacts as stated \[min\].
    pub fn usual_week(&self, patients: f64) -> [f64; WORKS] {
        self.arising(patients, patients * self.contacts_per_patient_year / WEEKS, 1.0)
    }

    /// What pharmacists take over of a practice's prescriptions in `weeks` weeks, if these minutes of
    /// `prescriptions` arise: never more \[min\].
    pub fn by_pharmacists(&self, prescriptions: f64, weeks: f64) -> f64 {
        let taken = |it: PrescribingPharmacist| it.per_practice * it.hours_a_week * 60.0 * weeks;
        self.pharmacist.map_or(0.0, taken).min(prescriptions)
    }

    /// What a usual week leaves for each of `sessions` sessions of a practice, which is so many `practices` in one,
    /// beyond its contracted time \[min\], 0 or more.
    pub fn excess(&self, patients: f64, sessions: f64, practices: f64) -> f64 {
        let prescriptions = self.usual_week(patients)[Work::Prescriptions as usize];
        self.excess_less(self.by_pharmacists(prescriptions, practices), patients, sessions)
    }

    /// The same if no pharmacist took anything over.
    pub fn excess_alone(&self, patients: f64, sessions: f64) -> f64 {
        self.excess_less(0.0, patients, sessions)
    }

    fn excess_less(&self, taken: f64, patients: f64, sessions: f64) -> f64 {
        if sessions <= 0.0 {
            return 0.0;
        }
        let each = (self.usual_week(patients).iter().sum::<f64>() - taken) / sessions;
        (each - self.contracted.get()).max(0.0)
    }
}

/// Starts of `slot` minutes, to the nearest whole one, that make room for `excess` minutes; at most `starts`.
///
/// # Example
///
/// ```
/// use pcn_sim::model::administration::starts_closed;
///
/// // A session of 15 starts of 12 min, with 120 min of work against 70 contracted.
/// assert_eq!(starts_closed(120.0 - 70.0, 12.0, 15), 4);
/// assert_eq!(starts_closed(0.0, 12.0, 15), 0);
/// ```
pub fn starts_closed(excess: f64, slot: f64, starts: u32) -> u32 {
    (excess / slot + 0.5).floor().clamp(0.0, f64::from(starts)) as u32
}

/// Whether administrative work is shared among those in `role`, if a practice employs them: GPs with clinics who may
/// see anyone without a supervisor in. Trainees do none of it.
pub fn is_shared_by(role: &Role) -> bool {
    let is_free = role.supervision.as_ref().is_none_or(|need| !need.needs_presence);
    role.group == StaffGroup::Gp && role.sees_patients && is_free
}

/// By practice: sessions of the weekly roster among whose GPs its administrative work is shared.
pub fn sessions_of_week(system: &CareSystem, people: &[Person]) -> Vec<f64> {
    sessions_of(system, people, |person| person.practice)
}

/// The same on `date`: of those who work then, for the practice for which they work then.
pub fn sessions_of_week_on(system: &CareSystem, people: &[Person], date: Date) -> Vec<f64> {
    let works_for = |person: &Person| {
        let own = person.practice.filter(|_| person.during.holds(date))?;
        Some(system.joined(own, date).unwrap_or(own))
    };
    sessions_of(system, people, works_for)
}

fn sessions_of(
    system: &CareSystem,
    people: &[Person],
    works_for: impl Fn(&Person) -> Option<usize>,
) -> Vec<f64> {
    let mut sessions = vec![0.0; system.practices.len()];
    for person in people {
        if let Some(practice) = works_for(person)
            && is_shared_by(&system.roles[person.role])
        {
            // Who alternates with another employer is here in a part of the weeks.
            let weeks = f64::from(WHOLE_WEEKS_A_YEAR);
            let here = (0..WHOLE_WEEKS_A_YEAR as i32).filter(|week| person.is_here(*week)).count();
            let months = if person.months.is_empty() { 12 } else { person.months.len() };
            let share = here as f64 / weeks * months as f64 / 12.0;
            sessions[practice] += person.week.len() as f64 * share;
        }
    }
    sessions
}

/// The time of a session held that can absorb work outside consultations \[min\].
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct SessionTime {
    /// From its start to its planned end.
    pub length: f64,
    /// Starts that nobody used.
    pub empty: f64,
    /// Starts that a patient missed.
    pub missed: f64,
    /// Starts that were closed for administrative work.
    pub closed: f64,
    /// How long the clinician had nothing to do, at whatever moment. A start that was used to catch up is not in it.
    pub idle: f64,
    /// How long the clinic lasted beyond its planned end.
    pub overrun: f64,
    /// Contracted administrative time.
    pub contracted: f64,
}

/// Starts of a session that are open only because pharmacists take work over \[min\].
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Reopened {
    /// Those that nobody used.
    pub empty: f64,
    /// Those that a patient missed.
    pub missed: f64,
    /// Those in which a patient was seen.
    pub used: f64,
    /// How long these patients were seen, at most their starts.
    pub seen: f64,
}

/// What became of minutes \[min\]; a sum over sessions, or one of them.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Absorbed {
    /// Done in empty starts.
    pub in_empty: f64,
    /// Done in starts that a patient missed.
    pub in_missed: f64,
    /// Done in starts that were closed for it.
    pub in_closed: f64,
    /// Done in contracted administrative time; a clinic that lasts too long uses it too.
    pub in_contracted: f64,
    /// Beyond contracted hours.
    pub overtime: f64,
}

impl Absorbed {
    /// All of it.
    pub const fn total(&self) -> f64 {
        self.in_empty + self.in_missed + self.in_closed + self.in_contracted + self.overtime
    }

    /// Adds what became of others.
    pub const fn add(&mut self, other: Absorbed) {
        self.in_empty += other.in_empty;
        self.in_missed += other.in_missed;
        self.in_closed += other.in_closed;
        self.in_contracted += other.in_contracted;
        self.overtime += other.overtime;
    }

    /// Takes `minutes` away, overtime first, then contracted time, then starts; at most all of it. Returns what was
    /// taken of overtime and of the rest.
    pub fn take(&mut self, minutes: f64) -> [f64; 2] {
        let mut left = minutes;
        let mut from = |pool: &mut f64| {
            let taken = left.min(*pool).max(0.0);
            (*pool, left) = (*pool - taken, left - taken);
            taken
        };
        let overtime = from(&mut self.overtime);
        let rest = from(&mut self.in_contracted)
            + from(&mut self.in_closed)
            + from(&mut self.in_missed)
            + from(&mut self.in_empty);
        [overtime, rest]
    }
}

impl SessionTime {
    /// What becomes of `work` minutes and of the overrun of the clinic. Empty and missed starts absorb work first, as
    /// far as the clinician had nothing to do; then contracted time that the clinic did not use; the rest is overtime.
    ///
    /// # Example
    ///
    /// ```
    /// use pcn_sim::model::administration::SessionTime;
    ///
    /// let full = SessionTime { length: 180.0, contracted: 70.0, ..SessionTime::default() };
    /// assert_eq!(full.absorb(120.0).overtime, 50.0);
    /// let empty = SessionTime { empty: 180.0, idle: 180.0, ..full };
    /// assert_eq!(empty.absorb(120.0).overtime, 0.0);
    /// ```
    pub fn absorb(&self, work: f64) -> Absorbed {
        let mut idle = self.idle;
        let mut left = work;
        let mut fill = |room: f64| {
            let taken = left.min(room).min(idle).max(0.0);
            (left, idle) = (left - taken, idle - taken);
            taken
        };
        let (in_empty, in_missed, in_closed) =
            (fill(self.empty), fill(self.missed), fill(self.closed));
        let after = left + self.overrun;
        let in_contracted = after.min(self.contracted);
        Absorbed { in_empty, in_missed, in_closed, in_contracted, overtime: after - in_contracted }
    }

    /// The same session if its `reopened` starts had stayed closed. A patient less makes the clinic shorter by the time of
    /// a patient: its overrun first, and the rest is time with nothing to do.
    pub fn closed_again(&self, reopened: &Reopened) -> SessionTime {
        let overrun = (self.overrun - reopened.seen).max(0.0);
        SessionTime {
            empty: self.empty - reopened.empty,
            missed: self.missed - reopened.missed,
            closed: self.closed + reopened.empty + reopened.missed + reopened.used,
            idle: self.idle + reopened.seen - (self.overrun - overrun),
            overrun,
            ..*self
        }
    }
}

/// What pharmacists took over of a week \[min\]: overtime that they spared GPs, other time, and what the starts held
/// that are open because of them. The three make up what was taken; the first is below 0 where whole starts hold more
/// than pharmacists take.
///
/// `taken` is what was taken of overtime and of the rest; `overtime` what there was of it before, and `closed_again`
/// what there would have been with these starts closed and no pharmacist.
///
/// # Example
///
/// ```
/// use pcn_sim::model::administration::spared;
///
/// // 9 sessions whose 12 min of work stand in a reopened start, beside 2 min of overtime; 150 min are taken.
/// assert_eq!(spared([126.0, 24.0], 126.0, 18.0), [18.0, 24.0, 108.0]);
/// ```
pub fn spared([of_overtime, rest]: [f64; 2], overtime: f64, closed_again: f64) -> [f64; 3] {
    let reopened = overtime - closed_again;
    [of_overtime - reopened, rest, reopened]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The average practice, worked by hand: 2,290 patients, 9 sessions a week.
    fn by_hand() -> Administration {
        let kind = |share, from_contacts| Kind { share, from_contacts };
        Administration {
            minutes_per_patient_year: 24.5,
            contacts_per_patient_year: 5.0,
            kinds: [
                kind(0.3, 0.5),
                kind(0.3, 0.0),
                kind(0.15, 0.3),
                kind(0.15, 0.5),
                kind(0.1, 0.0),
            ],
            contracted: Minutes::new(70.0).expect("a length of time"),
            record_share: 0.2,
            closes_starts: false,
            pharmacist: None,
        }
    }

    #[test]
    fn the_average_practice_has_1_080_minutes_a_week_which_is_9_sessions_of_120() {
        let week: f64 = by_hand().usual_week(2_290.0).iter().sum();
        // 2,290 × 24.5 / 52 = 1,078.94.
        assert!((week - 1_078.94).abs() < 0.01, "{week}");
        assert!((week - 1_080.0).abs() < 1.1 && (week / 9.0 - 120.0).abs() < 0.13);
        let excess = by_hand().excess(2_290.0, 9.0, 1.0);
        assert!((excess - 49.88).abs() < 0.01, "{excess}");
        assert_eq!(starts_closed(excess, 12.0, 15), 4);
        // 11 of 15 starts, two sessions a day: 22 contacts a day in place of 30. Observed are 25 to 37.
        assert_eq!(2 * (15 - starts_closed(excess, 12.0, 15)), 22);
    }

    #[test]
    fn more_contacts_make_more_work_of_the_kinds_that_arise_from_them() {
        let administration = by_hand();
        let usual = administration.usual_week(2_290.0);
        let contacts = 2_290.0 * 5.0 / 52.0;
        let double = administration.arising(2_290.0, 2.0 * contacts, 1.0);
        for (work, (before, after)) in usual.iter().zip(double).enumerate() {
            let more = 1.0 + administration.kinds[work].from_contacts;
            assert!((after - before * more).abs() < 1e-9, "{work}: {before} and {after}");
        }
        let none = administration.arising(2_290.0, 0.0, 1.0);
        assert_eq!(none[Work::Letters as usize], usual[Work::Letters as usize]);
        assert_eq!(administration.arising(0.0, 0.0, 1.0), [0.0; WORKS]);
    }

    #[test]
    fn a_session_absorbs_no_more_than_it_has_and_loses_nothing() {
        for work in [0.0, 35.0, 70.0, 120.0, 240.0, 500.0] {
            for (empty, missed, idle, overrun) in [
                (0.0, 0.0, 0.0, 0.0),
                (24.0, 12.0, 36.0, 0.0),
                (24.0, 12.0, 10.0, 5.0),
                (180.0, 0.0, 180.0, 90.0),
            ] {
                let time = SessionTime {
                    length: 180.0,
                    empty,
                    missed,
                    closed: 0.0,
                    idle,
                    overrun,
                    contracted: 70.0,
                };
                let found = time.absorb(work);
                assert!((found.total() - work - overrun).abs() < 1e-9);
                assert!(found.in_empty + found.in_missed <= idle && found.in_contracted <= 70.0);
                let starts = (empty + missed).min(idle);
                let overtime = ((work - starts).max(0.0) + overrun - 70.0).max(0.0);
                assert!((found.overtime - overtime).abs() < 1e-9, "{time:?}: {found:?}");
            }
        }
    }

    #[test]
    fn what_reopened_starts_hold_is_no_overtime_spared() {
        let mut administration = by_hand();
        let alone = administration.excess(2_290.0, 9.0, 1.0);
        administration.pharmacist =
            Some(PrescribingPharmacist { per_practice: 1.0, hours_a_week: 4.9 });
        assert_eq!(administration.excess_alone(2_290.0, 9.0), alone);
        // All 162 min of prescriptions are taken: 101.9 min a session are left, which is 32 and 3 starts in place of 4.
        let excess = administration.excess(2_290.0, 9.0, 1.0);
        assert!((excess - 31.90).abs() < 0.01, "{excess}");
        assert_eq!([alone, excess].map(|minutes| starts_closed(minutes, 12.0, 15)), [4, 3]);
        // Full clinics that end in time. With 3 starts closed 119.88 - 36 - 70 = 13.88 min are overtime, with 4 1.88.
        let open = SessionTime {
            length: 180.0,
            closed: 36.0,
            idle: 36.0,
            contracted: 70.0,
            ..SessionTime::default()
        };
        let again = open.closed_again(&Reopened { used: 12.0, seen: 12.0, ..Reopened::default() });
        let work = administration.usual_week(2_290.0).iter().sum::<f64>() / 9.0;
        let [overtime, closed] = [open, again].map(|time| 9.0 * time.absorb(work).overtime);
        assert!((overtime - 124.94).abs() < 0.01 && (closed - 16.94).abs() < 0.01);
        let mut week = Absorbed { overtime, in_contracted: 630.0, ..Absorbed::default() };
        let found = spared(week.take(161.84), overtime, closed);
        for (found, by_hand) in found.iter().zip([16.94, 36.90, 108.0]) {
            assert!((found - by_hand).abs() < 0.01, "{found} and {by_hand}");
        }
        // A reopened start that nobody used absorbs as much as a closed one.
        let unused = SessionTime { empty: 12.0, idle: 48.0, ..open };
        let again = unused.closed_again(&Reopened { empty: 12.0, ..Reopened::default() });
        assert_eq!(unused.absorb(work).overtime, again.absorb(work).overtime);
        // A patient less ends the clinic earlier before anybody is idle.
        let late = SessionTime { overrun: 20.0, ..open };
        let again = late.closed_again(&Reopened { used: 12.0, seen: 12.0, ..Reopened::default() });
        assert_eq!((again.overrun, again.idle, again.closed), (8.0, 36.0, 48.0));
        assert_eq!(open.closed_again(&Reopened::default()), open);
    }

    #[test]
    fn a_pharmacist_takes_4_9_hours_of_overtime_first_and_no_more_than_there_is() {
        let mut administration = by_hand();
        administration.pharmacist =
            Some(PrescribingPharmacist { per_practice: 1.0, hours_a_week: 4.9 });
        assert_eq!(administration.by_pharmacists(1_000.0, 1.0), 294.0);
        assert_eq!(administration.by_pharmacists(100.0, 1.0), 100.0);
        let mut week = Absorbed { overtime: 500.0, in_contracted: 630.0, ..Absorbed::default() };
        assert_eq!(week.take(294.0), [294.0, 0.0]);
        assert_eq!((week.overtime, week.in_contracted), (206.0, 630.0));
        assert_eq!(week.take(294.0), [206.0, 88.0]);
        let total = week.total();
        assert_eq!(week.take(10_000.0), [0.0, total]);
        assert_eq!(week.total(), 0.0);
    }
}
