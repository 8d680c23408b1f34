//! `report.xlsx`: what is in it is what the other files say.

use crate::fuzz::writers::parts;
use crate::support::{BRIEF, Case, Ended, SMALL, SMALL_AND_MORE, few_gps, names, without_cache};
use calamine::{Data, Reader as _, Xlsx, open_workbook};
use pcn_sim::text::number::signed;
use std::fs;
use std::path::Path;
use std::process::Command;

/// A comparison of three small networks that are short of GPs; the last has a title that tries to do something.
fn compared(options: &[&str]) -> Ended {
    let more = SMALL_AND_MORE.replace("0.2", "1.0");
    let hostile = more
        .replace("A small network with a physiotherapist more", &title())
        .replace("first-contact-physiotherapist", "paramedic");
    let args = ["compare", "small.toml", "more.toml", "other.toml", "--output", "out"];
    let period = ["--weeks", "2", "--warm-up-weeks", "1", "--no-room-sensitivity"];
    let all = args.into_iter().chain(period).chain(options.iter().copied());
    Case::new()
        .file("small.toml", &few_gps())
        .file("more.toml", &more)
        .file("other.toml", &hostile)
        .args(all)
        .succeeds()
}

/// A title as a stranger may write it: a formula of 300 characters. Others are refused; `fuzz::writers` has them.
fn title() -> String {
    format!("=1+1 {}", "x".repeat(295))
}

/// The usual options: no draws.
const FIXED: [&str; 4] = ["--replications", "3", "--parameters", "fixed"];

fn book(folder: &Path) -> Xlsx<std::io::BufReader<fs::File>> {
    open_workbook(folder.join("out/report.xlsx")).unwrap()
}

/// The rows of a sheet, its head first.
fn sheet(folder: &Path, name: &str) -> Vec<Vec<Data>> {
    book(folder).worksheet_range(name).unwrap().rows().map(<[Data]>::to_vec).collect()
}

fn table(folder: &Path, name: &str) -> Vec<csv::StringRecord> {
    let mut reader = csv::Reader::from_path(folder.join("out").join(name)).unwrap();
    reader.records().map(Result::unwrap).collect()
}

/// The number in the row of `change`, in the column whose head begins with `head`.
#[track_caller]
fn number(rows: &[Vec<Data>], change: &str, head: &str) -> Option<f64> {
    let column = rows[0].iter().position(|cell| cell.to_string().starts_with(head));
    let column = column.unwrap_or_else(|| panic!("no column {head} in {:?}", rows[0]));
    let row = rows.iter().find(|row| row.iter().any(|cell| *cell == change)).unwrap();
    match &row[column] {
        Data::Float(number) => Some(*number),
        Data::Empty => None,
        other => panic!("{head}: {other:?}"),
    }
}

/// The columns of the comparison: the words of the headline, its measure.
const HEADLINES: [(&str, &str); 12] = [
    ("Needs settled", "needs_settled"),
    ("Planned care delivered", "planned_care_delivered"),
    ("People overdue for it", "planned_care_overdue"),
    ("Planned care given up", "planned_care_given_up"),
    ("Requests not met", "requests_not_met"),
    ("Of which urgent", "requests_not_met_urgent"),
    ("GP hours", "gp_hours"),
    ("Nursing hours", "nursing_hours"),
    ("Hours of other roles", "additional_hours"),
    ("Appointments counted", "appointments_booked"),
    ("Appointments, net", "appointments_gained_net"),
    ("ED attendances avoided (central estimate)", "ed_deflected_central"),
];

