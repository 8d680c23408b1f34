//! Shards and their merging, numbers of threads, and how much memory replications take.

use crate::interruption::{Files, assert_same, case, files, program, said};
use crate::support::Case;
use pcn_sim::experiment::row::Row;
use pcn_sim::report::rows::{Rows, line_of};
use pcn_sim::report::study_file::StudyFile;
use std::fs;
use std::path::Path;
use std::time::Duration;

const BRIEF: &str = "--weeks 1 --warm-up-weeks 0 --quiet";

#[track_caller]
fn done(case: &Case, args: &str) {
    let status = program(case.path(), args, &[]).status().unwrap();
    assert!(status.success(), "{args}: {status:?}");
}

fn all(case: &Case, folder: &str) -> Files {
    files(&case.path().join(folder))
}

/// Gives every row of `folder` one event more, with the checksum that is then right.
pub(crate) fn falsify(folder: &Path) {
    let study = StudyFile::read(folder).unwrap();
    let mut lines = Vec::new();
    let rows = Rows::<Row>::find(folder, study.rows_hash()).unwrap();
    rows.each(|mut row| {
        row.events += 1;
        lines.extend(line_of(&row, &study.rows_hash())?);
        Ok(())
    })
    .unwrap();
    fs::write(folder.join("rows.jsonl"), lines).unwrap();
}

/// Kills a shard once it has `rows` rows; returns whether it was still under way.
#[cfg(unix)]
fn killed(case: &Case, args: &str, folder: &str, rows: usize) -> bool {
    let mut child = program(case.path(), args, &[]).spawn().unwrap();
    let path = case.path().join(folder).join("rows.jsonl");
    for _ in 0..5_000 {
        if fs::read_to_string(&path).is_ok_and(|text| text.lines().count() >= rows) {
            break;
        }
        std::thread::sleep(Duration::from_millis(1));
    }
    child.kill().unwrap();
    !child.wait().unwrap().success()
}

#[cfg(unix)]
#[test]
fn three_processes_of_which_one_is_killed_again_and_again_make_the_bytes_of_one_run() {
    for (command, replications) in [
        ("run small.toml", 12),
        ("validate small.toml", 12),
        ("case-studies case.toml", 6),
        ("compare small.toml more.toml --no-room-sensitivity", 6),
    ] {
        let case = case();
        let third = replications / 3;
        let args =
            format!("{command} --weeks 2 --warm-up-weeks 1 --quiet --replications {replications}");
        let whole = format!("{args} --output whole --threads 1");
        let code = program(case.path(), &whole, &[]).status().unwrap().code();
        let shard = |number: u32| {
            let (first, last) = (number * third + 1, (number + 1) * third);
            format!("{args} --only-replications {first}..{last} --output shard{number}")
        };
        let mut others: Vec<_> = [0, 2]
            .iter()
            .map(|number| program(case.path(), &shard(*number), &[]).spawn().unwrap())
            .collect();
        let word = command.split_whitespace().next().unwrap();
        assert!(killed(&case, &shard(1), "shard1", 1), "{command}: it was under way");
        killed(&case, &format!("{word} --resume shard1 --quiet"), "shard1", 2);
        let (resumed, why) = said(&case, &format!("{word} --resume shard1 --quiet"));
        assert_eq!(resumed, code, "{command}: {why}");
        others.iter_mut().for_each(|child| assert_eq!(child.wait().unwrap().code(), code));
        for (out, order) in [("a", [2, 0, 1]), ("b", [1, 2, 0])] {
            let order = order.map(|number| format!("shard{number}")).join(" ");
            let (merged, why) = said(&case, &format!("merge {order} --quiet --output {out}"));
            assert_eq!(merged, code, "{command}: {why}");
            assert_same(&all(&case, out), &all(&case, "whole"));
        }
    }
}

