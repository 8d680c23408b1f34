//! Which publication a table is, judged by the names of its columns, and where each column stands.

use super::schema::{Column, Need, Role, Schema};
use super::schemas::SCHEMAS;
use crate::text::alike::nearest;

/// A name in lower case, without footnotes in brackets, its words joined by `_`.
pub(super) fn plain(name: &str) -> String {
    let mut out = String::new();
    let mut depth = 0_u32;
    for c in name.chars() {
        match c {
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            _ if depth > 0 => {}
            '%' => out.push_str("_percent"),
            _ if c.is_alphanumeric() => out.extend(c.to_lowercase()),
            _ if !out.ends_with('_') => out.push('_'),
            _ => {}
        }
    }
    out.trim_matches('_').to_owned()
}

/// The columns of a table: for each, the names by which it may be known.
pub(super) type Heads = Vec<Vec<String>>;

/// A table that was recognised.
#[derive(Clone, Debug)]
pub(super) struct Recognised {
    /// What it is.
    pub(super) schema: &'static Schema,
    /// Where each column stands.
    pub(super) columns: Vec<(Role, usize)>,
    /// Columns that may be absent and are, each with the one that may be it under another name.
    pub(super) doubtful: Vec<(&'static str, usize)>,
}

/// A column that is missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Missing {
    /// What table it is missing from.
    pub(super) title: &'static str,
    /// The name as published.
    pub(super) column: &'static str,
    /// The name in the file that is most like it.
    pub(super) nearest: Option<String>,
}

/// What the columns of a table are.
#[derive(Clone, Debug)]
pub(super) enum Found {
    /// A known publication.
    Whole(Recognised),
    /// A known publication without a column that it must have, and whether all such have a name that differs
    /// by a letter or two only.
    Lacking(Vec<Missing>, bool),
    /// None that is known.
    Unknown,
}

fn position(heads: &Heads, names: &[&str]) -> Option<usize> {
    names.iter().find_map(|name| {
        heads.iter().position(|alternatives| alternatives.iter().any(|head| head == name))
    })
}

/// The number of letters by which two names differ, if it is one or two and what differs is long enough for a
/// slip of the pen: `pcn_code` and `icb_code` are different columns.
fn slip(one: &str, other: &str) -> Option<usize> {
    let letters = |name: &str| name.replace('_', "");
    if one != other && letters(one) == letters(other) {
        return Some(1);
    }
    let words = |name: &str| name.split('_').map(str::to_owned).collect::<Vec<String>>();
    let (mut one, mut other) = (words(one), words(other));
    while one.first().is_some_and(|word| Some(word) == other.first()) {
        one.remove(0);
        other.remove(0);
    }
    while one.last().is_some_and(|word| Some(word) == other.last()) {
        one.pop();
        other.pop();
    }
    let (one, other) = (one.join("_"), other.join("_"));
    let shorter = one.chars().count().min(other.chars().count());
    let most = match shorter {
        0..=1 => return None,
        2..=5 => 1,
        _ => 2,
    };
    Some(distance(&one, &other)).filter(|edits| (1..=most).contains(edits))
}

/// The number of letters to add, remove or replace.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().take(100).collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (line, letter) in one.chars().take(100).enumerate() {
        let mut before = row[0];
        row[0] = line + 1;
        for (index, known) in other.iter().enumerate() {
            let replaced = before + usize::from(letter != *known);
            before = row[index + 1];
            row[index + 1] = replaced.min(before + 1).min(row[index] + 1);
        }
    }
    row[other.len()]
}

/// How well a schema fits.
struct Fit {
    schema: &'static Schema,
    columns: Vec<(Role, usize)>,
    required: usize,
    missing: Vec<&'static Column>,
}

fn fit(schema: &'static Schema, heads: &Heads) -> Option<Fit> {
    if position(heads, schema.never).is_some() {
        return None;
    }
    let mut found = Fit { schema, columns: Vec::new(), required: 0, missing: Vec::new() };
    for column in schema.columns {
        match position(heads, column.names) {
            Some(index) => {
                found.columns.push((column.role, index));
                found.required += usize::from(column.need != Need::Optional);
            }
            None if column.need != Need::Optional => found.missing.push(column),
            None => {}
        }
    }
    Some(found)
}

