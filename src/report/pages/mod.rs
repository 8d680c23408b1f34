//! Pages of commands whose text for the terminal is made elsewhere: their tables have the cells of that text.

mod case_studies;
mod cells;
mod money;
mod networks;
mod validation;
mod warm_up;

pub(super) use case_studies::case_studies_html;
pub(super) use money::money_html;
pub(super) use networks::networks_html;
pub(super) use validation::validation_html;
pub(super) use warm_up::warm_up_html;
