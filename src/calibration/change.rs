//! A free quantity, and how a point becomes a scenario: the change that gives free quantities its values.

use crate::scenario::Written;
use crate::scenario::document::{Node, Value};

/// A free quantity, which moves one value of a scenario or several together.
#[derive(Clone, Debug)]
pub struct Free {
    /// Its name.
    pub name: String,
    /// How it changes the values.
    pub change: Change,
    /// Whether it takes only whole numbers.
    pub is_whole: bool,
    /// Its minimum.
    pub low: f64,
    /// Its maximum.
    pub high: f64,
    /// Its value in the scenario before the fit.
    pub start: f64,
    /// The values that it moves.
    pub locations: Vec<Location>,
}

/// How a free quantity changes values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// The quantity is the value.
    Value,
    /// The quantity multiplies the values.
    Factor,
    /// The quantity tilts shares towards the last of them: share · exp(t · x), with x from −1 at
    /// the first to 1 at the last. The result is scaled to the same sum.
    Tilt,
}

impl Change {
    /// The words in files.
    pub const WORDS: [(&str, Change); 3] =
        [("value", Change::Value), ("factor", Change::Factor), ("tilt", Change::Tilt)];

    /// `base` changed by `by`.
    pub fn apply(self, base: &[f64], by: f64) -> Vec<f64> {
        match self {
            Change::Value => base.iter().map(|_| by).collect(),
            Change::Factor => base.iter().map(|value| value * by).collect(),
            Change::Tilt => {
                let last = (base.len().max(2) - 1) as f64;
                let tilted = base.iter().enumerate().map(|(location, share)| {
                    share * libm::exp(by * (2.0 * location as f64 / last - 1.0))
                });
                let tilted: Vec<f64> = tilted.collect();
                let scale = base.iter().sum::<f64>() / tilted.iter().sum::<f64>();
                // A hundredth of the rounding error that scenarios may have.
                tilted.iter().map(|share| (share * scale * 1e6).round() / 1e6).collect()
            }
        }
    }
}

/// A step from a table or list to one of its values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    Key(String),
    Item(usize),
}

/// A value of a scenario.
#[derive(Clone, Debug)]
pub struct Location {
    pub(crate) steps: Vec<Step>,
    /// Its numbers: one, or those of a list. Lengths of time are in minutes.
    pub(crate) base: Vec<f64>,
    pub(crate) is_list: bool,
    pub(crate) is_duration: bool,
    /// Whether the scenario states evidence for it. The overlay then says that it was fitted.
    pub(crate) has_evidence: bool,
}

impl Location {
    /// The key, from the top of the file.
    pub fn key(&self) -> String {
        shown(&self.steps)
    }
}

pub(crate) fn shown(steps: &[Step]) -> String {
    let mut text = String::new();
    for step in steps {
        match step {
            Step::Key(key) if text.is_empty() => text.push_str(key),
            Step::Key(key) => text.push_str(&format!(".{key}")),
            Step::Item(item) => text.push_str(&format!("[{item}]")),
        }
    }
    text
}

impl Free {
    /// The value as simulated and written: four digits, or whole.
    pub fn rounded(&self, value: f64) -> f64 {
        let value = value.clamp(self.low, self.high);
        if self.is_whole {
            return value.round();
        }
        if value == 0.0 {
            return value;
        }
        let digits = (3 - libm::floor(libm::log10(value.abs())) as i32).clamp(0, 12) as usize;
        let text = format!("{value:.digits$}");
        text.parse::<f64>().unwrap_or(value).clamp(self.low, self.high)
    }

    /// The value at a share of its range, from 0 to 1, rounded.
    pub fn at(&self, share: f64) -> f64 {
        self.rounded(self.low + (self.high - self.low) * share)
    }

    /// The position of a value in its range, from 0 to 1.
    pub fn share(&self, value: f64) -> f64 {
        ((value - self.low) / (self.high - self.low)).clamp(0.0, 1.0)
    }
}

