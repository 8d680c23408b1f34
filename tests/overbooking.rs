//! Starts that are booked twice: by hand where everyone comes and where nobody does, within their limit, and in turn.

use crate::identities::{Notes, check_record, check_stories};
use crate::support::{Case, SHORT, one, small};
use pcn_sim::measures::find;
use pcn_sim::model::CareSystem;
use pcn_sim::model::overbooking::Overbooking;
use pcn_sim::scenario::{FileSystem, load};
use pcn_sim::simulation::chances::Addressed;
use pcn_sim::simulation::observer::{Fact, PersonId, What, Who};
use pcn_sim::simulation::record::Record;
use pcn_sim::simulation::simulate;
use pcn_sim::units::{Probability, SimTime};
use std::collections::BTreeMap;

fn share(value: f64) -> Probability {
    Probability::new(value).unwrap()
}

fn twice(mut system: CareSystem, most: f64, least_risk: f64) -> CareSystem {
    system.overbooking = Some(Overbooking { share: share(most), least_risk: share(least_risk) });
    system
}

/// The small practice, with patients who do not attend with these probabilities: booked for the same day, and ahead.
/// Nobody is added to the duty list.
fn missing(of_today: f64, ahead: f64) -> CareSystem {
    let mut system = small();
    system.book.duty_extra = 0;
    system.book.cancelled = Probability::ZERO;
    system.book.dna_remote_factor = 1.0;
    system.deprivation.not_attended = [1.0; 5];
    for group in &mut system.book.dna {
        *group = [share(ahead); 7];
        group[0] = share(of_today);
    }
    system
}

fn of(record: &Record, measure: &str) -> f64 {
    (find(measure).unwrap().value)(record).unwrap_or(f64::NAN)
}

#[test]
fn no_starts_or_no_risk_that_is_enough_give_the_same_bytes() {
    let plain = one(&small(), SHORT, 9);
    assert_eq!(one(&twice(small(), 0.0, 0.0), SHORT, 9), plain);
    assert_eq!(one(&twice(small(), 1.0, 1.0), SHORT, 9), plain);
    assert_ne!(one(&twice(small(), 1.0, 0.0), SHORT, 9), plain);
}

#[test]
fn where_everyone_comes_both_come_and_where_nobody_does_the_second_waits_for_nobody() {
    let all = twice(missing(0.0, 0.0), 0.05, 0.0);
    let record = one(&all, SHORT, 3);
    check_record(&record, &all);
    let starts = record.booked_twice.starts;
    assert!(starts > 20, "{starts}");
    assert_eq!(record.ledger().added, starts, "nobody else is added to a list");
    // All who are seen are seconds of someone who came, but for those for whom a clinic was over or a first cancelled.
    let both = record.booked_twice.both_came;
    assert!(both <= starts && both as f64 > 0.8 * starts as f64, "{both} of {starts}");
    assert!(of(&record, "booked_twice_wait_min") > 3.0, "{:?}", record.booked_twice);
    // Who booked ahead never comes, and only their starts are risky enough.
    let none = twice(missing(0.0, 1.0), 0.05, 0.5);
    let record = one(&none, SHORT, 3);
    check_record(&record, &none);
    assert!(record.booked_twice.starts > 20, "{:?}", record.booked_twice);
    assert_eq!(record.booked_twice.both_came, 0);
    assert_eq!(record.ledger().added, record.booked_twice.starts);
    // A risk above that of everyone who is booked.
    let never = twice(missing(0.1, 0.4), 0.05, 0.41);
    assert_eq!(one(&never, SHORT, 3), one(&missing(0.1, 0.4), SHORT, 3));
}

#[test]
fn more_are_seen_and_fewer_go_without_as_more_starts_are_booked_twice() {
    let records = [0.0, 0.05, 0.1].map(|most| one(&twice(small(), most, 0.05), SHORT, 2));
    let unmet = records.each_ref().map(|record| of(record, "requests_unmet"));
    let starts = records.each_ref().map(|record| record.booked_twice.starts);
    assert!(unmet[1] < unmet[0] && unmet[2] < unmet[1], "{unmet:?}");
    assert!(starts[0] == 0 && starts[1] > 0 && starts[2] > starts[1], "{starts:?}");
    for record in &records {
        assert_eq!(record.ledger().planned, records[0].ledger().planned);
    }
}

/// A start: whose, and when.
type Start = (PersonId, SimTime);

/// When a consultation began and ended.
type Held = Option<(SimTime, SimTime)>;

