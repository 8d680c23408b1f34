//! A dated world: ends, beginnings, lists, policies and months. Held against counts worked by hand, and against the
//! same system without dates.

use crate::identities::check_record;
use crate::support::{Case, Notes, SHORT, SMALL, baseline, one, patient, small, team, team_mut};
use jiff::civil::{Date, date};
use pcn_sim::model::CareSystem;
use pcn_sim::model::calendar::SATURDAY;
use pcn_sim::model::dated::{DatedPolicy, DatedPosts, DatedRooms, During, Shut};
use pcn_sim::model::double_slots::{Double, DoubleSlots};
use pcn_sim::model::months::Months;
use pcn_sim::model::roster::{FixedSession, Scope};
use pcn_sim::model::triage::TriagePolicy;
use pcn_sim::scenario::{FileSystem, Scenario, load};
use pcn_sim::simulation::chances::Addressed;
use pcn_sim::simulation::observer::{Fact, NeedId, Observer, PracticeId, What};
use pcn_sim::simulation::record::Record;
use pcn_sim::simulation::{Horizon, simulate};
use pcn_sim::units::{Minutes, Probability, SimTime, TimeOfDay};
use std::collections::BTreeSet;

/// The first measured day of the baseline, a Tuesday.
const START: Date = date(2025, 4, 1);
/// The first day after six measured weeks.
const END: Date = date(2025, 5, 13);

pub(crate) fn from(day: Date) -> During {
    During { from: Some(day), until: None }
}

pub(crate) fn until(day: Date) -> During {
    During { from: None, until: Some(day) }
}

fn share(value: f64) -> Probability {
    Probability::new(value).unwrap()
}

/// The small network without absence and turnover, so that clinics can be counted by hand.
fn punctual() -> CareSystem {
    let mut system = small();
    system.absence.leave_days = 0.0;
    system.absence.study_days = 0.0;
    system.absence.sickness_share = 0.0;
    system.absence.parental_leave = 0.0;
    system.rooms.rota_by_rooms = false;
    system
}

pub(crate) fn observed(system: &CareSystem, horizon: Horizon, seed: u64) -> (Record, Vec<Fact>) {
    let mut notes = Notes::default();
    let record = simulate(system, horizon, &Addressed::new(seed, 0), &mut notes).unwrap();
    (record, notes.0)
}

/// The small network of five practices, with `line` before all tables, `green` in the table of the-green and `tables`
/// after all others; or the message why not.
pub(crate) fn written(line: &str, green: &str, tables: &str) -> Result<Scenario, String> {
    let table = "[practices.the-green]\nlist_size = 260\n";
    assert!(SMALL.contains(table));
    let five = SMALL.replace(table, &format!("{table}{green}\n"));
    let case = Case::new().scenario(&format!("{line}\n{five}\n{tables}"));
    let path = case.path().join("scenario.toml");
    load(path.to_str().unwrap(), &FileSystem).map_err(|error| error.to_string())
}

pub(crate) fn five() -> CareSystem {
    written("", "", "").unwrap().system
}

pub(crate) fn practice_of(system: &CareSystem, name: &str) -> usize {
    system.practices.iter().position(|practice| practice.name == name).unwrap()
}

/// Every kind of date, each given by `during`.
fn dated_everywhere(during: During) -> Vec<(&'static str, CareSystem)> {
    let with = |change: &dyn Fn(&mut CareSystem)| {
        let mut system = small();
        change(&mut system);
        system
    };
    let rooms = |during| {
        move |system: &mut CareSystem| {
            system.sites[0].dated_rooms = vec![DatedRooms { rooms: 1, during }];
        }
    };
    vec![
        ("nothing", small()),
        ("team", with(&|system| team_mut(system, "salaried-gps").dates.during = during)),
        (
            "posts",
            with(&|system| {
                let posts = DatedPosts { people: 1, practice: Some(0), during };
                team_mut(system, "gp-partners").dates.posts = vec![posts];
            }),
        ),
        (
            "session",
            with(&|system| {
                team_mut(system, "enhanced-access-gps").sessions[0].during = during;
            }),
        ),
        ("site", with(&|system| system.sites[0].during = during)),
        ("practice", with(&|system| system.practices[0].list.during = during)),
        ("growth of 0", with(&|system| system.practices[0].list.growth_per_year = 0.0)),
        ("rooms", with(&rooms(during))),
        ("rooms without a date", with(&rooms(During::ALWAYS))),
    ]
}

