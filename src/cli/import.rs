//! Reads publications and writes them as tables.

use crate::cli::exit::{Exit, WrongRequest};
use crate::cli::import_options::ImportOptions;
use crate::cli::terminal::{answer, tell};
use pcn_sim::publications::beside::england_csv;
use pcn_sim::publications::chosen::choose;
use pcn_sim::publications::data::Dataset;
use pcn_sim::publications::load;
use pcn_sim::publications::summary::summary_text;
use pcn_sim::publications::written::{
    FILES, left_out_csv, practices_csv, staff_csv, write_monthly,
};
use pcn_sim::report::disk::{self, Durability};
use std::path::{Path, PathBuf};

/// Imports a folder of publications.
pub(crate) fn import(options: &ImportOptions) -> anyhow::Result<Exit> {
    check_output(options)?;
    let mut data = load(&options.folder, options.accept)?;
    if let Some(count) = options.networks {
        choose(&mut data, usize::from(count)).map_err(WrongRequest)?;
    }
    let answered = answer(|out| match options.quiet {
        true => Ok(()),
        false => out.write_all(summary_text(&data).as_bytes()),
    });
    let written = write(&options.output, &data);
    if let Err((path, cause)) = written {
        let told = answered.beside_files("the summary above is");
        anyhow::bail!("{told}{} could not be written: {cause}", path.display());
    }
    if !options.quiet {
        tell!("tables: {}", options.output.display());
    }
    Ok(answered
        .exit(Exit::Done, &format!("; the tables are complete in {}", options.output.display())))
}

/// Refuses folders in which something would be lost, or that would be read as publications the next time.
fn check_output(options: &ImportOptions) -> anyhow::Result<()> {
    let path = &options.output;
    let wrong = |what: &str| -> anyhow::Result<()> {
        Err(WrongRequest(format!("--output {}: {what}", path.display())).into())
    };
    if path.exists() && !path.is_dir() {
        return wrong("it is a file; name a folder");
    }
    let is_within = match (real(path), options.folder.canonicalize()) {
        (Some(output), Ok(folder)) => folder.is_dir() && output.starts_with(folder),
        _ => false,
    };
    if is_within {
        return wrong("it is within the folder that is read; name a folder outside it");
    }
    if FILES.iter().any(|name| path.join(name).exists()) && !options.force {
        return wrong(
            "it contains tables of an import; name another folder, or add --force to replace them",
        );
    }
    Ok(())
}

/// Where a folder is or will be, without links.
fn real(path: &Path) -> Option<PathBuf> {
    let path = std::path::absolute(path).ok()?;
    path.ancestors().find_map(|above| {
        let rest = path.strip_prefix(above).ok()?;
        Some(above.canonicalize().ok()?.join(rest))
    })
}

/// Writes the tables. If one cannot be written, those of this import are removed again.
fn write(folder: &Path, data: &Dataset) -> Result<(), (PathBuf, std::io::Error)> {
    let is_new = !folder.exists();
    disk::make_folder(folder).map_err(|error| (folder.to_owned(), error))?;
    for name in FILES {
        let path = folder.join(name);
        let is_needed = name != "network-staff.csv" || !data.staff.is_empty();
        let text = match name {
            "practices.csv" => practices_csv(data),
            "left-out.csv" => left_out_csv(data),
            "england.csv" => england_csv(data),
            "network-staff.csv" => staff_csv(data),
            _ => String::new(),
        };
        let done = if is_needed {
            disk::put(&path, Durability::Derived, |out| match name {
                "monthly.csv" => write_monthly(data, out),
                _ => out.write_all(text.as_bytes()),
            })
            .map(drop)
        } else {
            disk::remove(&path)
        };
        if let Err(error) = done {
            if is_new {
                disk::discard(folder, &FILES);
            }
            return Err((path, error));
        }
    }
    Ok(())
}
