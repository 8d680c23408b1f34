//! A scenario's text with some of its lines changed: most changes leave it a scenario, so that what
//! stands behind the parser is reached.

use super::bytes::Bytes;

/// Numbers at and beyond the edges of what can be asked.
const NUMBERS: [&str; 36] = [
    "0",
    "1",
    "2",
    "3",
    "5",
    "7",
    "12",
    "15",
    "28",
    "30",
    "60",
    "120",
    "365",
    "720",
    "1440",
    "0.5",
    "0.25",
    "0.1",
    "0.05",
    "0.01",
    "0.999999999",
    "1.000000001",
    "1.2",
    "1e-9",
    "1e-300",
    "5e-324",
    "200",
    "500",
    "5000",
    "100000",
    "10000000",
    "1e308",
    "4000000000",
    "-1",
    "nan",
    "inf",
];

/// Values of all kinds.
const VALUES: [&str; 30] = [
    "\"0 min\"",
    "\"1 min\"",
    "\"0.000001 min\"",
    "\"10000000 min\"",
    "\"12 h\"",
    "\"24 h\"",
    "\"365 d\"",
    "\"00:00\"",
    "\"08:00\"",
    "\"23:59\"",
    "\"24:00\"",
    "true",
    "false",
    "[]",
    "{}",
    "[1, 1]",
    "[[1]]",
    "2000-01-01",
    "2100-01-01",
    "9999-12-31",
    "2025-04-01",
    "\"\"",
    "\"é\u{301}\"",
    "\"\\u0000\"",
    "\"average-pcn\"",
    "\"total-triage\"",
    "\"room-each\"",
    "\"hot-desking\"",
    "\"general-practitioner\"",
    "07:30:00",
];

/// A table is copied only into a document of fewer lines, or copies of copies would fill the memory.
const MOST_LINES: usize = 4_000;

/// Characters that belong to a number.
fn is_numeric(c: char) -> bool {
    c.is_ascii_digit() || c == '.'
}

/// The part of a line in which values stand, without the evidence: from where to where.
fn values(line: &str) -> Option<(usize, usize)> {
    let from = line.find('=')? + 1;
    let key = line[..from].trim();
    if ["assumption", "source", "relative_range", "title", "question", "citation", "note"]
        .iter()
        .any(|word| key.starts_with(word))
    {
        return None;
    }
    let evidence = ["assumption =", "source =", "relative_range ="];
    let to = evidence.iter().filter_map(|word| line[from..].find(word)).min();
    Some((from, to.map_or(line.len(), |to| from + to)))
}

/// Where the numbers of a line stand.
fn numbers(line: &str) -> Vec<(usize, usize)> {
    let Some((start, end)) = values(line) else { return Vec::new() };
    let mut found = Vec::new();
    let mut open: Option<usize> = None;
    for (at, c) in line[start..end].char_indices().chain([(end - start, ' ')]) {
        match (open, is_numeric(c)) {
            (None, true) => open = Some(start + at),
            (Some(from), false) => {
                found.push((from, start + at));
                open = None;
            }
            _ => {}
        }
    }
    found
}

/// The line with its numbers replaced: by `number`, told the place of each.
fn with_numbers(line: &str, number: impl Fn(usize, &str) -> String) -> String {
    let mut out = String::new();
    let mut done = 0;
    for (place, (from, to)) in numbers(line).into_iter().enumerate() {
        out.push_str(&line[done..from]);
        out.push_str(&number(place, &line[from..to]));
        done = to;
    }
    out.push_str(&line[done..]);
    out
}