/// When each of those who had a start began and ended, the holder first: [holder, second].
fn consultations(facts: &[Fact]) -> (Vec<Start>, BTreeMap<Start, [Held; 2]>) {
    let mut holds: BTreeMap<Who, (Start, usize)> = BTreeMap::new();
    let mut began: BTreeMap<Who, SimTime> = BTreeMap::new();
    let (mut given, mut found) = (Vec::new(), BTreeMap::<Start, _>::new());
    for fact in facts {
        match fact.what {
            What::Booked(of) => {
                holds.insert(fact.who, ((of.clinician.person, of.start), 0));
            }
            What::BookedTwice { clinician, start } => {
                given.push((clinician.person, start));
                holds.insert(fact.who, ((clinician.person, start), 1));
            }
            What::Began { .. } => {
                began.insert(fact.who, fact.at);
            }
            What::Ended { .. } => {
                if let (Some((start, which)), Some(from)) =
                    (holds.remove(&fact.who), began.remove(&fact.who))
                {
                    found.entry(start).or_insert([None; 2])[which] = Some((from, fact.at));
                }
            }
            _ => {}
        }
    }
    (given, found)
}

#[test]
fn the_second_is_seen_after_the_first_and_no_start_is_given_to_three() {
    let system = twice(missing(0.0, 0.1), 0.2, 0.0);
    let mut notes = Notes::default();
    let record = simulate(&system, SHORT, &Addressed::new(8, 0), &mut notes).unwrap();
    assert_eq!(record, one(&system, SHORT, 8), "whoever listens changes nothing");
    check_stories(&notes, SimTime::midnight(-28), SimTime::NEVER);
    let (given, seen) = consultations(&notes.0);
    let mut once = given.clone();
    once.sort_unstable();
    once.dedup();
    assert_eq!(once.len(), given.len(), "a start is given twice at most");
    let mut both = 0;
    for start in &given {
        let Some([first, second]) = seen.get(start) else { continue };
        if let Some((from, _)) = second {
            assert!(*from >= start.1, "nobody is seen before their start");
        }
        if let (Some((_, first_ended)), Some((second_began, _))) = (first, second) {
            assert!(second_began >= first_ended, "{start:?}");
            both += 1;
        }
    }
    assert!(both > 20, "{both}");
}

#[test]
fn no_more_starts_are_given_on_a_day_than_the_share_allows() {
    let most = 0.04;
    let system = twice(missing(0.0, 0.1), most, 0.0);
    let mut notes = Notes::default();
    let record = simulate(&system, SHORT, &Addressed::new(8, 0), &mut notes).unwrap();
    let mut by_day: BTreeMap<i32, u32> = BTreeMap::new();
    for fact in &notes.0 {
        if let What::BookedTwice { start, .. } = fact.what {
            assert_eq!(start.day(), fact.at.day(), "only starts of the day are given twice");
            *by_day.entry(start.day()).or_default() += 1;
        }
    }
    assert!(!by_day.is_empty());
    // On average over days: each profession rounds to the nearest whole number.
    let planned = record.ledger().planned as f64;
    let professions = record.ledgers.iter().filter(|ledger| ledger.planned > 0).count() as f64;
    let given = f64::from(
        by_day.iter().filter(|(day, _)| (0..42).contains(*day)).map(|(_, n)| n).sum::<u32>(),
    );
    assert_eq!(given, record.booked_twice.starts as f64);
    let working_days = f64::from(record.working_days);
    assert!(given <= most * planned + 0.5 * professions * working_days, "{given} of {planned}");
}

#[test]
fn shares_outside_their_limits_are_refused() {
    let about = "base = \"average-pcn\"\n[about]\ntitle = \"T\"\nquestion = \"Q?\"\n";
    let told = |lines: &str| {
        let case = Case::new().scenario(&format!("{about}[overbooking]\n{lines}\n"));
        let path = case.path().join("scenario.toml");
        load(path.to_str().unwrap(), &FileSystem).map(|_| ()).map_err(|error| error.to_string())
    };
    assert_eq!(told("share = 1\nleast_risk = 0"), Ok(()));
    for (wrong, word) in [
        ("share = 1.1\nleast_risk = 0.1", "share"),
        ("share = 0.1\nleast_risk = -0.1", "least_risk"),
        ("share = 0.1", "least_risk"),
        ("share = 0.1\nleast_risk = 0.1\nleast = 1", "least"),
    ] {
        let message = told(wrong).unwrap_err();
        assert!(message.contains(word), "{wrong}: {message}");
    }
    let dated = "dated = [{ from = 2025-10-01, set = { overbooking = { share = 0.1 } } }]\n";
    let tables = "[overbooking]\nshare = 0\nleast_risk = 0.05\n";
    let case = Case::new().scenario(&format!("{dated}{about}{tables}"));
    let path = case.path().join("scenario.toml");
    let system = load(path.to_str().unwrap(), &FileSystem).unwrap().system;
    assert_eq!(system.dated.len(), 1);
}
