//! Posts and who fills them: turnover, new starters, rotation between two employers.

use crate::support::{Case, SHORT, one, small, team, team_mut};
use pcn_sim::measures::find;
use pcn_sim::model::Network;
use pcn_sim::model::roster::{Person, Scope, people};
use pcn_sim::model::supervision::Stage;
use pcn_sim::model::workforce::{NewStarters, Rotation, Turnover};
use pcn_sim::simulation::Horizon;
use pcn_sim::simulation::record::{Ledger, Record};
use pcn_sim::units::Probability;

const YEAR: Horizon = Horizon { warm_up_weeks: 2, weeks: 52 };

fn probability(value: f64) -> Probability {
    Probability::new(value).unwrap()
}

fn turnover(per_year: f64, weeks: f64, vacant: Option<f64>) -> Turnover {
    Turnover {
        per_year: probability(per_year),
        recruitment_weeks: weeks,
        recruitment_least_weeks: 0.0,
        vacant: vacant.map(probability),
    }
}

/// The small network with the same turnover in every team with contracts.
fn with_turnover(turnover: Turnover) -> Network {
    let mut network = small();
    for team in network.teams.iter_mut().filter(|team| team.sessions.is_empty()) {
        team.turnover = Some(turnover);
    }
    network
}

fn vacant_share(record: &Record) -> f64 {
    (find("posts_vacant_share").unwrap().value)(record).unwrap()
}

/// The small network with twelve paramedics at half of their time, who alternate with the ambulance
/// service, and no others of their profession.
fn with_paramedics(rotation: Option<Rotation>) -> Network {
    let mut network = small();
    let mut paramedics = team(&network, "rotating", "paramedic", 6.0);
    paramedics.wte_per_person = 0.5;
    paramedics.scope = Scope::Network;
    paramedics.rotation = rotation;
    for team in network.teams.iter_mut().filter(|team| team.role == paramedics.role) {
        team.wte = 0.0;
    }
    network.teams.push(paramedics);
    network
}

const FORTNIGHTS: Rotation = Rotation { weeks_on: 2, weeks_off: 2, takes_leave_away: true };

fn paramedics(network: &Network) -> Vec<Person> {
    let last = network.teams.len() - 1;
    people(network).into_iter().filter(|person| person.team == last).collect()
}

/// The slot ledger of the paramedics over a year.
fn ledger(network: &Network) -> Ledger {
    let role = &network.roles[network.teams.last().unwrap().role];
    one(network, YEAR, 1).ledgers[role.booked_as]
}

#[test]
fn of_twelve_who_alternate_fortnights_six_are_here_in_every_week() {
    let network = with_paramedics(Some(FORTNIGHTS));
    let team = paramedics(&network);
    assert_eq!(team.len(), 12);
    for week in -60..120 {
        let here = team.iter().filter(|person| person.is_here(week)).count();
        assert_eq!(here, 6, "week {week}");
        for person in &team {
            assert_eq!(person.is_here(week), !person.is_here(week + 2), "fortnights alternate");
        }
    }
    // Not all of a fortnight's people are of one kind: everyone is here for half of the weeks.
    for person in &team {
        assert_eq!((0..52).filter(|&week| person.is_here(week)).count(), 26);
    }
}

#[test]
fn whole_time_equivalents_are_shared_by_both_employers() {
    for rotation in [FORTNIGHTS, Rotation { weeks_on: 1, weeks_off: 1, ..FORTNIGHTS }] {
        let network = with_paramedics(Some(rotation));
        let per_wte = network.roles[network.teams.last().unwrap().role].sessions_per_wte;
        let held = |person: &Person, week| {
            person.week.iter().filter(|session| person.holds(session, week)).count()
        };
        for person in paramedics(&network) {
            // In weeks here all of the person's time is here, in weeks away none of it.
            let of_week: f64 = person.week.iter().map(|session| session.weekly_share).sum();
            assert!((of_week - per_wte).abs() < 1e-9, "{of_week} sessions in a week here");
            let weeks = 400;
            let all: usize = (0..weeks).map(|week| held(&person, week)).sum();
            let expected = 0.5 * per_wte * f64::from(weeks);
            assert!((all as f64 - expected).abs() <= 1.0, "{all} sessions, not {expected}");
            for week in (0..weeks).filter(|&week| !person.is_here(week)) {
                assert_eq!(held(&person, week), 0);
            }
        }
    }
}

