//! Which parameters the answer depends on: groups, a course in worlds with known answers, what is said of
//! them, and the command.

use crate::interruption::{assert_same, files, program};
use crate::support::{Case, SMALL, SMALL_AND_MORE, printed};
use pcn_sim::engine::samplers::standard_normal;
use pcn_sim::engine::streams::Streams;
use pcn_sim::report::sensitivity::{Inputs, sensitivity_text, sentences, tornado_csv};
use pcn_sim::scenario::{FileSystem, Scenario, load};
use pcn_sim::simulation::Horizon;
use pcn_sim::uncertainty::draw::Draws;
use pcn_sim::uncertainty::sensitivity::book::{Book, Halt, Job, PointRow, What};
use pcn_sim::uncertainty::sensitivity::central::{MARGIN, NEEDS};
use pcn_sim::uncertainty::sensitivity::course::{Course, Outcome};
use pcn_sim::uncertainty::sensitivity::groups::{NOBODY, joined, roles_without_staff};
use pcn_sim::uncertainty::sensitivity::request::Request;
use pcn_sim::uncertainty::sensitivity::tornado::Turn;
use pcn_sim::uncertainty::spread::Source;
use std::collections::BTreeMap;
use std::sync::LazyLock;

static SCENARIOS: LazyLock<Vec<Scenario>> = LazyLock::new(|| {
    ["average-pcn", "two-more-physiotherapists", "two-more-rooms"]
        .map(|name| load(name, &FileSystem).unwrap())
        .to_vec()
});

const HORIZON: Horizon = Horizon { warm_up_weeks: 0, weeks: 52 };

#[test]
fn every_parameter_is_in_exactly_one_group_and_there_are_at_most_as_many_as_asked_for() {
    let sources = Draws::new(&SCENARIOS, 1).unwrap().sources();
    let nobody = roles_without_staff(&SCENARIOS);
    assert!(nobody.contains("podiatrist") && !nobody.contains("gp-partner"), "{nobody:?}");
    for most in [60, 30, 18, 5, 1] {
        let groups = joined(&sources, &nobody, most);
        assert!(groups.len() <= most, "{} of {most}", groups.len());
        let mut all: Vec<usize> = groups.iter().flat_map(|group| group.members.clone()).collect();
        all.sort_unstable();
        assert_eq!(all, (0..sources.len()).collect::<Vec<_>>());
        let mut names: Vec<&str> = groups.iter().map(|group| group.name.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), groups.len(), "names differ");
    }
    let groups = joined(&sources, &nobody, 60);
    assert_eq!(groups.len(), 60);
    let of = |key: &str| {
        let index = sources.iter().position(|source| source.key == key).unwrap();
        groups.iter().find(|group| group.members.contains(&index)).unwrap()
    };
    assert_eq!(of("roles.podiatrist").name, NOBODY);
    // What one table states of a role or a need is in one group.
    assert_eq!(of("needs.msk").name, of("needs.msk.share").name);
    assert_eq!(of("roles.gp-partner").name, of("roles.gp-partner.session_starts[1].at").name);
    // Fewer parameters than groups: each unit by itself.
    assert_eq!(joined(&made_up(4), &nobody, 60).len(), 4);
}

