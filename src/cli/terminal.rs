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
    /// There was nothing to print.
    Nothing,
    /// The reader has seen enough, such as `head`: no failure.
    SeenEnough,
    /// It could not be written.
    Lost(io::Error),
}

/// Gives an answer on standard output.
pub(crate) fn answer(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Answered {
    let mut out = Counting { out: BufWriter::new(io::stdout().lock()), bytes: 0 };
    match write(&mut out).and_then(|()| out.flush()) {
        Ok(()) if out.bytes == 0 => Answered::Nothing,
        Ok(()) => Answered::Whole,
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Answered::SeenEnough,
        Err(error) => Answered::Lost(error),
    }
}

/// Counts what is written.
struct Counting<W> {
    out: W,
    bytes: u64,
}

impl<W: Write> Write for Counting<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes)?;
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

impl Answered {
    /// Words that say of files what became of the answer: only what was printed is told to be complete.
    pub(crate) fn beside_files(&self, printed: &str) -> String {
        match self {
            Answered::Whole => format!("{printed} complete, but "),
            Answered::Nothing | Answered::SeenEnough => String::new(),
            Answered::Lost(error) => format!("the answer could not be printed ({error}), and "),
        }
    }

    /// The exit code that goes with it, if all else went as `exit` says; what was lost is told, with where
    /// it can be found.
    pub(crate) fn exit(self, exit: Exit, found: &str) -> Exit {
        match self {
            Answered::Whole | Answered::Nothing | Answered::SeenEnough => exit,
            Answered::Lost(error) => {
                tell!("error: the answer could not be printed: {error}{found}");
                if exit == Exit::Done { Exit::Failed } else { exit }
            }
        }
    }
}
