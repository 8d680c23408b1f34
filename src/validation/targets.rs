//! Targets: observed values, their tolerances and their sources.

use crate::measures::distributions::{self, DISTRIBUTIONS, Distribution};
use crate::measures::{self, MEASURES, Measure};
use crate::scenario::document::parse;
use crate::scenario::embedded;
use crate::scenario::error::{Problem, list};
use crate::scenario::quantity::Kind;
use crate::scenario::reader::{Collected, Hints, Section};
use crate::scenario::{Files, Sort, short_name};
use crate::text::alike::nearest;
use crate::text::shown;
use std::cell::RefCell;
use std::path::{Path, PathBuf};

/// Targets of one place and period, read and checked.
#[derive(Clone, Debug)]
pub struct Targets {
    /// The file name without its extension, or the built-in name.
    pub name: String,
    /// A title for people.
    pub title: String,
    /// The licence under which the figures are used.
    pub attribution: String,
    /// Citations by key.
    pub sources: Vec<(String, String)>,
    /// The targets, in the order written.
    pub targets: Vec<Target>,
    /// The text of the file.
    pub text: String,
}

/// An observation of a measure or a distribution.
#[derive(Clone, Debug)]
pub struct Target {
    /// What it is called.
    pub name: String,
    /// The measure or distribution that it is compared with.
    pub compared: Compared,
    /// The period of the observation, and the population if it is not all of England.
    pub period: String,
    /// The key of its source.
    pub source: String,
    /// Its use.
    pub purpose: Purpose,
    /// Its weight; inputs have none.
    pub weight: Option<Weight>,
    /// What else is needed to judge it.
    pub note: Option<String>,
    /// The values: one for a measure, one for each stated band of a distribution.
    pub target_values: Vec<TargetValue>,
}

/// What a target is compared with.
#[derive(Clone, Copy)]
pub enum Compared {
    /// A single number.
    Measure(&'static Measure),
    /// A number for each band.
    Distribution(&'static Distribution),
}

impl Compared {
    /// The name of the measure or distribution.
    pub fn name(self) -> &'static str {
        match self {
            Compared::Measure(measure) => measure.name,
            Compared::Distribution(distribution) => distribution.name,
        }
    }

    /// Its unit.
    pub fn unit(self) -> &'static str {
        match self {
            Compared::Measure(measure) => measure.unit,
            Compared::Distribution(distribution) => distribution.unit,
        }
    }
}

impl std::fmt::Debug for Compared {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

/// One value of a target, in the unit of what it is compared with.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TargetValue {
    /// The band of the distribution, as an index.
    pub band: Option<usize>,
    /// The observed value; `None` if only a range is known.
    pub observed: Option<f64>,
    /// The lowest and the highest accepted value; `None` for an input without a tolerance.
    pub limits: Option<(f64, f64)>,
}

/// The use of a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Parameters may be fitted to it.
    Calibration,
    /// Held back: nothing is fitted to it.
    Validation,
    /// An input of the model: shown, and never counted as a pass.
    Input,
}

impl Purpose {
    /// The words in files.
    pub const WORDS: [(&str, Purpose); 3] = [
        ("calibration", Purpose::Calibration),
        ("validation", Purpose::Validation),
        ("input", Purpose::Input),
    ];

    /// Its word.
    pub const fn word(self) -> &'static str {
        Purpose::WORDS[self as usize].0
    }
}

/// The weight of a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// A model that misses it is not valid.
    Must,
    /// A model that misses it must explain why.
    Should,
}

impl Weight {
    /// The words in files.
    pub const WORDS: [(&str, Weight); 2] = [("must", Weight::Must), ("should", Weight::Should)];

    /// Its word.
    pub const fn word(self) -> &'static str {
        Weight::WORDS[self as usize].0
    }
}

/// Targets cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("cannot use targets {}: {kind}", shown(.name))]
#[non_exhaustive]
pub struct TargetsError {
    /// The targets as requested: a path or a built-in name.
    pub name: String,
    /// The problem. Its text is part of the error's text, so it is not also a source.
    pub kind: TargetsErrorKind,
}

