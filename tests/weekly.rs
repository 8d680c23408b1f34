//! Levers that managers pull every week: what each changes in the roster, by hand, and the directions in which it moves
//! results on the same patients.

use crate::identities::check_record;
use crate::support::{Case, SHORT, compared, one, small, team_mut, with_fixed_weeks};
use pcn_sim::experiment::results::{PartResults, Results};
use pcn_sim::model::CareSystem;
use pcn_sim::model::calendar::WEEKDAYS;
use pcn_sim::model::policy::with_same_day;
use pcn_sim::model::role::Role;
use pcn_sim::model::roster::{Person, people};
use pcn_sim::scenario::embedded::{BASELINE, HELD_AGAINST, WEEKLY};
use pcn_sim::scenario::{FileSystem, load};
use pcn_sim::simulation::Horizon;
use pcn_sim::units::{Probability, TimeOfDay};

const BRIEFLY: Horizon = Horizon { warm_up_weeks: 3, weeks: 4 };

/// A lever in the network whose roster does not look for rooms.
fn system(name: &str) -> CareSystem {
    with_fixed_weeks(load(name, &FileSystem).unwrap().system)
}

/// Up (+), down (-) or nowhere in any replication (0), of the mean.
type Expected = &'static [(&'static str, char)];

/// Against the baseline. Directions follow from the mechanism of each; where several effects oppose each other, none is
/// stated.
const PULLED: &[(&str, Expected)] = &[
    // As many starts, but who rings at eight is given none of a morning that is over.
    (
        "enhanced-access-mornings",
        &[
            ("gained_planned", '0'),
            ("sessions_in_rooms", '0'),
            ("slots_booked_evening", '-'),
            ("requests_unmet", '+'),
            ("needs_settled", '-'),
        ],
    ),
    (
        "room-at-oak-lane",
        &[
            ("gained_planned", '0'),
            ("sessions_remote_for_rooms", '-'),
            ("face_to_face_share", '+'),
            ("room_utilisation_mean", '-'),
        ],
    ),
    (
        "room-at-the-green",
        &[
            ("gained_planned", '0'),
            ("sessions_remote_for_rooms", '-'),
            ("face_to_face_share", '+'),
            ("room_utilisation_mean", '-'),
            ("requests_unmet", '-'),
        ],
    ),
    ("gp-on-mondays", VISITING),
    ("gp-on-fridays", VISITING),
    ("gp-at-the-green", VISITING),
    // Who must be seen in person finds fewer starts.
    (
        "gps-by-telephone",
        &[
            ("gained_planned", '0'),
            ("telephone_share", '+'),
            ("face_to_face_share", '-'),
            ("requests_unmet", '+'),
        ],
    ),
    // Sooner seen and less often missed, but by whoever is there, and who cannot ask on the day finds less.
    (
        "more-for-the-day",
        &[
            ("gained_planned", '0'),
            ("seen_same_day_share", '+'),
            ("wait_days_mean", '-'),
            ("dna_share", '-'),
            ("continuity_share", '-'),
            ("requests_unmet", '+'),
        ],
    ),
    // As many starts, and as many of them for the day.
    ("more-for-mondays", &[("gained_planned", '0'), ("sessions_in_rooms", '0')]),
    // Four weeks from April end before September.
    (
        "posts-in-order",
        &[
            ("gained_planned", '0'),
            ("appointments_gained_net", '0'),
            ("needs_settled", '0'),
            ("requests_unmet", '0'),
            ("room_utilisation_mean", '0'),
        ],
    ),
    // Against the baseline, in which the own GP makes no difference.
    ("own-gp-effect", &[("gained_planned", '0'), ("sessions_in_rooms", '0')]),
    (
        "patients-mixed",
        &[("gained_planned", '0'), ("seen_by_own_gp_share", '-'), ("requests", '+')],
    ),
    // Lists follow clinics, so that whoever holds few has few patients who insist.
    ("lists-redrawn", &[("gained_planned", '0'), ("continuity_share", '+')]),
    (
        "starts-booked-twice",
        &[
            ("gained_planned", '0'),
            ("starts_booked_twice", '+'),
            ("needs_settled", '+'),
            ("requests_unmet", '-'),
            ("appointments_attended", '+'),
        ],
    ),
    // The same clinics at the same times, in rooms of one site.
    ("evenings-at-one-site", &[("gained_planned", '0'), ("sessions_in_rooms", '0')]),
];

