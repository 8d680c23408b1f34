//! Prints parameters, measures, roles or scenarios as Markdown.

use crate::cli::Exit;
use crate::cli::arguments::{DescribeOptions, Described};
use crate::cli::terminal::answer;
use pcn_sim::describe;

/// Prints what was asked for.
pub(crate) fn describe(options: &DescribeOptions) -> anyhow::Result<Exit> {
    let text = match options.what {
        Described::Parameters => describe::parameters()?,
        Described::Measures => describe::measures(),
        Described::Roles => describe::roles()?,
        Described::Scenarios => describe::scenarios()?,
    };
    Ok(answer(|out| out.write_all(text.as_bytes())).exit(Exit::Done, ""))
}