#[test]
fn every_number_of_the_comparison_is_that_of_the_summary_and_of_the_page() {
    let ended = compared(&FIXED);
    let summary = table(ended.path(), "summary.csv");
    let page = fs::read_to_string(ended.path().join("out/report.html")).unwrap();
    let text = ended.stdout();
    let (year, week) = (sheet(ended.path(), "Comparison"), sheet(ended.path(), "By week"));
    assert_eq!((year.len(), week.len()), (3, 3), "two changes");
    let mut differing = 0;
    for change in ["more", "other"] {
        for (words, measure) in HEADLINES {
            let mut rows = summary.iter();
            let row = rows.find(|row| (&row[0], &row[1], &row[2]) == (change, "small", measure));
            let row = row.unwrap();
            // The mean and its interval, a year and a week.
            for (rows, from) in [(&year, 12), (&week, 15)] {
                let heads = [
                    format!("{words}, more or fewer ["),
                    format!("{words}, more or fewer: low, chance only, 95% ["),
                    format!("{words}, more or fewer: high, chance only, 95% ["),
                ];
                for (head, column) in heads.iter().zip(from..) {
                    assert_eq!(number(rows, change, head), row[column].parse().ok(), "{head}");
                }
            }
            // The ranges of the emergency department are in the page as a range.
            let mean: f64 = row[12].parse().unwrap();
            differing += usize::from(mean.round() != 0.0);
            let shown = signed(mean);
            assert!(page.contains(&shown), "{change}: {words} of {shown} is not in the page");
            if !words.starts_with("ED") {
                assert!(
                    text.contains(&shown.replace('−', "-")),
                    "{change}: {words} of {shown} is not printed"
                );
            }
        }
        let cost = number(&year, change, "Cost, more or less").unwrap();
        let row = summary.iter().find(|row| (&row[0], &row[1]) == (change, "small")).unwrap();
        assert_eq!(format!("{cost:.2}"), &row[19]);
    }
    assert!(differing > 8, "something differs: {differing}");
}

#[test]
fn sheets_by_measure_are_the_tables_cell_by_cell() {
    let ended = compared(&FIXED);
    for (name, file) in [
        ("Results", "summary.csv"),
        ("By practice", "practices.csv"),
        ("By weekday", "weekdays.csv"),
    ] {
        let (rows, records) = (sheet(ended.path(), name), table(ended.path(), file));
        assert_eq!(rows.len(), records.len() + 1, "{name}");
        for (row, record) in rows[1..].iter().zip(&records) {
            let shown = |cell: &Data| match cell {
                Data::Float(number) => number.to_string(),
                other => other.to_string(),
            };
            for (cell, text) in row.iter().zip(record) {
                let same = match (cell, text.parse::<f64>()) {
                    (Data::Float(number), Ok(wanted)) => *number == wanted,
                    _ => shown(cell) == text,
                };
                assert!(same, "{name}: {cell:?} and {text:?}");
            }
        }
    }
}

#[test]
fn levels_ranks_levers_and_logs_are_those_of_the_run() {
    let ended = compared(&FIXED);
    let (levels, summary) = (sheet(ended.path(), "Levels"), table(ended.path(), "summary.csv"));
    let row = summary.iter().find(|row| (&row[0], &row[2]) == ("small", "needs_settled"));
    let settled = number(&levels, "small", "Needs settled [needs a year]");
    assert_eq!(settled, row.unwrap()[12].parse().ok());
    // One column a lever: only the changes have it.
    let levers = sheet(ended.path(), "Levers");
    let wte = "staff.more-physiotherapists.wte [";
    assert_eq!(number(&levers, "more", wte), Some(1.0));
    assert_eq!(number(&levers, "small", wte), None);
    assert!(row.unwrap()[18].is_empty(), "the baseline changes nothing");
    // The first has rank 1, and nobody a better one than who stands above.
    let comparison = sheet(ended.path(), "Comparison");
    let ranks: Vec<f64> =
        comparison[1..].iter().map(|row| row[0].to_string().parse().unwrap()).collect();
    assert!(ranks[0] == 1.0 && ranks.is_sorted(), "{ranks:?}");
    // Every parameter of the baseline has a line, and every source.
    let scenario = pcn_sim::scenario::load("average-pcn", &pcn_sim::scenario::FileSystem).unwrap();
    let (assumed, data) = (sheet(ended.path(), "Assumptions"), sheet(ended.path(), "Data"));
    for parameter in &scenario.parameters {
        assert!(assumed.iter().any(|row| row[0] == parameter.key.as_str()), "{}", parameter.key);
    }
    for (key, _) in &scenario.sources {
        assert!(data.iter().any(|row| row[0] == key.as_str()), "{key}");
    }
    let manifest = sheet(ended.path(), "Manifest");
    assert!(manifest.iter().any(|row| row[0] == "Seed" && row[1] == "1"));
    assert!(manifest.iter().any(|row| row[0] == "Complete" && row[1] == "yes"));
    // Every sheet is in the list of the first.
    let listed = sheet(ended.path(), "Read me");
    for name in book(ended.path()).sheet_names().iter().filter(|name| *name != "Read me") {
        assert!(listed.iter().any(|row| row[0] == name.as_str()), "{name}");
    }
}

