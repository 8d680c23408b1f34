//! Exit codes.

use pcn_sim::calibration::free::FreeError;
use pcn_sim::scenario::error::ScenarioError;
use pcn_sim::simulation::budget::Endless;
use pcn_sim::validation::networks::rows::NetworksError;
use pcn_sim::validation::targets::TargetsError;
use std::io;
use std::process::{ExitCode, Termination};

/// How the program ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// What was asked is done.
    Done,
    /// The run failed, or did not show what it was asked to show.
    Failed,
    /// The request was wrong: a scenario, an option, a folder.
    WrongRequest,
}

/// What was asked cannot be done as asked.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct WrongRequest(pub(crate) String);

impl Exit {
    /// The exit that belongs to an error.
    pub(crate) fn of(error: &anyhow::Error) -> Self {
        // A reader who has seen enough, such as `head`, is no failure.
        let is_closed_pipe = |error: &io::Error| error.kind() == io::ErrorKind::BrokenPipe;
        if error.downcast_ref().is_some_and(is_closed_pipe) {
            return Exit::Done;
        }
        let is_request = error.is::<ScenarioError>()
            || error.is::<TargetsError>()
            || error.is::<FreeError>()
            || error.is::<NetworksError>()
            || error.is::<Endless>()
            || error.is::<WrongRequest>();
        if is_request { Exit::WrongRequest } else { Exit::Failed }
    }
}

impl Termination for Exit {
    fn report(self) -> ExitCode {
        match self {
            Exit::Done => ExitCode::SUCCESS,
            Exit::Failed => ExitCode::from(1),
            Exit::WrongRequest => ExitCode::from(2),
        }
    }
}
