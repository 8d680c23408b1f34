//! Prints parameters, measures, roles, scenarios or what is renewed when, as Markdown.

use crate::cli::Exit;
use crate::cli::arguments::{DescribeOptions, Described};
use crate::cli::terminal::answer;
use pcn_sim::{describe, maintenance};

/// Prints what was asked for.
pub(crate) fn describe(options: &DescribeOptions) -> anyhow::Result<Exit> {
    let text = match options.what {
        Described::Parameters => describe::parameters()?,
        Described::Measures => describe::measures(),
        Described::Roles => describe::roles()?,
        Described::Scenarios => describe::scenarios()?,
        Described::Maintenance => maintenance::page()?,
        Described::Beliefs => pcn_sim::uncertainty::belief_form::form()?,
    };
    Ok(answer(|out| out.write_all(text.as_bytes())).exit(Exit::Done, ""))
}
