//! Total uncertainty: parameters drawn from their ranges, and what the draws say.

use crate::support::{Case, Ended, upon_baseline};
use pcn_sim::engine::samplers::standard_normal;
use pcn_sim::engine::streams::Streams;
use pcn_sim::experiment::row::{ProfileSums, Row};
use pcn_sim::experiment::study::{Design, Extent, Outline, Study};
use pcn_sim::measures::{COMPARED, MEASURES};
use pcn_sim::report::study_file::entries;
use pcn_sim::report::total::three_sentences;
use pcn_sim::scenario::embedded::{BASELINE, EMULATOR};
use pcn_sim::scenario::key_words::in_words;
use pcn_sim::scenario::{FileSystem, Scenario, load};
use pcn_sim::simulation::Horizon;
use pcn_sim::uncertainty::agreement::identity;
use pcn_sim::uncertainty::draw::Draws;
use pcn_sim::uncertainty::simulator::{FIRST, SECOND, seconds};
use pcn_sim::uncertainty::spread::Source;
use pcn_sim::uncertainty::total::{Gathered, Total};
use std::collections::BTreeSet;
use std::fs;
use std::sync::LazyLock;

const NAMES: [&str; 3] = ["average-pcn", "two-more-rooms", "two-more-physiotherapists"];

pub(crate) static SCENARIOS: LazyLock<Vec<Scenario>> =
    LazyLock::new(|| NAMES.map(|name| load(name, &FileSystem).unwrap()).to_vec());

fn draws() -> Draws {
    Draws::new(&SCENARIOS, 1).unwrap()
}

pub(crate) fn outline() -> Outline {
    let extent =
        Extent { horizon: Horizon { warm_up_weeks: 0, weeks: 52 }, seed: 1, replications: 2 };
    let design = Design::AgainstFirst { at_rooms: false, unlike: false };
    Study::new(entries(&SCENARIOS), design, extent).unwrap().outline().clone()
}

/// A row without anything but `needs` settled.
pub(crate) fn row(stage: u32, replication: u32, variant: usize, needs: f64) -> Row {
    let value = |name: &str| Some(if name == "needs_settled" { needs } else { 0.0 });
    Row {
        stage,
        replication,
        variant,
        refused: 0,
        events: 1,
        working_days: 253,
        measures: MEASURES.iter().map(|measure| value(measure.name)).collect(),
        paired: COMPARED.iter().map(|_| Some(0.0)).collect(),
        distributions: Vec::new(),
        supervision: Vec::new(),
        unmet_for_want_of: Vec::new(),
        practices: Vec::new(),
        weekdays: Vec::new(),
        profile: ProfileSums {
            lags: Vec::new(),
            monday_waits: Vec::new(),
            rooms: Vec::new(),
            room_days: Vec::new(),
            busy: Vec::new(),
            in_session: Vec::new(),
        },
        days: Vec::new(),
    }
}

/// What `count` draws say if the second and the third scenario settle `gains` needs more than the first;
/// `gains` is given the normal score of the parameter called `key`, and a standard normal noise.
fn total(count: u32, key: &str, gains: impl Fn(f64, f64) -> [f64; 2]) -> Total {
    let draws = draws();
    let sources = draws.sources();
    let at = sources.iter().position(|source| source.key == key).unwrap();
    let mut gathered = Gathered::default();
    for (stage, most) in [(FIRST, count), (SECOND, seconds(count))] {
        for draw in 1..=most {
            let chance = draws.chances(&sources, draw, 0)[at];
            let noise = Streams::new(7, stage).uniform(1, u64::from(draw), 0, 0).max(1e-9);
            let [one, two] = gains(standard_normal(chance), standard_normal(noise));
            for (variant, needs) in [0.0, one, two].into_iter().enumerate() {
                gathered.add(&row(stage, draw, variant, needs));
            }
        }
    }
    Total::of(&gathered, &outline(), &draws, count).unwrap()
}

fn titles() -> Vec<String> {
    NAMES.map(str::to_owned).to_vec()
}

/// Who keeps on waiting is decided by this parameter in the tests below.
const KEY: &str = "triage.misrouted_hand_back";