/// Changes one value into another of its kind; what the line says of its range follows.
pub(crate) fn tamper(lines: &mut [String], bytes: &mut Bytes<'_>) {
    let at = bytes.below(lines.len());
    // A line without a value stands for the next that has one.
    let editable = |line: &String| {
        !numbers(line).is_empty() || line.contains(" = true") || line.contains(" = false")
    };
    let Some(at) = (at..lines.len()).chain(0..at).find(|&at| editable(&lines[at])) else { return };
    let line = &lines[at];
    let count = numbers(line).len();
    lines[at] = match bytes.below(6) {
        0 if line.contains(" = true") => line.replace(" = true", " = false"),
        0 if line.contains(" = false") => line.replace(" = false", " = true"),
        // The value and both ends of its range, or every number of a list.
        0 | 1 => {
            let number = bytes.one_of(&NUMBERS[..31]);
            with_numbers(line, |_, _| number.into())
        }
        2 => {
            let factor = f64::from(bytes.byte()) / 64.0;
            with_numbers(line, |_, old| match old.parse::<f64>() {
                Ok(old) => (old * factor).to_string(),
                Err(_) => old.into(),
            })
        }
        3 => {
            let share = f64::from(bytes.byte()) / 255.0;
            with_numbers(line, |_, _| share.to_string())
        }
        // Everything in one place: a list of shares still sums to one.
        4 if count > 0 => {
            let one = bytes.below(count);
            with_numbers(line, |place, _| if place == one { "1".into() } else { "0".into() })
        }
        _ if count > 0 => {
            let (one, number) = (bytes.below(count), bytes.one_of(&NUMBERS));
            with_numbers(line, |place, old| if place == one { number.into() } else { old.into() })
        }
        _ => line.clone(),
    };
}

/// Changes one word out of a closed list into another of `words`.
pub(crate) fn reword(lines: &mut [String], bytes: &mut Bytes<'_>, words: &[(&str, &[&str])]) {
    let (key, choices) = words[bytes.below(words.len())];
    let word = bytes.one_of(choices);
    let holders: Vec<usize> =
        (0..lines.len()).filter(|&at| lines[at].starts_with(&format!("{key} ="))).collect();
    if !holders.is_empty() {
        lines[holders[bytes.below(holders.len())]] = format!("{key} = \"{word}\"");
    }
}

/// Spoils a line in any way, or moves it.
pub(crate) fn spoil(lines: &mut Vec<String>, bytes: &mut Bytes<'_>) {
    if lines.is_empty() {
        lines.push(bytes.text());
        return;
    }
    let (at, other) = (bytes.below(lines.len()), bytes.below(lines.len()));
    match bytes.below(8) {
        0 => drop(lines.remove(at)),
        1 => {
            let line = lines[at].clone();
            lines.insert(other, line);
        }
        2 => lines.swap(at, other),
        3 => lines.insert(at, bytes.text()),
        4 => {
            let value = bytes.one_of(&VALUES);
            if let Some((from, _)) = values(&lines[at]) {
                lines[at] = format!("{} {value}", &lines[at][..from]);
            }
        }
        5 => {
            // The key of one line with the value of another.
            if let (Some((key, _)), Some((_, value))) =
                (lines[at].split_once('='), lines[other].split_once('='))
            {
                lines[at] = format!("{key}={value}");
            }
        }
        6 => {
            let place = lines[at].char_indices().map(|(at, _)| at).nth(usize::from(bytes.byte()));
            let text = bytes.text();
            lines[at].insert_str(place.unwrap_or(0), &text);
        }
        _ => {
            // A table under another name: one more of its kind.
            if lines[at].starts_with('[') && lines.len() < MOST_LINES {
                let last = (at + 1..lines.len()).find(|&l| lines[l].starts_with('['));
                let table: Vec<String> = lines[at..last.unwrap_or(lines.len())].to_vec();
                lines.extend(table);
                let copied = lines.len() - (last.unwrap_or(lines.len() - 1) - at).max(1);
                lines[copied] = lines[copied].replace(']', "-too]");
            }
        }
    }
}

/// Puts one of `others` into a cell of a line of comma-separated values.
pub(crate) fn change_cell(lines: &mut [String], others: &[&str], bytes: &mut Bytes<'_>) {
    let at = bytes.below(lines.len());
    let mut cells: Vec<&str> = lines[at].split(',').collect();
    let place = bytes.below(cells.len());
    cells[place] = bytes.one_of(others);
    lines[at] = cells.join(",");
}
