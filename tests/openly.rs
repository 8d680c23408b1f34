//! Extremes of the average network react openly: what is not met grows where capacity falls short, queues that
//! explode are told, what there is saturates, and all still adds up.

use crate::identities::{check_finite, check_record, patient};
use crate::support::{Case, Notes, baseline, compared, one, small, upon_baseline};
use pcn_sim::measures::find;
use pcn_sim::model::CareSystem;
use pcn_sim::model::demand::{BusiestDay, MAJORANT_PER_PATIENT_DAY};
use pcn_sim::model::role::StaffGroup;
use pcn_sim::report::warnings::{Warning, warnings};
use pcn_sim::simulation::Horizon;
use pcn_sim::simulation::chances::Addressed;
use pcn_sim::simulation::observer::What;
use pcn_sim::simulation::record::{Constraint, Record};
use pcn_sim::simulation::simulate;
use pcn_sim::units::{Minutes, Probability};
use std::collections::BTreeSet;

const WEEKS: Horizon = Horizon { warm_up_weeks: 4, weeks: 6 };
const BRIEF: Horizon = Horizon { warm_up_weeks: 1, weeks: 2 };

/// The value of a measure.
fn value(record: &Record, name: &str) -> f64 {
    (find(name).unwrap().value)(record).unwrap()
}

/// One replication, in which all adds up, no number is negative or undefined, and nobody attends an
/// emergency department for lack of access who did not ask.
#[track_caller]
fn sound(system: &CareSystem, horizon: Horizon) -> Record {
    let record = one(system, horizon, 1);
    check_record(&record, system);
    check_finite(&record);
    let [_, _, most] = record.attendances.access_related;
    assert!(most <= record.requests.made, "{most} of {}", record.requests.made);
    record
}

fn with_demand(mut system: CareSystem, factor: f64) -> CareSystem {
    system.demand.requests_per_patient_year *= factor;
    system
}

fn without_gps(mut system: CareSystem) -> CareSystem {
    let roles = &system.roles;
    system.teams.retain(|team| roles[team.role].group != StaffGroup::Gp);
    system
}

fn without_rooms(mut system: CareSystem) -> CareSystem {
    for site in &mut system.sites {
        (site.consulting_rooms, site.treatment_rooms) = (0, 0);
    }
    system
}

fn without_receptionists(mut system: CareSystem) -> CareSystem {
    for band in &mut system.front_door.handlers {
        (band.per_10000, band.per_10000_monday) = (0.0, 0.0);
    }
    system
}

/// Five times the staff, rooms for all of them, ten times the receptionists, three times the duty.
fn with_ample_everything(mut system: CareSystem) -> CareSystem {
    system.teams.iter_mut().for_each(|team| team.wte *= 5.0);
    for site in &mut system.sites {
        (site.consulting_rooms, site.treatment_rooms) = (80, 30);
    }
    for band in &mut system.front_door.handlers {
        (band.per_10000, band.per_10000_monday) = (20.0, 20.0);
    }
    system.triage.duty_sessions_per_10000 *= 3.0;
    system
}

/// The titles of the variants whose queue is told to grow.
fn told_to_grow(networks: &[(&str, &CareSystem)], horizon: Horizon) -> Vec<String> {
    let of = |warning| match warning {
        Warning::StillGrowing { scenario, .. } | Warning::TriageGrows { scenario, .. } => {
            Some(scenario)
        }
        _ => None,
    };
    let results = compared(networks, horizon, 1, 1);
    warnings(&results, &[]).into_iter().filter_map(of).collect()
}

#[test]
fn ten_times_the_demand_can_be_stated_and_no_end_of_it_cannot() {
    let stated = |rate: f64| {
        let range = format!("range = [0, {rate}], assumption = \"a test\"");
        format!("[demand]\nrequests_per_patient_year = {{ value = {rate}, {range} }}\n")
    };
    for rate in [9.3, 31.0] {
        assert_eq!(upon_baseline(&stated(rate)).system.demand.requests_per_patient_year, rate);
    }
    let about = "base = \"average-pcn\"\n[about]\ntitle = \"A test\"\nquestion = \"What?\"\n";
    Case::new()
        .scenario(&format!("{about}{}", stated(100.0)))
        .args(["check", "scenario.toml"])
        .fails_with(2)
        .stderr_contains("per patient on the busiest day")
        .stderr_contains("ten times that of an average practice is accepted");
}

