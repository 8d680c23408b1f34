//! What a cell of a publication says: numbers, months, codes, and the ways in which it says nothing.

use std::fmt;

/// A month of a year, or a year as a whole if the month is 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month {
    /// The year, 2000 to 2099.
    pub year: u16,
    /// The month, 1 to 12; 0 for the whole year.
    pub month: u8,
}

impl Month {
    /// The number of months since the year 0.
    pub fn index(self) -> i32 {
        i32::from(self.year) * 12 + i32::from(self.month.max(1)) - 1
    }

    fn of(year: u32, month: u32) -> Option<Month> {
        let is_fine = (2000..=2099).contains(&year) && (1..=12).contains(&month);
        is_fine.then_some(Month { year: year as u16, month: month as u8 })
    }
}

impl fmt::Display for Month {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.month {
            0 => write!(out, "{}", self.year),
            month => write!(out, "{}-{month:02}", self.year),
        }
    }
}

/// The months' names by their first three letters.
const NAMES: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

fn named(word: &str) -> Option<u32> {
    let word = word.to_ascii_lowercase();
    let index = NAMES.iter().position(|name| word.starts_with(name))?;
    let whole = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    (word.len() == 3 || word == "sept" || word == whole[index]).then_some(index as u32 + 1)
}

/// The parts of a text: runs of digits and runs of letters.
fn parts(text: &str) -> Vec<&str> {
    let sort = |c: char| (c.is_ascii_digit(), c.is_ascii_alphabetic());
    let mut found = Vec::new();
    let mut start = 0;
    let mut before = (false, false);
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        if sort(c) != before {
            if before != (false, false) {
                found.push(&text[start..at]);
            }
            (start, before) = (at, sort(c));
        }
    }
    found
}

fn year(digits: &str) -> Option<u32> {
    let value: u32 = digits.parse().ok()?;
    match digits.len() {
        4 => Some(value),
        2 => Some(2000 + value),
        _ => None,
    }
}

/// The month that a cell states, in any of the forms that publications use: `2025-12`, `2025-12-01`,
/// `01DEC2025`, `Dec-25`, `December 2025`, `01/12/2025`, `202512`, `20251201`, or a date of a workbook.
pub fn month(text: &str) -> Option<Month> {
    // Footnotes stand in brackets.
    let text = text.split('[').next().unwrap_or("").trim();
    let found = parts(text);
    let number = |word: &str| word.parse::<u32>().ok();
    let is_digits = |word: &str| word.bytes().all(|byte| byte.is_ascii_digit());
    match found.as_slice() {
        [one] if is_digits(one) => match one.len() {
            5 => serial(number(one)?),
            6 => Month::of(number(&one[..4])?, number(&one[4..])?),
            8 => Month::of(number(&one[..4])?, number(&one[4..6])?),
            _ => None,
        },
        [word, digits] if !is_digits(word) => Month::of(year(digits)?, named(word)?),
        [first, word] if !is_digits(word) => Month::of(year(first)?, named(word)?),
        [first, second] if first.len() == 4 => Month::of(number(first)?, number(second)?),
        // A date of a workbook may have a fraction of a day.
        [first, _] if first.len() == 5 && text.contains('.') => serial(number(first)?),
        [first, second] if second.len() == 4 => Month::of(number(second)?, number(first)?),
        [day, word, digits, ..] if !is_digits(word) && is_digits(day) => {
            let (day, digits) = if day.len() == 4 { (digits, day) } else { (day, digits) };
            (1..=31).contains(&number(day)?).then_some(())?;
            Month::of(year(digits)?, named(word)?)
        }
        [first, second, ..] if first.len() == 4 => Month::of(number(first)?, number(second)?),
        [day, second, digits, ..] if is_digits(second) && is_digits(day) => {
            (1..=31).contains(&number(day)?).then_some(())?;
            Month::of(year(digits)?, number(second)?)
        }
        _ => None,
    }
}

/// The month of a day that a workbook counts from the end of 1899.
fn serial(day: u32) -> Option<Month> {
    // From 2000 to 2099; smaller numbers are counts and not dates.
    (36_526..73_051).contains(&day).then_some(())?;
    let begin = jiff::civil::date(1899, 12, 30);
    let date = begin.checked_add(jiff::Span::new().days(i64::from(day))).ok()?;
    Month::of(u32::try_from(date.year()).ok()?, u32::try_from(date.month()).ok()?)
}

