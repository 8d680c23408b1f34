//! Forms as files: comma-separated values, and workbooks of spreadsheet programs.

use crate::cli::exit::WrongRequest;
use crate::cli::files::files;
use anyhow::Context;
use calamine::{Data, Reader as _, Xlsx, open_workbook_from_rs};
use pcn_sim::own::form::{self, Row};
use pcn_sim::report::disk::{Durability, put};
use pcn_sim::scenario::{Files, Sort};
use pcn_sim::text::csv::{Csv, other_separator};
use pcn_sim::text::lines::line_feeds;
use rust_xlsxwriter::{Format, Workbook};
use std::fs::File;
use std::io::{Cursor, Read};
use std::path::Path;

/// Maximum size of a workbook \[bytes\].
const MOST_BYTES: u64 = 10_000_000;

/// Maximum number of cells of a workbook's first sheet.
const MOST_CELLS: usize = 100_000;

/// Width of the columns of an empty form \[characters\].
const WIDTH: f64 = 24.0;

fn is_workbook(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("xlsx"))
}

/// Writes the empty form.
pub(crate) fn write_empty(path: &Path) -> anyhow::Result<()> {
    let bytes = if is_workbook(path) { workbook()? } else { table().into_bytes() };
    put(path, Durability::Synced, |out| out.write_all(&bytes))
        .with_context(|| format!("cannot write {}", path.display()))?;
    Ok(())
}

fn table() -> String {
    let rows = form::empty();
    let mut csv = Csv::new(&rows[0]);
    rows[1..].iter().for_each(|row| csv.row(row));
    csv.text()
}

fn workbook() -> anyhow::Result<Vec<u8>> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("practices")?;
    let (bold, words) = (Format::new().set_bold(), Format::new().set_italic().set_text_wrap());
    for (row, cells) in (0..).zip(form::empty()) {
        for (column, cell) in (0..).zip(cells) {
            match row {
                0 => sheet.write_string_with_format(row, column, cell, &bold)?,
                1 => sheet.write_string_with_format(row, column, cell, &words)?,
                _ => sheet.write_string(row, column, cell)?,
            };
            sheet.set_column_width(column, WIDTH)?;
        }
    }
    sheet.set_freeze_panes(2, 1)?;
    Ok(book.save_to_buffer()?)
}

/// The rows of a filled form.
pub(crate) fn read(path: &Path) -> anyhow::Result<Vec<Row>> {
    let wrong = |why: String| {
        let text = format!("cannot use the form {}: {why}", path.display());
        anyhow::Error::from(WrongRequest(text))
    };
    let rows = if is_workbook(path) { of_workbook(path) } else { of_table(path) };
    rows.map_err(wrong)
}

fn of_table(path: &Path) -> Result<Vec<Row>, String> {
    let text = files().read(path, Sort::Form)?;
    let text = line_feeds(&text);
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| format!("{error}; correct the row"))?;
        if rows.is_empty()
            && let Some(other) = other_separator(&record)
        {
            return Err(format!(
                "its values are separated by {other}; save it again with commas: in Excel, Save as, \
                 CSV UTF-8 (Comma delimited)"
            ));
        }
        let line = record.position().map_or(0, |at| at.line() as usize);
        rows.push((line, record.iter().map(|cell| unguarded(cell).to_owned()).collect()));
    }
    Ok(rows)
}

/// A cell without the apostrophe that keeps spreadsheet programs from calculating it.
fn unguarded(cell: &str) -> &str {
    cell.strip_prefix('\'').unwrap_or(cell)
}

fn of_workbook(path: &Path) -> Result<Vec<Row>, String> {
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(|error| error.to_string())?;
    if !file.metadata().is_ok_and(|about| about.is_file()) {
        return Err("it is not a regular file".to_owned());
    }
    file.take(MOST_BYTES + 1).read_to_end(&mut bytes).map_err(|error| error.to_string())?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err(format!(
            "it is larger than {} MB, and a form is small",
            MOST_BYTES / 1_000_000
        ));
    }
    let opened: Result<Xlsx<_>, _> = open_workbook_from_rs(Cursor::new(bytes));
    let is_none = |error| format!("it is no workbook ({error}); save it as .xlsx or as .csv");
    let mut book = opened.map_err(is_none)?;
    let sheet = book.worksheet_range_at(0).ok_or("it has no sheet")?;
    let sheet = sheet.map_err(|error| format!("its first sheet cannot be read: {error}"))?;
    let (height, width) = sheet.get_size();
    if height.saturating_mul(width) > MOST_CELLS {
        return Err(format!("its first sheet has more than {MOST_CELLS} cells; is it the form?"));
    }
    let first = sheet.start().map_or(0, |(row, _)| row as usize);
    let row = |(index, cells): (usize, &[Data])| {
        (first + index + 1, cells.iter().map(|cell| cell.to_string().trim().to_owned()).collect())
    };
    Ok(sheet.rows().enumerate().map(row).collect())
}