#[test]
fn a_point_is_the_draw_with_the_same_numbers_and_without_numbers_the_scenario_as_written() {
    let draws = Draws::new(&SCENARIOS, 1).unwrap();
    let sources = draws.sources();
    let draw = (1..30).find(|draw| draws.drawn(*draw, 0).is_some()).unwrap();
    let chances: Vec<Option<f64>> =
        draws.chances(&sources, draw, 0).into_iter().map(Some).collect();
    let resolved = |all: &[Scenario]| -> Vec<String> {
        all.iter().map(|scenario| scenario.resolved.clone()).collect()
    };
    let (at, drawn) = (draws.at(&sources, &chances).unwrap(), draws.drawn(draw, 0).unwrap());
    assert_eq!(resolved(&at), resolved(&drawn));
    let needs = |all: &[Scenario]| all[2].system.needs.clone();
    assert_eq!(needs(&at), needs(&drawn));
    let none = vec![None; sources.len()];
    let stated = draws.at(&sources, &none).unwrap();
    for (own, scenario) in stated.iter().zip(SCENARIOS.iter()) {
        assert_eq!(own.system, scenario.system, "{}", scenario.name);
    }
    // One share of a composition moves the others in proportion, and nothing else.
    let key = |key: &str| sources.iter().position(|source| source.key == key).unwrap();
    let mut one = none;
    one[key("needs.msk.share")] = Some(0.95);
    let moved = draws.at(&sources, &one).unwrap();
    let share = |all: &[Scenario], name: &str| {
        all[0].system.needs.iter().find(|need| need.name == name).unwrap().share
    };
    let ratio = |name: &str| share(&moved, name) / share(&SCENARIOS, name);
    assert!(ratio("msk") > 1.0 && ratio("skin") < 1.0);
    assert!((ratio("skin") / ratio("child") - 1.0).abs() < 1e-3);
    assert_eq!(moved[0].system.roles, SCENARIOS[0].system.roles);
}

fn made_up(count: usize) -> Vec<Source> {
    (0..count).map(|index| Source { key: format!("table.p{index:02}"), item: 0 }).collect()
}

fn request(trajectories: u32) -> Request {
    Request { singly: true, groups: 60, trajectories, replications: 6, tornado: 4, sobol: 0 }
}

/// Needs settled by a scenario at a point in a replication.
type World<'w> = &'w dyn Fn(usize, &[f64], u32) -> f64;

/// Points that may be simulated.
type Possible<'w> = &'w dyn Fn(&[f64]) -> bool;

/// The rows of a made-up world, in which a year settles as many needs as it says.
fn rows(course: &Course, jobs: &[Job], world: World<'_>, possible: Possible<'_>) -> Vec<PointRow> {
    let row = |job: &Job| match &job.what {
        What::Plan => {
            let (attempts, refused) = course.screen.plan(job.number, possible).unwrap();
            PointRow { attempts, refused, ..job.row() }
        }
        What::Point { chances, .. } => {
            let point: Vec<f64> = chances.iter().map(|chance| chance.unwrap_or(0.5)).collect();
            let mut values = vec![Vec::new(); course.scenarios];
            for scenario in &job.scenarios {
                let needs = world(*scenario, &point, job.replication);
                values[*scenario] = vec![Some(needs), Some(100.0), Some(200.0), Some(300.0)];
            }
            PointRow { values, ..job.row() }
        }
    };
    jobs.iter().map(row).collect()
}

