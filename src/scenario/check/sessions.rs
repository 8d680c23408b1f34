//! Fixed sessions of a team: when and where they are held.

use super::shares::unknown;
use crate::model::CareSystem;
use crate::model::calendar::WEEKDAYS;
use crate::model::practice::Site;
use crate::model::roster::{FixedSession, Scope};
use crate::scenario::quantity::{Kind, minutes};
use crate::scenario::reader::Section;
use crate::units::TimeOfDay;

/// The sites at which a team can be: of its practice, by their own names, or all, as PRACTICE/SITE.
pub(super) fn known_sites(scope: &Scope, sites: &[Site]) -> Vec<String> {
    let Scope::Practice(practice) = scope else {
        return sites.iter().map(|site| site.name.clone()).collect();
    };
    let own = |site: &&Site| site.practice == *practice;
    let name = |site: &Site| site.name.split_once('/').map_or("", |(_, name)| name).to_owned();
    sites.iter().filter(own).map(name).collect()
}

/// The site of a session among `known`, if it is stated.
fn stated_site(session: &Section<'_>, known: &[String]) -> Option<usize> {
    let name = session.optional_text("site")?;
    session.note_lever(
        "site",
        name.clone(),
        "The site at which a fixed session is held; if omitted, sites take turns, person by person",
    );
    let found = known.iter().position(|site| *site == name);
    if found.is_none() {
        let known: Vec<&str> = known.iter().map(String::as_str).collect();
        let why = "which is no site of the team";
        unknown(session, "site", (&name, why), &known, "the site under its practice");
    }
    found
}

/// Gives `sessions`, read from `stated`, the sites among `known` that they state.
pub(super) fn state_sites(sessions: &mut [FixedSession], stated: &[Section<'_>], known: &[String]) {
    for (session, section) in sessions.iter_mut().zip(stated) {
        session.site = stated_site(section, known);
    }
}

/// A fixed session, whose site is read once the team's scope is known.
pub(super) fn fixed_session(session: &Section<'_>) -> Option<FixedSession> {
    let choices: Vec<(&str, usize)> =
        WEEKDAYS.iter().enumerate().map(|(index, name)| (*name, index)).collect();
    let weekday = session.choice("weekday", &choices, "The day of a fixed session");
    let start = session.time("start", "When a fixed session starts");
    let length = session.lever("length", Kind::Duration, "Length of a fixed session");
    let people = session.lever(
        "people",
        Kind::Whole("people"),
        "Number of people who hold a fixed session at once",
    );
    session.quietly_asked("site");
    let during = super::dated::during(session);
    session.finish();
    let length = minutes(length);
    if start.plus(length.to_span()) > TimeOfDay::at(24, 0) || people > 500.0 {
        session.problem(
            "length",
            &length.to_string(),
            "an end before midnight",
            "shorten the session",
        );
        return None;
    }
    Some(FixedSession { weekday, start, length, people: people as u32, site: None, during })
}

/// A team of several networks that name their practices has other sites in each.
pub(super) fn check_stated_sites(system: &CareSystem, document: &Section<'_>) {
    let staff = document.quietly("staff");
    let is_stated = |session: &FixedSession| session.site.is_some();
    for team in &system.teams {
        let is_at_one = matches!(team.scope, Scope::Practice(_));
        if system.pcns() > 1 && !is_at_one && team.sessions.iter().any(is_stated) {
            staff.problem(
                &team.name,
                "a session at a stated site of several networks",
                "a stated site for a team with `practice`, or in a single network",
                "remove `site`, or give the team a `practice`",
            );
        }
    }
}
