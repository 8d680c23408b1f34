//! The rows of a form of beliefs, as they stand in a file: every mistake is kept with its line, and what can be read
//! of a row with a mistake too, so that all of them are told at once.

use crate::scenario::quantity::duration;
use crate::text::csv::other_separator;
use crate::text::lines::line_feeds;
use crate::text::shown;
use std::collections::BTreeMap;

/// The number of rooms of a network, which no parameter has a range for.
pub const ROOMS: &str = "rooms.drawn_within";

/// The columns that are read. Others are ignored.
const COLUMNS: [&str; 4] = ["name", "low", "likely", "high"];

/// The columns with figures.
const FIGURES: [&str; 3] = ["low", "likely", "high"];

/// How a figure is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mark {
    /// As a number.
    #[default]
    Plain,
    /// In per cent.
    Percent,
    /// As a length of time with its unit.
    Time,
}

/// What one person believes about one parameter.
#[derive(Clone, Debug, PartialEq)]
pub struct Belief {
    /// The line of the file.
    pub line: u64,
    /// The key of the parameter, or of a table with a range of factors.
    pub key: String,
    /// Who believes it; empty if nobody is named.
    pub expert: String,
    /// Low, likely and high, in the unit of the parameter; of a table or a list in multiples of its values.
    pub range: [f64; 3],
    /// How each of them is written.
    pub marks: [Mark; 3],
}

impl Belief {
    /// Its figures as they are written: in per cent or in minutes, where they are.
    pub fn as_written(&self) -> String {
        let one = |(figure, mark): (&f64, Mark)| match mark {
            Mark::Plain => figure.to_string(),
            Mark::Percent => format!("{}%", (figure * 1e10).round() / 1e8),
            Mark::Time => format!("{figure} min"),
        };
        self.range.iter().zip(self.marks).map(one).collect::<Vec<_>>().join(", ")
    }
}

/// A mistake, and its line.
pub type Mistake = (u64, String);

/// A filled-in form.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Form {
    /// The rows that state three figures; those with a mistake too, as far as they can be read.
    pub beliefs: Vec<Belief>,
    /// The names of rows that could not be read in full, with their lines.
    pub others: Vec<(u64, String)>,
    /// What is wrong with the rows.
    pub mistakes: Vec<Mistake>,
}

/// Reads a form. Rows without figures are left out: they keep the range of the scenario.
///
/// # Errors
///
/// Why no row can be read, in words: where, what was found, what was expected, what to do.
pub fn read(text: &str) -> Result<Form, Vec<String>> {
    let text = text.trim_start_matches('\u{feff}');
    let text = line_feeds(text);
    let mut form = Form::default();
    let mut table = Table::of(&text, b',')?;
    if let Some(other) = other_separator(&table.head) {
        form.mistakes.push((
            1,
            format!(
                "line 1: found values separated by {other}, expected commas; save it again as comma-separated text \
                 with points before decimals, or replace them in a text editor"
            ),
        ));
        let separator = match other {
            "semicolons" => b';',
            "tabs" => b'\t',
            _ => b'|',
        };
        table = Table::of(&text, separator)?;
    }
    let missing: Vec<&str> =
        COLUMNS.into_iter().filter(|name| table.column(name).is_none()).collect();
    if !missing.is_empty() {
        let (missing, all) = (missing.join(", "), COLUMNS.join(", "));
        let before = form.mistakes.into_iter().map(|(_, words)| words);
        let no_column = format!(
            "line 1: no column {missing}; a form has the columns {all} and, for several people, expert; \
             `pcn-sim describe beliefs` prints one"
        );
        return Err(before.chain([no_column]).collect());
    }
    form.mistakes.extend(table.stated_twice());
    rows(&mut table, &text, &mut form);
    same_person(&mut form);
    Ok(form)
}

/// A comma-separated table.
struct Table<'t> {
    reader: csv::Reader<&'t [u8]>,
    head: csv::StringRecord,
}