/// The problem with targets.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TargetsErrorKind {
    /// The file cannot be read.
    #[error("cannot read {}: {}", shown(&.path.display().to_string()), shown(.reason))]
    Read {
        /// The file.
        path: PathBuf,
        /// The reason, and what to do about it.
        reason: String,
    },
    /// The name is neither a file nor built in.
    #[error("there is no file and no built-in targets of that name; {near}built in are: {known}")]
    Unknown {
        /// A name that may have been meant, as a question followed by a space, or empty.
        near: String,
        /// The built-in names.
        known: String,
    },
    /// The file was read but does not describe targets. Lists every problem found.
    #[error("{}", list(.0))]
    Invalid(Vec<Problem>),
}

/// Loads the targets called `name`: a path, or a built-in name.
///
/// # Example
///
/// ```
/// use pcn_sim::scenario::FileSystem;
/// use pcn_sim::validation::targets;
///
/// let england = targets::load("england-2025-26", &FileSystem)?;
/// assert!(england.targets.iter().all(|target| !target.source.is_empty()));
/// # Ok::<(), targets::TargetsError>(())
/// ```
///
/// # Errors
///
/// [`TargetsError`], with every problem of the file.
pub fn load(name: &str, files: &impl Files) -> Result<Targets, TargetsError> {
    let fail = |kind| TargetsError { name: name.to_owned(), kind };
    let path = Path::new(name);
    let (text, shown) = match embedded::targets(name) {
        Some(text) => (text.to_owned(), format!("{name} (built in)")),
        None if files.exists(path) => {
            let read = files.read(path, Sort::Targets);
            let text =
                read.map_err(|reason| fail(TargetsErrorKind::Read { path: path.into(), reason }))?;
            (text, name.to_owned())
        }
        None => {
            let known: Vec<_> = embedded::TARGETS.iter().map(|(name, _)| *name).collect();
            let near = nearest(name, known.iter().copied());
            let near = near.map_or_else(String::new, |near| format!("did you mean \"{near}\"? "));
            return Err(fail(TargetsErrorKind::Unknown { near, known: known.join(", ") }));
        }
    };
    let mut targets =
        read(&text, &shown).map_err(|problems| fail(TargetsErrorKind::Invalid(problems)))?;
    targets.name = short_name(name);
    Ok(targets)
}

/// Remedies for keys of a file of targets.
const HINTS: Hints = Hints {
    missing: "add the key; `scenarios/targets/england-2025-26.toml` shows the form",
    unknown: "remove it, or look it up with `pcn-sim describe measures`",
};

/// Reads targets from `text`, the file called `file`.
///
/// # Errors
///
/// Every problem found.
pub fn read(text: &str, file: &str) -> Result<Targets, Vec<Problem>> {
    let root = parse(text, 0, file)?;
    let files = [file.to_owned()];
    let collected = RefCell::new(Collected { hints: HINTS, ..Collected::default() });
    let document = Section::root(&root, &files, &collected);
    let about = document.section("about");
    let (title, attribution) = (about.text("title"), about.text("attribution"));
    about.finish();
    let sources = sources(&document.section("sources"));
    let sections = document.list_of_sections("target");
    let targets: Vec<Target> =
        sections.iter().filter_map(|section| target(section, &sources)).collect();
    document.finish();
    if sections.is_empty() {
        let expected = "at least one [[target]]";
        document.problem("target", "no target", expected, "state what was observed");
    }
    check_names(&sections, &targets, &document, &sources);
    let mut problems = collected.into_inner().problems;
    if problems.is_empty() {
        let (name, text) = (String::new(), text.to_owned());
        return Ok(Targets { name, title, attribution, sources, targets, text });
    }
    problems.sort_by_key(|problem| problem.line);
    problems.dedup();
    Err(problems)
}

fn sources(section: &Section<'_>) -> Vec<(String, String)> {
    let read = |(key, source): (String, Section<'_>)| {
        let citation = source.text("citation");
        source.finish();
        (key, citation)
    };
    section.sections().into_iter().map(read).collect()
}

