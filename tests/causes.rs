//! What stopped a request is the capacity that was missing, by profession; the book is blamed only
//! where a later slot would have been accepted and the book was closed.

use crate::support::{SHORT, baseline, one, small};
use pcn_sim::measures::find;
use pcn_sim::model::CareSystem;
use pcn_sim::model::demand::Urgency;
use pcn_sim::model::role::StaffGroup;
use pcn_sim::simulation::Horizon;
use pcn_sim::simulation::record::{Constraint, Record};

const BRIEF: Horizon = Horizon { warm_up_weeks: 2, weeks: 4 };

fn unmet(record: &Record, constraint: Constraint) -> u64 {
    record.requests.unmet[constraint as usize]
}

/// The network without anyone of the roles called `names`.
fn without(mut system: CareSystem, is_gone: impl Fn(&str, StaffGroup) -> bool) -> CareSystem {
    let roles = &system.roles;
    system.teams.retain(|team| !is_gone(&roles[team.role].name, roles[team.role].group));
    system
}

#[test]
fn without_any_gps_gps_are_what_is_missing() {
    let record = one(&without(baseline(), |_, group| group == StaffGroup::Gp), BRIEF, 1);
    let (gps, all) = (unmet(&record, Constraint::Gp), record.requests.unmet_total());
    // Supervision is next: there is no supervisor.
    assert!(all > 3_000 && 2 * gps > all, "{gps} of {all}: {:?}", record.requests.unmet);
    assert_eq!(record.requests.unmet.iter().max(), Some(&gps));
    assert!(unmet(&record, Constraint::Horizon) < all / 100, "{:?}", record.requests.unmet);
}

#[test]
fn without_a_profession_its_time_is_named() {
    let system = baseline();
    let gone = "first-contact-physiotherapist";
    let role = system.roles.iter().find(|role| role.name == gone).unwrap();
    let profession = role.booked_as;
    let usual = one(&system, BRIEF, 2);
    let mut scarce = without(system, |name, _| name == gone);
    // There is no other profession to which patients could go instead.
    scarce.teams.iter_mut().for_each(|team| team.wte /= 2.0);
    let scarce = one(&scarce, BRIEF, 2);
    let of = |record: &Record| record.unmet_for_want_of[profession];
    assert!(of(&scarce) > of(&usual), "{} and {}", of(&scarce), of(&usual));
    let most = scarce.unmet_for_want_of.iter().sum::<u64>();
    let named = unmet(&scarce, Constraint::Gp) + unmet(&scarce, Constraint::Role);
    assert!(most == named && named > 0);
}

#[test]
fn the_book_is_blamed_only_where_it_is_closed_before_the_wait_that_is_accepted() {
    let with_book = |days: u32| {
        let mut system = small();
        system.book.horizon_days = days;
        one(&system, SHORT, 3)
    };
    // Follow-ups are wanted weeks ahead.
    let (short, open) = (with_book(3), with_book(140));
    assert!(unmet(&short, Constraint::Horizon) > 0, "{:?}", short.requests.unmet);
    assert_eq!(unmet(&open, Constraint::Horizon), 0, "{:?}", open.requests.unmet);
    // Urgent needs wait for hand-backs and follow-ups only.
    let of = |urgency: Urgency| {
        short.requests.by_urgency[urgency as usize].unmet[Constraint::Horizon as usize]
    };
    assert!(of(Urgency::Urgent) < of(Urgency::Routine), "{:?}", short.requests.by_urgency);
}

#[test]
fn more_of_what_is_named_relieves_and_a_longer_book_does_not() {
    let base = one(&baseline(), BRIEF, 4);
    let all = base.requests.unmet_total() as f64;
    let mut longer = baseline();
    longer.book.horizon_days *= 2;
    let longer = one(&longer, BRIEF, 4);
    let relief = all - longer.requests.unmet_total() as f64;
    assert!(relief.abs() < 0.03 * all, "{relief} of {all}");
    assert!((unmet(&base, Constraint::Horizon) as f64) < 0.01 * all, "{:?}", base.requests.unmet);
    let named = |record: &Record| unmet(record, Constraint::Gp) + unmet(record, Constraint::Role);
    let mut more = baseline();
    more.teams.iter_mut().for_each(|team| team.wte *= 1.3);
    let more = one(&more, BRIEF, 4);
    assert!(2 * named(&more) < named(&base), "{} of {}", named(&more), named(&base));
}

#[test]
fn measures_of_access_by_urgency_add_up_to_those_of_all() {
    let record = one(&small(), SHORT, 5);
    let value = |name: &str| (find(name).unwrap().value)(&record).unwrap();
    let counts = [
        "requests",
        "needs_settled",
        "requests_not_met",
        "requests_unmet_telephone",
        "requests_unmet_gp",
        "requests_unmet_horizon",
    ];
    for name in counts {
        let parts = Urgency::WORDS.map(|word| value(&format!("{name}_{word}")));
        assert_eq!(parts.iter().sum::<f64>(), value(name), "{name}");
    }
    assert_eq!(value("requests_not_met"), value("requests_unmet") + value("requests_open"));
    for name in ["told_another_day_share", "tried_none_share", "offered_share"] {
        let parts = Urgency::WORDS.map(|word| value(&format!("{name}_{word}")));
        let (least, most) = (
            parts.iter().fold(1.0, |a: f64, b| a.min(*b)),
            parts.iter().fold(0.0, |a: f64, b| a.max(*b)),
        );
        assert!(least <= value(name) && value(name) <= most, "{name}: {parts:?}");
    }
}

#[test]
fn who_missed_and_never_came_again_is_not_settled() {
    let record = one(&small(), SHORT, 6);
    let value = |name: &str| (find(name).unwrap().value)(&record).unwrap();
    assert!(record.requests.lapsed > 0);
    assert_eq!(value("needs_settled"), (record.requests.settled - record.requests.lapsed) as f64);
    assert_eq!(value("needs_settled_lapsed"), record.requests.lapsed as f64);
}
