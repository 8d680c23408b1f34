//! What the cells of an export say: moments, lengths, and words for modes, statuses and outcomes.
//!
//! No cell is ever told as it is: `shape` says how one looks.

use jiff::civil::{Date, DateTime, Time};

/// A date as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Day {
    /// It can be read in one way only.
    Certain(Date),
    /// Two numbers, of which either may be the day, and the year.
    Either(i8, i8, i16),
}

/// A date, a time of day, or both, as written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct When {
    /// The date, if stated.
    pub(super) day: Option<Day>,
    /// The time, if stated.
    pub(super) time: Option<Time>,
}

/// Which of two numbers of a date is the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// 31/01/2025.
    DayFirst,
    /// 01/31/2025.
    MonthFirst,
}

impl Day {
    /// The date in that order; `None` if there is no such day.
    pub(super) fn date(self, order: Order) -> Option<Date> {
        match (self, order) {
            (Day::Certain(date), _) => Some(date),
            (Day::Either(day, month, year), Order::DayFirst)
            | (Day::Either(month, day, year), Order::MonthFirst) => date(year, month, day),
        }
    }

    /// The only order in which the date exists, if it exists in one only.
    pub(super) fn order(self) -> Option<Order> {
        match (self.date(Order::DayFirst), self.date(Order::MonthFirst), self) {
            (_, _, Day::Certain(_)) => None,
            (Some(_), None, _) => Some(Order::DayFirst),
            (None, Some(_), _) => Some(Order::MonthFirst),
            _ => None,
        }
    }
}

impl When {
    /// The moment; midnight if no time is stated.
    pub(super) fn at(self, order: Order) -> Option<DateTime> {
        let date = self.day?.date(order)?;
        Some(date.to_datetime(self.time.unwrap_or(Time::midnight())))
    }
}

fn date(year: i16, month: i8, day: i8) -> Option<Date> {
    (1990..=2099).contains(&year).then(|| Date::new(year, month, day).ok()).flatten()
}

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// Runs of digits and runs of letters, in lower case.
fn parts(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut last = ' ';
    for c in text.chars().flat_map(char::to_lowercase) {
        let is_same = c.is_ascii_digit() == last.is_ascii_digit() && last.is_alphanumeric();
        if c.is_alphanumeric() {
            match found.last_mut().filter(|_| is_same) {
                Some(part) => part.push(c),
                None => found.push(c.into()),
            }
        }
        last = c;
    }
    found
}

/// The date that a text states.
fn day(text: &str) -> Option<Day> {
    let is_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let mut found = parts(text);
    found.retain(|part| {
        let is_weekday = part.len() >= 3 && WEEKDAYS.iter().any(|name| part.starts_with(name));
        !(is_weekday || ["st", "nd", "rd", "th", "t", "of", "at"].contains(&part.as_str()))
    });
    let month = |part: &str| {
        let index = MONTHS.iter().position(|name| part.starts_with(name));
        index.filter(|_| !is_digits(part)).map(|index| index as i8 + 1)
    };
    let number = |part: &str| part.parse::<i16>().ok();
    let small = |part: &str| part.parse::<i8>().ok().filter(|_| part.len() <= 2);
    let year = |part: &str| match part.len() {
        4 => number(part),
        2 => number(part).map(|year| 2000 + year),
        _ => None,
    };
    let certain = |year: i16, month: i8, day: i8| date(year, month, day).map(Day::Certain);
    match found.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [one] if is_digits(one) && one.len() == 8 => {
            certain(number(&one[..4])?, small(&one[4..6])?, small(&one[6..])?)
        }
        [first, second, third] => match (month(first), month(second)) {
            (None, Some(month)) if first.len() == 4 => {
                certain(number(first)?, month, small(third)?)
            }
            (None, Some(month)) => certain(year(third)?, month, small(first)?),
            (Some(month), None) => certain(year(third)?, month, small(second)?),
            _ if first.len() == 4 => certain(number(first)?, small(second)?, small(third)?),
            _ => {
                let found = Day::Either(small(first)?, small(second)?, year(third)?);
                let is_any = [Order::DayFirst, Order::MonthFirst]
                    .into_iter()
                    .any(|order| found.date(order).is_some());
                // The fifth of May is the same in either order.
                match found {
                    Day::Either(one, other, year) if one == other => certain(year, one, other),
                    _ => is_any.then_some(found),
                }
            }
        },
        _ => None,
    }
}

