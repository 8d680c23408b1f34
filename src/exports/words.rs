//! Words of a file that are not understood, and which of them may be shown.

use crate::exports::cells::shape;
use crate::exports::found::{FEWEST, few};
use crate::text::shown;
use std::collections::BTreeMap;

/// The most different unknown words that a column of categories has.
const MOST_WORDS: usize = 30;

/// The longest word that is shown \[characters\].
const LONGEST: usize = 60;

/// How names of people begin.
const TITLES: [&str; 13] = [
    "dr", "dr.", "doctor", "mr", "mr.", "mrs", "mrs.", "ms", "miss", "prof", "prof.", "sister",
    "sr",
];

/// Words that are not understood by column, with how often and the first line.
#[derive(Debug, Default)]
pub(super) struct Words(BTreeMap<&'static str, BTreeMap<String, (u64, usize)>>);

/// Whether a word of a column looks like a person: a title with more behind it, a surname with a comma, a number, or
/// several words with capitals. Kinds of clinicians may have those.
fn is_like_a_person(key: &str, word: &str) -> bool {
    let parts: Vec<&str> = word.split_whitespace().collect();
    let has_title =
        parts.first().is_some_and(|first| TITLES.contains(&first.to_lowercase().as_str()));
    let is_capital = |part: &&str| {
        let mut letters = part.chars();
        letters.next().is_some_and(char::is_uppercase) && letters.any(char::is_lowercase)
    };
    has_title && parts.len() > 1
        || word.contains([',', '@'])
        || word.bytes().filter(u8::is_ascii_digit).count() >= 4
        || key != "clinician_type" && parts.len() > 1 && parts.iter().all(is_capital)
}

impl Words {
    pub(super) fn unknown(&mut self, key: &'static str, line: usize, word: &str) {
        let words = self.0.entry(key).or_default();
        words.entry(word.to_owned()).or_insert((0, line)).0 += 1;
    }

    /// What is said of them. A word is told only if the column has few, it is in [`FEWEST`] rows or more, and it
    /// does not look like a person: then it is a category and nobody's name. Of others only the form is told.
    pub(super) fn told(&self) -> Vec<String> {
        self.0.iter().map(|(key, words)| of_column(key, words)).collect()
    }
}

fn of_column(key: &str, words: &BTreeMap<String, (u64, usize)>) -> String {
    let all: u64 = words.values().map(|(count, _)| count).sum();
    let is_told =
        |(_, (count, _)): &(&String, &(u64, usize))| words.len() <= MOST_WORDS && *count >= FEWEST;
    let named: Vec<String> = words
        .iter()
        .filter(is_told)
        .map(|(word, (count, line))| {
            let is_hidden = is_like_a_person(key, word) || word.chars().count() > LONGEST;
            let word = if is_hidden { shape(word) } else { format!("\"{}\"", shown(word)) };
            format!("{word} ({count} rows, first on line {line})")
        })
        .collect();
    let table = match key {
        "clinician_type" => "roles",
        "mode" => "modes",
        "status" => "statuses",
        _ => "outcomes",
    };
    let names = if named.is_empty() { String::new() } else { format!(": {}", named.join(", ")) };
    format!(
        "{} cells of `{key}` have words that are not understood and count as unknown{names}; [{table}] of a file for --mapping may explain them",
        few(all)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(words: &[(&str, u64)]) -> String {
        let mut found = Words::default();
        for (word, count) in words {
            (0..*count).for_each(|line| found.unknown("clinician_type", line as usize + 2, word));
        }
        found.told().concat()
    }

    #[test]
    fn categories_are_shown_and_people_are_not() {
        let said =
            told(&[("Wizard", 40), ("Dr Quixote", 400), ("QUIXOTE, Zebedee", 90), ("Rare", 9)]);
        assert!(said.contains("\"Wizard\" (40 rows, first on line 2)"), "{said}");
        assert!(said.starts_with("539 cells") && !said.contains("Quixote"), "{said}");
        assert!(!said.contains("QUIXOTE") && !said.contains("Rare"), "{said}");
        assert!(said.contains("a cell of the form aa aaaaaaa (400 rows"), "{said}");
    }

    #[test]
    fn names_in_a_column_of_statuses_are_not_shown() {
        for name in ["Zebedee Quixote", "Mrs Quixote", "Quixote 943 476 5919"] {
            assert!(is_like_a_person("status", name), "{name}");
        }
        for word in ["Left message", "Arrived", "DNA-L"] {
            assert!(!is_like_a_person("status", word), "{word}");
        }
        assert!(!is_like_a_person("clinician_type", "Advanced Unicorn"));
    }

    #[test]
    fn a_column_with_many_words_shows_none_of_them() {
        let words: Vec<String> = (0..31).map(|who| format!("Name {who}")).collect();
        let words: Vec<(&str, u64)> = words.iter().map(|word| (word.as_str(), 12)).collect();
        assert!(!told(&words).contains("Name"));
        assert!(told(&words[..30]).contains("Name"));
    }
}
