//! Which parameters grow old: how far their evidence reaches, which publication renews it, and in which month.
//!
//! A parameter is *dated* if its evidence names a year. The page `docs/maintenance.md` is printed here, and
//! `check` asks here whether the dates of a scenario run ahead of its parameters.

use crate::model::sourced::{Evidence, Parameter};
use crate::scenario::embedded::{BASELINE, all};
use crate::scenario::error::ScenarioError;
use crate::scenario::{FileSystem, Scenario, load};
use crate::units::MONTH_NAMES;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// How many months the dates of a scenario may be ahead of the evidence of a parameter before `check` warns.
pub const MOST_MONTHS: i32 = 24;

/// A month of a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month {
    /// The year.
    pub year: i16,
    /// The month, 1 to 12.
    pub month: i8,
}

impl Month {
    const fn index(self) -> i32 {
        self.year as i32 * 12 + self.month as i32
    }
}

impl std::fmt::Display for Month {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let name = MONTH_NAMES.get(usize::from(self.month.unsigned_abs()).saturating_sub(1));
        write!(f, "{} {}", name.unwrap_or(&"December"), self.year)
    }
}

/// A publication that appears again and again, or a study that does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Publication {
    /// Words of a citation that name it.
    words: &'static [&'static str],
    /// Its name.
    pub name: &'static str,
    /// Who publishes it.
    pub publisher: &'static str,
    /// When a new edition appears; empty if none does.
    pub appears: &'static str,
    /// In which month the value is renewed, 1 to 12; 0 if never.
    month: i8,
    /// Who renews what.
    pub task: &'static str,
}

/// Whose evidence is named by `words` and has no new edition.
const fn study(words: &'static [&'static str], name: &'static str) -> Publication {
    Publication {
        words,
        name,
        publisher: "",
        appears: "",
        month: 0,
        task: "the maintainer, when a better study is known",
    }
}

