//! The ledger of time: contracted time and overtime are exactly the sum of their uses.

use crate::support::{SHORT, baseline, compared, leyton, one, small, team_mut};
use pcn_sim::measures::{MEASURES, find, find_compared};
use pcn_sim::model::role::StaffGroup;
use pcn_sim::model::supervision::PaidFrom;
use pcn_sim::scenario::{FileSystem, embedded, load};
use pcn_sim::simulation::Horizon;
use pcn_sim::simulation::record::{Record, TIME_USES, TimeUse};
use pcn_sim::units::Minutes;

const ONE_WEEK: Horizon = Horizon { warm_up_weeks: 0, weeks: 1 };
const MS_PER_HOUR: f64 = 3_600_000.0;

fn total(record: &Record, time_use: TimeUse) -> i64 {
    record.work.time.iter().map(|time| time.of(time_use)).sum()
}

#[test]
fn the_ledger_of_time_adds_up_in_every_built_in_scenario() {
    for (name, _) in embedded::all() {
        let system = load(name, &FileSystem).unwrap().system;
        let record = one(&system, ONE_WEEK, 7);
        for (time, group) in record.work.time.iter().zip(StaffGroup::ALL) {
            let uses: i64 = time.by_use.iter().sum();
            assert_eq!(time.contracted_ms + time.overtime_ms, uses, "{name}: {group:?}");
            assert!(time.balances(), "{name}: {time:?}");
        }
        assert!(record.work.time[0].contracted_ms > 0, "{name} has GPs");
    }
}

#[test]
fn time_with_patients_is_what_the_levels_of_busy_staff_say() {
    let record = one(&baseline(), ONE_WEEK, 3);
    for (group, time) in record.work.time.iter().enumerate() {
        let busy: f64 = record.work.busy[group].level_hours().iter().sum();
        let uses = [TimeUse::Consultations, TimeUse::Planned, TimeUse::Triage, TimeUse::Advice];
        let with_patients = uses.iter().map(|used| time.of(*used)).sum::<i64>() as f64;
        let waiting = time.of(TimeUse::Waiting) as f64;
        let least = with_patients / MS_PER_HOUR;
        assert!(least > 1.0 && busy >= least - 1e-6, "{busy} h, {least} h at least");
        assert!(busy <= least + waiting / MS_PER_HOUR + 1e-6, "{busy} h, {waiting} ms of waits");
        let in_session: f64 = record.work.in_session[group].level_hours().iter().sum();
        let held = time.contracted_ms + time.overtime_ms
            - time.of(TimeUse::Away)
            - time.of(TimeUse::Roomless);
        assert!((in_session - held as f64 / MS_PER_HOUR).abs() < 0.02 * in_session);
    }
}

#[test]
fn advice_meetings_and_journeys_in_the_ledger_are_those_counted_elsewhere() {
    let record = one(&leyton(), SHORT, 2);
    let hours = |time_use| total(&record, time_use) as f64 / MS_PER_HOUR;
    let is_near = |found: f64, stated_min: f64| {
        assert!(
            (found - stated_min / 60.0).abs() < 1e-3 * found.max(1.0),
            "{found} h, {stated_min} min"
        );
    };
    assert!(record.cohorts.meeting_min > 0.0);
    is_near(hours(TimeUse::Meetings), record.cohorts.meeting_min);
    is_near(hours(TimeUse::Advice), record.work.advice_min.sum);
    is_near(hours(TimeUse::Travel), record.work.travel_min);
    assert!(hours(TimeUse::Waiting) * 60.0 >= record.work.advice_wait_min.sum - 0.1);
}

#[test]
fn debriefs_are_supervision_only_where_they_close_slots() {
    let mut paid = baseline();
    paid.supervision.paid_from = PaidFrom::PatientFacing;
    let mut unpaid = paid.clone();
    unpaid.supervision.paid_from = PaidFrom::Administrative;
    let (paid, unpaid) = (one(&paid, SHORT, 4), one(&unpaid, SHORT, 4));
    assert_eq!(total(&unpaid, TimeUse::Supervision), 0);
    let debriefs = total(&paid, TimeUse::Supervision) as f64 / 60_000.0;
    // Less than half a slot of each supervisor is carried over.
    let stated = paid.work.scheduled_supervision_min;
    assert!((debriefs - stated).abs() < 0.1 * stated, "{debriefs} min of {stated}");
}