/// The latest month that a file's name states, if it states one.
pub(super) fn month_in_name(name: &str) -> Option<Month> {
    let found = parts(name);
    let number = |word: &str| word.parse::<u32>().ok();
    let pairs = found.windows(2).filter_map(|pair| {
        let (first, second) = (pair[0], pair[1]);
        named(first)
            .and_then(|month| Month::of(year(second)?, month))
            .or_else(|| (first.len() == 4).then(|| Month::of(number(first)?, number(second)?))?)
    });
    let single =
        found.iter().filter(|word| word.len() == 6 || word.len() == 8).filter_map(|word| {
            Month::of(number(word.get(..4)?)?, number(word.get(4..6)?)?)
                .or_else(|| Month::of(number(word.get(2..6)?)?, number(word.get(..2)?)?))
        });
    pairs.chain(single).max()
}

/// What a cell for a number says.
#[derive(Clone, Debug, PartialEq)]
pub enum Number {
    /// The number.
    Stated(f64),
    /// No number, and why.
    None(&'static str),
    /// Not a number, and why.
    Wrong(&'static str),
}

/// Why a suppressed cell has no number.
pub(super) const SUPPRESSED: &str = "the publication suppressed it";
/// Why an empty cell has no number.
pub(super) const BLANK: &str = "the cell is empty";
const UNAVAILABLE: &str = "the publication has no value";

/// How numbers of a file are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    /// Whether the file separates cells otherwise than by commas, so that a comma may be the decimal sign.
    pub decimal_comma: bool,
}

/// The number that a cell states. A comma, a space or an apostrophe between groups of three digits separates
/// thousands. If `is_count`, the number must be whole.
pub fn number(text: &str, marks: Marks, is_count: bool) -> Number {
    let text = text.trim();
    if !text.is_empty() && text.len() < 15 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return text.parse().map_or(Number::Wrong("it is not a number"), Number::Stated);
    }
    match text.to_ascii_uppercase().as_str() {
        "" => return Number::None(BLANK),
        "*" | "**" | "[C]" | "C" | "SUPPRESSED" => return Number::None(SUPPRESSED),
        "-" | "–" | "ND" | "NA" | "N/A" | "#N/A" | "NULL" | "NONE" | "NAN" | "." | ".." | ":"
        | "[X]" | "[Z]" | "X" | "Z" => return Number::None(UNAVAILABLE),
        _ => {}
    }
    let digits = text.trim_start_matches(|c: char| c.is_ascii_digit() || ".,".contains(c));
    if digits.len() < text.len() && (digits.starts_with("E+") || digits.starts_with("e+")) {
        return Number::Wrong(
            "Excel changed it into a number in exponents, of which digits may be lost",
        );
    }
    match plain_number(text, marks, is_count).and_then(|text| text.parse::<f64>().ok()) {
        Some(value) if !value.is_finite() => Number::Wrong("it is not a number"),
        Some(value) if value < 0.0 => Number::Wrong("it is negative"),
        Some(value) if is_count && value.fract() != 0.0 => {
            Number::Wrong("it is a count and must be whole")
        }
        Some(value) if value > 1e12 => Number::Wrong("it is too large"),
        Some(value) => Number::Stated(value),
        None => Number::Wrong("it is not a number"),
    }
}

/// Whether the parts after the first have three digits each, and the first one to three.
fn is_grouped(parts: &[&str]) -> bool {
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let (first, rest) = (parts[0].trim_start_matches('-'), &parts[1..]);
    (1..=3).contains(&first.len())
        && digits(first)
        && rest.iter().all(|part| part.len() == 3 && digits(part))
}

