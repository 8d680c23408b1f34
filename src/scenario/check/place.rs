//! Place and time: the calendar, practices, sites, rooms.

use super::policies::policy;
use super::shares::{no_more_than, sums_to_one, unknown};
use super::{MOST_PATIENTS, MOST_ROOMS};
use crate::model::calendar::PracticeCalendar;
use crate::model::demand::Contacts;
use crate::model::policy::PolicyOtherwise;
use crate::model::practice::{AGE_BANDS, Practice, RecordedOtherwise, Site};
use crate::model::role::Role;
use crate::model::rooms::{RoomPolicy, RoomRules};
use crate::scenario::quantity::Kind;
use crate::scenario::reader::Section;
use jiff::civil::Date;

/// Maximum number of bank holidays in a year. With more, patients might wait indefinitely for the
/// practice to open.
const MOST_BANK_HOLIDAYS: usize = 60;

/// Maximum of a practice's calls or forms, relative to the scenario's rates [-].
const MOST_CONTACTS: f64 = 10.0;

/// Working days that a year can have.
const WORKING_DAYS: std::ops::RangeInclusive<f64> = 200.0..=262.0;

/// Maximum number of room totals. Each is one more simulation of every scenario.
const MOST_ROOM_TOTALS: usize = 20;

pub(super) fn calendar(section: &Section<'_>) -> Option<PracticeCalendar> {
    let start = section.date("start", "The first day of the measured period");
    let opens = section.time("core_hours_open", "When core hours begin, Monday to Friday");
    let closes = section.time("core_hours_close", "When core hours end, Monday to Friday");
    let holidays = section.section("bank_holidays");
    holidays.optional_text("note");
    let mut dates = holidays.dates("dates");
    holidays.finish();
    dates.sort();
    let crowded = dates
        .chunk_by(|a, b| a.year() == b.year())
        .find(|of_year| of_year.len() > MOST_BANK_HOLIDAYS);
    if let Some(of_year) = crowded {
        holidays.problem(
            "dates",
            &format!("{} dates in {}", of_year.len(), of_year[0].year()),
            &format!("at most {MOST_BANK_HOLIDAYS} a year: a practice opens on the other days"),
            "list only bank holidays, not weekends",
        );
    }
    let working_days = section.number(
        "working_days_per_year",
        Kind::Amount("days"),
        "Working days in a year, over which planned care and study leave are spread",
    );
    section.finish();
    if !WORKING_DAYS.contains(&working_days) {
        section.problem(
            "working_days_per_year",
            &working_days.to_string(),
            "200 to 262 days",
            "count the year's days without weekends and bank holidays",
        );
    }
    if opens >= closes {
        section.problem(
            "core_hours_close",
            &closes.to_string(),
            "later than the opening",
            "swap them",
        );
    }
    let start = start?;
    if start < Date::constant(2000, 1, 1) || start > Date::constant(2100, 1, 1) {
        section.problem(
            "start",
            &start.to_string(),
            "a date between 2000 and 2100",
            "correct the year",
        );
        return None;
    }
    Some(PracticeCalendar {
        start,
        bank_holidays: dates,
        opens,
        closes,
        telephone_closes: closes,
        working_days_per_year: working_days,
    })
}

/// What the age of a list does to its need.
struct Ages {
    /// Consultations per person and year by age band.
    rates: Vec<f64>,
    /// Share of the population of England by age band.
    england: Vec<f64>,
}

impl Ages {
    fn read(section: &Section<'_>) -> Ages {
        let rates = section.numbers(
            "consultations_per_year",
            Kind::Positive("times a year"),
            AGE_BANDS,
            "Consultations per person and year by age band 0–4, 5–14, 15–24, 25–44, 45–64, 65–74, 75–84, 85+",
        );
        let england = section.numbers(
            "england_shares",
            Kind::Share,
            AGE_BANDS,
            "Share of the population by age band",
        );
        sums_to_one(section, "england_shares", &england);
        section.finish();
        let ages = Ages { rates, england };
        let mean = ages.weigh(&ages.england);
        if !mean.is_normal() {
            section.problem(
                "consultations_per_year",
                &format!("a mean of {mean} over the population"),
                "a mean above 0",
                "write the rates of the population; practices are compared with their mean",
            );
        }
        ages
    }

