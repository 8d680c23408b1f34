//! Numbers as a document writes them: what kind is expected, its limits, and how to mend what is
//! refused.

use crate::model::sourced::Sort;
use crate::scenario::document::{Node, Value};
use crate::units::{Minutes, Probability};

/// The expected kind of number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A share or probability, 0 to 1.
    Share,
    /// A number that is not negative, in the given unit.
    Amount(&'static str),
    /// A number above zero, in the given unit.
    Positive(&'static str),
    /// A whole number that is not negative, in the given unit.
    Whole(&'static str),
    /// A whole number from one to the given maximum, in the given unit.
    OneTo(u32, &'static str),
    /// A standard deviation, as a multiple of the mean.
    Variation,
    /// A length of time, written as text.
    Duration,
}

/// The largest accepted number. Larger ones are probably typing errors.
const LARGEST: f64 = 10_000_000.0;

/// The longest accepted length of time [min], 366 days.
const LONGEST: f64 = 527_040.0;

/// The largest accepted coefficient of variation. Above it, hardly any value is near the mean.
const MOST_VARIATION: f64 = 10.0;

impl Kind {
    pub(super) fn expected(self) -> String {
        match self {
            Kind::Share => "a share between 0 and 1".into(),
            Kind::Amount(unit) => format!("a number from 0 to {LARGEST}, in {unit}"),
            Kind::Positive(unit) => format!("a number above 0, at most {LARGEST}, in {unit}"),
            Kind::Whole(unit) => format!("a whole number from 0 to 100000, in {unit}"),
            Kind::OneTo(most, unit) => format!("a whole number from 1 to {most}, in {unit}"),
            Kind::Variation => {
                format!("a number from 0 to {MOST_VARIATION}, in multiples of the mean")
            }
            Kind::Duration => {
                "a length of time such as \"12 min\", \"1.5 h\" or \"14 d\", at most 366 d".into()
            }
        }
    }

    /// The sort of number that it is in a parameter.
    pub(super) const fn sort(self) -> Sort {
        match self {
            Kind::Share => Sort::Share,
            Kind::Whole(_) => Sort::Whole(0),
            Kind::OneTo(..) => Sort::Whole(1),
            Kind::Amount(_) | Kind::Positive(_) | Kind::Variation | Kind::Duration => Sort::Amount,
        }
    }

    /// The remedy for a refused value. For a number beyond a limit, it states the limit.
    pub(super) fn remedy(self, key: &str, node: &Node) -> String {
        let name = key.rsplit('.').next().unwrap_or(key);
        match (self, &node.value) {
            (Kind::Share, _) => "write 0.25 for 25 per cent".into(),
            (Kind::Duration, _) => "write the number, a space and min, h or d, in quotes".into(),
            (_, Value::Number(number)) if *number > self.largest() => {
                format!("`{name}` is {number}; the maximum is {}", self.largest())
            }
            (_, Value::Number(number)) if *number < self.least() => {
                format!("`{name}` is {number}; the minimum is {}", self.least())
            }
            _ => "write a plain number, without quotes or commas".into(),
        }
    }

    const fn largest(self) -> f64 {
        match self {
            Kind::Share => 1.0,
            Kind::Whole(_) => 100_000.0,
            Kind::OneTo(most, _) => most as f64,
            Kind::Variation => MOST_VARIATION,
            Kind::Amount(_) | Kind::Positive(_) | Kind::Duration => LARGEST,
        }
    }

    const fn least(self) -> f64 {
        match self {
            Kind::OneTo(..) => 1.0,
            _ => 0.0,
        }
    }

    pub(super) fn read(self, node: &Node) -> Option<f64> {
        match (&node.value, self) {
            (Value::Text(text), Kind::Duration) => duration(text),
            (Value::Number(number), _) => {
                let fits = match self {
                    Kind::Share => (0.0..=1.0).contains(number),
                    Kind::Amount(_) => (0.0..=LARGEST).contains(number),
                    Kind::Positive(_) => *number > 0.0 && *number <= LARGEST,
                    Kind::Whole(_) => (0.0..=100_000.0).contains(number) && number.fract() == 0.0,
                    Kind::OneTo(most, _) => {
                        (1.0..=f64::from(most)).contains(number) && number.fract() == 0.0
                    }
                    Kind::Variation => (0.0..=MOST_VARIATION).contains(number),
                    Kind::Duration => false,
                };
                fits.then_some(*number)
            }
            _ => None,
        }
    }

    /// A value used in place of a refused one, so that reading continues and finds all problems.
    pub(super) const fn stand_in(self) -> f64 {
        match self {
            Kind::Positive(_) | Kind::OneTo(..) | Kind::Duration => 1.0,
            _ => 0.0,
        }
    }

    pub(super) fn show(self, node: &Node) -> String {
        let unit = match self {
            Kind::Amount(unit)
            | Kind::Positive(unit)
            | Kind::Whole(unit)
            | Kind::OneTo(_, unit) => unit,
            Kind::Variation => "multiples of the mean",
            Kind::Share | Kind::Duration => "",
        };
        match &node.value {
            Value::Text(text) => text.clone(),
            Value::Array(items) => {
                let items: Vec<String> = items.iter().map(Node::to_toml).collect();
                format!("{} {unit}", items.join(", ")).trim_end().to_owned()
            }
            _ if unit.is_empty() => node.to_toml(),
            _ => format!("{} {unit}", node.to_toml()),
        }
    }
}

/// A length of time in minutes, from text such as "12 min".
pub fn duration(text: &str) -> Option<f64> {
    let (number, unit) = text.split_once(' ')?;
    let factor = match unit {
        "min" => 1.0,
        "h" => 60.0,
        "d" => 1440.0,
        _ => return None,
    };
    let is_plain = number.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    let minutes = number.parse::<f64>().ok().filter(|_| is_plain)? * factor;
    (minutes.is_finite() && minutes <= LONGEST).then_some(minutes)
}

/// A probability that has been checked to lie within 0–1.
pub fn probability(value: f64) -> Probability {
    Probability::new(value).expect("a share that was read lies between 0 and 1")
}

/// A length of time that has been checked.
pub fn minutes(value: f64) -> Minutes {
    Minutes::new(value).expect("a length of time that was read is finite and not negative")
}

/// A list of two numbers, the lower one first.
pub(super) fn pair(node: &Node, kind: Kind) -> Option<(f64, f64)> {
    match &node.value {
        Value::Array(items) if items.len() == 2 => {
            let (low, high) = (kind.read(&items[0])?, kind.read(&items[1])?);
            (low <= high).then_some((low, high))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_of_time_need_their_unit() {
        assert_eq!(duration("12 min"), Some(12.0));
        assert_eq!(duration("1.5 h"), Some(90.0));
        assert_eq!(duration("14 d"), Some(20_160.0));
        for refused in ["12", "12min", "10 minutes", "-1 min", "1e9 d", " min", "inf min", "+1 min"]
        {
            assert_eq!(duration(refused), None, "{refused}");
        }
    }
}