/// Of a GP more, wherever and on whatever day.
const VISITING: Expected = &[
    ("gained_planned", '+'),
    ("appointments_gained_net", '+'),
    ("needs_settled", '+'),
    ("requests_unmet", '-'),
];

/// The faults in the directions of the comparisons, in the order of `pulled`.
fn wrong_ways(results: &Results, pulled: &[(&str, Expected)]) -> Vec<String> {
    let mut wrong = Vec::new();
    for (comparison, (name, expected)) in results.comparisons.iter().zip(pulled) {
        for (measure, goes) in *expected {
            let values = &comparison.measure(measure).unwrap().values;
            let values: Vec<f64> = values.iter().map(|value| value.unwrap()).collect();
            let sum: f64 = values.iter().sum();
            let is_right = match goes {
                '+' => sum > 0.0,
                '-' => sum < 0.0,
                _ => values.iter().all(|value| *value == 0.0),
            };
            if !is_right {
                wrong.push(format!("{name}: {measure} should go {goes}, not {values:?}"));
            }
        }
    }
    wrong
}

/// Runs `pulled` against the baseline, and compares them with their directions.
#[track_caller]
fn pull(pulled: &[(&str, Expected)]) {
    let names = std::iter::once(BASELINE).chain(pulled.iter().map(|(name, _)| *name));
    let systems: Vec<(&str, CareSystem)> = names.map(|name| (name, system(name))).collect();
    let networks: Vec<_> = systems.iter().map(|(name, system)| (*name, system)).collect();
    let wrong = wrong_ways(&compared(&networks, BRIEFLY, 11, 2), pulled);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_weekly_lever_has_its_directions() {
    let mut named: Vec<&str> = PULLED.iter().map(|(name, _)| *name).collect();
    let mut levers = WEEKLY.map(|(name, _)| name);
    named.sort_unstable();
    levers.sort_unstable();
    assert_eq!(named, levers);
    for (_, beside) in &HELD_AGAINST[1..] {
        assert!(levers.contains(beside), "{beside}");
    }
}

#[test]
fn hours_and_rooms_move_what_they_should() {
    pull(&PULLED[..3]);
}

#[test]
fn a_gp_more_meets_more_requests_on_any_day_and_at_any_site() {
    pull(&PULLED[3..6]);
}

#[test]
fn templates_and_posts_that_are_still_sought_move_what_they_should() {
    pull(&PULLED[6..10]);
}

#[test]
fn own_gps_lists_and_starts_booked_twice_move_what_they_should() {
    pull(&PULLED[10..]);
}

/// The people of a team.
fn of_team(system: &CareSystem, name: &str) -> Vec<Person> {
    let team = system.teams.iter().position(|team| team.name == name).unwrap();
    people(system).into_iter().filter(|person| person.team == team).collect()
}

/// Day, start in minutes and site of every weekly session of a team.
fn week_of(system: &CareSystem, name: &str) -> Vec<(usize, f64, String)> {
    let sessions = of_team(system, name).into_iter().flat_map(|person| person.week);
    let mut week: Vec<_> = sessions
        .map(|held| (held.weekday, held.start.as_minutes(), system.sites[held.site].name.clone()))
        .collect();
    week.sort_by(|one, other| one.partial_cmp(other).unwrap());
    week
}

#[test]
fn the_visiting_gp_comes_on_the_stated_day_to_the_stated_site() {
    let moved = [
        ("gp-on-mondays", 0, "oak-lane/main"),
        ("gp-on-fridays", 4, "oak-lane/main"),
        ("gp-at-the-green", 0, "the-green/main"),
    ];
    for (name, weekday, site) in moved {
        let expected = [510.0, 870.0].map(|start| (weekday, start, site.to_owned()));
        assert_eq!(week_of(&system(name), "visiting-gp"), expected, "{name}");
    }
}

#[test]
fn early_mornings_are_the_evenings_of_the_same_days() {
    let clinics = |name: &str| -> Vec<(usize, f64)> {
        week_of(&system(name), "enhanced-access-gps")
            .into_iter()
            .map(|(weekday, start, _)| (weekday, start))
            .collect()
    };
    let evening = TimeOfDay::at(18, 30).as_minutes();
    let mut expected = clinics(BASELINE);
    for (weekday, start) in &mut expected {
        if [1, 3].contains(weekday) {
            assert_eq!(*start, evening);
            *start = TimeOfDay::at(6, 30).as_minutes();
        }
    }
    assert_eq!(clinics("enhanced-access-mornings"), expected);
}

#[test]
fn sessions_are_held_at_the_site_that_they_state() {
    let times = |name: &str| -> Vec<(usize, f64)> {
        let week = week_of(&system(name), "enhanced-access-gps");
        week.into_iter().map(|(weekday, start, _)| (weekday, start)).collect()
    };
    assert_eq!(times("evenings-at-one-site"), times(BASELINE));
    let sites = |name: &str| -> Vec<String> {
        let mut sites: Vec<_> =
            week_of(&system(name), "enhanced-access-gps").into_iter().map(|held| held.2).collect();
        sites.sort();
        sites.dedup();
        sites
    };
    assert_eq!(sites("evenings-at-one-site"), ["oak-lane/main"]);
    assert_eq!(sites(BASELINE).len(), 5);
    // A practice names its own sites, of which the second is not the first in turn.
    let told = |site: &str, top: &str| {
        let lines = format!(
            "{top}[practices.oak-lane.sites.branch]\nconsulting_rooms = 2\ntreatment_rooms = 0\n\
             [staff.visitor]\nrole = \"gp-salaried\"\npractice = \"oak-lane\"\nstage = \"steady\"\n\
             wte = 0\nsessions = [{{ weekday = \"monday\", start = \"09:00\", length = \"3 h\", people = 2, \
             site = \"{site}\" }}]\n"
        );
        let about = "base = \"average-pcn\"\n[about]\ntitle = \"T\"\nquestion = \"Q?\"\n";
        let case = Case::new().scenario(&format!("{about}{lines}"));
        let path = case.path().join("scenario.toml");
        load(path.to_str().unwrap(), &FileSystem).map(|found| found.system)
    };
    let at_branch = told("branch", "").unwrap();
    let held: Vec<_> = week_of(&at_branch, "visitor").into_iter().map(|held| held.2).collect();
    assert_eq!(held, ["oak-lane/branch", "oak-lane/branch"]);
    let message = told("brunch", "").unwrap_err().to_string();
    assert!(message.contains("no site of the team") && message.contains("branch"), "{message}");
}

/// A measure of a practice or weekday, over all replications.
fn of_part(parts: &[PartResults], name: &str, measure: &str) -> f64 {
    let part = parts.iter().find(|part| part.name == name).unwrap();
    let series = part.measures.iter().find(|series| series.name == measure).unwrap();
    series.values.iter().map(|value| value.unwrap()).sum()
}

#[test]
fn more_for_mondays_are_seen_on_mondays_and_fewer_on_other_days() {
    let (before, after) = (system(BASELINE), system("more-for-mondays"));
    let results = compared(&[("before", &before), ("after", &after)], BRIEFLY, 11, 2);
    let change = |weekday: &str| {
        let [before, after] = [0, 1]
            .map(|at| of_part(&results.scenarios[at].weekdays, weekday, "seen_same_day_share"));
        after - before
    };
    assert!(change("monday") > 0.0, "{}", change("monday"));
    let others: f64 = WEEKDAYS[1..5].iter().map(|weekday| change(weekday)).sum();
    assert!(others < 0.0, "{others}");
}

#[test]
fn a_template_by_weekday_that_says_the_same_of_all_days_is_the_template() {
    let plain = small();
    let of_weekdays = |factor: f64, same_day: f64| {
        let mut system = small();
        for role in &mut system.roles {
            role.same_day_by_weekday = [factor; 7];
            role.slots.same_day = Probability::new(role.slots.same_day.get() * same_day).unwrap();
        }
        let record = one(&system, SHORT, 3);
        check_record(&record, &system);
        record
    };
    assert_eq!(of_weekdays(1.0, 1.0), one(&plain, SHORT, 3));
    // Nothing for the day, by weekday or by the template; and not the same as much.
    assert_ne!(of_weekdays(0.0, 1.0), one(&plain, SHORT, 3));
    // Half by the template, doubled on each weekday, is the whole: the other kinds keep their proportions.
    let doubled = |role: &Role| with_same_day(&role.slots.of_kinds(), 2.0);
    for role in &plain.roles {
        let mut half = role.clone();
        half.slots.same_day = Probability::new(role.slots.same_day.get() / 2.0).unwrap();
        let found = doubled(&half);
        assert!((found[4] - role.slots.same_day.get()).abs() < 1e-12, "{}", role.name);
    }
}

#[test]
fn a_weekday_cannot_keep_more_for_the_day_than_there_is() {
    let about = "base = \"average-pcn\"\n[about]\ntitle = \"T\"\nquestion = \"Q?\"\n";
    let told = |line: &str| {
        let table = format!("{about}[roles.gp-partner.same_day_by_weekday]\n{line}\n");
        let case = Case::new().scenario(&table);
        let path = case.path().join("scenario.toml");
        load(path.to_str().unwrap(), &FileSystem).map(|_| ()).map_err(|error| error.to_string())
    };
    for fits in ["monday = 0", "monday = 1.5", "saturday = 1"] {
        assert_eq!(told(fits), Ok(()), "{fits}");
    }
    for (wrong, word) in [
        ("monday = 2", "what planned care and NHS 111 leave"),
        ("monday = -1", "monday"),
        ("monday = 11", "monday"),
        ("mondy = 1", "mondy"),
    ] {
        let message = told(wrong).unwrap_err();
        assert!(message.contains(word), "{wrong}: {message}");
    }
}

#[test]
fn a_session_moved_between_sites_moves_unmet_requests_the_other_way() {
    let (before, after) = (system("gp-on-mondays"), system("gp-at-the-green"));
    let networks = [("gp-on-mondays", &before), ("gp-at-the-green", &after)];
    let results = compared(&networks, BRIEFLY, 11, 2);
    let change = |practice: &str| {
        let [before, after] =
            [0, 1].map(|at| of_part(&results.scenarios[at].practices, practice, "requests_unmet"));
        after - before
    };
    assert!(change("oak-lane") > 0.0, "{}", change("oak-lane"));
    assert!(change("the-green") < 0.0, "{}", change("the-green"));
}

#[test]
fn posts_are_filled_in_order_and_all_of_them_help_once_filled() {
    let names = ["first-gp", "second-nurse", "third-partner"];
    let mut filled = system("posts-in-order");
    let from = names.map(|name| of_team(&filled, name)[0].during.from.unwrap());
    assert!(from.is_sorted() && from[0] > filled.calendar.start, "{from:?}");
    let start = filled.calendar.start;
    for name in names {
        team_mut(&mut filled, name).dates.during.from = Some(start);
    }
    let baseline = system(BASELINE);
    let networks = [(BASELINE, &baseline), ("filled", &filled)];
    let wrong = wrong_ways(&compared(&networks, BRIEFLY, 11, 2), &[("filled", VISITING)]);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