#[test]
fn dates_that_the_run_never_reaches_give_the_same_bytes_as_none() {
    let later = date(2026, 10, 1);
    let never_reached = [
        until(END),
        until(later),
        from(START),
        from(date(2020, 1, 1)),
        During { from: Some(START), until: Some(later) },
    ];
    let plain = one(&small(), SHORT, 7);
    for during in never_reached {
        let mut with_rooms = None;
        for (what, system) in dated_everywhere(during).into_iter().rev() {
            let record = one(&system, SHORT, 7);
            if what.starts_with("rooms") {
                assert_eq!(with_rooms.get_or_insert(record.clone()), &record, "{what} {during:?}");
            } else {
                assert_eq!(record, plain, "{what} {during:?}");
            }
        }
    }
}

#[test]
fn the_same_rooms_for_a_time_that_never_ends_are_rooms() {
    let mut dated = small();
    dated.sites[0].dated_rooms = vec![DatedRooms { rooms: 1, during: During::ALWAYS }];
    let mut stated = small();
    stated.sites[0].consulting_rooms += 1;
    assert_eq!(one(&dated, SHORT, 3), one(&stated, SHORT, 3));
    // Gone after two weeks, they are in use for two weeks of six.
    dated.sites[0].dated_rooms[0].during = until(date(2025, 4, 15));
    let record = one(&dated, SHORT, 3);
    check_record(&record, &dated);
    let days = |record: &Record| record.room_days.iter().sum::<u32>();
    assert_eq!(days(&one(&small(), SHORT, 3)) + 14, days(&record));
}

#[test]
fn a_total_of_rooms_is_reached_although_a_site_opens_later() {
    let mut system = five();
    system.sites[0].during = from(date(2025, 5, 1));
    let rooms = system.rooms_total();
    system.set_rooms_total(rooms + 3);
    assert_eq!(system.rooms_total(), rooms + 3);
    system.sites.iter_mut().for_each(|site| site.during = from(date(2025, 5, 1)));
    system.set_rooms_total(9);
    assert_eq!(system.rooms_total(), 0);
}

/// A team that holds one clinic of an hour every Thursday and Saturday: four starts of a GP.
fn thursdays_and_saturdays(ends: During) -> CareSystem {
    let mut system = punctual();
    // Nobody is supervised, so that supervision closes no starts.
    for role in &mut system.roles {
        (role.supervision, role.extra_advice) = (None, Probability::ZERO);
    }
    let mut clinics = team(&system, "thursday-clinics", "gp-salaried", 0.0);
    clinics.scope = Scope::Network;
    clinics.sessions = [3, SATURDAY]
        .map(|weekday| FixedSession {
            site: None,
            weekday,
            start: TimeOfDay::at(9, 0),
            length: Minutes::new(60.0).unwrap(),
            people: 1,
            during: During::ALWAYS,
        })
        .into();
    clinics.dates.during = ends;
    system.teams.push(clinics);
    system
}

/// The days on which someone of the last team has seen a patient.
fn days_with_patients(system: &CareSystem, facts: &[Fact]) -> BTreeSet<Date> {
    let last = (system.teams.len() - 1) as u16;
    let everyone = pcn_sim::model::roster::people(system);
    let of_team = |person: u16| everyone[usize::from(person)].team == usize::from(last);
    let days = facts.iter().filter_map(|fact| match fact.what {
        What::Began { clinician, .. } if of_team(clinician.person.0) => Some(fact.at.day()),
        _ => None,
    });
    let measured = days.filter(|day| (0..42).contains(day));
    measured.map(|day| system.calendar.date(day)).collect()
}

#[test]
fn an_end_closes_the_clinics_of_its_day_and_after_and_none_before() {
    let last_seen = |end: Date| {
        let system = thursdays_and_saturdays(until(end));
        let (record, facts) = observed(&system, SHORT, 5);
        check_record(&record, &system);
        (*days_with_patients(&system, &facts).last().unwrap(), record.ended)
    };
    // Thursdays are 3, 10, 17 and 24 April, 1 and 8 May; Saturdays 5, 12, 19 and 26 April, 3 and 10 May.
    let (seen, ended) = last_seen(date(2025, 4, 18));
    assert_eq!((seen, ended.clinics), (date(2025, 4, 17), 7));
    // The end is one day before a day with patients: that day is the first without.
    let (seen, ended) = last_seen(date(2025, 4, 17));
    assert_eq!((seen, ended.clinics), (date(2025, 4, 12), 8));
    // On a Saturday: that of its day is not held.
    let (seen, ended) = last_seen(date(2025, 4, 26));
    assert_eq!((seen, ended.clinics), (date(2025, 4, 24), 5));
    // On a Sunday it is.
    let (seen, ended) = last_seen(date(2025, 4, 27));
    assert_eq!((seen, ended.clinics), (date(2025, 4, 26), 4));
}

