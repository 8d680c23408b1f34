//! Cohorts: their requests and attendances, the effect of a programme and of regression to the mean,
//! and what a scenario states of them; and rapid response. `cohort_schedule` has visits and meetings.

use crate::support::{Case, one, small, team};
use pcn_sim::measures::find;
use pcn_sim::model::CareSystem;
use pcn_sim::model::aftercare::RapidResponse;
use pcn_sim::model::cohort::{Cohort, CohortVisit, Effect, Offered, ReportedFor};
use pcn_sim::model::role::Mode;
use pcn_sim::scenario::{FileSystem, load};
use pcn_sim::simulation::Horizon;
use pcn_sim::simulation::record::{CohortCounts, RapidResponseCounts, Record};
use pcn_sim::units::{Minutes, Probability};

/// Half a year, with time for enrolment before it.
const HALF_YEAR: Horizon = Horizon { warm_up_weeks: 10, weeks: 26 };

pub(crate) fn probability(value: f64) -> Probability {
    Probability::new(value).unwrap()
}

pub(crate) fn minutes(value: f64) -> Minutes {
    Minutes::new(value).unwrap()
}

/// The small network with care coordinators enough for any schedule, and a cohort of frequent
/// attenders, enrolled in the warm-up, with an hour each.
pub(crate) fn with_cohort() -> CareSystem {
    let mut system = with_coordinators();
    let profession = coordinators(&system);
    system.cohorts.push(Cohort {
        name: "frequent-attenders".into(),
        people: 110,
        gp_contacts_per_year: 20.0,
        gp_contacts_per_request: 0.84,
        ed_attendances_per_year: 5.0,
        engagement: Probability::ONE,
        referred_on: Probability::ZERO,
        leaving_per_year: Probability::ZERO,
        enrolment_starts: -63,
        enrolment_weeks: 4.0,
        is_programme_on: true,
        visits: vec![CohortVisit {
            week: 0,
            profession,
            length: minutes(60.0),
            mode: Mode::HomeVisit,
            offered: Offered::Everyone,
            within_days: 6,
        }],
        meetings: Vec::new(),
        effect: Some(Effect {
            gp_contacts_fall: probability(0.75),
            ed_attendances_fall: probability(0.3),
            regression_share: Probability::ZERO,
            reported_for: ReportedFor::Everyone,
        }),
    });
    system
}

/// The small network without its cohort, but with the same staff.
fn with_coordinators() -> CareSystem {
    let mut system = small();
    let more = team(&system, "more-coordinators", "care-coordinator", 4.0);
    system.teams.push(more);
    system
}

pub(crate) fn coordinators(system: &CareSystem) -> usize {
    system.professions.iter().position(|name| name == "care-coordinator").unwrap()
}

/// Nobody misses or cancels anything.
pub(crate) fn reliable(mut system: CareSystem) -> CareSystem {
    system.book.dna = [[Probability::ZERO; 7]; 3];
    system.book.cancelled = Probability::ZERO;
    system
}

/// The same cohort without its programme.
pub(crate) fn without_programme(system: &CareSystem) -> CareSystem {
    let mut other = system.clone();
    other.cohorts.iter_mut().for_each(|cohort| cohort.is_programme_on = false);
    other
}

fn effect_mut(system: &mut CareSystem) -> &mut Effect {
    system.cohorts[0].effect.as_mut().unwrap()
}

/// Contacts with GPs and attendances of members, a member and year, over four seeds. Members are few
/// enough for what they are spared not to change how well everyone is served.
fn rates(system: &CareSystem) -> [f64; 2] {
    let mut system = system.clone();
    system.cohorts[0].people = 60;
    let records: Vec<Record> = (1..=4).map(|seed| one(&system, HALF_YEAR, seed)).collect();
    ["cohort_gp_contacts_per_member_year", "cohort_ed_per_member_year"].map(|name| {
        let measure = find(name).unwrap();
        records.iter().map(|record| (measure.value)(record).unwrap()).sum::<f64>() / 4.0
    })
}

