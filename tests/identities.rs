//! Identities of the record and of the facts of any replication: everything is conserved, all
//! figures add up, nobody is in two places at once. Shared by random networks and by fuzzing.

use pcn_sim::engine::monitor::WeekProfile;
use pcn_sim::measures::MEASURES;
use pcn_sim::model::CareSystem;
use pcn_sim::model::role::StaffGroup;
use pcn_sim::model::roster::{Person, people};
use pcn_sim::simulation::observer::{Fact, Observer, What, Who};
use pcn_sim::simulation::record::{Because, Constraint, OfUrgency, Record};
use pcn_sim::units::SimTime;
use std::collections::BTreeMap;

/// An observer that keeps every fact.
#[derive(Debug, Default)]
pub(crate) struct Notes(pub(crate) Vec<Fact>);

/// The patient to whom something happens, as chance identifies them.
pub(crate) fn patient(fact: &Fact) -> Option<u64> {
    match fact.who {
        Who::Patient(id) => Some(id.0),
        Who::Other(_) | Who::Staff { .. } => None,
    }
}

impl Observer for Notes {
    const LISTENS: bool = true;

    fn note(&mut self, fact: Fact) {
        self.0.push(fact);
    }
}

/// Needs add up over their requests, and contacts over their causes.
fn check_needs_and_contacts(record: &Record, system: &CareSystem) {
    let (needs, requests) = (&record.needs, &record.requests);
    assert_eq!(needs.made + needs.returned, requests.made, "a request is a first one or a return");
    assert!(needs.unmet + needs.open <= needs.made);
    if system.returns.is_none() {
        assert_eq!((needs.unmet, needs.open), (requests.unmet_total(), requests.open));
        assert_eq!((needs.returned, record.contacts.of(Because::HadNothing)), (0, 0));
    }
    let door = &record.front_door;
    let made = record.contacts.all() - record.contacts.of(Because::HandedBack);
    assert_eq!(made, door.inbound + door.forms + door.walk_ins, "each contact has one cause");
}

/// Every attendance has an hour, and nobody takes a start instead who would not.
fn check_emergency(record: &Record) {
    let counts = &record.emergency;
    assert_eq!(counts.by_hour.iter().flatten().sum::<u64>(), record.attendances.all());
    assert!(counts.willing <= counts.self_referred && counts.found_open <= counts.willing);
    assert!(counts.avoided_total() <= counts.found_open);
    for (avoided, starts) in counts.avoided.iter().zip(counts.starts_instead) {
        assert!(*avoided <= starts, "each took a start");
    }
    for (level, all) in record.attendances.access_related.iter().enumerate() {
        assert!(counts.after_failure.iter().map(|levels| levels[level]).sum::<u64>() <= *all);
    }
}

