//! Words and values of a text: which belong together, and what is known of a practice under which names.

use crate::own::amount::Per;
use crate::text::alike::plain;

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