/// Publications by words that name them; the first that fits counts.
const PUBLICATIONS: [Publication; 36] = [
    Publication {
        words: &["bank holidays"],
        name: "UK bank holidays",
        publisher: "GOV.UK",
        appears: "January, for the year after next",
        month: 1,
        task: "the maintainer: `calendar.bank_holidays.dates` and the working days of a year",
    },
    Publication {
        words: &["General Practice Workforce"],
        name: "General Practice Workforce",
        publisher: "NHS England",
        appears: "monthly, by practice; the year to December in January",
        month: 2,
        task: "the maintainer: gradients by deprivation; a network: its own staff (`network`, `init`)",
    },
    Publication {
        words: &[
            "Network Contract DES",
            "in the scheme from",
            "GPs are reimbursed from",
            "the limit of",
            "£60,401",
            "limits follow pay",
            "22.894",
            "as in 2024/25",
            "as in 2025/26",
        ],
        name: "Network Contract DES: specification and reimbursement",
        publisher: "NHS England",
        appears: "March, for the year from April",
        month: 3,
        task: "the maintainer with a network's business manager: sums, limits and roles under `money`",
    },
    Publication {
        words: &["GP contract"],
        name: "GP contract: letter of changes",
        publisher: "NHS England",
        appears: "February or March, for the year from April",
        month: 3,
        task: "the maintainer with a practice manager: rules of the front door",
    },
    Publication {
        words: &[
            "Appointments in General Practice",
            "recorded more of their online messages",
            "video was 0.5",
        ],
        name: "Appointments in General Practice",
        publisher: "NHS England",
        appears: "monthly; the year to March at the end of April",
        month: 4,
        task: "the maintainer: month indices, clinics, non-attendance; then targets and calibration",
    },
    Publication {
        words: &["Cloud Based Telephony", "so that calls of"],
        name: "Cloud Based Telephony Data in General Practice",
        publisher: "NHS England",
        appears: "monthly; the year to March by June",
        month: 6,
        task: "the maintainer: calls by weekday and hour; a network: its own (`network`)",
    },
    Publication {
        words: &["Online Consultation", "so that forms of"],
        name: "Submissions via Online Consultation Systems in General Practice",
        publisher: "NHS England",
        appears: "monthly; the year to March by June",
        month: 6,
        task: "the maintainer: forms by weekday and hour; a network: its own (`network`)",
    },
    Publication {
        words: &["NHS 111 Minimum Data Set"],
        name: "NHS 111 Minimum Data Set, now Integrated Urgent Care Aggregate Data Collection",
        publisher: "NHS England",
        appears: "monthly; the year to March by June",
        month: 6,
        task: "the maintainer: outcomes of calls to NHS 111",
    },
    Publication {
        words: &["GP Patient Survey"],
        name: "GP Patient Survey",
        publisher: "NHS England and Ipsos",
        appears: "July",
        month: 7,
        task: "the maintainer: channels, and what patients do without an appointment",
    },
    Publication {
        words: &["Agenda for Change"],
        name: "Agenda for Change: pay award and circular",
        publisher: "NHS Employers",
        appears: "May to August, back to April",
        month: 8,
        task: "the maintainer: salaries under `money.roles`",
    },
    Publication {
        words: &["registers with a yearly review"],
        name: "Quality and Outcomes Framework",
        publisher: "NHS England",
        appears: "August or September, for the year to March",
        month: 9,
        task: "the maintainer: planned care by deprivation",
    },
    Publication {
        words: &["Accident and Emergency Activity", "Focus on A&E"],
        name: "Hospital Accident and Emergency Activity",
        publisher: "NHS England",
        appears: "September, before the winter, for the year to March",
        month: 9,
        task: "the maintainer: attendances by hour, weekday and deprivation",
    },
    Publication {
        words: &["King's Fund, key facts"],
        name: "Key facts and figures about the NHS",
        publisher: "The King's Fund, after Unit Costs of Health and Social Care",
        appears: "irregular; unit costs in spring",
        month: 5,
        task: "the maintainer: the price of an hour of a GP",
    },
    Publication {
        words: &["Health Survey for England"],
        name: "Health Survey for England",
        publisher: "NHS England",
        appears: "yearly, in parts, often in December",
        month: 12,
        task: "the maintainer: the share of mental health",
    },
    Publication {
        words: &["respiratory weekly incidence"],
        name: "Communicable and Respiratory Disease Report",
        publisher: "RCGP Research and Surveillance Centre",
        appears: "weekly; a whole winter by May",
        month: 5,
        task: "the maintainer: requests about respiratory illness by month",
    },
    Publication {
        words: &["Menlo Park"],
        name: "GP Earnings and Expenses Estimates, and surveys of earnings",
        publisher: "NHS England; Menlo Park Recruitment",
        appears: "August or September, for the year to March of the year before",
        month: 9,
        task: "the maintainer: prices of overtime and locums",
    },
    study(&["Stevens 2017"], "Stevens 2017, lengths of consultations"),
    study(&["READY"], "READY study 2025, paramedics"),
    study(&["Maskrey"], "Maskrey 2018, pharmacists"),
    study(&["Nuffield Trust"], "Nuffield Trust 2025, supervision"),
    study(&["Pinnock"], "Pinnock 2005, asthma reviews"),
    study(&["Hobbs"], "Hobbs 2016, consultations by age"),
    study(&["Taunton", "Drennan"], "evaluations of single roles"),
    study(
        &["Keele", "Jordan 2010", "Bankhead", "British Journal of General Practice"],
        "studies of reasons for consulting",
    ),
    study(&["Making Time", "GP Access"], "studies of access and of work that could be avoided"),
    study(&["O'Keeffe"], "O'Keeffe 2018, non-urgent attendances by hour"),
    study(
        &["Kajaria-Montag"],
        "Kajaria-Montag 2024, continuity and the interval to the next visit",
    ),
    study(&["Barker"], "Barker 2017, continuity of care of older people"),
    study(&["Parisi"], "Parisi 2021, turnover of GPs"),
    study(&["Eccles"], "Eccles 2019, online forms that are always open"),
    study(&["Gopfert"], "Gopfert 2021, lengths by number of conditions"),
    study(&["Lancet 2016", "WiseGP"], "Hobbs 2016 and BMA, what a GP's session is made of"),
    study(&["Why Test?"], "Why Test? 2023, reasons for tests"),
    study(&["Sinnott"], "Sinnott 2022, sessions of GPs observed"),
    study(&["NHS Confederation"], "NHS Confederation 2024, case studies"),
    study(&["Suffolk and North East Essex"], "a model of one integrated care board, 2024"),
];