#[test]
fn who_begins_on_a_day_has_patients_from_that_day_on() {
    let system = thursdays_and_saturdays(from(date(2025, 4, 24)));
    let (record, facts) = observed(&system, SHORT, 5);
    check_record(&record, &system);
    assert_eq!(days_with_patients(&system, &facts).first(), Some(&date(2025, 4, 24)));
    assert_eq!(record.ended.clinics, 0);
}

#[test]
fn bookings_beyond_an_end_are_entered_as_absence_and_booked_again() {
    let end = date(2025, 4, 18);
    let (with, without) =
        (thursdays_and_saturdays(until(end)), thursdays_and_saturdays(until(END)));
    let (record, facts) = observed(&with, SHORT, 5);
    let undated = one(&without, SHORT, 5);
    // Four starts each in 7 clinics are planned as before, and absent.
    let gp = with.general_practitioner;
    assert_eq!(record.ledgers[gp].absence, undated.ledgers[gp].absence + 28);
    assert_eq!(record.ledgers[gp].planned, undated.ledgers[gp].planned);
    assert!(record.ended.rebooked > 0 && record.ended.rebooked <= 28);
    // Everyone whose booking is taken out at that midnight goes on: booked again, told, or open at the end.
    let midnight = SimTime::midnight(with.calendar.day_of(end));
    let released =
        facts.iter().filter(|fact| fact.at == midnight && matches!(fact.what, What::Released(_)));
    let released: Vec<u64> = released.filter_map(patient).collect();
    assert!(released.len() as u64 >= record.ended.rebooked);
    for id in released {
        let after = facts.iter().filter(|fact| fact.at > midnight && patient(fact) == Some(id));
        let goes_on = after.filter(|fact| {
            matches!(
                fact.what,
                What::Booked(_)
                    | What::AddedToDuty { .. }
                    | What::BookedTwice { .. }
                    | What::ToldAnotherDay
                    | What::SentElsewhere
                    | What::WaitsForRecall
                    | What::PlannedGivenUp
                    | What::Unmet { .. }
            )
        });
        assert!(goes_on.count() > 0, "patient {id} is forgotten");
    }
}

#[test]
fn an_end_that_is_known_long_before_leaves_nobody_to_be_booked_again() {
    let mut system = thursdays_and_saturdays(until(date(2025, 4, 18)));
    system.teams.last_mut().unwrap().dates.notice_days = 52 * 7;
    let (record, facts) = observed(&system, SHORT, 5);
    check_record(&record, &system);
    assert_eq!((record.ended.rebooked, record.ended.clinics), (0, 0));
    assert_eq!(days_with_patients(&system, &facts).last(), Some(&date(2025, 4, 17)));
}

#[test]
fn two_teams_that_hand_over_on_a_day_have_the_starts_of_one() {
    let planned = |teams: &[(&str, During)]| {
        let mut system = punctual();
        for (name, during) in teams {
            let mut own = team(&system, name, "gp-salaried", 1.0);
            (own.dates.during, own.dates.notice_days) = (*during, 52 * 7);
            system.teams.push(own);
        }
        let record = one(&system, SHORT, 4);
        check_record(&record, &system);
        (record.ledgers[system.general_practitioner].planned, record.work.sessions_rostered)
    };
    // 29 April is a Tuesday, so each has whole weeks of the measured period.
    let day = date(2025, 4, 29);
    let one_team = planned(&[("one", During::ALWAYS)]);
    let nobody = planned(&[]);
    assert!(one_team.0 > nobody.0 + 100);
    assert_eq!(planned(&[("one", until(day)), ("one-later", from(day))]).1, one_team.1);
}

#[test]
fn a_start_moved_by_ten_minutes_keeps_who_leaves_when() {
    let mut system = thursdays_and_saturdays(until(date(2025, 4, 18)));
    for session in &mut system.teams.last_mut().unwrap().sessions {
        session.start = TimeOfDay::at(9, 10);
    }
    let (record, facts) = observed(&system, SHORT, 5);
    check_record(&record, &system);
    assert_eq!(record.ended.clinics, 7);
    assert_eq!(days_with_patients(&system, &facts).last(), Some(&date(2025, 4, 17)));
}

#[test]
fn every_kind_of_end_keeps_the_identities_on_several_seeds() {
    for seed in 1..=3 {
        for during in [until(date(2025, 4, 19)), from(date(2025, 4, 19))] {
            for (what, system) in dated_everywhere(during) {
                if what != "practice" {
                    check_record(&one(&system, SHORT, seed), &system);
                }
            }
        }
    }
}

