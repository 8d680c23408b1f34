//! The best team for a goal: which teams are possible and what they cost, the course of a search on known
//! answers, what is said of them, and the command.

use crate::interruption::{assert_same, files, program};
use crate::support::{Case, SMALL, baseline};
use pcn_sim::engine::samplers::standard_normal;
use pcn_sim::engine::streams::Streams;
use pcn_sim::measures::MEASURES;
use pcn_sim::optimisation::book::{Book, Halt, Job, Stage, TeamRow};
use pcn_sim::optimisation::course::{Outcome, Settings, run};
use pcn_sim::optimisation::goal::{Goal, index_of};
use pcn_sim::optimisation::posts::{Asked, Posts};
use pcn_sim::optimisation::verdict::{Verdict, verdict};
use pcn_sim::report::optimise::{Inputs, optimise_text};
use pcn_sim::scenario::embedded::BASELINE;
use pcn_sim::scenario::{FileSystem, Scenario, load};
use pcn_sim::simulation::Horizon;
use std::collections::BTreeMap;

fn average() -> Scenario {
    load(BASELINE, &FileSystem).unwrap()
}

fn asked(roles: &[&str], step: f64, most: f64) -> Asked {
    let roles = roles.iter().map(|role| (*role).to_owned()).collect();
    Asked { roles, step, most, ..Asked::default() }
}

#[test]
fn possible_teams_and_their_claims_are_worked_by_hand() {
    // Claims: 1,030,138 in all, of which 70,483 for 1.1 paramedics and 68,846 for 1.6 technicians. A WTE is
    // 64,075 and 43,029; of 150,000 left, none of the first leaves 0 to 3 of the second, one 0 or 1, two 0.
    let mut wanted = asked(&["paramedic", "pharmacy-technician"], 1.0, 3.0);
    let fixed = 1_030_137.50 - 70_482.50 - 68_846.00;
    wanted.sum = Some(fixed + 150_000.0);
    let posts = Posts::new(&average(), &wanted).unwrap();
    let order: Vec<&str> = posts.posts.iter().map(|post| post.title.as_str()).collect();
    assert_eq!(order, ["Paramedic", "Pharmacy technician"]);
    let all = [[0, 0], [0, 1], [0, 2], [0, 3], [1, 0], [1, 1], [2, 0]].map(Vec::from);
    assert_eq!(posts.every(), all);
    assert_eq!(posts.count(), (7.0, true));
    let claim = posts.cost(&posts.at(&[1, 1])).claim.as_pounds();
    assert!((claim - (fixed + 43_028.75 + 64_075.0)).abs() < 2.0, "{claim}");
    assert!((posts.cost(&posts.in_post).claim.as_pounds() - 1_030_137.50).abs() < 2.0);
    assert!(posts.is_in_post_possible());
    assert_eq!(posts.near_in_post(), [1, 1]);
    // With 100,000 left they are too dear, by 39,328; so are one of each, by 7,104, the paramedic first.
    wanted.sum = Some(fixed + 100_000.0);
    let posts = Posts::new(&average(), &wanted).unwrap();
    assert!(!posts.is_in_post_possible());
    assert_eq!(posts.near_in_post(), [0, 1]);
}

#[test]
fn the_average_network_has_at_least_ten_thousand_teams_and_their_number_is_near_the_exact_one() {
    let posts = Posts::new(&average(), &Asked::default()).unwrap();
    assert!(posts.count().0 >= 10_000.0);
    for left in ["Advanced practitioner", "Digital and transformation lead"] {
        assert!(posts.left.contains(&left.to_owned()), "{left}: {:?}", posts.left);
    }
    // Three roles are few enough to be counted one by one if steps are large, and many if they are small.
    let three = ["paramedic", "pharmacy-technician", "physician-associate"];
    let mut wanted = asked(&three, 0.2, 10.0);
    wanted.sum = Some(1_200_000.0);
    let posts = Posts::new(&average(), &wanted).unwrap();
    let (found, is_exact) = posts.count();
    let exact = posts.every().len() as f64;
    assert!(!is_exact && (found / exact - 1.0).abs() < 0.02, "{found}, exactly {exact}");
}

