//! A scenario file as written: values that remember their file and line.

use crate::scenario::error::Problem;
use crate::text::{NAME, is_harmful, is_name};
use jiff::civil::Date;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A value and where it was written.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// The value.
    pub value: Value,
    /// The file it was written in, as an index into the scenario's list of files.
    pub file: usize,
    /// The line, from 1.
    pub line: usize,
}

/// A value.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Keys and values, in the order written.
    Table(Vec<(String, Node)>),
    /// A list.
    Array(Vec<Node>),
    /// Text.
    Text(String),
    /// A number, whole or not.
    Number(f64),
    /// True or false.
    Boolean(bool),
    /// A date.
    Date(Date),
    /// A value that no scenario contains, as written.
    Other(String),
}

impl Node {
    /// The value under `key`, if this is a table that has it.
    pub fn get(&self, key: &str) -> Option<&Node> {
        match &self.value {
            Value::Table(entries) => entries.iter().find(|(k, _)| k == key).map(|(_, node)| node),
            _ => None,
        }
    }

    /// Sorts the keys of each table alphabetically, but `value` before its evidence. Lists keep
    /// their order, which has a meaning.
    pub fn put_in_order(&mut self) {
        match &mut self.value {
            Value::Table(entries) => {
                entries.sort_by(|(a, _), (b, _)| (a != "value", a).cmp(&(b != "value", b)));
                entries.iter_mut().for_each(|(_, node)| node.put_in_order());
            }
            Value::Array(items) => items.iter_mut().for_each(Node::put_in_order),
            _ => {}
        }
    }

    /// The value in words, for a message.
    pub fn found(&self) -> String {
        match &self.value {
            Value::Table(_) => "a table".into(),
            Value::Array(items) => format!("a list of {}", items.len()),
            Value::Text(text) => format!("the text {text:?}"),
            Value::Number(number) => number.to_string(),
            Value::Boolean(value) => value.to_string(),
            Value::Date(date) => date.to_string(),
            Value::Other(text) => text.clone(),
        }
    }

    /// The value as it would be written in TOML.
    pub fn to_toml(&self) -> String {
        match &self.value {
            Value::Table(entries) => {
                let parts: Vec<_> = entries
                    .iter()
                    .map(|(k, n)| format!("{} = {}", quoted(k), n.to_toml()))
                    .collect();
                format!("{{ {} }}", parts.join(", "))
            }
            Value::Array(items) => {
                let parts: Vec<_> = items.iter().map(Node::to_toml).collect();
                format!("[{}]", parts.join(", "))
            }
            Value::Text(text) => in_quotes(text),
            Value::Number(number) => number.to_string(),
            Value::Boolean(value) => value.to_string(),
            Value::Date(date) => date.to_string(),
            Value::Other(text) => text.clone(),
        }
    }
}

/// The key as it would be written in TOML.
pub(super) fn quoted(key: &str) -> String {
    let is_bare = key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    if is_bare && !key.is_empty() { key.to_owned() } else { in_quotes(key) }
}

/// The text as it would be written in TOML. TOML's escapes differ from Rust's.
fn in_quotes(text: &str) -> String {
    let mut out = String::from('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c.is_control() => out.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// Maximum number of keys in a table or values in a list. Reading compares all keys.
const MOST_ENTRIES: usize = 1_000;

/// Maximum length of a text \[characters\]. Longer ones are no titles, questions or reasons.
const LONGEST_TEXT: usize = 2_000;

/// Parses `text`, the file with index `file` of a scenario, called `name`.
///
/// # Errors
///
/// Every syntax error, with its line.
pub fn parse(text: &str, file: usize, name: &str) -> Result<Node, Vec<Problem>> {
    let lines = Lines::new(text);
    let (table, errors) = DeTable::parse_recoverable(text);
    if !errors.is_empty() {
        return Err(errors
            .iter()
            .map(|error| {
                let at = error.span().map(|span| lines.line(span.start));
                Problem {
                    file: name.into(),
                    line: at,
                    key: String::new(),
                    found: at.map_or("no TOML".into(), |line| format!("{:?}", lines.text(line))),
                    expected: format!("TOML: {}", error.message()),
                    remedy:
                        "correct the syntax of this line; texts need quotes, tables need a [name]"
                            .into(),
                }
            })
            .collect());
    }
    let mut problems = Vec::new();
    let node = convert_table(table.get_ref(), file, 1, &lines);
    collect_unreadable(&node, String::new(), name, &mut problems);
    if problems.is_empty() { Ok(node) } else { Err(problems) }
}

/// A text and the offsets of its lines, to find the line of an offset.
struct Lines<'t> {
    text: &'t str,
    starts: Vec<usize>,
}

impl<'t> Lines<'t> {
    fn new(text: &'t str) -> Self {
        let starts = text.bytes().enumerate().filter(|(_, b)| *b == b'\n').map(|(i, _)| i + 1);
        Lines { text, starts: [0].into_iter().chain(starts).collect() }
    }

    fn line(&self, offset: usize) -> usize {
        self.starts.partition_point(|&start| start <= offset)
    }

    /// The start of a line.
    fn text(&self, line: usize) -> &'t str {
        let end = self.starts.get(line).copied().unwrap_or(self.text.len());
        shortened(self.text[self.starts[line - 1]..end].trim())
    }

    /// The start of the value at `span`.
    fn written(&self, span: Range<usize>) -> &'t str {
        shortened(&self.text[span])
    }
}