/// A parameter whose evidence names a year.
#[derive(Clone, Debug)]
pub struct Dated<'s> {
    /// The parameter.
    pub parameter: &'s Parameter,
    /// The last month that its evidence names or covers.
    pub until: Month,
    /// What renews it; `None` for evidence of one's own.
    pub publication: Option<&'static Publication>,
    /// The key of its source, or empty.
    pub source: &'s str,
}

/// The parameters of `scenario` whose evidence names a year, in their order.
///
/// ```
/// use pcn_sim::maintenance::dated;
/// use pcn_sim::scenario::{FileSystem, load};
///
/// let scenario = load("average-pcn", &FileSystem)?;
/// let calls = dated(&scenario).into_iter().find(|of| of.parameter.key == "demand.telephone.monday");
/// assert_eq!(calls.map(|of| of.until.to_string()), Some("February 2026".to_owned()));
/// # Ok::<(), pcn_sim::scenario::error::ScenarioError>(())
/// ```
pub fn dated(scenario: &Scenario) -> Vec<Dated<'_>> {
    scenario.parameters.iter().filter_map(|parameter| of(scenario, parameter)).collect()
}

fn of<'s>(scenario: &'s Scenario, parameter: &'s Parameter) -> Option<Dated<'s>> {
    let (source, text) = match &parameter.evidence {
        Evidence::Source(key) => {
            (key.as_str(), scenario.sources.iter().find(|(known, _)| known == key)?.1.as_str())
        }
        Evidence::Assumption(text) | Evidence::Fitted(text) => ("", text.as_str()),
    };
    let names =
        |publication: &&Publication| publication.words.iter().any(|word| text.contains(word));
    let publication = PUBLICATIONS.iter().find(names);
    Some(Dated { parameter, until: until(text)?, publication, source })
}

/// The last month that a text names or covers: `2025/26` and `2019-20` end in March, a year alone in December.
fn until(text: &str) -> Option<Month> {
    let bytes = text.as_bytes();
    let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let mut last = None;
    for at in 0..bytes.len() {
        let is_alone = !at.checked_sub(1).is_some_and(|before| {
            bytes[before].is_ascii_alphanumeric() || matches!(bytes[before], b',' | b'.' | b'_')
        });
        if !is_alone || !(at..at + 4).all(is_digit) || is_digit(at + 4) {
            continue;
        }
        let Some(year) = text.get(at..at + 4).and_then(|digits| digits.parse::<i16>().ok()) else {
            continue;
        };
        if !(1990..2050).contains(&year) || bytes.get(at + 4).is_some_and(u8::is_ascii_alphabetic) {
            continue;
        }
        let second = text.get(at + 5..at + 7).and_then(|digits| digits.parse::<i16>().ok());
        let is_span = matches!(bytes.get(at + 4), Some(b'/' | b'-'))
            && second == Some((year + 1) % 100)
            && !is_digit(at + 7);
        let before = text.get(..at).unwrap_or_default().split_whitespace().next_back();
        let named = MONTH_NAMES.iter().position(|name| before == Some(name));
        let month = match (is_span, named) {
            (true, _) => Month { year: year + 1, month: 3 },
            (false, Some(index)) => Month { year, month: index as i8 + 1 },
            (false, None) => Month { year, month: 12 },
        };
        last = last.max(Some(month));
    }
    last
}

/// Parameters of one publication, behind the dates of a scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Behind {
    /// The keys of the parameters.
    pub keys: Vec<String>,
    /// What their evidence is.
    pub name: String,
    /// The last month that it covers.
    pub until: Month,
    /// How their evidence is renewed.
    pub remedy: String,
}

