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
    /// A known publication without a column that it must have.
    Lacking(Vec<Missing>),
    /// None that is known.
    Unknown,
}

fn position(heads: &Heads, names: &[&str]) -> Option<usize> {
    names.iter().find_map(|name| {
        heads.iter().position(|alternatives| alternatives.iter().any(|head| head == name))
    })
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

/// The column of the file that is probably the missing one, under another name.
fn near(heads: &Heads, fit: &Fit, column: &Column) -> Option<String> {
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
    let is_misnamed = |fit: &&Fit| {
        let all = fit.required + fit.missing.len();
        let missed = fit.missing.iter();
        let has_near = |column: &&&'static Column| near(heads, fit, column).is_some();
        let nearly = missed.clone().all(|column| has_near(&column));
        let has_key = missed.clone().all(|column| column.need != Need::Key || has_near(&column));
        let few = 2 * fit.missing.len() < all;
        !fit.missing.is_empty() && has_key && few && (nearly || 5 * fit.missing.len() <= all)
    };
    let misnamed = fits.iter().filter(is_misnamed).rev().max_by_key(|fit| fit.required);
    match (whole, misnamed) {
        (Some(whole), Some(other)) if whole.required >= other.required => known(whole),
        (Some(whole), None) => known(whole),
        (_, Some(fit)) => {
            let missing = |column: &&'static Column| Missing {
                title: fit.schema.title,
                column: column.shown,
                nearest: near(heads, fit, column),
            };
            Found::Lacking(fit.missing.iter().map(missing).collect())
        }
        (None, None) => Found::Unknown,
    }
}

fn known(fit: &Fit) -> Found {
    Found::Whole(Recognised { schema: fit.schema, columns: fit.columns.clone() })
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
        let Found::Lacking(missing) = found else { panic!("{found:?}") };
        assert_eq!(missing.len(), 1);
        assert_eq!(missing[0].column, "TOTAL_GP_EXTGL_FTE");
        assert_eq!(missing[0].nearest.as_deref(), Some("total_gp_extg_fte"));
        let england = row(&["Year", "TOTAL_PATIENTS", "TOTAL_GP_EXTGL_FTE", "practices"]);
        assert!(matches!(recognise(&heads(None, &england, None)), Found::Unknown));
        let other = row(&["Name", "Price"]);
        assert!(matches!(recognise(&heads(None, &other, None)), Found::Unknown));
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
