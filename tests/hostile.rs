//! Untrusted input: harmful names, texts and files are refused at once, and messages show them
//! without effect.

use crate::fuzz::reader::InMemory;
use crate::support::{BRIEF, Case, Ended, SMALL, without_cache};
use pcn_sim::calibration::change::{Change, Free};
use pcn_sim::text::shown_lines;
use std::process::{Command, Stdio};
use std::time::Duration;

/// Text with terminal control codes, as written in TOML.
const ACTS: &str = "\\u001b[31mRED\\u001b[2J\\u001b]0;T\\u0007\\u202eevil\\r\\n  forged row";

/// An overlay on the baseline with a title, a question and `lines`, from line 5 on.
fn overlay(title: &str, lines: &str) -> String {
    format!("base = \"average-pcn\"\n[about]\ntitle = \"{title}\"\nquestion = \"Q\"\n{lines}")
}

/// A practice with one site under a key that needs quotes.
fn practice(key: &str) -> String {
    format!(
        "[practices.\"{key}\"]\nlist_size = 900\ndeprivation_quintile = 3\n\
         [practices.\"{key}\".sites.main]\nconsulting_rooms = 1\ntreatment_rooms = 1\n"
    )
}

/// Nothing that was printed contains control codes.
#[track_caller]
fn is_quiet(ended: Ended) -> Ended {
    for text in [ended.stdout(), ended.stderr()] {
        assert_eq!(text, shown_lines(&text), "control characters were printed");
    }
    ended
}

#[test]
fn names_and_texts_that_act_are_refused_and_shown_escaped() {
    let source = format!("[sources.\"{ACTS}\"]\ncitation = \"{ACTS}\"\n");
    for command in ["check", "run", "money", "trace"] {
        let text = overlay(ACTS, &(practice(ACTS) + &source));
        let ended = Case::new().scenario(&text).args([command, "scenario.toml"]).fails_with(2);
        is_quiet(ended)
            .stderr_contains(
                "scenario.toml:3: `about.title`\n    found     the text \"\\u{1b}[31mRED",
            )
            .stderr_contains("expected  text on one line, without control characters")
            .stderr_contains("scenario.toml:5: `practices`\n    found     the key \"\\u{1b}[31m")
            .stderr_contains("scenario.toml:11: `sources`\n    found     the key");
    }
}

#[test]
fn keys_that_a_spreadsheet_would_calculate_are_refused() {
    for key in ["=cmd|'/c calc'!A1", "@x", "+1", "-x", "a b/c", "", &"a".repeat(65)] {
        let case = Case::new().scenario(&overlay("T", &practice(key)));
        case.args(["check", "scenario.toml"])
            .fails_with(2)
            .stderr_contains("expected  a name of at most 64 letters");
    }
    // A practice may not have the name of a band of a distribution.
    let case = Case::new().scenario(&overlay("T", &practice("2 to 7 days")));
    case.args(["check", "scenario.toml"])
        .fails_with(2)
        .stderr_contains("found     the name \"2 to 7 days\"");
}

#[test]
fn a_title_that_begins_like_a_formula_is_no_formula_in_any_table() {
    let title = "=1+1";
    let text = SMALL.replace("A small network", title).replace("Does the", "@Does the");
    let args = [&["run", "=sum.toml", "--output", "run"][..], &BRIEF].concat();
    let ended = Case::new().file("=sum.toml", &text).args(args).succeeds();
    let mut cells = 0;
    for entry in std::fs::read_dir(ended.path().join("run")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|ending| ending == "csv") {
            for record in csv::Reader::from_path(&path).unwrap().records() {
                for cell in &record.unwrap() {
                    let is_number = cell.parse::<f64>().is_ok();
                    assert!(is_number || !cell.starts_with(['=', '+', '-', '@']), "{cell:?}");
                    cells += usize::from(cell == "'=sum");
                }
            }
        }
    }
    assert!(cells > 100, "the scenario's name is in the tables");
}

#[test]
fn arguments_and_file_names_that_act_are_shown_escaped() {
    let name = "\u{1b}[31mx\n  forged.toml";
    let case = Case::new().file(name, "wte = = 1");
    let ended = is_quiet(case.args(["check", name]).fails_with(2));
    ended.stderr_contains("\\u{1b}[31mx\\n  forged.toml:1\n");
    is_quiet(Case::new().args(["run", "\u{1b}[2Jnowhere"]).fails_with(2));
    is_quiet(Case::new().args(["run", "average-pcn", "--weeks", "\u{1b}[2J"]).fails_with(2))
        .stderr_contains("--weeks");
    is_quiet(Case::new().args(["validate", "--targets", "\u{1b}[2J"]).fails_with(2));
    is_quiet(Case::new().args(["validate", "--networks", "\u{1b}[2J"]).fails_with(2));
    is_quiet(Case::new().args(["verify", "\u{1b}[2J"]).fails_with(2));
}

#[test]
fn cells_that_act_are_refused_and_shown_escaped() {
    let head = "case_id,model,parameters_json,metric,value,reference\n";
    let case = Case::new().file("c.csv", &format!("{head}\u{1b}[2J,M/M/c,{{}},Wq,2,x\n"));
    is_quiet(case.args(["verify", "c.csv"]).fails_with(2))
        .stderr_contains("`case_id` contains control characters");
}

/// Every reader, as arguments that end with the file.
const READERS: [&[&str]; 6] = [
    &["check"],
    &["run"],
    &["validate", "--targets"],
    &["validate", "--networks"],
    &["calibrate", "average-pcn", "--parameters"],
    &["verify"],
];

