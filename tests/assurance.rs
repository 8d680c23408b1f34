//! The record for whoever assures a run.

use crate::interruption::{case, files, program};
use std::fs;

const ITEMS: [&str; 20] = [
    "1.1", "1.2", "1.3", "2.1", "2.2", "2.3", "2.4", "2.5.1", "2.5.2", "2.5.3", "2.5.4", "2.5.5",
    "3.1", "3.2", "3.3", "3.4", "4.1", "4.2", "4.3", "5.1",
];

#[test]
fn every_item_is_answered_or_a_blank_and_nothing_else_of_the_folder_changes() {
    let case = case();
    for (args, draws) in [
        (
            "compare small.toml more.toml --weeks 1 --warm-up-weeks 0 --replications 2 --draws 3",
            true,
        ),
        ("sweep small.toml --vary rooms=28,30 --weeks 1 --warm-up-weeks 0 --replications 2", false),
        ("verify cases.csv --replications 5", false),
    ] {
        let ended = program(case.path(), args, &["--output", "out", "--force"]).status().unwrap();
        assert!(ended.success(), "{args}");
        let out = case.path().join("out");
        let before = (files(&out), fs::read(out.join("manifest.json")).unwrap());
        assert!(program(case.path(), "report out --stress", &[]).status().unwrap().success());
        let mut after = (files(&out), fs::read(out.join("manifest.json")).unwrap());
        let page = String::from_utf8(after.0.remove("stress.html").unwrap()).unwrap();
        let text = String::from_utf8(after.0.remove("stress.md").unwrap()).unwrap();
        assert!(before == after, "{args}");
        for item in ITEMS.iter().chain(&["5.2", "5.3", "5.4", "6.1"]) {
            assert!(page.contains(&format!(">{item} ")), "{args}: {item}");
            let row = text.lines().find(|line| line.starts_with(&format!("| {item} "))).unwrap();
            let answer = row.split(" | ").nth(2).unwrap();
            assert!(answer.len() > 20, "{args}: {item} is answered or a blank: {row}");
        }
        for words in [
            "To be filled by a person:",
            "Assumptions log",
            "Data log",
            "Assurance statement",
            "Approver",
            "18 Limits",
            "Open science archive",
            "needs_settled",
        ] {
            assert!(page.contains(words) && text.contains(words), "{args}: {words}");
        }
        assert_eq!(text.contains("Total uncertainty: 3 draws"), draws, "{args}");
        assert!(page.contains("default-src 'none'") && !page.contains("http://"), "{args}");
        assert!(page.len() < 1_500_000, "{}", page.len());
    }
}

#[test]
fn assumptions_are_listed_with_their_ranges_and_names_are_no_markup() {
    let case = case();
    let small = fs::read_to_string(case.path().join("small.toml")).unwrap();
    let named = small.replace("A small network", "A <b>small</b> | *network*");
    fs::write(case.path().join("named.toml"), named).unwrap();
    let args = "run named.toml --weeks 1 --warm-up-weeks 0 --replications 2 --seed 5";
    assert!(program(case.path(), args, &["--output", "out"]).status().unwrap().success());
    assert!(program(case.path(), "report out --stress", &[]).status().unwrap().success());
    let read = |name: &str| fs::read_to_string(case.path().join("out").join(name)).unwrap();
    let (page, text) = (read("stress.html"), read("stress.md"));
    assert!(!page.contains("<b>small</b>") && !text.contains("<b>small</b>"));
    assert!(text.contains("A &lt;b&gt;small&lt;/b&gt; \\| \\*network\\*"), "as words");
    // Every row of a table has as many cells as its head.
    let mut cells = None;
    for line in text.lines() {
        let count = line.replace("\\|", "").matches('|').count();
        if !line.starts_with('|') {
            cells = None;
        } else {
            assert_eq!(*cells.get_or_insert(count), count, "{line}");
        }
    }
    assert!(text.contains("| `demand.accepts_others`<br>"), "an assumption by its key");
    assert!(text.contains("Seed: 5.") && text.contains("run named.toml"), "how it was made");
    let none = program(case.path(), "report nowhere --stress", &[]).status().unwrap();
    assert_eq!(none.code(), Some(2));
}