/// The free column of the file that differs from the missing one by a slip of the pen.
fn slipped(heads: &Heads, fit: &Fit, column: &Column) -> Option<usize> {
    let is_free = |index: usize| fit.columns.iter().all(|(_, taken)| *taken != index);
    let free = heads.iter().enumerate().filter(|(index, _)| is_free(*index));
    let edits = free.filter_map(|(index, names)| {
        let head = names.first()?;
        let known = column.names.iter().filter(|known| head.strip_suffix('s') != Some(known));
        Some((known.filter_map(|known| slip(known, head)).min()?, index))
    });
    edits.min().map(|(_, index)| index)
}

/// The column of the file that is probably the missing one, under another name.
fn near(heads: &Heads, fit: &Fit, column: &Column) -> Option<String> {
    if let Some(index) = slipped(heads, fit, column) {
        return heads[index].first().cloned();
    }
    let is_free = |index: usize| fit.columns.iter().all(|(_, taken)| *taken != index);
    let free = heads.iter().enumerate().filter(|(index, _)| is_free(*index));
    let names: Vec<&str> =
        free.filter_map(|(_, names)| names.first()).map(String::as_str).collect();
    let is_plural =
        |name: &str| column.names.iter().any(|known| name.strip_suffix('s') == Some(known));
    let names = names.into_iter().filter(|name| !name.is_empty() && !is_plural(name));
    column.names.iter().find_map(|known| nearest(known, names.clone())).map(str::to_owned)
}

/// Judges the columns of a table.
pub(super) fn recognise(heads: &Heads) -> Found {
    let fits: Vec<Fit> = SCHEMAS.iter().filter_map(|schema| fit(schema, heads)).collect();
    let whole = fits.iter().filter(|fit| fit.missing.is_empty());
    // Of equal ones the first counts.
    let whole = whole.rev().max_by_key(|fit| fit.required);
    let is_slip = |fit: &Fit| {
        !fit.missing.is_empty()
            && fit.required > 0
            && fit.missing.iter().all(|column| slipped(heads, fit, column).is_some())
    };
    let is_misnamed = |fit: &&Fit| {
        let all = fit.required + fit.missing.len();
        let missed = fit.missing.iter();
        let has_near = |column: &&&'static Column| near(heads, fit, column).is_some();
        let nearly = missed.clone().all(|column| has_near(&column));
        let has_key = missed.clone().all(|column| column.need != Need::Key || has_near(&column));
        let few = 2 * fit.missing.len() < all;
        let many = few && (nearly || 5 * fit.missing.len() <= all);
        !fit.missing.is_empty() && has_key && (many || is_slip(fit))
    };
    // As many columns as it would have without slips of the pen.
    let meant = |fit: &Fit| fit.required + if is_slip(fit) { fit.missing.len() } else { 0 };
    let misnamed = fits.iter().filter(is_misnamed).rev().max_by_key(|fit| meant(fit));
    match (whole, misnamed) {
        (Some(whole), Some(other)) if whole.required >= meant(other) => known(whole, heads),
        (Some(whole), None) => known(whole, heads),
        (_, Some(fit)) => {
            let missing = |column: &&'static Column| Missing {
                title: fit.schema.title,
                column: column.shown,
                nearest: near(heads, fit, column),
            };
            Found::Lacking(fit.missing.iter().map(missing).collect(), is_slip(fit))
        }
        (None, None) => Found::Unknown,
    }
}

fn known(fit: &Fit, heads: &Heads) -> Found {
    let has = |role: Role| fit.columns.iter().any(|(known, _)| *known == role);
    let absent = fit.schema.columns.iter().filter(|column| !has(column.role));
    let doubtful =
        absent.filter_map(|column| Some((column.shown, slipped(heads, fit, column)?))).collect();
    Found::Whole(Recognised { schema: fit.schema, columns: fit.columns.clone(), doubtful })
}

