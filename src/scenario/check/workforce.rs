//! Who fills the posts of a team: turnover, recruitment, labour pools, new starters, rotation, and
//! cover of long absence.

use super::shares::no_more_than;
use crate::model::role::Role;
use crate::model::roster::Team;
use crate::model::workforce::{Cover, LabourPool, NewStarters, Rotation, Service, Turnover};
use crate::scenario::quantity::{Kind, probability};
use crate::scenario::reader::Section;
use crate::units::WHOLE_WEEKS_A_YEAR;

/// The longest time in the life of a post [weeks], ten years.
const MOST_WEEKS: f64 = 520.0;

/// Maximum share of a team that leaves in a year.
const MOST_TURNOVER: f64 = 0.95;

/// Maximum work of a person in a week \[whole-time equivalents\].
const MOST_WTE: f64 = 1.2;

/// Minimum part of a person in a network \[whole-time equivalents\].
const LEAST_WTE_PER_PERSON: f64 = 0.05;

/// Maximum number of people of one role who can be hired in an area.
const MOST_IN_POOL: f64 = 10_000.0;

/// Maximum length of the longest spell of sickness [d].
const MOST_SICK_DAYS: f64 = 365.0;

/// A number that may be omitted.
fn optional(
    section: &Section<'_>,
    key: &str,
    kind: Kind,
    meaning: &'static str,
    most: f64,
) -> Option<f64> {
    section.quietly_asked(key);
    if !section.has(key) {
        return None;
    }
    let value = section.number(key, kind, meaning);
    if value <= most {
        return Some(value);
    }
    section.problem(key, &value.to_string(), &format!("at most {most}"), "correct the number");
    Some(most)
}

/// What a team states about its posts.
pub(super) struct Posts {
    pub(super) turnover: Option<Turnover>,
    pub(super) new_starters: Option<NewStarters>,
    pub(super) rotation: Option<Rotation>,
}

/// Reads everything that `team` states about its posts.
pub(super) fn posts(team: &Section<'_>, wte_per_person: f64, has_fixed_sessions: bool) -> Posts {
    let posts = Posts {
        turnover: turnover(team),
        new_starters: new_starters(team),
        rotation: rotation(team, wte_per_person),
    };
    let is_plain =
        posts.turnover.is_none() && posts.new_starters.is_none() && posts.rotation.is_none();
    if has_fixed_sessions && !is_plain {
        team.problem(
            "sessions",
            "a rota of fixed sessions with turnover, new starters or a rotation",
            "people with contracts: anyone may hold the sessions of a fixed rota",
            "remove `sessions`, or the keys about posts",
        );
    }
    posts
}

/// Refuses what is stated of recruitment, since posts never fall vacant.
fn refuse_recruitment(team: &Section<'_>) {
    for key in ["recruitment_weeks", "recruitment_least_weeks"] {
        if team.has(key) {
            team.problem(
                key,
                "recruitment for posts that never fall vacant",
                "`turnover_per_year` or `vacant` beside it",
                "state one of them, or remove the key",
            );
        }
    }
}

/// Turnover and recruitment of `team`; `None` if none of its keys is stated.
fn turnover(team: &Section<'_>) -> Option<Turnover> {
    let weeks = Kind::Positive("weeks");
    let per_year = optional(
        team,
        "turnover_per_year",
        Kind::Share,
        "Probability that the occupant of a post leaves it within a year",
        MOST_TURNOVER,
    );
    let vacant = optional(
        team,
        "vacant",
        Kind::Share,
        "Share of posts vacant when measurement begins; if omitted, the long-run share that follows from turnover and recruitment",
        1.0,
    );
    let recruitment = optional(
        team,
        "recruitment_weeks",
        weeks,
        "Mean time from a leaver's last day to the successor's first",
        MOST_WEEKS,
    );
    let least = optional(
        team,
        "recruitment_least_weeks",
        Kind::Amount("weeks"),
        "Part of the time to recruit that every recruitment takes",
        MOST_WEEKS,
    );
    if per_year.is_none() && vacant.is_none() {
        refuse_recruitment(team);
        return None;
    }
    let Some(recruitment_weeks) = recruitment else {
        team.problem(
            "recruitment_weeks",
            "nothing",
            "how long posts stay vacant, in weeks",
            "add recruitment_weeks",
        );
        return None;
    };
    let recruitment_least_weeks = least.unwrap_or(0.0);
    if recruitment_least_weeks > recruitment_weeks {
        team.problem(
            "recruitment_least_weeks",
            &recruitment_least_weeks.to_string(),
            &format!("at most the mean, {recruitment_weeks}"),
            "lower it, or raise `recruitment_weeks`",
        );
        return None;
    }
    Some(Turnover {
        per_year: probability(per_year.unwrap_or(0.0)),
        recruitment_weeks,
        recruitment_least_weeks,
        vacant: vacant.map(probability),
    })
}

/// How new starters of `team` progress; `None` if it is not stated.
fn new_starters(team: &Section<'_>) -> Option<NewStarters> {
    let new = team.optional_section("new_starters")?;
    let weeks = |key: &str, meaning: &'static str| {
        let value = new.number(key, Kind::Amount("weeks"), meaning);
        if value > MOST_WEEKS {
            let expected = format!("at most {MOST_WEEKS}");
            new.problem(key, &value.to_string(), &expected, "correct the number");
        }
        value
    };
    let entry_weeks = weeks("entry_weeks", "Time that a new starter spends at entry");
    let transition_weeks =
        weeks("transition_weeks", "Time that a new starter spends in transition");
    let multiples = Kind::Positive("multiples of the role's");
    let length = |key, meaning| optional(&new, key, multiples, meaning, 10.0).unwrap_or(1.0);
    let read = NewStarters {
        entry_weeks,
        transition_weeks,
        entry_length: length(
            "entry_length",
            "Length of a consultation at entry, relative to the role's",
        ),
        transition_length: length(
            "transition_length",
            "Length of a consultation in transition, relative to the role's",
        ),
    };
    new.finish();
    Some(read)
}