    /// The mean rate of a population with these shares.
    fn weigh(&self, shares: &[f64]) -> f64 {
        shares.iter().zip(&self.rates).map(|(s, r)| s * r).sum::<f64>()
    }

    /// The age bands of a list: its own, or those of England.
    fn of(&self, practice: &Section<'_>) -> [f64; AGE_BANDS] {
        let own = practice.optional_section("age_shares").map(|section| self.own(&section));
        let shares = own.unwrap_or_else(|| self.england.clone());
        shares.try_into().expect("a share of each band was read")
    }

    /// The need of a list with these shares, relative to that of England.
    fn need_multiplier(&self, shares: &[f64]) -> f64 {
        self.weigh(shares) / self.weigh(&self.england)
    }

    fn own(&self, section: &Section<'_>) -> Vec<f64> {
        let own =
            section.numbers("shares", Kind::Share, AGE_BANDS, "Share of the list by age band");
        sums_to_one(section, "shares", &own);
        section.finish();
        own
    }
}

/// The sites of the practice called `name`, which is at `index`.
fn sites_of(practice: &Section<'_>, name: &str, index: usize) -> Vec<Site> {
    let mut sites = Vec::new();
    for (site_name, site) in practice.section("sites").sections() {
        sites.push(Site {
            name: format!("{name}/{site_name}"),
            practice: index,
            consulting_rooms: site.lever(
                "consulting_rooms",
                Kind::Whole("rooms"),
                "Rooms in which any clinician can consult",
            ) as u32,
            treatment_rooms: site.lever(
                "treatment_rooms",
                Kind::Whole("rooms"),
                "Rooms for nurses, healthcare assistants and procedures",
            ) as u32,
            during: super::dated::during(&site),
            dated_rooms: super::lists::dated_rooms(&site),
        });
        site.finish();
    }
    if sites.is_empty() {
        practice.problem(
            "sites",
            "no site",
            "at least one site",
            "add [practices.NAME.sites.main]",
        );
    }
    sites
}

/// Whether there are no more patients than can be simulated.
fn check_patients(section: &Section<'_>, practices: &[Practice]) {
    let patients: f64 = practices.iter().map(|practice| practice.list_size).sum();
    if patients > MOST_PATIENTS {
        section.problem(
            "",
            &format!("{patients} patients"),
            "at most 1,000,000",
            "a primary care network has 30,000 to 50,000; correct the list sizes",
        );
    }
}

/// What a practice records otherwise than the scenario states for all.
fn recorded(section: &Section<'_>) -> RecordedOtherwise {
    let recorded = RecordedOtherwise {
        appointments: section.optional_probability(
            "appointments",
            "Share of the practice's appointments that national data count; book.gpad_counted if omitted",
        ),
        triages: section.optional_probability(
            "triages",
            "Share of its triages that national data count; triage.triage_gpad_counted if omitted",
        ),
        messages: section.optional_probability(
            "messages",
            "Share of its messages that national data count; triage.message_gpad_counted if omitted",
        ),
    };
    section.finish();
    recorded
}

/// The deprivation of a practice's list: 1, the most deprived fifth, to 5.
fn quintile(practice: &Section<'_>) -> u8 {
    let quintile = practice.lever(
        "deprivation_quintile",
        Kind::Whole("quintile"),
        "Deprivation quintile of the list, 1 the most deprived",
    );
    if !(1.0..=5.0).contains(&quintile) {
        practice.problem(
            "deprivation_quintile",
            &quintile.to_string(),
            "1, 2, 3, 4 or 5",
            "1 is the most deprived fifth of England, 5 the least",
        );
    }
    quintile.clamp(1.0, 5.0) as u8
}

/// A factor of demand that may be omitted; then it is 1.
fn factor_of(practice: &Section<'_>, key: &str, meaning: &'static str) -> f64 {
    practice.quietly_asked(key);
    let kind = Kind::Positive("multiples of the scenario's rate");
    let factor = if practice.has(key) { practice.number(key, kind, meaning) } else { 1.0 };
    no_more_than(practice, key, factor, MOST_CONTACTS);
    factor.min(MOST_CONTACTS)
}

