//! Prints parameters, measures, roles or scenarios as Markdown.

use crate::cli::Exit;
use crate::cli::arguments::{DescribeOptions, Described};
use pcn_sim::describe;
use std::io::Write;

/// Prints what was asked for.
pub(crate) fn describe(options: &DescribeOptions) -> anyhow::Result<Exit> {
    let text = match options.what {
        Described::Parameters => describe::parameters()?,
        Described::Measures => describe::measures(),
        Described::Roles => describe::roles()?,
        Described::Scenarios => describe::scenarios()?,
    };
    std::io::stdout().lock().write_all(text.as_bytes())?;
    Ok(Exit::Done)
}