/// The parameters that the dates of `scenario` run ahead of by over two years, by publication, the oldest first.
/// Studies without a new edition are left out: no year makes them older.
pub fn behind(scenario: &Scenario) -> Vec<Behind> {
    let start = scenario.system.calendar.start;
    let now = Month { year: start.year(), month: start.month() };
    let mut found: BTreeMap<(Month, String), Behind> = BTreeMap::new();
    for of in dated(scenario) {
        let is_old = now.index() - of.until.index() > MOST_MONTHS;
        if !is_old || of.publication.is_some_and(|publication| publication.month == 0) {
            continue;
        }
        let (name, remedy) = match of.publication {
            Some(publication) => (
                publication.name.to_owned(),
                format!("a new edition appears: {}", publication.appears),
            ),
            None if of.source.is_empty() => {
                ("an assumption".to_owned(), "look at it again".to_owned())
            }
            None => (format!("source {}", of.source), "look for a newer one".to_owned()),
        };
        let behind = found.entry((of.until, name.clone())).or_insert_with(|| Behind {
            keys: Vec::new(),
            name,
            until: of.until,
            remedy,
        });
        behind.keys.push(of.parameter.key.clone());
    }
    found.into_values().collect()
}

const PREFACE: &str = "\
# Who updates what each year

Printed by `pcn-sim describe maintenance`. A parameter is *dated* if its evidence names a year; this page lists every
one of all scenarios that come with the program, how far its evidence reaches, the publication that renews it, and the
month in which that appears. Parameters whose evidence names no year are not listed: nothing tells when they are out of date.

`check` warns where the dates of a scenario (`calendar.start`) run ahead of the evidence of its parameters by over two
years, and names them. Studies that have no new edition are not warned of: they are replaced when a better one is
known, and not by the calendar. The baseline itself is warned of where a newer edition exists and was not used.

## The year

| appears | publication | publisher | who renews what | parameters |
|---|---|---|---|---:|
";

const AFTER_THE_YEAR: &str = "
*The maintainer* is whoever releases the program. *A network* is whoever keeps a scenario of its own: it renews its own lists,
staff, rooms and calls, which `network` and `init` read, and needs nothing else of this page.

Once a year, after the figures to March have appeared (July):

1. Renew the values and their ranges in `scenarios/average-pcn.toml`, with their `source` or `assumption`, and the citations
   under `[sources]`; name the period in the citation, because the dates on this page are read from it.
2. Move `calendar.start`, add the bank holidays of the year after next, and set `money.year`.
3. Renew the targets under `scenarios/targets/`, fit what is fitted ([calibration.md](calibration.md)), and see that the
   network meets them ([validation.md](validation.md)).
4. Run `just docs`, which prints this page again, and say in the changelog what changed and which results move.

Decisions that carry a date and no evidence: `calendar.start`, `calendar.bank_holidays.dates`, `money.year`.

## Every dated parameter of the baseline

| parameter | evidence until | publication | appears |
|---|---|---|---|
";

const OTHERS: &str = "
## Every dated parameter of the other scenarios

What the other built-in scenarios, levers and case studies state with other evidence than the baseline, and what it leaves out.
Scenarios of an earlier year keep what held then: nobody renews that.

| parameter | evidence until | publication | appears | in |
|---|---|---|---|---|
";

/// A row of the page.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Entry {
    /// The key of the parameter.
    key: String,
    until: Month,
    /// What renews it, and when it appears.
    name: &'static str,
    appears: &'static str,
}

impl Entry {
    fn of(dated: &Dated<'_>) -> Entry {
        let (name, appears) = match dated.publication {
            Some(publication) if publication.month > 0 => (publication.name, publication.appears),
            Some(publication) => (publication.name, "no new edition"),
            None => ("own judgement", "no new edition"),
        };
        Entry { key: dated.parameter.key.clone(), until: dated.until, name, appears }
    }

    fn cells(&self) -> String {
        let Entry { key, until, name, appears } = self;
        format!("| `{key}` | {until} | {name} | {appears} |")
    }
}

