//! What a practice's own exports say: tables, a page, files.

mod csv;
mod page;
mod told;

pub use csv::fits_csv;
pub use page::fits_html;
pub use told::fits_text;
