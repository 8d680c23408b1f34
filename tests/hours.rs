//! When relief meets most: one more receptionist, room, supervisor or session in one half-day of the week.

use crate::interruption::{assert_same, files};
use crate::support::{Case, SHORT, baseline, few_gps, one, small, upon_baseline};
use pcn_sim::experiment::bottlenecks::{MET, half_days, of_kind, values};
use pcn_sim::experiment::progress::Unwatched;
use pcn_sim::experiment::results::Results;
use pcn_sim::experiment::study::{Design, Entry, Extent, Study, VariantKind};
use pcn_sim::model::CareSystem;
use pcn_sim::model::half_day::{Half, HalfDay};
use pcn_sim::model::relief::Capacity;
use pcn_sim::model::rooms::RoomPolicy;
use pcn_sim::model::roster::people;
use pcn_sim::report::bottlenecks::hours_csv;
use pcn_sim::units::{Minutes, TimeOfDay};
use std::fs;

const REPLICATIONS: u32 = 3;

const MONDAY_MORNING: HalfDay = HalfDay { weekday: 0, half: Half::Morning };
const TUESDAY_MORNING: HalfDay = HalfDay { weekday: 1, half: Half::Morning };

fn gps(system: &CareSystem) -> Capacity {
    Capacity::Profession(system.general_practitioner)
}

/// One more of `capacity` in each half-day, beside the same system as it is.
fn by_half_day(system: &CareSystem, capacity: Capacity) -> Results {
    let entry = Entry { name: "made".into(), title: "Made".into(), system: system.clone() };
    let entries = vec![entry];
    let extent = Extent { horizon: SHORT, seed: 7, replications: REPLICATIONS };
    let mut study = Study::new(entries.clone(), Design::Bottlenecks(vec![]), extent).unwrap();
    let kinds = HalfDay::all().map(|half_day| VariantKind::InHalfDay(capacity, half_day));
    study.add_kinds(&entries, kinds, Some(REPLICATIONS));
    pcn_sim::experiment::results(&study, &Unwatched).unwrap().unwrap()
}

fn met(results: &Results, capacity: Capacity, half_day: HalfDay) -> Vec<f64> {
    values(of_kind(results, VariantKind::InHalfDay(capacity, half_day)).unwrap(), MET).unwrap()
}

/// One practice with ample receptionists, but a single one on Monday mornings; and ample staff and rooms.
fn short_on_monday_morning() -> CareSystem {
    let mut system = small();
    system.calendar.bank_holidays.clear();
    system.teams.iter_mut().for_each(|team| team.wte *= 2.0);
    system.sites[0].consulting_rooms = 60;
    let door = &mut system.front_door;
    door.call_length_request = Minutes::new(15.0).unwrap();
    door.call_length_other = door.call_length_request;
    let ample = door.handlers[0];
    door.handlers = [(TimeOfDay::at(8, 0), 0.1), (TimeOfDay::at(13, 0), 200.0)]
        .map(|(from, per_10000_monday)| {
            let mut band = ample;
            (band.from, band.per_10000, band.per_10000_monday) = (from, 200.0, per_10000_monday);
            band
        })
        .to_vec();
    system
}

#[test]
fn where_reception_is_short_on_monday_morning_only_monday_morning_helps() {
    let system = short_on_monday_morning();
    let results = by_half_day(&system, Capacity::Receptionists);
    for half_day in HalfDay::all() {
        let met = met(&results, Capacity::Receptionists, half_day);
        if half_day == MONDAY_MORNING {
            assert!(met.iter().all(|more| *more > 0.0), "{met:?}");
        } else {
            assert_eq!(met, [0.0; REPLICATIONS as usize], "{}", half_day.words());
        }
    }
    let mut scenario = upon_baseline("");
    scenario.system = system;
    let text = hours_csv(&results, &[scenario]);
    let mut table = csv::Reader::from_reader(text.as_bytes());
    let rows: Vec<csv::StringRecord> = table.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 40, "ten half-days, four measures each");
    let first: Vec<&str> = rows[0].iter().take(6).collect();
    let expected =
        ["receptionists", "monday-morning", "08:00", "13:00", "one person at every practice", MET];
    assert_eq!(first, expected);
    assert_eq!(&rows[4][9], "no", "nothing differs on Monday afternoon");
}

