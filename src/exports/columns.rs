//! The columns of exports: our names, others by which they are known, and where they stand in a file.

use crate::exports::mapping::Mapping;
use crate::scenario::error::Problem;
use crate::text::alike::{nearest, plain};

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// One row an appointment.
    Appointments,
    /// One row a call.
    Calls,
}

/// Whether a column must be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Need {
    /// Without it the file is of no use.
    Always,
    /// Its absence must be stated in a mapping.
    Unless,
    /// It may be missing.
    Never,
}

/// A column.
#[derive(Debug)]
pub struct Column {
    /// Our name.
    pub key: &'static str,
    /// What it says.
    pub meaning: &'static str,
    pub(super) sort: Sort,
    pub(super) need: Need,
    /// Other names, as [`plain`] writes them, without units.
    names: &'static [&'static str],
}

const fn column(
    key: &'static str,
    meaning: &'static str,
    (sort, need): (Sort, Need),
    names: &'static [&'static str],
) -> Column {
    Column { key, meaning, sort, need, names }
}

const APPOINTMENT: (Sort, Need) = (Sort::Appointments, Need::Always);
const STATED: (Sort, Need) = (Sort::Appointments, Need::Unless);
const EXTRA: (Sort, Need) = (Sort::Appointments, Need::Never);
const CALL: (Sort, Need) = (Sort::Calls, Need::Always);

/// All columns.
pub const COLUMNS: [Column; 13] = [
    column(
        "booked_at",
        "when the appointment was booked",
        APPOINTMENT,
        &[
            "booked",
            "date booked",
            "booked date",
            "booking date",
            "booked on",
            "booked date time",
            "date time booked",
            "booking time",
            "booked datetime",
            "booking datetime",
            "date of booking",
            "slot booked",
            "created",
            "created at",
        ],
    ),
    column(
        "booked_time",
        "the time of booking, if it stands apart",
        EXTRA,
        &["time booked", "booked at time"],
    ),
    column(
        "starts",
        "when the appointment begins",
        APPOINTMENT,
        &[
            "start at",
            "start",
            "start date time",
            "start datetime",
            "appointment date",
            "appointment start",
            "appointment date time",
            "appointment datetime",
            "date time",
            "datetime",
            "appt date",
            "appt start",
            "appointment date and time",
            "date",
            "start date",
            "slot start",
            "slot start date time",
            "scheduled start",
            "starts at",
        ],
    ),
    column(
        "starts_time",
        "the time at which it begins, if it stands apart",
        EXTRA,
        &[
            "start time",
            "appointment time",
            "appointment start time",
            "appt time",
            "slot time",
            "slot start time",
        ],
    ),
    column(
        "mode",
        "in person, by telephone, at home",
        STATED,
        &[
            "appointment mode",
            "consultation mode",
            "appt mode",
            "delivery mode",
            "contact mode",
            "consultation method",
            "mode of contact",
            "contact type",
            "consultation type",
            "slot mode",
        ],
    ),
    column(
        "clinician_type",
        "the kind of clinician",
        APPOINTMENT,
        &[
            "clinician",
            "clinician role",
            "hcp type",
            "role",
            "staff role",
            "job role",
            "staff type",
            "professional type",
            "session holder type",
            "session holder role",
            "healthcare professional type",
            "profession",
            "staff group",
            "clinician group",
        ],
    ),
    column(
        "status",
        "what became of it",
        APPOINTMENT,
        &[
            "appointment status",
            "appt status",
            "slot status",
            "attendance status",
            "attendance",
            "current status",
            "appointment outcome",
        ],
    ),
    column(
        "planned",
        "its planned length",
        EXTRA,
        &[
            "planned length",
            "planned duration",
            "slot length",
            "slot duration",
            "booked length",
            "booked duration",
            "scheduled length",
            "scheduled duration",
        ],
    ),
    column(
        "actual",
        "its actual length",
        STATED,
        &[
            "actual length",
            "actual duration",
            "duration",
            "length",
            "consultation length",
            "consultation duration",
            "appointment duration",
            "actual appointment duration",
            "appointment length",
        ],
    ),
    column(
        "start",
        "when the call came",
        CALL,
        &[
            "call start",
            "start time",
            "call time",
            "call date time",
            "call datetime",
            "call date",
            "started",
            "starts",
            "date time",
            "datetime",
            "start date time",
            "start datetime",
            "call start time",
            "received",
            "call received",
            "timestamp",
            "arrived",
            "call started",
        ],
    ),
    column(
        "start_time",
        "the time of the call, if it stands apart",
        (Sort::Calls, Need::Never),
        &["time", "time of call"],
    ),
    column(
        "wait",
        "how long the caller was in the queue",
        CALL,
        &[
            "wait time",
            "waiting time",
            "queue time",
            "time in queue",
            "queue wait",
            "wait duration",
            "queue duration",
            "time waited",
            "waited",
            "ring time",
            "time to answer",
        ],
    ),
    column(
        "outcome",
        "what became of the call",
        CALL,
        &[
            "call outcome",
            "result",
            "call result",
            "disposition",
            "call status",
            "status",
            "answered",
            "call disposition",
        ],
    ),
];

/// Words of a name that say in which unit its numbers are, with the minutes of one.
const UNITS: [(&str, f64); 8] = [
    ("minute", 1.0),
    ("min", 1.0),
    ("second", 1.0 / 60.0),
    ("sec", 1.0 / 60.0),
    ("s", 1.0 / 60.0),
    ("hour", 60.0),
    ("hr", 60.0),
    ("m", 1.0),
];

/// A name without the word for its unit, and the unit in minutes.
fn without_unit(name: &str) -> (String, Option<f64>) {
    let plain_name = plain(name);
    if let Some((rest, last)) = plain_name.rsplit_once(' ')
        && let Some((_, minutes)) = UNITS.iter().find(|(word, _)| *word == last)
    {
        let rest = rest.strip_suffix(" in").unwrap_or(rest);
        return (rest.to_owned(), Some(*minutes));
    }
    (plain_name, None)
}

impl Column {
    fn is_called(&self, name: &str) -> bool {
        let (bare, _) = without_unit(name);
        let is_it = |known: &str| plain(known) == bare || plain(known) == plain(name);
        is_it(self.key) || self.names.iter().any(|known| is_it(known))
    }
}

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
