//! What is said on the terminal: answers on standard output, everything else on standard error.

use crate::cli::exit::Exit;
use pcn_sim::text::shown_lines;
use std::fmt;
use std::io::{self, BufWriter, ErrorKind, Write};

/// Says something on standard error. Whether anyone hears it changes nothing: a terminal that is gone
/// must not cost results.
pub(crate) fn say(words: fmt::Arguments<'_>) {
    // Paths and names may be a stranger's: none of them acts on the terminal.
    let mut line = shown_lines(&words.to_string());
    line.push('\n');
    let _ = io::stderr().lock().write_all(line.as_bytes());
}

/// Says something on standard error, as `eprintln` would, and goes on if it cannot.
macro_rules! tell {
    ($($words:tt)*) => { $crate::cli::terminal::say(format_args!($($words)*)) };
}
pub(crate) use tell;

/// What became of an answer.
#[derive(Debug)]
pub(crate) enum Answered {
    /// All of it was taken.
    Whole,
    /// The reader has seen enough, such as `head`: no failure.
    SeenEnough,
    /// It could not be written.
    Lost(io::Error),
}

/// Gives an answer on standard output.
pub(crate) fn answer(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Answered {
    let mut out = BufWriter::new(io::stdout().lock());
    match write(&mut out).and_then(|()| out.flush()) {
        Ok(()) => Answered::Whole,
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Answered::SeenEnough,
        Err(error) => Answered::Lost(error),
    }
}

impl Answered {
    /// The exit code that goes with it, if all else went as `exit` says; what was lost is told, with where
    /// it can be found.
    pub(crate) fn exit(self, exit: Exit, found: &str) -> Exit {
        match self {
            Answered::Whole | Answered::SeenEnough => exit,
            Answered::Lost(error) => {
                tell!("error: the answer could not be printed: {error}{found}");
                if exit == Exit::Done { Exit::Failed } else { exit }
            }
        }
    }
}