#[test]
fn the_parameter_that_turns_the_answer_is_named() {
    let total = total(200, KEY, |score, noise| [100.0 * score + 10.0 * noise, -1_000.0]);
    assert_eq!(total.hangs_on[0].source.key, KEY);
    assert!(total.hangs_on[0].correlation.abs() > 0.9 && total.hangs_on[0].turns());
    let clear = total.hangs_on.iter().filter(|of| of.is_clear).count();
    assert!(clear <= 2, "{clear} of {} parameters are said to matter", total.sources);
    let said = three_sentences(&total, &titles());
    assert!(said[0].contains("these cannot be told apart"), "{said:?}");
    assert!(said[2].contains(&in_words(KEY)) && said[2].contains("measure that first"), "{said:?}");
    // Half of the draws gain; the third scenario never does.
    assert!((total.options[0].headlines[0].above_zero - 0.5).abs() < 0.12);
    assert_eq!(total.options[1].best, 0.0);
}

#[test]
fn an_option_is_preferred_where_its_difference_from_the_next_is_clear() {
    let total = total(200, KEY, |score, noise| [1_000.0 + 50.0 * score + 5.0 * noise, 500.0]);
    assert_eq!(total.leading, (1, 2));
    let said = three_sentences(&total, &titles());
    assert!(said[0].starts_with("Prefer \"two-more-rooms\""), "{said:?}");
    assert!(
        said[2].contains(&in_words(KEY)) && said[2].contains("none of the leading"),
        "{said:?}"
    );
    assert!((total.options[0].best - 1.0).abs() < 1e-9);
}

#[test]
fn all_that_cannot_be_told_apart_are_named_and_the_baseline_is_an_option() {
    let titles = titles();
    // Neither option differs clearly from the baseline or from the other.
    let total = total_of(&|score, noise| [100.0 * score + 10.0 * noise, -80.0 * score]);
    let said = three_sentences(&total, &titles);
    assert_eq!(total.undecided.len(), 3, "{said:?}");
    assert!(titles.iter().all(|title| said[0].contains(title)), "{said:?}");
    assert!(
        said[0].contains("(the baseline)") && said[0].contains("cannot be told apart."),
        "{said:?}"
    );
    // The baseline is clearly worse than the second scenario, and the third, which varies most, is not.
    let total = total_of(&|score, noise| [200.0 + 5.0 * noise, 900.0 * score + 150.0]);
    let said = three_sentences(&total, &titles);
    let both = total.undecided.iter().copied().collect::<BTreeSet<usize>>();
    assert_eq!(both, BTreeSet::from([1, 2]), "{said:?}");
    assert!(!said[0].contains("(the baseline)"), "{said:?}");
    assert!(said[0].contains("every other option is clearly worse than one of them"), "{said:?}");
}

#[test]
fn an_option_that_is_not_clearly_better_than_a_third_is_not_preferred() {
    // The first beats the second always; the third, of a lower mean, beats the first in a fifth of draws, and
    // the second in fewer.
    let total = total_of(&|score, noise| {
        let one = 1_000.0 + 5.0 * noise;
        [one, if score > 0.85 { 1_400.0 } else { -2_000.0 }]
    });
    let said = three_sentences(&total, &titles());
    assert_eq!(total.leading, (1, 0), "{said:?}");
    assert!(!said[0].starts_with("Prefer"), "{said:?}");
    assert_eq!(total.undecided, [1, 2], "{said:?}");
}

#[test]
fn options_that_are_the_same_are_not_told_apart_by_an_interval_of_nothing() {
    let same = total_of(&|score, noise| [1_000.0 + 50.0 * score + 5.0 * noise; 2]);
    let said = three_sentences(&same, &titles());
    assert_eq!((same.leading, same.alike.as_slice()), ((1, 0), [2].as_slice()));
    assert!(said[0].starts_with("Prefer \"two-more-rooms\""), "{said:?}");
    assert!(said[0].contains("settles as many in every draw"), "{said:?}");
    assert!(!said[1].contains("by 0 to 0") && said[2].contains(&in_words(KEY)), "{said:?}");
}

#[test]
fn draws_that_count_for_few_prefer_nothing() {
    let gains = |score: f64, noise: f64| [1_000.0 + 50.0 * score + 5.0 * noise, 500.0];
    let mut few = total(25, KEY, gains);
    few.effective = 12.0;
    let said = three_sentences(&few, &titles());
    assert!(said[0].starts_with("More draws are needed before"), "{said:?}");
    assert!(said[1].contains("as much as 12"), "{said:?}");
}

