//! What one table of a publication states: practices by month, networks, lists, staff, deprivation.

use super::cell::{Code, Marks, Month, Number, code, month, number};
use super::left::{Left, LeftOut};
use super::measure::{Cells, M};
use super::repeats::{Repeats, Stated};
use super::schema::{Role, Schema};
use crate::scenario::error::Problem;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// Which network a practice is in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Network {
    /// The network of this code.
    In(String),
    /// In none: the cell has this in place of a code.
    Outside(String),
}

impl Network {
    /// Whether both name a network, and not the same.
    pub(super) fn contradicts(&self, other: &Network) -> bool {
        matches!((self, other), (Network::In(one), Network::In(other)) if one != other)
    }
}

/// Rates and shares of a whole year.
#[derive(Clone, Debug, Default)]
pub(super) struct Annual {
    /// Patient-months.
    pub(super) exposure: Option<f64>,
    /// Rates per 1,000 patients and month.
    pub(super) rates: BTreeMap<M, f64>,
    /// Appointments booked for the same day, of all.
    pub(super) same_day_share: Option<f64>,
    /// Appointments booked over 14 days ahead, of all.
    pub(super) over_14_share: Option<f64>,
}

impl Annual {
    /// Takes over what `newer` states. Returns whether a value changed.
    pub(super) fn overlay(&mut self, newer: Annual) -> bool {
        let mut is_changed = false;
        let mut take = |held: &mut Option<f64>, value: Option<f64>| {
            if let Some(value) = value {
                is_changed |= held.is_some_and(|held| (held - value).abs() > 1e-6 * held.abs());
                *held = Some(value);
            }
        };
        take(&mut self.exposure, newer.exposure);
        take(&mut self.same_day_share, newer.same_day_share);
        take(&mut self.over_14_share, newer.over_14_share);
        for (measure, rate) in newer.rates {
            let mut held = self.rates.get(&measure).copied();
            take(&mut held, Some(rate));
            self.rates.extend(held.map(|rate| (measure, rate)));
        }
        is_changed
    }
}

/// What a table states of a practice.
#[derive(Clone, Debug, Default)]
pub(super) struct Practice {
    /// The measures by month.
    pub(super) months: BTreeMap<Month, Cells>,
    /// Registered patients by month; without a month if the table has none.
    pub(super) registered: BTreeMap<Option<Month>, f64>,
    /// The network, as last stated, with its month.
    pub(super) network: Option<(Option<Month>, Network)>,
    /// The name.
    pub(super) name: Option<String>,
    /// The sub-ICB location.
    pub(super) sub_icb: Option<String>,
    /// The score and the fifth of deprivation, as the file counts it.
    pub(super) deprivation: Option<(Option<f64>, Option<u8>)>,
    /// Rates of a year.
    pub(super) annual: Option<Annual>,
}

/// Full-time equivalents of a network, by month, network, group, role and detailed role.
pub(super) type Staff = BTreeMap<(Option<Month>, String, String, String, String), f64>;

/// The calls of a practice in a month so far, by indicator.
#[derive(Clone, Debug, Default)]
pub(super) struct Calls {
    /// Rows that are sums over all bands.
    pub(super) totals: [Option<f64>; 7],
    /// Rows of single bands.
    pub(super) parts: [Option<f64>; 7],
    /// The same by band.
    pub(super) bands: [[Option<f64>; 4]; 7],
}

/// Which supplier stated which measure of which practice and month. There are half a million of them in a file.
#[derive(Clone, Debug, Default)]
pub(super) struct Suppliers {
    names: BTreeMap<String, u32>,
    rows: BTreeSet<(u32, u32, Month, M)>,
}

impl Suppliers {
    fn number(&mut self, name: &str) -> u32 {
        if let Some(number) = self.names.get(name) {
            return *number;
        }
        let number = self.names.len() as u32;
        self.names.insert(name.to_owned(), number);
        number
    }

    /// Notes a row. Returns whether it is the first.
    pub(super) fn insert(&mut self, practice: &str, supplier: &str, month: Month, of: M) -> bool {
        let row = (self.number(practice), self.number(supplier), month, of);
        self.rows.insert(row)
    }
}