#[test]
fn leave_is_taken_with_the_other_employer_as_far_as_it_fits() {
    let absences = |rotation| {
        let mut network = with_paramedics(rotation);
        network.absence.study_days = 0.0;
        network.absence.sickness_share = 0.0;
        network.absence.parental_leave = 0.0;
        network.absence.leave_days = 35.0;
        let ledger = ledger(&network);
        assert!(ledger.planned > 0);
        ledger.absence as f64 / ledger.planned as f64
    };
    assert_eq!(absences(Some(FORTNIGHTS)), 0.0);
    let always_here = absences(None);
    assert!((0.1..0.17).contains(&always_here), "7 of 52 weeks are leave, not {always_here}");
    // Four weeks of the year with the other employer hold four of seven weeks of leave.
    let hardly_away = absences(Some(Rotation { weeks_on: 12, weeks_off: 1, ..FORTNIGHTS }));
    assert!((0.03..0.1).contains(&hardly_away), "3 of 48 weeks are leave, not {hardly_away}");
}

#[test]
fn the_sick_are_sick_in_their_weeks_here_too() {
    let mut network = with_paramedics(Some(FORTNIGHTS));
    network.absence.study_days = 0.0;
    network.absence.parental_leave = 0.0;
    network.absence.sickness_share = 0.2;
    let ledger = ledger(&network);
    let share = ledger.absence as f64 / ledger.planned as f64;
    assert!((0.1..0.3).contains(&share), "{share} of starts are lost to sickness");
}

#[test]
fn posts_that_nobody_leaves_are_as_if_nothing_were_said_of_them() {
    assert_eq!(
        one(&with_turnover(turnover(0.0, 14.0, Some(0.0))), SHORT, 1),
        one(&small(), SHORT, 1)
    );
}

#[test]
fn a_vacant_post_plans_nothing() {
    let all_vacant = one(&with_turnover(turnover(0.0, 520.0, Some(1.0))), SHORT, 1);
    let usual = one(&small(), SHORT, 1);
    assert_eq!(all_vacant.work.sessions_rostered, usual.work.sessions_rostered);
    // Some of the posts are filled in ten weeks although it takes ten years on average.
    assert!(vacant_share(&all_vacant) > 0.85 && vacant_share(&usual) == 0.0);
    assert!(all_vacant.ledger().planned < usual.ledger().planned / 4);
    assert!(all_vacant.ledger().balances());
}

#[test]
fn the_fate_of_a_post_depends_on_nothing_else() {
    let base = with_turnover(turnover(0.6, 10.0, None));
    let mut more = base.clone();
    more.teams.push(team(&base, "more-gps", "gp-salaried", 2.0));
    more.demand.requests_per_patient_year *= 1.2;
    let vacant = |network, horizon| one(network, horizon, 5).work.sessions_vacant;
    let expected = vacant(&base, SHORT);
    assert!(expected > 0);
    assert_eq!(vacant(&more, SHORT), expected, "staff and demand elsewhere");
    let longer = Horizon { warm_up_weeks: SHORT.warm_up_weeks + 3, ..SHORT };
    assert_eq!(vacant(&base, longer), expected, "a longer warm-up");
}

#[test]
fn more_turnover_leaves_more_posts_vacant() {
    let shares = [0.1, 0.3, 0.6, 0.9].map(|per_year| {
        let network = with_turnover(turnover(per_year, 14.0, None));
        (1..=4).map(|seed| vacant_share(&one(&network, YEAR, seed))).sum::<f64>() / 4.0
    });
    assert!(shares.is_sorted() && shares[0] < shares[3] / 3.0, "{shares:?}");
}

#[test]
fn new_starters_need_less_supervision_as_they_move_on_and_work_slowly_at_first() {
    let hours = |record: &Record| (find("supervision_hours_gp").unwrap().value)(record).unwrap();
    let with_stage = |stage, new_starters| {
        let mut network = small();
        let mut associates = team(&network, "associates", "physician-associate", 2.0);
        (associates.stage, associates.new_starters) = (stage, new_starters);
        network.teams.push(associates);
        network
    };
    let new = NewStarters {
        entry_weeks: 3.0,
        transition_weeks: 0.0,
        entry_length: 1.0,
        transition_length: 1.0,
    };
    let at_entry = hours(&one(&with_stage(Stage::Entry, None), SHORT, 1));
    let moving_on = hours(&one(&with_stage(Stage::Entry, Some(new)), SHORT, 1));
    let steady = hours(&one(&with_stage(Stage::Steady, None), SHORT, 1));
    assert!(at_entry > moving_on && moving_on > steady, "{at_entry} {moving_on} {steady}");
    // Whoever has been there for long is as if nothing were said of new starters.
    let established = one(&with_stage(Stage::Steady, Some(new)), SHORT, 1);
    assert_eq!(established, one(&with_stage(Stage::Steady, None), SHORT, 1));
    let minutes = |entry_length| {
        let new = NewStarters { entry_weeks: 52.0, entry_length, ..new };
        let record = one(&with_stage(Stage::Entry, Some(new)), SHORT, 1);
        let tally = record.work.consultation_min[2];
        tally.sum / tally.count as f64
    };
    assert!(minutes(1.5) > 1.1 * minutes(1.0), "consultations at entry take longer");
}

