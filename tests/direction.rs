//! Directions: each change, on the same patients, must move its measure in the stated direction.

use crate::support::{compared, small, team, team_mut};
use pcn_sim::experiment::results::Series;
use pcn_sim::model::CareSystem;
use pcn_sim::model::role::StaffGroup;
use pcn_sim::model::rooms::RoomPolicy;
use pcn_sim::model::supervision::Stage;
use pcn_sim::model::workforce::{Cover, LabourPool, NewStarters, Service, Turnover};
use pcn_sim::scenario::embedded::{BASELINE, LEVERS};
use pcn_sim::scenario::{FileSystem, load};
use pcn_sim::simulation::Horizon;
use pcn_sim::units::{Minutes, Probability};

/// Which way a measure goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Goes {
    Up,
    Down,
    NotUp,
    NotDown,
    /// No change in any replication.
    Nowhere,
    /// Either direction: several opposite effects, or an effect too small to show.
    Either,
}

use Goes::{Down, Either, NotDown, NotUp, Nowhere, Up};

/// A change to the small network, and the directions of the measures of the comparison.
struct Change {
    name: &'static str,
    baseline: fn(&mut CareSystem),
    change: fn(&mut CareSystem),
    expected: &'static [(&'static str, Goes)],
}

const HORIZON: Horizon = Horizon { warm_up_weeks: 6, weeks: 8 };
const REPLICATIONS: u32 = 4;

fn nothing(_: &mut CareSystem) {}

/// One room, by timetable: rooms are the constraint.
fn cramped(system: &mut CareSystem) {
    system.rooms.policy = RoomPolicy::RoomPerSession;
    (system.sites[0].consulting_rooms, system.sites[0].treatment_rooms) = (1, 0);
}

/// The telephone is the constraint: one handler, long calls.
fn engaged(system: &mut CareSystem) {
    for band in &mut system.front_door.handlers {
        (band.per_10000, band.per_10000_monday) = (1.0, 1.0);
    }
    system.front_door.call_length_request = Minutes::new(6.0).unwrap();
    system.front_door.call_length_other = Minutes::new(6.0).unwrap();
}

/// Associates who must be supervised, at the given stage.
fn with_associates(system: &mut CareSystem, stage: Stage) {
    let mut associates = team(system, "associates", "physician-associate", 1.0);
    associates.stage = stage;
    system.teams.push(associates);
}