#[test]
fn nobody_has_overtime_or_waits_where_nobody_comes() {
    let mut quiet = baseline();
    quiet.demand.requests_per_patient_year = 0.0;
    quiet.planned.iter_mut().for_each(|stream| stream.per_patient_year = 0.0);
    quiet.recall = None;
    let record = one(&quiet, ONE_WEEK, 1);
    for time in &record.work.time {
        assert_eq!(time.overtime_ms, 0);
        let idle = time.of(TimeUse::Empty) + time.of(TimeUse::Away) + time.of(TimeUse::Roomless);
        assert_eq!(time.contracted_ms, idle + time.worked_ms());
        assert_eq!(time.worked_ms(), time.of(TimeUse::Supervision));
    }
}

#[test]
fn longer_consultations_leave_less_time_empty_and_more_overtime() {
    let usual = one(&small(), SHORT, 5);
    let mut slow = small();
    for role in &mut slow.roles {
        role.length.face_to_face = Minutes::new(role.length.face_to_face.get() * 1.5).unwrap();
        role.length.remote = Minutes::new(role.length.remote.get() * 1.5).unwrap();
    }
    let slow = one(&slow, SHORT, 5);
    let gps = |record: &Record| record.work.time[StaffGroup::Gp as usize];
    let (usual, slow) = (gps(&usual), gps(&slow));
    assert_eq!(usual.contracted_ms, slow.contracted_ms, "the same people work");
    assert!(slow.of(TimeUse::Empty) < usual.of(TimeUse::Empty));
    assert!(slow.overtime_ms > usual.overtime_ms, "{slow:?} {usual:?}");
}

#[test]
fn the_hours_of_a_group_are_measures_that_add_up() {
    let record = one(&small(), SHORT, 6);
    for prefix in ["gp", "nursing", "additional"] {
        let value = |name: &str| (find(name).unwrap().value)(&record).unwrap();
        let whole = value(&format!("{prefix}_hours_contracted"))
            + value(&format!("{prefix}_hours_overtime"));
        let uses: Vec<f64> = MEASURES
            .iter()
            .filter(|measure| measure.name.starts_with(&format!("{prefix}_hours_")))
            .filter(|m| !m.name.ends_with("_contracted") && !m.name.ends_with("_overtime"))
            .map(|measure| value(measure.name))
            .collect();
        assert_eq!(uses.len(), TIME_USES);
        assert!(
            (uses.iter().sum::<f64>() - whole).abs() < 1e-6 && whole > 0.0,
            "{prefix}: {uses:?}"
        );
        let idle = ["empty", "away", "no_room"].map(|end| value(&format!("{prefix}_hours_{end}")));
        let worked = value(&format!("{prefix}_hours"));
        assert!((whole - idle.iter().sum::<f64>() - worked).abs() < 1e-6, "{prefix}");
    }
}

#[test]
fn gp_hours_are_freed_where_gps_work_less_and_never_by_a_label() {
    let base = small();
    let mut fewer = base.clone();
    team_mut(&mut fewer, "gp-partners").wte /= 2.0;
    let results = compared(&[("base", &base), ("fewer", &fewer)], SHORT, 8, 2);
    let freed = results.comparisons[0].measure("gp_hours_freed").unwrap();
    let hours = |index: usize| &results.scenarios[index].measure("gp_hours").unwrap().values;
    for (number, freed) in freed.values.iter().enumerate() {
        let expected = hours(0)[number].unwrap() - hours(1)[number].unwrap();
        assert_eq!(freed.unwrap(), expected);
        assert!(expected > 0.0, "half the partners work less");
    }
    assert_eq!(find_compared("gp_hours_freed").unwrap().unit, "hours");
}

#[test]
fn total_triage_frees_gp_appointments_and_no_hours_of_gps() {
    let triage = load("total-triage", &FileSystem).unwrap().system;
    let base = baseline();
    let horizon = Horizon { warm_up_weeks: 3, weeks: 4 };
    let results = compared(&[("base", &base), ("triage", &triage)], horizon, 9, 2);
    let mean = |name: &str| {
        let values = &results.comparisons[0].measure(name).unwrap().values;
        values.iter().map(|value| value.unwrap()).sum::<f64>() / values.len() as f64
    };
    let (appointments, hours) = (mean("gp_appointments_freed"), mean("gp_hours_freed"));
    // An appointment takes some ten minutes or more.
    assert!(appointments > 1_000.0, "{appointments}");
    assert!(hours < 0.25 * appointments / 6.0, "{hours} h of {appointments} appointments");
}