/// Calls at a practice by hour on a working day of the measured period, answered and made.
fn calls_at(facts: &[Fact], practice: usize) -> Vec<(SimTime, bool)> {
    let called = |fact: &Fact| match fact.what {
        What::Called { practice: at } if at == PracticeId(practice as u8) => Some((fact.at, true)),
        _ => None,
    };
    facts.iter().filter_map(called).filter(|(at, _)| at.day() >= 0).collect()
}

/// Five practices without latent demand, of which the-green leaves on a day.
fn leaving(day: Date) -> CareSystem {
    let mut system = five();
    system.demand.latent_share = 0.0;
    let green = practice_of(&system, "the-green");
    system.practices[green].list.during = until(day);
    system
}

/// The Monday on which it does.
const LEAVES: Date = date(2025, 4, 21);

#[test]
fn a_practice_that_leaves_takes_its_patients_along() {
    let mut system = leaving(LEAVES);
    let green = practice_of(&system, "the-green");
    let day = system.calendar.day_of(LEAVES);
    let (record, facts) = observed(&system, SHORT, 2);
    check_record(&record, &system);
    let arose = |fact: &&Fact| matches!(fact.what, What::Arose { practice, .. } if practice.0 == green as u8);
    let days: Vec<i32> = facts.iter().filter(arose).map(|fact| fact.at.day()).collect();
    assert!(days.iter().any(|of| *of < day) && days.iter().all(|of| *of < day));
    assert!(record.ended.left > 0 && record.ended.clinics > 0);
    let (stays, _) = {
        system.practices[green].list.during = During::ALWAYS;
        observed(&system, SHORT, 2)
    };
    assert!(record.requests.made < stays.requests.made);
    // The others ask as before.
    let others = |record: &Record| -> Vec<u64> {
        let made = |practice: usize| record.by_practice[practice].counts.made;
        (0..5).filter(|practice| *practice != green).map(made).collect()
    };
    assert_eq!(others(&record), others(&stays));
    // Patients per measured day: 3 weeks less a day with all 2,455, then without its 260.
    let mean = 2_455.0 - 260.0 * 22.0 / 42.0;
    assert!((record.patients - mean).abs() < 1e-6, "{} and not {mean}", record.patients);
}

#[test]
fn patients_who_are_registered_elsewhere_ask_there_and_nobody_is_lost() {
    let mut system = leaving(LEAVES);
    let (green, riverside) = (practice_of(&system, "the-green"), practice_of(&system, "riverside"));
    system.practices[green].list.registered_at = vec![(riverside, 1.0)];
    let (record, facts) = observed(&system, SHORT, 2);
    check_record(&record, &system);
    assert_eq!(record.ended.left, 0);
    let mut stays = system.clone();
    stays.practices[green].list = Default::default();
    assert_eq!(record.requests.made, one(&stays, SHORT, 2).requests.made);
    let last = calls_at(&facts, green).last().map(|(at, _)| at.day());
    assert!(last < Some(system.calendar.day_of(LEAVES)));
    // A quarter of them at another practice.
    let hillside = practice_of(&system, "hillside");
    system.practices[green].list.registered_at = vec![(riverside, 0.75), (hillside, 0.25)];
    let record = one(&system, SHORT, 2);
    check_record(&record, &system);
    assert_eq!(record.requests.made, one(&stays, SHORT, 2).requests.made);
    assert!((record.patients - 2_455.0).abs() < 1e-6);
}

#[test]
fn a_merger_keeps_patients_staff_and_rooms_and_shares_book_and_desk() {
    let mut apart = five();
    apart.demand.latent_share = 0.0;
    let (green, riverside) = (practice_of(&apart, "the-green"), practice_of(&apart, "riverside"));
    let mut system = apart.clone();
    let day = LEAVES;
    system.practices[green].list.joins = Some((riverside, day));
    let (record, facts) = observed(&system, SHORT, 2);
    let separate = one(&apart, SHORT, 2);
    check_record(&record, &system);
    assert_eq!(record.requests.made, separate.requests.made);
    assert_eq!(record.ended, Default::default());
    let planned = |record: &Record| record.ledger().planned;
    assert_eq!(record.work.sessions_rostered, separate.work.sessions_rostered);
    let relative = planned(&record) as f64 / planned(&separate) as f64;
    assert!((relative - 1.0).abs() < 0.02, "{relative}");
    let calls = calls_at(&facts, green);
    assert!(calls.iter().all(|(at, _)| *at < SimTime::midnight(system.calendar.day_of(day))));
    // On the first day they are one from the beginning, and later than the run they never are.
    system.practices[green].list.joins = Some((riverside, END));
    assert_eq!(one(&system, SHORT, 2), separate);
    system.practices[green].list.joins = Some((riverside, START));
    let record = one(&system, SHORT, 2);
    check_record(&record, &system);
    assert_eq!(record.requests.made, separate.requests.made);
}

