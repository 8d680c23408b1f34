//! What happens is one thing, what national data record of it another.

use crate::support::{SHORT, one, small, upon_baseline};
use pcn_sim::measures::find;
use pcn_sim::model::CareSystem;
use pcn_sim::model::triage::TriagePolicy;
use pcn_sim::simulation::record::{ActivityKind, Record};
use pcn_sim::units::Probability;

fn share(value: f64) -> Probability {
    Probability::new(value).unwrap()
}

/// A practice that triages everything.
fn triaging() -> CareSystem {
    let mut system = small();
    system.triage.policy = TriagePolicy::TotalTriage;
    system.triage.duty_sessions_per_10000 = 4.0;
    system
}

fn value(record: &Record, measure: &str) -> f64 {
    (find(measure).unwrap().value)(record).unwrap()
}

#[test]
fn the_same_world_looks_different_where_triages_and_messages_are_not_recorded() {
    let recorded_in = |triages: f64, messages: f64| {
        let mut system = triaging();
        system.book.gpad_counted = Probability::ONE;
        system.practices[0].recorded.triages = Some(share(triages));
        system.practices[0].recorded.messages = Some(share(messages));
        one(&system, SHORT, 5)
    };
    let (all, none) = (recorded_in(1.0, 1.0), recorded_in(0.0, 0.0));
    // What happened is the same to the last item.
    assert_eq!(all.appointments.happened, none.appointments.happened);
    assert_eq!(all.requests, none.requests);
    let happened = &all.appointments.happened;
    let [triages, messages] =
        [ActivityKind::Triage, ActivityKind::Message].map(|kind| happened.by_kind[kind as usize]);
    assert!(triages > 0 && messages > 0);
    // Where all is recorded, the two agree; else the triages and messages are missing.
    assert_eq!(all.appointments.booked(), happened.total());
    assert_eq!(none.appointments.booked() + triages + messages, happened.total());
    for measure in ["appointments_per_patient_year", "online_share"] {
        assert!(value(&all, measure) > value(&none, measure), "{measure}");
    }
    assert_eq!(value(&all, "activity_recorded_share"), 1.0);
    let activity =
        ["activity_per_patient_year", "activity_same_day_share", "activity_online_share"];
    for measure in activity {
        assert_eq!(value(&all, measure), value(&none, measure), "{measure}");
    }
    for (recorded, happened) in [("same_day_share", activity[1]), ("online_share", activity[2])] {
        assert!((value(&all, recorded) - value(&all, happened)).abs() < 1e-12, "{recorded}");
    }
}

#[test]
fn a_practice_records_in_its_own_way_and_others_as_stated() {
    let mut system = upon_baseline(
        "[practices.riverside.recorded]\ntriages = { value = 0.0, range = [0.0, 0.5], \
         assumption = \"triage lists are kept out of the book\" }\n",
    )
    .system;
    let riverside = system.practices.iter().position(|p| p.name == "riverside").unwrap();
    assert_eq!(system.recorded_by(riverside).triages, Probability::ZERO);
    assert_eq!(system.recorded_by(riverside).messages, system.triage.message_gpad_counted);
    let other = (riverside + 1) % system.practices.len();
    assert_eq!(system.recorded_by(other).triages, system.triage.triage_gpad_counted);
    // What a practice states is not changed by what is stated for all.
    system.triage.triage_gpad_counted = Probability::ONE;
    assert_eq!(system.recorded_by(riverside).triages, Probability::ZERO);
    assert_eq!(system.recorded_by(other).triages, Probability::ONE);
}

#[test]
fn video_is_recorded_as_such_and_changes_nothing_else() {
    let held_by_video = |video: f64| {
        let mut system = small();
        system.book.video = share(video);
        one(&system, SHORT, 6)
    };
    let [none, half, all] = [0.0, 0.5, 1.0].map(held_by_video);
    let kind =
        |record: &Record, kind: ActivityKind| record.appointments.happened.by_kind[kind as usize];
    assert_eq!(kind(&none, ActivityKind::Video), 0);
    assert_eq!(kind(&all, ActivityKind::Telephone), 0);
    let remote = kind(&none, ActivityKind::Telephone);
    assert_eq!(kind(&all, ActivityKind::Video), remote);
    let by_video = kind(&half, ActivityKind::Video);
    assert_eq!(by_video + kind(&half, ActivityKind::Telephone), remote);
    // Two in a hundred thousand samples lie further off than four standard deviations.
    let deviation = (remote as f64).sqrt() / 2.0;
    assert!(
        (by_video as f64 - remote as f64 / 2.0).abs() < 4.0 * deviation,
        "{by_video} of {remote}"
    );
    assert!(value(&all, "online_share") > value(&none, "online_share"));
    for record in [&half, &all] {
        assert_eq!(record.requests, none.requests);
        assert_eq!(record.appointments.booked(), none.appointments.booked());
        assert_eq!(record.ledgers, none.ledgers);
    }
}
