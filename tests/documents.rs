//! Pages that the program prints are current, the README is short, and all links are valid.

use crate::support::{Case, in_crate};
use pcn_sim::measures::first_screen::FIRST_SCREEN;
use pcn_sim::model::sourced::Evidence;
use pcn_sim::scenario::{FileSystem, load};
use pcn_sim::{describe, maintenance};
use std::path::Path;

#[track_caller]
fn assert_current(page: &str, printed: &str) {
    let path = in_crate(&format!("docs/{page}.md"));
    let kept = std::fs::read_to_string(path).unwrap().replace("\r\n", "\n");
    let differs = kept.lines().zip(printed.lines()).position(|(kept, printed)| kept != printed);
    let line = differs.unwrap_or_else(|| kept.lines().count().min(printed.lines().count())) + 1;
    assert!(
        kept == printed,
        "docs/{page}.md is not what the program prints, from line {line} on; renew it with\n  \
         cargo run -- describe {page} > docs/{page}.md"
    );
}

#[test]
fn the_page_on_parameters_is_current() {
    assert_current("parameters", &describe::parameters().unwrap());
}

#[test]
fn the_page_on_measures_is_current() {
    assert_current("measures", &describe::measures());
}

#[test]
fn the_page_on_roles_is_current() {
    assert_current("roles", &describe::roles().unwrap());
}

#[test]
fn the_page_on_maintenance_is_current_and_lists_every_dated_parameter() {
    let page = maintenance::page().unwrap();
    assert_current("maintenance", &page);
    let scenario = load("average-pcn", &FileSystem).unwrap();
    // Found here in another way: a year in the evidence that `describe parameters` prints.
    let has_year = |text: &str| {
        let words = text.split(|c: char| !c.is_ascii_alphanumeric());
        words.into_iter().any(|word| {
            word.len() == 4
                && (word.starts_with("20") || word.starts_with("199"))
                && word.parse::<u32>().is_ok()
        })
    };
    let mut dated = 0;
    for parameter in &scenario.parameters {
        let citation = |key: &String| {
            scenario.sources.iter().find(|(known, _)| known == key).unwrap().1.clone()
        };
        let text = match &parameter.evidence {
            Evidence::Source(key) => citation(key),
            Evidence::Assumption(text) | Evidence::Fitted(text) => text.clone(),
        };
        if has_year(&text) {
            dated += 1;
            assert!(
                page.contains(&format!("| `{}` |", parameter.key)),
                "{}: {text}",
                parameter.key
            );
        }
    }
    assert!(dated > 100, "{dated}");
}

#[test]
fn check_warns_where_dates_run_ahead_of_evidence_by_over_two_years() {
    let check = |start: &str| {
        let holidays = "[calendar.bank_holidays]\nnote = \"none\"\ndates = []\n";
        let text = format!(
            "base = \"average-pcn\"\n[about]\ntitle = \"T\"\nquestion = \"Q?\"\n[calendar]\nstart = {start}\n{holidays}"
        );
        Case::new().scenario(&text).args(["check", "scenario.toml"]).succeeds().stdout()
    };
    let of_calls = "of Cloud Based Telephony Data in General Practice (until February 2026)";
    let warned = |text: &str| text.lines().filter(|line| line.starts_with("  warning")).count();
    // 24 months after February 2026, and one more.
    let (not_yet, ahead) = (check("2028-02-07"), check("2028-03-06"));
    assert!(!not_yet.contains(of_calls) && ahead.contains(of_calls), "{ahead}");
    assert!(ahead.contains("demand.telephone.weekday_share") && warned(&ahead) > warned(&not_yet));
    let now = check("2025-04-01");
    assert!(now.contains("Hospital Accident and Emergency Activity (until March 2020)"), "{now}");
    let warnings: Vec<&str> = now.lines().filter(|line| line.starts_with("  warning")).collect();
    let is_study = |line: &&&str| line.contains("evaluations of") || line.contains("studies of");
    assert_eq!(warnings.iter().find(is_study), None, "studies have no new edition");
}

#[test]
fn the_overlay_that_contributing_calls_complete_is_complete() {
    let page = std::fs::read_to_string(in_crate("CONTRIBUTING.md")).unwrap().replace("\r\n", "\n");
    let overlay = page.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    Case::new()
        .file("welfare-adviser.toml", overlay)
        .args(["check", "welfare-adviser.toml"])
        .succeeds();
}