/// What 200 draws say, with the usual parameter.
fn total_of(gains: &dyn Fn(f64, f64) -> [f64; 2]) -> Total {
    total(200, KEY, gains)
}

#[test]
fn simulation_noise_is_not_in_the_total_interval() {
    // Of a variance of 100² + 50², a fifth is noise: the interval is that of a standard deviation of 100.
    let total = total(600, KEY, |score, noise| [100.0 * score + 50.0 * noise, -1e4]);
    let found = total.options[0].headlines[0];
    let (low, high) = found.interval;
    let wanted = 2.0 * 1.96 * 100.0 * 365.25 / 364.0;
    assert!(((high - low) / wanted - 1.0).abs() < 0.2, "{found:?}");
    assert!(found.noise.is_some_and(|noise| (noise - 0.2).abs() < 0.12), "{found:?}");
}

#[test]
fn an_interval_that_is_nearly_all_noise_keeps_it() {
    // Otherwise it would shrink to a point, as if the gain were known exactly.
    let total = total(200, KEY, |_, noise| [100.0 * noise, -1e4]);
    let found = total.options[0].headlines[0];
    assert!(!found.is_without_noise, "{found:?}");
    assert!(found.interval.1 - found.interval.0 > 300.0, "{found:?}");
}

#[test]
fn nothing_is_said_to_differ_where_nothing_does_and_few_draws_ask_for_more() {
    let said = |total: &Total| three_sentences(total, &titles());
    assert!(said(&total(30, KEY, |_, _| [0.0, 0.0]))[0].starts_with("Nothing differs"));
    let few = total(10, KEY, |score, _| [score, 2.0 * score]);
    assert!(said(&few)[0].starts_with("More runs are needed"));
}

#[test]
fn draws_of_the_shipped_network_are_seldom_refused() {
    let draws = draws();
    let valid = (1..=30).filter(|draw| draws.drawn(*draw, 0).is_some()).count();
    assert!(valid > 12, "{valid} of 30 are valid");
}

#[test]
fn values_under_one_range_move_together_and_compositions_keep_their_sum() {
    let draws = draws();
    let valid: Vec<(u32, Vec<Scenario>)> = (1..=12)
        .filter_map(|draw| (0..9).find_map(|attempt| Some((draw, draws.drawn(draw, attempt)?))))
        .collect();
    assert!(valid.len() > 8);
    for (draw, scenarios) in &valid {
        let needs: f64 = scenarios[0].system.needs.iter().map(|need| need.share).sum();
        assert!((needs - 1.0).abs() < 1e-9, "draw {draw}: {needs}");
        let role = |scenarios: &[Scenario]| {
            let roles = &scenarios[0].system.roles;
            roles.iter().find(|role| role.name == "gp-partner").unwrap().clone()
        };
        let (own, stated) = (role(scenarios), role(&SCENARIOS));
        let factors =
            [own.slot.get() / stated.slot.get(), own.session.get() / stated.session.get()];
        assert!((factors[0] / factors[1] - 1.0).abs() < 1e-9, "draw {draw}: {factors:?}");
        // One draw is shared by all scenarios.
        assert_eq!(scenarios[0].system.needs, scenarios[1].system.needs);
    }
}

fn compared(more: &[&str]) -> Ended {
    let common = "compare average-pcn two-more-rooms --weeks 1 --warm-up-weeks 0 \
                  --no-room-sensitivity --output out";
    let few = ["--replications", "2"];
    let few: &[&str] = if more.contains(&few[0]) { &[] } else { &few };
    let args = common.split_whitespace().chain(few.iter().chain(more).copied());
    Case::new().args(args).succeeds()
}

#[test]
fn draws_have_the_same_bytes_on_any_number_of_threads() {
    let with = |threads| {
        let ended = compared(&["--draws", "4", "--threads", threads]);
        let folder = ended.path().join("out");
        let read = |name: &str| fs::read_to_string(folder.join(name)).unwrap();
        (
            ended.stdout(),
            read("rows.jsonl"),
            read("total.csv"),
            read("hangs-on.csv") + &read("held.csv"),
        )
    };
    let (one, two) = (with("1"), with("2"));
    assert_eq!(one.1, two.1);
    assert_eq!((&one.2, &one.3), (&two.2, &two.3));
    assert_eq!(one.0, two.0);
    let said = one.0.replace('\n', " ");
    assert!(said.contains("uncalibrated ranges"), "{said}");
    assert!(said.contains("More runs are needed"), "{said}");
    // Those that are held are named, as many as the answer counts.
    let count = two.3.split_once("parameter\n").unwrap().1.lines().count();
    assert!(count > 0 && said.contains(&format!("and {count} parameters")), "{said}");
}

