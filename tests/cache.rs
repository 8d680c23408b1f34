//! The cache: what was simulated once is not simulated again, and results are the same.
//!
//! Only on Linux, where a variable names the user's cache folder.

use crate::interruption::{COMMANDS, Files, assert_same, case, files};
use crate::support::{Case, names};
use std::fs;
use std::path::{Path, PathBuf};

const TWO: &str = "compare small.toml more.toml --replications 2 --weeks 2 --warm-up-weeks 1 \
                   --parameters fixed --no-room-sensitivity";

/// The files of a run, and what it says.
struct Ran {
    files: Files,
    said: String,
}

impl Ran {
    /// The number of replications that it says were not simulated again.
    fn found(&self) -> usize {
        let line = self.said.lines().find(|line| line.contains("taken from the cache"));
        line.map_or(0, |line| line.split_whitespace().next().unwrap().parse().unwrap())
    }
}

fn cache(case: &Case) -> PathBuf {
    case.path().join("cache")
}

/// Runs a command with a cache of its own.
fn runs(case: &Case, args: &str, folder: &str) -> Ran {
    let mut command = case.command();
    command.args(args.split_whitespace()).args(["--output", folder]);
    command.env_remove("PCN_SIM_NO_CACHE").env("XDG_CACHE_HOME", cache(case));
    let ended = command.output().unwrap();
    let said = String::from_utf8(ended.stderr).unwrap();
    assert!(ended.status.code().is_some_and(|code| code < 2), "{args}: {said}");
    Ran { files: files(&case.path().join(folder)), said }
}

/// The files of the cache.
fn entries(case: &Case) -> Vec<PathBuf> {
    let inside = |folder: &Path| -> Vec<PathBuf> {
        names(folder).into_iter().map(|name| folder.join(name)).collect()
    };
    inside(&cache(case).join("pcn-sim")).iter().flat_map(|folder| inside(folder)).collect()
}

/// The commands whose places in the list are within a third of it.
fn give_the_same_files(third: usize) {
    for simulates in COMMANDS
        .iter()
        .skip(third)
        .step_by(3)
        .filter(|of| !["verify", "network"].contains(&of.name))
    {
        let case = case();
        let whole = runs(&case, &format!("{} --no-cache", simulates.args), "without");
        assert!(!cache(&case).exists(), "{}: --no-cache keeps a row", simulates.name);
        let filling = runs(&case, simulates.args, "filling");
        assert_same(&filling.files, &whole.files);
        let again = runs(&case, simulates.args, "again");
        assert_same(&again.files, &whole.files);
        assert!(again.found() > filling.found(), "{}: {}", simulates.name, again.said);
        let kept = entries(&case).len();
        assert!(again.found() >= kept, "{}: {kept} rows, {}", simulates.name, again.said);
    }
}

#[test]
fn with_and_without_a_cache_every_command_writes_the_same_files() {
    give_the_same_files(0);
}

#[test]
fn with_and_without_a_cache_every_other_command_writes_the_same_files() {
    give_the_same_files(1);
}

#[test]
fn with_and_without_a_cache_all_remaining_commands_write_the_same_files() {
    give_the_same_files(2);
}

#[test]
fn only_what_has_changed_is_simulated() {
    let case = case();
    assert_eq!((runs(&case, TWO, "first").found(), entries(&case).len()), (0, 4));
    let more = fs::read_to_string(case.path().join("more.toml")).unwrap();
    fs::write(case.path().join("more.toml"), more.replace("0.2", "0.4")).unwrap();
    // Two replications of the baseline are known.
    assert_eq!((runs(&case, TWO, "second").found(), entries(&case).len()), (2, 6));
    // Whatever decides a row makes another.
    for (option, known) in [
        ("--seed 2", 0),
        ("--replications 3", 4),
        ("--weeks 3", 0),
        ("--warm-up-weeks 2", 0),
        ("--threads 1", 4),
    ] {
        let name = option.split(' ').next().unwrap();
        let words: Vec<&str> = TWO.split_whitespace().collect();
        let stated = words.iter().position(|word| *word == name);
        let rest: Vec<&str> = match stated {
            Some(at) => [&words[..at], &words[at + 2..]].concat(),
            None => words,
        };
        let ran =
            runs(&case, &format!("{} {option}", rest.join(" ")), &option.replace([' ', '-'], ""));
        assert_eq!(ran.found(), known, "{option}: {}", ran.said);
    }
    // A baseline compared with nothing has the same row, but what is compared with another has not.
    let alone = "run more.toml --replications 2 --weeks 2 --warm-up-weeks 1";
    assert_eq!(runs(&case, alone, "alone").found(), 0);
    let baseline = "run small.toml --replications 2 --weeks 2 --warm-up-weeks 1";
    assert_eq!(runs(&case, baseline, "baseline").found(), 2);
}

