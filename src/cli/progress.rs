//! The progress bar, and the signals that stop a run.

use crate::cli::nohup;
use crate::cli::terminal::tell;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use pcn_sim::experiment::progress::Progress;
use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};

/// Set by a signal: no further replication starts.
static STOP: AtomicBool = AtomicBool::new(false);

/// Whether a signal has asked the run to stop.
pub(crate) fn is_stopped() -> bool {
    STOP.load(Ordering::Relaxed)
}

/// What a bar counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Counts {
    /// A known number of replications.
    Replications,
    /// Replications until a precision is reached.
    UntilKnown,
    /// Points of a calibration, as reported by `done`.
    Points,
    /// Networks, as reported by `done`.
    Networks,
}

/// A progress bar on standard error. It is hidden if standard error is not a terminal.
pub(crate) struct Bar {
    bar: ProgressBar,
    counts: Counts,
}

impl Bar {
    /// A bar for `all` items of what it counts; hidden if `quiet`.
    pub(crate) fn new(all: u64, counts: Counts, quiet: bool) -> Self {
        // indicatif draws nothing if standard error is not a terminal.
        let target =
            if quiet { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() };
        let style = match counts {
            Counts::Replications => {
                "{elapsed_precise} {wide_bar} {pos}/{len} replications, {eta} left  {msg}"
            }
            Counts::UntilKnown => {
                "{elapsed_precise} {spinner} {pos} of at most {len} replications  {msg}"
            }
            Counts::Points => "{elapsed_precise} {wide_bar} {pos}/{len} points, {eta} left",
            Counts::Networks => "{elapsed_precise} {wide_bar} {pos}/{len} networks, {eta} left",
        };
        let style =
            ProgressStyle::with_template(style).unwrap_or_else(|_| ProgressStyle::default_bar());
        let bar = ProgressBar::with_draw_target(Some(all), target).with_style(style);
        Bar { bar, counts }
    }

    /// Counts `more` finished items.
    pub(crate) fn done(&self, more: u64) {
        self.bar.inc(more);
    }

    /// Removes the bar.
    pub(crate) fn clear(&self) {
        self.bar.finish_and_clear();
    }
}

impl Progress for Bar {
    fn finished(&self, _: &str, _: u64) {
        if !matches!(self.counts, Counts::Points | Counts::Networks) {
            self.bar.inc(1);
        }
    }

    fn should_stop(&self) -> bool {
        is_stopped()
    }

    fn known(&self, replications: u32, widest: Option<f64>) {
        if let (Counts::UntilKnown, Some(widest)) = (self.counts, widest) {
            let text = format!("widest interval {widest:.1} times the target after {replications}");
            self.bar.set_message(text);
        }
    }
}

/// Handles signals that end a program: Ctrl-C, a closed terminal, a shutdown. The first lets running
/// replications finish and writes the results; the second exits at once. Finished rows are on disk
/// either way. Under `nohup`, a closed terminal has no effect.
pub(crate) fn stop_on_signals() {
    static HANDLED: Once = Once::new();
    HANDLED.call_once(|| {
        let stop = || {
            if STOP.swap(true, Ordering::Relaxed) {
                std::process::exit(130);
            }
            say_that_it_stops();
        };
        let set = nohup::keep(|| ctrlc::set_handler(stop));
        if let Err(error) = set {
            tell!("warning: Ctrl-C will stop the run without a report: {error}");
        }
    });
}

/// A separate thread prints the message, because a stalled terminal must not delay the second
/// signal.
fn say_that_it_stops() {
    #[expect(clippy::disallowed_methods, reason = "nothing is simulated on this thread")]
    std::thread::spawn(|| {
        tell!("\nstopping: running replications finish first, then the results are written");
    });
}