#[test]
fn a_half_day_in_which_nobody_works_brings_exactly_nothing() {
    let mut system = short_on_monday_morning();
    system.calendar.telephone_closes = TimeOfDay::at(13, 0);
    let results = by_half_day(&system, Capacity::Receptionists);
    for half_day in HalfDay::all().filter(|half_day| half_day.half == Half::Afternoon) {
        let met = met(&results, Capacity::Receptionists, half_day);
        assert_eq!(met, [0.0; REPLICATIONS as usize], "{}", half_day.words());
    }
    // A profession whose clinics begin in the morning only has no session more in the afternoon.
    for role in &mut system.roles {
        role.session_starts.truncate(1);
    }
    let gps = gps(&system);
    let has_one = |half_day: &HalfDay| system.with_more_in(gps, *half_day).is_some();
    assert!(HalfDay::all().all(|half_day| has_one(&half_day) == (half_day.half == Half::Morning)));
}

#[test]
fn one_more_in_a_half_day_is_there_then_and_nobody_elses_week_changes() {
    let system = baseline();
    assert!(system.rooms.rota_by_rooms, "the roster looks for rooms");
    let before = people(&system);
    for capacity in [gps(&system), Capacity::Receptionists, Capacity::Rooms, Capacity::Supervision]
    {
        for half_day in HalfDay::all() {
            let more = system.with_more_in(capacity, half_day).unwrap();
            let after = people(&more);
            assert_eq!(after[..before.len()], before[..], "{capacity:?}");
            assert_eq!(more.rooms_total(), system.rooms_total());
            let is_staff = matches!(capacity, Capacity::Profession(_) | Capacity::Supervision);
            let added = if is_staff { system.sites.len() } else { 0 };
            assert_eq!(after.len() - before.len(), added, "{capacity:?}");
            let times = half_day.times(&system.calendar);
            for person in &after[before.len()..] {
                assert_eq!(person.week.len(), 1);
                assert_eq!(person.week[0].weekday, half_day.weekday);
                assert!(times.contains(&person.week[0].start), "{:?}", person.week[0]);
            }
        }
    }
    let more = system.with_more_in(Capacity::Receptionists, MONDAY_MORNING).unwrap();
    let at = |weekday, hour, minute| more.more_handlers(weekday, TimeOfDay::at(hour, minute));
    assert_eq!((at(0, 8, 0), at(0, 12, 59), at(0, 13, 0), at(1, 8, 0)), (1, 1, 0, 0));
}

/// Many clinics, one room, no patients, and nobody who is away on the morning.
fn many_clinics_in_one_room() -> CareSystem {
    let mut system = small();
    system.sites[0].consulting_rooms = 1;
    system.sites[0].treatment_rooms = 0;
    system.absence.sickness_share = 0.0;
    system.demand.requests_per_patient_year = 0.0;
    system.planned.clear();
    system.recall = None;
    system
}

#[test]
fn a_room_in_a_half_day_serves_clinics_that_begin_then_and_no_others() {
    let system = many_clinics_in_one_room();
    let more = system.with_more_in(Capacity::Rooms, TUESDAY_MORNING).unwrap();
    let [before, after] = [&system, &more].map(|system| one(system, SHORT, 3));
    let (own, lent) = (before.work.rooms.level_hours(), after.work.rooms.level_hours());
    // Clinics that begin by 13:00 on Tuesday are over by 18:00.
    let served = 24 + 8..24 + 18;
    for hour in (0..own.len()).filter(|hour| !served.contains(hour)) {
        assert_eq!(lent[hour], own[hour], "hour {hour} of the week");
    }
    let on_tuesday = |hours: &[f64]| hours[served.clone()].iter().sum::<f64>();
    assert!(on_tuesday(&lent) > on_tuesday(&own) + 1.0, "{lent:?}");
    let without = |record: &pcn_sim::simulation::record::Record| {
        record.work.sessions_lost_to_rooms + record.work.sessions_remote_for_rooms
    };
    assert!(without(&after) < without(&before));
}