/// Every identity that must hold in the record of one replication.
pub(crate) fn check_record(record: &Record, system: &CareSystem) {
    let practices = system.practices.len() as u64;
    let requests = &record.requests;
    let ended = requests.settled + requests.referred + requests.unmet_total();
    assert_eq!(requests.made, ended + requests.open, "every request ends once or is open");
    assert!(requests.lapsed <= requests.settled);
    check_needs_and_contacts(record, system);
    check_emergency(record);
    let at_front_door =
        requests.settled_administrative + requests.settled_pharmacy + requests.settled_triage;
    assert!(at_front_door <= requests.settled);
    assert!(requests.latent <= requests.made && requests.reached <= requests.made);
    assert!(requests.right_first_time <= requests.seen && requests.seen <= requests.offered);
    assert!(requests.offered <= requests.made);
    let by_ability = [requests.online_able, requests.not_online_able];
    for (index, all) in [(0, requests.made), (1, requests.unmet_total())] {
        assert_eq!(by_ability.iter().map(|ability| ability[index]).sum::<u64>(), all);
        assert_eq!(requests.by_quintile.iter().map(|fifth| fifth[index]).sum::<u64>(), all);
    }
    assert_eq!(record.exits.iter().sum::<u64>(), requests.unmet_total());
    check_urgency_and_profession(record);

    for ledger in &record.ledgers {
        assert!(ledger.balances(), "{ledger:?}");
    }
    for ledger in &record.work.time {
        assert!(ledger.balances(), "{ledger:?}");
    }

    let door = &record.front_door;
    let fates = door.answered + door.missed + door.menu + door.call_back;
    // A call that hears the menu at the midnight when measurement begins or ends has one end only;
    // of a menu that lasts for hours there are many.
    if system.front_door.menu_time.get() <= 10.0 {
        assert!(door.inbound.abs_diff(fates) <= 3 * practices, "{} {fates}", door.inbound);
    }
    assert_eq!(door.by_weekday.iter().sum::<u64>(), door.inbound);
    assert!(door.monday_opening <= door.by_weekday[0]);
    assert_eq!(door.wait_answered_min.count, door.answered);
    assert_eq!(door.wait_missed_min.count, door.missed);
    assert!(door.answered_within.is_sorted() && door.answered_within[2] <= door.answered);
    assert!(door.missed_within.is_sorted() && door.missed_within[2] <= door.missed);
    for tally in [door.wait_answered_min, door.wait_missed_min, record.work.waiting_room_min] {
        assert!(tally.sum >= 0.0 && tally.sum.is_finite(), "no wait is negative");
    }

    let counts = &record.appointments;
    assert_eq!(counts.booked(), counts.by_mode.iter().sum::<u64>());
    assert_eq!(counts.booked(), counts.by_weekday.iter().sum::<u64>());
    assert!(counts.attended + counts.dna <= counts.booked());
    assert!(counts.attended_gp <= counts.attended && counts.triage <= counts.attended);
    assert!(counts.own_gp[1] <= counts.own_gp[0] && counts.own_gp[0] <= counts.attended_gp);

    let [low, central, high] = record.attendances.access_related;
    assert!(low <= central && central <= high);

    let work = &record.work;
    let weeks = f64::from(record.days) / 7.0;
    let everyone = people(system);
    for (group, name) in StaffGroup::ALL.iter().enumerate() {
        let of_group = |person: &&Person| system.roles[person.role].group == *name;
        let most = everyone.iter().filter(of_group).count() as f64 * weeks;
        let busy = work.busy[group].level_hours();
        let in_session = work.in_session[group].level_hours();
        for (hour, (busy, in_session)) in busy.iter().zip(&in_session).enumerate() {
            let is_within = *busy >= -1e-6 && *busy <= in_session + 1e-6;
            assert!(is_within, "{name:?}, hour {hour}: {busy} h of {in_session} h");
            let is_within = *in_session <= most + 1e-6;
            assert!(is_within, "{name:?}, hour {hour}: {in_session} h, of {most} h at most");
        }
    }
    for (hour, used) in work.rooms.level_hours().iter().enumerate() {
        let most = f64::from(record.room_days[hour / 24]);
        let is_within = *used >= -1e-6 && *used <= most + 1e-6;
        assert!(is_within, "hour {hour}: {used} h, of {most} h at most");
    }

    check_supervision_by_role(record, system);

    let (took, without) = (record.took_gp.concat(), record.settled_without_gp.concat());
    let in_both = took.iter().zip(&without).map(|(a, b)| a & b);
    assert!(in_both.into_iter().all(|word| word == 0), "with a GP or without, not both");
    let without: u32 = without.iter().map(|word| word.count_ones()).sum();
    assert!(u64::from(without) <= requests.settled);
}

/// The same must be found in both: to the last bit on one clock; where networks were simulated one after
/// the other instead, but for the order in which fractions were summed.
#[track_caller]
pub(crate) fn check_same(system: &CareSystem, found: Record, expected: Record) {
    if system.on_one_clock().len() == 1 {
        assert_eq!(found, expected);
        return;
    }
    let (found, expected) = (words_and_numbers(found), words_and_numbers(expected));
    assert_eq!((found.0, found.1.len()), (expected.0, expected.1.len()));
    for (found, expected) in found.1.iter().zip(&expected.1) {
        assert!((found - expected).abs() <= 1e-9 * expected.abs(), "{found} and {expected}");
    }
}

/// The content of a record as words and numbers, without the unfinished state of sums over time.
fn words_and_numbers(mut record: Record) -> (String, Vec<f64>) {
    // Days begin on each clock.
    record.events = 0;
    for words in record.took_gp.iter_mut().chain(&mut record.settled_without_gp) {
        let last = words.iter().rposition(|word| *word != 0);
        words.truncate(last.map_or(0, |last| last + 1));
    }
    let mut numbers = Vec::new();
    for profile in record.work.profiles() {
        numbers.extend(profile.level_hours());
        *profile = WeekProfile::new(0);
    }
    let text = format!("{record:?}");
    let is_of_number = |c: char| c.is_ascii_digit() || c == '.' || c == '-';
    numbers.extend(text.split(|c| !is_of_number(c)).filter_map(|word| word.parse::<f64>().ok()));
    (text.replace(is_of_number, ""), numbers)
}

/// Requests by urgency, and unmet ones by profession, must add up to all of them.
fn check_urgency_and_profession(record: &Record) {
    let requests = &record.requests;
    let sum = |of: fn(&OfUrgency) -> u64| requests.by_urgency.iter().map(of).sum::<u64>();
    assert_eq!(sum(|of| of.made), requests.made);
    assert_eq!(sum(|of| of.reached), requests.reached);
    assert_eq!(sum(|of| of.told_another_day), requests.told_another_day);
    assert_eq!(sum(|of| of.offered), requests.offered);
    assert_eq!(sum(|of| of.settled), requests.settled - requests.lapsed);
    assert_eq!(sum(|of| of.lapsed), requests.lapsed);
    assert_eq!(sum(|of| of.referred), requests.referred);
    assert_eq!(sum(|of| of.made - of.ended()), requests.open);
    for (index, all) in requests.unmet.iter().enumerate() {
        assert_eq!(requests.by_urgency.iter().map(|of| of.unmet[index]).sum::<u64>(), *all);
    }
    let of_professions = [Constraint::Gp, Constraint::Role].map(|by| requests.unmet[by as usize]);
    let named: u64 = record.unmet_for_want_of.iter().sum();
    assert_eq!(named, of_professions.iter().sum::<u64>(), "each names its profession");
}

