//! Which way things go: each change, on the same patients, moves its measure the way it must.

use crate::support::{compared, small, team, team_mut};
use pcn_sim::model::Network;
use pcn_sim::model::role::StaffGroup;
use pcn_sim::model::rooms::RoomPolicy;
use pcn_sim::model::supervision::Stage;
use pcn_sim::model::workforce::{NewStarters, Turnover};
use pcn_sim::simulation::Horizon;
use pcn_sim::units::{Minutes, Probability};

/// Which way a measure goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Goes {
    Up,
    Down,
    NotUp,
    NotDown,
}

use Goes::{Down, NotDown, NotUp, Up};

/// A change to the small network, and where measures of the comparison must go for it.
struct Change {
    name: &'static str,
    baseline: fn(&mut Network),
    change: fn(&mut Network),
    expected: &'static [(&'static str, Goes)],
}

const HORIZON: Horizon = Horizon { warm_up_weeks: 6, weeks: 8 };
const REPLICATIONS: u32 = 4;

fn nothing(_: &mut Network) {}

/// One room, by timetable: rooms are what is short.
fn cramped(network: &mut Network) {
    network.rooms.policy = RoomPolicy::RoomPerSession;
    (network.sites[0].consulting_rooms, network.sites[0].treatment_rooms) = (1, 0);
}

/// The telephone is what is short: one handler, long calls.
fn engaged(network: &mut Network) {
    for band in &mut network.front_door.handlers {
        (band.per_10000, band.per_10000_monday) = (1.0, 1.0);
    }
    network.front_door.call_length_request = Minutes::new(6.0).unwrap();
    network.front_door.call_length_other = Minutes::new(6.0).unwrap();
}

/// Associates who must be supervised, at the given stage.
fn with_associates(network: &mut Network, stage: Stage) {
    let mut associates = team(network, "associates", "physician-associate", 1.0);
    associates.stage = stage;
    network.teams.push(associates);
}

/// Eight associates of whom so many leave within a year, as that has left the team.
fn with_turnover(network: &mut Network, per_year: f64) {
    with_associates(network, Stage::Steady);
    let associates = team_mut(network, "associates");
    associates.wte = 8.0;
    associates.turnover = Some(Turnover {
        per_year: Probability::new(per_year).unwrap(),
        recruitment_weeks: 4.0,
        recruitment_least_weeks: 2.0,
        vacant: None,
    });
    associates.new_starters = Some(NewStarters {
        entry_weeks: 26.0,
        transition_weeks: 26.0,
        entry_length: 1.0,
        transition_length: 1.0,
    });
}

fn scaled(value: Probability, factor: f64) -> Probability {
    Probability::new((value.get() * factor).min(1.0)).unwrap()
}

