//! The pages under `docs/` that the program prints are what it prints.

use crate::support::{Case, in_crate};
use pcn_sim::describe;

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