/// The names of the columns under a header of up to three rows: groups, names, and what is below them.
pub(super) fn heads(group: Option<&[String]>, names: &[String], below: Option<&[String]>) -> Heads {
    let filled = |row: &[String]| {
        let mut last = String::new();
        let names = (0..names.len()).map(|index| {
            let name = row.get(index).map(|name| plain(name)).unwrap_or_default();
            if !name.is_empty() {
                last = name;
            }
            last.clone()
        });
        names.collect::<Vec<String>>()
    };
    let groups = group.map(filled);
    let above = filled(names);
    let of = |index: usize| {
        let own = plain(&names[index]);
        let Some(below) = below else { return vec![own] };
        let sub = below.get(index).map(|name| plain(name)).unwrap_or_default();
        let mut found: Vec<String> = Vec::new();
        if sub.is_empty() || !own.is_empty() && sub != "percent" {
            found.push(own);
        }
        if !sub.is_empty() {
            found.push(format!("{}_{sub}", above[index]));
            found.extend(
                groups.iter().map(|groups| format!("{}_{}_{sub}", groups[index], above[index])),
            );
        }
        found
    };
    (0..names.len()).map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn names_are_compared_without_case_footnotes_and_signs() {
        assert_eq!(plain("GP Practice \n(ODS_CODE)"), "gp_practice_ods_code");
        assert_eq!(plain("PCN Code [2, 3]"), "pcn_code");
        assert_eq!(plain("Practice.Code"), "practice_code");
    }

    #[test]
    fn a_renamed_column_is_missing_with_the_nearest_name() {
        let found =
            recognise(&heads(None, &row(&["Practice.Code", "Year", "TOTAL_GP_EXTG_FTE"]), None));
        let Found::Lacking(missing, true) = found else { panic!("{found:?}") };
        assert_eq!(missing.len(), 1);
        assert_eq!(missing[0].column, "TOTAL_GP_EXTGL_FTE");
        assert_eq!(missing[0].nearest.as_deref(), Some("total_gp_extg_fte"));
        let england = row(&["Year", "TOTAL_PATIENTS", "TOTAL_GP_EXTGL_FTE", "practices"]);
        assert!(matches!(recognise(&heads(None, &england, None)), Found::Unknown));
        let other = row(&["Name", "Price"]);
        assert!(matches!(recognise(&heads(None, &other, None)), Found::Unknown));
    }

    #[test]
    fn slips_of_the_pen_are_told_from_other_columns() {
        for (one, other, edits) in [
            ("gp_code", "gp_ode", Some(1)),
            ("practice_code", "pratice_code", Some(1)),
            ("total_gp_extgl_fte", "totl_gp_extgl_fte", Some(1)),
            ("national_category", "natonal_category", Some(1)),
            ("pcn_code", "pcncode", Some(1)),
            ("pcn_code", "icb_code", None),
            ("pcn_code", "pcn_name", None),
            ("gp_code", "pcn_code", None),
            ("total_gp_fte", "total_dpc_fte", None),
            ("imd_quintile", "imd_decile", None),
        ] {
            assert_eq!(slip(one, other), edits, "{one} {other}");
        }
        // A table that would fit as one of practices and networks is the one that it was meant to be.
        let head =
            "prac_code,pcn_code,total_patients,totl_gp_extgl_fte".split(',').map(str::to_owned);
        let found = recognise(&heads(None, &head.collect::<Vec<_>>(), None));
        let Found::Lacking(missing, true) = found else { panic!("{found:?}") };
        assert_eq!(missing[0].nearest.as_deref(), Some("totl_gp_extgl_fte"));
    }

    #[test]
    fn headers_of_three_rows_name_their_columns_together() {
        let group =
            row(&["", "", "Answered Calls - Wait time [4]", "", "Answered Calls - Duration"]);
        let names = row(&["Month [1]", "Practice", "Less than 1 minute", "", "Less than 1 minute"]);
        let below = row(&["", "", "Count", "%", "Count"]);
        let found = heads(Some(&group), &names, Some(&below));
        assert!(found[2].contains(&"answered_calls_wait_time_less_than_1_minute_count".to_owned()));
        assert!(found[4].contains(&"answered_calls_duration_less_than_1_minute_count".to_owned()));
        assert!(!found[3].iter().any(|name| name.ends_with("_count")), "{found:?}");
        assert_eq!(found[0], ["month"]);
    }
}