#[test]
fn a_renamed_practice_leaves_in_the_same_way() {
    let mut system = leaving(LEAVES);
    let green = practice_of(&system, "the-green");
    system.practices[green].name = "elm-street".into();
    let (record, facts) = observed(&system, SHORT, 2);
    check_record(&record, &system);
    let day = system.calendar.day_of(LEAVES);
    assert!(calls_at(&facts, green).iter().all(|(at, _)| at.day() < day));
    assert!(record.ended.left > 0);
}

#[test]
fn a_list_grows_evenly_by_day() {
    let horizon = Horizon { warm_up_weeks: 4, weeks: 26 };
    let mut system = small();
    system.demand.latent_share = 0.0;
    let before = one(&system, horizon, 1);
    system.practices[0].list.growth_per_year = 0.4;
    let after = one(&system, horizon, 1);
    check_record(&after, &system);
    // Half a year: on average a quarter of the year's growth, so a tenth more.
    let relative = after.requests.made as f64 / before.requests.made as f64;
    assert!((relative - 1.1).abs() < 0.015, "{relative}");
    assert!((after.patients / before.patients - 1.0992).abs() < 1e-3, "{}", after.patients);
    system.practices[0].list.growth_per_year = -0.4;
    let fewer = one(&system, horizon, 1);
    check_record(&fewer, &system);
    let relative = fewer.requests.made as f64 / before.requests.made as f64;
    assert!((relative - 0.9).abs() < 0.015, "{relative}");
}

#[test]
fn while_a_practice_is_shut_nobody_answers_and_after_it_they_do() {
    let mut system = small();
    let open = one(&system, SHORT, 6);
    let lunch = |weekdays, during| Shut {
        weekdays,
        closes: TimeOfDay::at(12, 0),
        opens: TimeOfDay::at(14, 0),
        during,
    };
    system.practices[0].list.shut = vec![lunch([true; 7], During::ALWAYS)];
    let (record, facts) = observed(&system, SHORT, 6);
    check_record(&record, &system);
    let is_lunch =
        |at: SimTime| (TimeOfDay::at(12, 0)..TimeOfDay::at(14, 0)).contains(&at.time_of_day());
    let answered = |fact: &&Fact| matches!(fact.what, What::Answered { .. });
    let at_lunch = facts.iter().filter(answered).filter(|fact| is_lunch(fact.at)).count();
    assert_eq!(at_lunch, 0);
    assert!(facts.iter().any(|fact| is_lunch(fact.at) && matches!(fact.what, What::LeftMenu { is_open: false })));
    assert!(facts.iter().filter(answered).count() > 1_000);
    // On no day of the week, or after the run: as if it were never shut.
    system.practices[0].list.shut = vec![lunch([false; 7], During::ALWAYS)];
    assert_eq!(one(&system, SHORT, 6), open);
    system.practices[0].list.shut = vec![lunch([true; 7], from(END))];
    assert_eq!(one(&system, SHORT, 6), open);
    // Half a day a week, from a date on.
    let mut thursday = [false; 7];
    thursday[3] = true;
    let half_day = Shut {
        weekdays: thursday,
        closes: TimeOfDay::at(13, 0),
        opens: TimeOfDay::at(18, 30),
        during: from(date(2025, 4, 15)),
    };
    system.practices[0].list.shut = vec![half_day];
    let (record, facts) = observed(&system, SHORT, 6);
    check_record(&record, &system);
    let on_afternoons = facts.iter().filter(answered).filter(|fact| {
        let day = system.calendar.day(fact.at.day());
        day.weekday == 3 && fact.at.time_of_day() >= TimeOfDay::at(13, 0) && fact.at.day() >= 0
    });
    let days: BTreeSet<i32> = on_afternoons.map(|fact| fact.at.day()).collect();
    // Thursdays before 15 April are days 2 and 9.
    assert_eq!(days.into_iter().collect::<Vec<_>>(), [2, 9]);
}

/// The small network under total triage for a time.
fn triaged(during: During) -> CareSystem {
    let mut system = small();
    system.triage.clinical_triage_share = Probability::ZERO;
    let mut with = system.clone();
    with.triage.policy = TriagePolicy::TotalTriage;
    with.triage.duty_sessions_per_10000 = 6.0;
    system.dated = vec![DatedPolicy::new(during, &system, &with).unwrap()];
    system
}

