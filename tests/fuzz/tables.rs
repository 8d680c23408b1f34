//! The other readers: targets, parameters, networks, cases and points. Whatever is written is read, or
//! is refused with reasons that act on no terminal, twice the same.

use super::bytes::Bytes;
use super::edits::{change_cell, spoil, tamper};
use pcn_sim::calibration::free;
use pcn_sim::calibration::search::Point;
use pcn_sim::experiment::row::Row;
use pcn_sim::report::rows::{StudyHash, row_of};
use pcn_sim::scenario::embedded::{BASELINE, ENGLAND, ENGLAND_FIT, fit, targets};
use pcn_sim::scenario::error::Problem;
use pcn_sim::scenario::{FileSystem, Sort, Written, read};
use pcn_sim::text::shown_lines;
use pcn_sim::validation::networks::rows;
use pcn_sim::validation::targets as observed;
use pcn_sim::verification::case::read_cases;
use std::sync::LazyLock;

/// Bytes that begin with this are edits of a good file; others are the file.
const EDITS: &[u8] = b"edits ";

/// At most so many lines are edited at once.
const MOST_EDITS: usize = 12;

const NETWORKS: &str = "\
network,practice,list_size,deprivation_quintile,gp_wte,calls_per_1000_month,online_per_1000_month,\
appointments_per_1000_month,missed_share,same_day_share,over_14_days_share
N1,P1,8000,1,4.5,600,100,500,0.10,0.40,0.20
N1,P3,2000,5,,400,,250,0.30,0.50,
N2,P2,5000,,2,,,,,,
";

const CASES: &str = "\
case_id,model,parameters_json,metric,value,reference
mm2,M/M/c,\"{\"\"c\"\": 2, \"\"lam\"\": 1.5, \"\"mu\"\": 1}\",Wq,1.285714,Erlang C
mg1,M/G/1,\"{\"\"service\"\": \"\"pmf.csv\"\", \"\"lam\"\": 0.5}\",Wq,-1e3,\"a book, page 1\"
";

/// The file that `data` is, or the edits of `good` that it stands for; nothing if it is no text.
fn file(data: &[u8], good: &str, sort: Sort) -> Option<String> {
    let Some(edits) = data.strip_prefix(EDITS) else {
        let text = sort.text(data.to_vec());
        if let Err(why) = &text {
            check_words(why);
        }
        return text.ok();
    };
    let mut bytes = Bytes::new(edits);
    let mut lines: Vec<String> = good.lines().map(str::to_owned).collect();
    for _ in 0..MOST_EDITS {
        if bytes.is_used_up() {
            break;
        }
        match bytes.below(3) {
            0 if !lines.is_empty() => tamper(&mut lines, &mut bytes),
            1 if !lines.is_empty() => change_cell(&mut lines, &CELLS, &mut bytes),
            _ => spoil(&mut lines, &mut bytes),
        }
    }
    Some(lines.join("\n") + "\n")
}

/// What is put into cells.
const CELLS: [&str; 12] =
    ["", "0", "-1", "1e999", "nan", "inf", "1,000", "\"", "\"1,000\"", "x\u{1b}[2J", "true", ";"];

/// Words are there, and act on nothing.
fn check_words(words: &str) {
    assert!(!words.trim().is_empty(), "refused without a reason");
    assert_eq!(words, shown_lines(words), "a message that acts");
}

fn check_problems(problems: &[Problem], text: &str) {
    assert!(!problems.is_empty(), "refused without a reason");
    let lines = text.bytes().filter(|byte| *byte == b'\n').count() + 1;
    for problem in problems {
        for part in [&problem.found, &problem.expected, &problem.remedy] {
            assert!(!part.trim().is_empty(), "{problem:?}");
        }
        assert!(problem.line.is_none_or(|line| (1..=lines).contains(&line)), "{problem:?}");
        check_words(&problem.to_string());
    }
}

/// Reads `data` as targets.
pub(crate) fn read_targets(data: &[u8]) {
    let Some(text) = file(data, targets(ENGLAND).unwrap(), Sort::Targets) else { return };
    match observed::read(&text, "t.toml") {
        Ok(read) => {
            for value in read.targets.iter().flat_map(|target| &target.target_values) {
                assert!(value.observed.is_none_or(f64::is_finite), "{value:?}");
                assert!(value.limits.is_none_or(|(low, high)| low <= high), "{value:?}");
            }
        }
        Err(problems) => check_problems(&problems, &text),
    }
}

/// Reads `data` as a list of what may be fitted in the baseline.
pub(crate) fn read_parameters(data: &[u8]) {
    static WRITTEN: LazyLock<Written> = LazyLock::new(|| read(BASELINE, &FileSystem).unwrap());
    let Some(text) = file(data, fit(ENGLAND_FIT).unwrap(), Sort::Parameters) else { return };
    match free::read(&text, "p.toml", &WRITTEN) {
        Ok(list) => {
            for free in &list.free {
                assert!(free.low <= free.start && free.start <= free.high, "{free:?}");
            }
        }
        Err(problems) => check_problems(&problems, &text),
    }
}

/// Reads `data` as networks and their practices.
pub(crate) fn read_networks(data: &[u8]) {
    let Some(text) = file(data, NETWORKS, Sort::Networks) else { return };
    match rows::read(&text, "n.csv") {
        Ok(networks) => {
            assert_eq!(Ok(&networks), rows::read(&text, "n.csv").as_ref());
            for network in &networks {
                assert!(network.patients() >= 1.0 && !network.practices.is_empty());
                check_words(&network.network);
            }
        }
        Err(problems) => check_problems(&problems, &text),
    }
}

/// Reads `data` as cases of a verification.
pub(crate) fn read_verification(data: &[u8]) {
    let Some(text) = file(data, CASES, Sort::Cases) else { return };
    match read_cases(&text, |name| Some(format!("value,probability\n{name},1\n"))) {
        Ok(cases) => {
            for case in &cases {
                assert_eq!(case.id, shown_lines(&case.id));
                assert!(case.known_values.iter().all(|value| value.value.is_finite()));
            }
        }
        Err(error) => check_words(&error.to_string()),
    }
}

/// Reads `data` as rows of a study and as points of a calibration: a line whose checksum is right is one,
/// any other is as good as never written.
pub(crate) fn read_rows(data: &[u8]) {
    let study = StudyHash::of("a study");
    for line in data.split(|byte| *byte == b'\n') {
        let row: Option<Row> = row_of(line, &study);
        let point: Option<Point> = row_of(line, &study);
        assert!(row.is_none() || point.is_none(), "a line is either");
    }
}
