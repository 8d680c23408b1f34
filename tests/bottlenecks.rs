//! What stops requests is what relief would bring: constraints relieved one by one and in pairs.

use crate::support::{Case, SHORT, SMALL, baseline, small};
use pcn_sim::experiment::bottlenecks::{
    MET, Together, full_reliefs, known, labelled, of_kind, pairs, together, values,
};
use pcn_sim::experiment::progress::Unwatched;
use pcn_sim::experiment::results::Results;
use pcn_sim::experiment::study::{Design, Entry, Extent, Study, VariantKind};
use pcn_sim::model::CareSystem;
use pcn_sim::model::relief::{Amount, Capacity, Relief};
use pcn_sim::model::role::StaffGroup;
use pcn_sim::model::roster::people;
use pcn_sim::simulation::Horizon;
use std::collections::BTreeMap;

const REPLICATIONS: u32 = 3;

fn gps(system: &CareSystem) -> Capacity {
    Capacity::Profession(system.general_practitioner)
}

fn entry(system: &CareSystem) -> Entry {
    Entry { name: "made".into(), title: "Made".into(), system: system.clone() }
}

fn study(system: &CareSystem, capacities: &[Capacity], horizon: Horizon) -> Study {
    let extent = Extent { horizon, seed: 7, replications: REPLICATIONS };
    Study::new(vec![entry(system)], Design::Bottlenecks(capacities.to_vec()), extent).unwrap()
}

fn run(study: &Study) -> Results {
    pcn_sim::experiment::results(study, &Unwatched).unwrap().unwrap()
}

/// The mean relief of each of `capacities`, fully relieved, largest first.
fn ranked(system: &CareSystem, capacities: &[Capacity]) -> Vec<(Capacity, f64)> {
    let results = run(&study(system, capacities, SHORT));
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    let mut all: Vec<_> =
        full_reliefs(&results).iter().map(|(of, values)| (*of, mean(values))).collect();
    all.sort_by(|a, b| b.1.total_cmp(&a.1));
    all
}

/// How two capacities bind together.
fn mark(system: &CareSystem, one: Capacity, other: Capacity) -> (Together, [f64; 3]) {
    let mut made = study(system, &[one, other], SHORT);
    made.add_pairs(&[entry(system)], &[(one, other)], REPLICATIONS);
    let results = run(&made);
    let met = |kind| values(of_kind(&results, kind).unwrap(), MET).unwrap();
    let full = |capacity| VariantKind::Relieved(Relief { capacity, amount: Amount::Full });
    let found = [met(full(one)), met(full(other)), met(VariantKind::Both(one, other))];
    let not_met = results.scenarios[0].measure("requests_not_met").unwrap().interval().unwrap();
    let mark = together(&found[0], &found[1], &found[2], not_met.mean);
    (mark, found.map(|values| values.iter().sum::<f64>() / values.len() as f64))
}

fn without_gps(mut system: CareSystem) -> CareSystem {
    let roles = &system.roles;
    let is_gp = |team: &pcn_sim::model::roster::Team| roles[team.role].group == StaffGroup::Gp;
    system.teams.iter_mut().filter(|team| is_gp(team)).for_each(|team| team.wte = 0.0);
    system
}

#[test]
fn one_unit_is_one_unit_and_nobody_else_changes() {
    let system = crate::support::with_fixed_weeks(baseline());
    let before = people(&system);
    for capacity in system.capacities() {
        let of = |amount| system.with_relief(Relief { capacity, amount }).unwrap();
        let (one, full) = (of(Amount::OneMore), of(Amount::Full));
        assert_eq!(people(&one)[..before.len()], before[..], "{capacity:?}");
        assert_eq!(
            one.rooms_total() - system.rooms_total(),
            u32::from(capacity == Capacity::Rooms)
        );
        let staff = |system: &CareSystem| system.teams.iter().map(|team| team.wte).sum::<f64>();
        let is_staff = matches!(capacity, Capacity::Profession(_));
        let added = if is_staff { 1.0 } else { 0.0 };
        assert!((staff(&one) - staff(&system) - added).abs() < 1e-9, "{capacity:?}");
        assert!(full != system, "{capacity:?}");
        let Some(less) = system.with_relief(Relief { capacity, amount: Amount::OneLess }) else {
            continue;
        };
        assert!((staff(&system) - staff(&less) - added).abs() < 1e-9, "{capacity:?}");
    }
    let relieved = |capacity| system.with_relief(Relief { capacity, amount: Amount::OneMore });
    let book = relieved(Capacity::Book).unwrap().book;
    assert_eq!(book.horizon_days, system.book.horizon_days + 7);
    assert_eq!(book.longest_wait_days[0], system.book.longest_wait_days[0], "urgent needs");
    let handlers = |system: &CareSystem, band: usize| -> u32 {
        let band = &system.front_door.handlers[band];
        system.practices.iter().map(|practice| band.handlers(system, practice, false)).sum()
    };
    let more = relieved(Capacity::Receptionists).unwrap();
    for band in 0..system.front_door.handlers.len() {
        assert_eq!(handlers(&more, band), handlers(&system, band) + 1, "one at all hours");
    }
}

