//! Posts and who fills them: turnover, new starters, rotation between two employers, labour pools and
//! cover. `workforce_stated` has what a scenario states of them.

use crate::support::{SHORT, leyton, one, small, team, team_mut};
use pcn_sim::measures::find;
use pcn_sim::model::CareSystem;
use pcn_sim::model::chance::{Chance, Decision};
use pcn_sim::model::roster::{Person, Scope, people};
use pcn_sim::model::supervision::Stage;
use pcn_sim::model::workforce::{Cover, LabourPool, NewStarters, Rotation, Service, Turnover};
use pcn_sim::report::narrative::Narrator;
use pcn_sim::simulation::chances::Addressed;
use pcn_sim::simulation::observer::{Fact, Observer, Silent, Who};
use pcn_sim::simulation::record::{Ledger, Record};
use pcn_sim::simulation::{Horizon, simulate};
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
fn with_turnover(turnover: Turnover) -> CareSystem {
    let mut system = small();
    for team in system.teams.iter_mut().filter(|team| team.sessions.is_empty()) {
        team.turnover = Some(turnover);
    }
    system
}

fn vacant_share(record: &Record) -> f64 {
    (find("posts_vacant_share").unwrap().value)(record).unwrap()
}

/// The small network with twelve paramedics at half of their time, who alternate with the ambulance
/// service, and no others of their profession.
fn with_paramedics(rotation: Option<Rotation>) -> CareSystem {
    let mut system = small();
    let mut paramedics = team(&system, "rotating", "paramedic", 6.0);
    paramedics.wte_per_person = 0.5;
    paramedics.scope = Scope::Network;
    paramedics.rotation = rotation;
    for team in system.teams.iter_mut().filter(|team| team.role == paramedics.role) {
        team.wte = 0.0;
    }
    system.teams.push(paramedics);
    system
}

const FORTNIGHTS: Rotation = Rotation { weeks_on: 2, weeks_off: 2, takes_leave_away: true };

fn paramedics(system: &CareSystem) -> Vec<Person> {
    let last = system.teams.len() - 1;
    people(system).into_iter().filter(|person| person.team == last).collect()
}

/// The slot ledger of the paramedics over a year.
fn ledger(system: &CareSystem) -> Ledger {
    let role = &system.roles[system.teams.last().unwrap().role];
    one(system, YEAR, 1).ledgers[role.booked_as]
}

