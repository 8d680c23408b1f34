//! Lists of the day: what divides results, makes work, sits at the desk and is called in when a practice leaves, joins
//! another, grows or shuts its door. Held against counts worked by hand, and against the same system without dates.

use crate::dated::{five, from, observed, practice_of, until, written};
use crate::identities::check_record;
use crate::support::{Case, SHORT, baseline, one, small};
use jiff::civil::{Date, date};
use pcn_sim::measures::find;
use pcn_sim::model::CareSystem;
use pcn_sim::model::dated::{DatedPolicy, During, Shut};
use pcn_sim::report::week_sheet::{Content, WeekSheet};
use pcn_sim::scenario::{FileSystem, load};
use pcn_sim::simulation::Horizon;
use pcn_sim::simulation::observer::{PracticeId, What};
use pcn_sim::simulation::record::Record;
use pcn_sim::units::TimeOfDay;

/// The middle of six measured weeks, a Tuesday.
const MIDDLE: Date = date(2025, 4, 22);
/// The first day after them.
const END: Date = date(2025, 5, 13);

fn measured(record: &Record, name: &str) -> f64 {
    (find(name).unwrap().value)(record).unwrap()
}

/// Five practices without latent demand, of which the-green leaves on `day`, and its patients go to riverside (6 of
/// 10) and hillside (4 of 10).
fn closing(day: Date) -> CareSystem {
    let mut system = five();
    system.demand.latent_share = 0.0;
    let list = |name| practice_of(&system, name);
    let (green, shares) =
        (list("the-green"), vec![(list("riverside"), 0.6), (list("hillside"), 0.4)]);
    system.practices[green].list.during = until(day);
    system.practices[green].list.registered_at = shares;
    system
}

/// Administrative work, all of it by list.
fn with_administration(mut system: CareSystem) -> CareSystem {
    let account = load("administrative-time", &FileSystem).unwrap().system.administration;
    let mut account = account.unwrap();
    account.kinds.iter_mut().for_each(|kind| kind.from_contacts = 0.0);
    system.administration = Some(account);
    system
}

#[test]
fn patients_count_where_they_are_registered_on_the_day() {
    let mut system = closing(MIDDLE);
    system.practices.iter_mut().for_each(|practice| practice.list_size = 500.0);
    let green = practice_of(&system, "the-green");
    system.practices[green].list_size = 1_000.0;
    let record = one(&system, SHORT, 2);
    check_record(&record, &system);
    let patients = |name| record.by_practice[practice_of(&system, name)].patients;
    // 21 days of 42 with all, then none: 1,000 × 0.5. The two others have 600 and 400 for half the time.
    assert_eq!(patients("the-green"), 500.0);
    assert_eq!([patients("riverside"), patients("hillside")], [800.0, 700.0]);
    assert_eq!([patients("oak-lane"), patients("market-street")], [500.0, 500.0]);
    assert_eq!(record.patients, 3_000.0);
    // By the list from which they come nobody has moved.
    let lists: Vec<f64> = record.by_list.iter().map(|list| list.patients).collect();
    let stated: Vec<f64> = system.practices.iter().map(|practice| practice.list_size).collect();
    assert_eq!(lists, stated);
    // Other names change no denominator.
    let mut renamed = system.clone();
    for (number, practice) in renamed.practices.iter_mut().enumerate() {
        practice.name = format!("practice-{number}");
    }
    let again = one(&renamed, SHORT, 2);
    let of = |record: &Record| -> Vec<f64> {
        record.by_practice.iter().chain(&record.by_list).map(|of| of.patients).collect()
    };
    assert_eq!(of(&again), of(&record));
    // Half of them leave the network: 600 × 0.5 for half the time.
    system.practices[green].list.registered_at.truncate(1);
    system.practices[green].list.registered_at[0].1 = 0.5;
    let record = one(&system, SHORT, 2);
    assert_eq!(record.by_list[green].patients, 750.0);
    assert_eq!(record.patients, 2_750.0);
}