/// Supervision by role and stage must add up to what was counted over all of them.
fn check_supervision_by_role(record: &Record, system: &CareSystem) {
    let work = &record.work;
    assert_eq!(work.supervision_by_role.len(), system.roles.len());
    let had = || work.supervision_by_role.iter().flatten();
    assert!(had().all(|of| of.scheduled >= 0.0 && of.in_the_moment >= 0.0 && of.delegated >= 0.0));
    for (role, stages) in system.roles.iter().zip(&work.supervision_by_role) {
        let is_debriefed = stages.iter().any(|of| of.scheduled + of.delegated > 0.0);
        assert!(role.supervision.is_some() || !is_debriefed, "{} needs none", role.name);
    }
    // The same terms in another order: equal but for rounding.
    for (sum, total) in [
        (had().map(|of| of.scheduled).sum::<f64>(), work.scheduled_supervision_min),
        (had().map(|of| of.in_the_moment).sum(), work.advice_min.sum),
        (had().map(|of| of.delegated).sum(), work.delegated_supervision_min),
    ] {
        assert!((sum - total).abs() <= 1e-9 * total, "{sum} by role and stage, {total} in all");
    }
}

/// Every quantity must be a number, and none of them negative.
pub(crate) fn check_finite(record: &Record) {
    let (door, work) = (&record.front_door, &record.work);
    let tallies = [door.wait_answered_min, door.wait_missed_min]
        .into_iter()
        .chain(door.monday_wait_min)
        .chain(work.consultation_min)
        .chain([
            work.late_finish_min,
            work.waiting_room_min,
            work.advice_min,
            work.advice_wait_min,
        ]);
    let sums = [
        record.patients,
        work.scheduled_supervision_min,
        work.delegated_supervision_min,
        work.administrative_min,
        work.supervision_by_clinic_gps_min,
        // What GPs with clinics do of it is part of it.
        work.scheduled_supervision_min + work.delegated_supervision_min + work.advice_min.sum
            - work.supervision_by_clinic_gps_min
            + 1e-6,
    ];
    assert!(work.sessions_vacant + work.sessions_covered <= work.sessions_rostered);
    for sum in tallies.map(|tally| tally.sum).chain(sums) {
        assert!(sum >= 0.0 && sum.is_finite(), "{sum} in {record:?}");
    }
    for measure in MEASURES {
        let value = (measure.value)(record);
        assert!(value.is_none_or(f64::is_finite), "{}: {value:?}", measure.name);
    }
}

/// Every story must begin with an arrival and end at most once, with nothing after the end.
pub(crate) fn check_stories(notes: &Notes, first: SimTime, last: SimTime) {
    assert!(notes.0.is_sorted_by_key(|note| note.at), "the clock never runs backwards");
    let mut stories: BTreeMap<u64, Vec<&What>> = BTreeMap::new();
    for note in &notes.0 {
        assert!(first <= note.at && note.at <= last);
        // Facts about staff belong to no patient.
        let Some(patient) = patient(note) else { continue };
        stories.entry(patient).or_default().push(&note.what);
    }
    for (patient, story) in stories {
        let begins = |what: &&What| {
            matches!(what, What::Arose { .. } | What::PlannedDue { .. } | What::VisitDue { .. })
        };
        assert!(begins(&story[0]), "{patient:x}: {story:?}");
        assert_eq!(story.iter().filter(|what| begins(what)).count(), 1);
        let is_end = |what: &&What| {
            matches!(
                what,
                What::Settled
                    | What::Unmet { .. }
                    | What::Referred
                    | What::PlannedDone
                    | What::PlannedGivenUp
                    | What::VisitCalledOff
            )
        };
        let ends = story.iter().filter(|what| is_end(what)).count();
        assert!(ends <= 1, "{patient:x}: {story:?}");
        assert!(ends == 0 || is_end(story.last().unwrap()), "{patient:x}: {story:?}");
        let count = |is: fn(&What) -> bool| story.iter().filter(|what| is(what)).count();
        let seen = count(|what| matches!(what, What::Began { .. }));
        let ended = count(|what| matches!(what, What::Ended { .. }));
        let missed = count(|what| matches!(what, What::DidNotAttend));
        let booked = count(|what| {
            matches!(what, What::Booked(_) | What::AddedToDuty { .. } | What::BookedTwice { .. })
        });
        let released = count(|what| matches!(what, What::Released(_) | What::NotReached(_)));
        assert!(seen + missed + released <= booked, "{patient:x}: {story:?}");
        // At the end of the run one appointment may stand, and one consultation be under way.
        assert!(booked <= seen + missed + released + 1, "{patient:x}: {story:?}");
        assert!(ended == seen || ended + 1 == seen, "{patient:x}: {story:?}");
    }
}
