//! Estate projects: which rooms open when, and what they cost.

use super::MOST_ROOMS;
use crate::model::money::{Factor, Pence, Project, ProjectKind};
use crate::model::practice::Site;
use crate::model::rooms::RoomProject;
use crate::scenario::quantity::Kind;
use crate::scenario::reader::Section;
use jiff::ToSpan;
use jiff::civil::{Date, date};

/// The longest life of a building \[years\].
const LONGEST_LIFE: f64 = 100.0;

/// Reads the table `[estate]` for the given sites. Each project becomes rooms and money.
pub(super) fn estate(section: &Section<'_>, sites: &[Site]) -> Vec<(RoomProject, Project)> {
    let mut projects = Vec::new();
    for (name, project) in section.sections() {
        projects.push(one_project(name, &project, sites));
        project.finish();
    }
    for (index, site) in sites.iter().enumerate() {
        // Works of several projects may overlap, so together they must not close more rooms than
        // the site has.
        let closed: u32 = projects
            .iter()
            .filter(|(rooms, _): &&(RoomProject, Project)| rooms.site == index)
            .map(|(rooms, _)| rooms.rooms_closed)
            .sum();
        if closed > site.consulting_rooms {
            section.problem(
                "",
                &format!("{closed} rooms closed by works at {}", site.name),
                &format!("at most its {} consulting rooms", site.consulting_rooms),
                "lower `rooms_closed`",
            );
        }
    }
    projects
}

fn one_project(name: String, section: &Section<'_>, sites: &[Site]) -> (RoomProject, Project) {
    let site_name = section.text("site");
    let site = sites.iter().position(|site| site.name == site_name);
    if site.is_none() {
        let known: Vec<&str> = sites.iter().map(|site| site.name.as_str()).collect();
        section.problem(
            "site",
            &format!("{site_name:?}, which is not a site"),
            &format!("one of: {}", known.join(", ")),
            "write the practice and its site, with a slash between them",
        );
    }
    let rooms = section.lever(
        "rooms",
        Kind::OneTo(MOST_ROOMS, "rooms"),
        "Number of rooms that a project adds",
    ) as u32;
    let life = section.lever(
        "life_years",
        Kind::Whole("years"),
        "Number of years for which the building is used",
    );
    if !(1.0..=LONGEST_LIFE).contains(&life) {
        section.problem(
            "life_years",
            &life.to_string(),
            &format!("1 to {LONGEST_LIFE} years"),
            "write life_years = 20",
        );
    }
    let life_years = life.clamp(1.0, LONGEST_LIFE) as u32;
    let ready = section
        .date("ready", "The first day on which the new rooms are used")
        .unwrap_or(date(2025, 4, 1));
    let (works_begin, rooms_closed) = works(section, ready);
    let money = Project {
        name: name.clone(),
        kind: section.choice("kind", &ProjectKind::CHOICES, "The kind of an estate project"),
        site: site.unwrap_or(0),
        rooms,
        capital: Pence::from_pounds(section.lever(
            "capital",
            Kind::Amount("£"),
            "Capital cost of a project",
        )),
        life_years,
        discount_rate: Factor::new(section.lever(
            "discount_rate",
            Kind::Share,
            "Annual discount rate, to spread capital over its life",
        )),
        running: Pence::from_pounds(section.lever(
            "running_cost",
            Kind::Amount("£ a year"),
            "Running cost of a building",
        )),
        ready,
    };
    let rooms = RoomProject {
        name,
        site: site.unwrap_or(0),
        rooms,
        ready,
        gone: ready.saturating_add(i64::from(life_years).years()),
        works_begin,
        rooms_closed,
    };
    (rooms, money)
}

/// When the works begin, and how many rooms they close.
fn works(section: &Section<'_>, ready: Date) -> (Option<Date>, u32) {
    let begin = if section.has("works_begin") {
        section.date("works_begin", "The first day of the works")
    } else {
        section.quietly_asked("works_begin");
        None
    };
    let closed = section.optional_lever(
        "rooms_closed",
        Kind::Whole("rooms"),
        "Number of consulting rooms of the site closed from the first day of the works until it is ready",
    );
    if let Some(begin) = begin.filter(|begin| *begin >= ready) {
        section.problem(
            "works_begin",
            &begin.to_string(),
            &format!("a day before it is ready, {ready}"),
            "correct one of the two dates",
        );
    }
    let closed = closed.unwrap_or(0.0).min(f64::from(MOST_ROOMS)) as u32;
    if closed > 0 && begin.is_none() {
        section.problem(
            "rooms_closed",
            &format!("{closed} rooms closed, without the first day"),
            "the first day of the works beside it",
            "add works_begin = 2025-04-01, or remove `rooms_closed`",
        );
    }
    (begin.filter(|_| closed > 0), closed)
}