#[test]
fn a_list_that_grows_divides_by_its_mean() {
    let mut system = small();
    system.practices[0].list.growth_per_year = 0.365_25;
    let record = one(&system, SHORT, 1);
    // A thousandth a day of 3,000: days 0 to 41 have 20.5 thousandths more on average.
    let mean = 3_000.0 * 1.0205;
    assert!((record.by_practice[0].patients - mean).abs() < 0.1, "{:?}", record.by_practice[0]);
    assert!((record.patients - mean).abs() < 0.1);
}

#[test]
fn what_is_counted_by_fifth_follows_the_patients_and_not_the_practice() {
    let horizon = Horizon { warm_up_weeks: 8, weeks: 26 };
    let mut apart = five();
    apart.demand.latent_share = 0.0;
    let (green, oak) = (practice_of(&apart, "the-green"), practice_of(&apart, "oak-lane"));
    // The most deprived fifth is one practice, and the least deprived another.
    for (index, practice) in apart.practices.iter_mut().enumerate() {
        practice.deprivation_quintile = if index == green { 1 } else { 5 };
        practice.list_size *= 4.0;
    }
    apart.practices[green].list_size = 4_000.0;
    let separate = one(&apart, horizon, 4);
    let ratio = measured(&separate, "ed_all_ratio_deprived");
    let day = apart.calendar.date(91);
    let mut merged = apart.clone();
    merged.practices[green].list.joins = Some((oak, day));
    let mut closed = apart.clone();
    closed.practices[green].list.during = until(day);
    closed.practices[green].list.registered_at = vec![(oak, 1.0)];
    for (what, system) in [("merged", merged), ("closed", closed)] {
        let record = one(&system, horizon, 4);
        check_record(&record, &system);
        let found = measured(&record, "ed_all_ratio_deprived");
        assert!((found / ratio - 1.0).abs() < 0.1, "{what}: {found} and {ratio}");
        let background =
            |record: &Record, list: usize| record.by_list[list].counts.attendances.background;
        for list in 0..5 {
            assert_eq!(background(&record, list), background(&separate, list), "{what}: {list}");
            assert_eq!(record.by_list[list].counts.made, separate.by_list[list].counts.made);
        }
        // The practice itself has those of its time alone, and the other those of both.
        let here = record.by_practice[green].counts.attendances.background;
        assert!(here < background(&record, green) * 6 / 10, "{what}: {here}");
        let made: u64 = record.by_practice.iter().map(|of| of.counts.made).sum();
        assert_eq!(made, record.requests.made);
        let by_fifth: u64 = record.requests.by_quintile.iter().map(|of| of[0]).sum();
        assert_eq!(by_fifth, made);
        assert_eq!(record.requests.by_quintile[0][0], record.by_list[green].counts.made);
    }
}

#[test]
fn administrative_work_follows_the_patients_who_make_it() {
    let arisen = |system: &CareSystem| {
        let record = one(system, SHORT, 2);
        check_record(&record, system);
        record.administration
    };
    let plain = with_administration({
        let mut system = closing(END);
        system.practices.iter_mut().for_each(|practice| practice.list = Default::default());
        system
    });
    let before = arisen(&plain);
    let near = |found: f64, expected: f64| (found / expected - 1.0).abs() < 1e-9;
    // All patients stay in the network: not a minute is lost.
    let after = arisen(&with_administration(closing(MIDDLE)));
    assert!(near(after.arisen_total(), before.arisen_total()), "{after:?}");
    assert!(after.left_min <= before.left_min + 1e-6, "{} left", after.left_min);
    // On a Thursday in the middle of a measured week too.
    let after = arisen(&with_administration(closing(date(2025, 4, 24))));
    assert!(near(after.arisen_total(), before.arisen_total()));
    let (green, riverside) = (practice_of(&plain, "the-green"), practice_of(&plain, "riverside"));
    let mut merged = plain.clone();
    merged.practices[green].list.joins = Some((riverside, MIDDLE));
    let after = arisen(&merged);
    assert!(near(after.arisen_total(), before.arisen_total()));
    assert!(after.left_min <= before.left_min + 1e-6);
    // All leave the network: what is missing is the work of 260 patients of 2,455 for half of the time.
    let mut gone = with_administration(closing(MIDDLE));
    gone.practices[green].list.registered_at.clear();
    let expected = before.arisen_total() * (1.0 - 130.0 / 2_455.0);
    assert!(near(arisen(&gone).arisen_total(), expected));
    // A list that grows by half in a year has 20.5 days' growth on average.
    let mut grows = plain.clone();
    grows.practices.iter_mut().for_each(|practice| practice.list.growth_per_year = 0.5);
    let expected = before.arisen_total() * (1.0 + 0.5 * 20.5 / 365.25);
    let found = arisen(&grows).arisen_total();
    assert!((found / expected - 1.0).abs() < 1e-4, "{found} and {expected}");
}