#[test]
fn every_profession_with_staff_or_demand_is_relieved() {
    let system = baseline();
    let found = system.capacities();
    let has = |name: &str| {
        let index = system.professions.iter().position(|known| known == name).unwrap();
        found.contains(&Capacity::Profession(index))
    };
    assert!(has("general-practitioner") && has("practice-nurse") && has("paramedic"));
    assert!(has("podiatrist"), "nobody is in post, but patients need one");
    assert!(!has("digital-and-transformation-lead"), "neither staff nor demand");
    for other in [
        Capacity::Receptionists,
        Capacity::Rooms,
        Capacity::Supervision,
        Capacity::Book,
        Capacity::Duty,
        Capacity::TelephoneHours,
    ] {
        assert!(found.contains(&other), "{other:?}");
    }
}

#[test]
fn without_gps_gps_bring_the_largest_relief() {
    let system = without_gps(small());
    let capacities = [gps(&system), Capacity::Receptionists, Capacity::Rooms, Capacity::Book];
    let found = ranked(&system, &capacities);
    assert_eq!(found[0].0, gps(&system), "{found:?}");
    assert!(found[0].1 > 3.0 * found[1].1.max(1.0), "{found:?}");
}

#[test]
fn with_one_receptionist_receptionists_bring_the_largest_relief() {
    let mut system = small();
    // Ample staff, and a single person on the telephone who takes three times as long.
    system.teams.iter_mut().for_each(|team| team.wte *= 2.0);
    system.practices[0].reception_staffing = 0.01;
    let door = &mut system.front_door;
    door.call_length_request = pcn_sim::units::Minutes::new(15.0).unwrap();
    door.call_length_other = door.call_length_request;
    let capacities = [gps(&system), Capacity::Receptionists, Capacity::Rooms, Capacity::Book];
    let found = ranked(&system, &capacities);
    assert_eq!(found[0].0, Capacity::Receptionists, "{found:?}");
    assert!(found[0].1 > 3.0 * found[1].1.max(1.0), "{found:?}");
    let results = run(&study(&system, &capacities, SHORT));
    let label = |of| labelled(&results.scenarios[0], of, &system.professions).unwrap();
    assert!(label(Capacity::Receptionists) > label(gps(&system)), "the label agrees");
}

#[test]
fn what_nobody_waits_for_relieves_exactly_nothing() {
    let mut system = small();
    system.sites[0].consulting_rooms = 60;
    let results = run(&study(&system, &[Capacity::Rooms], SHORT));
    for amount in [Amount::OneMore, Amount::Full] {
        let kind = VariantKind::Relieved(Relief { capacity: Capacity::Rooms, amount });
        let met = values(of_kind(&results, kind).unwrap(), MET).unwrap();
        assert_eq!(met, [0.0; REPLICATIONS as usize]);
        assert_eq!(known(&met).unwrap().words(), "no effect");
    }
}

/// One GP in one room, and nobody else; nobody is away, and nothing is done remotely.
fn one_gp_in_one_room() -> CareSystem {
    let mut system = small();
    let nothing = pcn_sim::units::Probability::new(0.0).unwrap();
    for role in &mut system.roles {
        role.can_work_remotely = false;
        role.remote_sessions = nothing;
    }
    let partners = system.teams.iter().position(|team| team.name == "gp-partners").unwrap();
    for (index, team) in system.teams.iter_mut().enumerate() {
        team.sessions.clear();
        team.wte = if index == partners { 1.0 } else { 0.0 };
        team.wte_per_person = 1.0;
    }
    let absence = &mut system.absence;
    (absence.leave_days, absence.study_days, absence.sickness_share) = (0.0, 0.0, 0.0);
    absence.parental_leave = 0.0;
    system.sites[0].consulting_rooms = 1;
    system.sites[0].treatment_rooms = 0;
    system
}

#[test]
fn where_a_clinician_and_a_room_are_needed_only_both_help() {
    let system = one_gp_in_one_room();
    let (found, relief) = mark(&system, gps(&system), Capacity::Rooms);
    assert_eq!(found, Together::OnlyBoth, "{relief:?}");
}