/// The dated parameters of every built-in scenario that the baseline has not, or has with other evidence, and the
/// scenarios that have them.
fn of_others(baseline: &[Entry]) -> Result<Vec<(Entry, Vec<&'static str>)>, ScenarioError> {
    let known: BTreeSet<&Entry> = baseline.iter().collect();
    let mut found: Vec<(Entry, Vec<&'static str>)> = Vec::new();
    for (name, _) in all() {
        let scenario = load(name, &FileSystem)?;
        for entry in dated(&scenario).iter().map(Entry::of).filter(|entry| !known.contains(entry)) {
            match found.iter_mut().find(|(other, _)| *other == entry) {
                Some((_, names)) => names.push(name),
                None => found.push((entry, vec![name])),
            }
        }
    }
    Ok(found)
}

/// The page that lists every dated parameter of the built-in scenarios.
///
/// # Errors
///
/// [`ScenarioError`] if a built-in scenario cannot be read. A test excludes this.
pub fn page() -> Result<String, ScenarioError> {
    let scenario = load(BASELINE, &FileSystem)?;
    let baseline: Vec<Entry> = dated(&scenario).iter().map(Entry::of).collect();
    let others = of_others(&baseline)?;
    let mut out = PREFACE.to_owned();
    let mut yearly: Vec<&Publication> = PUBLICATIONS.iter().filter(|of| of.month > 0).collect();
    yearly.sort_by_key(|publication| publication.month);
    let count = |publication: &Publication| {
        let of_others = others.iter().map(|(entry, _)| entry);
        baseline.iter().chain(of_others).filter(|entry| entry.name == publication.name).count()
    };
    for of in yearly {
        let Publication { name, publisher, appears, task, .. } = of;
        let _ = writeln!(out, "| {appears} | {name} | {publisher} | {task} | {} |", count(of));
    }
    out.push_str(AFTER_THE_YEAR);
    for entry in &baseline {
        let _ = writeln!(out, "{}", entry.cells());
    }
    out.push_str(OTHERS);
    for (entry, names) in &others {
        let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
        let _ = writeln!(out, "{} {} |", entry.cells(), names.join(", "));
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_month_of_a_text_is_found() {
        for (text, month) in [
            ("October 2024 to February 2026 (England; January and February 2026)", "February 2026"),
            ("Activity 2019-20: Monday 16 per cent", "March 2020"),
            ("contract of 2025/26, salary of £73,113", "March 2026"),
            ("GP Patient Survey 2024 and 2025", "December 2025"),
            ("Drennan and others 2015, 65:e344: 1.24 times", "December 2015"),
            ("in BMJ 2023;382:p1629", "December 2023"),
        ] {
            assert_eq!(
                until(text).map(|month| month.to_string()),
                Some(month.to_owned()),
                "{text}"
            );
        }
        for text in ["no year", "£2,025 a year", "PMC2015", "387:2323", "12025", "2015th"] {
            assert_eq!(until(text), None, "{text}");
        }
    }

    #[test]
    fn every_dated_parameter_of_every_shipped_scenario_has_a_publication_and_is_on_the_page() {
        let page = page().expect("every built-in scenario is valid");
        let mut count = 0;
        for (name, _) in all() {
            let scenario = load(name, &FileSystem).expect("it is valid");
            for of in dated(&scenario) {
                count += 1;
                let Parameter { key, evidence, .. } = of.parameter;
                // What is said of an earlier year, in scenarios of that year, nobody renews.
                let is_past = matches!(evidence, Evidence::Assumption(text) if text.contains("2019"))
                    && of.source.is_empty();
                assert!(of.publication.is_some() || is_past, "{name}: {key}: {evidence:?}");
                let row = Entry::of(&of).cells();
                let line = page.lines().find(|line| {
                    line.starts_with(&row) && (*line == row || line.contains(&format!("`{name}`")))
                });
                assert!(line.is_some(), "{name}: {row}");
            }
        }
        assert!(count > 4_000, "{count}");
        for key in [
            "emergency_by_hour.after_failure.closed_ratio",
            "emergency_by_hour.self_referred.per_1000_year",
            "administration.contracted",
            "administration.pharmacist.hours_a_week",
            "months.mix.child",
            "months.not_attended",
            "double_slots.multimorbidity_length",
            "money.locum_day",
        ] {
            assert!(page.contains(&format!("| `{key}` | ")), "{key}");
        }
    }
}
