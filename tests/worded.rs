//! No parameter is shown to a reader by its key alone: the page and the terminal have words.

use crate::support::Case;
use pcn_sim::scenario::{FileSystem, Scenario, load};

/// The text of a page without what is marked as code, scripts and tags.
fn without_code(page: &str) -> String {
    let mut text = page.to_owned();
    for (open, close) in [("<script", "</script>"), ("<style", "</style>"), ("<code", "</code>")] {
        while let Some(at) = text.find(open) {
            let end = text[at..].find(close).map_or(text.len(), |end| at + end + close.len());
            text.replace_range(at..end, "");
        }
    }
    text
}

/// Keys of parameters, and of tables of them that have one range, as they stand in a text.
fn keys_in(text: &str, scenarios: &[Scenario]) -> Vec<String> {
    let keys = scenarios.iter().flat_map(|of| of.parameters.iter().map(|of| of.key.as_str()));
    let mut shown: Vec<String> = keys
        .flat_map(|key| {
            let ends = key.match_indices('.').map(|(at, _)| at).chain([key.len()]);
            ends.skip(1).map(|end| key[..end].to_owned()).collect::<Vec<_>>()
        })
        .collect();
    shown.sort();
    shown.dedup();
    shown.retain(|key| text.contains(key.as_str()));
    shown
}

#[test]
fn the_page_and_the_terminal_show_parameters_in_words() {
    let scenarios = ["average-pcn", "ed-by-hour", "administrative-time"]
        .map(|name| load(name, &FileSystem).unwrap());
    let args = "compare average-pcn ed-by-hour administrative-time --weeks 1 --warm-up-weeks 0 --replications 2 \
                --no-room-sensitivity --draws 6 --output out";
    let ended = Case::new().args(args.split_whitespace()).succeeds();
    let page = std::fs::read_to_string(ended.path().join("out/report.html")).unwrap();
    for (name, text) in [("page", without_code(&page)), ("terminal", ended.stdout().to_owned())] {
        let shown = keys_in(&text, &scenarios);
        assert!(shown.is_empty(), "{name}: {shown:?}");
        assert!(text.contains("What the answer hangs on"), "{name}");
        let words = "emergency department by hour";
        assert!(text.contains(words) || name == "terminal", "{name}");
    }
    // Programs read keys.
    let table = std::fs::read_to_string(ended.path().join("out/hangs-on.csv")).unwrap();
    assert!(table.contains("\nemergency_by_hour.after_failure"), "{table}");
}
