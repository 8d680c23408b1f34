//! Problems of a scenario, and how to correct them.

use crate::text::{shortened, shown};
use std::fmt;
use std::path::PathBuf;

/// A scenario cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("cannot use scenario {}: {kind}", shown(.name))]
#[non_exhaustive]
pub struct ScenarioError {
    /// The scenario as requested: a path or a built-in name.
    pub name: String,
    /// The problem. Its text is part of the error's text, so it is not also a `source`.
    pub kind: ScenarioErrorKind,
}

impl ScenarioError {
    /// Every problem of the scenario; the error itself as one where it could not be read.
    pub fn into_problems(self) -> Vec<Problem> {
        match self.kind {
            ScenarioErrorKind::Invalid(problems) => problems,
            other => vec![Problem {
                file: self.name,
                line: None,
                key: "base".into(),
                found: other.to_string(),
                expected: "a scenario that can be read".into(),
                remedy: "this is a fault of the program; please report it".into(),
            }],
        }
    }
}

/// The problem with a scenario.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ScenarioErrorKind {
    /// The file cannot be read.
    #[error("cannot read {}: {}", shown(&.path.display().to_string()), shown(.reason))]
    Read {
        /// The file.
        path: PathBuf,
        /// The reason, and what to do about it.
        reason: String,
    },
    /// The name is neither a file nor a built-in scenario.
    #[error("there is no file and no built-in scenario of that name; {near}built in are: {known}")]
    Unknown {
        /// Names that may have been meant, as a question followed by a space, or empty.
        near: String,
        /// The built-in names.
        known: String,
    },
    /// A chain of bases that leads back to the scenario.
    #[error(
        "its bases form a circle: {}; one of them must have no `base`",
        shown(.circle)
    )]
    Circular {
        /// The chain of bases.
        circle: String,
    },
    /// A chain of bases so long that it is taken for a circle.
    #[error(
        "more than {most} bases follow one another, from {} to {}; if one of them \
         leads back to the scenario, it must have no `base`",
        shown(.from),
        shown(.to)
    )]
    TooDeep {
        /// The scenario.
        from: String,
        /// The base at which reading stopped.
        to: String,
        /// The maximum number of bases.
        most: usize,
    },
    /// The file was read but describes no possible network. Lists every problem found.
    #[error("{}", list(.0))]
    Invalid(Vec<Problem>),
}

/// One problem in a scenario file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The file.
    pub file: String,
    /// The line, if the problem has one.
    pub line: Option<usize>,
    /// The key, from the top of the file.
    pub key: String,
    /// What was found.
    pub found: String,
    /// What was expected.
    pub expected: String,
    /// How to correct it.
    pub remedy: String,
}

/// Maximum length of what was found, as shown \[characters\].
const LONGEST_FOUND: usize = 400;

/// Written so that no text from a file affects a terminal or looks like another line.
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

/// Several problems, one below another.
pub fn list(problems: &[Problem]) -> String {
    let noun = if problems.len() == 1 { "problem" } else { "problems" };
    let mut text = format!("{} {noun}", problems.len());
    for problem in problems {
        text.push_str("\n  ");
        text.push_str(&problem.to_string());
    }
    text
}