#[track_caller]
pub(crate) fn near(found: f64, expected: f64, within: f64) {
    assert!((found - expected).abs() < within, "{found} instead of {expected}");
}

#[test]
fn a_cohort_without_a_programme_is_a_part_of_what_the_practice_has() {
    let plain = with_coordinators();
    let mut system = without_programme(&with_cohort());
    effect_mut(&mut system).regression_share = probability(0.6);
    let horizon = Horizon { warm_up_weeks: 10, weeks: 6 };
    let (mut found, expected) = (one(&system, horizon, 1), one(&plain, horizon, 1));
    assert!(found.cohorts.gp_contacts > 20 && found.cohorts.ed_attendances > 10);
    found.cohorts = CohortCounts::default();
    assert_eq!(found, expected, "members' requests and attendances are the practice's own");
}

#[test]
fn what_a_programme_spares_is_all_that_does_not_arise() {
    let (mut plain, mut system) = (with_coordinators(), with_cohort());
    // Latent requests are made if access is good: a second effect, and not of the programme itself.
    (plain.demand.latent_share, system.demand.latent_share) = (0.0, 0.0);
    let (found, expected) = (one(&system, HALF_YEAR, 2), one(&plain, HALF_YEAR, 2));
    let spared = &found.cohorts;
    assert!(spared.requests_spared > 500 && spared.ed_attendances_spared > 50, "{spared:?}");
    assert_eq!(found.requests.made + spared.requests_spared, expected.requests.made);
    assert_eq!(
        found.attendances.background + spared.ed_attendances_spared,
        expected.attendances.background
    );
}

#[test]
fn members_have_the_rates_that_are_stated() {
    let [_, ed] = rates(&without_programme(&with_cohort()));
    near(ed, 5.0, 0.5);
    // Requests are counted where a GP takes all of them: nothing else is asked for, nobody is refused.
    let mut system = without_programme(&reliable(with_cohort()));
    for gp in ["gp-partner", "gp-salaried"] {
        let more = team(&system, gp, gp, 3.0);
        system.teams.push(more);
    }
    let [more_gps, _] = rates(&system);
    let [as_it_is, _] = rates(&without_programme(&with_cohort()));
    assert!(as_it_is < more_gps, "contacts are consultations held: {as_it_is}, {more_gps}");
}

#[test]
fn the_same_people_attend_in_every_scenario() {
    let system = with_cohort();
    let mut fewer_gps = system.clone();
    fewer_gps.teams.iter_mut().filter(|t| t.name == "gp-partners").for_each(|t| t.wte *= 0.6);
    let attendances = |system: &CareSystem| one(system, HALF_YEAR, 4).cohorts.ed_attendances;
    let before = without_programme(&system);
    assert_eq!(attendances(&before), attendances(&without_programme(&fewer_gps)));
    let mut larger = before.clone();
    larger.demand.requests_per_patient_year *= 1.2;
    assert_eq!(attendances(&before), attendances(&larger));
}

#[test]
fn members_are_spread_by_list_and_none_is_lost() {
    let cohort = &with_cohort().cohorts[0];
    assert_eq!(cohort.spread(&[10.0, 20.0, 25.0]), [20, 40, 50]);
    assert_eq!(cohort.spread(&[1.0, 1.0, 1.0]), [37, 37, 36]);
    assert_eq!(cohort.spread(&[3.0]), [110]);
}

#[test]
fn without_regression_the_cohort_falls_as_reported() {
    let system = reliable(with_cohort());
    let (before, after) = (rates(&without_programme(&system)), rates(&system));
    near(after[0] / before[0], 0.25, 0.04);
    near(after[1] / before[1], 0.7, 0.05);
}

