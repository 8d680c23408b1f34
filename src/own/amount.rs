//! Numbers as people write them: "14,200", "2.5", "1,300 a week", "18 on four sites".

use crate::text::number::whole;
use crate::units::{MONTH_DAYS, YEAR_DAYS};

/// The largest number that is read. Everything that is stated is far below it.
const MOST: f64 = 1e7;

/// Numbers in words, from one to twelve.
const WORDS: [&str; 12] = [
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve",
];

/// What a count refers to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Per {
    /// A working day.
    Day,
    /// A week.
    Week,
    /// A month.
    Month,
    /// A year.
    Year,
}

impl Per {
    /// All of them, the shortest first.
    pub const ALL: [Per; 4] = [Per::Day, Per::Week, Per::Month, Per::Year];

    /// Its word.
    pub const fn word(self) -> &'static str {
        match self {
            Per::Day => "day",
            Per::Week => "week",
            Per::Month => "month",
            Per::Year => "year",
        }
    }

    /// The unit that `text` names: "a week", "per month", "weekly", "/day".
    pub fn parse(text: &str) -> Option<Per> {
        let word = text.trim().trim_start_matches('/').trim();
        let word = word.strip_prefix("per ").or_else(|| word.strip_prefix("a ")).unwrap_or(word);
        let word =
            word.strip_prefix("each ").or_else(|| word.strip_prefix("every ")).unwrap_or(word);
        match word.trim() {
            "day" | "working day" | "daily" | "d" | "weekday" => Some(Per::Day),
            "week" | "weekly" | "wk" | "w" => Some(Per::Week),
            "month" | "monthly" | "mth" | "m" => Some(Per::Month),
            "year" | "yearly" | "annum" | "annually" | "y" => Some(Per::Year),
            _ => None,
        }
    }

    /// How many of them are in a year of `working_days` [1/a].
    pub fn a_year(self, working_days: f64) -> f64 {
        match self {
            Per::Day => working_days,
            Per::Week => YEAR_DAYS / 7.0,
            Per::Month => YEAR_DAYS / MONTH_DAYS,
            Per::Year => 1.0,
        }
    }
}

/// A count, and what it refers to if that is stated.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Amount {
    /// The count, above 0.
    pub number: f64,
    /// What it refers to.
    pub per: Option<Per>,
}

impl Amount {
    /// The count in a year; `None` if it is not stated what it refers to.
    pub fn in_year(&self, working_days: f64) -> Option<f64> {
        self.per.map(|per| self.number * per.a_year(working_days))
    }

    /// In words: "1,300 calls a week".
    pub fn words_of(&self, noun: &str) -> String {
        let per = self.per.map_or_else(String::new, |per| format!(" a {}", per.word()));
        format!("{} {noun}{per}", whole(self.number))
    }

    /// The amount that `text` states; `usual` if it does not say what it refers to.
    ///
    /// # Errors
    ///
    /// What was expected.
    pub fn parse(text: &str, usual: Option<Per>) -> Result<Amount, String> {
        let expected = || "a number with what it refers to, such as \"1300 a week\"".to_owned();
        let small = text.trim().to_lowercase();
        let end = small.find(|c: char| c.is_alphabetic() || c == '/').unwrap_or(small.len());
        let number = number(&small[..end]).filter(|number| *number > 0.0).ok_or_else(expected)?;
        let rest = small[end..].trim();
        let rest =
            rest.strip_prefix("calls").or_else(|| rest.strip_prefix("forms")).unwrap_or(rest);
        match (rest.trim(), Per::parse(rest)) {
            ("", _) => Ok(Amount { number, per: usual }),
            (_, Some(per)) => Ok(Amount { number, per: Some(per) }),
            (_, None) => Err(expected()),
        }
    }
}

/// The number that `text` states: digits with or without separators of thousands, or a word to twelve.
pub fn number(text: &str) -> Option<f64> {
    let small = text.trim().to_lowercase();
    if let Some(at) = WORDS.iter().position(|word| *word == small) {
        return Some(at as f64 + 1.0);
    }
    let plain = without_separators(&small)?;
    let starts = plain.starts_with(|c: char| c.is_ascii_digit());
    let is_plain = plain.chars().all(|c| c.is_ascii_digit() || c == '.');
    let value = plain.parse::<f64>().ok().filter(|_| starts && is_plain)?;
    (value.is_finite() && value <= MOST).then_some(value)
}

/// The text without commas or spaces between thousands; `None` if they stand elsewhere.
fn without_separators(text: &str) -> Option<String> {
    let parts: Vec<&str> = text.split([',', ' ', '\u{a0}', '\u{202f}']).collect();
    let [first, rest @ ..] = parts.as_slice() else { return None };
    let is_three = |part: &&str| {
        let digits = part.split('.').next().unwrap_or_default();
        digits.len() == 3 && digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    let fits = rest.is_empty() || (1..=3).contains(&first.len()) && rest.iter().all(is_three);
    fits.then(|| parts.concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_people_write_them() {
        for (text, value) in [
            ("14200", 14_200.0),
            ("14,200", 14_200.0),
            (" 14 200 ", 14_200.0),
            ("2.5", 2.5),
            ("four", 4.0),
            ("1,234,567.5", 1_234_567.5),
        ] {
            assert_eq!(number(text), Some(value), "{text}");
        }
        for text in ["", "2,5", "1,30", "-3", "1e9", "nan", "inf", "12a", "3 4", "99999999"] {
            assert_eq!(number(text), None, "{text}");
        }
    }

    #[test]
    fn amounts_say_what_they_refer_to_or_not() {
        let read = |text| Amount::parse(text, None).map(|amount| (amount.number, amount.per));
        for (text, per) in [
            ("1300 a week", Per::Week),
            ("1,300 per week", Per::Week),
            ("1300/week", Per::Week),
            ("1300 calls a week", Per::Week),
            ("1300 monthly", Per::Month),
            ("1300 a day", Per::Day),
        ] {
            assert_eq!(read(text), Ok((1_300.0, Some(per))), "{text}");
        }
        assert_eq!(read("1300"), Ok((1_300.0, None)));
        assert!(
            read("many").is_err() && read("0 a week").is_err() && read("9 a fortnight").is_err()
        );
        assert_eq!(Amount::parse("1300", Some(Per::Month)).unwrap().per, Some(Per::Month));
    }

    #[test]
    fn a_week_is_a_fiftysecond_of_a_year_and_a_day_is_a_working_day() {
        let of = |per| Amount { number: 100.0, per: Some(per) }.in_year(253.0).unwrap();
        assert!((of(Per::Week) - 5_217.857).abs() < 0.001);
        assert_eq!((of(Per::Day), of(Per::Month), of(Per::Year)), (25_300.0, 1_200.0, 100.0));
    }
}
