//! Words and values of a text: which belong together, and what is known of a practice under which names.

use crate::own::amount::Per;
use crate::scenario::aliases::question;
use crate::text::alike::plain;
use crate::units::TimeOfDay;

/// What a word of a practice means, and the unit that it names: `calls per month` has both.
pub(super) fn word_of(word: &str) -> (&'static str, Option<Per>) {
    let called = plain(word);
    let per = called.split(' ').next_back().and_then(Per::parse);
    let stem = called.strip_suffix(per.map_or("", Per::word)).unwrap_or(&called).trim();
    let stem = stem.strip_suffix(" per").or_else(|| stem.strip_suffix(" a")).unwrap_or(stem);
    let meant = match stem {
        "list" | "list size" | "patient" | "registered" | "registered patient" => "list",
        "deprivation" | "quintile" | "deprivation quintile" | "imd" | "imd quintile" => {
            "deprivation"
        }
        "room" | "consulting room" | "clinical room" | "rooms by site" | "room by site" => "rooms",
        "treatment room" | "treatment" | "of them treatment room" => "treatment rooms",
        "call" | "telephone call" | "phone call" => "calls",
        "form" | "online form" | "online" | "online consultation" | "online submission" => {
            "online forms"
        }
        "online hour" | "online form hour" | "form hour" | "online open" => "online hours",
        "opening" | "opening hour" | "open" | "core hour" => "opening hours",
        _ => "",
    };
    (meant, per)
}

/// The parts of a text separated by commas or semicolons. A comma within a number separates nothing.
pub(super) fn parts(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for part in text.split([',', ';']) {
        let digits = part.chars().take_while(char::is_ascii_digit).count();
        let goes_on = digits == 3 && !part[digits..].starts_with(|c: char| c.is_alphanumeric());
        match found
            .last_mut()
            .filter(|last| goes_on && last.ends_with(|c: char| c.is_ascii_digit()))
        {
            Some(last) => last.push_str(part),
            None => found.push(part.to_owned()),
        }
    }
    found.retain(|part| !part.trim().is_empty());
    found
}

/// What to do about a word that is neither a role nor known of a practice; in a form it is a column's.
pub(super) fn instead_of(called: &str, suggested: &[&str], is_column: bool) -> String {
    let rest = if is_column { "; or remove the column" } else { "" };
    let is_desk = ["reception", "administrat", "call handler", "manager"];
    if is_desk.iter().any(|word| called.contains(word)) {
        return format!(
            "leave it out: reception and administration are England's, per patient; the written scenario \
             takes yours under [front_door]{rest}"
        );
    }
    let usual = "write a role of `pcn-sim describe roles`, or one of: list, gps, rooms, treatment rooms, \
                 deprivation, calls, online forms, opening hours";
    let rest = if suggested.is_empty() { rest } else { rest.trim_start_matches(';') };
    question(suggested, usual) + rest
}

/// The time of day that `text` states: `08:00`, `8.30`, `0830`, `8`, `8am` or `6.30 pm`.
pub(super) fn time_of(text: &str) -> Option<TimeOfDay> {
    let text = text.trim().to_lowercase();
    let (digits, half) = match (text.strip_suffix("am"), text.strip_suffix("pm")) {
        (Some(digits), _) => (digits, Some(0)),
        (_, Some(digits)) => (digits, Some(12)),
        (None, None) => (text.as_str(), None),
    };
    let digits = digits.trim();
    let (hours, minutes) = match digits.split_once([':', '.']) {
        Some(both) => both,
        None if digits.len() == 4 && digits.is_char_boundary(2) => digits.split_at(2),
        None => (digits, "00"),
    };
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !(1..=2).contains(&hours.len())
        || minutes.len() != 2
        || !is_number(hours)
        || !is_number(minutes)
    {
        return None;
    }
    let hours: u32 = hours.parse().ok()?;
    let hours = match half {
        // Midnight and noon are 12 in one half of the day and 0 in the other.
        Some(half) if (1..=12).contains(&hours) => hours % 12 + half,
        Some(_) => return None,
        None => hours,
    };
    TimeOfDay::parse(&format!("{hours:02}:{minutes}"))
}

/// Whether a number has a comma where a point was meant, as in `1,5`.
pub(super) fn is_decimal_comma(text: &str) -> bool {
    let are_digits =
        |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    text.split_once(',')
        .is_some_and(|(whole, parts)| are_digits(whole) && are_digits(parts) && parts.len() < 3)
}

/// The words and values of a text such as `list=14200, gps=6.2`.
///
/// # Errors
///
/// The part that has no `=`.
pub fn pairs(text: &str) -> Result<Vec<(String, String)>, String> {
    let pair = |part: String| match part.split_once('=') {
        Some((word, value)) => Ok((word.trim().to_owned(), value.trim().to_owned())),
        None => Err(part.trim().to_owned()),
    };
    parts(text).into_iter().map(pair).collect()
}