impl<'t> Table<'t> {
    fn of(text: &'t str, separator: u8) -> Result<Table<'t>, Vec<String>> {
        let mut reader = csv::ReaderBuilder::new()
            .trim(csv::Trim::All)
            .flexible(true)
            .delimiter(separator)
            .from_reader(text.as_bytes());
        match reader.headers() {
            Ok(head) => Ok(Table { head: head.clone(), reader }),
            Err(error) => Err(vec![no_table(&error)]),
        }
    }

    fn column(&self, name: &str) -> Option<usize> {
        self.head.iter().position(|column| column.eq_ignore_ascii_case(name))
    }

    /// Columns that stand twice: it is not known which of them counts.
    fn stated_twice(&self) -> Vec<Mistake> {
        let count = |name: &&str| {
            self.head.iter().filter(|column| column.eq_ignore_ascii_case(name)).count() > 1
        };
        let told = |name: &str| {
            (
                1,
                format!(
                    "line 1: found the column {name} twice, expected it once; remove one of them"
                ),
            )
        };
        COLUMNS.into_iter().chain(["expert"]).filter(count).map(told).collect()
    }
}

fn no_table(error: &csv::Error) -> String {
    format!("it is not a comma-separated table: {}", shown(&error.to_string()))
}

/// Reads every row.
fn rows(table: &mut Table<'_>, text: &str, form: &mut Form) {
    let columns = ["name", "expert", "low", "likely", "high"].map(|name| table.column(name));
    let wide = table.head.len();
    let is_odd = text.matches('"').count() % 2 == 1;
    let mut last = (0, false);
    for record in table.reader.records() {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                let line = error.position().map_or(0, csv::Position::line);
                form.mistakes.push((line, no_table(&error)));
                break;
            }
        };
        let line = record.position().map_or(0, csv::Position::line);
        last = (line, record.iter().any(|cell| cell.contains('\n')));
        let [name, expert, figures @ ..] =
            columns.map(|at| at.and_then(|at| record.get(at)).unwrap_or_default());
        if record.iter().skip(wide).any(|cell| !cell.is_empty()) {
            form.mistakes.push((
                line,
                format!(
                    "line {line}, {}: found {} cells, expected {wide}; write a point, not a comma, before decimals, \
                     and put a text that has commas in quotation marks",
                    shown(name),
                    record.len()
                ),
            ));
        }
        one(line, name, expert, figures, form);
    }
    if let (line, true) = last
        && is_odd
    {
        form.mistakes.push((
            line,
            format!(
                "line {line}: found a quotation mark that is not closed, so that the lines below belong to its cell; \
                 expected marks in pairs; close it or remove it"
            ),
        ));
    }
}

/// Reads one row. One without figures is left out.
fn one(line: u64, key: &str, expert: &str, cells: [&str; 3], form: &mut Form) {
    if cells.iter().all(|cell| cell.is_empty()) {
        return;
    }
    let place = format!("line {line}, {}", shown(key));
    let mut wrong = |words: String| form.mistakes.push((line, words));
    if key.is_empty() {
        wrong(format!(
            "line {line}: figures without a name; write the name of a parameter, or empty the row"
        ));
    }
    let mut figures = [None; 3];
    for ((figure, cell), name) in figures.iter_mut().zip(cells).zip(FIGURES) {
        // Rooms are counted: how many there are is not a belief.
        if cell.is_empty() && !(key == ROOMS && name == "likely") {
            wrong(format!(
                "{place}: no {name}; state low, likely and high, or empty all three to keep the range"
            ));
        } else if !cell.is_empty() {
            *figure = read_number(cell);
            if figure.is_none() {
                wrong(format!(
                    "{place}: {name}: found {}, expected a number such as 3.5 or 15%, or a length of time such as \
                     5 min; write a point, not a comma, before decimals, and no other words",
                    shown(cell)
                ));
            }
        }
    }
    let [low, likely, high] = figures.map(|figure| figure.map(|(number, _)| number));
    let is_rooms = key == ROOMS && cells[1].is_empty();
    let likely = if is_rooms { low } else { likely };
    let in_order = |one: Option<f64>, other: Option<f64>| {
        one.zip(other).is_none_or(|(one, other)| one <= other)
    };
    if !(in_order(low, likely) && in_order(likely, high) && in_order(low, high)) {
        let told: Vec<String> = FIGURES
            .iter()
            .zip([low, likely, high])
            .filter_map(|(name, figure)| figure.map(|figure| format!("{name} {figure}")))
            .collect();
        wrong(format!(
            "{place}: found {}; expected low ≤ likely ≤ high; put them in order",
            told.join(", ")
        ));
    }
    if let (Some(low), Some(likely), Some(high)) = (low, likely, high)
        && !key.is_empty()
    {
        form.beliefs.push(Belief {
            line,
            key: key.to_owned(),
            expert: expert.to_owned(),
            range: [low, likely, high],
            marks: figures.map(|figure| figure.map_or(Mark::Plain, |(_, mark)| mark)),
        });
    } else if !key.is_empty() {
        form.others.push((line, key.to_owned()));
    }
}

/// `3.5`, `15%`, or a length of time such as `3.5 min` in minutes.
fn read_number(cell: &str) -> Option<(f64, Mark)> {
    let (number, mark) = match cell.strip_suffix('%') {
        Some(percent) => (percent.trim().parse::<f64>().ok()? / 100.0, Mark::Percent),
        None => match cell.parse() {
            Ok(number) => (number, Mark::Plain),
            Err(_) => (duration(cell)?, Mark::Time),
        },
    };
    number.is_finite().then_some((number, mark))
}

/// Whoever states the same parameter twice is told.
fn same_person(form: &mut Form) {
    let mut seen = BTreeMap::new();
    for belief in &form.beliefs {
        let Some(first) = seen.insert((&belief.key, &belief.expert), belief.line) else { continue };
        let who = match belief.expert.as_str() {
            "" => "nobody named".into(),
            expert => shown(expert),
        };
        form.mistakes.push((
            belief.line,
            format!(
                "line {}, {}: stated before on line {first} by the same person ({who}); name each person in the \
                 column expert, or remove one row",
                belief.line,
                shown(&belief.key)
            ),
        ));
    }
}