#[test]
fn rooms_are_charged_by_the_year_and_caps_hold() {
    let lead = "digital-and-transformation-lead";
    let mut wanted = asked(&[lead], 0.2, 10.0);
    wanted.rooms = (0, 4);
    let posts = Posts::new(&average(), &wanted).unwrap();
    // A cap of one WTE, whatever --max says.
    assert_eq!((posts.dimensions(), posts.range(0), posts.range(1)), (2, (0, 5), (0, 4)));
    // 75,000 over 15 years at 3.5%: 0.035 / (1 − 1.035^−15) = 0.0868251; and 2,000 to run.
    assert!((posts.room.as_pounds() - (75_000.0 * 0.086_825_07 + 2_000.0)).abs() < 0.02);
    let cost = |point: &[i64]| posts.cost(&posts.at(point)).whole.as_pounds();
    assert!((cost(&[1, 3]) - cost(&[1, 0]) - 3.0 * posts.room.as_pounds()).abs() < 0.02);
    let system = posts.system(posts.stated(), &posts.at(&[0, 3]));
    assert_eq!(system.rooms_total(), baseline().rooms_total() + 3);
}

#[test]
fn who_must_be_supervised_needs_a_supervisor() {
    let mut scenario = average();
    let system = &mut scenario.system;
    let supervises: Vec<bool> = system.roles.iter().map(|role| role.supervises).collect();
    system.teams.iter_mut().filter(|team| supervises[team.role]).for_each(|team| {
        team.wte = 0.0;
        team.sessions.clear();
    });
    let supervised: Vec<bool> = system.roles.iter().map(|of| of.supervision.is_some()).collect();
    system.teams.iter_mut().filter(|team| supervised[team.role]).for_each(|team| team.wte = 0.0);
    let posts = Posts::new(&scenario, &asked(&["paramedic"], 0.2, 1.0)).unwrap();
    assert_eq!(posts.every(), [vec![0]]);
}

#[test]
fn wrong_numbers_and_roles_are_all_named() {
    let mut wanted = asked(&["paramedics"], 0.0, 999.0);
    wanted.rooms = (4, 2);
    wanted.sum = Some(-1.0);
    let why = Posts::new(&average(), &wanted).unwrap_err().join("\n");
    for said in ["did you mean paramedic", "--step 0", "--max 999", "--rooms 4..2", "--sum -1"] {
        assert!(why.contains(said), "{said}: {why}");
    }
    wanted = asked(&["paramedic"], 0.2, 1.0);
    wanted.sum = Some(1_000.0);
    assert!(Posts::new(&average(), &wanted).unwrap_err()[0].contains("a larger --sum"));
    let scenario = Scenario { money: None, ..average() };
    assert!(Posts::new(&scenario, &Asked::default()).unwrap_err()[0].contains("no table [money]"));
}

/// What a team is worth in a made-up world.
type Worth<'w> = &'w dyn Fn(&[f64]) -> f64;

