//! `--beliefs`: what clinicians believe in place of ranges.

use crate::support::{Case, in_crate};
use pcn_sim::model::sourced::Evidence;
use pcn_sim::scenario::{FileSystem, Scenario, load};
use pcn_sim::uncertainty::belief_form::{QUESTIONS, form};
use pcn_sim::uncertainty::beliefs::{applied, read, told};
use pcn_sim::uncertainty::draw::Draws;
use std::sync::LazyLock;

static SCENARIOS: LazyLock<Vec<Scenario>> = LazyLock::new(|| {
    ["average-pcn", "two-more-rooms", "total-triage"]
        .map(|name| load(name, &FileSystem).unwrap())
        .to_vec()
});

fn believing(rows: &str) -> Result<Vec<Scenario>, Vec<String>> {
    let beliefs = read(&format!("name,expert,low,likely,high\n{rows}"))?;
    applied(&SCENARIOS, &beliefs, "b.csv").map(|found| found.scenarios)
}

fn parameter<'s>(scenario: &'s Scenario, key: &str) -> (&'s str, &'s str, &'s Evidence) {
    let found = scenario.parameters.iter().find(|parameter| parameter.key == key).unwrap();
    (&found.value, &found.range, &found.evidence)
}

/// The percentiles of `key` among draws from ranges.
fn quantiles(scenarios: &[Scenario], key: &str) -> [f64; 3] {
    let draws = Draws::new(scenarios, 1).unwrap();
    let mut drawn: Vec<f64> = (1..=2_000).map(|draw| draws.value(key, draw, 0).unwrap()).collect();
    drawn.sort_by(f64::total_cmp);
    [100, 1_000, 1_900].map(|index| drawn[index])
}

#[test]
fn low_likely_and_high_are_what_is_drawn() {
    let found = believing("triage.triage_minutes,anna,4,5,9\n").unwrap();
    for scenario in &found {
        let (value, range, evidence) = parameter(scenario, "triage.triage_minutes");
        assert_eq!((value, range), ("5 min", "4 min to 9 min"));
        let Evidence::Assumption(text) = evidence else { panic!("{evidence:?}") };
        assert_eq!(text, "beliefs of 1 person, low, likely and high (b.csv)");
    }
    let [low, likely, high] = quantiles(&found, "triage.triage_minutes");
    assert!(
        (low - 4.0).abs() < 0.1 && (likely - 5.0).abs() < 0.1 && (high - 9.0).abs() < 0.4,
        "{low} {likely} {high}"
    );
    // Nothing else is drawn otherwise.
    let other = "clinic.triage_gap";
    assert_eq!(quantiles(&found, other), quantiles(&SCENARIOS, other));
    assert_eq!(parameter(&found[0], other), parameter(&SCENARIOS[0], other));
    assert_eq!(found[1].system.rooms_total(), SCENARIOS[1].system.rooms_total());
    assert_eq!(found[1].differences, SCENARIOS[1].differences);
}

#[test]
fn lines_are_those_of_the_form_whatever_ends_them() {
    let form = "name,expert,low,likely,high\ntriage.triage_minutes,anna,4,5,9\nbook.days_of_trying,anna,9,2,4\n";
    let problems = |form: &str| read(form).unwrap_err();
    assert!(problems(form)[0].contains("line 3"), "{:?}", problems(form));
    assert_eq!(problems(&form.replace('\n', "\r\n")), problems(form));
}

#[test]
fn several_people_are_pooled_and_counted() {
    let rows = "triage.triage_minutes,anna,3,4,5\ntriage.triage_minutes,ben,8,10,12\nbook.days_of_trying,anna,1,2,4\n";
    let found = believing(rows).unwrap();
    let draws = quantiles(&found, "triage.triage_minutes");
    assert!(draws[0] < 3.6 && draws[2] > 10.8, "{draws:?}");
    let said = told(&found).unwrap();
    assert!(said.contains("of 2 people about triage.triage_minutes"), "{said}");
    assert!(said.contains("of 1 person about book.days_of_trying"), "{said}");
    assert_eq!(told(&SCENARIOS), None);
}

#[test]
fn a_table_is_believed_by_a_factor_and_a_share_of_a_whole_by_its_value() {
    let found = believing("book.dna,,0.8,1.2,1.5\ndemand.channel_share.online,,30%,40%,50%\nrooms.drawn_within,,25,,34\n").unwrap();
    let (value, range, _) = parameter(&found[0], "book.dna.remote_factor");
    assert_eq!(value, "0.54 multiples", "0.45 times 1.2");
    assert!(range.starts_with("0.66"), "{range}");
    let share = |name: &str| -> f64 {
        parameter(&found[0], &format!("demand.channel_share.{name}")).0.parse().unwrap()
    };
    assert_eq!(share("online"), 0.4);
    let whole: f64 = ["telephone", "online", "walk_in", "nhs_111"].map(share).iter().sum();
    assert!((whole - 1.0).abs() < 1e-9, "{whole}");
    assert!(
        (share("telephone") / share("walk_in") - 6.1).abs() < 1e-9,
        "the others keep their proportions"
    );
    assert_eq!(found[0].system.rooms.drawn_within, Some((25, 34)));
    assert!(told(&found).unwrap().contains("rooms.drawn_within"));
}

