//! The next unit of everything: gains, what leads, and where the next room gains more than the next post.

mod csv;
mod found;
#[cfg(feature = "report")]
mod page;
mod switch;
mod told;

pub use csv::{marginal_csv, switch_csv};
#[cfg(feature = "figures")]
pub(super) use found::{Found, Standing, found};
#[cfg(feature = "report")]
pub use page::marginal_html;
#[cfg(feature = "figures")]
pub(super) use switch::{Place, Shown, shown};
pub use told::marginal_text;