#[test]
fn with_fixed_parameters_the_answer_is_that_of_today_and_is_labelled() {
    let fixed = compared(&["--parameters", "fixed"]).stdout();
    let (central, rest) = fixed.split_once("Parameters were held fixed").unwrap();
    assert!(rest.contains("simulation noise only"), "{rest}");
    assert!(central.replace('\n', " ").contains("with 95% intervals (simulation noise only)"));
    // The central table is the same with draws, and comes first.
    assert!(compared(&["--draws", "3"]).stdout().starts_with(central));
}

#[test]
fn parameters_are_drawn_unless_asked_otherwise_and_for_as_long_again_at_most() {
    // Two scenarios in six replications are twelve simulations; five draws and a second replication of
    // one are twelve too.
    let ended = compared(&["--replications", "6"]);
    let rows = fs::read_to_string(ended.path().join("out/rows.jsonl")).unwrap();
    let of_draws = rows.lines().filter(|line| line.contains("\"row\":{\"stage\":")).count();
    assert_eq!((rows.lines().count(), of_draws), (24, 12));
    assert!(ended.stdout().contains("Total uncertainty: 5 draws"), "{}", ended.stdout());
    let json = fs::read_to_string(ended.path().join("out/results.json")).unwrap();
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["ci95_holds"], "simulation noise only");
    assert_eq!(json["total_uncertainty"]["draws"], 5);
    assert_eq!(json["total_uncertainty"]["options"][0]["scenario"], "two-more-rooms");
    let page = fs::read_to_string(ended.path().join("out/report.html")).unwrap();
    assert!(page.contains("What the answer hangs on"));
}

#[test]
fn where_nothing_can_be_drawn_the_answer_says_that_parameters_were_held() {
    let args = "compare average-pcn average-pcn-2019 --unlike --weeks 1 --warm-up-weeks 0 --replications 2 \
                --no-room-sensitivity --output out";
    let said = Case::new().args(args.split_whitespace()).succeeds().stdout();
    assert!(said.contains("Parameters were held fixed"), "{said}");
}

#[test]
fn shards_share_the_draws_and_joined_have_the_bytes_of_one_run() {
    let whole = compared(&["--draws", "6"]);
    let shard = |of: &str| compared(&["--draws", "6", "--only-replications", of]);
    let (one, two) = (shard("1..1"), shard("2..2"));
    let folder = |ended: &Ended| ended.path().join("out").to_str().unwrap().to_owned();
    let (first, second) = (folder(&one), folder(&two));
    let joined = Case::new().args(["merge", &second, &first, "--output", "both"]).succeeds();
    let read =
        |folder: &std::path::Path, name: &str| fs::read_to_string(folder.join(name)).unwrap();
    for name in ["rows.jsonl", "total.csv", "hangs-on.csv", "results.json"] {
        let (own, other) = (whole.path().join("out"), joined.path().join("both"));
        assert_eq!(read(&own, name), read(&other, name), "{name}");
    }
}

#[test]
fn rooms_are_drawn_within_what_is_likely_and_options_keep_their_difference() {
    let draws = draws();
    assert!(draws.sources().iter().any(|source| source.key == "rooms.drawn_within"));
    let totals = |chance: f64| -> Vec<u32> {
        let sources = draws.sources();
        let at = |source: &Source| (source.key == "rooms.drawn_within").then_some(chance);
        let chances: Vec<Option<f64>> = sources.iter().map(at).collect();
        let scenarios = draws.at(&sources, &chances).unwrap();
        scenarios.iter().map(|scenario| scenario.system.rooms_total()).collect()
    };
    let own = SCENARIOS[0].system.rooms_total();
    for (chance, rooms) in [(0.05, 20), (0.5, own), (0.95, 40)] {
        let found = totals(chance);
        assert!(found[0].abs_diff(rooms) <= 2, "{chance}: {found:?}");
        assert_eq!((found[1], found[2]), (found[0] + 2, found[0]), "{chance}");
    }
    // Where rooms were counted they are known.
    let mut counted = SCENARIOS.clone();
    counted.iter_mut().for_each(|scenario| scenario.system.rooms.drawn_within = None);
    let draws = Draws::new(&counted, 1).unwrap();
    assert!(draws.sources().iter().all(|source| source.key != "rooms.drawn_within"));
}