#[test]
fn starts_are_closed_from_the_day_of_the_rule_and_by_the_list_of_the_day() {
    let closed = |system: &CareSystem| {
        let record = one(system, SHORT, 2);
        check_record(&record, system);
        record.administration.starts_closed
    };
    let open = with_administration(small());
    let mut rule = open.clone();
    rule.administration.as_mut().unwrap().closes_starts = true;
    let always = closed(&rule);
    assert!(always > 30, "{always}");
    let dated = |during: During| {
        let mut system = open.clone();
        system.dated = vec![DatedPolicy::new(during, &open, &rule).unwrap()];
        system
    };
    let half = closed(&dated(from(MIDDLE))) as f64 / always as f64;
    // Easter takes two days from the first half.
    assert!((0.5..0.8).contains(&half), "{half}");
    let other_half = closed(&dated(until(MIDDLE))) as f64 / always as f64;
    assert!((half + other_half - 1.0).abs() < 0.03, "{half} and {other_half}");
    assert_eq!(one(&dated(from(END)), SHORT, 2), one(&open, SHORT, 2));
    assert_eq!(one(&dated(until(END)), SHORT, 2), one(&rule, SHORT, 2));
    // More patients on the day, more starts closed.
    rule.practices[0].list.growth_per_year = 1.0;
    assert!(closed(&rule) > always);
}

#[test]
fn close_starts_alone_of_the_account_can_change_during_a_run() {
    let account = "base = \"administrative-time\"\n[about]\ntitle = \"A test\"\nquestion = \"?\"\n";
    let read = |set: &str| {
        let case = Case::new().scenario(&format!("{account}{set}"));
        load(case.path().join("scenario.toml").to_str().unwrap(), &FileSystem)
            .map(|scenario| scenario.system)
            .map_err(|error| error.to_string())
    };
    let set = |what: &str| format!("[[dated]]\nfrom = 2025-10-01\nset.administration.{what}\n");
    let system = read(&set("close_starts = true")).unwrap();
    let closes = |date| system.as_on(date).administration.unwrap().closes_starts;
    assert!(!closes(date(2025, 9, 30)) && closes(date(2025, 10, 1)));
    let refused = read(&set("record_share = 0.5")).unwrap_err();
    assert!(refused.contains("`close_starts` can change"), "{refused}");
}

#[test]
fn a_practice_that_has_left_wants_for_no_rooms() {
    let rooms = |record: &Record| {
        let work = &record.work;
        (work.sessions_remote_for_rooms, work.sessions_lost_to_rooms, record.ledger().rooms)
    };
    for seed in 1..=2 {
        let mut stays = closing(MIDDLE);
        stays.practices.iter_mut().for_each(|practice| practice.list = Default::default());
        let system = closing(MIDDLE);
        let (before, after) = (one(&stays, SHORT, seed), one(&system, SHORT, seed));
        check_record(&after, &system);
        // Its clinics had rooms before, and are away after: in no column of rooms is there more than before.
        let ((remote, lost, starts), (remote_before, lost_before, starts_before)) =
            (rooms(&after), rooms(&before));
        assert!(remote <= remote_before, "seed {seed}: {remote} and {remote_before}");
        assert!(lost <= lost_before, "seed {seed}: {lost} and {lost_before}");
        assert!(starts <= starts_before, "seed {seed}: {starts} and {starts_before}");
        assert!(after.ended.clinics > 0 && after.ledger().absence > before.ledger().absence);
    }
}

/// The door of the practice is shut on so many days of the week from Monday, all day.
fn shut_on(mut system: CareSystem, days: usize, during: During) -> CareSystem {
    let weekdays = std::array::from_fn(|weekday| weekday < days);
    let (closes, opens) = (TimeOfDay::at(8, 0), TimeOfDay::at(18, 30));
    system.practices[0].list.shut = vec![Shut { weekdays, closes, opens, during }];
    system
}

