//! Rules for files of `src/`: no circular imports, a maximum length, no banner comments.

use crate::architecture::{code, files, is_test, paths, without_tests};
use crate::support::in_crate;
use std::collections::BTreeMap;

/// No file has more lines.
const LONGEST_FILE: usize = 600;

/// No function has more lines.
const LONGEST_FUNCTION: usize = 70;

/// Functions that may be longer, and why: they are flat lists.
const LONG_FUNCTIONS: [(&str, &str, &str); 10] = [
    ("report/warnings.rs", "fmt", "a sentence for each warning"),
    ("scenario/check/access.rs", "book", "a call for each key of a table"),
    ("scenario/check/access.rs", "front_door", "a call for each key of a table"),
    ("scenario/check/access.rs", "triage", "a call for each key of a table"),
    ("scenario/check/demand.rs", "demand", "a call for each key of a table"),
    ("scenario/check/money.rs", "money", "a call for each key of a table"),
    ("scenario/check/staff.rs", "one_role", "a call for each key of a table"),
    ("simulation/event.rs", "told", "an entry for each event"),
    ("simulation/mod.rs", "new", "a line for each field"),
    ("simulation/derived.rs", "new", "a line for each field"),
];

/// The module that a file holds, as a path: `report::plot::canvas`; a folder's for its `mod.rs`.
fn module(file: &str) -> String {
    let path = file.trim_end_matches(".rs").replace('/', "::");
    path.strip_suffix("::mod").map_or(path.clone(), str::to_owned)
}

/// Folders whose files use items of their `mod.rs`, while the `mod.rs` uses the files.
const SHARED_BY_MOD: [&str; 7] =
    ["cli", "experiment", "measures", "model", "scenario", "scenario::check", "simulation"];

/// The names of the files and folders that a `mod.rs` declares.
fn declared(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter_map(|line| {
        let declared = line.trim_start_matches("pub(crate) ").trim_start_matches("pub ");
        declared.strip_prefix("mod ")?.strip_suffix(';')
    })
}

/// The modules of other files that a file uses, a folder's `mod.rs` among them. Declaring a module
/// does not count as using it.
fn used(file: &str, text: &str, modules: &BTreeMap<String, &str>) -> Vec<String> {
    let own = module(file);
    let above = own.rsplit_once("::").map_or("", |(above, _)| above);
    let text = code(without_tests(text));
    let by_crate = paths(&text, "crate::");
    let by_super = paths(&text, "super::").into_iter().map(|path| format!("{above}::{path}"));
    let by_name = declared(&text).flat_map(|name| {
        let below = paths(&text, &format!("{name}::")).into_iter();
        below.map(|path| format!("{own}::{name}::{path}")).collect::<Vec<_>>()
    });
    let is_shared = |used: &str| {
        let (folder, file) =
            if own.len() < used.len() { (own.as_str(), used) } else { (used, own.as_str()) };
        SHARED_BY_MOD.contains(&folder) && is_within(file, folder)
    };
    let mut found: Vec<String> = by_crate
        .into_iter()
        .chain(by_super)
        .chain(by_name)
        .filter_map(|path| {
            let mut path = path.as_str();
            while !modules.contains_key(path) {
                path = path.rsplit_once("::")?.0;
            }
            Some(path.to_owned())
        })
        .filter(|used| *used != own && !is_shared(used))
        .collect();
    found.sort();
    found.dedup();
    found
}

/// Whether `module` is `folder` or lies below it.
fn is_within(module: &str, folder: &str) -> bool {
    module.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}

/// A circle of files, if there is one: each uses the next, and the last the first.
fn circle(files: &[(String, String)]) -> Option<Vec<String>> {
    let modules: BTreeMap<String, &str> =
        files.iter().map(|(file, _)| (module(file), file.as_str())).collect();
    let mut uses: BTreeMap<String, Vec<String>> =
        files.iter().map(|(file, text)| (module(file), used(file, text, &modules))).collect();
    // A file that uses nothing is in no circle. Such files are removed again and again; those that
    // remain contain a circle.
    loop {
        let free: Vec<String> = uses
            .iter()
            .filter(|(_, used)| used.iter().all(|used| !uses.contains_key(used)))
            .map(|(module, _)| module.clone())
            .collect();
        if free.is_empty() {
            break;
        }
        uses.retain(|module, _| !free.contains(module));
    }
    let mut way = vec![uses.keys().next()?.clone()];
    loop {
        let next = uses[&way[way.len() - 1]].iter().find(|used| uses.contains_key(*used))?.clone();
        if let Some(index) = way.iter().position(|module| *module == next) {
            return Some(way[index..].iter().map(|module| modules[module].to_owned()).collect());
        }
        way.push(next);
    }
}

