//! The value of information from rows of draws: known values through the whole chain, what is said of them,
//! and the command.

use crate::draws::{SCENARIOS, outline, row};
use crate::interruption::{assert_same, case, files, program};
use crate::support::Case;
use pcn_sim::engine::samplers::standard_normal;
use pcn_sim::engine::streams::Streams;
use pcn_sim::report::information::{Told, three_sentences};
use pcn_sim::report::information::{evsi_csv, information_csv, information_text, pounds_csv};
use pcn_sim::scenario::Scenario;
use pcn_sim::scenario::key_words::in_words;
use pcn_sim::uncertainty::benefits::Benefits;
use pcn_sim::uncertainty::draw::Draws;
use pcn_sim::uncertainty::simulator::{FIRST, SECOND, seconds};
use pcn_sim::uncertainty::total::Gathered;
use pcn_sim::uncertainty::worth::{Asked, Found, Plan, Sample, table};
use std::fs;
use std::path::Path;

/// Parameters that are drawn in these tests: two that matter, and others.
const DRAWN: [&str; 8] = [
    "triage.misrouted_hand_back",
    "book.dna",
    "book.cancelled",
    "book.rebooks",
    "front_door.menu_exit",
    "front_door.call_variation",
    "absence.leave_days",
    "clinic.per_day",
];
const ONE: &str = DRAWN[0];
const OTHER: &str = DRAWN[1];

/// A year in days of the simulated year: rows are of 52 weeks.
const YEAR: f64 = 365.25 / 364.0;