#[test]
fn a_door_that_is_shut_longer_never_helps_anyone() {
    let mut system = small();
    system.demand.latent_share = 0.0;
    let open: Vec<Record> = (1..=3).map(|seed| one(&system, SHORT, seed)).collect();
    let results = |record: &Record| {
        let ed = record.attendances.access_related[1];
        [record.requests.unmet_total(), record.requests.not_met(), ed]
    };
    for (seed, open) in (1..=3).zip(&open) {
        let mut last = results(open);
        for days in [1, 3, 5] {
            let shut = shut_on(system.clone(), days, During::ALWAYS);
            let record = one(&shut, SHORT, seed);
            check_record(&record, &shut);
            assert_eq!(record.requests.made, open.requests.made, "the same ask");
            let found = results(&record);
            let is_worse = found.iter().zip(last).all(|(now, before)| *now >= before);
            assert!(is_worse, "seed {seed}, {days} days: {found:?} after {last:?}");
            last = found;
        }
    }
    let never = shut_on(system.clone(), 0, During::ALWAYS);
    assert_eq!(one(&never, SHORT, 1), open[0]);
    assert_eq!(one(&shut_on(system, 5, from(END)), SHORT, 1), open[0]);
}

#[test]
fn days_of_trying_pass_before_a_shut_door() {
    // From Monday 7 April on shut for good: after the days of trying nobody is left who tries.
    let mut system = small();
    system.demand.latent_share = 0.0;
    let shut = shut_on(system.clone(), 5, from(date(2025, 4, 7)));
    let (record, facts) = observed(&shut, SHORT, 5);
    check_record(&record, &shut);
    let limit = system.book.days_of_trying as i32;
    let unmet: Vec<i32> = facts
        .iter()
        .filter(|fact| matches!(fact.what, What::Unmet { .. }))
        .map(|fact| fact.at.day())
        .filter(|day| (6..42).contains(day))
        .collect();
    // Day 6 is the first; who asks on it has failed so many days later, the first included.
    let on = |day: i32| unmet.iter().filter(|of| **of == day).count();
    assert!(limit > 1 && on(6) < on(6 + limit - 1), "{limit} days: {unmet:?}");
    // Forms wait to be read. Who cannot send one has nothing left to try.
    let [made, unmet] = record.requests.not_online_able;
    assert!(unmet * 10 > made * 8, "{unmet} of {made}");
}

#[test]
fn receptionists_and_recall_go_with_the_patients() {
    let mut system = closing(MIDDLE);
    let (green, riverside) = (practice_of(&system, "the-green"), practice_of(&system, "riverside"));
    system.practices[green].list_size = 20_000.0;
    system.practices[green].list.registered_at = vec![(riverside, 1.0)];
    let told = system.told_of_lists();
    assert_eq!(told.len(), 1, "{told:?}");
    let (own, first) = (&system.practices[riverside], &system.front_door.handlers[0]);
    let before = first.handlers(&system, own, false);
    let after = first.handlers_with(&system, own, 20_000.0, false);
    assert!(after > before);
    let words =
        format!("20,000 patients of the-green are registered with riverside from {MIDDLE} on");
    assert!(told[0].starts_with(&words), "{told:?}");
    assert!(told[0].contains(&format!("from {before} to {after}")), "{told:?}");
    // The desk of those who come too takes nearly all forms and calls, as theirs did before.
    let system = closing(MIDDLE);
    let stays = {
        let mut stays = system.clone();
        stays.practices[green].list = Default::default();
        stays
    };
    let [after, before] = [&system, &stays].map(|system| one(system, SHORT, 2));
    let (read, read_before) = (after.front_door.answered, before.front_door.answered);
    assert!(read as f64 > 0.85 * read_before as f64, "{read} and {read_before}");
    // Nobody leaves the network: as many are due as before, and those overdue are still called in.
    let due = |record: &Record| (record.recall.people, record.planned_items[0]);
    assert_eq!(due(&after).0, due(&before).0);
    let relative = due(&after).1 as f64 / due(&before).1 as f64;
    assert!((relative - 1.0).abs() < 0.05, "{relative}");
    let overdue = after.recall.overdue_at_end as f64 / before.recall.overdue_at_end as f64;
    assert!((0.9..1.3).contains(&overdue), "{overdue}");
    // All leave it: theirs are missing.
    let mut gone = system.clone();
    gone.practices[green].list.registered_at.clear();
    let gone = one(&gone, SHORT, 2);
    assert!(gone.recall.overdue_at_end < after.recall.overdue_at_end);
}