/// Two shards of three replications, and a finished run in the way of their merge.
fn shards() -> Case {
    let case = case();
    done(
        &case,
        &format!("run small.toml {BRIEF} --replications 3 --only-replications 1..2 --output one"),
    );
    done(
        &case,
        &format!("run small.toml {BRIEF} --replications 3 --only-replications 3..3 --output two"),
    );
    done(&case, &format!("run more.toml {BRIEF} --replications 1 --output out"));
    case
}

#[test]
fn a_shard_is_not_replaced_by_what_is_made_of_it() {
    let case = shards();
    let before = [all(&case, "one"), all(&case, "two")];
    for output in ["one", "./two", "one/../one"] {
        let (code, words) = said(&case, &format!("merge one two --output {output} --force"));
        assert_eq!(code, Some(2), "{words}");
        assert!(words.contains("this would overwrite the shard"), "{words}");
        assert_eq!([all(&case, "one"), all(&case, "two")], before, "{output}");
    }
    done(&case, "merge one two --output out --force --quiet");
}

#[test]
fn a_merge_that_is_refused_leaves_the_run_in_its_way() {
    let case = shards();
    let before = all(&case, "out");
    let rows = |folder: &str| case.path().join(folder).join("rows.jsonl");
    let refused = |args: &str, why: &str| {
        let (code, words) = said(&case, &format!("merge {args} --output out --force"));
        assert_eq!(code, Some(2), "{args}: {words}");
        assert!(words.contains(why), "{args}: {words}");
        assert_eq!(all(&case, "out"), before, "{args}");
    };
    refused("one", "these are missing or incomplete: 3;");
    refused("two", "these are missing or incomplete: 1..2;");
    refused("one nowhere", "there is no study.json");
    let other = "run small.toml --weeks 2 --warm-up-weeks 0 --replications 3 --quiet";
    done(&case, &format!("{other} --only-replications 3..3 --output weeks"));
    refused("one weeks", "they differ in --weeks: 1 and 2");
    done(
        &case,
        &format!("run more.toml {BRIEF} --replications 3 --only-replications 3..3 --output more"),
    );
    refused("one more", "they differ in scenarios: small and more");
    // Rows that claim to be of this study, and are not what it gives: duplicates that differ.
    done(&case, &format!("run small.toml {BRIEF} --replications 3 --output all"));
    falsify(&case.path().join("all"));
    refused("one two all", "the rows of");
    // Rows of another seed in a shard's place are no rows of this study.
    done(&case, &format!("run small.toml {BRIEF} --replications 3 --seed 5 --output seed"));
    let own = fs::read(rows("two")).unwrap();
    fs::copy(rows("seed"), rows("two")).unwrap();
    refused("one two", "these are missing or incomplete: 3;");
    fs::write(rows("two"), own).unwrap();
    // A row with a wrong checksum does not count as a row.
    let text = fs::read_to_string(rows("two")).unwrap();
    fs::write(rows("two"), text.replacen("\"events\":", "\"events\":1", 1)).unwrap();
    refused("one two", "these are missing or incomplete: 3;");
    // Another version made one of them.
    let path = case.path().join("two/study.json");
    let study = fs::read_to_string(&path).unwrap();
    fs::write(&path, study.replacen("\"version\": \"", "\"version\": \"9.", 1)).unwrap();
    refused("one two", "they differ in version:");
}

