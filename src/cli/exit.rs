//! Exit codes.

use pcn_sim::calibration::free::FreeError;
use pcn_sim::experiment::run::RunError;
use pcn_sim::experiment::study::StudyError;
use pcn_sim::exports::read::ExportsError;
use pcn_sim::publications::read::PublicationsError;
use pcn_sim::report::study_file::StudyFileError;
use pcn_sim::scenario::error::ScenarioError;
use pcn_sim::simulation::budget::Endless;
use pcn_sim::validation::networks::rows::NetworksError;
use pcn_sim::validation::targets::TargetsError;
use std::process::{ExitCode, Termination};

/// How the program ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// The request was carried out.
    Done,
    /// The run failed, or a check did not pass.
    Failed,
    /// The request was wrong: a scenario, an option, a folder.
    WrongRequest,
    /// The run was stopped. Finished replications are kept.
    Partial,
}

/// A request that cannot be carried out as stated.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct WrongRequest(pub(crate) String);

impl Exit {
    /// The exit code of an error.
    pub(crate) fn of(error: &anyhow::Error) -> Self {
        let is_request = error.is::<ScenarioError>()
            || error.is::<TargetsError>()
            || error.is::<FreeError>()
            || error.is::<NetworksError>()
            || error.is::<PublicationsError>()
            || error.is::<ExportsError>()
            || error.is::<StudyError>()
            || error.is::<StudyFileError>()
            || error.is::<Endless>()
            || error.is::<WrongRequest>()
            || matches!(error.downcast_ref(), Some(RunError::Endless { .. }));
        if is_request { Exit::WrongRequest } else { Exit::Failed }
    }
}

impl Termination for Exit {
    fn report(self) -> ExitCode {
        match self {
            Exit::Done => ExitCode::SUCCESS,
            Exit::Failed => ExitCode::from(1),
            Exit::WrongRequest => ExitCode::from(2),
            Exit::Partial => ExitCode::from(3),
        }
    }
}
