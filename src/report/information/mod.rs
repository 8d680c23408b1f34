//! The value of information: tables, files, and what to measure first in three sentences.

mod csv;
mod subject;
mod told;

pub use csv::{evsi_csv, information_csv, pounds_csv};
pub use subject::{Told, costs};
pub use told::{information_text, three_sentences};