#[test]
fn patients_follow_a_practice_that_joins_another_or_leaves_later() {
    let mut system = closing(date(2025, 4, 15));
    let [riverside, hillside, oak] =
        ["riverside", "hillside", "oak-lane"].map(|name| practice_of(&system, name));
    system.practices[riverside].list.joins = Some((oak, MIDDLE));
    system.practices[hillside].list.during = until(date(2025, 4, 29));
    system.practices[hillside].list.registered_at = vec![(oak, 1.0)];
    let record = one(&system, SHORT, 3);
    check_record(&record, &system);
    let mut plain = five();
    plain.demand.latent_share = 0.0;
    assert_eq!(record.requests.made, one(&plain, SHORT, 3).requests.made, "nobody is lost");
    assert_eq!(record.ended.left, 0);
    assert!((record.patients - 2_455.0).abs() < 1e-6);
}

#[test]
fn who_is_registered_where_nobody_is_gets_one_message() {
    let green = "until = 2025-10-01\nregistered_at = { riverside = 0.6 }";
    assert!(
        written("", "until = 2025-10-01\nregistered_at = { the-green = 0.6 }", "")
            .unwrap_err()
            .contains("the practice that leaves")
    );
    let on_top = |lines: &str| {
        let case = Case::new().scenario(&format!(
            "base = \"average-pcn\"\n[about]\ntitle = \"T\"\nquestion = \"?\"\n[practices.the-green]\n{green}\n{lines}"
        ));
        load(case.path().join("scenario.toml").to_str().unwrap(), &FileSystem)
            .map(|_| ())
            .map_err(|error| error.to_string())
    };
    let earlier = on_top("[practices.riverside]\nuntil = 2025-09-01\n").unwrap_err();
    assert!(earlier.contains("riverside, which has left on 2025-09-01"), "{earlier}");
    assert!(earlier.contains("state where they are registered after riverside"), "{earlier}");
    let later = on_top("[practices.riverside]\nfrom = 2025-11-01\n").unwrap_err();
    assert!(later.contains("which begins only on 2025-11-01"), "{later}");
    // A chain is followed.
    on_top("[practices.riverside]\nuntil = 2025-12-01\n").unwrap();
    on_top("[practices.riverside]\njoins = { practice = \"oak-lane\", from = 2025-12-01 }\n")
        .unwrap();
}

#[test]
fn dates_beyond_the_run_are_told_and_change_nothing() {
    let mut stays = closing(MIDDLE);
    stays.practices.iter_mut().for_each(|practice| practice.list = Default::default());
    let stays = with_administration(stays);
    let plain = one(&stays, SHORT, 6);
    assert_eq!(one(&with_administration(closing(END)), SHORT, 6), plain);
    assert_eq!(one(&with_administration(closing(date(2031, 1, 1))), SHORT, 6), plain);
    let (green, oak) = (practice_of(&stays, "the-green"), practice_of(&stays, "oak-lane"));
    let mut merged = stays.clone();
    merged.practices[green].list.joins = Some((oak, date(2031, 1, 1)));
    assert_eq!(one(&merged, SHORT, 6), plain);
    let mut growth = stays;
    growth.practices[green].list.growth_per_year = 0.0;
    assert_eq!(one(&growth, SHORT, 6), plain);
    Case::new()
        .scenario(
            "base = \"practice-closes-october\"\n[about]\ntitle = \"T\"\nquestion = \"?\"\n\
             [[dated]]\nfrom = 2031-01-01\nset.triage.policy = \"total-triage\"\n",
        )
        .args(["check", "scenario.toml"])
        .succeeds()
        .stdout_contains("from = 2031-01-01 lies after the run's end")
        .stdout_contains("it has no effect")
        .stdout_contains("patients of the-green are registered with riverside from 2025-10-01 on");
}