/// A name may be used for one target only, and every source must be cited.
fn check_names(
    sections: &[Section<'_>],
    targets: &[Target],
    document: &Section<'_>,
    sources: &[(String, String)],
) {
    // Names are compared only if every target was read; the indices then agree.
    if sections.len() != targets.len() {
        return;
    }
    for (index, (target, section)) in targets.iter().zip(sections).enumerate() {
        if targets[..index].iter().any(|other| other.name == target.name) {
            let found = format!("{:?}, as before", target.name);
            section.problem("name", &found, "a unique name", "name the target differently");
        }
    }
    for (key, _) in sources {
        if targets.iter().all(|target| target.source != *key) {
            let found = format!("the source \"{key}\", which no target cites");
            let remedy = format!("remove [sources.{key}] or cite it");
            document.problem("sources", &found, "sources that are cited", &remedy);
        }
    }
}

/// One `[[target]]`; `None` if essential parts are wrong.
fn target(section: &Section<'_>, sources: &[(String, String)]) -> Option<Target> {
    let (name, period) = (section.text("name"), section.text("period"));
    let source = section.text("source");
    if !source.is_empty() && sources.iter().all(|(known, _)| *known != source) {
        section.problem(
            "source",
            &format!("the text {source:?}"),
            &format!("the key of a table [sources.{source}]"),
            "add it with a `citation`, or correct the name",
        );
    }
    let purpose = section.choice("use", &Purpose::WORDS, "");
    // An input has no weight, so the key is unknown there.
    let weight = (purpose != Purpose::Input).then(|| section.choice("weight", &Weight::WORDS, ""));
    let note = section.optional_text("note");
    let compared = compared(section);
    let unit = section.text("unit");
    let target_values = match compared {
        Some(compared) => {
            if !unit.is_empty() && unit != compared.unit() {
                section.problem(
                    "unit",
                    &format!("the text {unit:?}"),
                    &format!("{:?}, the unit of `{}`", compared.unit(), compared.name()),
                    "give the value in this unit",
                );
            }
            target_values(section, compared, purpose)
        }
        None => {
            // The rest cannot be judged and is not reported as a problem.
            for key in ["value", "values", "low", "high", "tolerance"] {
                section.quietly_asked(key);
            }
            Vec::new()
        }
    };
    section.finish();
    Some(Target { name, compared: compared?, period, source, purpose, weight, note, target_values })
}

/// The measure or distribution that a target names.
fn compared(section: &Section<'_>) -> Option<Compared> {
    let measure = section.optional_text("measure");
    let distribution = section.optional_text("distribution");
    let unknown = |key: &str, name: &str, near: Option<&str>| {
        let remedy = near.map_or_else(
            || "`pcn-sim describe measures` lists them".to_owned(),
            |near| format!("did you mean \"{near}\"?"),
        );
        let (found, expected) = (format!("the text {name:?}"), format!("the name of a {key}"));
        section.problem(key, &found, &expected, &remedy);
    };
    match (measure, distribution) {
        (Some(name), None) => {
            let found = measures::find(&name).map(Compared::Measure);
            if found.is_none() {
                let near = nearest(&name, MEASURES.iter().map(|measure| measure.name));
                unknown("measure", &name, near);
            }
            found
        }
        (None, Some(name)) => {
            let found = distributions::find(&name).map(Compared::Distribution);
            if found.is_none() {
                let near = nearest(&name, DISTRIBUTIONS.iter().map(|known| known.name));
                unknown("distribution", &name, near);
            }
            found
        }
        (measure, _) => {
            let found = if measure.is_some() { "both" } else { "neither" };
            section.problem(
                "",
                &format!("{found} of `measure` and `distribution`"),
                "exactly one of them",
                "say what the target is compared with",
            );
            None
        }
    }
}

/// How far the simulation may be from the observation.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Tolerance {
    /// In units of the value.
    Absolute(f64),
    /// As a share of the value.
    Relative(f64),
}

impl Tolerance {
    /// Parses text such as "2 points" or "3 %". Points are hundredths of a share.
    fn parse(text: &str, is_share: bool) -> Option<Tolerance> {
        let (number, kind) = text.split_once(' ')?;
        let is_plain = number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
        let number = number.parse::<f64>().ok().filter(|number| is_plain && *number > 0.0)?;
        match kind {
            "points" if is_share => Some(Tolerance::Absolute(number / 100.0)),
            "%" => Some(Tolerance::Relative(number / 100.0)),
            _ => None,
        }
    }