#[test]
fn total_intervals_are_those_of_the_table_of_draws() {
    let ended = compared(&["--replications", "3", "--draws", "4"]);
    let (rows, drawn) = (sheet(ended.path(), "Comparison"), table(ended.path(), "total.csv"));
    let words = [
        ("needs_settled", "Needs settled"),
        ("requests_not_met", "Requests not met"),
        ("appointments_gained_net", "Appointments, net"),
        ("ed_deflected_central", "ED attendances avoided (central estimate)"),
    ];
    for change in ["more", "other"] {
        for (measure, words) in words {
            let row = drawn.iter().find(|row| (&row[0], &row[1]) == (change, measure)).unwrap();
            let level = format!("{:.0}%", row[6].parse::<f64>().unwrap() * 100.0);
            for (end, column) in [("low", 4), ("high", 5)] {
                let head = format!("{words}: {end}, total, {level} [");
                assert_eq!(number(&rows, change, &head), row[column].parse().ok(), "{head}");
            }
        }
    }
    let answer = sheet(ended.path(), "Answer");
    let says = |text: &str| answer.iter().flatten().any(|cell| cell.to_string().contains(text));
    assert!(says("More runs are needed") && says("Total uncertainty: 4 draws"), "{answer:?}");
}

#[test]
fn the_same_run_has_the_same_bytes_whatever_the_threads_and_the_hour() {
    let with = |threads: &str| {
        let ended =
            compared(&["--replications", "2", "--parameters", "fixed", "--threads", threads]);
        fs::read(ended.path().join("out/report.xlsx")).unwrap()
    };
    let one = with("1");
    assert!(one == with("2"), "the workbooks differ");
    // The date of a part is the first of the format; a part begins with PK, 3, 4.
    assert_eq!(one[..4], *b"PK\x03\x04");
    assert_eq!(one[10..14], [0, 0, 0x21, 0]);
}

#[test]
fn what_strangers_write_is_never_calculated() {
    let ended = compared(&FIXED);
    let written = names(&ended.path().join("out"));
    assert!(written.iter().any(|name| name == "report.xlsx"), "{written:?}");
    let mut found = 0;
    let mut book = book(ended.path());
    for name in book.sheet_names() {
        assert!(book.worksheet_formula(&name).unwrap().is_empty(), "{name}");
        for (_, _, cell) in book.worksheet_range(&name).unwrap().used_cells() {
            let text = cell.to_string();
            assert!(!matches!(cell, Data::String(_)) || !text.starts_with('='), "{name}: {text}");
            found += usize::from(text == format!("'{}", title()));
        }
    }
    assert!(found > 4, "the title is there, made harmless: {found}");
}

