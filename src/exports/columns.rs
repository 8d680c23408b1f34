//! The columns of exports: our names, and others by which they are known.

use crate::text::alike::plain;

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
    pub(super) names: &'static [&'static str],
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
pub const COLUMNS: [Column; 15] = [
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
        "requested_at",
        "when the patient asked for it",
        EXTRA,
        &["requested", "request time", "request date", "date requested", "request received"],
    ),
    column(
        "seen_at",
        "when the patient was seen",
        EXTRA,
        &[
            "seen",
            "seen time",
            "time seen",
            "sent in",
            "sent in time",
            "called in",
            "consultation start",
            "time sent in",
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
pub(super) fn without_unit(name: &str) -> (String, Option<f64>) {
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
    /// Whether a column of a file with that name is it.
    pub(super) fn is_called(&self, name: &str) -> bool {
        let (bare, _) = without_unit(name);
        let is_it = |known: &str| plain(known) == bare || plain(known) == plain(name);
        is_it(self.key) || self.names.iter().any(|known| is_it(known))
    }
}