/// At most eighty characters.
fn shortened(text: &str) -> &str {
    text.char_indices().nth(80).map_or(text, |(end, _)| &text[..end])
}

fn convert_table(table: &DeTable<'_>, file: usize, line: usize, lines: &Lines<'_>) -> Node {
    let entries = table
        .iter()
        .map(|(key, value)| {
            let line = lines.line(key.span().start);
            (key.get_ref().to_string(), convert(value, file, line, lines))
        })
        .collect();
    Node { value: Value::Table(entries), file, line }
}

fn convert(value: &Spanned<DeValue<'_>>, file: usize, line: usize, lines: &Lines<'_>) -> Node {
    // Values that no scenario contains are shown as written, except texts and tables.
    let other = || Value::Other(lines.written(value.span()).into());
    let value = match value.get_ref() {
        DeValue::Table(table) => return convert_table(table, file, line, lines),
        DeValue::Array(items) => Value::Array(
            items
                .iter()
                .map(|item| convert(item, file, lines.line(item.span().start), lines))
                .collect(),
        ),
        DeValue::String(text) => Value::Text(text.to_string()),
        DeValue::Integer(number) => match i64::from_str_radix(number.as_str(), number.radix()) {
            Ok(number) => Value::Number(number as f64),
            Err(_) => other(),
        },
        DeValue::Float(number) => match number.as_str().parse::<f64>() {
            // Adding zero removes the sign of minus zero.
            Ok(number) if number.is_finite() => Value::Number(number + 0.0),
            _ => other(),
        },
        DeValue::Boolean(value) => Value::Boolean(*value),
        DeValue::Datetime(at) => {
            let date = at.date.filter(|_| at.time.is_none());
            let date = date.and_then(|d| Date::new(d.year as i16, d.month as i8, d.day as i8).ok());
            date.map_or_else(other, Value::Date)
        }
    };
    Node { value, file, line }
}

fn collect_unreadable(node: &Node, key: String, name: &str, problems: &mut Vec<Problem>) {
    let entries = match &node.value {
        Value::Table(entries) => entries.len(),
        Value::Array(items) => items.len(),
        _ => 0,
    };
    if entries > MOST_ENTRIES {
        problems.push(Problem {
            file: name.into(),
            line: Some(node.line),
            key,
            found: format!("{entries} entries"),
            expected: format!("at most {MOST_ENTRIES} keys in a table or values in a list"),
            remedy: "a scenario has fewer. Is it the right file?".into(),
        });
        return;
    }
    match &node.value {
        Value::Text(text) => problems.extend(unfit(text).map(|(expected, remedy)| Problem {
            file: name.into(),
            line: Some(node.line),
            key,
            found: node.found(),
            expected,
            remedy: remedy.into(),
        })),
        Value::Other(text) => problems.push(Problem {
            file: name.into(),
            line: Some(node.line),
            key,
            found: text.clone(),
            expected: "a finite number, a text, a list, a table or a date such as 2025-04-01"
                .into(),
            remedy: "write one of these".into(),
        }),
        Value::Table(entries) => {
            for (k, child) in entries {
                if !is_key(k) {
                    problems.push(Problem {
                        file: name.into(),
                        line: Some(child.line),
                        key: key.clone(),
                        found: format!("the key {k:?}"),
                        expected: NAME.into(),
                        remedy: "choose such a name; a title may be any text".into(),
                    });
                    continue;
                }
                let key = if key.is_empty() { k.clone() } else { format!("{key}.{k}") };
                collect_unreadable(child, key, name, problems);
            }
        }
        Value::Array(items) => {
            for item in items {
                collect_unreadable(item, key.clone(), name, problems);
            }
        }
        _ => {}
    }
}

/// Whether a key is a name, or a band of a distribution such as `08:00-10:00`.
fn is_key(key: &str) -> bool {
    is_name(&key.replace([' ', ':'], "-"))
}

/// The expected kind of text and the remedy; `None` if the text is valid.
fn unfit(text: &str) -> Option<(String, &'static str)> {
    if text.contains(is_harmful) {
        return Some((
            "text on one line, without control characters or marks that change the direction of \
             writing"
                .into(),
            "type it again; in a text of several lines, end each line with a backslash",
        ));
    }
    (text.chars().count() > LONGEST_TEXT)
        .then(|| (format!("at most {LONGEST_TEXT} characters"), "shorten it"))
}
