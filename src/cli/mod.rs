//! The command line: the only code that knows clap, indicatif, the terminal and the wall clock.

mod across;
mod across_options;
mod across_source;
mod answer;
mod arguments;
mod asked;
mod beliefs;
mod bottlenecks;
mod bottlenecks_options;
mod cache;
mod calibrate;
mod calibrate_options;
mod case_studies;
mod check;
mod compare;
mod describe;
mod draws;
mod emulate;
mod emulate_options;
mod event_log;
mod exit;
mod exports;
mod files;
mod fit_export;
mod fit_export_options;
mod goals;
mod import;
mod import_options;
mod information;
mod information_options;
mod init;
mod init_options;
mod init_questions;
mod init_sheet;
mod made;
mod manual;
mod marginal;
mod marginal_options;
mod memory;
mod merge;
mod money;
mod network;
mod network_options;
mod networks;
mod nohup;
mod optimise;
mod optimise_options;
mod options;
mod output;
mod progress;
mod readiness;
mod reading_options;
mod report;
mod rerun;
mod rerun_options;
mod sensitivity;
mod sensitivity_options;
mod study;
mod sweep;
mod sweep_options;
mod terminal;
mod trace;
mod trace_options;
mod validate;
mod validate_log;
mod values;
mod verify;
mod warm_up;

pub(crate) use exit::Exit;

use answer::present_outcome;
use arguments::{Arguments, Command};
use clap::Parser;
use pcn_sim::text::is_harmful;
use terminal::tell;

/// Reads the command line and runs the command.
pub(crate) fn main() -> Exit {
    memory::give_back();
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return help_or_complaint(&error),
    };
    files::allow(&arguments.allow_base);
    let Some(command) = arguments.command.or_else(usual_command) else { return Exit::WrongRequest };
    let done = match command {
        Command::Compare(options) => across::compare(&options).and_then(present_outcome),
        Command::Init(options) => init::init(&options),
        Command::Run(options) => compare::run(&options).and_then(present_outcome),
        Command::Bottlenecks(options) => {
            bottlenecks::bottlenecks(&options).and_then(present_outcome)
        }
        Command::Sweep(options) => sweep::sweep(&options).and_then(present_outcome),
        Command::Marginal(options) => marginal::marginal(&options).and_then(present_outcome),
        Command::Optimise(options) => optimise::optimise(&options).and_then(present_outcome),
        Command::Sensitivity(options) => {
            sensitivity::sensitivity(&options).and_then(present_outcome)
        }
        Command::WarmUp(options) => warm_up::warm_up(&options).and_then(present_outcome),
        Command::Check(options) => check::check(&options),
        Command::CaseStudies(options) => {
            case_studies::case_studies(&options).and_then(present_outcome)
        }
        Command::Import(options) => import::import(&options),
        Command::FitExport(options) => fit_export::fit_export(&options),
        Command::Network(options) => network::network(&options),
        Command::Money(options) => money::money(&options),
        Command::Information(options) => information::information(&options),
        Command::Report(options) => report::report(&options),
        Command::Rerun(options) => rerun::rerun(&options),
        Command::Merge(options) => merge::merge(&options),
        Command::Trace(options) => trace::trace(&options),
        Command::Describe(options) => describe::describe(&options),
        Command::Completions(options) => manual::completions(&options),
        Command::Man(options) => manual::man(&options),
        Command::Validate(options) => validate::validate(&options).and_then(present_outcome),
        Command::Calibrate(options) => calibrate::calibrate(&options).and_then(present_outcome),
        Command::Emulate(options) => emulate::emulate(&options).and_then(present_outcome),
        Command::Verify(options) => verify::run(&options).and_then(present_outcome),
    };
    done.unwrap_or_else(|error| {
        let exit = Exit::of(&error);
        if exit != Exit::Done {
            tell!("error: {error:#}");
        }
        exit
    })
}

/// What is done without a command: `compare` as if it had been asked for without options, so that it heeds the same
/// environment variables.
fn usual_command() -> Option<Command> {
    Arguments::try_parse_from(["pcn-sim", "compare"]).ok()?.command
}

/// Prints clap's output: the help asked for, or a wrong option. Control characters in repeated arguments
/// are escaped.
fn help_or_complaint(error: &clap::Error) -> Exit {
    let mut arguments = std::env::args_os();
    if arguments.any(|argument| argument.to_string_lossy().contains(is_harmful)) {
        tell!("{error}");
        return Exit::WrongRequest;
    }
    let printed = error.print();
    match (error.use_stderr(), printed) {
        (true, _) => Exit::WrongRequest,
        (false, Err(why)) if why.kind() != std::io::ErrorKind::BrokenPipe => {
            tell!("error: the help could not be printed: {why}");
            Exit::Failed
        }
        (false, _) => Exit::Done,
    }
}