/// What a table states.
#[derive(Clone, Debug)]
pub(super) struct Table {
    /// The file, and the sheet or member of it.
    pub(super) label: String,
    /// The month that the file's name states.
    pub(super) named: Option<Month>,
    /// What it is.
    pub(super) schema: &'static Schema,
    /// Its practices.
    pub(super) practices: BTreeMap<String, Practice>,
    /// The staff of its networks.
    pub(super) staff: Staff,
    /// Whether its fifths of deprivation count from the most deprived.
    pub(super) most_deprived_first: bool,
    /// Rows with data.
    pub(super) rows: u64,
    /// Suppliers by practice, month and measure, to tell repeated rows from those of two suppliers.
    pub(super) suppliers: Suppliers,
    /// The measures of the texts of categories that were met, by column.
    pub(super) categories: BTreeMap<Role, BTreeMap<String, M>>,
    /// The calls of practices by month, while they are counted by day.
    pub(super) calls: BTreeMap<(String, Month), Calls>,
    /// Practices and months without a part in the publication, with the line that says so.
    pub(super) absent: BTreeMap<(String, Month), usize>,
    /// Cells of shares, and those of them above 1, with the first.
    pub(super) shares: (u64, u64, Option<(usize, &'static str, f64)>),
    /// Its rows, to find those that are stated twice.
    pub(super) repeats: Repeats,
    /// What must be told of it.
    pub(super) told: Option<String>,
    /// Why the table cannot be used.
    pub(super) problems: Vec<Problem>,
}

impl Table {
    /// A table without rows.
    pub(super) fn new(label: &str, named: Option<Month>, schema: &'static Schema) -> Table {
        Table {
            label: label.to_owned(),
            named,
            schema,
            practices: BTreeMap::new(),
            staff: Staff::new(),
            most_deprived_first: false,
            rows: 0,
            suppliers: Suppliers::default(),
            categories: BTreeMap::new(),
            calls: BTreeMap::new(),
            absent: BTreeMap::new(),
            shares: (0, 0, None),
            repeats: Repeats::default(),
            told: None,
            problems: Vec::new(),
        }
    }

    /// The latest month of its rows, or else that of its name.
    pub(super) fn latest(&self) -> Option<Month> {
        let months =
            self.practices.values().filter_map(|found| found.months.keys().next_back().copied());
        let lists =
            self.practices.values().filter_map(|found| *found.registered.keys().next_back()?);
        let staff = self.staff.keys().filter_map(|(month, ..)| *month);
        months.chain(lists).chain(staff).max().or(self.named)
    }

    /// Notes a row of `owner`, a practice or a network, in `month`, whose number is in the column of `value`.
    /// Returns whether it is the first of its kind. One that is not is not taken.
    pub(super) fn is_first(
        &mut self,
        row: &Row<'_>,
        owner: &str,
        month: Option<Month>,
        value: Role,
    ) -> bool {
        let at = row.columns.iter().find(|(role, _)| *role == value).map(|(_, index)| *index);
        let stated = Stated { line: row.line, cells: row.cells, at, column: row.column(value) };
        self.repeats.is_first(&stated, owner, month)
    }

    /// Takes the name, sub-ICB location and network of a practice, as far as the row states them.
    pub(super) fn describe(&mut self, row: &Row<'_>, code: &str, left: &mut Left) {
        let of_month = row.text(Role::Month).and_then(month).or(self.named);
        let network = row.network(code, left);
        let practice = self.practice(code);
        if let Some(network) = network {
            match &practice.network {
                // A network says more than that there is none.
                Some((known, Network::Outside(_))) if *known == of_month => {
                    practice.network = Some((of_month, network));
                }
                Some((known, _))
                    if *known == of_month && matches!(network, Network::Outside(_)) => {}
                Some((known, held)) if *known == of_month && *held != network => {
                    left.note(row.line, row.entry("rows", code, Role::Network, TWO_NETWORKS));
                }
                Some((known, _)) if *known > of_month => {}
                _ => practice.network = Some((of_month, network)),
            }
        }
        let text = |role| row.text(role).filter(|text| !text.is_empty()).map(str::to_owned);
        if practice.name.is_none() {
            practice.name = text(Role::Name);
        }
        if practice.sub_icb.is_none() {
            practice.sub_icb = text(Role::SubIcb);
        }
    }

    /// The practice of that code, which may be new.
    pub(super) fn practice(&mut self, code: &str) -> &mut Practice {
        if !self.practices.contains_key(code) {
            self.practices.insert(code.to_owned(), Practice::default());
        }
        self.practices.get_mut(code).expect("it is there now")
    }
}

/// Why a row says nothing of the network of its practice.
const TWO_NETWORKS: &str =
    "another row of the same file and month states another network; the first counts";

/// A row of a table, under its header.
pub(super) struct Row<'r> {
    /// Its line.
    pub(super) line: usize,
    /// Its cells.
    pub(super) cells: &'r [Cow<'r, str>],
    /// Where each column stands.
    pub(super) columns: &'r [(Role, usize)],
    /// How numbers are written.
    pub(super) marks: Marks,
    /// The file.
    pub(super) file: &'r str,
    /// What it is.
    pub(super) schema: &'static Schema,
}