#[test]
fn with_regression_most_of_the_fall_happens_without_the_programme() {
    let mut system = reliable(with_cohort());
    let as_before = rates(&without_programme(&system));
    effect_mut(&mut system).regression_share = probability(0.6);
    let (control, after) = (rates(&without_programme(&system)), rates(&system));
    // Before and after, as it was reported, shows the whole fall.
    near(after[0] / as_before[0], 0.25, 0.04);
    near(after[1] / as_before[1], 0.7, 0.05);
    // Held against the same people without it, two fifths are left.
    near((control[0] - after[0]) / as_before[0], 0.3, 0.04);
    near((control[1] - after[1]) / as_before[1], 0.12, 0.05);
}

#[test]
fn it_matters_for_whom_a_fall_was_reported() {
    let mut system = reliable(with_cohort());
    system.cohorts[0].engagement = probability(0.8);
    let before = rates(&without_programme(&system));
    let of_cohort = rates(&system);
    effect_mut(&mut system).reported_for = ReportedFor::Engaged;
    let of_engaged = rates(&system);
    near(of_cohort[0] / before[0], 0.25, 0.06);
    near(of_engaged[0] / before[0], 1.0 - 0.8 * 0.75, 0.07);
    let (falls, _) = system.cohorts[0].falls();
    assert_eq!((falls.regression, falls.programme), (0.0, 0.75));
    effect_mut(&mut system).reported_for = ReportedFor::Everyone;
    assert_eq!(system.cohorts[0].falls().0.programme, 0.75 / 0.8);
}

#[test]
fn nobody_is_helped_whom_nobody_meets() {
    let mut system = with_cohort();
    system.teams.pop();
    for team in &mut system.teams {
        if system.roles[team.role].name == "care-coordinator" {
            team.wte = 0.0;
        }
    }
    let horizon = Horizon { warm_up_weeks: 10, weeks: 6 };
    let (mut found, mut control) =
        (one(&system, horizon, 1), one(&without_programme(&system), horizon, 1));
    assert_eq!((found.cohorts.requests_spared, found.cohorts.ed_attendances_spared), (0, 0));
    (found.cohorts, control.cohorts) = Default::default();
    // Contacts that nobody can book are tried again, and are open until they are given up.
    (found.events, control.events) = (0, 0);
    (found.by_day, control.by_day) = Default::default();
    assert_eq!(found, control);
}

#[test]
fn what_frequent_attenders_are_spared_is_little_for_the_network() {
    let [before, after] = ["central-thistlemoor-before", "central-thistlemoor"]
        .map(|name| load(name, &FileSystem).unwrap().system);
    let horizon = Horizon { warm_up_weeks: 26, weeks: 4 };
    let [before, after] = [before, after].map(|system| one(&system, horizon, 1));
    let fall = |name: &str| {
        let value = find(name).unwrap().value;
        1.0 - value(&after).unwrap() / value(&before).unwrap()
    };
    let (members, everyone) =
        (fall("cohort_gp_contacts_per_member_year"), fall("appointments_attended_gp"));
    assert!(members > 0.35 && (0.0..0.03).contains(&everyone), "{members} {everyone}");
    let (members, everyone) = (fall("cohort_ed_per_member_year"), fall("ed_attendances_all"));
    assert!(members > 0.05 && (0.0..0.03).contains(&everyone), "{members} {everyone}");
}