/// Advanced practitioners and GPs, too few of both, of whom either can do all that patients ask for.
fn two_professions_for_all_needs() -> CareSystem {
    let mut system = small();
    let always = pcn_sim::units::Probability::ONE;
    let (gp, other) = (system.general_practitioner, profession(&system, "advanced-practitioner"));
    let routes = vec![other, gp];
    for need in &mut system.needs {
        (need.suitable, need.routes) = (always, routes.clone());
    }
    system.demand.accepts_others = always;
    system.book.own_gp = pcn_sim::units::Probability::ZERO;
    system.planned.clear();
    system.recall = None;
    let of_either = |team: &pcn_sim::model::roster::Team| {
        [gp, other].contains(&system.roles[team.role].booked_as)
    };
    let is_kept: Vec<bool> = system.teams.iter().map(of_either).collect();
    for (team, is_kept) in system.teams.iter_mut().zip(is_kept) {
        team.wte *= if is_kept { 4.0 * 0.4 } else { 0.0 };
    }
    // So many patients that nobody's leave decides the answer.
    system.practices[0].list_size *= 4.0;
    (system.sites[0].consulting_rooms, system.sites[0].treatment_rooms) = (60, 10);
    for band in &mut system.front_door.handlers {
        (band.per_10000, band.per_10000_monday) = (30.0, 30.0);
    }
    system
}

fn profession(system: &CareSystem, name: &str) -> usize {
    system.professions.iter().position(|known| known == name).unwrap()
}

#[test]
fn where_two_professions_do_the_same_work_either_would_do() {
    let system = two_professions_for_all_needs();
    let other = Capacity::Profession(profession(&system, "advanced-practitioner"));
    let (found, relief) = mark(&system, gps(&system), other);
    assert_eq!(found, Together::EitherWouldDo, "{relief:?}");
    // Where only GPs may do it, the others are no help.
    let mut for_gps = system;
    for need in &mut for_gps.needs {
        need.routes = vec![for_gps.general_practitioner];
    }
    let (found, relief) = mark(&for_gps, gps(&for_gps), other);
    assert_eq!(found, Together::Separately, "{relief:?}");
}

#[test]
fn where_there_are_rooms_enough_a_clinician_alone_helps() {
    let mut system = one_gp_in_one_room();
    system.sites[0].consulting_rooms = 60;
    let (found, relief) = mark(&system, gps(&system), Capacity::Rooms);
    assert_eq!(found, Together::Separately, "{relief:?}");
    assert!(relief[0] > 100.0 && relief[1] == 0.0, "{relief:?}");
}

/// What `bottlenecks` says of a scenario of the average network: relief and labels by constraint.
fn told(lines: &str, constraints: &[&str]) -> BTreeMap<(String, String), [f64; 2]> {
    let about = "base = \"average-pcn\"\n[about]\ntitle = \"A test\"\nquestion = \"What binds?\"\n";
    let mut args: Vec<&str> =
        "bottlenecks scenario.toml --weeks 10 --warm-up-weeks 4 --output out \
                               --replications 4"
            .split_whitespace()
            .collect();
    args.extend(constraints.iter().flat_map(|name| ["--constraint", name]));
    let ended = Case::new().scenario(&format!("{about}{lines}")).args(args).succeeds();
    let text = std::fs::read_to_string(ended.path().join("out/bottlenecks.csv")).unwrap();
    let mut table = csv::Reader::from_reader(text.as_bytes());
    let head = table.headers().unwrap().clone();
    let column = |name: &str| head.iter().position(|other| other == name).unwrap();
    let columns = [column("requests_met"), column("unmet_labelled")];
    let number = |text: &str| if text.is_empty() { 0.0 } else { text.parse().unwrap() };
    let row = |row: csv::StringRecord| {
        ((row[0].to_owned(), row[1].to_owned()), columns.map(|column| number(&row[column])))
    };
    table.records().map(|record| row(record.unwrap())).collect()
}

#[test]
fn a_longer_book_is_neither_the_label_nor_the_relief() {
    // The shared case `horizon`: a book twice as long, and waits twice as long.
    let longer = "[book]\nhorizon_days = 56\n\
                  [book.longest_wait_days]\nurgent = 4\nsoon = 22\nroutine = 44\n";
    for lines in ["", longer] {
        let found = told(lines, &["general-practitioner", "book"]);
        let of = |name: &str, relief: &str| found[&(name.to_owned(), relief.to_owned())];
        let [book, labelled_book] = of("book", "one unit");
        let [gps, labelled_gps] = of("general practitioner", "one unit");
        assert!(labelled_book < 0.02 * labelled_gps, "{found:?}");
        assert!(gps > 500.0 && book < gps / 3.0, "{found:?}");
        let [full_book, _] = of("book", "full");
        let [full_gps, _] = of("general practitioner", "full");
        assert!(full_gps > 3_000.0 && full_book < full_gps / 10.0, "{found:?}");
    }
}

