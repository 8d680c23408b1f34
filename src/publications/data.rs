//! What an import gives: practices, their months, staff of networks, and all that was left out.

use super::cell::Month;
use super::left::Left;
use super::measure::{EVENTS, Group};
use super::table::Table;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// The columns of a month, in the order in which they are written.
static MONTH_COLUMNS: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    let mut names: Vec<&str> =
        EVENTS.iter().flat_map(|group| group.measures()).map(|of| of.rate()).collect();
    names.extend(["missed_share", "same_day_share", "over_14_days_share"]);
    let counts = [Group::Staff, Group::Ages];
    names.extend(counts.iter().flat_map(|group| group.measures()).map(|of| of.name()));
    names
});

/// The columns of a month, after month, network, practice and patients.
pub(super) fn month_columns() -> &'static [&'static str] {
    &MONTH_COLUMNS
}

/// Values by the name of their column. A practice has one for each of its months, so it is small.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Values {
    /// Where the columns stand among those of a month, in rising order.
    columns: Box<[u8]>,
    values: Box<[f64]>,
}

impl Values {
    /// The value of a column, if it is known.
    pub fn get(&self, column: &str) -> Option<f64> {
        self.iter().find(|(name, _)| *name == column).map(|(_, value)| value)
    }

    /// Whether the value of a column is known.
    pub fn contains_key(&self, column: &str) -> bool {
        self.get(column).is_some()
    }

    /// The columns whose value is known, with it.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, f64)> {
        let columns = self.columns.iter().map(|index| month_columns()[usize::from(*index)]);
        columns.zip(self.values.iter().copied())
    }
}

impl From<BTreeMap<&'static str, f64>> for Values {
    /// Columns that months do not have are left away.
    fn from(values: BTreeMap<&'static str, f64>) -> Values {
        let known = month_columns().iter().enumerate();
        let stated = known.filter_map(|(index, name)| Some((index as u8, *values.get(name)?)));
        let (columns, values): (Vec<u8>, Vec<f64>) = stated.unzip();
        Values { columns: columns.into(), values: values.into() }
    }
}

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
    pub values: Values,
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
    /// The practices that the files name: those kept and those left out. 0 if the tables of an import were
    /// read again.
    pub seen: usize,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_found_by_the_name_of_their_column() {
        assert!(month_columns().len() < 256);
        let stated = BTreeMap::from([("missed_share", 0.1), ("gp_wte", 2.5), ("elsewhere", 1.0)]);
        let values = Values::from(stated);
        assert_eq!((values.get("gp_wte"), values.get("missed_share")), (Some(2.5), Some(0.1)));
        assert!(!values.contains_key("elsewhere") && !values.contains_key("admin_wte"));
        assert_eq!(values.iter().count(), 2);
    }
}