/// The time of day that a text states: 24 hours, or 12 hours with am or pm.
fn time(text: &str) -> Option<Time> {
    let found = parts(text);
    // A time zone is not used: clocks of practices are local.
    let half = found.iter().find_map(|part| match part.as_str() {
        "am" | "a" => Some(0),
        "pm" | "p" => Some(12),
        _ => None,
    });
    let digits: Vec<i8> = found
        .iter()
        .take_while(|part| part.bytes().all(|byte| byte.is_ascii_digit()))
        .take(3)
        .map(|part| part.parse().ok().filter(|_| part.len() <= 2))
        .collect::<Option<_>>()?;
    let (hour, minute) = (*digits.first()?, *digits.get(1)?);
    let second = digits.get(2).copied().unwrap_or(0);
    let hour = match half {
        Some(half) if (1..=12).contains(&hour) => hour % 12 + half,
        Some(_) => return None,
        None => hour,
    };
    Time::new(hour, minute, second, 0).ok()
}

/// A fraction of a day as a time.
fn of_fraction(fraction: f64) -> Option<Time> {
    let seconds = (fraction * 86_400.0).round().min(86_399.0) as i32;
    Time::new((seconds / 3600) as i8, (seconds / 60 % 60) as i8, (seconds % 60) as i8, 0).ok()
}

/// The date, the time or both that a cell states; `None` if it is neither.
pub(super) fn when(text: &str) -> Option<When> {
    let text = text.trim().trim_start_matches('\'');
    if let Ok(number) = text.parse::<f64>()
        && (text.contains('.') || text.len() == 5)
    {
        // A workbook counts days from the end of 1899.
        let is_day = (32_874.0..73_051.0).contains(&number);
        let is_time = (0.0..1.0).contains(&number);
        let begin = jiff::civil::date(1899, 12, 30);
        let whole = jiff::Span::new().days(number.floor() as i64);
        return match (is_day, is_time) {
            (true, _) => Some(When {
                day: Some(Day::Certain(begin.checked_add(whole).ok()?)),
                time: (number.fract() > 0.0).then(|| of_fraction(number.fract())).flatten(),
            }),
            (_, true) => Some(When { day: None, time: of_fraction(number) }),
            _ => None,
        };
    }
    let Some(colon) = text.find(':') else {
        return day(text).map(|day| When { day: Some(day), time: None });
    };
    let start = text[..colon].trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let (before, after) = text.split_at(start);
    let time = Some(time(after)?);
    if before.trim().is_empty() {
        return Some(When { day: None, time });
    }
    Some(When { day: Some(day(before)?), time })
}

/// A length of time as written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Length {
    /// Minutes, whatever the column is in.
    Minutes(f64),
    /// A number in the unit of the column.
    Number(f64),
    /// Two numbers with a colon: hours and minutes, or minutes and seconds.
    Pair(f64, f64),
}

