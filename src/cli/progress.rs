//! How far a run has come, drawn on the terminal; and signals that ask it to stop.

use crate::cli::nohup;
use crate::cli::terminal::tell;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use pcn_sim::experiment::progress::Progress;
use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};

/// Set by a signal: no further replication is begun.
static STOP: AtomicBool = AtomicBool::new(false);

/// Whether a signal has asked the run to stop.
pub(crate) fn is_stopped() -> bool {
    STOP.load(Ordering::Relaxed)
}

/// What a bar counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Counts {
    /// Replications, of which it is known how many there will be.
    Replications,
    /// Replications, until something is known precisely.
    UntilKnown,
    /// Points of a calibration, by what is said to be done.
    Points,
}

/// A progress bar on the terminal's error stream; nothing where there is no terminal.
pub(crate) struct Bar {
    bar: ProgressBar,
    counts: Counts,
}

impl Bar {
    /// A bar for `all` of what it counts; invisible if `quiet`.
    pub(crate) fn new(all: u64, counts: Counts, quiet: bool) -> Self {
        // indicatif draws nothing when the error stream is no terminal.
        let target =
            if quiet { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() };
        let style = match counts {
            Counts::Replications => {
                "{elapsed_precise} {wide_bar} {pos}/{len} replications, {eta} to go  {msg}"
            }
            Counts::UntilKnown => {
                "{elapsed_precise} {spinner} {pos} of at most {len} replications  {msg}"
            }
            Counts::Points => "{elapsed_precise} {wide_bar} {pos}/{len} points, {eta} to go",
        };
        let style =
            ProgressStyle::with_template(style).unwrap_or_else(|_| ProgressStyle::default_bar());
        let bar = ProgressBar::with_draw_target(Some(all), target).with_style(style);
        Bar { bar, counts }
    }

    /// So many more are finished.
    pub(crate) fn done(&self, more: u64) {
        self.bar.inc(more);
    }

    /// Takes the bar away.
    pub(crate) fn clear(&self) {
        self.bar.finish_and_clear();
    }
}

impl Progress for Bar {
    fn finished(&self, _: &str, _: u64) {
        if self.counts != Counts::Points {
            self.bar.inc(1);
        }
    }

    fn should_stop(&self) -> bool {
        is_stopped()
    }

    fn known(&self, replications: u32, widest: Option<f64>) {
        if let (Counts::UntilKnown, Some(widest)) = (self.counts, widest) {
            let text = format!("after {replications} of each {widest:.1} times as wide as asked");
            self.bar.set_message(text);
        }
    }
}

/// From now on the first signal to end (Ctrl-C, a closed terminal, a shutdown) ends the run with what is
/// finished, the second at once. Rows that were finished are on disk either way. Under
/// `nohup` a closed terminal ends nothing.
pub(crate) fn stop_on_signals() {
    static HANDLED: Once = Once::new();
    HANDLED.call_once(|| {
        let stop = || {
            if STOP.swap(true, Ordering::Relaxed) {
                std::process::exit(130);
            }
            tell!("\nstopping: the replications under way are finished, then the results written");
        };
        let set = nohup::keep(|| ctrlc::set_handler(stop));
        if let Err(error) = set {
            tell!("warning: Ctrl-C will end the run without a report: {error}");
        }
    });
}