#[test]
fn a_damaged_row_is_noticed_and_simulated_again() {
    let case = case();
    let whole = runs(&case, TWO, "first");
    let rows = entries(&case);
    let text = fs::read_to_string(&rows[0]).unwrap();
    let digit = text.rfind(|letter: char| letter.is_ascii_digit()).unwrap();
    let other = if text.as_bytes()[digit] == b'1' { "2" } else { "1" };
    type Damage<'d> = (&'d str, &'d dyn Fn(&Path));
    let damages: [Damage<'_>; 4] = [
        ("a digit", &|path| {
            let damaged = format!("{}{other}{}", &text[..digit], &text[digit + 1..]);
            fs::write(path, damaged).unwrap();
        }),
        ("the end", &|path| fs::write(path, &text[..text.len() / 2]).unwrap()),
        ("all", &|path| fs::write(path, "").unwrap()),
        ("another row", &|path| {
            fs::copy(&rows[1], path).unwrap();
        }),
    ];
    for (what, damage) in damages {
        damage(&rows[0]);
        let ran = runs(&case, TWO, &what.replace(' ', "-"));
        assert_same(&ran.files, &whole.files);
        assert_eq!(ran.found(), 3, "{what}: {}", ran.said);
        assert!(ran.said.contains("note: 1 damaged row(s) of the cache"), "{what}: {}", ran.said);
        assert_eq!(fs::read_to_string(&rows[0]).unwrap(), text, "{what}: it is made again");
    }
}

#[test]
fn a_cache_that_cannot_be_written_costs_nothing_but_time() {
    let case = case();
    let whole = runs(&case, &format!("{TWO} --no-cache"), "without");
    // A file stands where the folder should be.
    fs::create_dir(cache(&case)).unwrap();
    fs::write(cache(&case).join("pcn-sim"), "").unwrap();
    let ran = runs(&case, TWO, "with");
    assert_same(&ran.files, &whole.files);
    assert!(ran.said.contains("the results are complete"), "{}", ran.said);
}

/// Runs the program without a command until it has written two rows; whether it made a cache.
#[cfg(unix)]
fn makes_a_cache_without_a_command(variable: Option<&str>) -> bool {
    let case = Case::new();
    let mut command = case.command();
    command.env_remove("PCN_SIM_NO_CACHE").env("XDG_CACHE_HOME", cache(&case));
    command.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null());
    if let Some(value) = variable {
        command.env("PCN_SIM_NO_CACHE", value);
    }
    let mut child = command.spawn().unwrap();
    let rows = case.path().join("output/run-001/rows.jsonl");
    let mut count = 0;
    for _ in 0..3_000 {
        std::thread::sleep(std::time::Duration::from_millis(100));
        count = fs::read(&rows).map_or(0, |rows| rows.iter().filter(|b| **b == b'\n').count());
        if count >= 2 {
            break;
        }
    }
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(count >= 2, "it has simulated nothing");
    cache(&case).exists()
}

#[cfg(unix)]
#[test]
fn without_a_command_the_variable_that_forbids_the_cache_is_heeded() {
    assert!(!makes_a_cache_without_a_command(Some("1")));
    assert!(makes_a_cache_without_a_command(Some("0")));
}