/// Takes a course in a made-up world and shows its end to `see`.
fn course<T>(
    (sources, request): (usize, Request),
    world: World<'_>,
    possible: Possible<'_>,
    see: impl FnOnce(&Course, &Outcome, &Inputs<'_>) -> T,
) -> T {
    let course = Course::new(request, &SCENARIOS, made_up(sources), 1).unwrap();
    let simulate = |jobs: &[Job]| Ok(rows(&course, jobs, world, possible));
    let mut book = Book::new(Vec::new(), Box::new(simulate));
    let outcome = course.run(&mut book);
    assert_eq!(outcome.halt, None);
    let names = ["base", "physio", "rooms"].map(str::to_owned);
    let titles = ["Base", "Physio", "Rooms"].map(str::to_owned);
    let inputs = Inputs {
        names: &names,
        titles: &titles,
        course: &course,
        book: &book,
        outcome: &outcome,
        horizon: HORIZON,
    };
    see(&course, &outcome, &inputs)
}

const ALWAYS: Possible<'static> = &|_| true;

/// A standard normal value that depends on all of a point and on the replication.
fn noise(scenario: usize, point: &[f64], replication: u32) -> f64 {
    let key = point.iter().fold(scenario as u64 + 1, |key, x| {
        key.wrapping_mul(1_000_003).wrapping_add((x * 1e6).round() as u64)
    });
    standard_normal(Streams::new(9, replication).uniform(1, key, 0, 0).max(1e-12))
}

/// All gain alike from p00; physiotherapists gain from p01 and rooms from p02; p03 is inert.
fn linear(scenario: usize, p: &[f64]) -> f64 {
    let gain = [-1_000.0, 500.0 - 300.0 * p[1], -50.0 + 200.0 * p[2]][scenario];
    5_000.0 * p[0] + gain
}

#[test]
fn effects_of_a_linear_world_are_exact_and_in_their_order() {
    let world: World<'_> = &|scenario, p, _| linear(scenario, p);
    course((4, request(5)), world, ALWAYS, |_, outcome, _| {
        let central = outcome.central.as_ref().unwrap();
        assert_eq!(central.leading, Some((1, 2)));
        assert_eq!(central.margin().unwrap().mean, 300.0);
        let screened = outcome.screened.as_ref().unwrap();
        let known = [(5_000.0, 0.0), (0.0, -300.0), (0.0, -200.0), (0.0, 0.0)];
        for (group, (needs, margin)) in screened.groups.iter().zip(known) {
            for (quantity, known) in [(NEEDS, needs), (MARGIN, margin)] {
                let judged = group.effects[quantity].unwrap();
                printed(judged.effect.mean, known, 6);
                printed(judged.effect.absolute, known.abs(), 6);
                assert_eq!((judged.steps, judged.is_told), (5, Some(known != 0.0)), "{known}");
            }
        }
        let order: Vec<usize> =
            outcome.tornado.as_ref().unwrap().bars.iter().map(|bar| bar.parameter).collect();
        assert_eq!(order[..2], [1, 2], "the margin decides");
    });
}

#[test]
fn a_bar_is_the_change_between_the_ends_of_a_range() {
    let world: World<'_> = &|scenario, p, _| linear(scenario, p);
    course((4, request(3)), world, ALWAYS, |_, outcome, inputs| {
        let tornado = outcome.tornado.as_ref().unwrap();
        let bar = tornado.bars.iter().find(|bar| bar.parameter == 1).unwrap();
        let ends = bar.ends.map(|end| end.unwrap());
        printed(ends[0].changes[MARGIN].unwrap(), 300.0 * 0.45, 6);
        printed(ends[1].changes[MARGIN].unwrap(), -300.0 * 0.45, 6);
        assert!(tornado.bars.iter().all(|bar| bar.turn() == Turn::No));
        assert!(ends.iter().all(|end| end.is_told[MARGIN] && !end.is_told[NEEDS]));
        let said = sentences(inputs);
        assert!(said[0].starts_with("prefer \"Physio\" to \"Rooms\""), "{said:?}");
        assert!(said[0].contains("measure \"table: p01\" first"), "{said:?}");
        assert!(said[2].contains("none of the 4 leading parameters turns the choice"), "{said:?}");
    });
}

#[test]
fn the_parameter_that_turns_the_choice_is_named() {
    // At the 95th percentile of p01: 300 − 1,000 × 0.45 = −150.
    let world: World<'_> = &|scenario, p, replication| {
        let turning = if scenario == 1 { -700.0 * (p[1] - 0.5) } else { 0.0 };
        linear(scenario, p) + turning + 5.0 * noise(scenario, p, replication)
    };
    course((4, request(5)), world, ALWAYS, |_, outcome, inputs| {
        let bars = &outcome.tornado.as_ref().unwrap().bars;
        assert_eq!((bars[0].parameter, bars[0].turn()), (1, Turn::Yes));
        assert!(bars[1..].iter().all(|bar| bar.turn() == Turn::No), "{bars:?}");
        let said = sentences(inputs);
        assert!(
            said[0].contains("only if you trust the central value of \"table: p01\""),
            "{said:?}"
        );
        assert!(said[2].starts_with("another value of \"table: p01\""), "{said:?}");
        let text = tornado_csv(inputs);
        assert!(text.lines().any(|line| line.starts_with("table.p01,shown,high,0.95,")), "{text}");
    });
}

