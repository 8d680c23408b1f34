//! Completion scripts for shells and manual pages, made from the same definitions as `--help`.

use crate::cli::Exit;
use crate::cli::arguments::{Arguments, CompletionsOptions, ManOptions};
use crate::cli::terminal::{answer, tell};
use anyhow::Context;
use clap::CommandFactory;
use pcn_sim::report;
use pcn_sim::report::outputs::Output;

/// Prints the script for a shell.
pub(crate) fn completions(options: &CompletionsOptions) -> anyhow::Result<Exit> {
    let mut command = Arguments::command();
    let mut script = Vec::new();
    clap_complete::generate(options.shell, &mut command, env!("CARGO_PKG_NAME"), &mut script);
    Ok(answer(|out| out.write_all(&script)).exit(Exit::Done, ""))
}

/// Writes the manual pages.
pub(crate) fn man(options: &ManOptions) -> anyhow::Result<Exit> {
    let mut command = Arguments::command();
    command.build();
    let all = std::iter::once(&command).chain(command.get_subcommands());
    let pages = all.filter(|about| about.get_name() != "help").map(|about| {
        let name = if about.get_name() == command.get_name() {
            command.get_name().to_owned()
        } else {
            format!("{}-{}", command.get_name(), about.get_name())
        };
        let page = clap_mangen::Man::new(about.clone().display_name(&name));
        Output::new(format!("{name}.1"), move |out| page.render(&mut &mut *out))
    });
    let pages: Vec<Output<'_>> = pages.collect();
    let written = report::write(&options.folder, &pages, None)
        .context("the manual pages could not be written")?;
    tell!("{} manual pages in {}", written.len(), options.folder.display());
    Ok(Exit::Done)
}