#[test]
fn rapid_response_is_an_outcome_of_consultations_and_changes_nothing_else() {
    let plain = small();
    let mut system = plain.clone();
    system.needs.iter_mut().for_each(|need| need.rapid_response = probability(0.1));
    let horizon = Horizon { warm_up_weeks: 4, weeks: 12 };
    let expected = one(&plain, horizon, 1);
    assert_eq!(expected.rapid_response, RapidResponseCounts::default());
    // Without a team there is nowhere to send anybody.
    assert_eq!(one(&system, horizon, 1), expected);

    let team = RapidResponse { home_visit_factor: 1.0, visited: probability(0.8) };
    system.aftercare.rapid_response = Some(team);
    let mut found = one(&system, horizon, 1);
    let counts = std::mem::take(&mut found.rapid_response);
    assert_eq!(found, expected);
    let consultations: u64 = expected.work.consultation_min.iter().map(|tally| tally.count).sum();
    assert!(counts.handled == 0 && counts.referrals > 30);
    assert!((counts.referrals as f64) < 0.1 * consultations as f64, "planned care has none");
    near(counts.visits as f64 / counts.referrals as f64, 0.8, 0.15);

    // Those at home need it more often, and whoever can see to it sends fewer.
    let mut more_at_home = system.clone();
    more_at_home.needs.iter_mut().for_each(|need| need.home_visit = probability(0.3));
    let usual = one(&more_at_home, horizon, 1).rapid_response.referrals;
    more_at_home.aftercare.rapid_response.as_mut().unwrap().home_visit_factor = 10.0;
    assert!(one(&more_at_home, horizon, 1).rapid_response.referrals > usual);
    system.roles.iter_mut().for_each(|role| role.handles_rapid_response = probability(0.5));
    let shared = one(&system, horizon, 1).rapid_response;
    assert_eq!(shared.handled + shared.referrals, counts.referrals, "the same patients need it");
    near(shared.handled as f64 / counts.referrals as f64, 0.5, 0.15);
}

const COHORT: &str = r#"base = "average-pcn"

[about]
title = "A cohort"
question = "Is it read?"

[cohorts.frail]
relative_range = [0.5, 2.0]
assumption = "a test"
people = 100
gp_contacts_per_year = 10
gp_contacts_per_request = 0.8
ed_attendances_per_year = 1
engagement = 0.8
referred_on = 0.4
leaving_per_year = 0.1
enrolment_starts = 2025-01-06
enrolment_weeks = 10
programme = true
contacts = [{ week = 1, by = "care-coordinator", length = "20 min", mode = "telephone", to = "referred-on", within_days = 6 }]
meetings = [{ on = ["monday"], length = "30 min", attended_by = [{ profession = "care-coordinator", people = 1 }] }]
effect = { gp_contacts_fall = 0.7, ed_attendances_fall = 0.3, regression_share = 0.5, reported_for = "everyone" }

[needs.frailty]
rapid_response = { value = 0.05, range = [0.0, 0.1], assumption = "a test" }

[roles.paramedic]
handles_rapid_response = 0.5

[aftercare.rapid_response]
relative_range = [0.5, 2.0]
assumption = "a test"
home_visit_factor = 2
visited = 0.9
"#;

#[test]
fn what_can_be_said_of_cohorts_is_read() {
    let case = Case::new().scenario(COHORT);
    let scenario = load(case.path().join("scenario.toml").to_str().unwrap(), &FileSystem).unwrap();
    let system = scenario.system;
    let cohort = &system.cohorts[0];
    assert_eq!((cohort.people, cohort.enrolment_starts), (100, -85));
    assert_eq!((cohort.visits.len(), cohort.visits[0].length), (1, minutes(20.0)));
    assert_eq!(cohort.meetings[0].weekdays, [0]);
    assert_eq!(cohort.falls().0.programme, 0.35 / 0.8);
    let frailty = system.needs.iter().find(|need| need.name == "frailty").unwrap();
    assert_eq!(frailty.rapid_response, probability(0.05));
    assert!(scenario.parameters.iter().any(|p| p.key == "cohorts.frail.effect.regression_share"));
    assert!(scenario.levers.iter().any(|lever| lever.key == "cohorts.frail.contacts[0].week"));
}

