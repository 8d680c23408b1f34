//! Keys of a scenario in words, for those who read results and not files.

/// The beginnings of keys that say too little by themselves, and words for them.
const BEGINNINGS: [(&str, &str); 13] = [
    ("about", "about the scenario"),
    ("aftercare", "after a consultation"),
    ("book", "booking"),
    ("clinic", "clinics"),
    ("cohorts", "group of patients"),
    ("emergency_by_hour", "emergency department by hour"),
    ("estate", "building project"),
    ("needs", "need"),
    ("planned", "planned care"),
    ("practices", "practice"),
    ("recall", "recall for planned care"),
    ("roles", "role"),
    ("staff", "team"),
];

/// Words that are written otherwise than in a key.
const WORDS: [(&str, &str); 20] = [
    ("arrs", "additional roles"),
    ("dna", "not attended"),
    ("ed", "ED"),
    ("england", "England"),
    ("friday", "Friday"),
    ("gp", "GP"),
    ("gpad", "national data"),
    ("gps", "GPs"),
    ("hca", "healthcare assistants"),
    ("monday", "Monday"),
    ("mondays", "Mondays"),
    ("msk", "muscles and joints"),
    ("nhs", "NHS"),
    ("pcn", "network"),
    ("saturday", "Saturday"),
    ("sunday", "Sunday"),
    ("thursday", "Thursday"),
    ("tuesday", "Tuesday"),
    ("wednesday", "Wednesday"),
    ("wte", "whole-time equivalents"),
];

/// A key, or `FIRST to LAST` of several, in words: what it belongs to, a colon, and what it is. Other text is left as
/// it is.
///
/// # Example
///
/// ```
/// use pcn_sim::scenario::key_words::in_words;
///
/// assert_eq!(in_words("triage.triage_minutes"), "triage: triage minutes");
/// assert_eq!(in_words("roles.gp-partner"), "role: GP partner");
/// assert_eq!(in_words("demand.telephone.thursday[7]"), "demand, telephone: Thursday, value 8");
/// assert_eq!(in_words("Two more rooms"), "Two more rooms");
/// ```
pub fn in_words(key: &str) -> String {
    let keys: Vec<&str> = key.split(" to ").collect();
    if !keys.iter().all(|key| is_key(key)) {
        return key.to_owned();
    }
    keys.into_iter().map(one).collect::<Vec<_>>().join(" to ")
}

/// Whether a text is a key and not words.
fn is_key(text: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || b"._-[]".contains(&byte);
    text.contains(['.', '_']) && text.bytes().all(is_part)
}

fn one(key: &str) -> String {
    let mut parts: Vec<String> = key.split('.').map(part).collect();
    let first = key.split('.').next().unwrap_or_default();
    if let Some((_, words)) = BEGINNINGS.iter().find(|(known, _)| *known == first) {
        parts[0] = (*words).to_owned();
    }
    match parts.split_last() {
        Some((last, above)) if !above.is_empty() => format!("{}: {last}", above.join(", ")),
        _ => parts.concat(),
    }
}

/// A part between points: `session_starts[0]` as `session starts, value 1`.
fn part(text: &str) -> String {
    let (name, item) = text.split_once('[').map_or((text, None), |(name, item)| (name, Some(item)));
    let word = |word: &str| {
        let known = WORDS.iter().find(|(known, _)| *known == word);
        known.map_or_else(|| word.to_owned(), |(_, words)| (*words).to_owned())
    };
    let words: Vec<String> =
        name.split(['_', '-']).filter(|word| !word.is_empty()).map(word).collect();
    let number = item.and_then(|item| item.trim_end_matches(']').parse::<usize>().ok());
    let item = number.map_or_else(String::new, |number| format!(", value {}", number + 1));
    format!("{}{item}", words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::embedded::all;
    use crate::scenario::{FileSystem, load};
    use std::collections::BTreeMap;

    #[test]
    fn every_parameter_of_every_shipped_scenario_has_words_of_its_own() {
        for (name, _) in all() {
            let scenario = load(name, &FileSystem).expect("it is valid");
            let parameters = scenario.parameters.iter().map(|of| of.key.as_str());
            let levers = scenario.levers.iter().map(|of| of.key.as_str());
            let mut known: BTreeMap<String, &str> = BTreeMap::new();
            for key in parameters.chain(levers).filter(|key| key.contains(['.', '_'])) {
                let words = in_words(key);
                assert!(!words.contains(['.', '_', '[']) && words != key, "{name}: {key}: {words}");
                assert!(words.contains(": "), "{name}: {key}: {words}");
                let other = known.insert(words.clone(), key).unwrap_or(key);
                assert_eq!(other, key, "{name}: both are {words}");
            }
        }
    }

    #[test]
    fn tables_groups_and_other_text_have_the_words_that_fit() {
        for (key, words) in [
            ("emergency_by_hour.after_failure", "emergency department by hour: after failure"),
            ("book.dna", "booking: not attended"),
            ("roles.paramedic to roles.podiatrist", "role: paramedic to role: podiatrist"),
            ("roles.gp.session_starts[0].at", "role, GP, session starts, value 1: at"),
            ("roles without staff", "roles without staff"),
            ("calendar", "calendar"),
            ("from 9.5 to 10", "from 9.5 to 10"),
            ("", ""),
        ] {
            assert_eq!(in_words(key), words);
        }
    }
}