#[test]
fn a_policy_holds_from_its_day_until_its_end() {
    let day = |date: Date| small().calendar.day_of(date);
    let asked = |during: During| {
        let system = triaged(during);
        let (record, facts) = observed(&system, SHORT, 8);
        check_record(&record, &system);
        let asked = facts.iter().filter(|fact| matches!(fact.what, What::TriageAsked));
        asked.map(|fact| fact.at.day()).collect::<BTreeSet<i32>>()
    };
    let (first, last) = (date(2025, 4, 15), date(2025, 4, 29));
    let days = asked(During { from: Some(first), until: Some(last) });
    assert_eq!((days.first(), days.last()), (Some(&day(first)), Some(&(day(last) - 1))));
    let days = asked(from(first));
    assert_eq!(days.first(), Some(&day(first)));
    assert!(days.last() > Some(&day(last)));
}

#[test]
fn a_policy_of_the_whole_run_or_of_none_of_it_has_the_bytes_of_one_stated_or_not() {
    let mut never = triaged(from(END));
    let policies = std::mem::take(&mut never.dated);
    let plain = one(&never, SHORT, 8);
    assert_eq!(one(&triaged(from(END)), SHORT, 8), plain);
    assert_eq!(one(&triaged(until(START)), SHORT, 8), plain);
    policies[0].apply(&mut never);
    let always = one(&never, SHORT, 8);
    assert_ne!(always, plain);
    for during in [from(START), until(END), During::ALWAYS] {
        assert_eq!(one(&triaged(during), SHORT, 8), always, "{during:?}");
    }
}

#[test]
fn a_policy_of_slots_changes_those_of_its_days_and_no_others() {
    let mut system = small();
    let mut with = system.clone();
    with.practices[0].policy.same_day = Some(share(0.8));
    let first = date(2025, 4, 15);
    system.dated = vec![DatedPolicy::new(from(first), &system, &with).unwrap()];
    let record = one(&system, SHORT, 8);
    check_record(&record, &system);
    // The number of starts is that of the plain network: only what they are kept for differs.
    assert_eq!(record.ledger().planned, one(&small(), SHORT, 8).ledger().planned);
    let mut lists = system.clone();
    lists.practices[0].list_size += 1.0;
    assert!(DatedPolicy::new(from(first), &system, &lists).is_none());
}

#[test]
fn months_in_which_nothing_differs_give_the_same_bytes() {
    let plain = one(&small(), SHORT, 9);
    let mut system = small();
    system.months = Some(Months::same(system.needs.len()));
    assert_eq!(one(&system, SHORT, 9), plain);
    let never = Double { share: Probability::ZERO, length: 2.0 };
    system.double_slots = Some(DoubleSlots { interpreter: never, multimorbidity: never });
    assert_eq!(one(&system, SHORT, 9), plain);
    let mut dated = small();
    let with = CareSystem { months: system.months.clone(), ..dated.clone() };
    dated.dated = vec![DatedPolicy::new(from(date(2025, 4, 15)), &small(), &with).unwrap()];
    assert_eq!(one(&dated, SHORT, 9), plain);
}

#[test]
fn a_month_without_sickness_or_missed_appointments_has_none() {
    // April and May are all of the measured period and its warm-up's end.
    let mut system = small();
    let mut months = Months::same(system.needs.len());
    months.not_attended = [0.0; 12];
    system.months = Some(months.clone());
    let record = one(&system, SHORT, 9);
    check_record(&record, &system);
    assert_eq!(record.ledger().dna, 0);
    months.not_attended = [1.0; 12];
    months.sickness = [0.0; 12];
    system.months = Some(months);
    let well = one(&system, SHORT, 9);
    let mut never = small();
    never.absence.sickness_share = 0.0;
    assert_eq!(well, one(&never, SHORT, 9));
}

/// Requests by need in the measured period.
fn by_need(system: &CareSystem, seed: u64) -> (Vec<u64>, u64) {
    let (record, facts) = observed(system, SHORT, seed);
    check_record(&record, system);
    let mut made = vec![0; system.needs.len()];
    for fact in facts.iter().filter(|fact| (0..42).contains(&fact.at.day())) {
        if let What::Arose { need: NeedId(need), .. } = fact.what {
            made[usize::from(need)] += 1;
        }
    }
    (made, record.requests.made)
}