/// The provenance of fitted values: their ranges and how they were found.
#[derive(Clone, Debug)]
pub struct Provenance<'p> {
    /// The range of each free quantity after the fit.
    pub ranges: &'p [(f64, f64)],
    /// How they were found, in words, one for each quantity.
    pub how: &'p [String],
}

const fn new(value: Value) -> Node {
    Node { value, file: 0, line: 0 }
}

/// The change to the scenario that gives the free quantities the values of a point.
pub fn change(
    written: &Written,
    free: &[Free],
    values: &[f64],
    provenance: Option<&Provenance<'_>>,
) -> Node {
    let mut root = new(Value::Table(Vec::new()));
    for (number, (free, value)) in free.iter().zip(values).enumerate() {
        for location in &free.locations {
            let changed = free.change.apply(&location.base, *value);
            let mut node = plain(location, &changed);
            if location.has_evidence {
                let (ends, how) = match provenance {
                    Some(known) => (known.ranges[number], known.how[number].clone()),
                    None => ((free.low, free.high), "one point of a calibration".to_owned()),
                };
                let ends =
                    [ends.0, *value, ends.1].map(|end| free.change.apply(&location.base, end));
                node = marked(location, node, &ends, how);
            }
            set(&mut root, &written.root, &location.steps, node);
        }
    }
    root
}

fn item(location: &Location, value: f64) -> Node {
    new(if location.is_duration {
        Value::Text(format!("{value} min"))
    } else {
        Value::Number(value)
    })
}

fn plain(location: &Location, values: &[f64]) -> Node {
    let items: Vec<Node> = values.iter().map(|value| item(location, *value)).collect();
    match location.is_list {
        true => new(Value::Array(items)),
        false => items.into_iter().next().expect("a location has a value"),
    }
}

/// A value with its range and how it was fitted. `ends` are the values at the minimum, as fitted,
/// and at the maximum.
fn marked(location: &Location, node: Node, ends: &[Vec<f64>; 3], how: String) -> Node {
    let (key, range) = if location.is_list {
        // The range of a list is one pair of factors, wide enough for each of its values.
        let factors = |end: &Vec<f64>| -> Vec<f64> {
            let both = end.iter().zip(&ends[1]).filter(|(_, fitted)| **fitted > 0.0);
            both.map(|(end, fitted)| end / fitted).collect()
        };
        let all: Vec<f64> = [factors(&ends[0]), factors(&ends[2])].concat();
        let low = all.iter().copied().fold(1.0, f64::min);
        let high = all.iter().copied().fold(1.0, f64::max);
        let pair = [(low * 1000.0).floor() / 1000.0, (high * 1000.0).ceil() / 1000.0];
        ("relative_range", pair.map(|factor| new(Value::Number(factor))))
    } else {
        ("range", [item(location, ends[0][0]), item(location, ends[2][0])])
    };
    new(Value::Table(vec![
        ("value".into(), node),
        (key.into(), new(Value::Array(range.into()))),
        ("fitted".into(), new(Value::Text(how))),
    ]))
}

/// Inserts `node` at the end of `steps` into `root`. A list on the way is copied from the scenario,
/// because an overlay states lists whole.
fn set(root: &mut Node, below: &Node, steps: &[Step], node: Node) {
    let Some((step, rest)) = steps.split_first() else {
        *root = node;
        return;
    };
    match (step, &mut root.value) {
        (Step::Key(key), Value::Table(entries)) => {
            let beneath = below.get(key).expect("the location was found in the scenario");
            let at = entries.iter().position(|(known, _)| known == key).unwrap_or_else(|| {
                let start = match &beneath.value {
                    Value::Table(_) => new(Value::Table(Vec::new())),
                    _ => beneath.clone(),
                };
                entries.push((key.clone(), start));
                entries.len() - 1
            });
            set(&mut entries[at].1, beneath, rest, node);
        }
        (Step::Item(item), Value::Array(items)) => {
            let beneath = items[*item].clone();
            // Tables within a list are also stated whole.
            set(&mut items[*item], &beneath, rest, node);
        }
        _ => unreachable!("the location was found in the scenario"),
    }
}
