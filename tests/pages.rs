//! The page that every command with results leaves behind: one file that asks nothing of a network, with the
//! answer first, and when and how it was made.

use crate::interruption::{COMMANDS, Simulates, case, program};
use crate::support::{Case, names};
use std::fs;
use std::path::Path;

/// The largest page \[bytes\].
const LARGEST: u64 = 1_500_000;

/// Commands whose answer is a table: a run compares nothing, and constraints are ranked.
const ANSWERS: [(&str, &str); 3] =
    [("run", "results"), ("bottlenecks", "bottlenecks"), ("hours", "bottlenecks")];

/// Commands whose pages have another name, one for each network.
const OWN_NAMES: [&str; 1] = ["network"];

/// Holds a folder's page to everything that holds for all.
#[track_caller]
fn holds(folder: &Path, command: &str) -> String {
    let path = folder.join("report.html");
    assert!(path.exists(), "{command}: {:?}", names(folder));
    assert!(fs::metadata(&path).unwrap().len() < LARGEST, "{command}");
    let page = fs::read_to_string(&path).unwrap();
    // The policy comes before any text of scenarios, and forbids all that a page could load.
    let head = page.split("<title>").next().unwrap();
    assert!(head.contains("Content-Security-Policy\" content=\"default-src 'none';"), "{command}");
    // No address of the network but the names of vocabularies within drawings.
    for (at, _) in page.match_indices("http") {
        let rest = &page[at..];
        let is_name = rest.starts_with("http://www.w3.org/") || rest.starts_with("http-equiv");
        let is_cited =
            !["src=\"", "href=\"", "url("].iter().any(|before| page[..at].ends_with(before));
        assert!(is_name || is_cited, "{command}: {}", rest.chars().take(60).collect::<String>());
    }
    for word in ["<script", "<img", "<link", "<iframe", "@import", "src="] {
        assert!(!page.contains(word), "{command}: {word}");
    }
    // The question, then the answer, then everything else, then how it was made.
    let at = |text: &str| page.find(text).unwrap_or_else(|| panic!("{command} without {text}"));
    let answer =
        ANSWERS.iter().find(|(name, _)| *name == command).map_or("answer", |found| found.1);
    let answer = format!("<h2 id=\"{answer}\"");
    let order = ["<h1>", answer.as_str(), "<h2 id=\"run\"", "<footer>", "<p id=\"made\">"];
    assert!(order.map(at).windows(2).all(|pair| pair[0] < pair[1]), "{command}");
    assert!(page.contains("<code>pcn-sim "), "{command}");
    assert!(!page.contains("<!-- made -->"), "{command}");
    page
}

/// The command run in a folder of its own, with its page.
fn page_of(simulates: &Simulates) -> (Case, String) {
    let case = case();
    program(case.path(), simulates.args, &["--output", "out"]).status().unwrap();
    let page = holds(&case.path().join("out"), simulates.name);
    (case, page)
}

fn all_of(commands: &[Simulates]) {
    for simulates in commands.iter().filter(|of| !OWN_NAMES.contains(&of.name)) {
        let (_, page) = page_of(simulates);
        // A page of few replications says so before its answer.
        let few = simulates.args.contains("--replications 2 ")
            || simulates.args.ends_with("--replications 2");
        let by_itself = ["networks", "warm-up", "sweep", "marginal"].contains(&simulates.name);
        if few && by_itself {
            let said = page.find("Only 2 replications").expect(simulates.name);
            assert!(said < page.find("<h2 id=\"answer\"").unwrap(), "{}", simulates.name);
        }
    }
}

#[test]
fn a_run_a_comparison_and_what_is_held_against_data_have_a_page() {
    all_of(&COMMANDS[..6]);
}

#[test]
fn a_warm_up_a_calibration_and_a_verification_have_a_page() {
    all_of(&COMMANDS[6..10]);
}

#[test]
fn a_sweep_next_units_many_networks_and_a_search_have_a_page() {
    all_of(&COMMANDS[10..14]);
}

#[test]
fn all_others_have_a_page() {
    all_of(&COMMANDS[14..]);
}

#[test]
fn costs_have_a_page() {
    let case = case();
    let args = "money average-pcn two-more-rooms";
    assert!(program(case.path(), args, &["--output", "out"]).status().unwrap().success());
    let page = holds(&case.path().join("out"), "money");
    assert!(page.contains("<code>pcn-sim money average-pcn two-more-rooms</code>"), "{page}");
    assert!(page.contains("the network pays") && page.contains("The first year side by side"));
}

#[test]
fn a_page_states_a_command_that_makes_it_again() {
    let (first, page) = page_of(COMMANDS.iter().find(|of| of.name == "sweep").unwrap());
    let from = page.find("<p id=\"made\">").unwrap();
    let code = page[from..].split("<code>").nth(1).unwrap().split("</code>").next().unwrap();
    let args = code.strip_prefix("pcn-sim ").unwrap();
    // A scenario is stated by its name; as a file it has an ending too.
    let args = args.replace("sweep small ", "sweep small.toml ");
    assert!(program(first.path(), &args, &["--output", "again"]).status().unwrap().success());
    for name in ["report.html", "sweep.csv"] {
        let read = |folder: &str| fs::read(first.path().join(folder).join(name)).unwrap();
        assert!(read("out") == read("again"), "{name} of {args}");
    }
}

#[test]
fn what_differs_nowhere_is_said_first() {
    let case = case();
    // The small network never needs so many rooms.
    let args =
        "sweep small.toml --vary rooms=40,41,42 --weeks 1 --warm-up-weeks 0 --replications 2";
    assert!(program(case.path(), args, &["--output", "out"]).status().unwrap().success());
    let page = holds(&case.path().join("out"), "sweep");
    let answer = page.split("<h2 id=\"answer\"").nth(1).unwrap();
    let first = answer.split("</p>").next().unwrap();
    assert!(first.contains("What to do: nothing differs"), "{first}");
}

#[test]
fn what_is_partial_says_so_before_its_answer() {
    let case = case();
    let args = "sweep small.toml --vary rooms=20,22 --weeks 1 --warm-up-weeks 0 --replications 6";
    assert!(program(case.path(), args, &["--output", "out"]).status().unwrap().success());
    let out = case.path().join("out");
    let rows = fs::read_to_string(out.join("rows.jsonl")).unwrap();
    let cut = rows.trim_end().rfind('\n').unwrap() + 1;
    fs::write(out.join("rows.jsonl"), &rows[..cut]).unwrap();
    assert_eq!(program(case.path(), "report out", &[]).status().unwrap().code(), Some(3));
    let page = holds(&out, "report");
    let said = page.find("Partial: the run stopped early").unwrap();
    assert!(said < page.find("<h2 id=\"answer\"").unwrap());
}