impl Row<'_> {
    /// The text of a column, trimmed; `None` if there is no such column.
    pub(super) fn text(&self, role: Role) -> Option<&str> {
        let (_, index) = self.columns.iter().find(|(known, _)| *known == role)?;
        Some(self.cells.get(*index).map_or("", |cell| cell.trim()))
    }

    /// The name of the column as published.
    pub(super) fn column(&self, role: Role) -> &'static str {
        let found = self.schema.columns.iter().find(|column| column.role == role);
        found.map_or("", |column| column.shown)
    }

    /// Why the row does not fit under a header of so many cells; `None` if it does.
    pub(super) fn misfit(&self, width: usize) -> Option<String> {
        let count = self.cells.len();
        let beyond = self
            .cells
            .get(width..)
            .is_some_and(|rest| rest.iter().any(|cell| !cell.trim().is_empty()));
        let is_note =
            self.cells.iter().filter(|cell| !cell.trim().is_empty()).count() < 3 && width > 3;
        let is_cut = count < width && !is_note;
        (beyond || is_cut).then(|| {
            format!(
                "the row has {count} cells and the header {width}: it is cut off, or a name with a separator is \
                 not in quotation marks"
            )
        })
    }

    /// Leaves the whole row out.
    pub(super) fn leave_whole(&self, reason: &str, table: &mut Table, left: &mut Left) {
        table.rows += 1;
        let practice = match code(self.text(Role::Practice).unwrap_or("")) {
            Code::Stated(code) => code,
            _ => String::new(),
        };
        if !practice.is_empty() {
            table.practice(&practice);
        }
        let mut entry = self.entry("rows", &practice, Role::Practice, reason);
        entry.value = self.cells.join(",");
        left.note(self.line, entry);
    }

    /// Whether all cells are empty.
    pub(super) fn is_empty(&self) -> bool {
        self.cells.iter().all(|cell| cell.trim().is_empty())
    }

    /// An entry for what is left out of this row.
    pub(super) fn entry(
        &self,
        what: &'static str,
        practice: &str,
        role: Role,
        reason: &str,
    ) -> LeftOut {
        LeftOut {
            file: self.file.to_owned(),
            what,
            practice: practice.to_owned(),
            column: self.column(role).to_owned(),
            value: self.text(role).unwrap_or("").to_owned(),
            reason: reason.to_owned(),
            ..LeftOut::default()
        }
    }

    /// The practice of the row. Without one the row is left out, by name unless it is a sum or a note.
    pub(super) fn practice(&self, left: &mut Left) -> Option<String> {
        let text = self.text(Role::Practice).unwrap_or("");
        match code(text) {
            Code::Stated(code) => return Some(code),
            Code::None => {
                let stated = self.cells.iter().filter(|cell| !cell.trim().is_empty()).count();
                let first = self.cells.iter().map(|cell| cell.trim()).find(|cell| !cell.is_empty());
                let is_total = |text: &str| text.eq_ignore_ascii_case("total");
                let is_sum =
                    first.is_some_and(is_total) || is_total(text) || code_is_national(text);
                if stated > 2 && !is_sum {
                    let reason = match text.eq_ignore_ascii_case("unassigned") {
                        true => {
                            "of an account that several practices share, or of none: it belongs to no practice"
                        }
                        false => "the row names no practice",
                    };
                    left.note(self.line, self.entry("rows", "", Role::Practice, reason));
                }
            }
            Code::Wrong(reason) => {
                // A note below a table fills one cell or two.
                let is_note = self.columns.len() > 2
                    && self.cells.iter().filter(|cell| !cell.trim().is_empty()).count() < 3
                    && text.contains(' ');
                if !is_note {
                    left.note(self.line, self.entry("rows", "", Role::Practice, reason));
                }
            }
        }
        None
    }

    /// The network that the row states.
    pub(super) fn network(&self, practice: &str, left: &mut Left) -> Option<Network> {
        let text = self.text(Role::Network)?;
        match code(text) {
            Code::Stated(code) => Some(Network::In(code)),
            Code::None => Some(Network::Outside(text.to_owned())),
            Code::Wrong(reason) => {
                left.note(self.line, self.entry("value", practice, Role::Network, reason));
                None
            }
        }
    }

    /// The month of the row. Without one the row is left out, by name.
    pub(super) fn month(&self, practice: &str, left: &mut Left) -> Option<Month> {
        let found = month(self.text(Role::Month)?);
        if found.is_none() {
            let reason = "it is no month: expected one such as 2025-12 or 01DEC2025";
            left.note(self.line, self.entry("rows", practice, Role::Month, reason));
        }
        found
    }

    /// The number of a column; `None` if the column is absent or says none. What it says is then noted.
    pub(super) fn number(
        &self,
        practice: &str,
        role: Role,
        is_count: bool,
        left: &mut Left,
    ) -> Option<f64> {
        match number(self.text(role)?, self.marks, is_count) {
            Number::Stated(value) => Some(value),
            Number::None(reason) | Number::Wrong(reason) => {
                let mut entry = self.entry("value", practice, role, reason);
                entry.month = self
                    .text(Role::Month)
                    .and_then(month)
                    .map(|month| month.to_string())
                    .unwrap_or_default();
                left.note(self.line, entry);
                None
            }
        }
    }
}

fn code_is_national(text: &str) -> bool {
    ["NATIONAL", "ENGLAND", "ALL"].iter().any(|word| text.eq_ignore_ascii_case(word))
}