/// The draws of three options of which only these parameters are uncertain.
fn draws() -> Draws {
    let few = |scenario: &Scenario| {
        let mut scenario = scenario.clone();
        // A table with one range for all of its values is drawn as one.
        let is_of = |key: &str, of: &str| {
            key.strip_prefix(of).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        scenario.system.rooms.drawn_within = None;
        scenario.parameters.retain(|own| DRAWN.iter().any(|drawn| is_of(&own.key, drawn)));
        scenario
    };
    Draws::new(&SCENARIOS.iter().map(few).collect::<Vec<_>>(), 1).unwrap()
}

/// A draw as the gains of tests see it.
struct Draw {
    /// Normal scores of the two parameters.
    scores: [f64; 2],
    /// Noise, standard normal.
    noise: f64,
    /// The value of the first parameter.
    value: f64,
}

/// Benefits of `count` draws in which the second and the third scenario settle `gains` needs more than the
/// first.
fn benefits(count: u32, gains: impl Fn(&Draw) -> [f64; 2]) -> Benefits {
    let draws = draws();
    let sources = draws.sources();
    let at = |key: &str| sources.iter().position(|source| source.key == key).unwrap();
    let places = [at(ONE), at(OTHER)];
    let mut gathered = Gathered::default();
    for (stage, most) in [(FIRST, count), (SECOND, seconds(count))] {
        for draw in 1..=most {
            let chances = draws.chances(&sources, draw, 0);
            let noise = Streams::new(7, stage).uniform(1, u64::from(draw), 0, 0).max(1e-9);
            let made = Draw {
                scores: places.map(|place| standard_normal(chances[place])),
                noise: standard_normal(noise),
                value: draws.value(ONE, draw, 0).unwrap(),
            };
            let [one, two] = gains(&made);
            for (variant, needs) in [0.0, one, two].into_iter().enumerate() {
                gathered.add(&row(stage, draw, variant, needs / YEAR));
            }
        }
    }
    Benefits::of(&gathered, &outline(), &draws, (count, 0)).unwrap()
}

fn asked() -> Asked {
    Asked {
        seed: 1,
        samples: Vec::new(),
        variation: 1.0,
        prices: Vec::new(),
        costs: vec![None; 3],
        plan: Plan { orders: 39, bootstraps: 60, ..Plan::default() },
    }
}

fn found(benefits: &Benefits, asked: &Asked) -> Found {
    Found::of(benefits, &draws(), asked)
}

fn said(benefits: &Benefits, found: &Found) -> [String; 3] {
    with_told(benefits, found, three_sentences)
}

fn with_told<T>(benefits: &Benefits, found: &Found, tell: impl Fn(&Told<'_>) -> T) -> T {
    let titles = ["As it is", "Rooms", "Physiotherapists"].map(str::to_owned);
    tell(&Told {
        found,
        titles: &titles,
        costs: &[None; 3],
        headline: 0,
        wanted: benefits.count() as u32,
        twice: benefits.twice(),
        noise: benefits.noise.as_deref(),
        folder: "out",
    })
}

/// The answer, wherever its lines are broken.
fn on_one_line(told: &Told<'_>) -> String {
    information_text(told).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Asserts that `exact` is within three standard errors of `value`, whose 95% interval is given.
#[track_caller]
fn near(value: f64, interval: Option<(f64, f64)>, exact: f64) {
    let (low, high) = interval.unwrap();
    let error = (high - low) / (2.0 * 1.96);
    assert!((value - exact).abs() < 3.0 * error, "{value} ({low} to {high}), exactly {exact}");
}

/// The two options of the textbook, 2 + θ₁ + θ₂ against nothing with standard deviations 3 and 4, a hundred times;
/// and one that is never best.
fn textbook(draw: &Draw) -> [f64; 2] {
    [100.0 * (2.0 + 3.0 * draw.scores[0] + 4.0 * draw.scores[1]), -1e5]
}

#[test]
fn the_values_of_the_textbook_come_out_of_rows() {
    let benefits = benefits(1_000, textbook);
    let worth = found(&benefits, &asked()).worth;
    near(worth.perfect, worth.interval, 115.2194);
    let order: Vec<&str> = worth.parameters.items.iter().map(|of| of.name.as_str()).collect();
    assert_eq!(order[..2], [OTHER, ONE]);
    let exact = [79.1186, 45.3359];
    for (item, exact) in worth.parameters.items.iter().zip(exact) {
        near(item.value, item.interval, exact);
    }
    // Parameters without influence are not told from none, nor are their tables.
    let told: Vec<&str> = worth.parameters.told().map(|of| of.name.as_str()).collect();
    assert_eq!(told, [OTHER, ONE]);
    let told: Vec<&str> = worth.groups.told().map(|of| of.name.as_str()).collect();
    assert_eq!(told, ["book", "triage"]);
    // A table with one parameter of influence is worth what that is, and costs a little for the others.
    near(worth.groups.items[0].value, worth.groups.items[0].interval, exact[0]);
}

#[test]
fn noise_is_not_worth_knowing() {
    // Noise with the standard deviation 4: with it, all would seem to be worth 168 and not 115.
    let noisy = |draw: &Draw| {
        let [one, two] = textbook(draw);
        [one + 400.0 * draw.noise, two]
    };
    let benefits = benefits(1_000, noisy);
    // A hundred pairs know a variance to 14%.
    let share = benefits.noise.as_ref().unwrap()[0];
    assert!((share / (16.0 / 41.0) - 1.0).abs() < 3.0 * 0.15, "{share}");
    let worth = found(&benefits, &asked()).worth;
    near(worth.perfect, worth.interval, 115.2194);
    let with_noise = pcn_sim::decisions::information::normal_value(200.0, 100.0 * 41.0_f64.sqrt());
    assert!(with_noise > worth.interval.unwrap().1, "{:?}", worth.interval);
    for (item, exact) in worth.parameters.items.iter().zip([79.1186, 45.3359]) {
        near(item.value, item.interval, exact);
    }
}

/// The probability of each count from 0 to `size` of things with this share.
fn counts(share: f64, size: i32) -> Vec<f64> {
    let mut choose = 1.0;
    (0..=size)
        .map(|count| {
            let found = choose * share.powi(count) * (1.0 - share).powi(size - count);
            choose *= f64::from(size - count) / f64::from(count + 1);
            found
        })
        .collect()
}

#[test]
fn a_sample_of_a_share_is_worth_what_counting_it_changes() {
    let draws = draws();
    let values: Vec<f64> = (1..=1_000).map(|draw| draws.value(ONE, draw, 0).unwrap()).collect();
    let mean = values.iter().sum::<f64>() / 1_000.0;
    let benefits = benefits(1_000, |draw| [1e5 * (draw.value - mean), -1e6]);
    let parameter = draws.measurable().into_iter().find(|of| of.key == ONE).unwrap();
    assert!(parameter.is_share);
    let sample = |size| Sample { parameter: parameter.clone(), size, of: "requests".into() };
    let wanted = Asked { samples: [20, 200, 1_000_000].map(sample).to_vec(), ..asked() };
    let found = found(&benefits, &wanted).samples;
    // After each count, the second option is chosen if it is then better in the mean.
    let exact = |size: i32| -> f64 {
        let each: Vec<Vec<f64>> = values.iter().map(|share| counts(*share, size)).collect();
        let after = |count: usize| {
            let all = values.iter().zip(&each).map(|(value, of)| 1e5 * (value - mean) * of[count]);
            (all.sum::<f64>() / 1_000.0).max(0.0)
        };
        (0..=size as usize).map(after).sum()
    };
    near(found[0].value, found[0].interval, exact(20));
    near(found[1].value, found[1].interval, exact(200));
    assert!(found[0].value < found[1].value && found[1].value < found[2].value, "{found:?}");
    // So many requests are as good as knowing.
    assert!((found[2].value / found[2].known - 1.0).abs() < 0.02, "{:?}", found[2]);
    let text = with_told(
        &benefits,
        &Found { samples: found, ..self::found(&benefits, &asked()) },
        evsi_csv,
    );
    assert!(text.contains(&format!("\n{ONE},200,requests,share,needs_settled,")), "{text}");
}

#[test]
fn the_parameter_that_turns_the_choice_is_to_be_measured_first() {
    let benefits = benefits(200, |draw| [100.0 * draw.scores[0] + 10.0 * draw.noise, -1e3]);
    let found = found(&benefits, &asked());
    let said = said(&benefits, &found);
    assert!(said[0].starts_with(&format!("Measure this first: {};", in_words(ONE))), "{said:?}");
    assert!(said[1].contains("cannot be told from"), "{said:?}");
    assert!(
        said[2].contains(&format!("50 observations of {} would bring", in_words(ONE))),
        "{said:?}"
    );
    let text = with_told(&benefits, &found, on_one_line);
    assert!(text.contains("not told from none") && text.contains("The smallest value"), "{text}");
    let csv = with_told(&benefits, &found, information_csv);
    let rows: Vec<&str> = csv.lines().collect();
    assert_eq!(rows.len(), 1 + 1 + 5 + DRAWN.len(), "everything, tables, parameters: {csv}");
    assert!(rows[1].starts_with("everything,,,needs_settled,"), "{csv}");
}

#[test]
fn parameters_that_cannot_be_told_apart_are_all_named() {
    let benefits = benefits(200, |draw| [100.0 * (draw.scores[0] + draw.scores[1]), -1e4]);
    let said = said(&benefits, &found(&benefits, &asked()));
    assert!(said[0].starts_with("Measure one of these first"), "{said:?}");
    assert!([ONE, OTHER].iter().all(|key| said[0].contains(&in_words(key))), "{said:?}");
}

#[test]
fn where_one_option_is_always_best_nothing_more_needs_to_be_measured() {
    let benefits = benefits(200, |draw| [1_000.0 + 100.0 * draw.scores[0], 200.0]);
    let found = found(&benefits, &asked());
    assert_eq!(found.worth.perfect, 0.0);
    let said = said(&benefits, &found);
    assert!(said[0].starts_with("Nothing more needs to be measured for this decision"), "{said:?}");
    assert!(said[0].contains("\"Rooms\""), "{said:?}");
}

#[test]
fn where_nothing_differs_nothing_is_to_be_measured_and_few_draws_ask_for_more() {
    let of = |count: u32, gains: fn(&Draw) -> [f64; 2]| {
        let benefits = benefits(count, gains);
        said(&benefits, &found(&benefits, &asked()))
    };
    let same = of(120, |_| [0.0, 0.0]);
    assert!(same[0].starts_with("Nothing differs"), "{same:?}");
    let few = of(40, |draw| [100.0 * draw.scores[0], 0.0]);
    assert!(few[0].starts_with("More draws are needed"), "{few:?}");
    assert!(few[0].contains("`pcn-sim compare --resume out --draws 200`"), "{few:?}");
}

#[test]
fn what_only_noise_decides_names_nothing() {
    // Noise is independent of all parameters, and its second replication is another one.
    let benefits = benefits(200, |draw| [100.0 * draw.noise, -1e4]);
    let found = found(&benefits, &asked());
    assert_eq!(found.worth.parameters.told().count(), 0, "{:?}", found.worth.parameters);
    let said = said(&benefits, &found);
    assert!(said[0].starts_with("Nothing can be named"), "{said:?}");
    let told = with_told(&benefits, &found, on_one_line);
    assert!(told.contains("the value is then too high"), "noise is most of the variance: {told}");
}

#[test]
fn the_preferred_option_follows_what_a_need_is_worth() {
    // 1,000 needs for £16,000 and 3,000 for £138,000: at £10 neither is worth its cost, at £20 only the first
    // is, by £4,000; at £100 the second is, by £162,000 against £84,000.
    let benefits = benefits(120, |_| [1_000.0, 3_000.0]);
    let costs = [Some(0.0), Some(16_000.0), Some(138_000.0)];
    let wanted = |costs: &[Option<f64>]| Asked {
        prices: vec![10.0, 20.0, 100.0],
        costs: costs.to_vec(),
        ..asked()
    };
    let found = found(&benefits, &wanted(&costs));
    let preferred = |found: &Found| -> Vec<usize> {
        found.at_prices.iter().map(|(_, worth)| worth.preferred.first).collect()
    };
    assert_eq!(preferred(&found), [0, 1, 2]);
    let (_, dear) = &found.at_prices[2];
    assert!((dear.preferred.means[2].1 - 162_000.0).abs() < 1e-6 && dear.is_settled(), "{dear:?}");
    let said = said(&benefits, &found)[2].clone();
    assert!(said.contains("\"As it is\" from £10 a need, \"Rooms\" from £20 a need"), "{said}");
    let csv = with_told(&benefits, &found, pounds_csv);
    assert!(csv.contains("\n20,Rooms,"), "{csv}");
    // What has no price is left out; without any price there is nothing to say in pounds.
    let unpriced = self::found(&benefits, &wanted(&[Some(0.0), Some(16_000.0), None]));
    assert_eq!(preferred(&unpriced), [0, 1, 1]);
    let none = self::found(&benefits, &wanted(&[Some(0.0), None, None]));
    assert!(none.at_prices.is_empty());
    let told = with_told(&benefits, &none, on_one_line);
    assert!(told.contains("no option has a price"), "{told}");
}

#[test]
fn less_is_better_of_requests_not_met() {
    let draws = draws();
    let mut gathered = Gathered::default();
    for draw in 1..=20 {
        for (variant, unmet) in [100.0, 40.0, 70.0].into_iter().enumerate() {
            let mut row = row(FIRST, draw, variant, 0.0);
            let at =
                pcn_sim::measures::MEASURES.iter().position(|of| of.name == "requests_not_met");
            row.measures[at.unwrap()] = Some(unmet);
            gathered.add(&row);
        }
    }
    let benefits = Benefits::of(&gathered, &outline(), &draws, (20, 1)).unwrap();
    let found = found(&benefits, &asked());
    assert_eq!((found.worth.preferred.first, found.worth.preferred.second), (1, 2));
}

#[test]
fn tables_are_those_of_the_scenario() {
    for (key, of) in [
        ("triage.misrouted_hand_back", "triage"),
        ("roles.gp-partner.slot", "roles.gp-partner"),
        ("roles.paramedic", "roles.paramedic"),
        ("needs.msk.share", "needs.msk"),
        ("demand.online.friday", "demand.online"),
        ("demand.latent_share", "demand"),
        ("planned.streams.blood-tests.months", "planned.streams"),
    ] {
        assert_eq!(table(key), of, "{key}");
    }
}

/// A comparison of the small network in the folder `rows`, such as with `--draws 20`.
fn compared(draws: &str) -> Case {
    let case = case();
    let args = "compare small.toml more.toml --weeks 1 --warm-up-weeks 0 --replications 1 --no-room-sensitivity \
                --output rows";
    let draws: Vec<&str> = draws.split_whitespace().collect();
    assert!(program(case.path(), args, &draws).status().unwrap().success());
    case
}

const VALUED: &str =
    "value-of-information rows --pounds-per-need 50 --measure-sample needs.msk.face_to_face=200";

fn valued(case: Case, more: &str) -> Case {
    let args = format!("{VALUED} {more}");
    let args: Vec<&str> = args.split_whitespace().collect();
    case.args(args)
}

#[test]
fn the_same_bytes_on_one_and_two_threads_and_the_rows_stay_as_they_are() {
    let case = compared("--draws 20");
    let rows = files(&case.path().join("rows"));
    let folder = case.path().to_owned();
    let ended = valued(case, "--output one --threads 1").succeeds();
    let status = program(&folder, VALUED, &["--threads", "2", "--output", "two"]).status();
    assert!(status.unwrap().success());
    let (one, two) = (files(&folder.join("one")), files(&folder.join("two")));
    assert_same(&one, &two);
    assert_same(&files(&folder.join("rows")), &rows);
    for name in ["information.csv", "evsi.csv", "pounds.csv"] {
        assert!(one.contains_key(name), "{name}");
    }
    assert!(ended.says("More draws are needed"), "{}", ended.stdout());
    // The folder is known as ours: it is not overwritten unless asked, and the rows never are.
    let refused = |args: &str, what: &str| {
        let (code, said) = crate::interruption::said_in(&folder, args);
        assert_eq!(code, Some(2), "{said}");
        assert!(said.contains(what), "{said}");
    };
    refused("value-of-information rows --output one", "add --force");
    refused("value-of-information rows --output rows --force", "it is the folder of the rows");
    refused(
        "value-of-information rows --measure-sample needs.msk.face_to_fac=200",
        "did you mean needs.msk.face_to_face",
    );
    assert_same(&files(&folder.join("rows")), &rows);
    assert!(!Path::new(&folder.join("output")).exists());
}

#[test]
fn a_folder_without_enough_draws_names_the_command_that_makes_them() {
    let refused = |case: Case, args: &str, what: &str| {
        let args: Vec<&str> = args.split_whitespace().collect();
        case.args(args).fails_with(2).stderr_contains(what);
    };
    let command = "`pcn-sim compare --resume rows --draws 200`";
    refused(compared("--parameters fixed"), "value-of-information rows", command);
    refused(
        compared("--draws 3"),
        "value-of-information rows",
        "3 draws are complete, and at least 20",
    );
    refused(compared("--draws 3"), "value-of-information rows", command);
    refused(case(), "value-of-information nowhere", "there is no study.json");
    let run = case();
    let args = "run small.toml --weeks 1 --warm-up-weeks 0 --replications 1 --output rows";
    assert!(program(run.path(), args, &[]).status().unwrap().success());
    refused(run, "value-of-information rows", "it contains a run of `pcn-sim run`");
    for (option, what) in [
        ("--pounds-per-need 10..100", "10..100:10"),
        ("--pounds-per-need 0", "above 0"),
        ("--measure-sample book.dna", "such as"),
        ("--measure-sample book.dna=0", "from 1 to"),
        ("--measure needs", "needs-settled"),
        ("--sample-variation 0", "above 0"),
    ] {
        refused(case(), &format!("value-of-information rows {option}"), what);
    }
}

#[test]
fn draws_that_are_missing_are_told_and_the_others_are_used() {
    let case = compared("--draws 21");
    let path = case.path().join("rows/rows.jsonl");
    let rows = fs::read_to_string(&path).unwrap();
    let last = rows.trim_end().rfind('\n').unwrap() + 1;
    fs::write(&path, &rows[..last]).unwrap();
    let ended = valued(case, "--output out").ends_with(3);
    let ended = ended.stderr_contains("`pcn-sim compare --resume rows`");
    let csv = fs::read_to_string(ended.path().join("out/information.csv")).unwrap();
    assert!(csv.lines().skip(1).all(|line| line.ends_with(",21,partial")), "{csv}");
}

#[test]
fn an_example_is_in_the_help() {
    case()
        .args(["value-of-information", "--help"])
        .succeeds()
        .stdout_contains("pcn-sim value-of-information rooms");
}