#[test]
fn what_has_no_effect_is_not_told_from_chance() {
    // Of 20 parameters two matter. A false alarm among all in 1 of 20 studies: in 60, more than 8 would
    // come about in fewer than 1 of 500.
    let mut alarms = 0;
    for seed in 0..60 {
        let world: World<'_> = &|scenario, p, replication| {
            let own = [-9_000.0, 2_000.0 - 3_000.0 * p[1], 0.0][scenario];
            20_000.0 * p[0] + own + 100.0 * noise(scenario, p, replication + 100 * seed)
        };
        alarms += course((20, request(4)), world, ALWAYS, |_, outcome, inputs| {
            let groups = &outcome.screened.as_ref().unwrap().groups;
            let told = |group: usize, of: usize| groups[group].effects[of].unwrap().is_told;
            assert_eq!((told(0, NEEDS), told(1, MARGIN)), (Some(true), Some(true)), "{seed}");
            let text = sensitivity_text(inputs);
            assert!(text.contains("* Not told from chance."), "{text}");
            (2..20).filter(|group| told(*group, MARGIN) != Some(false)).count().min(1)
        });
    }
    assert!(alarms <= 8, "{alarms} of 60");
}

#[test]
fn options_that_hardly_differ_cannot_be_told_apart_and_none_is_crowned() {
    let world: World<'_> = &|scenario, p, replication| {
        let own = if scenario == 0 { -5_000.0 } else { 0.0 };
        3_000.0 * p[0] + own + 100.0 * noise(scenario, p, replication)
    };
    course((4, request(4)), world, ALWAYS, |_, _, inputs| {
        let said = sentences(inputs);
        assert!(said[0].contains("these cannot be told apart"), "{said:?}");
        assert!(!said[0].contains("prefer"), "{said:?}");
    });
}

#[test]
fn nothing_is_said_to_differ_where_nothing_does() {
    let world: World<'_> = &|_, p, replication| 3_000.0 * p[0] + f64::from(replication);
    course((4, request(4)), world, ALWAYS, |_, _, inputs| {
        let said = sentences(inputs);
        assert!(said[0].starts_with("nothing differs"), "{said:?}");
    });
}

#[test]
fn options_that_differ_in_the_second_replication_of_a_step_are_not_said_to_be_the_same() {
    let world: World<'_> = &|scenario, p, replication| {
        let own = if scenario == 1 && replication > 5_000 { p[1] } else { 0.0 };
        3_000.0 * p[0] + f64::from(replication) + own
    };
    course((4, request(4)), world, ALWAYS, |_, _, inputs| {
        let said = sentences(inputs);
        assert!(said[0].contains("these cannot be told apart"), "{said:?}");
    });
}

#[test]
fn an_impossible_step_leaves_the_group_in_its_place_and_is_counted() {
    let world: World<'_> = &|scenario, p, _| linear(scenario, p);
    // p00 and p01 must not both be large.
    let possible: Possible<'_> = &|p| p[0] < 0.5 || p[1] < 0.5;
    let sound = |world: World<'_>| {
        course((4, request(8)), world, possible, |_, outcome, _| outcome.screened.clone().unwrap())
    };
    let found = sound(world);
    assert!(found.refused > 0 && found.attempts > 0, "{found:?}");
    assert_eq!(found.steps + found.refused, 8 * 4);
    let steps: usize = found.groups.iter().map(|of| of.effects[MARGIN].unwrap().steps).sum();
    assert_eq!(steps, found.steps);
    // What was possible still has its exact effect, and no impossible point is simulated.
    printed(found.groups[1].effects[MARGIN].unwrap().effect.mean, -300.0, 6);
    sound(&|scenario, p, _| {
        // The places of a trajectory are odd eighths; single parameters leave all others at a half.
        let is_screened = p.iter().all(|x| (x * 8.0) % 2.0 == 1.0);
        assert!(!is_screened || possible(p), "{p:?}");
        linear(scenario, p)
    });
}

