//! Output to the terminal: answers on standard output, everything else on standard error.

use crate::cli::exit::Exit;
use pcn_sim::text::shown_lines;
use std::fmt;
use std::io::{self, BufWriter, ErrorKind, Write};

/// Prints a message on standard error. Failure is ignored, because a closed terminal must not cost
/// results.
pub(crate) fn say(words: fmt::Arguments<'_>) {
    // Paths and names may come from strangers, so control characters are escaped.
    let mut line = shown_lines(&words.to_string());
    line.push('\n');
    let _ = io::stderr().lock().write_all(line.as_bytes());
}

/// Prints a message on standard error, as `eprintln` would, but ignores failure.
macro_rules! tell {
    ($($words:tt)*) => { $crate::cli::terminal::say(format_args!($($words)*)) };
}
pub(crate) use tell;

/// Whether an answer could be printed.
#[derive(Debug)]
pub(crate) enum Answered {
    /// The whole answer was printed.
    Whole,
    /// There was nothing to print.
    Nothing,
    /// The reader closed its end early, as `head` does. This is not a failure.
    SeenEnough,
    /// It could not be written.
    Lost(io::Error),
}

/// Prints an answer on standard output.
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
    /// Words about the answer for a message about files. Only a printed answer is called complete.
    pub(crate) fn beside_files(&self, printed: &str) -> String {
        match self {
            Answered::Whole => format!("{printed} complete, but "),
            Answered::Nothing | Answered::SeenEnough => String::new(),
            Answered::Lost(error) => format!("the answer could not be printed ({error}), and "),
        }
    }

    /// The exit code, where `exit` is that of everything else. If the answer was lost, a message says where
    /// its content can be found.
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