/// The number with a decimal point and without separators of thousands; `None` if they are misplaced.
fn plain_number(text: &str, marks: Marks, is_count: bool) -> Option<String> {
    let is_digit = |c: char| c.is_ascii_digit();
    if !text.starts_with(|c: char| is_digit(c) || "-+.,".contains(c)) {
        return None;
    }
    if text.contains(['e', 'E']) {
        // Publications write no exponents, except for tiny shares that a program wrote.
        let is_tiny = text.contains("e-") || text.contains("E-");
        return text.parse::<f64>().ok().filter(|_| is_tiny && !is_count).map(|_| text.to_owned());
    }
    let is_space = |c: char| c == ' ' || c == '\u{a0}' || c == '\u{202f}' || c == '\'' || c == '’';
    let mut text = text.to_owned();
    if text.contains(is_space) {
        let (whole, rest) = text.split_once(['.', ',']).map_or((text.as_str(), ""), |both| both);
        let whole: Vec<&str> = whole.split(is_space).collect();
        if !is_grouped(&whole) || rest.contains(is_space) {
            return None;
        }
        let mark = if rest.is_empty() { "" } else { "." };
        return Some(format!("{}{mark}{rest}", whole.concat()));
    }
    let (comma, point) = (text.rfind(','), text.rfind('.'));
    match (comma, point) {
        (None, None) => {}
        // 1,234.5 or 1.234,5: the last of them is the decimal sign.
        (Some(comma), Some(point)) => {
            let (mark, other) = if comma > point { (',', '.') } else { ('.', ',') };
            let (whole, rest) = text.rsplit_once(mark)?;
            if mark == ',' && !marks.decimal_comma
                || !is_grouped(&whole.split(other).collect::<Vec<_>>())
            {
                return None;
            }
            text = format!("{}.{rest}", whole.replace(other, ""));
        }
        (Some(_), None) => {
            let is_grouped = is_grouped(&text.split(',').collect::<Vec<_>>());
            if marks.decimal_comma && !is_count {
                text = (text.matches(',').count() == 1).then(|| text.replace(',', "."))?;
            } else if is_grouped {
                text = text.replace(',', "");
            } else {
                let is_decimal = marks.decimal_comma && text.matches(',').count() == 1;
                text = is_decimal.then(|| text.replace(',', "."))?;
            }
        }
        (None, Some(_)) => {
            let is_grouped = is_grouped(&text.split('.').collect::<Vec<_>>());
            if marks.decimal_comma && is_count && is_grouped {
                text = text.replace('.', "");
            }
        }
    }
    let is_plain = text.trim_start_matches(['-', '+']).chars().all(|c| is_digit(c) || c == '.');
    is_plain.then_some(text)
}

/// What a cell for a code says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Code {
    /// The code, trimmed and in capital letters.
    Stated(String),
    /// A word that stands for no code.
    None,
    /// Not a code, and why.
    Wrong(&'static str),
}

/// Why a number in exponents is no code.
const MANGLED_NUMBER: &str = "Excel changed this code into a number in exponents; take the file as \
                              published, without opening it in Excel";
/// Why a date is no code.
const MANGLED_DATE: &str =
    "Excel changed this code into a date; take the file as published, without opening it in Excel";

/// The code of a practice or a network.
pub fn code(text: &str) -> Code {
    let is_blank = |c: char| c.is_whitespace() || "\"\u{feff}\u{200b}".contains(c);
    let text = text.trim_matches(is_blank);
    let text = text.strip_prefix('\'').unwrap_or(text).to_uppercase();
    match text.as_str() {
        "" | "-" | "–" | "U" | "X" | "Z" | "*" | "NA" | "N/A" | "#N/A" | "NULL" | "NONE" | "ND"
        | "UNKNOWN" | "UNMAPPED" | "UNALLOCATED" | "UNASSIGNED" | "NO PCN" | "NOT APPLICABLE"
        | "TOTAL" | "NATIONAL" | "ENGLAND" | "ALL" => return Code::None,
        _ => {}
    }
    if let Some((digits, power)) = text.split_once('E') {
        let is_power = power.strip_prefix(['+', '-']).unwrap_or(power);
        let is_number = |part: &str| {
            !part.is_empty()
                && part.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.' || byte == b',')
        };
        let is_signed = power.starts_with(['+', '-']);
        if is_number(digits) && is_number(is_power) && (is_signed || digits.contains('.')) {
            return Code::Wrong(MANGLED_NUMBER);
        }
    }
    if is_date(&text) {
        return Code::Wrong(MANGLED_DATE);
    }
    if text.starts_with('#') {
        return Code::Wrong(
            "Excel shows an error or a column that is too narrow in place of the code",
        );
    }
    if text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.' || byte == b',') {
        return Code::Wrong("it is a number and not a code; Excel may have changed it");
    }
    let is_code =
        text.bytes().all(|byte| byte.is_ascii_alphanumeric()) && (2..=12).contains(&text.len());
    if !is_code {
        return Code::Wrong("it is no code: expected 2 to 12 letters and digits");
    }
    if !text.bytes().any(|byte| byte.is_ascii_digit()) {
        return Code::Wrong("it is no code: expected letters and digits, such as A81001");
    }
    Code::Stated(text)
}

