//! Terminals and pipes whose readers close them: simulated results are kept, and the exit code is
//! correct.

use crate::interruption::{Files, assert_same, case, files, program};
use crate::support::{Case, without_cache};
use std::fs;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Duration;

const BRIEF: &str = "--weeks 1 --warm-up-weeks 0 --replications 2";

/// A pipe that nobody reads any more.
fn broken() -> Stdio {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    writer.into()
}

fn full() -> Stdio {
    fs::File::options().write(true).open("/dev/full").unwrap().into()
}

/// The states of standard output and standard error, and whether the first is full.
type Gone = (&'static str, fn() -> Stdio, fn() -> Stdio, bool);

const GONE: [Gone; 5] = [
    ("output broken", broken, Stdio::null, false),
    ("error broken", Stdio::null, broken, false),
    ("both broken", broken, broken, false),
    ("output full, error broken", full, broken, true),
    ("output broken, error full", broken, full, false),
];

fn with_gone(folder: &Path, args: &str, (_, out, error, _): &Gone) -> Command {
    let mut command = program(folder, args, &[]);
    command.stdout(out()).stderr(error());
    command
}

/// The exit code reports a full output. A reader that closes its end early is not a failure.
fn expected(code: Option<i32>, (.., is_full): &Gone) -> Option<i32> {
    if *is_full && code == Some(0) { Some(1) } else { code }
}

fn undisturbed(args: &str) -> (Files, Option<i32>) {
    let case = case();
    let status = program(case.path(), &format!("{args} --output out"), &[]).status().unwrap();
    (files(&case.path().join("out")), status.code())
}

#[test]
fn whoever_stops_reading_costs_no_results_of_any_command() {
    for args in [
        format!("run small.toml {BRIEF}"),
        format!("compare small.toml more.toml {BRIEF}"),
        format!("validate small.toml {BRIEF}"),
        format!("case-studies case.toml {BRIEF}"),
        format!("warm-up small.toml {BRIEF}"),
        "money small.toml more.toml".to_owned(),
        "verify cases.csv --replications 5".to_owned(),
    ] {
        let (whole, code) = undisturbed(&args);
        for gone in &GONE {
            let case = case();
            let command = format!("{args} --output out");
            let status = with_gone(case.path(), &command, gone).status().unwrap();
            assert_eq!(status.code(), expected(code, gone), "{args}, {}", gone.0);
            assert_same(&files(&case.path().join("out")), &whole);
        }
    }
}

#[test]
fn whoever_stops_reading_costs_nothing_of_what_is_reported_or_merged() {
    let case = case();
    let run = |more: &str| {
        let args = format!("run small.toml {BRIEF} --quiet {more}");
        assert!(program(case.path(), &args, &[]).status().unwrap().success());
    };
    run("--output whole");
    run("--only-replications 1..1 --output one");
    run("--only-replications 2..2 --output two");
    let whole = files(&case.path().join("whole"));
    for gone in &GONE {
        for (args, out) in
            [("report whole", "whole"), ("merge one two --output out --force", "out")]
        {
            let status = with_gone(case.path(), args, gone).status().unwrap();
            assert_eq!(status.code(), expected(Some(0), gone), "{args}, {}", gone.0);
            assert_same(&files(&case.path().join(out)), &whole);
        }
    }
}

#[test]
fn commands_that_only_print_end_well_when_nobody_reads_and_say_when_there_is_no_room() {
    let case = case();
    for args in [
        "trace small.toml --weeks 1 --warm-up-weeks 0",
        "check small.toml more.toml",
        "describe parameters",
        "--help",
        "--version",
    ] {
        for gone in &GONE {
            let status = with_gone(case.path(), args, gone).status().unwrap();
            assert_eq!(status.code(), expected(Some(0), gone), "{args}, {}", gone.0);
        }
    }
}

#[test]
fn what_is_wrong_is_told_by_the_exit_code_where_it_cannot_be_told_in_words() {
    let case = case().file("wrong.toml", "base = \"nowhere\"\n");
    for args in ["check wrong.toml", "run wrong.toml", "trace wrong.toml", "merge out", "nothing"] {
        for gone in &GONE {
            let status = with_gone(case.path(), args, gone).status().unwrap();
            assert_eq!(status.code(), Some(2), "{args}, {}", gone.0);
        }
    }
}

fn send(signal: &str, child: &Child) {
    let id = child.id().to_string();
    let told = Command::new("kill").args([&format!("-{signal}"), &id]).status().unwrap();
    assert!(told.success(), "it is still there");
}

/// Waits until a row is kept, so that there is something to lose.
fn until_a_row(folder: &Path) {
    for _ in 0..5_000 {
        if fs::metadata(folder.join("out/rows.jsonl")).is_ok_and(|about| about.len() > 0) {
            return;
        }
        std::thread::sleep(Duration::from_millis(1));
    }
    panic!("no row after five seconds");
}

/// Long enough that a signal after the first row comes before the last.
const LONG: &str = "run small.toml --weeks 3 --warm-up-weeks 1 --replications 60";

#[test]
fn a_signal_while_nobody_reads_ends_with_what_is_finished() {
    let (whole, _) = undisturbed(LONG);
    for (gone, signal) in GONE.iter().zip(["INT", "TERM", "HUP", "INT", "TERM"]) {
        let case = case();
        let command = format!("{LONG} --output out");
        let mut child = with_gone(case.path(), &command, gone).spawn().unwrap();
        until_a_row(case.path());
        send(signal, &child);
        assert_eq!(child.wait().unwrap().code(), Some(3), "{signal}, {}", gone.0);
        let out = case.path().join("out");
        let partial = fs::read_to_string(out.join("results.json")).unwrap();
        assert!(partial.contains("\"partial\": true"), "what is finished is reported");
        assert!(program(case.path(), "run --resume out", &[]).status().unwrap().success());
        assert_same(&files(&out), &whole);
    }
}

#[test]
fn under_nohup_a_run_goes_on_and_an_interrupt_still_ends_it() {
    let ended_by = |signal: &str| {
        let case = case();
        let program = env!("CARGO_BIN_EXE_pcn-sim");
        // What runs in the background of a shell ignores interrupts, whether it wants to or not.
        let script = format!("trap '' HUP INT; exec '{program}' {LONG} --output out --quiet");
        let mut command = without_cache("sh");
        command.args(["-c", &script]).current_dir(case.path());
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        until_a_row(case.path());
        send(signal, &child);
        child.wait().unwrap().code()
    };
    assert_eq!(ended_by("HUP"), Some(0), "it was told beforehand");
    assert_eq!(ended_by("INT"), Some(3));
    assert_eq!(ended_by("TERM"), Some(3));
}

/// Both ends of a terminal. No other process inherits them, which would keep it open.
#[expect(unsafe_code, reason = "the standard library makes no terminal")]
fn terminal() -> Option<(fs::File, fs::File)> {
    use std::ffi::CStr;
    use std::os::fd::AsRawFd;
    use std::os::unix::fs::OpenOptionsExt;
    let open = |path: &str| {
        let mut options = fs::File::options();
        options.read(true).write(true).custom_flags(libc::O_NOCTTY).open(path).ok()
    };
    let outer = open("/dev/ptmx")?;
    let mut name = [0; 128];
    // SAFETY: the descriptor is open, and as much may be written as there is room.
    let is_made = unsafe {
        libc::grantpt(outer.as_raw_fd()) == 0
            && libc::unlockpt(outer.as_raw_fd()) == 0
            && libc::ptsname_r(outer.as_raw_fd(), name.as_mut_ptr(), name.len()) == 0
    };
    if !is_made {
        return None;
    }
    // SAFETY: the call has ended the name with a zero.
    let name = unsafe { CStr::from_ptr(name.as_ptr()) }.to_str().ok()?.to_owned();
    Some((outer, open(&name)?))
}

/// Runs on a terminal with a progress bar, and closes the terminal during the run.
fn hung_up(folder: &Path, is_told: bool) -> Option<ExitStatus> {
    let (outer, inner) = terminal()?;
    let mut command = program(folder, LONG, &["--output", "out"]);
    command.stdout(inner.try_clone().unwrap()).stderr(inner);
    let mut child = command.spawn().unwrap();
    // The command holds the inner end, which only the child may.
    drop(command);
    until_a_row(folder);
    drop(outer);
    if is_told {
        send("HUP", &child);
    }
    Some(child.wait().unwrap())
}

#[test]
fn a_terminal_that_hangs_up_costs_nothing_with_or_without_its_signal() {
    let (whole, _) = undisturbed(LONG);
    for (is_told, code) in [(false, 1), (true, 3)] {
        let case = case();
        let Some(status) = hung_up(case.path(), is_told) else {
            println!("left out: no terminal can be made here");
            return;
        };
        assert_eq!(status.code(), Some(code), "told: {is_told}");
        let out = case.path().join("out");
        if !is_told {
            assert_same(&files(&out), &whole);
        }
        assert!(program(case.path(), "run --resume out", &[]).status().unwrap().success());
        assert_same(&files(&out), &whole);
    }
}

#[test]
fn a_second_signal_ends_a_run_at_once_and_loses_only_what_was_under_way() {
    let args = "run small.toml --weeks 26 --warm-up-weeks 1 --replications 40 --threads 2";
    let case = case();
    let mut child = program(case.path(), args, &["--output", "out"]).spawn().unwrap();
    until_a_row(case.path());
    send("TERM", &child);
    send("INT", &child);
    let status = child.wait().unwrap();
    // The two may come so close that the system delivers them as one.
    assert!(matches!(status.code(), Some(3 | 130)), "{status:?}");
    let rows = fs::read_to_string(case.path().join("out/rows.jsonl")).unwrap();
    let kept = rows.lines().count();
    assert!((1..40).contains(&kept), "{kept}");
}

#[test]
fn colour_is_not_for_pipes_and_can_be_refused() {
    let coloured = |variables: &[(&str, &str)]| {
        let case = Case::new().args(["compare", "--help"]);
        let mut command = case.command();
        for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE"] {
            command.env_remove(name);
        }
        let said = command.envs(variables.iter().copied()).output().unwrap();
        String::from_utf8(said.stdout).unwrap().contains('\u{1b}')
    };
    assert!(!coloured(&[]), "a pipe");
    assert!(coloured(&[("CLICOLOR_FORCE", "1")]), "forced");
    assert!(!coloured(&[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]), "refused");
}