const CHANGES: &[Change] = &[
    Change {
        name: "more GPs",
        baseline: nothing,
        change: |network| {
            let gps = team(network, "more-gps", "gp-salaried", 1.0);
            network.teams.push(gps);
        },
        expected: &[
            ("requests_unmet", Down),
            ("requests_unmet_horizon", Down),
            ("told_another_day_share", Down),
            ("gained_planned", Up),
            ("appointments_gained_net", Up),
            ("ed_attendances_access_related_central", NotUp),
            ("requests_latent", NotDown),
        ],
    },
    Change {
        name: "more rooms where rooms are scarce",
        baseline: cramped,
        change: |network| network.sites[0].consulting_rooms += 2,
        expected: &[
            ("sessions_lost_to_rooms", Down),
            ("sessions_remote_for_rooms", NotUp),
            ("gained_rooms", Up),
            ("appointments_gained_net", Up),
            ("requests_unmet_room", NotUp),
            ("room_utilisation_mean", Down),
        ],
    },
    Change {
        name: "more call handlers where the line is engaged",
        baseline: engaged,
        change: |network| {
            for band in &mut network.front_door.handlers {
                (band.per_10000, band.per_10000_monday) = (10.0, 10.0);
            }
        },
        expected: &[
            ("calls_missed_share", Down),
            ("calls_answered_share", Up),
            ("calls_answered_within_1_min_share", Up),
            ("calls_wait_min_mean", Down),
            ("requests_unmet_telephone", Down),
        ],
    },
    Change {
        name: "more patience where the line is engaged",
        baseline: engaged,
        change: |network| {
            network.front_door.impatient_mean = Minutes::new(120.0).unwrap();
            network.front_door.patient_mean = Minutes::new(240.0).unwrap();
        },
        expected: &[("calls_missed_share", Down), ("calls_wait_min_mean", Up)],
    },
    Change {
        name: "more patients who do not attend",
        baseline: nothing,
        change: |network| {
            for group in &mut network.book.dna {
                *group = group.map(|share| scaled(share, 3.0));
            }
        },
        expected: &[("dna_share", Up), ("gained_dna", Down)],
    },
    Change {
        name: "more sickness",
        baseline: nothing,
        change: |network| network.absence.sickness_share = 0.3,
        expected: &[("gained_absence", Down), ("appointments_net", Down), ("requests_unmet", Up)],
    },
    Change {
        name: "no additional roles",
        baseline: nothing,
        change: |network| {
            for team in &mut network.teams {
                if network.roles[team.role].group == StaffGroup::Additional {
                    team.wte = 0.0;
                }
            }
        },
        expected: &[
            ("requests_unmet", Up),
            ("gained_planned", Down),
            ("gp_share", Up),
            ("supervision_hours_gp", Down),
            ("gp_appointments_freed", Down),
        ],
    },
    Change {
        name: "associates at entry instead of established",
        baseline: |network| with_associates(network, Stage::Steady),
        change: |network| team_mut(network, "associates").stage = Stage::Entry,
        expected: &[
            ("supervision_hours_gp", Up),
            ("gained_supervision", Down),
            ("gained_planned", NotUp),
            ("gained_planned", NotDown),
        ],
    },
    Change {
        name: "associates who leave more often, so that more of them are new",
        baseline: |network| with_turnover(network, 0.2),
        change: |network| {
            team_mut(network, "associates").turnover.as_mut().unwrap().per_year =
                Probability::new(0.9).unwrap();
        },
        expected: &[
            ("posts_vacant_share", Up),
            ("supervision_hours_gp", Up),
            ("gained_supervision", Down),
            ("gained_planned", Down),
            ("appointments_gained_net", Down),
        ],
    },
    Change {
        name: "more demand",
        baseline: nothing,
        change: |network| network.demand.requests_per_patient_year *= 1.3,
        expected: &[
            ("requests", Up),
            ("calls_inbound", Up),
            ("requests_unmet", Up),
            ("staff_utilisation_gp", Up),
        ],
    },
    Change {
        name: "longer consultations",
        baseline: nothing,
        change: |network| {
            for role in &mut network.roles {
                let length = &mut role.length;
                length.face_to_face = Minutes::new(length.face_to_face.get() * 1.4).unwrap();
                length.remote = Minutes::new(length.remote.get() * 1.4).unwrap();
            }
        },
        expected: &[
            ("late_finish_min_mean", Up),
            ("waiting_room_min_mean", Up),
            ("staff_utilisation_gp", Up),
        ],
    },
    Change {
        name: "failures that lead to the emergency department more often",
        baseline: nothing,
        change: |network| network.emergency.per_failure = [Probability::ONE; 3],
        expected: &[
            ("ed_attendances_access_related_low", Up),
            ("ed_deflected_low", Down),
            ("requests_unmet", NotUp),
            ("requests_unmet", NotDown),
        ],
    },
];

#[test]
fn every_change_moves_its_measures_the_way_it_must() {
    let mut wrong = Vec::new();
    for change in CHANGES {
        let mut baseline = small();
        (change.baseline)(&mut baseline);
        let mut scenario = baseline.clone();
        (change.change)(&mut scenario);
        let networks = [("baseline", &baseline), ("change", &scenario)];
        let results = compared(&networks, HORIZON, 11, REPLICATIONS);
        for (measure, goes) in change.expected {
            let series = results.comparisons[0].measure(measure).unwrap();
            let sum: f64 = series.values.iter().map(|value| value.unwrap()).sum();
            let mean = sum / f64::from(REPLICATIONS);
            let is_right = match goes {
                Up => mean > 0.0,
                Down => mean < 0.0,
                NotUp => mean <= 0.0,
                NotDown => mean >= 0.0,
            };
            if !is_right {
                wrong.push(format!("{}: {measure} goes {goes:?}, not by {mean}", change.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