#[test]
fn more_demand_keeps_every_request_of_less() {
    let arose = |factor: f64| -> BTreeSet<(u64, i32)> {
        let mut notes = Notes::default();
        let mut system = with_demand(small(), factor);
        system.demand.latent_share = 0.0;
        simulate(&system, BRIEF, &Addressed::new(1, 0), &mut notes).unwrap();
        let is_new = |what: &What| matches!(what, What::Arose { .. });
        let all = notes.0.iter().filter(|note| is_new(&note.what));
        all.map(|note| (patient(note).unwrap(), note.at.day())).collect()
    };
    let rates = [0.5, 1.0, 2.0, 2.4, 3.0, 10.0, 16.0];
    let found = rates.map(arose);
    for (less, more) in found.iter().zip(&found[1..]) {
        assert!(less.is_subset(more), "{} and {}", less.len(), more.len());
    }
    let usual = found[1].len() as f64;
    for (rate, all) in rates.into_iter().zip(&found) {
        let ratio = all.len() as f64 / usual;
        assert!((ratio / rate - 1.0).abs() < 0.12, "{rate}: {ratio}");
    }
    let busiest = BusiestDay::of(&with_demand(small(), 3.0)).requests;
    assert!(busiest > MAJORANT_PER_PATIENT_DAY, "the test reaches the second layer");
}

#[test]
fn other_contacts_and_planned_care_may_be_ten_times_as_many() {
    let of = |factor: f64| {
        let mut system = small();
        system.demand.other_calls_per_patient_year *= factor;
        system.demand.other_forms_per_patient_year *= factor;
        system.planned.iter_mut().for_each(|stream| stream.per_patient_year *= factor);
        system.recall = None;
        system.front_door.attempts_per_day = 1;
        assert!(BusiestDay::of(&system).is_within_limits());
        sound(&system, BRIEF)
    };
    let (usual, many) = (of(1.0), of(8.0));
    let ratio = many.planned_items[0] as f64 / usual.planned_items[0] as f64;
    assert!((7.0..9.0).contains(&ratio), "planned care: {ratio}");
    let ratio = many.front_door.forms as f64 / usual.front_door.forms as f64;
    assert!((2.0..9.0).contains(&ratio), "forms, those about requests included: {ratio}");
    assert!(many.front_door.inbound > 4 * usual.front_door.inbound);
    let [usual, many] = [&usual, &many].map(|record| record.planned_items[1]);
    assert!(many < 4 * usual, "staff do not do eight times as much: {usual} {many}");
}

#[test]
fn three_and_ten_times_the_demand_is_not_met_and_is_told() {
    let systems = [1.0, 3.0, 10.0].map(|factor| with_demand(baseline(), factor));
    let [usual, three, ten] = [0, 1, 2].map(|index| sound(&systems[index], WEEKS));
    let of = |name: &str| [&usual, &three, &ten].map(|record| value(record, name));
    for (name, least) in [("requests_not_met", [8.0, 4.0]), ("requests_not_met_urgent", [5.0, 3.0])]
    {
        let [usual, three, ten] = of(name);
        assert!(
            three > least[0] * usual && ten > least[1] * three,
            "{name}: {usual} {three} {ten}"
        );
    }
    // Not met is most of what came on top.
    let (requests, not_met) = (of("requests"), of("requests_not_met"));
    for index in [1, 2] {
        let more = requests[index] - requests[0];
        assert!(not_met[index] - not_met[0] > 0.7 * more, "{requests:?} {not_met:?}");
    }
    // What GPs can do saturates; planned care is given up, and is not helped by demand.
    let [usual_h, three_h, ten_h] = of("gp_hours");
    assert!(usual_h <= three_h && three_h < 1.3 * usual_h, "{usual_h} {three_h}");
    assert!((ten_h / three_h - 1.0).abs() < 0.05, "{three_h} {ten_h}");
    assert!(ten_h <= (value(&ten, "gp_hours_contracted") + value(&ten, "gp_hours_overtime")));
    assert!(of("planned_care_given_up").is_sorted() && of("planned_care_overdue").is_sorted());
    // Those who are not met attend ED, no more of them than the shares of the scenario say.
    let ed = [&usual, &three, &ten].map(|record| record.attendances.access_related[1] as f64);
    assert!(ed[1] > 3.0 * ed[0] && ed[2] > 3.0 * ed[1], "{ed:?}");
    let networks = [("usual", &systems[0]), ("three", &systems[1]), ("ten", &systems[2])];
    assert_eq!(told_to_grow(&networks, WEEKS), ["three", "ten"]);
}

#[test]
fn the_first_screen_shows_what_ten_times_the_demand_does() {
    let about = "base = \"average-pcn\"\n[about]\ntitle = \"Ten times\"\nquestion = \"What?\"\n";
    let demand = "requests_per_patient_year = { value = 31, range = [2, 31], assumption = \"x\" }";
    let args = "compare average-pcn ten.toml --weeks 4 --warm-up-weeks 2 --replications 2";
    let ended = Case::new()
        .file("ten.toml", &format!("{about}[demand]\n{demand}\n"))
        .args(args.split_whitespace())
        .succeeds();
    for words in [
        "Requests not met",
        "Ten times: the requests still open",
        "Add capacity where the queue is",
    ] {
        assert!(ended.says(words), "{words} is missing in\n{}", ended.stdout());
    }
}

