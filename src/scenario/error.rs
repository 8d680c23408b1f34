//! What can be wrong with a scenario, and how to mend it.

use crate::text::{shortened, shown};
use std::fmt;
use std::path::PathBuf;

/// A scenario could not be used.
#[derive(Debug, thiserror::Error)]
#[error("cannot use scenario {}: {kind}", shown(.name))]
#[non_exhaustive]
pub struct ScenarioError {
    /// The scenario as it was asked for: a path or an embedded name.
    pub name: String,
    /// What is wrong. Its text is within that of the error, so it is no `source` beside it.
    pub kind: ScenarioErrorKind,
}

/// What is wrong with a scenario.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ScenarioErrorKind {
    /// The file could not be read.
    #[error("cannot read {}: {}", shown(&.path.display().to_string()), shown(.reason))]
    Read {
        /// The file.
        path: PathBuf,
        /// Why, and what to do about it.
        reason: String,
    },
    /// Neither a file nor an embedded scenario.
    #[error(
        "there is no file of that name and no such scenario built in; {near}built in are: {known}"
    )]
    Unknown {
        /// The names that may have been meant, as a question with a space behind it, if any are.
        near: String,
        /// The embedded names.
        known: String,
    },
    /// A base that leads back to the scenario itself.
    #[error(
        "its bases go round in a circle: {}; one of them must stand without `base`",
        shown(.circle)
    )]
    Circular {
        /// The chain of bases.
        circle: String,
    },
    /// So many bases, one below the other, that they are taken for a circle.
    #[error(
        "more than {most} bases stand below one another, from {} down to {}; if one of them \
         leads back by a roundabout path, it must stand without `base`",
        shown(.from),
        shown(.to)
    )]
    TooDeep {
        /// The scenario.
        from: String,
        /// The base at which reading stopped.
        to: String,
        /// How many bases there may be.
        most: usize,
    },
    /// Read, but it describes no possible network. Lists every problem found.
    #[error("{}", list(.0))]
    Invalid(Vec<Problem>),
}

/// One thing wrong in a scenario file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The file.
    pub file: String,
    /// The line, if the problem has one.
    pub line: Option<usize>,
    /// The key, from the top of the file.
    pub key: String,
    /// What stands there.
    pub found: String,
    /// What should.
    pub expected: String,
    /// How to mend it.
    pub remedy: String,
}

/// Of what was found, so much is shown \[characters\].
const LONGEST_FOUND: usize = 400;

/// Written so that no text from a file acts on a terminal or looks like another line.
impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", shown(&self.file))?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        if !self.key.is_empty() {
            write!(f, ": `{}`", shown(&self.key))?;
        }
        write!(
            f,
            "\n    found     {}\n    expected  {}\n    remedy    {}",
            shown(&shortened(&self.found, LONGEST_FOUND)),
            shown(&self.expected),
            shown(&self.remedy)
        )
    }
}

/// Several problems, one below the other.
pub fn list(problems: &[Problem]) -> String {
    let noun = if problems.len() == 1 { "problem" } else { "problems" };
    let mut text = format!("{} {noun}", problems.len());
    for problem in problems {
        text.push_str("\n  ");
        text.push_str(&problem.to_string());
    }
    text
}
