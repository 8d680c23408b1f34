//! Cohorts: their members, their programme, and its reported effect.

use super::shares::{no_more_than, profession};
use crate::model::CareSystem;
use crate::model::calendar::{PracticeCalendar, SATURDAY, WEEKDAYS};
use crate::model::cohort::{
    Cohort, CohortVisit, Effect, Meeting, OfPractice, Offered, ReportedFor,
};
use crate::model::role::{Mode, Role};
use crate::scenario::quantity::{Kind, minutes, probability};
use crate::scenario::reader::Section;
use crate::units::Probability;

/// The longest distance of a cohort's dates from the measured period \[weeks\], ten years.
const MOST_WEEKS: f64 = 520.0;

/// Maximum number of visits in a schedule: each has one bit.
const MOST_VISITS: usize = 32;

/// Maximum number of visits in all schedules: each has a number of eight bits.
const MOST_VISITS_TOGETHER: usize = 200;

/// Maximum number of contacts or attendances in a year.
const MOST_TIMES_A_YEAR: f64 = 365.0;

/// The longest meeting \[min\].
const LONGEST_MEETING_MIN: f64 = 240.0;

const MODES: [(&str, Mode); 4] = [
    ("face-to-face", Mode::FaceToFace),
    ("telephone", Mode::Telephone),
    ("online", Mode::Online),
    ("home-visit", Mode::HomeVisit),
];

pub(super) fn cohorts(
    section: &Section<'_>,
    calendar: Option<&PracticeCalendar>,
    roles: &[Role],
    professions: &[String],
) -> Vec<Cohort> {
    let cohorts: Vec<Cohort> = section
        .sections()
        .into_iter()
        .map(|(name, table)| cohort(name, &table, calendar, roles, professions))
        .collect();
    let visits: usize = cohorts.iter().map(|cohort| cohort.visits.len()).sum();
    if visits > MOST_VISITS_TOGETHER {
        section.problem(
            "",
            &format!("{visits} contacts in all schedules"),
            &format!("at most {MOST_VISITS_TOGETHER}"),
            "shorten the schedules",
        );
    }
    cohorts
}

fn cohort(
    name: String,
    table: &Section<'_>,
    calendar: Option<&PracticeCalendar>,
    roles: &[Role],
    professions: &[String],
) -> Cohort {
    let people =
        table.lever("people", Kind::Whole("people"), "Number of members, over all practices");
    no_more_than(table, "people", people, 50_000.0);
    let yearly = |key: &str, meaning: &'static str| {
        let value = table.number(key, Kind::Amount("times a year"), meaning);
        no_more_than(table, key, value, MOST_TIMES_A_YEAR);
        value
    };
    let gp_contacts_per_year =
        yearly("gp_contacts_per_year", "GP contacts of a member before enrolment");
    let ed_attendances_per_year =
        yearly("ed_attendances_per_year", "Attendances of a member at ED before enrolment");
    let gp_contacts_per_request = table.number(
        "gp_contacts_per_request",
        Kind::Positive("contacts"),
        "GP contacts caused by one request of a member",
    );
    let engagement = table.probability("engagement", "Probability that a member engages");
    let leaving_per_year =
        table.probability("leaving_per_year", "Probability that a member leaves within a year");
    let referred_on = table
        .optional_probability("referred_on", "Probability that an engaged member is referred on");
    let enrolment_weeks = table.lever(
        "enrolment_weeks",
        Kind::Amount("weeks"),
        "Period over which enrolment is spread evenly",
    );
    no_more_than(table, "enrolment_weeks", enrolment_weeks, MOST_WEEKS);
    let visits = visits(table, roles, professions);
    if referred_on.is_none() && visits.iter().any(|c| c.offered == Offered::ReferredOn) {
        table.problem(
            "referred_on",
            "nothing, while a contact is for those referred on",
            "the share of engaged members who are referred on",
            "add referred_on",
        );
    }
    let cohort = Cohort {
        name,
        people: people.min(50_000.0) as u32,
        gp_contacts_per_year,
        gp_contacts_per_request,
        ed_attendances_per_year,
        engagement,
        referred_on: referred_on.unwrap_or(Probability::ZERO),
        leaving_per_year,
        enrolment_starts: enrolment_starts(table, calendar),
        enrolment_weeks,
        is_programme_on: table.flag("programme", "Whether the programme takes place"),
        visits,
        meetings: table
            .list_of_sections("meetings")
            .iter()
            .map(|stated| meeting(stated, professions))
            .collect(),
        effect: table.optional_section("effect").map(|stated| effect(&stated)),
    };
    check_falls(&cohort, table);
    table.finish();
    cohort
}