#[test]
fn the_team_that_contributing_shows_can_be_added() {
    let page = std::fs::read_to_string(in_crate("CONTRIBUTING.md")).unwrap().replace("\r\n", "\n");
    let team = page.split("```toml\n").nth(2).and_then(|rest| rest.split("```").next()).unwrap();
    let about = "base = \"average-pcn\"\n[about]\ntitle = \"T\"\nquestion = \"Q?\"\n";
    let scenario = format!("{about}{team}");
    Case::new().scenario(&scenario).args(["check", "scenario.toml"]).succeeds();
}

#[test]
#[should_panic(expected = "cargo run -- describe measures > docs/measures.md")]
fn a_page_that_is_not_current_is_found() {
    assert_current("measures", &describe::measures().replacen("Measures", "Results", 1));
}

/// The text of a page, with line ends as on Unix.
fn page(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap().replace("\r\n", "\n")
}

/// Every page at the root and under `docs/`.
fn pages() -> Vec<std::path::PathBuf> {
    let markdown = |folder: &str| {
        let entries = std::fs::read_dir(in_crate(folder)).unwrap();
        entries
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.extension().is_some_and(|e| e == "md"))
    };
    markdown("").chain(markdown("docs")).collect()
}

/// The files that `text`, a page in `folder`, links to and that do not exist.
fn broken_links(text: &str, folder: &Path) -> Vec<String> {
    let targets = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    let files = targets.map(|target| target.split('#').next().unwrap_or(""));
    files
        .filter(|file| !file.is_empty() && !file.contains("://") && !folder.join(file).exists())
        .map(str::to_owned)
        .collect()
}

#[test]
fn the_readme_has_at_most_1200_words() {
    let words = page(&in_crate("README.md")).split_whitespace().count();
    assert!(words <= 1_200, "{words} words; move some of them to docs/");
}

#[test]
fn the_readme_links_to_every_page_of_docs() {
    let readme = page(&in_crate("README.md"));
    for path in pages().iter().filter(|path| path.parent().is_some_and(|p| p.ends_with("docs"))) {
        let name = path.file_name().unwrap().to_str().unwrap();
        assert!(readme.contains(&format!("](docs/{name})")), "README.md does not link to {name}");
    }
}

/// The first text that a program printed, as a page shows it.
fn first_printed(page: &str) -> &str {
    page.split("```text\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap()
}

#[test]
fn the_readme_and_the_page_on_results_show_the_same_figures() {
    let (readme, results) = (page(&in_crate("README.md")), page(&in_crate("docs/results.md")));
    let total = first_printed(&readme);
    assert!(total.contains("total interval from") && total.contains("simulation noise only"));
    assert!(results.contains(total), "docs/results.md has other total intervals");
    let central = first_printed(&results);
    let mut rest = central;
    for headline in FIRST_SCREEN {
        let (_, below) = rest.split_once(headline.words).unwrap_or_else(|| {
            panic!("{} is not in its place in the first screen of docs/results.md", headline.words)
        });
        rest = below;
    }
    // Both tables are of one run: the central values are the same.
    let values = |table: &str, row: &str| -> Vec<String> {
        let line = table.lines().find(|line| line.starts_with(row)).unwrap();
        let cells = line[row.len()..].split_whitespace();
        cells.filter(|cell| !cell.starts_with('±')).map(str::to_owned).collect()
    };
    for row in ["Needs settled", "Requests not met", "Appointments, net"] {
        assert_eq!(values(total, row), values(central, row), "{row}");
    }
}

#[test]
fn links_between_pages_lead_somewhere() {
    let pages = pages();
    assert!(pages.len() > 10);
    for path in pages {
        let broken = broken_links(&page(&path), path.parent().unwrap());
        assert!(broken.is_empty(), "{}: {broken:?}", path.display());
    }
}

#[test]
fn a_link_that_leads_nowhere_is_found() {
    let text =
        "[one](docs/nowhere.md#part) and [another](README.md) and [far](https://example.org)";
    assert_eq!(broken_links(text, &in_crate("")), ["docs/nowhere.md"]);
}

#[test]
fn the_change_that_the_readme_shows_is_a_scenario() {
    for name in ["README.md", "docs/using.md"] {
        let shown = page(&in_crate(name));
        let change = shown.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next());
        Case::new()
            .file("my-change.toml", change.unwrap())
            .args(["check", "my-change.toml"])
            .succeeds();
    }
}
