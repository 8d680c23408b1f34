//! From the rows of each publication to its table.

use super::appointments;
use super::cell::month;
use super::left::{Left, LeftOut};
use super::lists;
use super::measure::Group;
use super::schema::{Role, Sort};
use super::schemas::{Said, metric};
use super::table::{Annual, Network, Row, Table};
use super::{calls, columns::plain, deprivation};

/// Why a month of a practice has no forms.
const NO_PART: &str = "the practice did not take part in the month";

/// Takes one row into its table. What is left out of it is noted.
pub(super) fn take(row: &Row<'_>, table: &mut Table, left: &mut Left) {
    if row.is_empty() {
        return;
    }
    table.rows += 1;
    match table.schema.sort {
        Sort::Appointments => appointments::take(row, table, left),
        Sort::Wide | Sort::Workforce => wide(row, table, left),
        Sort::Long => long(row, table, left),
        Sort::Calls => calls::take(row, table, left),
        Sort::Lists => lists::take(row, table, left),
        Sort::NetworkWorkforce => network_staff(row, table, left),
        Sort::Mapping => mapping(row, table, left),
        Sort::Partners => partners(row, table, left),
        Sort::Deprivation => deprivation::take(row, table, left),
        Sort::Indicators => deprivation::take_indicator(row, table, left),
        Sort::Annual => annual(row, table, left),
    }
}

/// A row of a practice and month, or of a practice in the month that the file's name states.
fn wide(row: &Row<'_>, table: &mut Table, left: &mut Left) {
    let Some(code) = row.practice(left) else { return };
    table.practice(&code);
    let month = if row.text(Role::Year).is_some() {
        let year = row
            .number(&code, Role::Year, true, left)
            .filter(|year| (2000.0..2100.0).contains(year));
        let Some(year) = year else { return };
        Some(super::cell::Month { year: year as u16, month: 0 })
    } else if row.text(Role::Month).is_some() {
        let Some(month) = row.month(&code, left) else { return };
        Some(month)
    } else {
        table.named
    };
    table.describe(row, &code, left);
    if row.text(Role::Participation).is_some_and(|text| text == "0") {
        let mut entry = row.entry("month", &code, Role::Participation, NO_PART);
        entry.month = month.map(|month| month.to_string()).unwrap_or_default();
        left.note(row.line, entry);
        return;
    }
    // Lists beside staff may be means of several days.
    let is_whole = table.schema.sort != Sort::Workforce;
    let registered = row.number(&code, Role::Registered, is_whole, left).filter(|all| *all > 0.0);
    // Tables of staff without any date are those of the latest month there is.
    let at = month.unwrap_or(super::cell::Month { year: 2000, month: 0 });
    let practice = table.practice(&code);
    if let Some(registered) = registered {
        practice.registered.entry(month).or_insert(registered);
    }
    let first = row.columns.iter().find_map(|(role, _)| match role {
        Role::Of(measure) => Some(*measure),
        _ => None,
    });
    let known =
        practice.months.get(&at).is_some_and(|cells| first.is_some_and(|of| cells.has(of.group())));
    if known {
        let mut entry =
            row.entry("rows", &code, Role::Month, "a second row of the practice and month");
        entry.month = at.to_string();
        left.note(row.line, entry);
        return;
    }
    for (role, _) in row.columns {
        let Role::Of(measure) = role else { continue };
        let is_count = measure.group() != Group::Staff;
        if let Some(value) = row.number(&code, *role, is_count, left) {
            table.practice(&code).months.entry(at).or_default().set(*measure, value);
        }
    }
}

/// A row of a practice, month and measure.
fn long(row: &Row<'_>, table: &mut Table, left: &mut Left) {
    let Some(code) = row.practice(left) else { return };
    table.practice(&code);
    let Some(month) = row.month(&code, left) else { return };
    let name = plain(row.text(Role::Metric).unwrap_or(""));
    table.describe(row, &code, left);
    let measure = match metric(&name) {
        Some(Said::Of(measure)) => measure,
        Some(Said::Derived) => return,
        Some(Said::Participation) => {
            if row.text(Role::Value).is_some_and(|text| text == "0") {
                table.absent.insert((code, month), row.line);
            }
            return;
        }
        Some(Said::Registered) => {
            let patients = row.number(&code, Role::Value, true, left).filter(|count| *count > 0.0);
            if let Some(patients) = patients {
                table.practice(&code).registered.insert(Some(month), patients);
            }
            return;
        }
        None => {
            let reason = "it is no measure that is used";
            return left.note(row.line, row.entry("rows", "", Role::Metric, reason));
        }
    };
    let Some(value) = row.number(&code, Role::Value, true, left) else { return };
    let supplier = row.text(Role::Supplier).unwrap_or("");
    if !table.suppliers.insert(&code, supplier, month, measure) {
        let reason = "a second row of the practice, month and measure";
        let mut entry = row.entry("rows", &code, Role::Metric, reason);
        entry.month = month.to_string();
        return left.note(row.line, entry);
    }
    table.practice(&code).months.entry(month).or_default().add(measure, value);
}