/// A world with known answers: the worth of a team, with noise that all teams of a replication share and
/// noise of its own.
fn made_up(jobs: &[Job], worth: Worth<'_>, (common, own): (f64, f64), seed: u64) -> Vec<TeamRow> {
    let needs = index_of("needs_settled").unwrap();
    let streams = Streams::new(seed, 0);
    let row = |job: &Job| {
        let at = u64::from(job.replication) + 100_000 * job.stage as u64;
        let team: Vec<f64> = job.team.wte().collect();
        let key = team.iter().fold(job.team.rooms.into(), |key: u64, wte| {
            key.wrapping_mul(1_000_003).wrapping_add((wte * 1_000.0).round() as u64)
        });
        let z = |what, subject| standard_normal(streams.uniform(what, subject, 0, 0).max(1e-12));
        let noise = common * z(0, at) + own * z(1, at.wrapping_mul(7_919).wrapping_add(key));
        let mut measures = vec![None; MEASURES.len()];
        measures[needs] = Some(worth(&team) + noise);
        for other in ["ed_attendances_all", "requests_not_met"] {
            measures[index_of(other).unwrap()] = Some(1_000.0 - 0.1 * worth(&team));
        }
        // Planned care is the work of the first role alone.
        measures[index_of("planned_care_delivered").unwrap()] = Some(1_000.0 * team[0]);
        TeamRow {
            stage: job.stage as u32,
            number: job.number,
            replication: job.replication,
            refused: 0,
            events: 1,
            team: job.team.clone(),
            cost: 0.0,
            measures,
        }
    };
    jobs.iter().map(row).collect()
}

/// A year, in which flows are what they are.
const YEAR: u32 = 52;

