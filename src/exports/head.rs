//! The header of a file: where our columns stand in it, and which are missing.

use crate::exports::columns::{COLUMNS, Column, Need, Sort, without_unit};
use crate::exports::mapping::Mapping;
use crate::scenario::error::Problem;
use crate::text::alike::{nearest, plain};

/// Where a column stands.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub(super) key: &'static str,
    pub(super) index: usize,
    /// The unit that its name states \[min\].
    pub(super) unit: Option<f64>,
}

/// The header of a file.
#[derive(Clone, Debug)]
pub(super) struct Head {
    pub(super) sort: Sort,
    pub(super) places: Vec<Place>,
    pub(super) width: usize,
    /// Our columns that no name stands for.
    missing: Vec<&'static Column>,
    names: Vec<String>,
}

impl Head {
    /// A row read as the header of a file of that sort.
    pub(super) fn of(names: &[String], sort: Sort, mapping: &Mapping) -> Head {
        let mut places: Vec<Place> = Vec::new();
        let mut missing = Vec::new();
        let columns = || COLUMNS.iter().filter(|column| column.sort == sort);
        // What a mapping names is taken first, then our own names, then others.
        for pass in 0..3 {
            for column in
                columns().filter(|column| pass > 0 || mapping.columns.contains_key(column.key))
            {
                let is_taken = |index: usize| places.iter().any(|place| place.index == index);
                let stated = mapping.columns.get(column.key);
                if pass > 0 && stated.is_some()
                    || places.iter().any(|place| place.key == column.key)
                {
                    continue;
                }
                let is_it = |name: &str| match (stated, pass) {
                    (Some((theirs, ..)), _) => !theirs.is_empty() && plain(theirs) == plain(name),
                    (None, 1) => without_unit(name).0 == plain(column.key),
                    _ => column.is_called(name),
                };
                let found =
                    (0..names.len()).find(|index| !is_taken(*index) && is_it(&names[*index]));
                match found {
                    Some(index) => {
                        let unit = without_unit(&names[index]).1;
                        places.push(Place { key: column.key, index, unit });
                    }
                    None if pass == 1 => {}
                    None => missing.push(column),
                }
            }
        }
        Head { sort, places, width: names.len(), missing, names: names.to_vec() }
    }

    /// The columns found that the file cannot do without.
    pub(super) fn score(&self) -> usize {
        let is_needed = |place: &&Place| {
            COLUMNS
                .iter()
                .any(|of| of.key == place.key && of.sort == self.sort && of.need == Need::Always)
        };
        self.places.iter().filter(is_needed).count()
    }

    pub(super) fn index(&self, key: &str) -> Option<usize> {
        self.places.iter().find(|place| place.key == key).map(|place| place.index)
    }

    pub(super) fn unit(&self, key: &str) -> Option<f64> {
        self.places.iter().find(|place| place.key == key)?.unit
    }

    /// What is to know of the header: two columns of the same name, of which only the first is read.
    pub(super) fn told(&self) -> Vec<String> {
        let is_twice = |place: &&Place| {
            let of = plain(&self.names[place.index]);
            self.names.iter().filter(|name| plain(name) == of).count() > 1
        };
        let twice = self.places.iter().filter(is_twice);
        let said = |place: &Place| {
            format!("two columns have the name of `{}`; the first is read", place.key)
        };
        twice.map(said).collect()
    }

    /// Whether a column that must be there is missing.
    pub(super) fn is_lacking(&self) -> bool {
        self.missing.iter().any(|column| column.need == Need::Always)
    }

    /// What is missing, each with the free name that is most like it. A name of the file is told only if it is
    /// like one of ours.
    pub(super) fn problems(&self, label: &str, line: usize, mapping: &Mapping) -> Vec<Problem> {
        let is_free = |index: &usize| self.places.iter().all(|place| place.index != *index);
        let free: Vec<&str> = (0..self.names.len())
            .filter(is_free)
            .map(|index| self.names[index].as_str())
            .filter(|name| !name.trim().is_empty())
            .collect();
        let mut problems = Vec::new();
        for column in &self.missing {
            let stated = mapping.columns.get(column.key);
            if let Some((theirs, file, at)) = stated {
                if !theirs.is_empty() {
                    let near = nearest(theirs, free.iter().copied());
                    problems.push(Problem {
                        file: file.clone(),
                        line: Some(*at),
                        key: column.key.to_owned(),
                        found: format!("`{theirs}`, which is no column of {label}"),
                        expected: format!("the name of the column with {}", column.meaning),
                        remedy: near.map_or_else(
                            || "write the name as the file has it".to_owned(),
                            |near| format!("did you mean `{near}`?"),
                        ),
                    });
                    continue;
                }
                if column.need != Need::Always {
                    continue;
                }
            }
            if column.need == Need::Never {
                continue;
            }
            let known = column.names.iter().copied().chain([column.key]);
            let near = known.filter_map(|known| nearest(known, free.iter().copied())).next_back();
            let found = near.map_or_else(
                || "no such column".to_owned(),
                |near| format!("no such column; the nearest is `{near}`"),
            );
            let theirs = near.unwrap_or("its name in the file");
            let absent = match column.need {
                Need::Unless => format!("; {} = \"\" if there is none", column.key),
                _ => String::new(),
            };
            problems.push(Problem {
                file: label.to_owned(),
                line: Some(line),
                key: column.key.to_owned(),
                found,
                expected: format!("a column with {}", column.meaning),
                remedy: format!(
                    "write {} = \"{theirs}\" into a file for --mapping{absent}",
                    column.key
                ),
            });
        }
        problems
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(names: &[&str], sort: Sort) -> Head {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        Head::of(&names, sort, &Mapping::default())
    }

    #[test]
    fn columns_are_found_by_our_names_and_by_others_with_their_units() {
        let own = [
            "booked_at",
            "starts",
            "mode",
            "clinician_type",
            "status",
            "planned_minutes",
            "actual_minutes",
        ];
        let found = head(&own, Sort::Appointments);
        assert!(found.missing.iter().all(|column| column.need == Need::Never), "{found:?}");
        assert_eq!(found.index("actual"), Some(6));
        assert_eq!(found.unit("actual"), Some(1.0));
        let calls = head(&["Call start", "Wait (seconds)", "Call outcome"], Sort::Calls);
        assert!(!calls.is_lacking(), "{calls:?}");
        assert_eq!(calls.unit("wait"), Some(1.0 / 60.0));
        assert_eq!(head(&["start", "wait", "outcome"], Sort::Calls).unit("wait"), None);
    }

    #[test]
    fn a_renamed_column_is_missing_with_the_nearest_name() {
        let names =
            ["booked_at", "starts", "mode", "clinician_type", "statuz", "actual", "Patient name"];
        let problems = head(&names, Sort::Appointments).problems("a.csv", 1, &Mapping::default());
        assert_eq!(problems.len(), 1, "{problems:?}");
        assert!(problems[0].found.contains("`statuz`"), "{problems:?}");
    }
}