#[test]
fn indices_of_a_linear_world_are_its_shares_of_variance() {
    // Of the margin: 300² and 200², so 9 / 13 and 4 / 13; no interaction.
    let world: World<'_> = &|scenario, p, _| linear(scenario, p);
    let asked = Request { sobol: 256, ..request(2) };
    course((4, asked), world, ALWAYS, |_, outcome, _| {
        let found = outcome.shares.as_ref().unwrap();
        assert_eq!((found.blocks, found.refused), (256, 0));
        let margin = found.shares.iter().find(|shares| shares.quantity == MARGIN).unwrap();
        for (parameter, known) in [(1, 9.0 / 13.0), (2, 4.0 / 13.0)] {
            let place = found.parameters.iter().position(|of| *of == parameter).unwrap();
            assert!((margin.estimate.first[place] - known).abs() < 0.02, "{margin:?}");
            assert!((margin.estimate.total[place] - known).abs() < 0.02, "{margin:?}");
            let (low, high) = margin.intervals.first[place];
            assert!(low < known && known < high, "{margin:?}");
        }
    });
}

#[test]
fn a_course_that_is_stopped_again_and_again_comes_to_the_same_end() {
    let world: World<'_> =
        &|scenario, p, replication| linear(scenario, p) + 50.0 * noise(scenario, p, replication);
    let asked = Request { sobol: 4, tornado: 2, groups: 3, singly: false, ..request(3) };
    let course = Course::new(asked, &SCENARIOS, made_up(7), 1).unwrap();
    let mut whole = BTreeMap::new();
    let simulate = |jobs: &[Job]| {
        let made = rows(&course, jobs, world, ALWAYS);
        whole.extend(
            made.iter()
                .map(|row| ((row.stage, row.number, row.step, row.replication), row.clone())),
        );
        Ok(made)
    };
    let mut book = Book::new(Vec::new(), Box::new(simulate));
    let end = course.run(&mut book);
    drop(book);
    assert!(end.halt.is_none() && end.shares.is_some());
    let mut known: BTreeMap<(u32, u32, u32, u32), PointRow> = BTreeMap::new();
    for _ in 0..whole.len() {
        let kept = known.values().cloned().collect();
        let few = |jobs: &[Job]| {
            // In whatever order they end.
            let last: Vec<Job> = jobs.iter().rev().take(7).cloned().collect();
            let made = rows(&course, &last, world, ALWAYS);
            known.extend(
                made.iter()
                    .map(|row| ((row.stage, row.number, row.step, row.replication), row.clone())),
            );
            if last.len() == jobs.len() { Ok(made) } else { Err(Halt::Stopped) }
        };
        let mut book = Book::new(kept, Box::new(few));
        let outcome = course.run(&mut book);
        drop(book);
        if outcome.halt.is_none() {
            assert_eq!(outcome, end);
            assert_eq!(known, whole);
            return;
        }
    }
    panic!("it does not come to its end");
}

/// A case with the small networks, and a study of few points.
fn case(args: &str) -> Case {
    Case::new()
        .file("small.toml", SMALL)
        .file("more.toml", SMALL_AND_MORE)
        .args(args.split_whitespace())
}

const BRIEF: &str = "sensitivity small.toml more.toml --groups 4 --trajectories 1 --replications 3 --tornado 2 \
                     --weeks 1 --warm-up-weeks 0";

#[test]
fn the_same_bytes_on_one_and_two_threads_and_when_written_again() {
    let on = |threads: u32| {
        case(&format!("{BRIEF} --sobol 2 --output out --threads {threads}")).succeeds()
    };
    let (one, two) = (on(1), on(2));
    let before = files(&one.path().join("out"));
    assert_same(&before, &files(&two.path().join("out")));
    for name in ["sensitivity.csv", "sensitivity.json", "tornado.csv", "tornado.svg", "sobol.csv"] {
        assert!(before.contains_key(name), "{name}");
    }
    let again = Case::new().args(["report", one.path().join("out").to_str().unwrap()]).succeeds();
    let again = again.stdout_contains("What to do:").stdout_contains("How sure:");
    let again = again.stdout_contains("What would change it:");
    assert_eq!(again.stdout(), one.stdout());
    assert_same(&before, &files(&one.path().join("out")));
}

