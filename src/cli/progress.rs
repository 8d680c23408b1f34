//! How far a run has come, drawn on the terminal; and Ctrl-C.

use crate::cli::exit::WrongRequest;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use pcn_sim::experiment::progress::Progress;
use pcn_sim::simulation::budget::Endless;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, Once};

/// Set by Ctrl-C: no further replication is begun.
static STOP: AtomicBool = AtomicBool::new(false);

/// A progress bar on the terminal's error stream; nothing where there is no terminal.
pub(crate) struct Bar {
    bar: ProgressBar,
    /// The precision that is wanted, if replications are made until it is reached \[-\].
    wanted: Option<f64>,
    /// Whether each replication is a step, or only what is said to be done.
    counts_replications: bool,
    /// The scenario that would never end, and why.
    failure: Mutex<Option<(String, Endless)>>,
}

impl Bar {
    /// A bar for `replications` in all; invisible if `quiet`.
    pub(crate) fn new(replications: u64, quiet: bool) -> Self {
        let style = "{elapsed_precise} {wide_bar} {pos}/{len} replications, {eta} to go  {msg}";
        Bar {
            bar: Bar::styled(replications, style, quiet),
            wanted: None,
            counts_replications: true,
            failure: Mutex::default(),
        }
    }

    /// Nobody knows how many will be needed: a count without a bar, and how precise it is so far.
    pub(crate) fn up_to(replications: u64, wanted: f64, quiet: bool) -> Self {
        let style = "{elapsed_precise} {spinner} {pos} of at most {len} replications  {msg}";
        Bar {
            bar: Bar::styled(replications, style, quiet),
            wanted: Some(wanted),
            counts_replications: true,
            failure: Mutex::default(),
        }
    }

    /// A bar for `points` of a calibration; invisible if `quiet`.
    pub(crate) fn points(points: u64, quiet: bool) -> Self {
        let style = "{elapsed_precise} {wide_bar} {pos}/{len} points, {eta} to go";
        let bar = Bar::styled(points, style, quiet);
        Bar { bar, wanted: None, counts_replications: false, failure: Mutex::default() }
    }

    /// So many more are finished.
    pub(crate) fn done(&self, more: u64) {
        self.bar.inc(more);
    }

    fn styled(replications: u64, style: &str, quiet: bool) -> ProgressBar {
        // indicatif draws nothing when the error stream is no terminal.
        let target =
            if quiet { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() };
        let style =
            ProgressStyle::with_template(style).unwrap_or_else(|_| ProgressStyle::default_bar());
        ProgressBar::with_draw_target(Some(replications), target).with_style(style)
    }

    /// Takes the bar away; what would never end is an error.
    pub(crate) fn clear(&self) -> Result<(), WrongRequest> {
        self.bar.finish_and_clear();
        let failure = self.failure.lock().expect("nobody panics while telling");
        failure.as_ref().map_or(Ok(()), |(name, why)| Err(WrongRequest(format!("{name}: {why}"))))
    }
}

impl Progress for Bar {
    fn finished(&self, _: &str, _: u64) {
        if self.counts_replications {
            self.bar.inc(1);
        }
    }

    fn failed(&self, scenario: &str, why: Endless) {
        let mut failure = self.failure.lock().expect("nobody panics while telling");
        failure.get_or_insert((scenario.to_owned(), why));
    }

    fn should_stop(&self) -> bool {
        let has_failed = self.failure.lock().is_ok_and(|failure| failure.is_some());
        has_failed || STOP.load(Ordering::Relaxed)
    }

    fn known(&self, replications: u32, widest: Option<f64>) {
        if let (Some(wanted), Some(widest)) = (self.wanted, widest) {
            let (widest, wanted) = (widest * 100.0, wanted * 100.0);
            let text = format!("±{widest:.1}% after {replications} of each, ±{wanted:.1}% wanted");
            self.bar.set_message(text);
        }
    }
}

/// From now on the first Ctrl-C ends the run with what is finished, the second at once. A command that
/// runs several designs says so before each of them.
pub(crate) fn stop_on_ctrl_c() {
    static HANDLED: Once = Once::new();
    HANDLED.call_once(|| {
        let set = ctrlc::set_handler(|| {
            if STOP.swap(true, Ordering::Relaxed) {
                std::process::exit(130);
            }
            eprintln!(
                "\nstopping: the replications under way are finished, then the results written"
            );
        });
        if let Err(error) = set {
            eprintln!("warning: Ctrl-C will end the run without results: {error}");
        }
    });
}