    fn around(self, value: f64) -> (f64, f64) {
        let by = match self {
            Tolerance::Absolute(by) => by,
            Tolerance::Relative(share) => share * value,
        };
        (value - by, value + by)
    }
}

fn tolerance(section: &Section<'_>, is_share: bool) -> Option<Tolerance> {
    let text = section.text("tolerance");
    let read = Tolerance::parse(&text, is_share);
    if read.is_none() && !text.is_empty() {
        let expected = if is_share { "\"2 points\" or \"3 %\"" } else { "\"3 %\"" };
        let remedy = "write a number above 0, a space and the word, in quotes";
        section.problem("tolerance", &format!("the text {text:?}"), expected, remedy);
    }
    read
}

/// The observation: a value, a range, or a value for each band.
fn target_values(section: &Section<'_>, compared: Compared, purpose: Purpose) -> Vec<TargetValue> {
    let is_share = compared.unit() == "share";
    let kind = if is_share { Kind::Share } else { Kind::Amount(compared.unit()) };
    if let Compared::Distribution(distribution) = compared {
        let values = section.section("values");
        let stated: Vec<(usize, f64)> = (distribution.bands.iter().enumerate())
            .filter_map(|(index, band)| Some((index, values.optional_lever(band, kind, "")?)))
            .collect();
        values.finish();
        let tolerance = needed_tolerance(section, is_share, purpose);
        let target_value = |(index, value): (usize, f64)| TargetValue {
            band: Some(index),
            observed: Some(value),
            limits: tolerance.map(|tolerance| tolerance.around(value)),
        };
        return stated.into_iter().map(target_value).collect();
    }
    let low = section.optional_lever("low", kind, "");
    let high = section.optional_lever("high", kind, "");
    let (observed, limits) = match (low, high) {
        (None, None) => {
            let value = section.lever("value", kind, "");
            let tolerance = needed_tolerance(section, is_share, purpose);
            (Some(value), tolerance.map(|tolerance| tolerance.around(value)))
        }
        (Some(low), Some(high)) if low < high => (None, Some((low, high))),
        _ => {
            let remedy = "state both, or `value` and `tolerance`";
            section.problem("low", "no range", "`low` below `high`", remedy);
            (None, None)
        }
    };
    vec![TargetValue { band: None, observed, limits }]
}