/// Whether the text is a date such as `JAN-26`, `26-JAN`, `01/02/2026` or `2026-01-01`.
fn is_date(text: &str) -> bool {
    let found: Vec<&str> =
        text.split(['-', '/', ' ', ':']).filter(|part| !part.is_empty()).collect();
    let is_part = |part: &&str| {
        named(part).is_some() || part.bytes().all(|byte| byte.is_ascii_digit()) && part.len() <= 4
    };
    (2..=6).contains(&found.len()) && found.iter().all(is_part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_understood_in_every_form_of_the_publications() {
        let december = Month { year: 2025, month: 12 };
        for text in [
            "2025-12",
            "2025-12-01",
            "01DEC2025",
            "01dec2025",
            "1 December 2025",
            "Dec-25",
            "DEC-2025",
            "December 2025",
            "01/12/2025",
            "12/2025",
            "202512",
            "20251201",
            "45992",
            "45992.0",
            "Dec-25 [11, 12]",
            "2025-12-01T00:00:00",
            "01-Dec-2025",
            " 2025-12 ",
            "01/12/25",
        ] {
            assert_eq!(month(text), Some(december), "{text}");
        }
        for text in ["", "Total", "12345", "2025-13", "99", "2025", "40/12/2025", "x", "December"] {
            assert_eq!(month(text), None, "{text}");
        }
        assert_eq!(december.to_string(), "2025-12");
        assert_eq!(month_in_name("practice_pcn_map_2026-02.csv"), month("2026-02"));
        assert_eq!(month_in_name("Telephony December 2025.xlsx"), Some(december));
        assert_eq!(month_in_name("GPWPracticeCSV.122025.zip"), Some(december));
        assert_eq!(month_in_name("Practice_Level_Crosstab_Dec_25.csv"), Some(december));
        assert_eq!(month_in_name("practice_imd.csv"), None);
    }

    #[test]
    fn thousands_are_separated_and_decimals_are_not_confused_with_them() {
        let comma = Marks::default();
        let other = Marks { decimal_comma: true };
        for (text, marks, is_count, value) in [
            ("1,000", comma, true, 1000.0),
            ("1,234,567", comma, true, 1_234_567.0),
            ("1,234.5", comma, false, 1234.5),
            ("1 234", comma, true, 1234.0),
            ("1\u{a0}234", comma, true, 1234.0),
            ("765.0", comma, true, 765.0),
            ("2.375", comma, false, 2.375),
            ("2,5", other, false, 2.5),
            ("1.000", other, true, 1000.0),
            ("1.234,5", other, false, 1234.5),
            ("0.25", other, false, 0.25),
            (" 12 ", comma, true, 12.0),
        ] {
            assert_eq!(number(text, marks, is_count), Number::Stated(value), "{text}");
        }
        for (text, is_count) in [
            ("1,00", true),
            ("12,34,567", true),
            ("1.5", true),
            ("-1", true),
            ("many", false),
            ("inf", false),
            ("1,0,0", false),
            ("2,5", false),
            ("8.1E+05", true),
            ("1 00", true),
        ] {
            assert!(matches!(number(text, comma, is_count), Number::Wrong(_)), "{text}");
        }
        assert_eq!(number("*", comma, true), Number::None(SUPPRESSED));
        assert_eq!(number(" ", comma, true), Number::None(BLANK));
        assert!(matches!(number("ND", comma, false), Number::None(_)));
    }

    #[test]
    fn codes_are_of_one_case_and_mangled_ones_are_told_apart() {
        assert_eq!(code(" a81001 "), Code::Stated("A81001".into()));
        assert_eq!(code("E81050"), Code::Stated("E81050".into()));
        for text in ["U", "", "-", "Unknown", "unallocated"] {
            assert_eq!(code(text), Code::None, "{text}");
        }
        for text in [
            "8.1E+05",
            "Jan-26",
            "26-Jan",
            "01/02/2026",
            "#####",
            "81001",
            "A B",
            "PRACTICE",
            "8.1E05",
        ] {
            assert!(matches!(code(text), Code::Wrong(_)), "{text}");
        }
    }
}