/// Every function with its number of lines, as rustfmt sets them.
fn functions(text: &str) -> Vec<(String, usize)> {
    let lines: Vec<&str> = text.lines().collect();
    let mut found = Vec::new();
    for (begins, line) in lines.iter().enumerate() {
        let indent = line.len() - line.trim_start().len();
        let mut words = line.split_whitespace().skip_while(|word| {
            ["pub", "const", "unsafe", "async"].contains(word) || word.starts_with("pub(")
        });
        if words.next() != Some("fn") || line.ends_with(';') {
            continue;
        }
        let name = words.next().unwrap_or_default();
        let name = name.split(['(', '<']).next().unwrap_or_default().to_owned();
        let end = format!("{}}}", &line[..indent]);
        let length = match lines[begins..].iter().position(|line| *line == end) {
            Some(length) if !line.ends_with('}') => length + 1,
            _ => 1,
        };
        found.push((name, length));
    }
    found
}

/// Whether a line is a comment that draws a line.
fn is_banner(line: &str) -> bool {
    let Some(comment) = line.trim_start().strip_prefix("//") else { return false };
    let marks = |c: char| "-=*#~_".contains(c);
    let longest = comment.split(|c| !marks(c)).map(str::len).max().unwrap_or(0);
    // A table in Markdown has such lines too, between bars.
    longest >= 4 && !comment.contains('|')
}

#[test]
fn no_files_use_each_other_in_a_circle() {
    let mut all = files(&in_crate("src"), &["rs"]);
    all.retain(|(file, _)| file != "main.rs" && file != "lib.rs" && !is_test(file));
    assert!(all.len() > 100, "the sources are found: {}", all.len());
    assert_eq!(circle(&all), None);
}

#[test]
fn a_planted_circle_is_found() {
    let planted = |of_money: &str, of_estate: &str| {
        circle(&[
            ("report/mod.rs".into(), "mod estate;\nmod money;\npub struct Shared;".into()),
            ("report/estate.rs".into(), of_estate.into()),
            ("report/money.rs".into(), of_money.into()),
            ("report/plot/mod.rs".into(), "use super::money::pounds;".into()),
        ])
    };
    let found = planted("use super::estate::text;", "use crate::report::money::{cost, pounds};");
    assert_eq!(found, Some(vec!["report/estate.rs".to_owned(), "report/money.rs".to_owned()]));
    let by_plot = planted("use super::plot::Figure;", "");
    assert_eq!(by_plot.map(|circle| circle.len()), Some(2));
    assert_eq!(planted("use super::{Shared, estate};", "use super::Shared;"), None);
    let by_mod = circle(&[
        ("report/mod.rs".into(), "mod estate;\nuse estate::text;".into()),
        ("report/estate.rs".into(), "use super::Shared;".into()),
    ]);
    assert_eq!(by_mod.map(|circle| circle.len()), Some(2));
    let in_tests = "#[cfg(test)]\nmod tests {\n    use crate::report::money::pounds;\n}";
    assert_eq!(planted("use super::estate::text;", in_tests), None);
}

#[test]
fn no_file_is_longer_than_one_can_keep_in_mind() {
    let too_long: Vec<String> = files(&in_crate("src"), &["rs"])
        .iter()
        .filter(|(_, text)| text.lines().count() > LONGEST_FILE)
        .map(|(file, text)| format!("src/{file}: {} lines", text.lines().count()))
        .collect();
    assert!(too_long.is_empty(), "split them along subjects:\n{}", too_long.join("\n"));
}

#[test]
fn no_function_is_longer_than_a_screen_but_flat_lists() {
    let mut too_long = Vec::new();
    let mut count = 0;
    for (file, text) in files(&in_crate("src"), &["rs"]) {
        for (name, length) in functions(&text) {
            count += 1;
            let mut allowed = LONG_FUNCTIONS.iter();
            let is_allowed = allowed.any(|(of, function, _)| *of == file && *function == name);
            if length > LONGEST_FUNCTION && !is_allowed {
                too_long.push(format!("src/{file}: {name} has {length} lines"));
            }
        }
    }
    assert!(count > 1_000, "the functions are found: {count}");
    assert!(too_long.is_empty(), "{}", too_long.join("\n"));
}

#[test]
fn functions_are_measured_from_their_signature_to_their_end() {
    let text = "impl A {\n    pub(super) const fn a(\n        x: u8,\n    ) -> u8 {\n        x\n    }\n}\n\
                fn b() {}\ntrait C {\n    fn c();\n}\nfn d<T>() {\n    if x {\n    }\n}\n";
    let expected = [("a", 5), ("b", 1), ("d", 4)].map(|(name, length)| (name.to_owned(), length));
    assert_eq!(functions(text), expected);
}

#[test]
fn no_comment_draws_a_line() {
    let mut found = Vec::new();
    for folder in ["src", "tests"] {
        for (file, text) in files(&in_crate(folder), &["rs"]) {
            for (number, line) in text.lines().enumerate().filter(|(_, line)| is_banner(line)) {
                found.push(format!("{folder}/{file}:{}: {line}", number + 1));
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
    let mark = "-".repeat(8);
    assert!(
        is_banner(&format!("    // {mark} Meetings {mark}")) && is_banner(&format!("//! {mark}"))
    );
    assert!(!is_banner("// a – b -- c") && !is_banner(&format!("/// |{mark}|{mark}|")));
    assert!(!is_banner(&format!("let line = \"{mark}\"; // a rule")));
}
