//! The writers of results: whatever scenarios are called and say of themselves, what is written is
//! XML, a page, tables without formulas, and holds no control characters.

use super::bytes::Bytes;
use super::reader::InMemory;
use calamine::{Data, Reader as _, Xlsx, open_workbook};
use pcn_sim::experiment::progress::Unwatched;
use pcn_sim::experiment::results::Results;
use pcn_sim::experiment::study::{Design, Extent, Study};
use pcn_sim::model::sourced::Evidence;
use pcn_sim::report::study_file::entries;
use pcn_sim::report::{self, Made, RunAbout, derived};
use pcn_sim::scenario::{Scenario, load};
use pcn_sim::simulation::Horizon;
use pcn_sim::text::{is_harmful, shown_lines};
use std::io::Read as _;
use std::sync::LazyLock;

/// Two practices of some 200 patients.
const SMALL: &str = include_str!("small.toml");

/// Pieces of text that do something somewhere.
const NASTY: [&str; 24] = [
    "=cmd|'/c calc'!A1",
    "+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\u{1b}[31m",
    "\u{1b}]0;title\u{7}",
    "\u{9b}2J",
    "\u{202e}desrever",
    "\n  forged,row,1,2",
    "\0",
    "\u{7f}\u{85}\u{2028}",
    "</svg><script>alert(1)</script>",
    "]]><!--",
    "&unknown; & < > \" '",
    "<img src=x onerror=y>",
    "\u{ffff}\u{fffe}",
    "{{ 7 * 7 }}",
    "é\u{301}𝔘",
    "\u{e0041}\u{feff}",
    "| a | b |",
    "a word",
    "averyveryverylongwordthatisbrokenoverseverallinesbecausenothingelsecanbedonewithitatall",
];

/// Some of `bytes` as text: nasty pieces and whatever the bytes themselves are.
fn nasty(bytes: &mut Bytes<'_>) -> String {
    let parts = 1 + bytes.below(3);
    let part = |_| if bytes.below(4) == 0 { bytes.text() } else { bytes.one_of(&NASTY).to_owned() };
    (0..parts).map(part).collect::<Vec<_>>().concat()
}

/// A short run of a small scenario and of the same with a change of its own.
fn sample() -> &'static (Results, Vec<Scenario>) {
    static SAMPLE: LazyLock<(Results, Vec<Scenario>)> = LazyLock::new(|| {
        let more = "base = \"a.toml\"\n[about]\ntitle = \"More\"\nquestion = \"?\"\n\
                    [staff.more]\nrole = \"paramedic\"\nwte = 0.5\nwte_per_person = 0.5\n\
                    scope = \"network\"\nstage = \"entry\"\n";
        let files = InMemory(vec![("a.toml", SMALL.as_bytes()), ("b.toml", more.as_bytes())]);
        let scenarios = ["a.toml", "b.toml"].map(|name| load(name, &files).unwrap());
        let horizon = Horizon { warm_up_weeks: 1, weeks: 1 };
        let extent = Extent { horizon, seed: 1, replications: 2 };
        let plan = Design::AgainstFirst { at_rooms: false, unlike: false };
        let study = Study::new(entries(&scenarios), plan, extent).unwrap();
        let results = pcn_sim::experiment::results(&study, &Unwatched).unwrap().unwrap();
        (results, scenarios.into())
    });
    &SAMPLE
}

/// The sample with everything that a stranger may have named called something else.
fn renamed(data: &[u8]) -> (Results, Vec<Scenario>, RunAbout) {
    let mut bytes = Bytes::new(data);
    let (mut results, mut scenarios) = sample().clone();
    for (found, scenario) in results.scenarios.iter_mut().zip(&mut scenarios) {
        scenario.name = nasty(&mut bytes);
        scenario.title = nasty(&mut bytes);
        scenario.question = nasty(&mut bytes);
        (found.name, found.title) = (scenario.name.clone(), scenario.title.clone());
        for role in &mut scenario.system.roles {
            role.title = nasty(&mut bytes);
            role.name = nasty(&mut bytes);
        }
        for of in &mut found.supervision {
            of.role = nasty(&mut bytes);
            of.title = nasty(&mut bytes);
        }
        for (key, value) in &mut scenario.differences {
            (*key, *value) = (nasty(&mut bytes), nasty(&mut bytes));
        }
        for (_, citation) in &mut scenario.sources {
            *citation = nasty(&mut bytes);
        }
        for parameter in scenario.parameters.iter_mut().take(8) {
            parameter.key = nasty(&mut bytes);
            parameter.evidence = Evidence::Assumption(nasty(&mut bytes));
        }
    }
    let about = RunAbout {
        wall_time_seconds: 1.0,
        threads: 1,
        machine: nasty(&mut bytes),
        command: nasty(&mut bytes),
        asked: nasty(&mut bytes),
        date: nasty(&mut bytes),
        version: "0",
        first_command: None,
        seed: Some(1),
        scenarios: Vec::new(),
    };
    (results, scenarios, about)
}

