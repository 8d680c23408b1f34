//! Text: untrusted text made harmless, similar names, and numbers and tables for people.
//!
//! A file name, a title or a refused value may contain anything. Messages print it through [`shown`],
//! and every comma-separated table is written by `csv`. With the feature `report`, `grid` lays
//! tables out in columns, and `number` writes numbers.

pub mod alike;
#[cfg(feature = "tables")]
pub mod csv;
#[cfg(feature = "tables")]
pub mod grid;
pub mod lines;
pub mod number;

/// The maximum length of a name \[characters\].
pub const LONGEST_NAME: usize = 64;

/// The rule for names, in words.
pub const NAME: &str = "a name of at most 64 letters a to z or A to Z, digits, - and _, the first \
                        of them a letter or a digit";

/// Whether `text` is a valid name, such as `oak-lane`. A valid name has no special meaning elsewhere.
pub fn is_name(text: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    text.len() <= LONGEST_NAME
        && text.starts_with(|first: char| first.is_ascii_alphanumeric())
        && text.bytes().all(is_part)
}

/// Whether a character controls the output instead of being printed: it moves the cursor, ends a line,
/// reverses the direction of writing, is invisible, or is forbidden in XML.
pub const fn is_harmful(c: char) -> bool {
    matches!(
        c,
        '\0'..='\u{1f}'
            | '\u{7f}'..='\u{9f}'
            | '\u{61c}'
            | '\u{200e}' | '\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}'
            | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{fffe}' | '\u{ffff}'
            | '\u{e0000}'..='\u{e007f}'
    )
}

/// The text on one line, with every harmful character escaped, as `\u{1b}`.
pub fn shown(text: &str) -> String {
    written_out(text, is_harmful)
}

/// The same for a text of several lines, with its line breaks kept.
pub fn shown_lines(text: &str) -> String {
    written_out(text, |c| c != '\n' && is_harmful(c))
}

fn written_out(text: &str, is_harmful: impl Fn(char) -> bool) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if is_harmful(c) { out.extend(c.escape_default()) } else { out.push(c) }
    }
    out
}

/// The beginning of a text, with an ellipsis if it was cut.
pub fn shortened(text: &str, most: usize) -> String {
    let end = text.char_indices().nth(most).map(|(end, _)| end);
    end.map_or_else(|| text.to_owned(), |end| format!("{}…", &text[..end]))
}

/// The words with a capital letter at their beginning.
pub fn first_upper(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_acts_is_written_out_and_all_else_stays() {
        assert_eq!(shown("a\u{1b}[31mb\r\nc\u{202e}d"), "a\\u{1b}[31mb\\r\\nc\\u{202e}d");
        assert_eq!(shown("Ysgol Cŵn – 5 → 6 \\ \"x\""), "Ysgol Cŵn – 5 → 6 \\ \"x\"");
        assert_eq!(shown_lines("a\nb\u{7f}"), "a\nb\\u{7f}");
        let once = shown("\u{9b}\u{feff}\u{ffff}");
        assert_eq!(shown(&once), once);
    }

    #[test]
    fn names_are_of_a_safe_alphabet() {
        for name in ["oak-lane", "A81001", "1", "gp_partner", &"a".repeat(64)] {
            assert!(is_name(name), "{name}");
        }
        for name in ["", "-x", "_x", "a b", "a.b", "=x", "é", "a\n", "a/b", &"a".repeat(65)] {
            assert!(!is_name(name), "{name}");
        }
    }

    #[test]
    fn long_texts_are_cut_between_characters() {
        assert_eq!(shortened("ééé", 2), "éé…");
        assert_eq!(shortened("ééé", 3), "ééé");
    }
}