#[test]
fn a_study_that_was_changed_by_hand_is_refused_whatever_was_changed() {
    let case = case();
    done(&case, &format!("compare small.toml more.toml {BRIEF} --replications 2 --output out"));
    let path = case.path().join("out/study.json");
    let study = fs::read_to_string(&path).unwrap();
    // The changes by a transfer as text do not matter.
    fs::write(&path, study.replace('\n', "\r\n")).unwrap();
    done(&case, "compare --resume out --quiet");
    let before = all(&case, "out");
    for (what, instead) in [
        ("\"seed\": 1", "\"seed\": 2"),
        ("\"weeks\": 1", "\"weeks\": 2"),
        ("\"rooms\": 30", "\"rooms\": 31"),
        ("\"stated\"", "\"in-use\""),
        ("\"stated\"", "{\"begun-earlier\": 4294967290}"),
        ("\"baseline\": 0", "\"baseline\": 1"),
        ("\"same_patients\": true", "\"same_patients\": false"),
        ("\"schema\": 1", "\"schema\": 2"),
    ] {
        let other = study.replacen(what, instead, 1);
        assert!(other != study, "{what} is in no study");
        fs::write(&path, &other).unwrap();
        for command in ["compare --resume out --quiet", "report out --quiet"] {
            let (code, words) = said(&case, command);
            assert_eq!(code, Some(2), "{what}: {command}: {words}");
            assert!(words.contains("study.json: its contents do not have the hash"), "{words}");
        }
    }
    fs::write(&path, study.replace('\n', "\r\n")).unwrap();
    assert_eq!(all(&case, "out"), before, "nothing was written");
}

#[test]
fn rows_of_another_study_are_simulated_again() {
    let case = case();
    for (seed, folder) in [("1", "one"), ("2", "two"), ("1", "mixed")] {
        let run = format!("run small.toml {BRIEF} --replications 3 --seed {seed}");
        done(&case, &format!("{run} --output {folder}"));
    }
    fs::copy(case.path().join("two/rows.jsonl"), case.path().join("mixed/rows.jsonl")).unwrap();
    let (code, words) = said(&case, "report mixed --quiet");
    assert_eq!(code, Some(3), "{words}");
    assert!(words.contains("3 line(s)") && words.contains("to another study"), "{words}");
    done(&case, "run --resume mixed --quiet");
    assert_same(&all(&case, "mixed"), &all(&case, "one"));
}

#[test]
fn one_thread_two_and_four_write_the_same_bytes_of_every_file() {
    let case = case();
    let args = format!("compare small.toml more.toml {BRIEF} --replications 4");
    for threads in ["1", "2", "4"] {
        done(&case, &format!("{args} --threads {threads} --output t{threads}"));
    }
    assert_same(&all(&case, "t1"), &all(&case, "t2"));
    assert_same(&all(&case, "t1"), &all(&case, "t4"));
    assert!(all(&case, "t1").len() >= 10, "every file is compared");
}

/// The most memory that a command held at once \[kB\], as the system counts it.
#[cfg(target_os = "linux")]
fn most_memory(folder: &Path, args: &str) -> u64 {
    let mut child = program(folder, args, &[]).spawn().unwrap();
    let status = format!("/proc/{}/status", child.id());
    let mut most = 0;
    while child.try_wait().unwrap().is_none() {
        let text = fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let held = line.and_then(|line| line.trim().strip_suffix(" kB")?.trim().parse().ok());
        most = most.max(held.unwrap_or(0));
        std::thread::sleep(Duration::from_millis(1));
    }
    assert!(child.wait().unwrap().success(), "{args}");
    most
}

#[cfg(target_os = "linux")]
fn assert_memory_does_not_grow(args: &str, few: u32, many: u32) {
    let case = case();
    let of = |replications: u32| {
        // One thread is used: with two, the peaks of memory coincide more often the more
        // replications there are.
        let args = format!("{args} --threads 1 --quiet --replications {replications}");
        most_memory(case.path(), &format!("{args} --output r{replications}"))
    };
    let (few_held, many_held) = (of(few), of(many));
    println!("{args}: {few_held} kB with {few} replications, {many_held} kB with {many}");
    let grown = many_held as f64 / few_held as f64;
    assert!(grown < 1.1, "{args}: {few_held} kB become {many_held} kB");
}

#[cfg(target_os = "linux")]
#[test]
fn memory_does_not_grow_with_replications() {
    assert_memory_does_not_grow("run small.toml --weeks 2 --warm-up-weeks 0", 2, 100);
}