#[test]
fn without_any_gps_gps_are_the_label_and_the_relief() {
    // The shared case `no-gps`, which keeps the evening clinics of the network.
    let teams = [
        "gp-partners",
        "salaried-gps",
        "locum-gps",
        "gp-trainees",
        "newly-qualified-gps",
        "newly-qualified-gps-arrs",
        "gp-assistants",
    ];
    let lines: String = teams.iter().map(|team| format!("[staff.{team}]\nwte = 0\n")).collect();
    let found = told(&lines, &["general-practitioner", "receptionists", "book"]);
    let full = |name: &str| found[&(name.to_owned(), "full".to_owned())];
    let [gps, labelled] = full("general practitioner");
    for name in ["receptionists", "book"] {
        let [relief, other] = full(name);
        assert!(gps > 10.0 * relief.abs() && labelled > 3.0 * other, "{name}: {found:?}");
    }
    assert!(gps > 50_000.0 && labelled > 25_000.0, "{found:?}");
}

#[test]
fn rooms_are_among_the_pairs_whatever_their_relief() {
    let system = small();
    let capacities =
        [gps(&system), Capacity::Receptionists, Capacity::Rooms, Capacity::Book, Capacity::Duty];
    let brief = Horizon { warm_up_weeks: 1, weeks: 2 };
    let results = run(&study(&system, &capacities, brief));
    let found = pairs(&results, &system.professions);
    assert!(found.iter().any(|(one, other)| [*one, *other].contains(&Capacity::Rooms)));
    assert!(found.iter().all(|(one, other)| one < other), "each once: {found:?}");
}

#[test]
fn the_command_prints_relief_and_labels_and_writes_a_table() {
    let args = "bottlenecks small.toml --constraint rooms --constraint general-practitioner \
                --weeks 1 --warm-up-weeks 0 --replications 2 --output out";
    let ended = Case::new().file("small.toml", SMALL).args(args.split_whitespace()).succeeds();
    for words in ["One unit more of each", "labelled so", "Two relieved fully"] {
        assert!(ended.says(words), "{words} is missing in\n{}", ended.stdout());
    }
    let text = std::fs::read_to_string(ended.path().join("out/bottlenecks.csv")).unwrap();
    let mut table = csv::Reader::from_reader(text.as_bytes());
    let head = table.headers().unwrap().clone();
    let column = |name: &str| head.iter().position(|other| other == name).unwrap();
    let rows: Vec<csv::StringRecord> = table.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 5, "two constraints by one unit and in full, and one pair");
    let of = |name: &str| {
        let is_it = |row: &&csv::StringRecord| &row[0] == name && &row[1] == "one unit";
        rows.iter().find(is_it).unwrap()
    };
    assert_eq!(&of("rooms")[column("cost_pounds")], "", "no price is stated");
    assert_ne!(&of("general practitioner")[column("cost_pounds")], "");
    let page = std::fs::read_to_string(ended.path().join("out/report.html")).unwrap();
    assert!(page.contains("What would meet more requests") && page.contains("bottlenecks-desc"));
}

#[test]
fn elasticities_are_a_page_that_says_how_it_was_made() {
    let args = "bottlenecks small.toml --elasticities --constraint receptionists --weeks 1 \
                --warm-up-weeks 0 --replications 2 --output out";
    let ended = Case::new().file("small.toml", SMALL).args(args.split_whitespace()).succeeds();
    let page = ended.stdout();
    assert!(page.starts_with("# Elasticities\n"), "{page}");
    let command =
        "`pcn-sim bottlenecks small --elasticities --replications 2 --weeks 1 --warm-up-weeks 0`";
    assert!(page.contains(command), "{page}");
    assert_eq!(page.matches("| receptionists |").count(), 4, "{page}");
    let written = std::fs::read_to_string(ended.path().join("out/elasticities.md")).unwrap();
    assert_eq!(written, page);
}

#[test]
fn what_cannot_be_relieved_is_refused_with_what_can() {
    let case = |args: &str| Case::new().file("small.toml", SMALL).args(args.split_whitespace());
    case("bottlenecks small.toml --constraint room --constraint gps")
        .fails_with(2)
        .stderr_contains(
            "--constraint room: small has no constraint of this name; did you mean rooms",
        )
        .stderr_contains("--constraint gps");
    case("bottlenecks nowhere.toml").fails_with(2).stderr_contains("nowhere.toml");
    case("bottlenecks small.toml --replications 3 --max-replications 5")
        .fails_with(2)
        .stderr_contains("cannot be used with");
    case("bottlenecks --help").succeeds().stdout_contains("pcn-sim bottlenecks average-pcn");
}