#[test]
fn every_parameter_is_in_the_files_once() {
    let ended = case(&format!("{BRIEF} --output out")).succeeds();
    let read = |name: &str| std::fs::read_to_string(ended.path().join("out").join(name)).unwrap();
    let table = |name: &str| {
        let text = read(name);
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let head = reader.headers().unwrap().clone();
        let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        (head, rows)
    };
    let (head, rows) = table("sensitivity.csv");
    let column = |name: &str| head.iter().position(|known| known == name).expect(name);
    let of_needs = rows.iter().filter(|row| &row[column("quantity")] == "needs_settled");
    let mut grouped: Vec<String> = of_needs
        .flat_map(|row| row[column("parameters")].split(' ').map(str::to_owned).collect::<Vec<_>>())
        .collect();
    let (_, rows) = table("tornado.csv");
    assert_eq!(rows.iter().filter(|row| &row[1] == "shown").count(), 2 * 2, "both ends of two");
    assert_eq!(rows.iter().filter(|row| &row[1] == "looked at").count(), 2);
    let mut single: Vec<String> = rows.iter().map(|row| row[0].to_owned()).collect();
    grouped.sort_unstable();
    single.sort_unstable();
    single.dedup();
    // A step that is impossible in its only trajectory leaves its group without an effect.
    assert!(grouped.iter().all(|name| single.binary_search(name).is_ok()));
    assert!(grouped.windows(2).all(|pair| pair[0] != pair[1]) && single.len() > 500);
}

#[test]
fn one_scenario_alone_has_results_and_no_decision() {
    let args = BRIEF.replace("more.toml ", "");
    let ended = case(&format!("{args} --output out")).succeeds();
    assert!(!ended.stdout().contains("margin") && !ended.stdout().contains("prefer"));
    let text = std::fs::read_to_string(ended.path().join("out/sensitivity.csv")).unwrap();
    assert!(text.contains("needs_settled") && !text.contains("needs_settled_margin"), "{text}");
}

#[test]
fn wrong_requests_say_what_was_expected_and_leave_nothing() {
    case("sensitivity smal.toml").fails_with(2).stderr_contains("smal.toml");
    case("sensitivity average-pnc").fails_with(2).stderr_contains("average-pcn");
    case(&format!("{BRIEF} --sobol 60"))
        .fails_with(2)
        .stderr_contains("--sobol 60: expected a power of two")
        .stderr_contains("--sobol 64");
    case(&format!("{BRIEF} --single")).fails_with(2).stderr_contains("--groups");
    case("sensitivity small.toml --groups 61").fails_with(2).stderr_contains("--groups");
    case("sensitivity small.toml --replications 2").fails_with(2).stderr_contains("--replications");
    let none = "sensitivity small.toml --tornado 0 --sobol 4";
    case(none).fails_with(2).stderr_contains("no leading parameters");
    case("sensitivity --help").succeeds().stdout_contains("pcn-sim sensitivity average-pcn");
}

#[test]
fn another_request_does_not_go_on_with_the_same_rows() {
    let ended = case(&format!("{BRIEF} --output out")).succeeds();
    let said = |args: &str| {
        let mut command = program(ended.path(), args, &[]);
        let output = command.stderr(std::process::Stdio::piped()).output().unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    assert_eq!(said("sensitivity --resume out").0, Some(0));
    let (code, text) = said("sensitivity --trajectories 2 --resume out");
    assert!(code == Some(2) && text.contains("the groups, trajectories"), "{text}");
    let (code, text) = said("merge out --output both");
    assert_eq!(code, Some(2), "{text}");
    assert!(text.contains("chooses parameters from earlier results"), "{text}");
}
