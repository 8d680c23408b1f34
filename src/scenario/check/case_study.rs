//! What was reported of a change that a health system made.

use crate::scenario::case_study::{CaseStudy, Controlled, Figure, Of, Per, Remains};
use crate::scenario::embedded;
use crate::scenario::quantity::Kind;
use crate::scenario::reader::Section;
use std::path::Path;

/// Maximum number of networks that make the same change. England has some 1,300.
const MOST_NETWORKS: f64 = 1_300.0;

/// Maximum number of replications.
const MOST_REPLICATIONS: f64 = 10_000.0;

pub(super) fn case_study(section: &Section<'_>) -> CaseStudy {
    let networks = section.optional_lever(
        "networks",
        Kind::Positive("networks"),
        "Number of networks that made the change, of which the scenario is one; omitted if it holds all",
    );
    let networks = networks.unwrap_or(1.0);
    if networks.fract() != 0.0 || networks > MOST_NETWORKS {
        section.problem(
            "networks",
            &networks.to_string(),
            &format!("a whole number from 1 to {MOST_NETWORKS}"),
            "count the networks that made the change",
        );
    }
    let study = CaseStudy {
        who: section.text("who"),
        done: section.text("done"),
        reported: section.text("reported"),
        citation: section.text("citation"),
        baseline: baseline(section),
        networks: networks as u32,
        replications: replications(section),
        controlled: section.choice(
            "controlled",
            &Controlled::CHOICES,
            "Whether the report had a control",
        ),
        assumes: section.text("assumes"),
        not_represented: section.text("not_represented"),
        remains: section.optional_section("remains").map(|table| remains(&table)),
        figures: section.list_of_sections("figures").iter().map(figure).collect(),
    };
    if study.figures.is_empty() {
        section.problem(
            "figures",
            "no figure",
            "at least one reported or simulated figure",
            "add [[case_study.figures]]",
        );
    }
    if study.remains.is_none() && study.figures.iter().any(|figure| figure.regresses) {
        section.problem(
            "remains",
            "nothing, while a figure regresses to the mean",
            "a table [case_study.remains] with `low`, `central` and `high`",
            "state the share of the reported effect that is left, or write regresses = false",
        );
    }
    section.finish();
    study
}

/// The maximum number of replications to be made.
fn replications(section: &Section<'_>) -> Option<u32> {
    let most = section.optional_lever(
        "replications",
        Kind::Whole("replications"),
        "Maximum number of replications that `case-studies` makes of it",
    )?;
    if !(1.0..=MOST_REPLICATIONS).contains(&most) {
        section.problem(
            "replications",
            &most.to_string(),
            &format!("1 to {MOST_REPLICATIONS} replications"),
            "correct the number, or remove the key",
        );
    }
    Some(most.clamp(1.0, MOST_REPLICATIONS) as u32)
}

/// The scenario without the change: a built-in name, or a path relative to the file that states it.
fn baseline(section: &Section<'_>) -> String {
    let name = section.text("baseline");
    if embedded::text(&name).is_some() {
        return name;
    }
    let beside = Path::new(section.file_of("baseline")).parent();
    let path = beside.map_or_else(|| (&name).into(), |folder| folder.join(&name));
    path.display().to_string()
}

fn remains(section: &Section<'_>) -> Remains {
    let share = |key, meaning| section.number(key, Kind::Share, meaning);
    let remains = Remains {
        low: share("low", "Lowest share of a reported effect left after regression to the mean"),
        central: share("central", "Share of a reported effect left after regression to the mean"),
        high: share("high", "Highest share of a reported effect left after regression to the mean"),
    };
    if !(remains.low <= remains.central && remains.central <= remains.high) {
        section.problem(
            "central",
            &format!("{} to {} with {}", remains.low, remains.high, remains.central),
            "low at most central, central at most high",
            "put the shares in order",
        );
    }
    section.finish();
    remains
}

fn figure(section: &Section<'_>) -> Figure {
    let figure = Figure {
        title: section.text("title"),
        reported: reported(section),
        unit: section.text("unit"),
        measure: section.optional_text("measure"),
        of: match section.optional_text("of").as_deref() {
            None => Of::Nothing,
            Some("baseline") => Of::Baseline,
            Some(measure) => Of::Measure(measure.to_owned()),
        },
        per: section.choice("per", &Per::CHOICES, "How the measure is scaled"),
        regresses: section.flag("regresses", "Whether the reported figure regresses to the mean"),
        reason: section.text("reason"),
    };
    if figure.reported.is_none() && (figure.measure.is_none() || figure.regresses) {
        section.problem(
            "reported",
            "nothing",
            "what was reported, or else a `measure` and `regresses = false`",
            "state the reported figure, or remove the table",
        );
    }
    if figure.of != Of::Nothing && figure.per != Per::One {
        section.problem(
            "per",
            "a ratio scaled to a period",
            "per = \"one\" beside `of`",
            "a ratio is the same over a month and a year",
        );
    }
    section.finish();
    figure
}

/// A reported figure may be negative, for example a fall of attendances.
fn reported(section: &Section<'_>) -> Option<f64> {
    let less =
        section.optional_lever("reported_less", Kind::Amount("its unit"), "Reported reduction");
    let more = section.optional_lever("reported", Kind::Amount("its unit"), "Reported figure");
    if less.is_some() && more.is_some() {
        section.problem(
            "reported_less",
            "both `reported` and `reported_less`",
            "one of the two",
            "keep `reported_less` for a fall",
        );
    }
    more.or(less.map(|less| -less))
}