/// The visits of a cohort's schedule.
fn visits(table: &Section<'_>, roles: &[Role], professions: &[String]) -> Vec<CohortVisit> {
    let visits: Vec<CohortVisit> = table
        .list_of_sections("contacts")
        .iter()
        .filter_map(|stated| visit(stated, roles, professions))
        .collect();
    if visits.len() > MOST_VISITS {
        let expected = format!("at most {MOST_VISITS}");
        let found = format!("{} contacts", visits.len());
        table.problem("contacts", &found, &expected, "shorten the schedule");
    }
    visits
}

/// Whether those who engage can carry the falls of the whole cohort.
fn check_falls(cohort: &Cohort, table: &Section<'_>) {
    let (requests, attendances) = cohort.falls();
    for (key, fall) in [("gp_contacts_fall", requests), ("ed_attendances_fall", attendances)] {
        let of_engaged = fall.regression + fall.programme;
        if of_engaged > 1.0 + 1e-9 {
            table.quietly("effect").problem(
                key,
                &format!("a fall by {of_engaged:.2} times the rate of those who engage"),
                "a fall of at most their whole rate",
                "those who engage must account for the fall of the whole cohort: raise `engagement`, or \
                 write reported_for = \"engaged\"",
            );
        }
    }
}

/// The day on which enrolment starts, counted from the first measured day.
fn enrolment_starts(table: &Section<'_>, calendar: Option<&PracticeCalendar>) -> i32 {
    let date = table.date("enrolment_starts", "The first day of enrolment");
    let Some((date, calendar)) = date.zip(calendar) else { return 0 };
    let days = calendar.start.until(date).map_or(i32::MAX, |span| span.get_days());
    if f64::from(days.saturating_abs()) > 7.0 * MOST_WEEKS {
        table.problem(
            "enrolment_starts",
            &date.to_string(),
            &format!("a date within {MOST_WEEKS} weeks of calendar.start"),
            "correct the date",
        );
        return 0;
    }
    days
}

fn visit(stated: &Section<'_>, roles: &[Role], professions: &[String]) -> Option<CohortVisit> {
    let by = stated.text("by");
    let week =
        stated.lever("week", Kind::Whole("weeks"), "When a contact is due, counted from enrolment");
    no_more_than(stated, "week", week, MOST_WEEKS);
    let length = stated.lever("length", Kind::Duration, "Length of a contact");
    let mode = stated.choice("mode", &MODES, "How the clinician meets the member");
    let offered = stated.choice("to", &Offered::CHOICES, "To whom the contact is offered");
    let within_days = stated.lever(
        "within_days",
        Kind::Whole("days"),
        "Longest delay of a contact after its due day, at the first attempt",
    );
    no_more_than(stated, "within_days", within_days, 90.0);
    let found = (!by.is_empty()).then(|| profession(stated, "by", &by, professions)).flatten();
    if let Some(found) = found {
        let longest = roles
            .iter()
            .filter(|role| role.booked_as == found)
            .map(|role| role.session.get())
            .fold(0.0, f64::max);
        if length > longest || length <= 0.0 {
            stated.problem(
                "length",
                &format!("{length} min"),
                &format!("above 0, at most a session of {by}, {longest} min"),
                "shorten the contact, or give it to another profession",
            );
        }
    }
    stated.finish();
    Some(CohortVisit {
        week: week.min(MOST_WEEKS) as u32,
        profession: found?,
        length: minutes(length),
        mode,
        offered,
        within_days: within_days.min(90.0) as u32,
    })
}