#[test]
fn the_mix_of_a_month_moves_shares_and_requests_by_month_move_their_number() {
    let mut plain = small();
    plain.demand.latent_share = 0.0;
    plain.practices[0].list_size = 9_000.0;
    let (before, made) = by_need(&plain, 1);
    let need = plain.needs.iter().position(|need| need.name == "acute-minor-illness").unwrap();
    let mut months = Months::same(plain.needs.len());
    months.mix[need] = [2.0; 12];
    let system = CareSystem { months: Some(months.clone()), ..plain.clone() };
    let (mixed, all) = by_need(&system, 1);
    assert_eq!(all, made, "the number of requests stays");
    // A need of share s has 2s ÷ (1 + s) of them.
    let of = plain.needs[need].share / plain.needs.iter().map(|need| need.share).sum::<f64>();
    let expected = 2.0 * of / (1.0 + of) * made as f64;
    let error = 4.0 * expected.sqrt();
    assert!((mixed[need] as f64 - expected).abs() < error, "{} and {expected}", mixed[need]);
    months = Months::same(plain.needs.len());
    months.requests[need] = [2.0; 12];
    let system = CareSystem { months: Some(months), ..plain.clone() };
    let (more, all) = by_need(&system, 1);
    let expected = made as f64 * (1.0 + of);
    assert!((all as f64 - expected).abs() < 4.0 * expected.sqrt(), "{all} and {expected}");
    let twice = 2.0 * before[need] as f64;
    assert!((more[need] as f64 - twice).abs() < 6.0 * twice.sqrt(), "{} and {twice}", more[need]);
}

#[test]
fn patients_with_two_slots_take_two_where_two_are_free() {
    let mut system = punctual();
    let everyone = Double { share: Probability::ONE, length: 1.0 };
    let nobody = Double { share: Probability::ZERO, length: 1.0 };
    let plain = one(&system, SHORT, 3);
    system.double_slots = Some(DoubleSlots { interpreter: everyone, multimorbidity: nobody });
    let record = one(&system, SHORT, 3);
    check_record(&record, &system);
    assert!(record.ledger().merged > plain.ledger().merged + plain.ledger().net / 10);
    assert!(record.ledger().net < plain.ledger().net);
    // Twice as long consultations, with the same shares, are held in fewer and longer appointments.
    let few = Double { share: share(0.03), length: 2.0 };
    system.double_slots = Some(DoubleSlots { interpreter: few, multimorbidity: nobody });
    let record = one(&system, SHORT, 3);
    check_record(&record, &system);
    let merged = (record.ledger().merged - plain.ledger().merged) as f64;
    let attended = record.ledger().net as f64;
    assert!(merged > 0.0 && merged < 0.06 * attended, "{merged} of {attended}");
}

#[test]
fn dates_are_read_with_and_without_quotes_where_they_are_stated() {
    let scenario = written(
        "dated = [{ from = \"2025-10-01\", until = 2026-01-01, set = { triage = { policy = \"total-triage\" } } }]",
        "until = 2025-10-01\nregistered_at = { riverside = 0.6 }\nnotice_weeks = 4\nclosed = [{ weekdays = [\"thursday\"], starts = \"13:00\", ends = \"18:30\", from = 2025-05-01 }]",
        "[staff.paramedics]\nfrom = \"2025-05-01\"\n[practices.hillside.sites.main]\ndated_rooms = [{ consulting_rooms = 2, until = 2025-08-01 }]\n[staff.locum-gps]\nposts = [{ people = 1, practice = \"oak-lane\", until = 2025-11-01 }]",
    )
    .unwrap();
    let system = &scenario.system;
    let october = date(2025, 10, 1);
    let policy = &system.dated[0];
    assert_eq!(policy.during, During { from: Some(october), until: Some(date(2026, 1, 1)) });
    assert_eq!(system.as_on(october).triage.policy, TriagePolicy::TotalTriage);
    assert_eq!(system.as_on(date(2025, 9, 30)).triage.policy, system.triage.policy);
    assert_ne!(system.triage.policy, TriagePolicy::TotalTriage);
    let list = &system.practices[practice_of(system, "the-green")].list;
    assert_eq!((list.during, list.notice_days), (until(october), 28));
    assert_eq!(list.registered_at, [(practice_of(system, "riverside"), 0.6)]);
    assert!(list.shut[0].is_on(3, date(2025, 5, 1)) && !list.shut[0].is_on(3, date(2025, 4, 24)));
    let paramedics = system.teams.iter().find(|team| team.name == "paramedics").unwrap();
    assert_eq!(paramedics.dates.during, from(date(2025, 5, 1)));
    // Written out without its base it is the same.
    let again = pcn_sim::scenario::of_resolved("again", &scenario.resolved).unwrap();
    assert_eq!(&again.system, system);
    assert!(system.dates_outside(None).is_empty());
    assert_eq!(system.dates_outside(Some(date(2025, 6, 1))).len(), 5);
}

