//! The options of `import`, with their help texts. No logic.

use clap::Args;
use std::path::PathBuf;

/// Examples and files.
pub(super) const HELP: &str = "Examples:\n  pcn-sim import downloads --output data\n  pcn-sim import downloads \
    --output data --networks 30\n  pcn-sim validate average-pcn --networks data/practices.csv\n\n\
    The folder holds files as NHS England publishes them, compressed or not: Appointments in General Practice \
    (practice level crosstab), Cloud Based Telephony, Submissions via Online Consultation Systems, Patients \
    Registered at a GP Practice, General Practice Workforce, Primary Care Network Workforce, ODS \
    epcncorepartnerdetails or Mapping.csv, deprivation. What a file is follows from its columns, not from its \
    name. docs/networks.md says where each is found.\n\n\
    Writes practices.csv, monthly.csv, left-out.csv (every file, row, value, practice and network that was not \
    used, with the reason), england.csv (each column beside the practices of England) and, if staff of networks \
    were read, network-staff.csv.\n\
    Exit code 2: a file cannot be used, and why; nothing is written.";

/// What to import.
#[derive(Clone, Debug, Args)]
pub(crate) struct ImportOptions {
    /// The folder of the publications, or one file.
    #[arg(value_name = "FOLDER")]
    pub(crate) folder: PathBuf,
    /// The folder for the tables.
    #[arg(long, value_name = "DATA")]
    pub(crate) output: PathBuf,
    /// Replace tables of an earlier import in the folder. Other files in it are kept.
    #[arg(long)]
    pub(crate) force: bool,
    /// Keep values below a fifth of the 1st centile of England's practices or above five times the 99th,
    /// which are otherwise left out.
    #[arg(long)]
    pub(crate) accept: bool,
    /// Write only so many networks, chosen so that they differ: above and below the medians of list,
    /// deprivation, calls missed and appointments on the day. Only networks of three practices or more that
    /// state everything are chosen.
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..=2000), value_name = "N")]
    pub(crate) networks: Option<u16>,
    /// Print only errors.
    #[arg(long)]
    pub(crate) quiet: bool,
}