#[test]
fn every_problem_is_told_at_once_with_its_line() {
    let rows = "triage.triage_minuts,,1,2,3\nclinic.triage_gap,,5,4,6\ndemand.accepts_others,,0.5,0.9,1.2\n\
                clinic.late_limit,,10,,20\nbook.days_of_trying,,1,x,3\nclinic.per_day,,1,2,3\nclinic.per_day,,1,2,3\n";
    let first = believing(rows).unwrap_err().join("\n");
    for words in [
        "line 3, clinic.triage_gap: found low 5, likely 4, high 6",
        "line 5, clinic.late_limit: no likely",
        "line 6, book.days_of_trying: likely: found x",
        "line 8, clinic.per_day: stated before on line 7",
    ] {
        assert!(first.contains(words), "{words}: {first}");
    }
    let names = believing(
        "triage.triage_minuts,,1,2,3\ndemand.accepts_others,,0.5,0.9,1.2\nbook.days_of_trying,,1,2.5,3\n",
    );
    let names = names.unwrap_err().join("\n");
    for words in [
        "nearest names: triage.triage_minutes",
        "expected shares from 0 to 1",
        "expected whole numbers from",
    ] {
        assert!(names.contains(words), "{words}: {names}");
    }
    // Within its own limits, but not beside the upper threshold.
    let beside = believing("demand.latent_threshold_low,,1.1,1.2,1.3\n").unwrap_err().join("\n");
    assert!(beside.contains("line 2, demand.latent_threshold_low"), "{beside}");
}

#[test]
fn the_page_and_the_form_have_the_same_questions_as_the_table_of_the_model() {
    let page = std::fs::read_to_string(in_crate("docs/elicitation.md")).unwrap();
    let model = std::fs::read_to_string(in_crate("docs/model.md")).unwrap();
    let form = form().unwrap();
    let (_, table) = model
        .split_once("| parameter | at its 5th percentile | at its 95th | turns the choice |")
        .unwrap();
    let keys: Vec<&str> = table
        .lines()
        .skip(2)
        .map_while(|line| line.strip_prefix("| `")?.split('`').next())
        .collect();
    assert_eq!(keys, QUESTIONS.map(|question| question.key));
    for question in QUESTIONS {
        assert!(
            page.contains(&format!("| `{}` | {} |", question.key, question.words)),
            "{}",
            question.key
        );
        assert!(
            form.contains(question.key) && form.contains(&question.words[..20]),
            "{}",
            question.key
        );
    }
}

#[test]
fn a_comparison_says_whose_ranges_it_drew_and_goes_on_with_them() {
    const ARGS: [&str; 14] = [
        "compare",
        "average-pcn",
        "two-more-rooms",
        "--no-room-sensitivity",
        "--weeks",
        "1",
        "--warm-up-weeks",
        "0",
        "--replications",
        "1",
        "--draws",
        "2",
        "--output",
        "out",
    ];
    let with =
        |case: Case| case.file("b.csv", "name,low,likely,high\ntriage.triage_minutes,4,5,9\n");
    let case = with(Case::new()).args(ARGS.into_iter().chain(["--beliefs", "b.csv"]));
    let ended = case.succeeds();
    let said = "Ranges, and the values within them, are beliefs, and no longer those of the evidence: of 1 person";
    let flat = |text: String| text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(flat(ended.stdout()).contains(said), "{}", ended.stdout());
    let study = std::fs::read_to_string(ended.path().join("out/study.json")).unwrap();
    assert!(study.contains("beliefs of 1 person"), "the study keeps them");
    let page = std::fs::read_to_string(ended.path().join("out/report.html")).unwrap();
    assert!(flat(page).contains("are beliefs, and no longer those of the evidence"));
    with(Case::new()).args(["compare", "--resume", "out", "--beliefs", "b.csv"]).fails_with(2);
    Case::new()
        .file("b.csv", "name,low,likely,high\nx,1,2,3\n")
        .args(ARGS.into_iter().chain(["--beliefs", "b.csv"]))
        .fails_with(2)
        .stderr_contains("b.csv: line 2, x: there is no such parameter");
    Case::new().args(["describe", "beliefs"]).succeeds().stdout_contains("triage.triage_minutes,");
}
