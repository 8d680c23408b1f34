//! The value of information: tables, files, and what to measure first in three sentences.

mod csv;
#[cfg(feature = "report")]
mod page;
mod subject;
mod told;

pub use csv::{evsi_csv, information_csv, pounds_csv};
#[cfg(feature = "report")]
pub use page::information_html;
pub use subject::{Told, costs};
pub use told::{information_text, three_sentences};
