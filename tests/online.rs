//! The hours of online forms, and what people do who find one closed.

use crate::support::{Case, SHORT, baseline, one, small, upon_baseline};
use pcn_sim::measures::find;
use pcn_sim::model::CareSystem;
use pcn_sim::model::front_door::FormClosed;
use pcn_sim::scenario::{FileSystem, load};
use pcn_sim::simulation::record::Record;
use pcn_sim::units::{Probability, TimeOfDay};
use pcn_sim::validation::targets::{self, Purpose};

fn closed(ring: f64, gives_up: f64) -> FormClosed {
    let share = |value| Probability::new(value).unwrap();
    FormClosed { ring: share(ring), gives_up: share(gives_up) }
}

/// The small network with its forms open from 08:00 to noon.
fn until_noon(form_closed: FormClosed) -> CareSystem {
    let mut system = small();
    system.front_door.forms_open = TimeOfDay::at(8, 0);
    system.front_door.forms_close = TimeOfDay::at(12, 0);
    system.front_door.form_closed = form_closed;
    system
}

fn run(system: &CareSystem) -> Record {
    one(system, SHORT, 1)
}

fn value(record: &Record, measure: &str) -> f64 {
    (find(measure).unwrap().value)(record).unwrap()
}

#[test]
fn what_people_would_do_changes_nothing_while_every_form_is_open() {
    let mut system = small();
    let before = run(&system);
    system.front_door.form_closed = closed(0.5, 0.4);
    for practice in &mut system.practices {
        practice.policy.forms_open = Some(TimeOfDay::at(0, 0));
        practice.policy.forms_close = TimeOfDay::parse("24:00");
    }
    assert_eq!(run(&system), before);
    assert_eq!(before.front_door.found_closed, 0);
}

#[test]
fn no_form_of_any_kind_is_sent_while_it_is_closed() {
    let door = run(&until_noon(closed(0.0, 0.0))).front_door;
    // Bands: to 06:00, 08:00, 10:00, 12:00, and then five more. Only the third and the fourth are open.
    for kind in door.forms_by_kind_and_band {
        let sent: u64 = kind.iter().sum();
        assert_eq!(kind[2] + kind[3], sent);
    }
    assert!(door.forms > 0 && door.found_closed > 0);
}

#[test]
fn those_who_wait_send_as_many_forms_later() {
    let (open, waits) = (run(&small()), run(&until_noon(closed(0.0, 0.0))));
    let ratio = waits.front_door.forms as f64 / open.front_door.forms as f64;
    assert!((ratio - 1.0).abs() < 0.03, "{ratio}");
    let calls = waits.front_door.inbound as f64 / open.front_door.inbound as f64;
    assert!((calls - 1.0).abs() < 0.03, "{calls}");
}

#[test]
fn those_who_ring_send_fewer_forms_and_make_more_calls() {
    let (waits, rings) = (run(&until_noon(closed(0.0, 0.0))), run(&until_noon(closed(1.0, 0.0))));
    let (waits, rings) = (waits.front_door, rings.front_door);
    assert!(rings.forms < waits.forms, "{} and {}", rings.forms, waits.forms);
    // Everyone who found the form closed and rang is a call in place of a form, redials apart. Some of
    // them found it closed again, sent there by the menu.
    assert!(rings.inbound > waits.inbound + (waits.forms - rings.forms) / 2);
    assert!(rings.found_closed >= waits.forms - rings.forms);
}

#[test]
fn those_who_give_up_send_fewer_forms_and_have_their_needs_unmet() {
    let (waits, stops) = (run(&until_noon(closed(0.0, 0.0))), run(&until_noon(closed(0.0, 1.0))));
    assert!(stops.front_door.forms < waits.front_door.forms);
    let unmet = |record: &Record| value(record, "requests_unmet_telephone");
    assert!(unmet(&stops) > unmet(&waits) + 100.0, "{} and {}", unmet(&stops), unmet(&waits));
}

#[test]
fn contacts_of_a_month_are_those_of_the_record() {
    let door = run(&baseline()).front_door;
    assert_eq!(door.by_month.iter().sum::<u64>(), door.inbound);
    assert_eq!(door.forms_by_month.iter().sum::<u64>(), door.forms);
}

#[test]
fn a_practice_may_close_its_forms_alone() {
    let scenario = upon_baseline(
        "[practices.riverside.policy]\nforms_open = \"08:00\"\nforms_close = \"12:00\"\n\
         [front_door.form_closed]\nrelative_range = [0.5, 2.0]\nassumption = \"a test\"\n\
         ring = 0.0\ngives_up = 1.0\n",
    );
    let (open, closed) = (run(&baseline()), run(&scenario.system));
    let forms = |record: &Record| -> Vec<u64> {
        record.by_practice.iter().map(|practice| practice.counts.forms).collect()
    };
    for (place, practice) in scenario.system.practices.iter().enumerate() {
        let ratio = forms(&closed)[place] as f64 / forms(&open)[place] as f64;
        if practice.name == "riverside" {
            // 33 per cent of its forms are sent between noon and 18:30.
            assert!((0.55..0.8).contains(&ratio), "{ratio}");
        } else {
            assert!((ratio - 1.0).abs() < 0.05, "{}: {ratio}", practice.name);
        }
    }
}

#[test]
fn hours_that_never_open_and_shares_above_one_are_refused_together() {
    let text = "base = \"average-pcn\"\n[about]\ntitle = \"A\"\nquestion = \"B?\"\n\
         [front_door]\nforms_open = \"18:30\"\nforms_close = \"08:00\"\n\
         [front_door.form_closed]\nrelative_range = [0.5, 2.0]\nassumption = \"a test\"\n\
         ring = 0.7\ngives_up = 0.6\n\
         [practices.riverside.policy]\nforms_open = \"12:00\"\nforms_close = \"12:00\"\n";
    let ended = Case::new().scenario(text).args(["check", "scenario.toml"]).fails_with(2);
    let said = ended.stderr();
    for part in [
        "`front_door.forms_close`",
        "forms open from 18:30 to 08:00",
        "`practices.riverside.policy.forms_close`",
        "forms open from 12:00 to 12:00",
        "shares that sum to 1.3000",
        "3 problems",
    ] {
        assert!(said.contains(part), "{part} in {said}");
    }
}

#[test]
fn the_opened_differs_from_the_not_opened_by_the_hours_of_forms_alone() {
    let loaded = |name| load(name, &FileSystem).unwrap().system;
    let (mut opened, not_opened) = (loaded("online-opened"), loaded("online-not-opened"));
    assert_ne!(opened, not_opened);
    for (own, other) in opened.practices.iter_mut().zip(&not_opened.practices) {
        own.policy.forms_close = other.policy.forms_close;
    }
    assert_eq!(opened, not_opened);
}

#[test]
fn months_before_are_for_calibration_and_months_after_are_held_back() {
    for (name, purpose, months) in [
        (
            "online-before",
            Purpose::Calibration,
            ["April", "May", "June", "July", "August", "September"].as_slice(),
        ),
        (
            "online-after",
            Purpose::Validation,
            ["October", "November", "December", "January", "February"].as_slice(),
        ),
    ] {
        let found = targets::load(name, &FileSystem).unwrap();
        assert!(found.attribution.contains("Open Government Licence"));
        for target in &found.targets {
            assert_eq!(target.purpose, purpose);
            let targets::Compared::Distribution(by_month) = target.compared else {
                panic!("{} is by month", target.name)
            };
            for value in &target.target_values {
                assert!(months.contains(&by_month.bands[value.band.unwrap()]), "{}", target.name);
            }
        }
    }
}