#[test]
fn what_cannot_be_said_of_cohorts_is_refused() {
    for (from, to, key, said) in [
        ("people = 100", "people = 1.5", "cohorts.frail.people", "a whole number"),
        ("people = 100", "people = 90000", "cohorts.frail.people", "at most 50000"),
        ("people = 100", "people = 20000", "cohorts", "a part of its"),
        ("_year = 10\n", "_year = 400\n", "cohorts.frail.gp_contacts_per_year", "at most 365"),
        ("_request = 0.8", "_request = 0", "cohorts.frail.gp_contacts_per_request", "above 0"),
        ("ed_attendances_per_year = 1", "", "cohorts.frail.ed_attendances_per_year", "nothing"),
        ("engagement = 0.8", "engagement = 2", "cohorts.frail.engagement", "between 0 and 1"),
        ("engagement = 0.8", "engagement = 0.4", "cohorts.frail.effect.gp_contacts_fall", "1.2"),
        ("referred_on = 0.4\n", "", "cohorts.frail.referred_on", "for those referred on"),
        ("leaving_per_year = 0.1", "leaving = 0.1", "cohorts.frail.leaving", "is not used here"),
        ("2025-01-06", "1999-01-04", "cohorts.frail.enrolment_starts", "within 520 weeks"),
        ("2025-01-06", "12", "cohorts.frail.enrolment_starts", "a date such as"),
        ("enrolment_weeks = 10", "enrolment_weeks = -1", "cohorts.frail.enrolment_weeks", "from 0"),
        ("programme = true", "programme = 1", "cohorts.frail.programme", "true or false"),
        ("week = 1,", "week = 600,", "cohorts.frail.contacts[0].week", "at most 520"),
        ("week = 1,", "wek = 1,", "cohorts.frail.contacts[0].week", "nothing"),
        ("by = \"care-c", "by = \"car-c", "cohorts.frail.contacts[0].by", "no role is booked"),
        ("\"20 min\"", "20", "cohorts.frail.contacts[0].length", "a length of time"),
        ("\"20 min\"", "\"9 h\"", "cohorts.frail.contacts[0].length", "at most a session"),
        ("\"telephone\"", "\"phone\"", "cohorts.frail.contacts[0].mode", "did you mean"),
        ("\"referred-on\"", "\"refered\"", "cohorts.frail.contacts[0].to", "did you mean"),
        ("within_days = 6", "within_days = 99", "cohorts.frail.contacts[0].within_days", "most 90"),
        ("[\"monday\"]", "[\"sunday\"]", "cohorts.frail.meetings[0].on", "some of monday"),
        ("\"30 min\"", "\"9 h\"", "cohorts.frail.meetings[0].length", "at most 240 min"),
        (
            "attended_by = [{ profession = \"care-coordinator\", people = 1 }]",
            "attended_by = []",
            "cohorts.frail.meetings[0].attended_by",
            "nobody",
        ),
        (
            "profession = \"care-coordinator\"",
            "profession = \"friends\"",
            "cohorts.frail.meetings[0].attended_by[0].profession",
            "no role is booked",
        ),
        ("share = 0.5", "share = 1.5", "cohorts.frail.effect.regression_share", "between 0 and 1"),
        ("for = \"everyone\"", "for = \"all\"", "cohorts.frail.effect.reported_for", "one of"),
        ("value = 0.05", "value = 5", "needs.frailty.rapid_response", "between 0 and 1"),
        ("response = 0.5", "response = -1", "roles.paramedic.handles_rapid_response", "between"),
        ("factor = 2", "factor = 200", "aftercare.rapid_response.home_visit_factor", "most 100"),
        ("visited = 0.9", "visit = 0.9", "aftercare.rapid_response.visit", "did you mean"),
    ] {
        assert!(COHORT.contains(from), "{from}");
        Case::new()
            .scenario(&COHORT.replace(from, to))
            .args(["check", "scenario.toml"])
            .ends_with(2)
            .stderr_contains(&format!("`{key}`"))
            .stderr_contains(said);
    }
    let without_team = COHORT.split("[aftercare").next().unwrap();
    Case::new()
        .scenario(without_team)
        .args(["check", "scenario.toml"])
        .ends_with(2)
        .stderr_contains("`aftercare.rapid_response`");
    let bare = COHORT.replace("assumption = \"a test\"\npeople", "people");
    Case::new()
        .scenario(&bare.replace("relative_range = [0.5, 2.0]\npeople", "people"))
        .args(["check", "scenario.toml"])
        .ends_with(2)
        .stderr_contains("a value without evidence");
}