/// The rotation of `team`, whose people are here for `wte_per_person` on average.
fn rotation(team: &Section<'_>, wte_per_person: f64) -> Option<Rotation> {
    let stated = team.optional_section("rotation")?;
    let weeks = |key: &str, meaning: &'static str| {
        let value = stated.lever(key, Kind::Whole("weeks"), meaning);
        // A rotation repeats within a year.
        let most = f64::from(WHOLE_WEEKS_A_YEAR);
        if !(1.0..=most).contains(&value) {
            stated.problem(key, &value.to_string(), "1 to 52 weeks", "correct the number");
        }
        value.clamp(1.0, most) as u32
    };
    let weeks_on = weeks("weeks_on", "Consecutive weeks in this network");
    let weeks_off = weeks("weeks_off", "Consecutive weeks with the other employer");
    let takes_leave_away = !stated.has("leave")
        || stated.choice(
            "leave",
            &[("away", true), ("any-week", false)],
            "Whether leave is taken in weeks with the other employer where possible",
        );
    stated.quietly_asked("leave");
    stated.finish();
    let rotation = Rotation { weeks_on, weeks_off, takes_leave_away };
    let while_here = wte_per_person * f64::from(rotation.cycle()) / f64::from(weeks_on);
    if while_here > MOST_WTE + 1e-9 {
        let share_here = f64::from(weeks_on) / f64::from(rotation.cycle());
        // Rounded down, so that the value in the message is accepted.
        let most = (MOST_WTE * share_here * 100.0 + 1e-9).floor() / 100.0;
        let remedy = if most < LEAST_WTE_PER_PERSON {
            "lengthen `weeks_on` or shorten `weeks_off`".to_owned()
        } else {
            format!("write wte_per_person = {most} or less: it is the part of this network only")
        };
        team.problem(
            "rotation",
            &format!("people of {while_here:.2} whole-time equivalents in their weeks here"),
            &format!("at most {MOST_WTE}"),
            &remedy,
        );
    }
    Some(rotation)
}

/// The labour pools from which posts are filled, by role.
pub(super) fn labour_pools(
    document: &Section<'_>,
    roles: &[Role],
    teams: &[Team],
) -> Vec<LabourPool> {
    let mut pools = Vec::new();
    let Some(section) = document.optional_section("labour_pool") else { return pools };
    for (name, stated) in section.sections() {
        let people = stated.number(
            "people",
            Kind::Whole("people"),
            "Number of people of the role nearby who can be hired when measurement begins",
        );
        if !(1.0..=MOST_IN_POOL).contains(&people) {
            let expected = format!("1 to {MOST_IN_POOL} people");
            stated.problem("people", &people.to_string(), &expected, "correct the number");
        }
        let leavers_return = stated.probability(
            "leavers_return",
            "Share of leavers who return to the pool and can be hired again",
        );
        let taken_from = stated.choice(
            "taken_from",
            &Service::CHOICES,
            "The service in which people work until they are hired",
        );
        stated.finish();
        let Some(role) = roles.iter().position(|role| role.name == name) else {
            let known: Vec<_> = roles.iter().map(|role| role.name.as_str()).collect();
            section.problem(
                &name,
                "a labour pool of a role that does not exist",
                &format!("one of: {}", known.join(", ")),
                "correct the name, or add the role under [roles]",
            );
            continue;
        };
        if !teams.iter().any(|team| team.role == role && team.turnover.is_some()) {
            section.problem(
                &name,
                "a labour pool from which no team hires",
                "a team of the role with `turnover_per_year` or `vacant`",
                "state one of them for a team under [staff], or remove the pool",
            );
        }
        pools.push(LabourPool { role, people: people.max(1.0) as u32, leavers_return, taken_from });
    }
    pools
}

/// The longest spell of sickness \[d\], at least one day.
pub(super) fn longest_spell_days(absence: &Section<'_>) -> u32 {
    let key = "longest_spell_days";
    let days = absence.number(key, Kind::Whole("days"), "The longest spell of sickness");
    no_more_than(absence, key, days, MOST_SICK_DAYS);
    if days < 1.0 {
        absence.problem(key, &days.to_string(), "at least 1 day", "correct the number");
    }
    days.clamp(1.0, MOST_SICK_DAYS) as u32
}

/// Who covers long absence; `None` if it is not stated.
pub(super) fn cover(absence: &Section<'_>, longest_spell_days: u32) -> Option<Cover> {
    let stated = absence.optional_section("cover")?;
    let parental_leave = stated.lever(
        "parental_leave",
        Kind::Share,
        "Share of days of parental leave covered by a locum",
    );
    let sickness =
        stated.lever("sickness", Kind::Share, "Share of days of long sickness covered by a locum");
    let after = stated.lever(
        "sickness_after_days",
        Kind::Whole("days"),
        "Number of days after the first day of a spell from which sickness is covered",
    );
    let longest = f64::from(longest_spell_days);
    if after > longest {
        let expected = format!("at most {longest}: no spell lasts longer");
        stated.problem("sickness_after_days", &after.to_string(), &expected, "correct the number");
    }
    stated.finish();
    Some(Cover {
        parental_leave: probability(parental_leave),
        sickness: probability(sickness),
        sickness_after_days: after.min(longest) as u32,
    })
}