/// The length that a cell states; `None` if it is none.
pub(super) fn length(text: &str) -> Option<Length> {
    let text = text.trim().to_lowercase();
    if text.contains(':') {
        let found: Vec<f64> = text
            .split(':')
            .map(|part| part.trim().parse::<f64>().ok().filter(|value| *value >= 0.0))
            .collect::<Option<_>>()?;
        return match found.as_slice() {
            [first, second] if *second < 60.0 => Some(Length::Pair(*first, *second)),
            [hours, minutes, seconds] if *minutes < 60.0 && *seconds < 60.0 => {
                Some(Length::Minutes(hours * 60.0 + minutes + seconds / 60.0))
            }
            _ => None,
        };
    }
    let split = text.find(|c: char| c.is_alphabetic()).unwrap_or(text.len());
    let value: f64 = text[..split].trim().parse().ok()?;
    if !value.is_finite() || value < 0.0 {
        return None;
    }
    match text[split..].trim() {
        "" => Some(Length::Number(value)),
        "m" | "min" | "mins" | "minute" | "minutes" => Some(Length::Minutes(value)),
        "s" | "sec" | "secs" | "second" | "seconds" => Some(Length::Minutes(value / 60.0)),
        "h" | "hr" | "hrs" | "hour" | "hours" => Some(Length::Minutes(value * 60.0)),
        _ => None,
    }
}

/// How a cell looks: digits as 9, letters as a, other characters as they are.
pub(super) fn shape(text: &str) -> String {
    let plain = |c: char| match c {
        _ if c.is_numeric() => '9',
        _ if c.is_alphabetic() => 'a',
        _ if c.is_ascii_punctuation() || c == ' ' => c,
        _ => '?',
    };
    let text: String = text.trim().chars().take(24).map(plain).collect();
    if text.is_empty() { "an empty cell".into() } else { format!("a cell of the form {text}") }
}

/// How a patient is seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mode {
    /// In person at the practice.
    FaceToFace,
    /// By telephone, video or message.
    Remote,
    /// At home.
    HomeVisit,
}

/// What became of an appointment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// The patient was seen.
    Attended,
    /// The patient did not attend.
    NotAttended,
    /// Cancelled or booked again: neither of both.
    Cancelled,
    /// Not known, or not yet over.
    Unknown,
}

/// What became of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// Somebody answered.
    Answered,
    /// The caller hung up in the queue.
    HungUp,
    /// The caller asked to be called back.
    CallBack,
    /// The call ended in the menu.
    Menu,
    /// The system ended or diverted the call.
    Diverted,
}

fn has(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| text.contains(word))
}

/// Whether a cell says that nothing is known.
fn is_blank(word: &str) -> bool {
    ["", "-", "unknown", "not known", "not recorded", "none", "null", "n/a", "na", "?"]
        .contains(&word)
}

/// Whether one of the words of a text, in lower case, is one of `words`.
fn says(text: &str, words: &[&str]) -> bool {
    text.split(|c: char| !c.is_alphanumeric()).any(|part| words.contains(&part))
}

/// What a word of a category means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meant<T> {
    /// One of ours.
    This(T),
    /// That nothing is known.
    Nothing,
    /// It is not understood.
    Other,
}

fn meant<T>(word: &str, read: impl Fn(&str) -> Option<T>) -> Meant<T> {
    let word = word.trim().to_lowercase().replace('\u{2019}', "'");
    if is_blank(&word) {
        return Meant::Nothing;
    }
    read(&word).map_or(Meant::Other, Meant::This)
}

/// The mode that a word means.
pub(super) fn mode(word: &str) -> Meant<Mode> {
    const REMOTE: [&str; 10] = [
        "phone", "telecon", "video", "virtual", "online", "remote", "message", "e-con", "econ",
        "e-mail",
    ];
    meant(word, |word| {
        let in_person = has(word, &["face", "f2f", "ftf", "in person", "in-person"]);
        match () {
            () if has(word, &["home visit", "visit", "domicil"]) && !has(word, &REMOTE) => {
                Some(Mode::HomeVisit)
            }
            () if in_person => Some(Mode::FaceToFace),
            () if has(word, &REMOTE)
                || says(word, &["tel", "sms", "text", "email", "tc", "vc"]) =>
            {
                Some(Mode::Remote)
            }
            () if has(word, &["at home"]) || word == "home" => Some(Mode::HomeVisit),
            () if has(word, &["surgery", "in clinic", "on site", "on-site"]) => {
                Some(Mode::FaceToFace)
            }
            () => None,
        }
    })
}

