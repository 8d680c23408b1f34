//! The names of the numbers of a row, by which rows of another version are noticed.

use crate::measures::distributions::DISTRIBUTIONS;
use crate::measures::supervision::SUPERVISION;
use crate::measures::{COMPARED, MEASURES};
use serde::{Deserialize, Serialize};

/// The names of the numbers of a row.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Columns {
    measures: Vec<String>,
    paired: Vec<String>,
    distributions: Vec<(String, Vec<String>)>,
    supervision: Vec<String>,
}

impl Columns {
    /// Those that this version writes.
    pub(super) fn of_this_version() -> Self {
        let owned = |name: &str| name.to_owned();
        Columns {
            measures: MEASURES.iter().map(|measure| owned(measure.name)).collect(),
            paired: COMPARED.iter().map(|measure| owned(measure.name)).collect(),
            distributions: DISTRIBUTIONS
                .iter()
                .map(|d| (owned(d.name), d.bands.iter().map(|band| owned(band)).collect()))
                .collect(),
            supervision: SUPERVISION.iter().map(|part| owned(part.name)).collect(),
        }
    }
}