/// The GPs that practices state divide those of their network: all of them state it or none, and not all
/// nobody.
pub(super) fn check_gps(section: &Section<'_>, practices: &[Practice]) {
    for (index, practice) in practices.iter().enumerate() {
        let of_network = || practices.iter().filter(|other| other.pcn == practice.pcn);
        let stated: f64 = of_network().filter_map(|other| other.gp_wte).sum();
        let is_first = practices.iter().position(|other| other.pcn == practice.pcn) == Some(index);
        let own = section.quietly(&practice.name);
        if practice.gp_wte.is_none() && of_network().any(|other| other.gp_wte.is_some()) {
            own.problem(
                "gp_wte",
                "nothing, while another practice of the network states it",
                "the GPs of every practice of a network, or of none",
                "add gp_wte = 4.5, say, or remove it from the others",
            );
        } else if practice.gp_wte.is_some() && is_first && stated <= 0.0 {
            own.problem(
                "gp_wte",
                "0 at every practice of the network",
                "GPs at one practice at least",
                "state the GPs of each practice; to have none at all, set `wte` of the teams to 0",
            );
        }
    }
}

fn gp_wte(practice: &Section<'_>) -> Option<f64> {
    practice.optional_lever(
        "gp_wte",
        Kind::Amount("whole-time equivalents"),
        "The practice's own GPs without trainees and locums, by which the GPs of the network's practices are divided; by patients, gp_staffing and deprivation if omitted",
    )
}

fn contacts(practice: &Section<'_>) -> Contacts {
    Contacts {
        calls: factor_of(
            practice,
            "calls",
            "Requests and other calls of the practice's patients by telephone, relative to the rates of the scenario; 1 if omitted",
        ),
        forms: factor_of(
            practice,
            "forms",
            "Requests and other contacts of its patients by online form, in the same sense",
        ),
    }
}

/// The practices, their sites, and how need depends on deprivation. Networks are assigned later.
pub(super) fn practices(
    section: &Section<'_>,
    demand: &Section<'_>,
) -> (Vec<Practice>, Vec<Site>, [f64; 5]) {
    let deprivation = demand.numbers(
        "deprivation_multiplier",
        Kind::Positive("multiples of the mean"),
        5,
        "Need rate by deprivation quintile, the most deprived first, relative to the mean",
    );
    let ages = Ages::read(&demand.section("age"));
    let (mut practices, mut sites) = (Vec::new(), Vec::new());
    for (name, practice) in section.sections() {
        let title = practice.optional_text("title");
        let list_size =
            practice.lever("list_size", Kind::Positive("patients"), "Registered patients");
        let quintile = quintile(&practice);
        let gp_staffing = practice.optional_lever(
            "gp_staffing",
            Kind::Positive("multiples of the network's mean"),
            "The practice's own GPs per patient, relative to the network's practices; 1 if omitted",
        );
        let (gp_wte, contacts) = (gp_wte(&practice), contacts(&practice));
        let reception_staffing = practice.optional_lever(
            "reception_staffing",
            Kind::Positive("multiples of the stated number"),
            "Call handlers per patient, relative to front_door.handlers; 1 if omitted",
        );
        let age_shares = ages.of(&practice);
        // One, exactly, for a list that states no ages.
        let age = if practice.has("age_shares") { ages.need_multiplier(&age_shares) } else { 1.0 };
        let recorded = practice
            .optional_section("recorded")
            .map_or_else(RecordedOtherwise::default, |table| recorded(&table));
        let policy = practice
            .optional_plain_section("policy")
            .map_or_else(PolicyOtherwise::default, |table| policy(&table));
        let list = super::lists::list_dates(&practice);
        // Read later, when it is known whether there are several networks.
        practice.quietly_asked("pcn");
        sites.extend(sites_of(&practice, &name, practices.len()));
        practice.finish();
        practices.push(Practice {
            name,
            title,
            pcn: 0,
            list_size,
            gp_staffing: gp_staffing.unwrap_or(1.0),
            gp_wte,
            contacts,
            reception_staffing: reception_staffing.unwrap_or(1.0),
            added_handlers: 0,
            added_duty_sessions: 0,
            deprivation_quintile: quintile,
            need_multiplier: age * deprivation[usize::from(quintile) - 1],
            recorded,
            age_multiplier: age,
            policy,
            age_shares,
            list,
        });
    }
    if practices.is_empty() {
        section.problem("", "no practice", "at least one practice", "add [practices.NAME]");
    }
    super::lists::look_up(section, &mut practices);
    check_patients(section, &practices);
    let by_quintile = std::array::from_fn(|quintile| deprivation[quintile]);
    (practices, sites, by_quintile)
}

