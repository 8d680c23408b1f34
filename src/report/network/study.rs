//! What was asked of a run of `network`: the networks, and all that decides how each is fitted.

use crate::report::disk::{self, Durability};
use crate::report::manifest::{MODEL, sha256};
use crate::report::rows::StudyHash;
use crate::report::study_file::STUDY;
use serde::{Deserialize, Serialize};
use std::io;
use std::path::{Path, PathBuf};

/// The study of a folder of fitted networks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NetworkStudy {
    program: String,
    version: String,
    command: String,
    /// The SHA-256 of the model, of the base, of the method and of the data of each network together.
    sha256: [String; 4],
    /// The folder of the data, as it was named.
    pub data: PathBuf,
    /// Whether values far outside those of England's practices were kept.
    pub accept: bool,
    /// The base: a built-in name.
    pub base: String,
    /// All networks, whichever of them this folder is for.
    pub networks: Vec<String>,
    /// The seed.
    #[serde(with = "crate::experiment::seed")]
    pub seed: u64,
    /// Draws from the posterior of each network.
    pub draws: u32,
    /// Which of how many parts of the networks this folder is for.
    pub shard: Option<(u32, u32)>,
}

/// The command, as the file says it.
const COMMAND: &str = "network";

impl NetworkStudy {
    /// A study of `networks`. `base` is a name and its text, `method` all that the fit takes as given; `data` is the
    /// folder, whether everything in it was accepted, and what was published of the networks.
    pub fn new(
        (base, base_text): (&str, &str),
        method: &str,
        (folder, accept, published): (&Path, bool, &str),
        networks: Vec<String>,
        (seed, draws): (u64, u32),
        shard: Option<(u32, u32)>,
    ) -> NetworkStudy {
        NetworkStudy {
            program: env!("CARGO_PKG_NAME").into(),
            version: env!("CARGO_PKG_VERSION").into(),
            command: COMMAND.into(),
            sha256: [MODEL.into(), sha256(base_text), sha256(method), sha256(published)],
            data: folder.to_owned(),
            accept,
            base: base.into(),
            networks,
            seed,
            draws,
            shard,
        }
    }

    /// The study of `folder`.
    ///
    /// # Errors
    ///
    /// If there is none, or it is one of another command.
    pub fn read(folder: &Path) -> io::Result<NetworkStudy> {
        let text = disk::read_text(&folder.join(STUDY))?;
        let found: NetworkStudy = serde_json::from_str(&text).map_err(|error| {
            let text = format!("it is not a run of `pcn-sim {COMMAND}`: {error}");
            io::Error::new(io::ErrorKind::InvalidData, text)
        })?;
        Ok(found)
    }

    /// Writes it into `folder`.
    ///
    /// # Errors
    ///
    /// I/O errors of the file system.
    pub fn write(&self, folder: &Path) -> io::Result<()> {
        let text = serde_json::to_string_pretty(self)?;
        disk::put(&folder.join(STUDY), Durability::Synced, |out| writeln!(out, "{text}")).map(drop)
    }

    /// The hash of its rows, which is the same for every part of the networks.
    pub fn rows_hash(&self) -> StudyHash {
        let whole = NetworkStudy { shard: None, data: PathBuf::new(), ..self.clone() };
        StudyHash::of(&format!("{whole:?}"))
    }

    /// What differs between two studies of which one should continue the other, in words.
    pub fn differences(&self, other: &NetworkStudy) -> Vec<&'static str> {
        let sha = |index: usize| self.sha256[index] != other.sha256[index];
        let all = [
            (self.version != other.version || sha(0), "the program"),
            (self.base != other.base || sha(1), "the base"),
            (sha(2), "the method"),
            (self.networks != other.networks, "the networks"),
            (self.networks == other.networks && sha(3), "the data"),
            (self.seed != other.seed, "--seed"),
            (self.draws != other.draws, "--draws"),
            (self.shard != other.shard, "--shard"),
        ];
        all.into_iter().filter(|(differs, _)| *differs).map(|(_, words)| words).collect()
    }

    /// The networks of its part, with their places among all.
    pub fn own(&self) -> impl Iterator<Item = (u32, &str)> {
        let (part, parts) = self.shard.unwrap_or((1, 1));
        let all = self.networks.iter().enumerate();
        let own = all.filter(move |(index, _)| *index as u32 % parts == part - 1);
        own.map(|(index, code)| (index as u32, code.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn study(shard: Option<(u32, u32)>) -> NetworkStudy {
        let networks = ["U1", "U2", "U3"].map(str::to_owned).into();
        let data = (Path::new("downloads"), false, "data");
        NetworkStudy::new(("average-pcn", "text"), "method", data, networks, (1, 0), shard)
    }

    #[test]
    fn the_parts_together_are_all_networks_each_once() {
        let parts = [study(Some((1, 2))), study(Some((2, 2)))];
        let codes: Vec<Vec<&str>> =
            parts.iter().map(|part| part.own().map(|(_, code)| code).collect()).collect();
        assert_eq!(codes, [vec!["U1", "U3"], vec!["U2"]]);
        assert_eq!(parts[0].rows_hash(), study(None).rows_hash(), "rows can be joined");
        assert_eq!(parts[0].differences(&parts[1]), ["--shard"]);
    }

    #[test]
    fn what_changes_a_fit_changes_the_hash_of_its_rows() {
        let networks: Vec<String> = ["U1", "U2", "U3"].map(str::to_owned).into();
        let one = study(None);
        let of = |method, data, chance| {
            let data = (Path::new("elsewhere"), false, data);
            NetworkStudy::new(("average-pcn", "text"), method, data, networks.clone(), chance, None)
        };
        for (other, words) in [
            (of("other", "data", (1, 0)), "the method"),
            (of("method", "other", (1, 0)), "the data"),
            (of("method", "data", (2, 0)), "--seed"),
            (of("method", "data", (1, 4)), "--draws"),
        ] {
            assert_ne!(one.rows_hash(), other.rows_hash());
            assert_eq!(one.differences(&other), [words]);
        }
    }
}