/// The status that a word means.
pub(super) fn status(word: &str) -> Meant<Status> {
    meant(word, |word| {
        if ["booked", "planned", "scheduled", "pending", "started", "in progress"].contains(&word) {
            return Some(Status::Unknown);
        }
        if has(word, &["cancel", "rebook", "re-book", "rearranged", "unfilled", "deleted"]) {
            return Some(Status::Cancelled);
        }
        // Who could not come may have said so or not.
        if says(word, &["unable", "cannot", "can", "could"]) {
            return None;
        }
        let is_denied =
            says(word, &["not", "no", "never", "non", "failed", "didn", "didnt", "wasn", "wasnt"]);
        let came = has(word, &["attend", "arriv", "show", "turn up", "turned up", "come", "came"]);
        match () {
            () if has(word, &["dna", "unattend", "no show", "noshow"]) => Some(Status::NotAttended),
            () if is_denied && came => Some(Status::NotAttended),
            () if is_denied
                || has(word, &["incomplete", "walked out", "left without", "unseen"]) =>
            {
                Some(Status::Unknown)
            }
            () if came
                || has(
                    word,
                    &["seen", "finish", "sent in", "complete", "fulfil", "left", "visited"],
                ) =>
            {
                Some(Status::Attended)
            }
            () => None,
        }
    })
}