/// The longest time by which a clinic may begin before its room is free [min].
const LONGEST_WAIT_FOR_ROOM: f64 = 240.0;

/// The longest time by which a clinic may end later because it waited for its room [min].
const LATEST_END: f64 = 60.0;

pub(super) fn rooms(section: &Section<'_>, roles: &[Role]) -> RoomRules {
    let rules = RoomRules {
        policy: section.choice("policy", &RoomPolicy::CHOICES, "How rooms are allocated"),
        turnover: section.minutes("turnover", "Time to clear a room between two clinicians"),
        priority: priority(section, roles),
        telephone_cost: section.probability(
            "telephone_cost",
            "Cost of a start turned from in person to telephone, as a share of the cost of a start lost: what the room timetable weighs",
        ),
        rota_by_rooms: section.flag(
            "rota_by_rooms",
            "Whether the weekly roster places clinics where a room is free",
        ),
        colleagues_make_good: section.flag(
            "colleagues_make_good",
            "Whether colleagues with a room see in person as many more patients as a clinic without a room cannot",
        ),
        unused_start_cost: section.probability(
            "unused_start_cost",
            "Cost of a start that nobody is expected to use, as a share of the cost of one that is used: what the room timetable weighs",
        ),
        longest_wait: section.minutes(
            "longest_wait",
            "Longest time by which a clinic may begin before its room is free",
        ),
        late_end: section.minutes(
            "late_end",
            "Time by which a clinic that waited for its room may end later, so that no start is lost",
        ),
        remote_in_room: section
            .probability("remote_in_room", "Share of remote sessions that are held in a room"),
        also_shown_at: section.whole_numbers(
            "also_shown_at",
            "Room totals of a network at which every headline is repeated",
        ),
        drawn_within: drawn_within(section),
    };
    if rules.also_shown_at.len() > MOST_ROOM_TOTALS
        || rules.also_shown_at.iter().any(|total| !(1..=MOST_ROOMS).contains(total))
    {
        section.problem(
            "also_shown_at",
            &format!("{:?}", rules.also_shown_at),
            &format!("at most {MOST_ROOM_TOTALS} totals from 1 to {MOST_ROOMS}"),
            "shorten the list, or correct the numbers",
        );
    }
    no_more_than(section, "late_end", rules.late_end.get(), LATEST_END);
    no_more_than(section, "longest_wait", rules.longest_wait.get(), LONGEST_WAIT_FOR_ROOM);
    section.finish();
    rules
}

/// The room totals within which draws of parameters have the number of rooms.
fn drawn_within(section: &Section<'_>) -> Option<(u32, u32)> {
    if let Some(people) = section.optional_text("believed") {
        section.note_lever("believed", people, "Whose beliefs the totals of `drawn_within` are");
    }
    const WORDS: &str = "Room totals of a network between which the number of rooms is drawn where parameters are drawn; [] if rooms were counted";
    match section.whole_numbers("drawn_within", WORDS).as_slice() {
        [] => None,
        &[low, high] if 1 <= low && low < high && high <= MOST_ROOMS => Some((low, high)),
        other => {
            section.problem(
                "drawn_within",
                &format!("{other:?}"),
                &format!("two totals from 1 to {MOST_ROOMS}, the smaller first, or []"),
                "state the smallest and the largest likely number of rooms, or [] if they were counted",
            );
            None
        }
    }
}

/// The roles that come first in the room timetable, as indices.
fn priority(section: &Section<'_>, roles: &[Role]) -> Vec<usize> {
    let names = section.texts("priority");
    let value = if names.is_empty() { "none".to_owned() } else { names.join(", ") };
    section.note_lever("priority", value, "Roles that come first in the room timetable, in order");
    let mut found = Vec::new();
    for name in names {
        match roles.iter().position(|role| role.name == name) {
            Some(role) if found.contains(&role) => section.problem(
                "priority",
                &format!("{name:?} twice"),
                "each role once, in the order in which roles come first",
                "remove one of them",
            ),
            Some(role) => found.push(role),
            None => {
                let known: Vec<_> = roles.iter().map(|role| role.name.as_str()).collect();
                let why = "which is not a role";
                unknown(section, "priority", (&name, why), &known, "the role under [roles]");
            }
        }
    }
    found
}
