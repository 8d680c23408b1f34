//! Recall: people with long-term conditions, screening and immunisation are called in, again and again.
//!
//! Registers overlap. A person therefore has a *set* of conditions and one combined recall for all of them,
//! not a visit for each register. The cycle is closed: not due, due, done; the clock starts again when the
//! recall is done. So people who wait make no further demand, and the number overdue cannot grow beyond the
//! number of people.

use crate::model::competence::Competence;
use crate::model::practice::{AGE_BANDS, Practice};
use crate::units::{Minutes, Probability, WHOLE_WEEKS_A_YEAR};

/// The largest number of conditions: a set of them is kept in 16 bits.
pub const MOST_CONDITIONS: usize = 12;

/// Share of a slot by which a recall may exceed its slots before it takes one more [-].
const OVERRUN_OF_A_SLOT: f64 = 0.25;

/// The largest number of slots in a row that one recall can take.
const MOST_SLOTS: f64 = 6.0;

/// A condition, or a programme of screening or immunisation, for which people are called in.
#[derive(Clone, Debug, PartialEq)]
pub struct Condition {
    /// The key under `recall.conditions` in the scenario.
    pub name: String,
    /// The profession that holds the recall, as an index.
    pub profession: usize,
    /// Time from one recall to the next \[weeks\].
    pub interval_weeks: f64,
    /// Time of the recall, notes included, in person and on its own \[min\].
    pub minutes: Minutes,
    /// Share of people who have it, by age band.
    pub share_by_age: [f64; AGE_BANDS],
    /// The share at a given age by fifth of deprivation, the most deprived first, relative to the mean [-].
    pub by_deprivation: [f64; 5],
    /// Probability that the recall must be in person.
    pub face_to_face: Probability,
    /// How the consultation proceeds.
    pub competence: Competence,
    /// What comes before the recall, if anything.
    pub preparation: Option<Preparation>,
}

/// An appointment before the recall, for measurements and samples.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Preparation {
    /// The profession that holds it, as an index.
    pub profession: usize,
    /// Its time, notes included \[min\].
    pub minutes: Minutes,
}

impl Condition {
    /// Share of people of an age band who have it, at a practice of this fifth (1 the most deprived).
    fn share(&self, age: usize, quintile: u8) -> f64 {
        let factor = self.by_deprivation[usize::from(quintile) - 1];
        (self.share_by_age[age] * factor).min(1.0)
    }
}

/// Who is called in, how often, and by whom.
#[derive(Clone, Debug, PartialEq)]
pub struct Recall {
    /// The conditions. Of a set, the first listed decides who holds the combined recall, and
    /// how often.
    pub conditions: Vec<Condition>,
    /// Share of people who are overdue when the simulation begins [-].
    pub overdue_at_start: Probability,
    /// Earlier fills: how many working days ahead \[d\], and what share of the kept slots that are free then.
    pub booked_ahead: Vec<(u32, Probability)>,
    /// How many working days ahead kept slots that are still free are filled with people who are due \[d\].
    pub filled_ahead_days: u32,
    /// Time that each further condition of a set adds to the combined recall \[min\].
    pub further_minutes: Minutes,
    /// Requests of a person who is overdue, relative to the same person not overdue [-]; 1 or more.
    pub requests_while_overdue: f64,
}

/// People of one practice with the same age band and set of conditions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Group {
    /// The conditions, a bit each.
    pub set: u16,
    /// The age band.
    pub age: u8,
    /// How many people.
    pub people: u32,
}

/// The combined recall of a set of conditions.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Combined {
    /// The condition that decides who holds it and how often, as an index.
    pub lead: usize,
    /// Time from one recall to the next \[weeks\].
    pub interval_weeks: f64,
    /// Its time in person \[min\].
    pub minutes: f64,
    /// The appointment before it, if another profession holds one: the longest of the set.
    pub preparation: Option<Preparation>,
}

/// Slots of the length `slot` that an appointment of so many minutes takes, in a row.
pub fn slots_for(minutes: f64, slot: Minutes) -> u8 {
    let slots = minutes / slot.get().max(1.0) - OVERRUN_OF_A_SLOT;
    slots.ceil().clamp(1.0, MOST_SLOTS) as u8
}