/// Writes the results of scenarios renamed by `data` and reads every file again.
pub(crate) fn write(data: &[u8]) {
    let (results, scenarios, about) = renamed(data);
    let folder = tempfile::tempdir().unwrap();
    let made = Made { about: &about, events: results.events, partial: results.partial };
    let outputs = derived::of_run(&results, &scenarios, Some(1e6));
    let written = report::write(folder.path(), &outputs, Some(made)).unwrap();
    assert!(written.len() >= 8, "{written:?}");
    for path in written {
        if path.extension().is_some_and(|ending| ending == "xlsx") {
            check_workbook(&path);
            continue;
        }
        // Bytes, with the feature `parquet`; its own test reads them.
        if path.extension().is_some_and(|ending| ending == "parquet") {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        match name.rsplit('.').next().unwrap() {
            "svg" => check_xml(&name, &text),
            "csv" => check_table(&name, &text),
            "html" => check_page(&text),
            "json" => drop(serde_json::from_str::<serde_json::Value>(&text).unwrap()),
            other => panic!("a file of another kind: {other}"),
        }
        let acts =
            |c: char| c != '\n' && if name.ends_with("json") { c < ' ' } else { is_harmful(c) };
        assert!(!text.contains(acts), "{name} holds control characters");
    }
    let shown = report::tables::text_table(&results, &scenarios, Some(1e6));
    assert_eq!(shown, shown_lines(&shown), "the terminal is given control characters");
}

/// Every part is XML, every sheet can be read, and no cell is calculated or holds control characters.
fn check_workbook(path: &std::path::Path) {
    for (name, text) in parts(path) {
        check_xml(&name, &text);
    }
    let mut book: Xlsx<_> = open_workbook(path).unwrap();
    for name in book.sheet_names() {
        assert!(book.worksheet_formula(&name).unwrap().is_empty(), "{name} is calculated");
        for (row, column, cell) in book.worksheet_range(&name).unwrap().used_cells() {
            let Data::String(text) = cell else { continue };
            let acts = ['=', '|', '!', '@', '+', '-'];
            let calculates = text.trim_start().starts_with(['=', '-', '@'])
                || text.trim_start().strip_prefix('+').is_some_and(|rest| {
                    // The report writes numbers with their signs: +5 (+1 to +9).
                    rest.replace(" +", " ").replace("(+", "(").contains(acts)
                });
            assert!(
                !calculates || text.parse::<f64>().is_ok(),
                "{name}, row {row}, column {column}: {text:?}"
            );
            assert!(!text.contains(is_harmful), "{name}, row {row}, column {column}: {text:?}");
            assert!(text.encode_utf16().count() <= 32_767);
        }
    }
}

/// The parts of a workbook, which are XML.
pub(crate) fn parts(path: &std::path::Path) -> Vec<(String, String)> {
    let mut archive = zip::ZipArchive::new(std::fs::File::open(path).unwrap()).unwrap();
    let count = archive.len();
    let part = |index| {
        let mut file = archive.by_index(index).unwrap();
        let mut text = String::new();
        file.read_to_string(&mut text).unwrap();
        (file.name().unwrap().into_owned(), text)
    };
    (0..count).map(part).collect()
}

/// What a reader of XML accepts.
fn check_xml(name: &str, text: &str) {
    let read = roxmltree::Document::parse(text);
    let document = read.unwrap_or_else(|error| panic!("{name} is no XML: {error}"));
    let names = ["script", "img", "foreignObject"];
    let foreign = document.descendants().find(|node| names.contains(&node.tag_name().name()));
    assert!(foreign.is_none(), "{name} holds {foreign:?}");
}

/// Every row has as many cells as the head, and no cell is calculated.
fn check_table(name: &str, text: &str) {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>().unwrap();
    assert_eq!(rows.len(), text.lines().count(), "{name}: a row is a line");
    for cell in rows.iter().flatten() {
        let calculates = cell.trim_start().starts_with(['=', '+', '-', '@']);
        assert!(!calculates || cell.parse::<f64>().is_ok(), "{name} holds the formula {cell:?}");
    }
}

/// No tag is there that the program did not write; the figures within are XML.
fn check_page(text: &str) {
    for tag in ["<script", "<img", "onerror=y>"] {
        assert!(!text.contains(tag), "the page holds {tag}");
    }
    for figure in text.split("<svg ").skip(1) {
        let (inner, _) = figure.split_once("</svg>").expect("a figure ends");
        check_xml("a figure of the page", &format!("<svg {inner}</svg>"));
    }
}