#[test]
fn the_week_sheet_has_the_patients_of_its_monday() {
    let mut system = closing(MIDDLE);
    let patients = |system: &CareSystem, name: &str, week: u32| {
        let practice = PracticeId(practice_of(system, name) as u8);
        let text = WeekSheet::new(system, practice, week).text(Content::Filled);
        text.lines().nth(1).unwrap().to_owned()
    };
    // The Mondays are 7, 14, 21 and 28 April.
    assert_eq!(patients(&system, "riverside", 3), "Registered patients: 580");
    assert_eq!(patients(&system, "riverside", 4), "Registered patients: 736");
    assert_eq!(patients(&system, "the-green", 4), "Registered patients: 0");
    let oak = practice_of(&system, "oak-lane");
    system.practices[oak].list.growth_per_year = 0.5;
    // 770 × 0.5 × 27 / 365.25 = 28.5 more.
    assert_eq!(patients(&system, "oak-lane", 4), "Registered patients: 798");
}

#[test]
fn nobody_of_an_urgency_may_attend_but_someone_must() {
    let of = |urgency: [f64; 3]| {
        let [urgent, soon, routine] = urgency;
        let case = Case::new().scenario(&format!(
            "base = \"ed-by-hour\"\n[about]\ntitle = \"T\"\nquestion = \"?\"\n\
             [emergency_by_hour.after_failure.urgency]\nurgent = {{ value = {urgent}, range = [0, 2], assumption = \"a test\" }}\n\
             soon = {{ value = {soon}, range = [0, 2], assumption = \"a test\" }}\n\
             routine = {{ value = {routine}, range = [0, 2], assumption = \"a test\" }}\n"
        ));
        load(case.path().join("scenario.toml").to_str().unwrap(), &FileSystem)
            .map_err(|error| error.to_string())
    };
    let system = of([1.0, 1.0, 0.0]).unwrap().system;
    let after = system.emergency.by_hour.after_failure.as_ref().unwrap();
    assert_eq!(after.urgency, [1.0, 1.0, 0.0]);
    assert_eq!(after.relative(2, 0), 0.0);
    let refused = of([0.0, 0.0, 0.0]).unwrap_err();
    assert!(refused.contains("only their proportions matter"), "{refused}");
}

/// Five practices of 10,000 patients.
fn of_10_000() -> CareSystem {
    let mut system = baseline();
    system.practices.iter_mut().for_each(|practice| practice.list_size = 10_000.0);
    system
}

fn day(system: &CareSystem, day: i32) -> Date {
    system.calendar.date(day)
}

#[test]
fn a_practice_that_closes_halfway_has_half_its_patient_days() {
    let mut system = of_10_000();
    let days = 0..364;
    let until = day(&system, 182);
    system.practices[2].list.during.until = Some(until);
    system.practices[2].list.registered_at = vec![(0, 0.6), (1, 0.4)];
    let mean = |practice| system.mean_registered(practice, &days);
    let found = [mean(2), mean(0), mean(1), mean(3)];
    let is = |found: f64, known: f64| assert!((found - known).abs() < 1e-6, "{found}, not {known}");
    found.into_iter().zip([5_000.0, 13_000.0, 12_000.0, 10_000.0]).for_each(|(a, b)| is(a, b));
    is(system.mean_of_list(2, &days), 10_000.0);
    is(system.mean_patients(&days), 50_000.0);
    assert_eq!(system.taken_over(0, until), 6_000.0);
    assert_eq!(system.taken_over(0, day(&system, 181)), 0.0);
    // A tenth leaves the network.
    system.practices[2].list.registered_at[1].1 = 0.3;
    assert!((system.mean_of_list(2, &days) - 9_500.0).abs() < 1e-9);
}

#[test]
fn patients_follow_a_chain_of_practices() {
    let mut system = of_10_000();
    let [first, second] = [100, 200].map(|of| day(&system, of));
    system.practices[0].list.during.until = Some(first);
    system.practices[0].list.registered_at = vec![(1, 0.5), (2, 0.5)];
    system.practices[1].list.joins = Some((3, second));
    system.practices[2].list.during.until = Some(second);
    system.practices[2].list.registered_at = vec![(4, 0.5)];
    assert_eq!(system.registered_of(0, first), [(1, 0.5), (2, 0.5)]);
    assert_eq!(system.registered_of(0, second), [(3, 0.5), (4, 0.25)]);
    assert_eq!(system.registered(3, 200), 25_000.0);
    assert_eq!(system.registered(4, 200), 10_000.0 + 5_000.0 + 2_500.0);
    assert_eq!(system.practices_as(3, &(199..201)), 1.5);
    assert_eq!(system.practices_as(2, &(193..207)), 0.5);
}

