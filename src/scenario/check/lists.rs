//! What begins and ends on a day: teams and their posts, rooms, practices and their lists.

use super::MOST_ROOMS;
use super::dated::{day, during};
use super::shares::{at_most_one, unknown};
use crate::model::CareSystem;
use crate::model::calendar::WEEKDAYS;
use crate::model::dated::{DatedPosts, DatedRooms, ListDates, Shut, TeamDates};
use crate::model::practice::Practice;
use crate::model::role::{Role, StaffGroup};
use crate::model::roster::{Scope, people};
use crate::scenario::document::Value;
use crate::scenario::quantity::Kind;
use crate::scenario::reader::Section;
use jiff::civil::Date;

/// The longest notice [weeks].
const LONGEST_NOTICE: u32 = 104;

/// The growth of a list a year [1/a], at least and at most.
const GROWTH: std::ops::RangeInclusive<f64> = -0.5..=1.0;

/// The list of a GP who has one, relative to others [-].
const LIST_WEIGHTS: std::ops::RangeInclusive<f64> = 0.01..=100.0;

/// Maximum number of times of the week at which a practice is shut.
const MOST_SHUT: usize = 50;

/// How long beforehand an end is known [d]; none if omitted.
fn notice_days(section: &Section<'_>) -> u32 {
    let weeks = section.optional_lever(
        "notice_weeks",
        Kind::OneTo(LONGEST_NOTICE, "weeks"),
        "How long before `until` the end is known, so that nothing beyond it is booked any more; on the day itself if omitted",
    );
    weeks.map_or(0, |weeks| 7 * weeks as u32)
}

/// When a team works.
pub(super) fn team_dates(team: &Section<'_>, scope: &Scope, practices: &[Practice]) -> TeamDates {
    let own = during(team);
    let notice_days = notice_days(team);
    let posts = team
        .list_of_sections("posts")
        .iter()
        .map(|posts| one_post(posts, scope, practices))
        .collect();
    TeamDates { during: own, notice_days, posts }
}

/// How many patients each person of a team has on the own list, relative to other GPs of the practice.
pub(super) fn list_weight(team: &Section<'_>, scope: &Scope, role: Option<&Role>) -> f64 {
    let weight = team.optional_lever(
        "list_weight",
        Kind::Amount("times the list of other GPs"),
        "Patients whose own GP each person is, relative to other GPs of the practice; 1 if omitted, 0: nobody's",
    );
    let Some(weight) = weight else { return 1.0 };
    if weight != 0.0 && !LIST_WEIGHTS.contains(&weight) {
        let (least, most) = (LIST_WEIGHTS.start(), LIST_WEIGHTS.end());
        let expected = format!("0, or {least} to {most}");
        team.problem("list_weight", &weight.to_string(), &expected, "correct the number");
    }
    let is_gp = role.is_none_or(|role| role.group == StaffGroup::Gp);
    if !is_gp || !matches!(scope, Scope::Practices | Scope::Practice(_)) {
        team.problem(
            "list_weight",
            "a list of people who are not GPs of a practice",
            "a team of GPs whom practices employ",
            "remove the key: nobody else is a patient's own GP",
        );
    }
    weight.min(*LIST_WEIGHTS.end())
}

fn one_post(section: &Section<'_>, scope: &Scope, practices: &[Practice]) -> DatedPosts {
    let people = section.lever(
        "people",
        Kind::OneTo(500, "people"),
        "Number of people of the team whose posts begin or end",
    ) as u32;
    let needs_practice = *scope == Scope::Practices;
    let practice = section.optional_text("practice").map(|name| {
        section.note_lever("practice", name.clone(), "The practice whose posts begin or end");
        let found = practices.iter().position(|practice| practice.name == name);
        if found.is_none() {
            let known: Vec<_> = practices.iter().map(|practice| practice.name.as_str()).collect();
            let why = "which is not a practice";
            unknown(section, "practice", (&name, why), &known, "the practice under [practices]");
        }
        found.unwrap_or(0)
    });
    if needs_practice != practice.is_some() {
        section.problem(
            "practice",
            if needs_practice { "posts of all practices" } else { "a practice of a shared team" },
            "the practice of the posts, for a team that all practices employ; none for others",
            if needs_practice { "add practice = \"NAME\"" } else { "remove `practice`" },
        );
    }
    let during = during(section);
    if during.from.or(during.until).is_none() {
        section.problem("", "no date", "`from` or `until`", "add until = 2026-10-01, say");
    }
    section.finish();
    DatedPosts { people, practice, during }
}

/// Consulting rooms that are there for a time only.
pub(super) fn dated_rooms(site: &Section<'_>) -> Vec<DatedRooms> {
    let read = |section: &Section<'_>| {
        let rooms = section.lever(
            "consulting_rooms",
            Kind::OneTo(MOST_ROOMS, "rooms"),
            "Further consulting rooms that are there for a time only",
        ) as u32;
        let during = during(section);
        section.finish();
        DatedRooms { rooms, during }
    };
    site.list_of_sections("dated_rooms").iter().map(read).collect()
}