#[test]
fn months_and_fixed_rotas_stay_as_they_are() {
    let mut network = small();
    team_mut(&mut network, "clinical-pharmacists").months = vec![0];
    let expected = one(&network, SHORT, 1);
    team_mut(&mut network, "clinical-pharmacists").turnover = Some(turnover(0.0, 1.0, Some(0.0)));
    assert_eq!(one(&network, SHORT, 1), expected);
}

/// A scenario whose practice partners have `lines`, which begin on line 6.
fn scenario(lines: &str) -> String {
    format!(
        "base = \"average-pcn\"\n[about]\ntitle = \"T\"\nquestion = \"Q?\"\n\
         [staff.gp-partners]\nrelative_range = [0.5, 2.0]\nassumption = \"a guess\"\n{lines}\n"
    )
}

#[test]
fn everything_that_can_be_said_of_posts_is_read() {
    let lines = "turnover_per_year = { value = 0.18, range = [0.1, 0.25], assumption = \"none\" }\n\
                 recruitment_weeks = 14\nrecruitment_least_weeks = 8\nvacant = 0.1\n\
                 new_starters = { entry_weeks = 26, transition_weeks = 26, entry_length = 1.3 }\n\
                 wte_per_person = 0.5\nrotation = { weeks_on = 2, weeks_off = 2 }";
    Case::new().scenario(&scenario(lines)).args(["check", "scenario.toml"]).succeeds();
}

#[test]
fn what_cannot_be_said_of_posts_is_refused() {
    for (lines, key, said) in [
        ("turnover_per_year = 1.0\nrecruitment_weeks = 9", "turnover_per_year", "at most 0.95"),
        ("turnover_per_year = -0.1\nrecruitment_weeks = 9", "turnover_per_year", "between 0 and 1"),
        ("turnover_per_year = 0.2", "recruitment_weeks", "nothing"),
        ("vacant = 0.2", "recruitment_weeks", "nothing"),
        ("vacant = 1.2\nrecruitment_weeks = 9", "vacant", "between 0 and 1"),
        ("vacant = 0.2\nrecruitment_weeks = 0", "recruitment_weeks", "above 0"),
        ("vacant = 0.2\nrecruitment_weeks = 521", "recruitment_weeks", "at most 520"),
        ("recruitment_weeks = 9", "recruitment_weeks", "never fall vacant"),
        (
            "vacant = 0.2\nrecruitment_weeks = 9\nrecruitment_least_weeks = 10",
            "recruitment_least_weeks",
            "at most the mean, 9",
        ),
        ("new_starters = { entry_weeks = 9 }", "new_starters.transition_weeks", "nothing"),
        ("new_starters = 26", "new_starters", "a table"),
        (
            "new_starters = { entry_weeks = 9, transition_weeks = 9, entry_lenght = 2 }",
            "new_starters.entry_lenght",
            "did you mean `entry_length`?",
        ),
        ("rotation = { weeks_on = 0, weeks_off = 2 }", "rotation.weeks_on", "1 to 52 weeks"),
        ("rotation = { weeks_on = 2, weeks_off = 60 }", "rotation.weeks_off", "1 to 52 weeks"),
        ("rotation = { weeks_on = 2, weeks_off = 2 }", "rotation", "1.44 whole-time equivalents"),
    ] {
        Case::new()
            .scenario(&scenario(lines))
            .args(["check", "scenario.toml"])
            .ends_with(2)
            .stderr_contains(&format!("`staff.gp-partners.{key}`"))
            .stderr_contains(said);
    }
    // A number without evidence is a guess; a fixed rota has no posts.
    let bare =
        scenario("vacant = 0.2\nrecruitment_weeks = 9").replace("assumption", "# assumption");
    Case::new()
        .scenario(&bare.replace("relative_range", "# relative_range"))
        .args(["check", "scenario.toml"])
        .ends_with(2)
        .stderr_contains("a value without evidence");
    let rota = scenario("new_starters = { entry_weeks = 9, transition_weeks = 9 }")
        .replace("gp-partners", "enhanced-access-gps");
    Case::new()
        .scenario(&rota)
        .args(["check", "scenario.toml"])
        .ends_with(2)
        .stderr_contains("a rota of fixed sessions");
}