#[test]
fn of_twelve_who_alternate_fortnights_six_are_here_in_every_week() {
    let system = with_paramedics(Some(FORTNIGHTS));
    let team = paramedics(&system);
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
        let system = with_paramedics(Some(rotation));
        let per_wte = system.roles[system.teams.last().unwrap().role].sessions_per_wte;
        let held = |person: &Person, week| {
            person.week.iter().filter(|session| person.holds(session, week)).count()
        };
        for person in paramedics(&system) {
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
        let mut system = with_paramedics(rotation);
        system.absence.study_days = 0.0;
        system.absence.sickness_share = 0.0;
        system.absence.parental_leave = 0.0;
        system.absence.leave_days = 35.0;
        let ledger = ledger(&system);
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
    let mut system = with_paramedics(Some(FORTNIGHTS));
    system.absence.study_days = 0.0;
    system.absence.parental_leave = 0.0;
    system.absence.sickness_share = 0.2;
    let ledger = ledger(&system);
    let share = ledger.absence as f64 / ledger.planned as f64;
    assert!((0.1..0.3).contains(&share), "{share} of slots are lost to sickness");
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
    let vacant = |system, horizon| one(system, horizon, 5).work.sessions_vacant;
    let expected = vacant(&base, SHORT);
    assert!(expected > 0);
    assert_eq!(vacant(&more, SHORT), expected, "staff and demand elsewhere");
    let longer = Horizon { warm_up_weeks: SHORT.warm_up_weeks + 3, ..SHORT };
    assert_eq!(vacant(&base, longer), expected, "a longer warm-up");
}

#[test]
fn more_turnover_leaves_more_posts_vacant() {
    let shares = [0.1, 0.3, 0.6, 0.9].map(|per_year| {
        let system = with_turnover(turnover(per_year, 14.0, None));
        (1..=4).map(|seed| vacant_share(&one(&system, YEAR, seed))).sum::<f64>() / 4.0
    });
    assert!(shares.is_sorted() && shares[0] < shares[3] / 3.0, "{shares:?}");
}

#[test]
fn new_starters_need_less_supervision_as_they_move_on_and_work_slowly_at_first() {
    let hours = |record: &Record| (find("supervision_hours_gp").unwrap().value)(record).unwrap();
    let with_stage = |stage, new_starters| {
        let mut system = small();
        let mut associates = team(&system, "associates", "physician-associate", 2.0);
        (associates.stage, associates.new_starters) = (stage, new_starters);
        system.teams.push(associates);
        system
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
    let mut system = small();
    team_mut(&mut system, "clinical-pharmacists").months = vec![0];
    let expected = one(&system, SHORT, 1);
    team_mut(&mut system, "clinical-pharmacists").turnover = Some(turnover(0.0, 1.0, Some(0.0)));
    assert_eq!(one(&system, SHORT, 1), expected);
}

/// Chances of posts by decision, post and number; all others are found by address.
struct Scripted {
    base: Addressed,
    lines: Vec<(Decision, u64, u32, f64)>,
}

impl Chance for Scripted {
    fn uniform(&self, decision: Decision, subject: u64, step: u32, ordinal: u16) -> f64 {
        let is_asked = |line: &&(Decision, u64, u32, f64)| {
            (line.0, line.1, line.2) == (decision, subject, step)
        };
        match self.lines.iter().find(is_asked) {
            Some(line) if ordinal == 0 => line.3,
            _ => self.base.uniform(decision, subject, step, ordinal),
        }
    }

    fn count(&self, subject: u64, mean: f64) -> u32 {
        self.base.count(subject, mean)
    }
}

/// The chance at which an exponential of `mean` takes the value `days`.
fn at(days: f64, mean: f64) -> f64 {
    1.0 - (-days / mean).exp()
}

/// The small network with `posts` of pharmacists, each with a session on every weekday, and no others;
/// nobody is ever away.
fn with_pharmacists(posts: f64, turnover: Turnover, pool: Option<LabourPool>) -> CareSystem {
    let mut system = small();
    let mut pharmacists = team(&system, "pharmacists", "clinical-pharmacist", posts);
    pharmacists.turnover = Some(turnover);
    team_mut(&mut system, "clinical-pharmacists").wte = 0.0;
    system.teams.push(pharmacists);
    let role = &mut system.roles[system.teams.last().unwrap().role];
    role.sessions_per_wte = 5.0;
    role.session_starts.truncate(1);
    system.absence.leave_days = 0.0;
    system.absence.study_days = 0.0;
    system.absence.sickness_share = 0.0;
    system.absence.parental_leave = 0.0;
    system.labour_pools.extend(pool);
    system
}

/// So many pharmacists in the community, to whom this share of leavers goes back.
fn pool(system: &CareSystem, people: u32, leavers_return: f64) -> LabourPool {
    LabourPool {
        role: system.roles.iter().position(|role| role.name == "clinical-pharmacist").unwrap(),
        people,
        leavers_return: probability(leavers_return),
        taken_from: Service::CommunityPharmacy,
    }
}

#[test]
fn posts_are_filled_from_a_pool_as_worked_out_by_hand() {
    // Mean time in post one year; 56 days, and a search of 42 on average with all of the pool there.
    let (year, search) = (365.25, 42.0);
    let turnover = Turnover {
        per_year: probability(1.0 - (-1.0_f64).exp()),
        recruitment_weeks: 14.0,
        recruitment_least_weeks: 8.0,
        vacant: Some(Probability::ZERO),
    };
    let system = with_pharmacists(4.0, turnover, Some(pool(&small(), 2, 0.5)));
    let posts: Vec<u64> = people(&system)
        .iter()
        .filter(|person| person.team == system.teams.len() - 1)
        .map(|person| person.identity)
        .collect();
    let [a, b, c, d]: [u64; 4] = posts.try_into().unwrap();
    let (leaves, looked_for, back) =
        (Decision::Leaving, Decision::Recruitment, Decision::BackToPool);
    let lines = vec![
        // A leaves on day 10; the search begins on day 66, with both people there, and takes its 7
        // days: one begins on day 73, and stays.
        (leaves, a, 0, at(10.0, year)),
        (back, a, 0, 0.9),
        (looked_for, a, 1, at(7.0, search)),
        (leaves, a, 1, at(900.0, year)),
        // B leaves on day 20; from day 76 on, with one of two there, a search of 3.5 days takes 7:
        // the other begins on day 83.
        (leaves, b, 0, at(20.0, year)),
        (back, b, 0, 0.9),
        (looked_for, b, 1, at(3.5, search)),
        (leaves, b, 1, at(900.0, year)),
        // D leaves on day 31; from day 87 on a search of one day finds nobody, until C goes back on
        // day 100: with one of two there it takes until day 102.
        (leaves, d, 0, at(31.0, year)),
        (back, d, 0, 0.9),
        (looked_for, d, 1, at(1.0, search)),
        (leaves, d, 1, at(900.0, year)),
        // C leaves on day 100 and goes back; from day 156 on nobody is there.
        (leaves, c, 0, at(100.0, year)),
        (back, c, 0, 0.1),
        (looked_for, c, 1, at(1.0, search)),
    ];
    let horizon = Horizon { warm_up_weeks: 2, weeks: 40 };
    let chance = Scripted { base: Addressed::new(1, 0), lines };
    let record = simulate(&system, horizon, &chance, &mut Silent).unwrap();
    let working = |days: std::ops::Range<i32>| {
        days.filter(|&day| system.calendar.day(day).is_working).count() as u64
    };
    let vacant = working(10..73) + working(20..83) + working(31..102) + working(100..280);
    assert_eq!(record.work.sessions_vacant, vacant);
    let there = Service::CommunityPharmacy as usize;
    assert_eq!((record.work.hired[there], record.work.went_back[there]), (3, 1));
    assert_eq!(record.work.hired.iter().sum::<u64>(), 3);
    let fewer = find("fewer_in_community_pharmacy").unwrap();
    assert_eq!((fewer.value)(&record), Some(2.0));
    assert_eq!((find("hired_from_labour_pool").unwrap().value)(&record), Some(3.0));
}

#[test]
fn an_ample_pool_changes_nothing_and_an_emptier_one_leaves_more_posts_vacant() {
    let turnover = turnover(0.6, 14.0, Some(0.3));
    let run = |people: Option<u32>, seed| {
        let pool = people.map(|people| pool(&small(), people, 0.0));
        one(&with_pharmacists(12.0, turnover, pool), YEAR, seed)
    };
    let vacant = |people| {
        let vacant = |seed| run(people, seed).work.sessions_vacant;
        (1..=3).map(vacant).sum::<u64>()
    };
    for seed in 1..=3 {
        let (ample, unlimited) = (run(Some(10_000), seed), run(None, seed));
        // The search is slower by a hair for each who was hired: a day here or there.
        let differ = ample.work.sessions_vacant.abs_diff(unlimited.work.sessions_vacant);
        assert!(differ <= 3, "{differ} sessions");
        assert_eq!(unlimited.work.hired, [0; 4], "nobody counts without a pool");
        assert!(ample.work.hired[0] > 2);
        // Nobody goes back: at most all are hired.
        for people in [1, 3] {
            assert!(run(Some(people), seed).work.hired[0] <= u64::from(people));
        }
    }
    let vacant = [None, Some(6), Some(3), Some(1)].map(vacant);
    assert!(vacant.is_sorted() && vacant[0] < vacant[3], "{vacant:?}");
}

#[test]
fn teams_of_a_role_share_its_pool_and_others_do_not_draw_on_it() {
    let all_vacant = turnover(0.0, 2.0, Some(1.0));
    let mut system = with_pharmacists(3.0, all_vacant, Some(pool(&small(), 4, 1.0)));
    let mut more = team(&system, "more-pharmacists", "clinical-pharmacist", 3.0);
    more.scope = Scope::Network;
    more.turnover = Some(all_vacant);
    system.teams.push(more);
    let mut paramedics = team(&system, "more-paramedics", "paramedic", 2.0);
    paramedics.turnover = Some(all_vacant);
    system.teams.push(paramedics);
    // Six posts and four people: in a year all four are hired, and two posts stay vacant.
    let record = one(&system, YEAR, 1);
    assert_eq!(record.work.hired, [4, 0, 0, 0]);
    system.labour_pools[0].people = 6;
    assert_eq!(one(&system, YEAR, 1).work.hired, [6, 0, 0, 0]);
    // Whoever is hired is missed where they came from.
    system.labour_pools[0].taken_from = Service::Elsewhere;
    assert_eq!(one(&system, YEAR, 1).work.hired, [0, 0, 0, 6]);
}

#[test]
fn the_fate_of_pooled_posts_depends_on_no_one_outside_the_pool() {
    let turnover = turnover(0.6, 10.0, Some(0.5));
    let base = with_pharmacists(8.0, turnover, Some(pool(&small(), 3, 0.5)));
    let told = |system: &CareSystem, horizon| {
        let work = one(system, horizon, 5).work;
        (work.sessions_vacant, work.hired, work.went_back)
    };
    let expected = told(&base, SHORT);
    assert!(expected.0 > 0);
    let mut more = base.clone();
    more.teams.push(team(&base, "more-gps", "gp-salaried", 2.0));
    more.demand.requests_per_patient_year *= 1.2;
    assert_eq!(told(&more, SHORT), expected, "staff and demand elsewhere");
    let longer = Horizon { warm_up_weeks: SHORT.warm_up_weeks + 3, ..SHORT };
    assert_eq!(told(&base, longer), expected, "a longer warm-up");
}

#[test]
fn nobody_covers_long_absence_unless_that_is_stated() {
    let mut system = small();
    let absence = &mut system.absence;
    (absence.leave_days, absence.study_days, absence.sickness_share) = (0.0, 0.0, 0.0);
    absence.parental_leave = 0.0;
    let usual = one(&system, SHORT, 1);
    assert_eq!((usual.ledger().absence, usual.work.sessions_covered), (0, 0));
    // Everyone is on parental leave, the whole time.
    system.absence.parental_leave = 1.0;
    system.absence.parental_leave_weeks = 104;
    let uncovered = one(&system, SHORT, 1);
    assert_eq!(uncovered.ledger().absence, uncovered.ledger().planned);
    assert_eq!(uncovered.work.sessions_covered, 0);
    let cover = |parental_leave, sickness, sickness_after_days| {
        let (parental_leave, sickness) = (probability(parental_leave), probability(sickness));
        Some(Cover { parental_leave, sickness, sickness_after_days })
    };
    // Locums on every day, and all is as if nobody were away.
    system.absence.cover = cover(1.0, 0.0, 0);
    let covered = one(&system, SHORT, 1);
    assert_eq!((covered.ledger(), covered.requests), (usual.ledger(), usual.requests));
    assert_eq!(covered.work.sessions_covered, usual.work.sessions_rostered);
    // Whoever is on leave is not sick at work, nor is the locum.
    system.absence.sickness_share = 0.2;
    assert_eq!(one(&system, SHORT, 1).ledger(), usual.ledger());
    system.absence.sickness_share = 0.0;
    // On half of the days.
    system.absence.cover = cover(0.5, 0.0, 0);
    let half = one(&system, SHORT, 1);
    let share = half.work.sessions_covered as f64 / half.work.sessions_rostered as f64;
    assert!((0.4..0.6).contains(&share), "{share} of sessions are covered");
    // Sickness is covered from the day stated on, so the later, the more is lost.
    system.absence.parental_leave = 0.0;
    system.absence.sickness_share = 0.2;
    system.absence.sickness_spell_days = 10.0;
    let lost = [cover(0.0, 1.0, 0), cover(0.0, 1.0, 7), cover(0.0, 1.0, 28), None].map(|cover| {
        system.absence.cover = cover;
        one(&system, SHORT, 1).ledger().absence
    });
    assert!(lost[0] == 0 && lost.is_sorted() && lost[1] < lost[3], "{lost:?}");
}

#[test]
fn leavers_hires_and_meetings_are_told_to_the_observer() {
    let mut system = leyton();
    system.cohorts[0].people = 30;
    for team in system.teams.iter_mut().filter(|team| team.sessions.is_empty()) {
        team.turnover = Some(Turnover {
            per_year: probability(0.9),
            recruitment_weeks: 3.0,
            recruitment_least_weeks: 1.0,
            vacant: None,
        });
    }
    system.labour_pools = vec![pool(&system, 3, 1.0)];
    let mut staff = OfStaff::default();
    let horizon = Horizon { warm_up_weeks: 1, weeks: 8 };
    simulate(&system, horizon, &Addressed::new(1, 0), &mut staff).unwrap();
    let lines: Vec<String> = staff.0.iter().map(|fact| Narrator::new(&system).line(fact)).collect();
    for told in [
        ": gp-partners: a post falls vacant",
        ": gp-partners: a successor begins",
        ": clinical-pharmacists: a post falls vacant",
        ": clinical-pharmacists: hired from the labour pool",
        ": ageing-well: a meeting that 3 attend",
    ] {
        assert!(lines.iter().any(|line| line.ends_with(told)), "{told}: {lines:?}");
    }
}

/// What is told of nobody in particular.
#[derive(Default)]
struct OfStaff(Vec<Fact>);

impl Observer for OfStaff {
    const LISTENS: bool = true;

    fn note(&mut self, fact: Fact) {
        if let Who::Staff { .. } = fact.who {
            self.0.push(fact);
        }
    }
}
