//! An empty workbook with what the file says of itself.

use crate::text::shown;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

/// An empty workbook, whose date is fixed: that of the run is in `manifest.json`.
pub(super) fn begun(title: &str) -> Result<Workbook, XlsxError> {
    let mut book = Workbook::new();
    let properties = DocProperties::new()
        .set_title(shown(title))
        .set_subject("Access to primary care, simulated")
        .set_author(format!("pcn-sim {}", env!("CARGO_PKG_VERSION")))
        .set_comment("The date of this file is fixed; manifest.json has that of the run.")
        .set_creation_datetime(&ExcelDateTime::from_ymd(2000, 1, 1)?);
    book.set_properties(&properties);
    Ok(book)
}