/// Runs the program, which must end within seconds.
#[cfg(unix)]
#[track_caller]
fn ends_soon(mut command: Command) -> (Option<i32>, String) {
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    for _ in 0..200 {
        if let Some(ended) = child.try_wait().unwrap() {
            let mut said = String::new();
            std::io::Read::read_to_string(&mut child.stderr.take().unwrap(), &mut said).unwrap();
            return (ended.code(), said);
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    child.kill().unwrap();
    panic!("{command:?} waits");
}

#[cfg(unix)]
#[test]
fn only_regular_files_are_read_and_nothing_is_waited_for() {
    let case = Case::new();
    let path = case.path().to_owned();
    assert!(Command::new("mkfifo").arg(path.join("pipe")).status().unwrap().success());
    let _socket = std::os::unix::net::UnixListener::bind(path.join("socket")).unwrap();
    for reader in READERS {
        for file in ["/dev/zero", "pipe", "socket", "."] {
            let mut command = without_cache(env!("CARGO_BIN_EXE_pcn-sim"));
            command.args(reader).arg(file).current_dir(&path);
            let (code, said) = ends_soon(command);
            assert_eq!(code, Some(2), "{reader:?} {file}: {said}");
            let words = if file == "." { "it is a folder" } else { "a pipe or a socket" };
            assert!(said.contains(words), "{reader:?} {file}: {said}");
        }
    }
    drop(case);
}

#[cfg(unix)]
#[test]
fn a_base_that_is_no_regular_file_is_refused_too() {
    let case = Case::new();
    let text = overlay("T", "").replace("average-pcn", "pipe");
    let case = case.scenario(&text).args(["check", "scenario.toml"]);
    assert!(Command::new("mkfifo").arg(case.path().join("pipe")).status().unwrap().success());
    let (code, said) = ends_soon(case.command());
    assert!(code == Some(2) && said.contains("a pipe or a socket"), "{said}");
}

#[test]
fn a_base_stands_in_the_scenarios_folder_or_below_it() {
    let about = "[about]\ntitle = \"T\"\nquestion = \"Q\"\n";
    let secret = "password = = hunter2\n";
    let own = |base: &str| {
        let case =
            Case::new().file("secret.toml", secret).file("own/below/good.toml", &overlay("T", ""));
        case.file("own/s.toml", &format!("base = '{base}'\n{about}")).args(["check", "own/s.toml"])
    };
    for base in ["below/good.toml", "./below/../below/good.toml", "../own/below/good.toml"] {
        own(base).succeeds();
    }
    let elsewhere = std::env::temp_dir().join("secret.toml");
    let bases = ["../secret.toml", "below/../../secret.toml", "/etc/passwd", "../no-such.toml"];
    let remote = [r"\\server\share\s.toml", "//server/share/s.toml", r"\\.\pipe\s", "/dev/zero"];
    let elsewhere = [elsewhere.to_str().unwrap()];
    for base in bases.iter().chain(&remote).chain(&elsewhere) {
        let said = own(base).fails_with(2).stderr();
        assert!(said.contains("own/s.toml:1: `base`\n    found     \""), "{base}: {said}");
        assert!(
            said.contains("outside the scenario's folder") && !said.contains("hunter2"),
            "{said}"
        );
        assert!(said.contains("--allow-base FOLDER") && !said.contains("exist"), "{said}");
    }
}

#[cfg(unix)]
#[test]
fn a_link_leads_no_base_out_of_the_folder() {
    let case = Case::new().file("secret.toml", "password = = hunter2\n");
    let case = case.file("own/s.toml", &overlay("T", "").replace("average-pcn", "link.toml"));
    std::os::unix::fs::symlink("../secret.toml", case.path().join("own/link.toml")).unwrap();
    let said = case.args(["check", "own/s.toml"]).fails_with(2).stderr();
    assert!(said.contains("outside the scenario's folder") && !said.contains("hunter2"), "{said}");
}

#[test]
fn targets_that_a_scenario_names_are_no_further_away_than_its_base() {
    let text = overlay("T", "").replace("title", "targets = \"../t.toml\"\ntitle");
    Case::new()
        .file("own/s.toml", &text)
        .args(["check", "own/s.toml"])
        .fails_with(2)
        .stderr_contains("own/s.toml:3: `about.targets`\n    found     \"../t.toml\", outside");
}

#[test]
fn a_scenario_that_stands_alone_names_no_file() {
    let text = overlay("T", "").replace("title", "targets = \"t.toml\"\ntitle");
    let files = InMemory(vec![("a.toml", text.as_bytes())]);
    let written = pcn_sim::scenario::read("a.toml", &files).unwrap();
    assert!(written.scenario().unwrap().targets.is_some());
    let alone = pcn_sim::scenario::alone(&written.root);
    let files = InMemory(vec![("b.toml", alone.as_bytes())]);
    let again = pcn_sim::scenario::load("b.toml", &files).unwrap();
    assert_eq!((again.targets, again.system), (None, written.scenario().unwrap().system));
}

#[test]
fn free_quantities_that_begin_like_formulas_are_no_formulas_in_tables() {
    let free = Free {
        name: "=1+1".into(),
        change: Change::Value,
        is_whole: false,
        low: 0.0,
        high: 1.0,
        start: 0.5,
        locations: Vec::new(),
    };
    let head = pcn_sim::calibration::table::points_head(&[free], &[]);
    assert!(head.contains(",'=1+1,"), "{head}");
}

#[test]
fn a_folder_that_is_allowed_holds_bases_for_every_command() {
    let base = overlay("T", "");
    let text = base.replace("average-pcn", "../shared/base.toml");
    for command in ["check", "money"] {
        let case = Case::new().file("shared/base.toml", &base).file("own/s.toml", &text);
        case.args([command, "own/s.toml", "--allow-base", "shared"]).succeeds();
    }
}