/// The outcome that a word means.
pub(super) fn outcome(word: &str) -> Meant<Outcome> {
    const HUNG_UP: [&str; 9] = [
        "abandon",
        "hung",
        "hang",
        "unanswered",
        "not answered",
        "no answer",
        "missed",
        "lost",
        "disconnect",
    ];
    const ENDED: [&str; 8] =
        ["voicemail", "overflow", "divert", "timeout", "timed out", "full", "engaged", "busy"];
    meant(word, |word| match () {
        () if has(word, &["not connect"]) => None,
        () if has(word, &["callback", "call back", "call-back"]) => Some(Outcome::CallBack),
        () if has(word, &["ivr", "menu"]) => Some(Outcome::Menu),
        () if has(word, &HUNG_UP) => Some(Outcome::HungUp),
        () if has(word, &ENDED) => Some(Outcome::Diverted),
        () if has(word, &["answer", "connected", "handled", "served"]) => Some(Outcome::Answered),
        () => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Option<DateTime> {
        when(text)?.at(Order::DayFirst)
    }

    #[test]
    fn moments_are_read_in_every_form_of_exports() {
        let known = jiff::civil::date(2025, 2, 14).at(14, 30, 0, 0);
        for text in [
            "2025-02-14 14:30",
            "2025-02-14T14:30:00",
            "2025-02-14T14:30:00.000Z",
            "14/02/2025 14:30",
            "14/02/25 2:30 PM",
            "14-Feb-2025 14:30:00",
            "Fri 14 Feb 2025 02:30pm",
            "Friday, 14 February 2025 2:30 p.m.",
            "Feb 14, 2025 14:30",
            "14.02.2025 14:30",
            "20250214 14:30",
            "45702.604166667",
            " '14/02/2025 14:30",
        ] {
            assert_eq!(at(text), Some(known), "{text}");
        }
        assert_eq!(at("14/02/2025"), Some(jiff::civil::date(2025, 2, 14).at(0, 0, 0, 0)));
        assert_eq!(at("45702"), at("14/02/2025"));
        assert_eq!(when("14:30").and_then(|when| when.day), None);
        assert_eq!(when("12:05 AM").and_then(|when| when.time), Time::new(0, 5, 0, 0).ok());
        for text in [
            "",
            "x",
            "32/13/2025",
            "14/02/2025 25:00",
            "14:30 x/y",
            "13:30 PM 1",
            "943 476 5919",
            "2025",
        ] {
            assert_eq!(at(text), None, "{text}");
        }
    }

    #[test]
    fn the_order_of_day_and_month_is_known_only_where_one_is_above_twelve() {
        let order = |text: &str| when(text).and_then(|when| when.day).and_then(Day::order);
        assert_eq!(order("13/02/2025"), Some(Order::DayFirst));
        assert_eq!(order("02/13/2025"), Some(Order::MonthFirst));
        assert_eq!(order("01/02/2025"), None);
        assert_eq!(order("2025-02-01"), None);
        assert!(matches!(when("05/05/2025").and_then(|when| when.day), Some(Day::Certain(_))));
    }

    #[test]
    fn lengths_carry_their_unit_or_that_of_their_column() {
        for (text, known) in [
            ("12", Some(Length::Number(12.0))),
            ("12 mins", Some(Length::Minutes(12.0))),
            ("90s", Some(Length::Minutes(1.5))),
            ("0:12:30", Some(Length::Minutes(12.5))),
            ("12:30", Some(Length::Pair(12.0, 30.0))),
            ("12:75", None),
            ("-3", None),
            ("", None),
            ("nan", None),
        ] {
            assert_eq!(length(text), known, "{text}");
        }
    }

    #[test]
    fn words_mean_what_practices_mean_by_them() {
        for (word, known) in [
            ("Face to Face (Surgery)", Meant::This(Mode::FaceToFace)),
            ("Face-to-Face (Home Visit)", Meant::This(Mode::HomeVisit)),
            ("Telephone/Audio", Meant::This(Mode::Remote)),
            ("Telephone (patient's home)", Meant::This(Mode::Remote)),
            ("Booked online, face to face", Meant::This(Mode::FaceToFace)),
            ("Tel.", Meant::This(Mode::Remote)),
            ("Home", Meant::This(Mode::HomeVisit)),
            ("Unknown", Meant::Nothing),
            ("Cluster", Meant::Other),
        ] {
            assert_eq!(mode(word), known, "{word}");
        }
        for (word, known) in [
            ("Patient Walked Out", Meant::This(Status::Unknown)),
            ("DNA", Meant::This(Status::NotAttended)),
            ("Did Not Attend", Meant::This(Status::NotAttended)),
            ("Didn't attend", Meant::This(Status::NotAttended)),
            ("Didn\u{2019}t attend", Meant::This(Status::NotAttended)),
            ("Not arrived", Meant::This(Status::NotAttended)),
            ("Failed to attend", Meant::This(Status::NotAttended)),
            ("No-show", Meant::This(Status::NotAttended)),
            ("Cancelled by patient", Meant::This(Status::Cancelled)),
            ("Attended", Meant::This(Status::Attended)),
            ("Arrived", Meant::This(Status::Attended)),
            ("Not seen", Meant::This(Status::Unknown)),
            ("Not completed", Meant::This(Status::Unknown)),
            ("Unable to attend", Meant::Other),
            ("", Meant::Nothing),
            ("Jane", Meant::Other),
        ] {
            assert_eq!(status(word), known, "{word}");
        }
        for (word, known) in [
            ("Caller disconnected", Meant::This(Outcome::HungUp)),
            ("Unanswered", Meant::This(Outcome::HungUp)),
            ("Abandoned in IVR", Meant::This(Outcome::Menu)),
            ("Answered", Meant::This(Outcome::Answered)),
            ("Callback requested", Meant::This(Outcome::CallBack)),
            ("Transferred", Meant::Other),
        ] {
            assert_eq!(outcome(word), known, "{word}");
        }
    }

    #[test]
    fn a_shape_says_nothing_of_what_is_in_a_cell() {
        assert_eq!(shape("943 476 5919"), "a cell of the form 999 999 9999");
        assert_eq!(shape("José O'Neil"), "a cell of the form aaaa a'aaaa");
        assert_eq!(shape(" "), "an empty cell");
    }
}