#[test]
fn charts_are_native_and_say_what_they_show() {
    let ended = compared(&FIXED);
    let parts = parts(&ended.path().join("out/report.xlsx"));
    let charts = parts.iter().filter(|(name, _)| name.starts_with("xl/charts/chart"));
    assert_eq!(charts.clone().count(), 4);
    for (name, text) in charts {
        assert!(text.contains("<c:barChart>") && text.contains("<c:errBars>"), "{name}");
        assert!(text.contains("Charts!$A$2:$A$3"), "{name} has both changes");
    }
    let drawing = parts.iter().find(|(name, _)| name == "xl/drawings/drawing1.xml").unwrap();
    let document = roxmltree::Document::parse(&drawing.1).unwrap();
    let texts: Vec<&str> =
        document.descendants().filter_map(|node| node.attribute("descr")).collect();
    assert_eq!(texts.len(), 4);
    let rows = sheet(ended.path(), "Charts");
    let mean = number(&rows, "A small network with a physiotherapist more", "Needs settled, more");
    let shown = format!("physiotherapist more: {} (", signed(mean.unwrap()));
    assert!(
        texts[0].starts_with("Bars: Needs settled") && texts[0].contains(&shown),
        "{}",
        texts[0]
    );
    // Every sheet has a frozen head; tables have filters.
    for (name, text) in parts.iter().filter(|(name, _)| name.starts_with("xl/worksheets/sheet")) {
        let is_table = text.contains("<autoFilter ");
        assert!(!is_table || text.contains("state=\"frozen\""), "{name}");
    }
    assert!(parts.iter().filter(|(_, text)| text.contains("<autoFilter ")).count() >= 8);
}

#[test]
fn one_scenario_has_levels_and_no_comparison() {
    let args = ["run", "small.toml", "--output", "out"].into_iter().chain(BRIEF);
    let ended = Case::new().file("small.toml", SMALL).args(args).succeeds();
    let names = book(ended.path()).sheet_names();
    assert!(names.iter().any(|name| name == "Levels"), "{names:?}");
    assert!(!names.iter().any(|name| name == "Comparison" || name == "Charts"), "{names:?}");
    let rows = sheet(ended.path(), "Levels");
    assert!(number(&rows, "small", "Needs settled [needs a year]").unwrap() > 0.0);
}

#[test]
fn what_is_in_the_way_is_named_and_what_was_there_stays() {
    let ended = compared(&FIXED);
    let out = ended.path().join("out");
    let before = fs::read(out.join("summary.csv")).unwrap();
    fs::remove_file(out.join("report.xlsx")).unwrap();
    fs::create_dir_all(out.join("report.xlsx/kept")).unwrap();
    let program = || {
        let mut command = without_cache(env!("CARGO_BIN_EXE_pcn-sim"));
        command.args(["report", "out"]).current_dir(ended.path());
        command
    };
    let failed = program().output().unwrap();
    let said = String::from_utf8(failed.stderr).unwrap();
    assert!(!failed.status.success() && said.contains("report.xlsx"), "{said}");
    assert!(said.contains("write them again with `pcn-sim report out`"), "{said}");
    assert_eq!(fs::read(out.join("summary.csv")).unwrap(), before);
    assert!(out.join("report.xlsx/kept").is_dir());
    assert!(!names(&out).iter().any(|name| name.ends_with(".part")), "{:?}", names(&out));
    fs::remove_dir_all(out.join("report.xlsx")).unwrap();
    assert!(program().output().unwrap().status.success());
    assert!(book(ended.path()).sheet_names().len() > 8);
}

#[test]
fn libreoffice_opens_it_where_it_is_installed() {
    let Ok(version) = Command::new("soffice").arg("--version").output() else { return };
    assert!(version.status.success());
    let ended = compared(&FIXED);
    let profile =
        format!("-env:UserInstallation=file://{}", ended.path().join("profile").display());
    let converted = Command::new("soffice")
        .args([&profile, "--headless", "--convert-to", "csv", "--outdir", "csv", "out/report.xlsx"])
        .current_dir(ended.path())
        .output()
        .unwrap();
    assert!(converted.status.success(), "{converted:?}");
    let first = fs::read_to_string(ended.path().join("csv/report.csv")).unwrap();
    assert!(first.contains("Access to primary care, simulated"), "{first}");
}
