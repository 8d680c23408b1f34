//! The workbook of a study that is no comparison: its answer as printed, and its tables.

use super::begun::begun;
use super::grid::Grid;
use super::prose::Prose;
use super::{read_me, tidy};
use rust_xlsxwriter::XlsxError;
use std::io::{self, Write};

/// What a study found, as text and tables.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Study {
    /// What was studied, in words.
    pub title: String,
    /// The answer as the terminal shows it.
    pub words: String,
    /// The names of tables, of at most 31 letters and dashes, with their comma-separated text.
    pub tables: Vec<(String, String)>,
    /// Whether the run was stopped before it was done.
    pub is_partial: bool,
}

/// Writes the workbook of a study: read me, the answer, and one sheet for each table.
///
/// # Errors
///
/// I/O errors of `out`, and of the format.
pub fn write_study(study: &Study, out: &mut dyn Write) -> io::Result<()> {
    let bytes = workbook(study).map_err(io::Error::other)?;
    out.write_all(&bytes)
}

fn workbook(study: &Study) -> Result<Vec<u8>, XlsxError> {
    let sheet = |(name, csv): &(String, String)| {
        tidy::sheet(name, &format!("The same rows as {name}.csv."), csv)
    };
    let sheets: Vec<Grid> =
        study.tables.iter().filter_map(sheet).filter(|grid| !grid.is_empty()).collect();
    let mut about = vec![("Answer", "The answer as it is printed.".to_owned())];
    about.extend(sheets.iter().map(|grid| (grid.name.as_str(), grid.about.clone())));
    let mut first = Prose::default();
    first.heading(format!("Access to primary care, simulated: {}", study.title));
    read_me::opening(&mut first, study.is_partial);
    read_me::contents(&mut first, &about);
    first.heading("How to read the numbers");
    first.sentence(
        "Sheets have the columns of the CSV files beside this workbook; docs/commands.md says what each holds. \
         Cells show one decimal; the numbers in them are not rounded. An interval is of chance only unless its \
         name says total.",
    );
    first.sentence(read_me::LICENCE);
    let mut answer = Prose::default();
    answer.printed(&study.words);
    let mut book = begun(&study.title)?;
    first.add_to(&mut book, "Read me")?;
    answer.add_to(&mut book, "Answer")?;
    for sheet in &sheets {
        sheet.add_to(&mut book)?;
    }
    book.save_to_buffer()
}