/// Takes the forms of months away in which a practice did not take part, and names them.
pub(super) fn leave_absent(table: &mut Table, left: &mut Left) {
    for ((code, month), line) in std::mem::take(&mut table.absent) {
        let practice = table.practice(&code);
        let cells = practice.months.get_mut(&month).filter(|cells| cells.has(Group::Forms));
        if let Some(cells) = cells {
            cells.clear(Group::Forms);
        }
        let entry = LeftOut {
            file: table.label.clone(),
            what: "month",
            practice: code,
            month: month.to_string(),
            column: "participation".to_owned(),
            value: "0".to_owned(),
            reason: NO_PART.to_owned(),
            ..LeftOut::default()
        };
        left.note(line, entry);
    }
}

/// A row of a practice and its network.
fn mapping(row: &Row<'_>, table: &mut Table, left: &mut Left) {
    let Some(code) = row.practice(left) else { return };
    table.practice(&code);
    table.describe(row, &code, left);
    let month = row.text(Role::Month).and_then(month).or(table.named);
    if let Some(count) = row.number(&code, Role::Registered, true, left) {
        if count > 0.0 {
            table.practice(&code).registered.insert(month, count);
        } else {
            left.note(
                row.line,
                row.entry("value", &code, Role::Registered, "a list of 0 patients"),
            );
        }
    }
}

/// A row of a practice's membership of a network, which may have ended.
fn partners(row: &Row<'_>, table: &mut Table, left: &mut Left) {
    let Some(code) = row.practice(left) else { return };
    table.practice(&code);
    if row.text(Role::End).is_some_and(|end| !end.is_empty()) {
        left.note(
            row.line,
            row.entry("rows", &code, Role::End, "the membership of the network ended"),
        );
        return;
    }
    table.describe(row, &code, left);
}

/// A row of the staff of a network.
fn network_staff(row: &Row<'_>, table: &mut Table, left: &mut Left) {
    let Some(network) = row.network("", left) else { return };
    let Network::In(network) = network else {
        left.note(row.line, row.entry("rows", "", Role::Network, "the row names no network"));
        return;
    };
    let of = |role| row.text(role).filter(|text| !text.is_empty()).unwrap_or("").to_owned();
    let census = match (row.text(Role::Year), row.text(Role::MonthOfYear)) {
        (Some(year), Some(of_year)) => {
            month(&format!("{year}-{of_year:0>2}")).or_else(|| month(&format!("{of_year} {year}")))
        }
        _ => row.text(Role::Month).and_then(month),
    };
    let is_year =
        row.text(Role::Year).is_some_and(|text| text.len() == 4 && text.starts_with("20"));
    let roles = if is_year { [Role::MonthOfYear, Role::Month] } else { [Role::Year, Role::Month] };
    let stated = roles.into_iter().find(|role| row.text(*role).is_some());
    if let Some(role) = stated.filter(|_| census.is_none()) {
        let reason =
            "it is no month of a census; the month in the name of the file counts, if there is one";
        left.note(row.line, row.entry("value", "", role, reason));
    }
    let key = (
        census.or(table.named),
        network,
        of(Role::StaffGroup),
        of(Role::StaffPost),
        of(Role::StaffDetail),
    );
    let Some(fte) = row.number("", Role::Fte, false, left) else { return };
    // Without a column that tells people apart, equal rows may be of two of them.
    let is_distinct = row.text(Role::Distinct).is_some();
    if !is_distinct || table.is_first(row, &key.1, key.0, Role::Fte) {
        *table.staff.entry(key).or_insert(0.0) += fte;
    }
}

/// A row of rates of a year.
fn annual(row: &Row<'_>, table: &mut Table, left: &mut Left) {
    let Some(code) = row.practice(left) else { return };
    table.practice(&code);
    if table.practice(&code).annual.is_some() {
        left.note(
            row.line,
            row.entry("rows", &code, Role::Practice, "a second row of the practice"),
        );
        return;
    }
    let mut found = Annual::default();
    let mut is_any = false;
    for (role, _) in row.columns {
        match role {
            Role::Exposure => {
                found.exposure = row.number(&code, *role, false, left).filter(|all| *all > 0.0)
            }
            Role::Rate(measure) => {
                if let Some(rate) = row.number(&code, *role, false, left) {
                    is_any = true;
                    found.rates.insert(*measure, rate);
                }
            }
            Role::SameDayShare => found.same_day_share = share(row, &code, *role, table, left),
            Role::Over14Share => found.over_14_share = share(row, &code, *role, table, left),
            _ => {}
        }
    }
    if let Some(exposure) = found.exposure {
        for (role, _) in row.columns {
            let Role::Of(measure) = role else { continue };
            if let Some(count) = row.number(&code, *role, true, left) {
                found.rates.entry(*measure).or_insert(count / exposure * 1000.0);
            }
        }
    }
    let practice = table.practice(&code);
    practice.annual = is_any.then_some(found);
}

/// The share that a cell states. Values above 1 are counted, because a whole column of them is in per cent.
fn share(row: &Row<'_>, code: &str, role: Role, table: &mut Table, left: &mut Left) -> Option<f64> {
    let value = row.number(code, role, false, left)?;
    table.shares.0 += 1;
    if value <= 1.0 {
        return Some(value);
    }
    table.shares.1 += 1;
    table.shares.2.get_or_insert((row.line, row.column(role), value));
    left.note(row.line, row.entry("value", code, role, "it is no share between 0 and 1"));
    None
}