#[test]
fn what_cannot_be_is_refused_with_the_reason() {
    let refused = |line: &str, green: &str, tables: &str, words: &[&str]| {
        let message = written(line, green, tables).expect_err(words[0]);
        for word in words {
            assert!(message.contains(word), "{word:?} is not in\n{message}");
        }
    };
    let set = |what: &str| format!("dated = [{{ from = 2025-10-01, set = {{ {what} }} }}]");
    let reason = "cannot change during a run";
    refused(
        &set("practices = { oak-lane = { list_size = 3 } }"),
        "",
        "",
        &[reason, "growth_per_year"],
    );
    refused(&set("staff = { paramedics = { wte = 3 } }"), "", "", &[reason, "posts"]);
    refused(&set("rooms = { policy = \"hot-desking\" }"), "", "", &[reason, "weekly roster"]);
    refused(&set("calendar = { core_hours_open = \"07:00\" }"), "", "", &[reason, "closed"]);
    refused(&set("triage = { polcy = \"total-triage\" }"), "", "", &["did you mean `policy`"]);
    refused("dated = [{ from = 2025-10-01 }]", "", "", &["no `set`"]);
    refused("dated = 3", "", "", &["a list of tables"]);
    refused("", "from = 2025-10-01\nuntil = 2025-09-01", "", &["not after `from`"]);
    refused("", "until = \"October\"", "", &["2026-10-01"]);
    refused("", "registered_at = { riverside = 1.0 }", "", &["does not leave"]);
    refused(
        "",
        "until = 2025-10-01\nregistered_at = { riverside = 0.7, hillside = 0.4 }",
        "",
        &["sum to 1"],
    );
    refused("", "until = 2025-10-01\nregistered_at = { riversid = 0.7 }", "", &["riverside"]);
    refused(
        "",
        "joins = { practice = \"the-green\", from = 2025-10-01 }",
        "",
        &["another practice"],
    );
    refused("", "joins = { practice = \"riverside\" }", "", &["day of the merger"]);
    refused("", "growth_per_year = 7", "", &["-0.5 to 1"]);
    refused(
        "",
        "closed = [{ weekdays = [\"thursday\"], starts = \"14:00\", ends = \"13:00\" }]",
        "",
        &["later than `starts`"],
    );
    let posts =
        |posts: &str| format!("[staff.paramedics]\nposts = [{{ {posts}, until = 2025-10-01 }}]");
    refused("", "", &posts("people = 400"), &["no more than there are"]);
    refused("", "", &posts("people = 1, practice = \"hillside\""), &["remove `practice`"]);
}

/// Attended appointments of vaccinators by month, per 1,000 patients and working day of the month.
fn vaccinations_by_month(system: &CareSystem, horizon: Horizon, seed: u64) -> [f64; 12] {
    struct Counts<'s>(&'s CareSystem, [u64; 12], i32);
    impl Observer for Counts<'_> {
        const LISTENS: bool = true;
        fn note(&mut self, fact: Fact) {
            let What::Ended { clinician } = fact.what else { return };
            let role = &self.0.roles[usize::from(clinician.role.0)];
            let day = fact.at.day();
            if role.name == "vaccinator" && (0..self.2).contains(&day) {
                self.1[self.0.calendar.day(day).month] += 1;
            }
        }
    }
    let days = horizon.weeks as i32 * 7;
    let mut counts = Counts(system, [0; 12], days);
    simulate(system, horizon, &Addressed::new(seed, 0), &mut counts).unwrap();
    let working = |month| {
        (0..days)
            .map(|day| system.calendar.day(day))
            .filter(move |day| day.month == month && day.is_working)
            .count()
    };
    std::array::from_fn(|month| {
        counts.1[month] as f64 / (system.patients() / 1_000.0) / working(month).max(1) as f64
    })
}

#[test]
#[ignore = "a minute or two: run with just statistical"]
fn vaccination_has_its_months_on_every_seed_and_from_any_start() {
    // Clinics and procedures of the national data in October, above their level from January to August and in
    // December: 3.3 (3.0 to 4.0) per 1,000 patients and working day. September and November have about a third. December
    // has a sixteenth there and nearly a quarter in the model, whose clinics end later: what is held here is that the months are the
    // same on every seed, not that December is right.
    let year = Horizon { warm_up_weeks: 14, weeks: 52 };
    let moved = |start: Date| {
        let mut system = baseline();
        system.calendar.start = start;
        system
    };
    for seed in 1..=10 {
        let start = [date(2025, 4, 1), date(2025, 7, 1), date(2025, 1, 1)][seed as usize % 3];
        let found = vaccinations_by_month(&moved(start), year, seed);
        let october = found[9];
        assert!((2.6..4.0).contains(&october), "seed {seed} from {start}: {found:?}");
        for (month, low, high) in [(8, 0.2, 0.5), (10, 0.15, 0.5), (11, 0.01, 0.35)] {
            let part = found[month] / october;
            assert!(
                (low..high).contains(&part),
                "month {month}, seed {seed} from {start}: {found:?}"
            );
        }
        assert!(
            found[..8].iter().all(|month| *month <= 0.0),
            "seed {seed} from {start}: {found:?}"
        );
    }
}