impl Recall {
    /// The combined recall of a set that is not empty.
    pub fn combined(&self, set: u16) -> Combined {
        let has = |index: &usize| set >> index & 1 == 1;
        let among = || (0..self.conditions.len()).filter(has);
        let lead = among().next().expect("the set is not empty");
        let interval_weeks = self.conditions[lead].interval_weeks;
        // A condition that is due less often takes its time on some of the recalls only.
        let further: f64 = among()
            .filter(|index| *index != lead)
            .map(|index| (interval_weeks / self.conditions[index].interval_weeks).min(1.0))
            .sum();
        let minutes = self.conditions[lead].minutes.get() + further * self.further_minutes.get();
        let held_by = self.conditions[lead].profession;
        let preparation = among()
            .filter_map(|index| self.conditions[index].preparation)
            .filter(|preparation| preparation.profession != held_by)
            .max_by(|one, other| one.minutes.get().total_cmp(&other.minutes.get()));
        Combined { lead, interval_weeks, minutes, preparation }
    }

    /// The people of `practice` who are called in, by age band and set of conditions. At a given age and
    /// fifth, the conditions are independent of each other.
    ///
    /// Whole numbers: of the sums over all groups before, each is rounded, so the total is right.
    pub fn groups(&self, practice: &Practice) -> Vec<Group> {
        let mut groups = Vec::new();
        let (mut sum, mut counted) = (0.0, 0.0);
        for (age, of_age) in practice.age_shares.iter().enumerate() {
            let shares: Vec<f64> = self
                .conditions
                .iter()
                .map(|condition| condition.share(age, practice.deprivation_quintile))
                .collect();
            for set in 1..1_u16 << self.conditions.len() {
                let has = |index: usize| set >> index & 1 == 1;
                let share: f64 = shares
                    .iter()
                    .enumerate()
                    .map(|(index, share)| if has(index) { *share } else { 1.0 - share })
                    .product();
                sum += practice.list_size * of_age * share;
                // A hair more than half, as shares that add up to one do so only almost.
                let people = ((sum + 0.500_001).floor() - counted).max(0.0);
                if people > 0.0 {
                    counted += people;
                    groups.push(Group { set, age: age as u8, people: people as u32 });
                }
            }
        }
        groups
    }

    /// How many further people become overdue for each one who is, through the requests that they make, at
    /// most [-]. Below 1 the number overdue does not feed on itself.
    ///
    /// It is largest if each further request takes a slot that a recall would have had.
    pub fn loop_gain(&self, practices: &[Practice], requests_per_patient_year: f64) -> f64 {
        let (mut people, mut weeks) = (0.0, 0.0);
        for group in practices.iter().flat_map(|practice| self.groups(practice)) {
            people += f64::from(group.people);
            weeks += f64::from(group.people) * self.combined(group.set).interval_weeks;
        }
        let years = if people > 0.0 { weeks / people } else { 0.0 } / f64::from(WHOLE_WEEKS_A_YEAR);
        (self.requests_while_overdue - 1.0) * requests_per_patient_year * years
    }
}

/// Where a closed cycle settles.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SteadyState {
    /// People overdue.
    pub overdue: f64,
    /// Recalls done \[1/week\].
    pub done_per_week: f64,
    /// Recalls that could have been done besides \[1/week\].
    pub empty_per_week: f64,
}