fn meeting(stated: &Section<'_>, professions: &[String]) -> Meeting {
    let names = stated.texts("on");
    let days = &WEEKDAYS[..SATURDAY];
    let weekdays: Vec<usize> =
        names.iter().filter_map(|name| days.iter().position(|day| day == name)).collect();
    if weekdays.len() != names.len() || weekdays.is_empty() {
        stated.problem(
            "on",
            &format!("{names:?}"),
            &format!("some of {}", days.join(", ")),
            "name the days on which the meeting is held",
        );
    }
    let length = stated.lever("length", Kind::Duration, "Length of a meeting");
    if length <= 0.0 || length > LONGEST_MEETING_MIN {
        stated.problem(
            "length",
            &format!("{length} min"),
            &format!("above 0, at most {LONGEST_MEETING_MIN} min"),
            "correct the length",
        );
    }
    let attended_by: Vec<(usize, u32)> = stated
        .list_of_sections("attended_by")
        .iter()
        .filter_map(|one| {
            let name = one.text("profession");
            let found = if name.is_empty() {
                None
            } else {
                profession(one, "profession", &name, professions)
            };
            let people =
                one.lever("people", Kind::Whole("people"), "Number of people who attend a meeting");
            no_more_than(one, "people", people, 100.0);
            one.finish();
            found.map(|found| (found, people.min(100.0) as u32))
        })
        .collect();
    if attended_by.is_empty() {
        stated.problem(
            "attended_by",
            "nobody",
            "at least one profession and its number of people",
            "write attended_by = [{ profession = \"…\", people = 1 }]",
        );
    }
    stated.finish();
    Meeting { weekdays, length: minutes(length), attended_by }
}

fn effect(stated: &Section<'_>) -> Effect {
    let effect = Effect {
        gp_contacts_fall: probability(stated.number(
            "gp_contacts_fall",
            Kind::Share,
            "Reported fall of contacts with GPs",
        )),
        ed_attendances_fall: probability(stated.number(
            "ed_attendances_fall",
            Kind::Share,
            "Reported fall of attendances at ED",
        )),
        regression_share: probability(stated.number(
            "regression_share",
            Kind::Share,
            "Share of a reported fall that is regression to the mean",
        )),
        reported_for: stated.choice(
            "reported_for",
            &ReportedFor::CHOICES,
            "The group for which the falls were reported",
        ),
    };
    stated.finish();
    effect
}

/// Chance finds members by the keys of their cohort and practice. No two may have the same
/// identifier.
fn check_members(system: &CareSystem, document: &Section<'_>) {
    let mut known: Vec<(u64, &str, &str)> = Vec::new();
    for cohort in &system.cohorts {
        let practices = system.practices.iter().map(|practice| practice.name.as_str());
        known.extend(practices.map(|name| (cohort.identity_at(name), cohort.name.as_str(), name)));
    }
    known.sort_unstable();
    if let Some(pair) = known.windows(2).find(|pair| pair[0].0 == pair[1].0) {
        let [one, other] =
            [pair[0], pair[1]].map(|(_, cohort, name)| format!("{cohort} at {name}"));
        document.problem(
            "cohorts",
            &format!("members of {one} with the same identifiers as those of {other}"),
            "keys with different identifiers, as almost all keys have",
            "change a letter of one of the keys",
        );
    }
}

/// The members' totals must be part of the practices' totals.
pub(super) fn check_cohorts(system: &CareSystem, document: &Section<'_>) {
    if system.cohorts.is_empty() {
        return;
    }
    check_members(system, document);
    let lists: Vec<f64> = system.practices.iter().map(|practice| practice.list_size).collect();
    for (index, practice) in system.practices.iter().enumerate() {
        let all = OfPractice::of(system, index);
        let of_members = |rate: fn(&Cohort) -> f64| -> f64 {
            system
                .cohorts
                .iter()
                .map(|cohort| f64::from(cohort.spread(&lists)[index]) * rate(cohort))
                .sum()
        };
        for (what, members, all) in [
            ("people", of_members(|_| 1.0), practice.list_size),
            ("requests for GPs a year", of_members(Cohort::requests_per_year), all.requests),
            (
                "background attendances a year",
                of_members(|cohort| cohort.ed_attendances_per_year),
                all.attendances,
            ),
        ] {
            if members > all {
                document.problem(
                    "cohorts",
                    &format!("{members:.0} {what} of members at {}", practice.name),
                    &format!("a part of its {all:.0} {what}"),
                    "the members' total is part of their practice's total: lower `people` or the \
                     rates",
                );
            }
        }
    }
}