#[cfg(target_os = "linux")]
#[test]
#[ignore = "a minute: two hundred replications of a whole network"]
fn memory_does_not_grow_with_two_hundred_replications_of_a_network() {
    let brief = "--weeks 1 --warm-up-weeks 0";
    assert_memory_does_not_grow(&format!("run average-pcn {brief}"), 2, 200);
    let compared = "compare average-pcn two-more-rooms --no-room-sensitivity";
    assert_memory_does_not_grow(&format!("{compared} {brief}"), 2, 200);
}

#[cfg(unix)]
#[test]
fn a_folder_has_one_process_at_a_time() {
    let case = case();
    let args = format!("run small.toml {BRIEF} --replications 4000 --threads 1 --output live");
    let mut child = program(case.path(), &args, &[]).spawn().unwrap();
    let rows = case.path().join("live").join("rows.jsonl");
    for _ in 0..5_000 {
        if fs::read_to_string(&rows).is_ok_and(|text| text.lines().count() > 0) {
            break;
        }
        std::thread::sleep(Duration::from_millis(1));
    }
    for other in [
        "report live --quiet".to_owned(),
        "run --resume live --quiet".to_owned(),
        format!("run small.toml {BRIEF} --replications 2 --seed 7 --output live --force"),
        "merge live --output joined --quiet".to_owned(),
    ] {
        let (code, words) = said(&case, &other);
        assert_eq!(code, Some(2), "{other}: {words}");
        assert!(words.contains("another pcn-sim is using this folder"), "{other}: {words}");
    }
    assert!(child.try_wait().unwrap().is_none(), "the run was over too early to show anything");
    child.kill().unwrap();
    child.wait().unwrap();
    let (code, words) = said(&case, "report live --quiet");
    assert_eq!(code, Some(3), "{words}");
}

#[test]
fn damaged_rows_stay_until_they_are_simulated_again() {
    let case = case();
    done(&case, &format!("run small.toml {BRIEF} --replications 3 --output out"));
    let whole = all(&case, "out");
    let path = case.path().join("out").join("rows.jsonl");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replace('\n', "\r\n")).unwrap();
    done(&case, "report out --quiet");
    assert_same(&whole, &all(&case, "out"));
    let damaged = text.replacen("\"events\":", "\"events\":1", 1);
    fs::write(&path, &damaged).unwrap();
    let (code, words) = said(&case, "report out --quiet");
    assert_eq!(code, Some(3), "{words}");
    assert!(words.contains("1 line(s)") && words.contains("damaged"), "{words}");
    assert_eq!(fs::read_to_string(&path).unwrap(), damaged);
    done(&case, "run --resume out --quiet");
    assert_same(&whole, &all(&case, "out"));
}

#[cfg(unix)]
#[test]
fn a_link_in_the_place_of_rows_is_not_followed() {
    let case = case();
    done(&case, &format!("run small.toml {BRIEF} --replications 2 --output out"));
    let (rows, outside) = (case.path().join("out/rows.jsonl"), case.path().join("outside.jsonl"));
    fs::rename(&rows, &outside).unwrap();
    std::os::unix::fs::symlink(&outside, &rows).unwrap();
    let before = fs::read(&outside).unwrap();
    for again in ["run --resume out --quiet", "run small.toml --output out --force --quiet"] {
        let (code, words) = said(&case, again);
        assert_ne!(code, Some(0), "{again}: {words}");
        assert!(words.contains("not a regular file"), "{again}: {words}");
        assert!(fs::read(&outside).unwrap() == before, "{again}");
    }
}

#[test]
fn studies_of_the_same_scenarios_in_another_order_differ_in_their_order_alone() {
    let case = case();
    for (order, only, folder) in
        [("small.toml more.toml", "1..1", "one"), ("more.toml small.toml", "2..2", "two")]
    {
        let args = format!("compare {order} {BRIEF} --no-room-sensitivity --replications 2");
        done(&case, &format!("{args} --only-replications {only} --output {folder}"));
    }
    let (code, words) = said(&case, "merge one two --output out");
    assert_eq!(code, Some(2));
    assert!(
        words.contains("scenarios: small, more and more, small") && !words.contains("its text"),
        "{words}"
    );
}