/// Takes a course in a made-up world and shows its end to `see`.
fn course<T>(
    posts: &Posts,
    (worth, noise): (Worth<'_>, (f64, f64)),
    settings: &Settings,
    see: impl FnOnce(&Book<'_>, &Outcome) -> T,
) -> T {
    let goal = Goal::read("needs-settled").unwrap();
    let simulate = |jobs: &[Job]| Ok(made_up(jobs, worth, noise, settings.seed));
    let mut book = Book::new((posts, &goal, YEAR), Vec::new(), Box::new(simulate));
    let outcome = run(&mut book, settings, &settings.plan().unwrap());
    assert_eq!(outcome.halt, None);
    see(&book, &outcome)
}

fn settings(budget: u32, seed: u64) -> Settings {
    Settings { budget, draws: Some(0), indifference: Some(10.0), seed }
}

/// Diminishing gains that differ by role; the sum allows about half of all posts.
fn diminishing(team: &[f64]) -> f64 {
    let each = team.iter().zip([900.0, 1_500.0, 700.0]);
    each.map(|(wte, gain)| gain * wte - 0.06 * gain * wte * wte).sum()
}

fn three_roles() -> Posts {
    let mut wanted =
        asked(&["paramedic", "clinical-pharmacist", "first-contact-physiotherapist"], 1.0, 6.0);
    wanted.sum = Some(1_000_000.0);
    Posts::new(&average(), &wanted).unwrap()
}

#[test]
fn a_course_in_a_known_world_comes_near_the_best_of_all_teams() {
    let posts = three_roles();
    let worth = |point: &[i64]| diminishing(&posts.at(point).wte().collect::<Vec<_>>());
    let every: Vec<f64> = posts.every().iter().map(|point| worth(point)).collect();
    let best = every.iter().copied().fold(f64::MIN, f64::max);
    let worst = every.iter().copied().fold(f64::MAX, f64::min);
    let budget = every.len() as u32 * 20 / 5;
    let mut regrets = Vec::new();
    for seed in 1..=20 {
        let of = (&diminishing as Worth<'_>, (400.0, 150.0));
        course(&posts, of, &settings(budget, seed), |book, outcome| {
            let lead = outcome.finalists[0];
            let team: Vec<f64> = book.teams[lead as usize].wte().collect();
            regrets.push((best - diminishing(&team)) / (best - worst));
        });
    }
    let mean = regrets.iter().sum::<f64>() / 20.0;
    let most = regrets.iter().copied().fold(0.0, f64::max);
    assert!(mean < 0.01 && most < 0.05, "{regrets:?}");
}

#[test]
fn the_value_that_is_reported_is_not_flattered_by_the_choice() {
    let posts = three_roles();
    let mut within = 0;
    let mut sum = 0.0;
    for seed in 1..=200 {
        // Much noise of its own, so that a choice by the same values would flatter.
        let of = (&diminishing as Worth<'_>, (50.0, 500.0));
        course(&posts, of, &settings(400, seed), |book, outcome| {
            let lead = outcome.finalists[0];
            let truth = diminishing(&book.teams[lead as usize].wte().collect::<Vec<_>>());
            let values = book.gains(Stage::Value, lead).unwrap();
            let year = 7.0 * f64::from(YEAR) / pcn_sim::units::YEAR_DAYS;
            let values: Vec<f64> = values.iter().map(|value| value * year).collect();
            let mean = values.iter().sum::<f64>() / values.len() as f64;
            let error =
                (500.0_f64.powi(2) + 50.0_f64.powi(2)).sqrt() / (values.len() as f64).sqrt();
            sum += (mean - truth) / error;
            within += u32::from((mean - truth).abs() <= 2.0 * error);
        });
    }
    // 95.4% of 200, with a standard error of 1.5%; the mean of 200 standard errors has 0.07.
    assert!(within >= 182, "{within} of 200 within two standard errors");
    assert!((sum / 200.0).abs() < 0.25, "{} standard errors too high on average", sum / 200.0);
}

#[test]
fn no_winner_is_crowned_where_all_teams_are_alike() {
    let posts = three_roles();
    let alike = |_: &[f64]| 5_000.0;
    let crowned = (1..=100).filter(|seed| {
        let of = (&alike as Worth<'_>, (400.0, 150.0));
        course(&posts, of, &settings(400, *seed), |book, outcome| {
            verdict(book, outcome) == Verdict::Best
        })
    });
    // 5% with a standard error of 2.2%.
    let crowned = crowned.count();
    assert!(crowned <= 11, "{crowned} of 100");
}

/// The answer of a course in a made-up world.
fn told(posts: &Posts, worth: Worth<'_>, noise: (f64, f64), settings: &Settings) -> String {
    let scenario = average();
    course(posts, (worth, noise), settings, |book, outcome| {
        let plan = settings.plan().unwrap();
        let horizon = Horizon { warm_up_weeks: 0, weeks: YEAR };
        let shown = Inputs { scenario: &scenario, book, outcome, plan: &plan, horizon };
        optimise_text(&shown).split_whitespace().collect::<Vec<_>>().join(" ")
    })
}

#[test]
fn the_right_sentence_is_said_where_it_is_known() {
    let posts = three_roles();
    let noisy = (400.0, 150.0);
    let alike = told(&posts, &|_| 5_000.0, noisy, &settings(400, 3));
    assert!(alike.contains("these cannot be told apart"), "{alike}");
    assert!(alike.contains("none is claimed to be the best"), "{alike}");
    assert!(alike.contains("the cheapest of them"), "{alike}");
    let same = told(&posts, &|_| 5_000.0, (400.0, 0.0), &settings(400, 3));
    assert!(same.contains("What to do: nothing differs"), "{same}");
    assert!(same.contains("What would change it: another --goal"), "{same}");
    // One kind of staff is worth much, the others do harm: there are six of that and nobody else.
    let one = |team: &[f64]| 5_000.0 * team[2] - 2_000.0 * (team[0] + team[1]);
    let clear = told(&posts, &one, noisy, &settings(800, 3));
    assert!(clear.contains("What to do: choose team"), "{clear}");
    assert!(clear.contains("which is clearly better than every other finalist"), "{clear}");
    assert!(clear.contains("The team in post is not possible"), "{clear}");
    // It delivers no planned care, which the goal does not count.
    let lost = posts.in_post.wte().next().unwrap() * 1_000.0 * pcn_sim::units::YEAR_DAYS / 364.0;
    let lost = format!("clearly worse than the team in post in planned care delivered (-{lost:.0}");
    assert!(lost.contains("(-5720") && clear.replace(',', "").contains(&lost), "{clear}");
    assert!(clear.contains("--goal \"needs-settled:1,planned-care-delivered:0.5\""), "{clear}");
    // A team that is better in everything has no such words.
    let first = told(&posts, &|team| 5_000.0 * team[0], noisy, &settings(800, 3));
    assert!(!first.contains("clearly worse than the team in post"), "{first}");
    // The team in post is the best that there is.
    let wanted = asked(&["paramedic", "clinical-pharmacist"], 1.0, 6.0);
    let rich = Posts::new(&average(), &wanted).unwrap();
    let stay = |team: &[f64]| -3_000.0 * ((team[0] - 5.7).abs() + (team[1] - 1.1).abs());
    let keep = told(&rich, &stay, noisy, &settings(800, 3));
    assert!(keep.contains("What to do: keep the team in post; every other finalist is"), "{keep}");
}

#[test]
fn a_course_that_is_stopped_says_that_more_runs_are_needed_and_goes_on_to_the_same_end() {
    let posts = three_roles();
    let goal = Goal::read("needs-settled").unwrap();
    let settings = settings(400, 1);
    let plan = settings.plan().unwrap();
    let noise = (400.0, 150.0);
    let scenario = average();
    let horizon = Horizon { warm_up_weeks: 0, weeks: YEAR };
    let mut whole = BTreeMap::new();
    let all = |jobs: &[Job]| Ok(made_up(jobs, &diminishing, noise, 1));
    let mut book = Book::new((&posts, &goal, YEAR), Vec::new(), Box::new(all));
    let end = run(&mut book, &settings, &plan);
    let count = [Stage::Search, Stage::Selection, Stage::Value].map(|stage| book.count(stage));
    assert!(count.iter().sum::<usize>() <= 400 && count.iter().all(|rows| *rows > 0), "{count:?}");
    // Each time, five jobs more are made and the rest is missing, in whatever order they end.
    for _ in 0..400 {
        let known: Vec<TeamRow> = whole.values().cloned().collect();
        let few = |jobs: &[Job]| {
            let rows = made_up(jobs, &diminishing, noise, 1).into_iter().rev();
            let made: Vec<TeamRow> = rows.take(5).collect();
            let is_all = made.len() == jobs.len();
            whole.extend(
                made.iter().map(|row| ((row.stage, row.number, row.replication), row.clone())),
            );
            if is_all { Ok(made) } else { Err(Halt::Stopped) }
        };
        let mut book = Book::new((&posts, &goal, YEAR), known, Box::new(few));
        let outcome = run(&mut book, &settings, &plan);
        let shown =
            Inputs { scenario: &scenario, book: &book, outcome: &outcome, plan: &plan, horizon };
        if outcome.values.is_empty() {
            let text = optimise_text(&shown);
            assert!(text.contains("more runs are needed"), "{text}");
        }
        if outcome.halt.is_none() {
            assert_eq!(outcome, end);
            return;
        }
    }
    panic!("it does not come to its end");
}

/// A case with the small network, and a search of few weeks.
fn case(args: &str) -> Case {
    Case::new().file("small.toml", SMALL).args(args.split_whitespace())
}

const BRIEF: &str = "optimise small.toml --roles paramedic,first-contact-physiotherapist --max 1 --sum \
                     1000000 --weeks 1 --warm-up-weeks 0 --budget 120";

#[test]
fn the_same_bytes_on_one_and_two_threads_and_when_written_again() {
    let on = |threads: u32| case(&format!("{BRIEF} --output out --threads {threads}")).succeeds();
    let (one, two) = (on(1), on(2));
    assert_same(&files(&one.path().join("out")), &files(&two.path().join("out")));
    let before = files(&one.path().join("out"));
    for name in ["optimise.csv", "optimise.json", "teams.csv", "pareto.csv", "pareto.svg"] {
        assert!(before.contains_key(name), "{name}");
    }
    let again = Case::new().args(["report", one.path().join("out").to_str().unwrap()]).succeeds();
    let again = again.stdout_contains("What to do:").stdout_contains("How sure:");
    let again = again.stdout_contains("What would change it:");
    assert_eq!(again.stdout(), one.stdout());
    assert_same(&before, &files(&one.path().join("out")));
}

#[test]
fn teams_are_listed_with_their_money_and_all_headlines() {
    let ended = case(&format!("{BRIEF} --rooms 0..2 --output out")).succeeds();
    let text = std::fs::read_to_string(ended.path().join("out/teams.csv")).unwrap();
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let head = reader.headers().unwrap().clone();
    let column = |name: &str| head.iter().position(|known| known == name).expect(name);
    let names = ["needs_settled", "requests_not_met", "gp_hours", "ed_attendances_all", "goal"];
    let columns = names.map(column);
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert!(rows.len() > 5, "{}", rows.len());
    let (team, possible) = (column("team"), column("possible"));
    let (claim, replications) = (column("claim_pounds"), column("replications"));
    for row in &rows {
        assert!(columns.iter().all(|at| row[*at].parse::<f64>().is_ok()), "{row:?}");
        let within = row[claim].parse::<f64>().unwrap() <= 1_000_000.0;
        // The team in post claims more than the sum and is there for comparison.
        assert_eq!(within, &row[possible] == "yes", "{row:?}");
        assert_eq!(&row[team] == "0", &row[possible] == "no", "{row:?}");
        assert!(row[replications].parse::<u32>().unwrap() >= 2);
    }
    let text = std::fs::read_to_string(ended.path().join("out/optimise.csv")).unwrap();
    assert!(text.lines().count() >= 3 && !text.contains(",best,"), "{text}");
}

#[test]
fn draws_say_how_often_a_team_is_best() {
    let ended = case(&format!("{BRIEF} --draws 40 --output out"));
    ended.fails_with(2).stderr_contains("--budget 120: expected enough for the draws");
    let args = BRIEF.replace("--budget 120", "--budget 220 --draws 3");
    let ended = case(&format!("{args} --output out")).succeeds();
    let ended =
        ended.stdout_contains("Best in draws").stdout_contains("3 draws, too few to rely on");
    let text = std::fs::read_to_string(ended.path().join("out/optimise.csv")).unwrap();
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let head = reader.headers().unwrap().clone();
    let at = head.iter().position(|name| name == "best_share_of_draws").unwrap();
    let shares: f64 = reader.records().map(|row| row.unwrap()[at].parse::<f64>().unwrap()).sum();
    assert!((shares - 1.0).abs() < 1e-9, "{text}");
}

#[test]
fn wrong_requests_name_everything_and_leave_nothing() {
    case("optimise small.toml --goal need-settled --roles paramedics --step 0 --indifference 0")
        .fails_with(2)
        .stderr_contains("did you mean needs-settled")
        .stderr_contains("did you mean paramedic")
        .stderr_contains("--step 0")
        .stderr_contains("--indifference 0");
    case("optimise small.toml --roles paramedic").fails_with(2).stderr_contains("a larger --sum");
    case("optimise small.toml --budget 9").fails_with(2).stderr_contains("--budget");
    case("optimise small.toml --rooms few").fails_with(2).stderr_contains("such as 0..4");
    case("optimise --help").succeeds().stdout_contains("pcn-sim optimise average-pcn");
}

#[test]
fn another_request_does_not_go_on_with_the_same_rows() {
    let ended = case(&format!("{BRIEF} --output out")).succeeds();
    let said = |args: &str| {
        let mut command = program(ended.path(), args, &[]);
        let output = command.stderr(std::process::Stdio::piped()).output().unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    assert_eq!(said("optimise --resume out").0, Some(0));
    let (code, text) = said("optimise --goal requests-not-met --resume out");
    assert!(code == Some(2) && text.contains("the goal, roles, limits"), "{text}");
    let (code, text) = said("merge out --output both");
    assert_eq!(code, Some(2), "{text}");
    assert!(text.contains("chooses each team from earlier results"), "{text}");
}