/// Eight associates with this turnover in a year, in the long-run state of their team.
fn with_turnover(system: &mut CareSystem, per_year: f64) {
    with_associates(system, Stage::Steady);
    let associates = team_mut(system, "associates");
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
        change: |system| {
            let gps = team(system, "more-gps", "gp-salaried", 1.0);
            system.teams.push(gps);
        },
        expected: &[
            ("requests_unmet", Down),
            ("requests_unmet_gp", Down),
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
        change: |system| system.sites[0].consulting_rooms += 2,
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
        change: |system| {
            for band in &mut system.front_door.handlers {
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
        change: |system| {
            system.front_door.impatient_mean = Minutes::new(120.0).unwrap();
            system.front_door.patient_mean = Minutes::new(240.0).unwrap();
        },
        expected: &[("calls_missed_share", Down), ("calls_wait_min_mean", Up)],
    },
    Change {
        name: "more patients who do not attend",
        baseline: nothing,
        change: |system| {
            for group in &mut system.book.dna {
                *group = group.map(|share| scaled(share, 3.0));
            }
        },
        expected: &[("dna_share", Up), ("gained_dna", Down)],
    },
    Change {
        name: "more sickness",
        baseline: nothing,
        change: |system| system.absence.sickness_share = 0.3,
        expected: &[("gained_absence", Down), ("appointments_net", Down), ("requests_unmet", Up)],
    },
    Change {
        name: "no additional roles",
        baseline: nothing,
        change: |system| {
            for team in &mut system.teams {
                if system.roles[team.role].group == StaffGroup::Additional {
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
        baseline: |system| with_associates(system, Stage::Steady),
        change: |system| team_mut(system, "associates").stage = Stage::Entry,
        expected: &[
            ("supervision_hours_gp", Up),
            ("gained_supervision", Down),
            ("gained_planned", NotUp),
            ("gained_planned", NotDown),
        ],
    },
    Change {
        name: "associates who leave more often, so that more of them are new",
        baseline: |system| with_turnover(system, 0.2),
        change: |system| {
            team_mut(system, "associates").turnover.as_mut().unwrap().per_year =
                Probability::new(0.9).unwrap();
        },
        expected: &[
            ("posts_vacant_share", Up),
            ("supervision_hours_gp", Up),
            ("gained_supervision", Down),
            ("gained_planned", Down),
            // Some slots fewer of an associate: others take most of their patients.
            ("appointments_gained_net", Either),
        ],
    },
    Change {
        name: "a labour pool of one for associates, who leave as often",
        baseline: |system| {
            with_turnover(system, 0.6);
            team_mut(system, "associates").turnover.as_mut().unwrap().vacant =
                Some(Probability::new(0.4).unwrap());
        },
        change: |system| {
            let role = team_mut(system, "associates").role;
            system.labour_pools.push(LabourPool {
                role,
                people: 1,
                leavers_return: Probability::ZERO,
                taken_from: Service::Elsewhere,
            });
        },
        expected: &[
            ("posts_vacant_share", Up),
            ("hired_from_labour_pool", Up),
            ("fewer_elsewhere", Up),
            ("fewer_in_ambulance_service", Nowhere),
            ("gained_planned", Down),
            // Vacant posts need no supervision, so the net gain may have either sign.
            ("supervision_hours_gp", Down),
        ],
    },
    Change {
        name: "locums for those on parental leave",
        baseline: |system| system.absence.parental_leave = 0.5,
        change: |system| {
            system.absence.cover = Some(Cover {
                parental_leave: Probability::ONE,
                sickness: Probability::ZERO,
                sickness_after_days: 0,
            });
        },
        expected: &[
            ("gained_absence", Up),
            ("sessions_covered", Up),
            ("appointments_gained_net", Up),
            ("requests_unmet", NotUp),
        ],
    },
    Change {
        name: "more demand",
        baseline: nothing,
        change: |system| system.demand.requests_per_patient_year *= 1.3,
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
        change: |system| {
            for role in &mut system.roles {
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
        change: |system| system.emergency.per_failure = [Probability::ONE; 3],
        expected: &[
            ("ed_attendances_access_related_low", Up),
            ("ed_deflected_low", Down),
            ("requests_unmet", NotUp),
            ("requests_unmet", NotDown),
        ],
    },
];

/// The fault in the direction of a measure, by the mean over the replications.
fn wrong_way(change: &str, series: &Series, goes: Goes) -> Option<String> {
    let values: Vec<f64> = series.values.iter().map(|value| value.unwrap()).collect();
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    let is_right = match goes {
        Up => mean > 0.0,
        Down => mean < 0.0,
        NotUp => mean <= 0.0,
        NotDown => mean >= 0.0,
        Nowhere => values.iter().all(|value| *value == 0.0),
        Either => mean.is_finite(),
    };
    (!is_right).then(|| format!("{change}: {} goes {goes:?}, not by {mean}", series.name))
}

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
            wrong.extend(wrong_way(change.name, series, *goes));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The headline results, each of a comparison.
const HEADLINES: [&str; 11] = [
    "gained_planned",
    "appointments_gained_net",
    "needs_settled",
    "gp_appointments_freed",
    "requests_unmet",
    "ed_deflected_central",
    "supervision_hours_gp",
    "supervision_hours_clinic_gp",
    "gained_supervision",
    "sessions_in_rooms",
    "room_utilisation_mean",
];

/// A lever, the direction of each headline, and the other measures that it moves.
struct Lever {
    name: &'static str,
    /// Up (+), down (-), nowhere (0) or either way (?), in the order of [`HEADLINES`].
    headlines: &'static str,
    also: &'static [(&'static str, Goes)],
}

/// The directions of each lever in the average network. There is little evidence for most levers. A
/// stated direction follows from the mechanism of the lever or from the evidence in its file. A
/// headline with several opposite effects may go either way (`?`). So may one with few events in
/// these weeks: attendances at emergency departments where few requests are met; hours of
/// supervision and rooms in use where only bookings change, and not posts, rooms or stages.
const PULLED: [Lever; 20] = [
    // Supervision closes some five slots in four weeks (twelve replications), too few to show a
    // direction.
    Lever { name: "caps-lifted", headlines: "+ + + + - ? + + ? + +", also: &[("gp_share", Down)] },
    // More GPs see patients, in rooms of their own. Debriefs close starts as before, and five people may share a
    // supervisor.
    Lever { name: "supervision-funded", headlines: "+ + + ? - ? ? ? ? + ?", also: &[] },
    // The same, but for a quarter as many slots: too few needs to tell in four weeks.
    Lever {
        name: "retained-gp-supervisors",
        headlines: "0 + ? ? - ? ? - + 0 ?",
        also: &[("gained_unfilled", Down)],
    },
    // Slots move from advanced practitioners, who settle without a GP, to GPs; what is settled in all is
    // the balance of the two. The net gain is 274 a year (237 to 311) and GPs' appointments freed are -145
    // (-166 to -124): too small to tell in four weeks.
    Lever {
        name: "advanced-practitioners-supervise",
        headlines: "0 ? ? ? ? ? ? - + 0 ?",
        also: &[],
    },
    // Clinics share rooms, so that few are without one at any time: what more rooms gain is too small to
    // tell in four weeks.
    Lever {
        name: "rooms-converted",
        headlines: "0 ? ? ? ? ? ? ? ? 0 -",
        also: &[("gained_rooms", NotDown), ("sessions_lost_to_rooms", NotUp)],
    },
    // Nobody is without a room, but each appointment costs a turnover, and patients wait for rooms.
    Lever {
        name: "hot-desking",
        headlines: "0 ? ? ? ? ? ? ? ? 0 -",
        also: &[("sessions_lost_to_rooms", NotUp)],
    },
    // Fewer rooms are used and remote appointments are shorter, but patients who must be seen face
    // to face find fewer slots. All headlines except rooms may go either way.
    Lever {
        name: "remote-first-roles",
        headlines: "0 ? ? ? ? ? ? ? ? - -",
        also: &[("face_to_face_share", Down), ("telephone_share", Up)],
    },
    Lever { name: "pay-uplift-unfunded", headlines: "- - - - + ? - - + - -", also: &[] },
    Lever {
        name: "triage-tools",
        headlines: "0 + + + ? ? ? ? 0 0 ?",
        also: &[("right_first_time_share", Up), ("hand_backs", Down)],
    },
    Lever {
        name: "patient-awareness",
        headlines: "0 + + + - ? ? ? 0 0 ?",
        also: &[("gp_share", Down)],
    },
    Lever {
        name: "turnover-high",
        headlines: "- - - - + ? + + - - -",
        also: &[("posts_vacant_share", Up), ("hired_from_labour_pool", Nowhere)],
    },
    // One role has fewer posts; others, which hand back more, have more. All headlines except
    // planned slots and rooms may go either way.
    Lever {
        name: "mental-health-substitutes",
        headlines: "- ? ? ? ? ? ? ? ? ? -",
        also: &[("hand_backs", Up)],
    },
    // Fewer staff see patients. Supervision may go either way: vacant posts need none, new starters
    // need more. The net gain is a loss in each of ten replications of a year (-1,733, -2,748 to
    // -719; seed 1). In these weeks some replications have no vacant post, but none gains. Requests
    // unmet rise by 530 in a year, too few to show a direction in these weeks. The same applies to
    // needs settled, excluding patients who never came again.
    Lever {
        name: "labour-pool-tight",
        headlines: "- - ? - ? ? ? ? ? - -",
        also: &[("posts_vacant_share", Up), ("gained_unfilled", Up)],
    },
    // Half as many staff leave as under high turnover, but nobody leaves in the baseline. There are
    // more posts, and more of them have new starters. Only the total supervision has a certain
    // direction: it rises.
    Lever {
        name: "career-progression",
        headlines: "? ? ? ? ? ? + ? - ? ?",
        also: &[("posts_vacant_share", Up)],
    },
    // In the four weeks of this test a room is closed for works, and no room is ready: the opposite
    // of more rooms. Needs that a GP settles instead and hours of supervision are too few to show a
    // direction.
    Lever {
        name: "estate-convert",
        headlines: "0 ? ? ? ? ? ? ? ? 0 +",
        also: &[("sessions_lost_to_rooms", NotDown)],
    },
    Lever { name: "estate-modular", headlines: "0 0 0 0 0 0 0 0 0 0 0", also: &[] },
    Lever { name: "estate-extend", headlines: "0 0 0 0 0 0 0 0 0 0 0", also: &[] },
    Lever { name: "estate-new-build", headlines: "0 0 0 0 0 0 0 0 0 0 0", also: &[] },
    // Four weeks from April end before October.
    Lever { name: "practice-closes-october", headlines: "0 0 0 0 0 0 0 0 0 0 0", also: &[] },
    Lever { name: "total-triage-october", headlines: "0 0 0 0 0 0 0 0 0 0 0", also: &[] },
];

/// Measures, and their directions.
type Expected = &'static [(&'static str, Goes)];

/// The same for a lever that is compared with another scenario than the baseline, named second.
const HELD_AGAINST: &[(&str, &str, Expected)] = &[(
    "place-level-pool",
    "place-level-divided",
    &[
        ("appointments_gained_net", Up),
        ("gained_unfilled", Up),
        ("gp_appointments_freed", Up),
        // Requests that the pool takes do not go to a GP.
        ("requests_unmet_gp", Down),
        ("unmet_share_worst_network", Down),
        ("travel_hours", Up),
    ],
)];

#[test]
fn levers_that_are_held_against_another_scenario_move_what_they_should() {
    let mut wrong = Vec::new();
    for (name, beside, expected) in HELD_AGAINST {
        let (with, without) = (system(name), system(beside));
        let networks = [(*beside, &without), (*name, &with)];
        let results = compared(&networks, BRIEFLY, 11, 2);
        for (measure, goes) in *expected {
            let series = results.comparisons[0].measure(measure).unwrap();
            wrong.extend(wrong_way(name, series, *goes));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Progression compared with high turnover, which has half a post less: fewer vacant posts, fewer
/// new starters, and less supervision of them by GPs with clinics.
const PROGRESSION: &[(&str, Goes)] = &[
    ("posts_vacant_share", Down),
    ("gained_planned", Up),
    ("appointments_gained_net", Up),
    ("needs_settled", Up),
    ("requests_unmet", Down),
    ("supervision_hours_clinic_gp", Down),
];

/// The meaning of a sign of the table.
fn goes(sign: &str) -> Goes {
    match sign {
        "+" => Up,
        "-" => Down,
        "0" => Nowhere,
        "?" => Either,
        other => panic!("{other} is no direction"),
    }
}

const BRIEFLY: Horizon = Horizon { warm_up_weeks: 3, weeks: 4 };

fn system(name: &str) -> CareSystem {
    // What a lever moves is told apart from what another roster would.
    crate::support::with_fixed_weeks(load(name, &FileSystem).unwrap().system)
}

/// What practices do not influence: requests other than latent ones, and background attendances at
/// emergency departments.
fn unmoved(series: &dyn Fn(&str) -> Vec<f64>) -> Vec<f64> {
    let less = |all: Vec<f64>, part: &str| {
        all.into_iter().zip(series(part)).map(|(all, part)| all - part).collect::<Vec<f64>>()
    };
    let background = less(
        less(series("ed_attendances_all"), "ed_attendances_access_related_central"),
        "ed_attendances_referred",
    );
    let made = less(series("requests"), "requests_latent");
    // People in recall fall due again when they have been done, which depends on staff.
    background.into_iter().chain(made).collect()
}

/// Simulates some of the levers, and compares the results with the table.
fn pull(levers: &[Lever]) {
    let names = std::iter::once(BASELINE).chain(levers.iter().map(|lever| lever.name));
    let networks: Vec<(&str, CareSystem)> = names.map(|name| (name, system(name))).collect();
    let networks: Vec<(&str, &CareSystem)> =
        networks.iter().map(|(name, system)| (*name, system)).collect();
    let results = compared(&networks, BRIEFLY, 11, 2);
    let mut wrong = Vec::new();
    for (comparison, lever) in results.comparisons.iter().zip(levers) {
        let series = |measure: &str| comparison.measure(measure).unwrap();
        let values =
            |measure: &str| series(measure).values.iter().map(|value| value.unwrap()).collect();
        let signs: Vec<Goes> = lever.headlines.split(' ').map(goes).collect();
        assert_eq!(signs.len(), HEADLINES.len(), "{}", lever.name);
        let headlines = HEADLINES.into_iter().zip(signs);
        for (measure, goes) in headlines.chain(lever.also.iter().copied()) {
            wrong.extend(wrong_way(lever.name, series(measure), goes));
        }
        if unmoved(&values).iter().any(|value| *value != 0.0) {
            wrong.push(format!("{}: moves what practices do not decide", lever.name));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_lever_has_its_directions() {
    let held_against = HELD_AGAINST.iter().map(|(name, ..)| *name);
    let mut named: Vec<&str> = PULLED.iter().map(|lever| lever.name).chain(held_against).collect();
    let mut levers = LEVERS.map(|(name, _)| name);
    named.sort_unstable();
    levers.sort_unstable();
    assert_eq!(named, levers);
}

#[test]
fn levers_of_supervision_and_estate_move_what_they_should_and_nothing_that_they_cannot() {
    pull(&PULLED[..5]);
}

#[test]
fn levers_of_work_and_navigation_move_what_they_should_and_nothing_that_they_cannot() {
    pull(&PULLED[5..9]);
}

#[test]
fn levers_of_patients_and_workforce_move_what_they_should_and_nothing_that_they_cannot() {
    pull(&PULLED[9..14]);
}

#[test]
fn what_begins_later_moves_nothing_before() {
    pull(&PULLED[14..]);
}

#[test]
fn progression_against_high_turnover_spares_posts_and_gps() {
    let (high, progression) = (system("turnover-high"), system("career-progression"));
    let networks = [("turnover-high", &high), ("career-progression", &progression)];
    let results = compared(&networks, BRIEFLY, 11, 4);
    let wrong: Vec<String> = PROGRESSION
        .iter()
        .filter_map(|(measure, goes)| {
            wrong_way("progression", results.comparisons[0].measure(measure).unwrap(), *goes)
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