/// An input is not judged, so it needs no tolerance.
fn needed_tolerance(section: &Section<'_>, is_share: bool, purpose: Purpose) -> Option<Tolerance> {
    if purpose == Purpose::Input && !section.has("tolerance") {
        return None;
    }
    tolerance(section, is_share)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::FileSystem;

    const HEAD: &str =
        "[about]\ntitle = \"T\"\nattribution = \"A\"\n[sources.s]\ncitation = \"C\"\n";

    fn one(lines: &str) -> String {
        format!(
            "{HEAD}[[target]]\nname = \"N\"\nperiod = \"P\"\nsource = \"s\"\nuse = \"calibration\"\n\
             weight = \"must\"\n{lines}"
        )
    }

    #[track_caller]
    fn refused(lines: &str) -> String {
        let problems = read(&one(lines), "t.toml").expect_err(lines);
        list(&problems)
    }

    #[test]
    fn values_tolerances_and_ranges_become_limits() {
        let target = |lines: &str| read(&one(lines), "t.toml").expect(lines).targets.remove(0);
        let share = target(
            "measure = \"gp_share\"\nunit = \"share\"\nvalue = 0.455\ntolerance = \"2 points\"\n",
        );
        let (low, high) = share.target_values[0].limits.expect("it has a tolerance");
        assert!((low - 0.435).abs() < 1e-12 && (high - 0.475).abs() < 1e-12);
        let range = target(
            "measure = \"gp_contacts_per_day\"\nunit = \"contacts per day\"\nlow = 25\nhigh = 37\n",
        );
        assert_eq!(
            (range.target_values[0].observed, range.target_values[0].limits),
            (None, Some((25.0, 37.0)))
        );
        let bands = target(
            "distribution = \"appointments_by_month\"\nunit = \"index\"\ntolerance = \"4 %\"\n\
             [target.values]\nMay = 1.5\nJanuary = 1.0\n",
        );
        assert_eq!(bands.target_values.len(), 2);
        assert_eq!((bands.target_values[0].band, bands.target_values[1].band), (Some(0), Some(4)));
        assert_eq!(bands.target_values[1].limits, Some((1.44, 1.56)));
    }

    #[test]
    fn what_is_wrong_is_said_with_line_and_remedy() {
        let text = refused(
            "measure = \"gp_shares\"\nunit = \"share\"\nvalue = 0.4\ntolerance = \"2 points\"\n",
        );
        assert!(text.starts_with("1 problem\n  t.toml:12: `target[0].measure`"), "{text}");
        assert!(text.contains("did you mean \"gp_share\"?"), "{text}");
        for (lines, words) in [
            ("unit = \"share\"\nvalue = 0.4\n", "neither of `measure` and `distribution`"),
            (
                "measure = \"gp_share\"\ndistribution = \"booking_lag_all\"\nunit = \"share\"\n",
                "both of",
            ),
            (
                "measure = \"gp_share\"\nunit = \"%\"\nvalue = 0.4\ntolerance = \"2 points\"\n",
                "\"share\", the unit of `gp_share`",
            ),
            (
                "measure = \"gp_share\"\nunit = \"share\"\nvalue = 40\ntolerance = \"2 points\"\n",
                "a share between 0 and 1",
            ),
            ("measure = \"gp_share\"\nunit = \"share\"\nvalue = 0.4\ntolerance = 2\n", "a text"),
            (
                "measure = \"gp_share\"\nunit = \"share\"\nvalue = 0.4\ntolerance = \"-2 points\"\n",
                "\"2 points\" or \"3 %\"",
            ),
            (
                "measure = \"requests\"\nunit = \"requests\"\nvalue = 4\ntolerance = \"2 points\"\n",
                "expected  \"3 %\"",
            ),
            (
                "measure = \"gp_share\"\nunit = \"share\"\nvalue = 0.4\n",
                "add the key; `scenarios/targets",
            ),
            ("measure = \"gp_share\"\nunit = \"share\"\nlow = 0.4\n", "`low` below `high`"),
            (
                "measure = \"gp_share\"\nunit = \"share\"\nvalue = 0.4\ntolerance = \"1 points\"\ncolour = 1\n",
                "a key that is not used here",
            ),
            (
                "distribution = \"booking_lag_all\"\nunit = \"share\"\ntolerance = \"1 points\"\n[target.values]\n\"same days\" = 0.4\n",
                "did you mean `same day`?",
            ),
        ] {
            let text = refused(lines);
            assert!(text.contains(words), "{words} is not in\n{text}");
        }
    }

    #[test]
    fn all_problems_are_told_at_once() {
        let text = "[about]\ntitle = \"T\"\n[sources.s]\ncitation = \"C\"\n[[target]]\nname = \"N\"\nuse = \"fitting\"\n";
        let problems = read(text, "t.toml").expect_err("nearly everything is missing");
        assert!(problems.len() >= 6, "{}", list(&problems));
        assert!(read("", "t.toml").is_err());
        assert!(
            list(&read(HEAD, "t.toml").expect_err("no target")).contains("at least one [[target]]")
        );
    }

    #[test]
    fn an_input_needs_neither_weight_nor_tolerance() {
        let text = one("measure = \"gp_share\"\nunit = \"share\"\nvalue = 0.4\n");
        let input = text.replace("calibration", "input").replace("weight = \"must\"\n", "");
        let targets = read(&input, "t.toml").expect("a complete input").targets;
        assert_eq!((targets[0].weight, targets[0].target_values[0].limits), (None, None));
        assert!(
            list(&read(&text.replace("calibration", "input"), "t.toml").expect_err("a weight"))
                .contains("`target[0].weight`")
        );
    }

    #[test]
    fn the_built_in_targets_are_complete() {
        let targets = load(embedded::ENGLAND, &FileSystem).expect("built-in targets load");
        assert!(targets.attribution.contains("Open Government Licence"));
        assert!(targets.targets.len() > 20);
        assert!(
            load("nowhere", &FileSystem)
                .is_err_and(|error| error.to_string().contains(embedded::ENGLAND))
        );
    }
}
