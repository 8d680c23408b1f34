//! The command line: the only code that knows clap, indicatif, the terminal and the wall clock.

mod arguments;
mod calibrate;
mod case_studies;
mod check;
mod compare;
mod describe;
mod exit;
mod files;
mod horizon;
mod money;
mod networks;
mod output;
mod precision;
mod progress;
mod threads;
mod trace;
mod validate;
mod verify;
mod warm_up;

pub(crate) use exit::Exit;

use arguments::{Arguments, Command};
use clap::Parser;
use pcn_sim::text::{is_harmful, shown_lines};

/// Reads the command line and does what it asks.
pub(crate) fn main() -> Exit {
    let arguments = Arguments::try_parse().unwrap_or_else(|error| refuse(&error));
    files::allow(&arguments.allow_base);
    let command = arguments.command.unwrap_or_default();
    let done = match command {
        Command::Compare(options) => compare::compare(&options),
        Command::Run(options) => compare::run(&options),
        Command::WarmUp(options) => warm_up::warm_up(&options),
        Command::Check(options) => check::check(&options),
        Command::CaseStudies(options) => case_studies::case_studies(&options),
        Command::Money(options) => money::money(&options),
        Command::Trace(options) => trace::trace(&options),
        Command::Describe(options) => describe::describe(&options),
        Command::Validate(options) => validate::validate(&options),
        Command::Calibrate(options) => calibrate::calibrate(&options),
        Command::Verify(options) => verify::run(&options),
    };
    done.unwrap_or_else(|error| {
        let exit = Exit::of(&error);
        if exit != Exit::Done {
            eprintln!("error: {}", shown_lines(&format!("{error:#}")));
        }
        exit
    })
}

/// Ends with what clap says of the command line. What it would repeat of an argument that holds
/// control characters is written out.
fn refuse(error: &clap::Error) -> ! {
    let mut arguments = std::env::args_os();
    if arguments.any(|argument| argument.to_string_lossy().contains(is_harmful)) {
        eprintln!("{}", shown_lines(&error.to_string()));
        std::process::exit(error.exit_code());
    }
    error.exit()
}
