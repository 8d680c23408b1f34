//! Workbooks: each sheet is a table, whose cells are read one by one.

use super::cell::{Marks, Month};
use super::sheet::{Outcome, Sheet};
use calamine::{DataRef, Reader, SheetType, SheetVisible, Xlsx};
use std::borrow::Cow;
use std::io::{Read, Seek};
use zip::ZipArchive;

/// The largest size of a workbook's parts after decompression \[bytes\]: what is shared by all sheets, and one
/// sheet.
const LARGEST: [u64; 2] = [200_000_000, 2_000_000_000];

/// The most columns of a sheet. Cells beyond are not read.
const MOST_COLUMNS: usize = 500;

/// Whether the parts of a workbook are as large as those of a publication at most.
pub(super) fn is_bounded<R: Read + Seek>(archive: &mut ZipArchive<R>) -> Result<(), String> {
    for index in 0..archive.len() {
        let part = archive.by_index_raw(index).map_err(|error| error.to_string())?;
        let name = part.name().map_err(|error| error.to_string())?;
        let most = LARGEST[usize::from(name.starts_with("xl/worksheets/"))];
        if part.size() > most {
            return Err(format!("a workbook whose part {name} is larger than {most} bytes"));
        }
    }
    Ok(())
}

/// Reads every sheet of a workbook.
pub(super) fn read<R: Read + Seek>(
    label: &str,
    file: R,
    named: Option<Month>,
) -> Result<Vec<Outcome>, String> {
    let mut book: Xlsx<R> = Xlsx::new(file).map_err(|error| error.to_string())?;
    let mut outcomes = Vec::new();
    for about in book.sheets_metadata().to_vec() {
        let name = about.name;
        let label = format!("{label}/{name}");
        let unread = match (about.typ, about.visible) {
            (SheetType::WorkSheet, SheetVisible::Visible) => None,
            (SheetType::WorkSheet, _) => {
                Some("a hidden sheet; if it has data, show it in the workbook")
            }
            _ => Some("a sheet without cells"),
        };
        if let Some(reason) = unread {
            outcomes.push(Outcome::unread(&label, reason));
            continue;
        }
        let mut sheet = Sheet::new(&label, named, Marks::default(), false);
        let mut cells = book.worksheet_cells_reader(&name).map_err(|error| error.to_string())?;
        let mut row: Vec<String> = Vec::new();
        let mut at = 0;
        let mut is_wanted = true;
        while let Some(cell) = cells.next_cell().map_err(|error| error.to_string())? {
            let (line, column) = cell.get_position();
            if line != at {
                is_wanted = push(&mut sheet, at, &row);
                row.clear();
                at = line;
                if !is_wanted {
                    break;
                }
            }
            let column = column as usize;
            if column < MOST_COLUMNS {
                if row.len() <= column {
                    row.resize(column + 1, String::new());
                }
                row[column] = text(cell.get_value());
            }
        }
        if is_wanted && !row.is_empty() {
            push(&mut sheet, at, &row);
        }
        outcomes.push(sheet.finish());
    }
    Ok(outcomes)
}

/// What is given each row.
type EachRow<'e> = &'e mut dyn FnMut(usize, usize, &[Cow<'_, str>]);

/// Gives `each` every row of the visible sheets: the index of the sheet, the line, the cells.
pub(super) fn each_row<R: Read + Seek>(file: R, each: EachRow<'_>) -> Result<(), String> {
    let mut book: Xlsx<R> = Xlsx::new(file).map_err(|error| error.to_string())?;
    let is_shown = |about: &calamine::Sheet| {
        (about.typ, about.visible) == (SheetType::WorkSheet, SheetVisible::Visible)
    };
    let names: Vec<String> = book
        .sheets_metadata()
        .iter()
        .filter(|about| is_shown(about))
        .map(|about| about.name.clone())
        .collect();
    for (index, name) in names.iter().enumerate() {
        let mut cells = book.worksheet_cells_reader(name).map_err(|error| error.to_string())?;
        let (mut row, mut at): (Vec<Cow<'_, str>>, u32) = (Vec::new(), 0);
        while let Some(cell) = cells.next_cell().map_err(|error| error.to_string())? {
            let (line, column) = cell.get_position();
            if line != at {
                each(index, at as usize + 1, &row);
                row.clear();
                at = line;
            }
            let column = column as usize;
            if column < MOST_COLUMNS {
                if row.len() <= column {
                    row.resize(column + 1, Cow::Borrowed(""));
                }
                row[column] = Cow::Owned(text(cell.get_value()));
            }
        }
        each(index, at as usize + 1, &row);
    }
    Ok(())
}

fn push(sheet: &mut Sheet, line: u32, row: &[String]) -> bool {
    let cells: Vec<Cow<'_, str>> = row.iter().map(|cell| Cow::Borrowed(cell.as_str())).collect();
    sheet.push(line as usize + 1, &cells)
}

/// A cell as text: numbers with all their digits, days as the workbook counts them.
fn text(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(is_true) => is_true.to_string(),
        DataRef::DateTime(day) => day.as_f64().to_string(),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::Error(error) => format!("#{error:?}"),
        DataRef::Empty => String::new(),
    }
}
