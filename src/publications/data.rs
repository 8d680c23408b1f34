//! What an import gives: practices, their months, staff of networks, and all that was left out.

use super::cell::Month;
use super::left::Left;
use super::table::Table;
use std::collections::BTreeMap;

/// A practice, as it is written.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Practice {
    /// The code of its network.
    pub network: String,
    /// Its code.
    pub practice: String,
    /// Its name, if one is published.
    pub name: String,
    /// Its sub-ICB location, if one is published.
    pub sub_icb: String,
    /// Its registered patients, as last published.
    pub list_size: f64,
    /// Every other value that is known, by the name of its column.
    pub values: BTreeMap<&'static str, f64>,
    /// Columns with values outside the 1st to 99th centile of England's practices.
    pub unusual: Vec<&'static str>,
}

/// A practice in a month, as it is written.
#[derive(Clone, Debug, PartialEq)]
pub struct PracticeMonth {
    /// The month.
    pub month: Month,
    /// The code of its network.
    pub network: String,
    /// The code of the practice.
    pub practice: String,
    /// Its registered patients in the month, or else in the nearest month that states them.
    pub patients: f64,
    /// Every other value that is known, by the name of its column.
    pub values: BTreeMap<&'static str, f64>,
}

/// Staff of a network.
#[derive(Clone, Debug, PartialEq)]
pub struct NetworkStaff {
    /// The month of the census, if it is stated.
    pub month: Option<Month>,
    /// The code of the network.
    pub network: String,
    /// The group, the role and the role in detail.
    pub role: [String; 3],
    /// Full-time equivalents.
    pub wte: f64,
}

/// A table that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileRead {
    /// The file, with the sheet or the member.
    pub label: String,
    /// What it is.
    pub title: &'static str,
    /// Its rows.
    pub rows: u64,
    /// Its practices.
    pub practices: usize,
    /// Its latest month.
    pub latest: Option<Month>,
}

impl FileRead {
    pub(super) fn of(table: &Table) -> FileRead {
        FileRead {
            label: table.label.clone(),
            title: table.schema.title,
            rows: table.rows,
            practices: table.practices.len(),
            latest: table.latest(),
        }
    }
}

/// Practices and their months, with all that was left out.
#[derive(Clone, Debug, Default)]
pub struct Dataset {
    /// The practices, by network and code.
    pub practices: Vec<Practice>,
    /// Their months, by practice.
    pub months: Vec<PracticeMonth>,
    /// Staff of networks.
    pub staff: Vec<NetworkStaff>,
    /// The tables that were read.
    pub files: Vec<FileRead>,
    /// What was left out.
    pub left: Left,
    /// What must be told.
    pub told: Vec<String>,
}