/// What becomes of a practice and its list. Other practices that it names are looked up later.
pub(super) fn list_dates(practice: &Section<'_>) -> ListDates {
    for key in ["registered_at", "joins"] {
        practice.quietly_asked(key);
    }
    let during = during(practice);
    ListDates {
        during,
        notice_days: notice_days(practice),
        growth_per_year: growth(practice),
        registered_at: Vec::new(),
        joins: None,
        shut: shut(practice),
    }
}

fn growth(practice: &Section<'_>) -> f64 {
    let key = "growth_per_year";
    let Some(node) = practice.stated(key) else { return 0.0 };
    match &node.value {
        Value::Number(number) if GROWTH.contains(number) => {
            let meaning = "Growth of the list in a year, as a share of the patients of the first measured day, evenly by day; negative if it shrinks";
            practice.note_lever(key, number.to_string(), meaning);
            *number
        }
        _ => {
            let expected = "a share of the list from -0.5 to 1 a year";
            practice.problem(key, &node.found(), expected, "write 0.03 for 3 per cent a year");
            0.0
        }
    }
}

fn shut(practice: &Section<'_>) -> Vec<Shut> {
    let sections = practice.list_of_sections("closed");
    if sections.len() > MOST_SHUT {
        let found = format!("{} times", sections.len());
        practice.problem("closed", &found, &format!("at most {MOST_SHUT}"), "state fewer");
    }
    sections.iter().take(MOST_SHUT).map(one_shut).collect()
}

fn one_shut(section: &Section<'_>) -> Shut {
    let names = section.texts("weekdays");
    section.note_lever(
        "weekdays",
        names.join(", "),
        "The days of the week on which telephone and doors of a practice are shut for a time",
    );
    let mut weekdays = [false; 7];
    for name in &names {
        match WEEKDAYS.iter().position(|known| known == name) {
            Some(day) => weekdays[day] = true,
            None => unknown(
                section,
                "weekdays",
                (name, "which is not a day of the week"),
                &WEEKDAYS,
                "a day in full",
            ),
        }
    }
    let closes = section.time("starts", "When telephone and doors of the practice are shut");
    let opens = section.time("ends", "When they open again");
    if closes >= opens {
        section.problem(
            "ends",
            &opens.to_string(),
            "later than `starts`",
            "swap the two, or state two closings",
        );
    }
    let during = during(section);
    section.finish();
    Shut { weekdays, closes, opens, during }
}

/// Looks up the practices that others name: where patients are registered, and who joins whom.
pub(super) fn look_up(section: &Section<'_>, practices: &mut [Practice]) {
    let names: Vec<String> = practices.iter().map(|practice| practice.name.clone()).collect();
    let find = |at: &Section<'_>, key: &str, name: &str| {
        let found = names.iter().position(|known| known == name);
        if found.is_none() {
            let known: Vec<&str> = names.iter().map(String::as_str).collect();
            let why = "which is not a practice";
            unknown(at, key, (name, why), &known, "the practice under [practices]");
        }
        found
    };
    for practice in practices {
        let own = section.quietly(&practice.name);
        if own.has("registered_at") {
            let table = own.plain_section("registered_at");
            let mut shares = Vec::new();
            for name in &names {
                let meaning = "Share of the patients of a practice that leaves who register there; the rest leave the network";
                let share = table.optional_lever(name, Kind::Share, meaning);
                shares.extend(share.map(|share| (find(&table, name, name), share)));
            }
            table.finish();
            let all: Vec<f64> = shares.iter().map(|(_, share)| *share).collect();
            at_most_one(&own, "registered_at", &all);
            practice.list.registered_at =
                shares.into_iter().filter_map(|(at, share)| Some((at?, share))).collect();
        }
        if own.has("joins") {
            let table = own.plain_section("joins");
            let other = table.text("practice");
            table.note_lever("practice", other.clone(), "The practice that a practice joins");
            let meaning = "The first day on which its patients, staff and rooms are those of the other practice";
            let from = day(&table, "from", meaning);
            if from.is_none() && !table.has("from") {
                table.problem(
                    "",
                    "no day",
                    "`from`, the day of the merger",
                    "add from = 2026-10-01, say",
                );
            }
            table.finish();
            let other = find(&table, "practice", &other);
            practice.list.joins = other.zip(from);
        }
    }
}