#[test]
fn without_rooms_what_must_be_in_person_is_lost_and_told() {
    let (usual, without) = (sound(&baseline(), WEEKS), sound(&without_rooms(baseline()), WEEKS));
    let of = |name: &str| [value(&usual, name), value(&without, name)];
    let grows = |name: &str, least: f64| {
        let [usual, without] = of(name);
        assert!(without > least * usual, "{name}: {usual} {without}");
    };
    grows("requests_not_met", 2.0);
    grows("requests_not_met_urgent", 2.0);
    grows("requests_unmet_room", 10.0);
    grows("planned_care_given_up", 5.0);
    grows("planned_care_overdue", 1.5);
    let [usual_d, without_d] = of("planned_care_delivered");
    assert!(without_d < 0.4 * usual_d, "{usual_d} {without_d}");
    // GPs telephone; nurses have little to do.
    let [usual_h, without_h] = of("nursing_hours");
    assert!(without_h < 0.3 * usual_h, "{usual_h} {without_h}");
    let [usual_h, without_h] = of("gp_hours");
    assert!((0.2..0.8).contains(&(without_h / usual_h)), "{usual_h} {without_h}");
    assert_eq!(without.work.rooms.level_hours().iter().sum::<f64>(), 0.0);
}

#[test]
fn without_gps_requests_are_not_met_for_want_of_gps() {
    let (usual, without) = (sound(&baseline(), WEEKS), sound(&without_gps(baseline()), WEEKS));
    let of = |name: &str| [value(&usual, name), value(&without, name)];
    let [usual_n, without_n] = of("requests_not_met");
    assert!(without_n > 3.0 * usual_n, "{usual_n} {without_n}");
    assert_eq!(without.requests.unmet.iter().max(), Some(&without.requests.unmet[2]));
    assert_eq!(Constraint::Gp as usize, 2);
    assert_eq!(value(&without, "gp_hours"), 0.0);
    let [usual_ed, without_ed] =
        [&usual, &without].map(|record| record.attendances.access_related[1]);
    assert!(without_ed > 2 * usual_ed, "{usual_ed} {without_ed}");
    let [usual_d, without_d] = of("planned_care_delivered");
    assert!(without_d < usual_d, "GPs' own reviews are given up: {usual_d} {without_d}");
}

#[test]
fn without_receptionists_nobody_is_promised_a_call_back_for_ever() {
    let system = without_receptionists(baseline());
    let (usual, without) = (sound(&baseline(), WEEKS), sound(&system, WEEKS));
    assert_eq!(without.front_door.answered, 0);
    let of = |name: &str| [value(&usual, name), value(&without, name)];
    let [usual_n, without_n] = of("requests_not_met");
    assert!(without_n > 5.0 * usual_n, "{usual_n} {without_n}");
    assert!(without_n > 0.9 * value(&without, "requests"), "{without_n}");
    // Callers end unmet; what is open are forms that nobody reads.
    let forms = without.front_door.forms as f64;
    assert!(value(&without, "requests_open") < forms, "{forms} {:?}", without.requests.open);
    let [usual_ed, without_ed] =
        [&usual, &without].map(|record| record.attendances.access_related[1]);
    assert!(without_ed > 2 * usual_ed, "{usual_ed} {without_ed}");
    let networks = [("usual", &baseline()), ("without", &system)];
    assert_eq!(told_to_grow(&networks, WEEKS), ["without"]);
}

#[test]
fn with_ample_everything_nothing_is_left_that_staff_could_meet() {
    let usual = sound(&baseline(), BRIEF);
    let mut ample = with_ample_everything(baseline());
    let record = sound(&ample, BRIEF);
    let unmet = |record: &Record| value(record, "requests_unmet") / value(record, "requests");
    assert!(unmet(&record) < 0.025 && unmet(&record) < unmet(&usual) / 3.0, "{}", unmet(&record));
    let for_want_of_staff = [Constraint::Gp, Constraint::Role, Constraint::Room]
        .into_iter()
        .chain([Constraint::Supervision, Constraint::Horizon])
        .map(|constraint| record.requests.unmet[constraint as usize])
        .sum::<u64>() as f64;
    assert!(for_want_of_staff < 0.005 * value(&record, "requests"), "{for_want_of_staff}");
    let door = &record.front_door;
    assert!(1_000 * door.missed < door.answered, "hardly any caller hangs up: {}", door.missed);
    // What is left are callers who hear the message and give up, senders of forms at night who do not
    // wait for the morning, and people who do not come. Without these, hardly anything is left.
    ample.front_door.menu_exit = Probability::ZERO;
    ample.front_door.form_patience = Minutes::new(1e5).unwrap();
    ample.book.dna.iter_mut().flatten().for_each(|dna| *dna = Probability::ZERO);
    let record = sound(&ample, BRIEF);
    // An urgent need that arises before a long weekend accepts no start after it.
    assert!(unmet(&record) < 0.005, "{}", unmet(&record));
    let waiting = [Constraint::Telephone, Constraint::Triage];
    assert!(waiting.iter().all(|by| record.requests.unmet[*by as usize] <= 2));
    assert_eq!(record.planned_items[2], 0, "given up");
}