#[test]
fn an_overlay_that_leaves_a_source_of_its_base_uncited_is_drawn_and_reported() {
    let text = "base = \"average-pcn\"\n[about]\ntitle = \"T\"\nquestion = \"Q?\"\n[needs.msk]\n\
                share = { value = 0.15, range = [0.1, 0.25], assumption = \"a\" }\n";
    let args = "compare average-pcn mine.toml --weeks 1 --warm-up-weeks 0 --replications 2 --draws 3 \
                --no-room-sensitivity --output out";
    let ended = Case::new().file("mine.toml", text).args(args.split_whitespace()).succeeds();
    let folder = ended.path().join("out");
    Case::new().args(["report", folder.to_str().unwrap()]).succeeds();
}

#[test]
fn a_wrong_range_of_rooms_gets_one_message() {
    for wrong in ["[40, 20]", "[20]", "[0, 10]", "[20, 30, 40]"] {
        let text = format!(
            "base = \"average-pcn\"\n[about]\ntitle = \"t\"\nquestion = \"q\"\n[rooms]\n\
             drawn_within = {wrong}\n"
        );
        let case = Case::new().file("mine.toml", &text);
        let said = case.args(["check", "mine.toml"]).fails_with(2).stderr();
        assert!(said.contains("rooms.drawn_within") && said.contains("or []"), "{said}");
    }
}

#[test]
fn more_draws_on_resuming_are_those_of_a_longer_run() {
    let longer = compared(&["--draws", "5"]);
    let shorter = compared(&["--draws", "3"]);
    let folder = shorter.path().join("out");
    let resume = ["compare", "--resume", folder.to_str().unwrap(), "--draws", "5"];
    Case::new().args(resume).succeeds();
    let read = |folder: &std::path::Path| fs::read_to_string(folder.join("total.csv")).unwrap();
    assert_eq!(read(&folder), read(&longer.path().join("out")));
}

#[test]
fn the_built_in_emulator_is_of_the_built_in_network() {
    let network = load(BASELINE, &FileSystem).unwrap();
    let stated = EMULATOR.lines().next().unwrap();
    assert!(
        stated.ends_with(&format!("scenario {:016x}", identity(&network))),
        "{stated}: the average network has changed; make its emulator again as docs/commands.md says"
    );
    let (parameters, targets) = Draws::of_england(&SCENARIOS, 1).unwrap().informed().unwrap();
    assert!(parameters > 20 && targets > 80, "{parameters} parameters, {targets} targets");
}

#[test]
fn draws_are_moved_to_agree_and_a_parameter_that_was_measured_here_is_not() {
    let key = "demand.requests_per_patient_year";
    let source = [Source { key: key.to_owned(), item: 0 }];
    let own = upon_baseline(
        "[demand]\nrequests_per_patient_year = { value = 3.3, range = [3.2, 3.4], source = \"own\" }\n\
         [sources.own]\ncitation = \"counted here\"",
    );
    let chances = |scenario: &Scenario, is_moved: bool| -> Vec<f64> {
        let one = std::slice::from_ref(scenario);
        let draws = if is_moved { Draws::of_england(one, 1) } else { Draws::new(one, 1) };
        (1..=200).map(|draw| draws.as_ref().unwrap().chances(&source, draw, 0)[0]).collect()
    };
    let spread = |chances: &[f64]| {
        let scores: Vec<f64> = chances.iter().map(|chance| standard_normal(*chance)).collect();
        pcn_sim::statistics::interval::variance(&scores)
    };
    let (before, after) = (chances(&SCENARIOS[0], false), chances(&SCENARIOS[0], true));
    assert!(spread(&after) < 0.7 * spread(&before), "{} {}", spread(&after), spread(&before));
    assert_eq!(chances(&own, true), chances(&own, false));
    // The other parameters that it shares with the average network are informed all the same.
    let informed = |scenario: &Scenario| {
        Draws::of_england(std::slice::from_ref(scenario), 1).unwrap().informed().unwrap().0
    };
    assert_eq!(informed(&own), informed(&SCENARIOS[0]) - 1);
}