/// What can be checked of lists and posts only when the whole system is known.
pub(super) fn check_lists(system: &CareSystem, document: &Section<'_>) {
    let section = document.quietly("practices");
    let own = |practice: &&Practice| practice.pcn == 0 && section.has(&practice.name);
    for (index, practice) in system.practices.iter().enumerate().filter(|(_, it)| own(it)) {
        let table = section.quietly(&practice.name);
        check_list(system, index, &table);
    }
    let moves = |practice: &Practice| {
        practice.list.joins.is_some() || practice.list.during != Default::default()
    };
    let there = |practice: &&Practice| practice.list.during.until.is_none();
    if !system.practices.is_empty() && !system.practices.iter().any(|practice| there(&practice)) {
        section.problem(
            "",
            "practices that all leave",
            "one practice that stays",
            "remove an `until`",
        );
    }
    if system.practices.iter().any(moves) && !system.cohorts.is_empty() {
        section.problem(
            "",
            "a practice that begins, leaves or joins another, with cohorts",
            "one of the two: members of a cohort stay with their practice",
            "remove [cohorts], or the dates of the practice",
        );
    }
    check_posts(system, document);
}

fn check_list(system: &CareSystem, index: usize, table: &Section<'_>) {
    let list = &system.practices[index].list;
    let refuse = |key: &str, found: &str, expected: &str| {
        let remedy = "correct the dates of the two practices; let a practice join the one in which both end, or leave with all patients registered there";
        table.problem(key, found, expected, remedy);
    };
    let stays = |other: usize| {
        let of_other = &system.practices[other].list;
        other != index
            && system.practices[other].pcn == system.practices[index].pcn
            && of_other.joins.is_none()
            && of_other.during.until.is_none()
            && of_other.during.from.is_none()
    };
    let another = "another practice of the same network that is there for the whole run";
    if !list.registered_at.is_empty() && list.during.until.is_none() {
        refuse("registered_at", "a practice that does not leave", "`until` beside it");
    }
    if let Some(until) = list.during.until {
        for (other, _) in &list.registered_at {
            if let Some((found, expected, remedy)) = why_not_there(system, index, *other, until) {
                table.problem("registered_at", &found, &expected, &remedy);
            }
        }
    }
    let Some((other, _)) = list.joins else { return };
    if !stays(other) {
        refuse("joins", "a practice that leaves, joins, or is of another network", another);
    }
    if list.during != Default::default() {
        refuse("joins", "a practice that also has `from` or `until`", "one of the two");
    }
    let also = system
        .practices
        .iter()
        .filter(|practice| practice.list.joins.is_some_and(|(joined, _)| joined == other));
    if also.count() > 1 {
        refuse("joins", "two practices that join the same one", "one: three books are not merged");
    }
    if system.pcns() > 1 && system.teams.iter().any(|team| team.scope == Scope::Place) {
        refuse(
            "joins",
            "a merger while a team is shared by several networks",
            "one network, or no team with `scope = \"place\"`: a search looks in three books at most",
        );
    }
}

/// Why patients of practice `index`, which leaves on the day `until`, cannot be registered with `other` then: what was
/// found, what was expected, and the remedy; `None` if they can. They may be with a practice that joins another or
/// leaves later: they follow it.
fn why_not_there(
    system: &CareSystem,
    index: usize,
    other: usize,
    until: Date,
) -> Option<(String, String, String)> {
    let about = &system.practices[other];
    let (name, during) = (&about.name, about.list.during);
    let there = || format!("a practice that is there on {until}");
    if other == index {
        let found = format!("{name}, the practice that leaves");
        return Some((found, "other practices".into(), format!("remove {name}")));
    }
    if about.pcn != system.practices[index].pcn {
        let expected = "a practice of the same network";
        let remedy = "leave out the share: who goes to another network leaves this one";
        return Some((format!("{name}, of another network"), expected.into(), remedy.into()));
    }
    if let Some(leaves) = during.until.filter(|leaves| *leaves <= until) {
        let remedy =
            format!("state where they are registered after {name}, or a later `until` of it");
        return Some((format!("{name}, which has left on {leaves}"), there(), remedy));
    }
    if let Some(from) = during.from.filter(|from| *from > until) {
        let remedy =
            format!("state where they are registered first, or an earlier `from` of {name}");
        return Some((format!("{name}, which begins only on {from}"), there(), remedy));
    }
    None
}

/// A team has as many people as its dated posts concern.
fn check_posts(system: &CareSystem, document: &Section<'_>) {
    if system.teams.iter().all(|team| team.dates.posts.is_empty()) {
        return;
    }
    let everyone = people(system);
    for (index, team) in system.teams.iter().enumerate().filter(|(_, team)| team.pcn == 0) {
        for posts in &team.dates.posts {
            let is_here = |at: Option<usize>| posts.practice.is_none_or(|here| at == Some(here));
            let there = everyone.iter().filter(|it| it.team == index && is_here(it.practice));
            let same = team.dates.posts.iter().filter(|other| other.practice == posts.practice);
            let (there, dated) = (there.count(), same.map(|posts| posts.people as usize).sum());
            if there < dated {
                document.quietly("staff").quietly(&team.name).problem(
                    "posts",
                    &format!("{dated} people, of {there} in the team there"),
                    "no more than there are: `wte` divided by `wte_per_person`, rounded up",
                    "lower `people`, or raise `wte`",
                );
            }
        }
    }
}
