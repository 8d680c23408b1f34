//! Clinics that are filled: which starts come first, what is left before a clinic begins, late callers.

use crate::support::{SHORT, baseline, one};
use pcn_sim::model::CareSystem;
use pcn_sim::simulation::record::Record;
use pcn_sim::units::Minutes;

fn of(system: &CareSystem) -> Record {
    one(system, SHORT, 1)
}

/// The baseline without the three rules.
fn without() -> CareSystem {
    let mut system = baseline();
    system.book.first_to_open_first = false;
    system.book.fill_window = Minutes::ZERO;
    system.book.late_caller_window = Minutes::ZERO;
    system
}

#[test]
fn what_is_left_of_a_clinic_goes_to_those_who_would_have_waited() {
    let filled = |hours: f64| {
        let mut system = without();
        system.book.fill_window = Minutes::new(60.0 * hours).unwrap();
        of(&system)
    };
    let (none, some, more) = (filled(0.0), filled(2.0), filled(4.0));
    let free = |record: &Record| record.ledger().unfilled;
    assert!(free(&some) < free(&none) && free(&more) < free(&some));
    let unmet = |record: &Record| record.requests.unmet_total();
    assert!(unmet(&some) < unmet(&none) && unmet(&more) < unmet(&none));
}

#[test]
fn late_callers_leave_fewer_requests_unmet() {
    let unmet = |minutes: f64| {
        let mut system = without();
        system.book.late_caller_window = Minutes::new(minutes).unwrap();
        of(&system).requests.unmet_total()
    };
    let (never, half_an_hour, all_afternoon) = (unmet(0.0), unmet(30.0), unmet(240.0));
    assert!(half_an_hour < never && all_afternoon < half_an_hour);
}

#[test]
fn nothing_changes_where_no_start_is_kept_for_the_day() {
    // Every start opens at once: no order of kinds, nothing to fill, nothing to give to late callers.
    let all_routine = |mut system: CareSystem| {
        for role in &mut system.roles {
            let slots = &mut role.slots;
            (slots.week, slots.two_day, slots.fortnight) = Default::default();
            (slots.planned, slots.same_day, slots.nhs_111) = Default::default();
        }
        for practice in &mut system.practices {
            practice.policy = Default::default();
        }
        let record = of(&system);
        let lags = record.appointments.attended_by_group_and_lag;
        (record.ledger().net, record.ledger().unfilled, record.requests.unmet_total(), lags)
    };
    assert_eq!(all_routine(without()), all_routine(baseline()));
}