#[test]
fn what_is_no_matter_of_hours_is_not_relieved_by_hours() {
    let mut system = baseline();
    for capacity in [Capacity::Book, Capacity::Duty, Capacity::TelephoneHours] {
        assert!(system.not_by_half_day(capacity).is_some_and(|why| !why.is_empty()));
        assert!(system.with_more_in(capacity, MONDAY_MORNING).is_none());
    }
    assert!(system.with_more_in(Capacity::Rooms, MONDAY_MORNING).is_some());
    for policy in [RoomPolicy::RoomEach, RoomPolicy::HotDesking] {
        system.rooms.policy = policy;
        assert!(system.with_more_in(Capacity::Rooms, MONDAY_MORNING).is_none(), "{policy:?}");
    }
}

#[test]
fn only_a_constraint_whose_relief_is_clear_is_looked_at_by_hours() {
    let mut system = small();
    // Nobody waits for a room, so rooms bring exactly nothing.
    system.sites[0].consulting_rooms = 60;
    let entry = Entry { name: "made".into(), title: "Made".into(), system: system.clone() };
    let extent = Extent { horizon: SHORT, seed: 7, replications: REPLICATIONS };
    let design = Design::Bottlenecks(vec![gps(&system), Capacity::Rooms]);
    let study = Study::new(vec![entry], design, extent).unwrap();
    let results = pcn_sim::experiment::results(&study, &Unwatched).unwrap().unwrap();
    let chosen = half_days(&results, &system, REPLICATIONS);
    let all: Vec<VariantKind> =
        HalfDay::all().map(|half_day| VariantKind::InHalfDay(gps(&system), half_day)).collect();
    assert_eq!(chosen, all);
    assert!(half_days(&results, &system, 1).is_empty(), "one replication has no interval");
}

/// A case with few GPs, and a command of two weeks.
fn case(args: &str) -> Case {
    let brief = "--constraint general-practitioner --weeks 2 --warm-up-weeks 0";
    let args = format!("bottlenecks few.toml {brief} {args}");
    Case::new().file("few.toml", &few_gps()).args(args.split_whitespace())
}

#[test]
fn the_command_says_when_and_writes_a_table_and_a_figure() {
    let ended = case("--hours --replications 3 --output out").succeeds();
    for words in
        ["What to do, if one is added in one half-day only: general practitioner:", "How sure:"]
    {
        assert!(ended.says(words), "{words} is missing in\n{}", ended.stdout());
    }
    let out = ended.path().join("out");
    let text = fs::read_to_string(out.join("bottlenecks-hours.csv")).unwrap();
    assert_eq!(text.lines().count(), 1 + 10 * 4, "{text}");
    let figure = fs::read_to_string(out.join("bottlenecks-hours.svg")).unwrap();
    assert!(figure.contains("Monday") && figure.contains("afternoon"), "{figure}");
    let page = fs::read_to_string(out.join("report.html")).unwrap();
    assert!(page.contains("bottlenecks-hours-desc") && page.contains("What would change it"));
    // Asked for later, hours are the same, and what was simulated is kept.
    let later = case("--replications 3 --output out").succeeds();
    let folder = later.path().join("out");
    assert!(!folder.join("bottlenecks-hours.csv").exists());
    let resume = ["bottlenecks", "--resume", folder.to_str().unwrap(), "--hours"];
    Case::new().args(resume).succeeds();
    assert_same(&files(&folder), &files(&out));
}

#[test]
fn without_an_interval_no_hours_are_looked_at_and_it_says_why() {
    let ended = case("--hours --replications 1 --output out").succeeds();
    assert!(ended.says("no half-day was looked at; more runs are needed"), "{}", ended.stdout());
    assert!(!ended.path().join("out/bottlenecks-hours.csv").exists());
    case("--hours --elasticities").fails_with(2).stderr_contains("cannot be used with");
}