#[test]
fn a_list_grows_until_its_practice_leaves() {
    let mut system = of_10_000();
    system.practices[0].list.growth_per_year = 0.1;
    let days = 0..731;
    assert_eq!(system.registered(0, -20), 10_000.0);
    assert!((system.registered(0, 365) - 10_999.3).abs() < 0.1);
    assert!((system.mean_registered(0, &days) - 11_000.0).abs() < 5.0);
    system.practices[0].list.during.until = Some(date(2025, 4, 1));
    system.practices[0].list.registered_at = vec![(1, 1.0)];
    assert_eq!(system.registered(1, 365), 20_000.0);
    system.practices.iter_mut().for_each(|practice| practice.list.growth_per_year = 0.1);
    assert_eq!(system.registered(0, 10).to_string(), "0");
}

#[test]
fn no_practice_ends_more_requests_than_it_has() {
    let merged = |day: Date| {
        let mut system = five();
        let (green, into) = (practice_of(&system, "the-green"), practice_of(&system, "riverside"));
        system.practices[green].list.joins = Some((into, day));
        system
    };
    for (number, system) in
        [closing(MIDDLE), merged(MIDDLE), closing(date(2025, 4, 2))].iter().enumerate()
    {
        for seed in [2, 3] {
            let record = one(system, SHORT, seed);
            check_record(&record, system);
            let mut open = 0;
            for (practice, of) in system.practices.iter().zip(&record.by_practice) {
                let counts = &of.counts;
                let ended = counts.settled + counts.referred + counts.unmet;
                assert!(
                    counts.made >= ended,
                    "{number} {}: {} and {ended}",
                    practice.name,
                    counts.made
                );
                open += counts.made - ended;
            }
            assert_eq!(open, record.requests.open, "{number}: what is open is open somewhere");
        }
    }
}

#[test]
fn who_leaves_the_network_is_in_nobodys_recall_and_divides_nothing() {
    let mut system = closing(MIDDLE);
    let green = practice_of(&system, "the-green");
    let all = one(&system, SHORT, 2).recall.people;
    system.practices[green].list.registered_at.clear();
    let fewer = one(&system, SHORT, 2).recall.people;
    let share = 1.0 - fewer as f64 / all as f64;
    let of_lists = system.practices[green].list_size
        / system.practices.iter().map(|practice| practice.list_size).sum::<f64>();
    assert!((share / of_lists - 1.0).abs() < 0.5, "{share} and {of_lists}");
    assert!(fewer < all);
}

#[test]
fn people_are_paid_while_they_are_in_post() {
    let scenario = load("two-more-physiotherapists", &FileSystem).unwrap();
    let base = load("average-pcn", &FileSystem).unwrap();
    let (money, patients) = (scenario.money.as_ref().unwrap(), base.system.patients());
    let added = |during: During| {
        let mut system = scenario.system.clone();
        let team = system.teams.iter_mut().find(|team| team.name == "more-physiotherapists");
        team.unwrap().dates.during = during;
        let cost = |system: &CareSystem| money.whole_year(patients, &system.teams_in_post(364));
        (cost(&system) - cost(&base.system)).as_pounds()
    };
    let start = base.system.calendar.start;
    let whole = added(During::ALWAYS);
    assert!(whole > 100_000.0, "{whole}");
    assert_eq!(added(from(start)), whole);
    // Never there, and gone before the run began.
    assert_eq!(added(from(base.system.calendar.date(400))), 0.0);
    assert_eq!(added(until(start)), 0.0);
    // Half of the measured days, worked by hand: pay in proportion, to the penny of a rounded share.
    let half = added(from(base.system.calendar.date(182)));
    assert!((half / whole - 0.5).abs() < 1e-3, "{half} of {whole}");
}