/// A reader who stalls without going away must not keep the second signal from ending the program.
#[cfg(target_os = "linux")]
#[test]
fn a_second_signal_ends_a_run_whose_terminal_has_stalled() {
    use std::io::Write;
    use std::os::unix::fs::OpenOptionsExt;
    const O_NONBLOCK: i32 = 0o4000;
    let case = case();
    let args = "run small.toml --weeks 52 --replications 10000 --output out";
    let mut child = program(case.path(), args, &[]).stderr(Stdio::piped()).spawn().unwrap();
    // The pipe is never read. It is filled from outside, so that whatever is said next has to wait.
    let pipe = std::path::PathBuf::from(format!("/proc/{}/fd/2", child.id()));
    let mut options = fs::OpenOptions::new();
    if let Ok(mut pipe) = options.write(true).custom_flags(O_NONBLOCK).open(pipe) {
        while pipe.write(&[b' '; 4096]).is_ok() {}
        while pipe.write(b" ").is_ok() {}
    }
    std::thread::sleep(Duration::from_millis(300));
    let signal = || Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    signal();
    std::thread::sleep(Duration::from_millis(300));
    signal();
    let ended = (0..100).find_map(|_| {
        std::thread::sleep(Duration::from_millis(50));
        child.try_wait().unwrap()
    });
    if ended.is_none() {
        child.kill().unwrap();
    }
    assert_eq!(ended.and_then(|status| status.code()), Some(130));
}