/// Where a cycle of `people` with this interval settles, if `capacity` recalls a week can be done: overdue =
/// max(0, people − capacity × interval).
///
/// # Example
///
/// ```
/// use pcn_sim::model::recall::steady_state;
///
/// let settled = steady_state(1_000.0, 52.0, 16.0);
/// assert!((settled.overdue - 168.0).abs() < 1e-9);
/// assert!((settled.done_per_week * 52.0 - 832.0).abs() < 1e-9);
/// ```
pub fn steady_state(people: f64, interval_weeks: f64, capacity: f64) -> SteadyState {
    let overdue = (people - capacity * interval_weeks).max(0.0);
    let done_per_week = (people - overdue) / interval_weeks;
    SteadyState { overdue, done_per_week, empty_per_week: capacity - done_per_week }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::demand::Contacts;
    use crate::model::policy::PolicyOtherwise;
    use crate::model::practice::RecordedOtherwise;

    fn condition(name: &str, weeks: f64, minutes: f64, share: f64) -> Condition {
        Condition {
            name: name.into(),
            profession: 0,
            interval_weeks: weeks,
            minutes: Minutes::new(minutes).unwrap(),
            share_by_age: [share; AGE_BANDS],
            by_deprivation: [1.5, 1.0, 1.0, 1.0, 0.5],
            face_to_face: Probability::ONE,
            competence: Competence::ALONE,
            preparation: None,
        }
    }

    fn recall(conditions: Vec<Condition>) -> Recall {
        Recall {
            conditions,
            overdue_at_start: Probability::ZERO,
            booked_ahead: Vec::new(),
            filled_ahead_days: 3,
            further_minutes: Minutes::new(6.0).unwrap(),
            requests_while_overdue: 1.10,
        }
    }

    fn practice(list_size: f64, quintile: u8) -> Practice {
        Practice {
            name: "one".into(),
            title: None,
            pcn: 0,
            list_size,
            gp_staffing: 1.0,
            gp_wte: None,
            contacts: Contacts::USUAL,
            reception_staffing: 1.0,
            deprivation_quintile: quintile,
            need_multiplier: 1.0,
            age_shares: [1.0 / AGE_BANDS as f64; AGE_BANDS],
            age_multiplier: 1.0,
            added_handlers: 0,
            added_duty_sessions: 0,
            policy: PolicyOtherwise::default(),
            recorded: RecordedOtherwise::default(),
            list: Default::default(),
        }
    }

    #[test]
    fn a_cycle_settles_where_the_hand_worked_cases_say() {
        // N = 1,000, every 52 weeks: 19.23 recalls a week are needed.
        let at = |capacity| steady_state(1_000.0, 52.0, capacity);
        assert!((at(16.0).overdue - 168.0).abs() < 1e-9);
        assert!((at(16.0).done_per_week * 52.0 - 832.0).abs() < 1e-9);
        assert!((at(17.0).overdue - 116.0).abs() < 1e-9);
        assert!((at(17.0).done_per_week * 52.0 - 884.0).abs() < 1e-9);
        assert!(at(20.0).overdue.abs() < 1e-9);
        assert!((at(20.0).empty_per_week - 0.769).abs() < 1e-3);
        assert!((at(0.0).overdue - 1_000.0).abs() < 1e-9, "nobody does it: all are overdue");
    }

    #[test]
    fn registers_overlap_and_a_person_has_one_recall() {
        let recall = recall(vec![
            condition("diabetes", 52.0, 30.0, 0.2),
            condition("hypertension", 52.0, 12.0, 0.5),
        ]);
        // Of 1,000 people 100 have both, 100 diabetes alone and 400 hypertension alone: 700 entries on
        // registers, 600 people.
        let mut people = [0; 4];
        for group in recall.groups(&practice(1_000.0, 3)) {
            people[usize::from(group.set)] += group.people;
        }
        // Whole people in eight age bands: each group is at most half a person off in each.
        assert_eq!(people.iter().sum::<u32>(), 600);
        for (found, exact) in people.into_iter().zip([0, 100, 400, 100]) {
            assert!(found.abs_diff(exact) <= AGE_BANDS as u32 / 2, "{people:?}");
        }
        let both = recall.combined(0b11);
        assert_eq!((both.lead, both.interval_weeks), (0, 52.0));
        assert!((both.minutes - 36.0).abs() < 1e-9);
        assert_eq!(slots_for(both.minutes, Minutes::new(15.0).unwrap()), 3);
        assert_eq!(slots_for(recall.combined(0b10).minutes, Minutes::new(12.0).unwrap()), 1);
    }

    #[test]
    fn a_condition_that_is_due_less_often_takes_time_on_some_recalls_only() {
        let recall = recall(vec![
            condition("hypertension", 52.0, 12.0, 0.5),
            condition("screening", 156.0, 20.0, 0.5),
        ]);
        let both = recall.combined(0b11);
        assert!((both.minutes - 14.0).abs() < 1e-9, "a third of six minutes more");
        assert!((both.interval_weeks - 52.0).abs() < 1e-9);
    }

    #[test]
    fn people_differ_by_age_and_fifth_of_deprivation() {
        let mut of_the_old = condition("heart disease", 52.0, 20.0, 0.0);
        of_the_old.share_by_age[AGE_BANDS - 1] = 0.4;
        let recall = recall(vec![of_the_old]);
        let people = |practice: &Practice| -> u32 {
            recall.groups(practice).iter().map(|group| group.people).sum()
        };
        assert_eq!(people(&practice(8_000.0, 3)), 400);
        assert_eq!(people(&practice(8_000.0, 1)), 600);
        assert_eq!(people(&practice(8_000.0, 5)), 200);
        let mut older = practice(8_000.0, 3);
        older.age_shares = [0.0; AGE_BANDS];
        older.age_shares[AGE_BANDS - 1] = 1.0;
        assert_eq!(people(&older), 3_200);
    }

    #[test]
    fn the_gain_of_the_loop_is_the_further_requests_within_an_interval() {
        let recall = recall(vec![condition("diabetes", 52.0, 30.0, 0.2)]);
        let gain = recall.loop_gain(&[practice(1_000.0, 3)], 3.0);
        assert!((gain - 0.3).abs() < 1e-9, "a tenth of three requests in a year: {gain}");
    }
}
