//! From a document to a network: every value is read once, every problem is collected.
//!
//! The functions stand in the order of the tables in a scenario file, one function a table.

use crate::model::Network;
use crate::model::aftercare::Aftercare;
use crate::model::appointments::{AppointmentBook, Exits, Nhs111Advice};
use crate::model::calendar::{PracticeCalendar, SATURDAY, SUNDAY, WEEKDAYS};
use crate::model::clinic::ClinicRules;
use crate::model::competence::Competence;
use crate::model::demand::{
    BANDS, CHANNELS, DAY_FACTOR_LIMIT, Demand, MAJORANT_PER_PATIENT_DAY, Need,
    OTHER_CALLS_MAJORANT_PER_PATIENT_DAY, PLANNED_MAJORANT_PER_PATIENT_DAY, PlannedStream,
    WORKING_DAYS_PER_YEAR, WeekShape,
};
use crate::model::emergency_department::EmergencyDepartment;
use crate::model::front_door::{AfterHangingUp, FrontDoor, HandlerBand, MenuFates};
use crate::model::practice::{Practice, Site};
use crate::model::role::{
    ConsultationLength, Role, RoomNeed, SessionStart, SlotShares, StaffGroup,
};
use crate::model::rooms::{RoomPolicy, RoomRules};
use crate::model::roster::{Absence, FixedSession, Scope, Team};
use crate::model::supervision::{PaidFrom, Stage, SupervisionNeed, SupervisionRules};
use crate::model::triage::{Triage, TriagePolicy};
use crate::scenario::Scenario;
use crate::scenario::document::Node;
use crate::scenario::error::Problem;
use crate::scenario::reader::{Findings, Kind, Section, minutes, probability};
use crate::units::TimeOfDay;
use jiff::civil::Date;
use std::cell::RefCell;

/// The profession that every scenario must have.
const GENERAL_PRACTITIONER: &str = "general-practitioner";

/// How far shares that should sum to one may miss it, for rounding.
const ROUNDING: f64 = 0.006;

/// Makes a scenario of a complete document, read from `files`.
///
/// # Errors
///
/// Every problem found.
pub fn check(root: &Node, files: &[String]) -> Result<Scenario, Vec<Problem>> {
    let findings = RefCell::new(Findings::default());
    let document = Section::root(root, files, &findings);
    document.optional_text("base");
    let (title, question) = about(&document);
    let sources = sources(&document);
    let network = network(&document);
    document.finish();
    let cited = &findings.borrow().cited.clone();
    for key in cited {
        if !sources.iter().any(|(known, _)| known == key) {
            document.problem(
                "sources",
                &format!("no source called \"{key}\", which a parameter cites"),
                &format!("a table [sources.{key}]"),
                "add it with a `citation`, or mend the name where it is cited",
            );
        }
    }
    for (key, _) in &sources {
        if !cited.contains(key) {
            document.problem(
                "sources",
                &format!("the source \"{key}\", which no parameter cites"),
                "sources that are cited",
                &format!("remove [sources.{key}] or cite it"),
            );
        }
    }
    let findings = findings.into_inner();
    match network {
        Some(network) if findings.problems.is_empty() => Ok(Scenario {
            name: String::new(),
            title,
            question,
            network,
            parameters: findings.parameters,
            levers: findings.levers,
            differences: Vec::new(),
            sources,
            resolved: String::new(),
        }),
        _ => {
            let mut problems = findings.problems;
            // In the order in which someone mends a file.
            problems.sort_by_key(|problem| (problem.file.clone(), problem.line));
            problems.dedup();
            Err(problems)
        }
    }
}

fn about(document: &Section<'_>) -> (String, String) {
    let section = document.section("about");
    let about = (section.text("title"), section.text("question"));
    section.finish();
    about
}

fn sources(document: &Section<'_>) -> Vec<(String, String)> {
    let section = document.section("sources");
    section
        .sections()
        .into_iter()
        .map(|(key, source)| {
            let citation = source.text("citation");
            source.finish();
            (key, citation)
        })
        .collect()
}

/// The whole network; `None` if so much is missing that its parts cannot refer to each other.
fn network(document: &Section<'_>) -> Option<Network> {
    let calendar = calendar(&document.section("calendar"));
    let demand_section = document.section("demand");
    let (practices, sites) = practices(&document.section("practices"), &demand_section);
    let rooms = rooms(&document.section("rooms"));
    let demand = demand(&demand_section);
    let roles_section = document.section("roles");
    let (mut roles, professions) = roles(&roles_section);
    supervisors(&roles_section, &mut roles, &professions);
    let general_practitioner = professions.iter().position(|p| p == GENERAL_PRACTITIONER);
    if general_practitioner.is_none() {
        roles_section.problem(
            "",
            "no role booked as a general practitioner",
            &format!("at least one role with `booked_as = \"{GENERAL_PRACTITIONER}\"`"),
            "add such a role: what nobody else can settle goes there",
        );
    }
    let needs = needs(&document.section("needs"), &professions, general_practitioner.unwrap_or(0));
    let planned = planned(&document.section("planned"), &professions);
    let front_door = front_door(&document.section("front_door"));
    let triage = triage(&document.section("triage"));
    let competence = competence(&document.section("competence"), &professions, &needs);
    let teams = teams(&document.section("staff"), &roles, &roles_section);
    let absence = absence(&document.section("absence"));
    let book = book(&document.section("book"));
    let clinic = clinic(&document.section("clinic"));
    let supervision = supervision(&document.section("supervision"));
    let aftercare = aftercare(&document.section("aftercare"));
    let emergency = emergency(&document.section("emergency_department"));
    let network = Network {
        calendar: calendar?,
        practices,
        sites,
        rooms,
        needs,
        demand,
        planned,
        front_door,
        triage,
        professions,
        general_practitioner: general_practitioner?,
        roles,
        competence,
        teams,
        absence,
        book,
        clinic,
        supervision,
        aftercare,
        emergency,
    };
    check_majorant(&network, &demand_section);
    check_size(&network, document);
    Some(network)
}

/// The largest network: identifiers are small, and the appointment book has a place for every
/// profession at every practice.
fn check_size(network: &Network, document: &Section<'_>) {
    let practices = network.practices.len() as f64;
    let people: f64 = network
        .teams
        .iter()
        .map(|team| {
            let by_rota: u32 = team.sessions.iter().map(|session| session.people).sum();
            team.wte / team.wte_per_person + practices + f64::from(by_rota)
        })
        .sum();
    for (key, found, most) in [
        ("practices", practices, 50.0),
        ("practices", network.sites.len() as f64, 200.0),
        ("practices", f64::from(network.rooms_total()), 5_000.0),
        ("needs", network.needs.len() as f64, 200.0),
        ("planned", network.planned.len() as f64, 200.0),
        ("roles", network.roles.len() as f64, 200.0),
        ("roles", network.professions.len() as f64, 60.0),
        ("staff", people, 20_000.0),
        ("front_door", f64::from(network.front_door.attempts_per_day), 60.0),
    ] {
        if found > most {
            document.problem(
                key,
                &format!("{found:.0} of what is counted there"),
                &format!("at most {most}"),
                "a primary care network is smaller; split it, or mend the numbers",
            );
        }
    }
}

/// Requests are dealt under a fixed majorant; a scenario must stay beneath it.
fn check_majorant(network: &Network, section: &Section<'_>) {
    let demand = &network.demand;
    let greatest = |values: &[f64]| values.iter().copied().fold(0.0, f64::max);
    let multiplier =
        network.practices.iter().map(|practice| practice.need_multiplier).fold(0.0, f64::max);
    let monday: f64 = (0..CHANNELS)
        .map(|c| demand.channel_share[c] * 7.0 * greatest(&demand.shape[c].weekday_share))
        .sum();
    let day = multiplier * monday * greatest(&demand.month_index) * DAY_FACTOR_LIMIT / 365.25;
    let online = 7.0 * greatest(&demand.shape[1].weekday_share);
    let telephone = 7.0 * greatest(&demand.shape[0].weekday_share);
    let others = multiplier * greatest(&demand.month_index) * DAY_FACTOR_LIMIT / 365.25
        * (demand.other_calls_per_patient_year * telephone
            + demand.other_forms_per_patient_year * online);
    let planned: f64 = network
        .planned
        .iter()
        .map(|s| s.per_patient_year * greatest(&s.month_index) / WORKING_DAYS_PER_YEAR)
        .sum();
    for (key, rate, majorant) in [
        (
            "requests_per_patient_year",
            day * demand.requests_per_patient_year * (1.0 + demand.latent_share),
            MAJORANT_PER_PATIENT_DAY,
        ),
        ("other_calls_per_patient_year", others, OTHER_CALLS_MAJORANT_PER_PATIENT_DAY),
    ] {
        if rate > majorant {
            section.problem(
                key,
                &format!("up to {rate:.3} per patient on the busiest day"),
                &format!("at most {majorant} per patient and day"),
                "lower the rate: more than this no practice has",
            );
        }
    }
    if planned > PLANNED_MAJORANT_PER_PATIENT_DAY {
        section.problem(
            "",
            &format!("planned care of up to {planned:.3} per patient and day"),
            &format!("at most {PLANNED_MAJORANT_PER_PATIENT_DAY}"),
            "lower `per_patient_year` of the streams under `planned`",
        );
    }
}

fn calendar(section: &Section<'_>) -> Option<PracticeCalendar> {
    let start = section.date("start", "The first day of the measured period");
    let opens = section.time("core_hours_open", "Core hours begin, Monday to Friday");
    let closes = section.time("core_hours_close", "Core hours end, Monday to Friday");
    let holidays = section.section("bank_holidays");
    holidays.optional_text("note");
    let mut dates = holidays.dates("dates");
    holidays.finish();
    dates.sort();
    section.finish();
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
            "mend the year",
        );
        return None;
    }
    Some(PracticeCalendar { start, bank_holidays: dates, opens, closes })
}

/// Bands of age in which national consultation rates are stated.
const AGE_BANDS: usize = 8;

fn practices(section: &Section<'_>, demand: &Section<'_>) -> (Vec<Practice>, Vec<Site>) {
    let deprivation = demand.numbers(
        "deprivation_multiplier",
        Kind::Positive("multiples of the mean"),
        5,
        "Need rate by deprivation quintile, the most deprived first, relative to the mean",
    );
    let ages = demand.section("age");
    let rates = ages.numbers(
        "consultations_per_year",
        Kind::Positive("times a year"),
        AGE_BANDS,
        "Consultations per person and year by age band 0–4, 5–14, 15–24, 25–44, 45–64, 65–74, 75–84, 85+",
    );
    let england = ages.numbers(
        "england_shares",
        Kind::Share,
        AGE_BANDS,
        "Share of the population by age band",
    );
    ages.finish();
    let weigh = |shares: &[f64]| shares.iter().zip(&rates).map(|(s, r)| s * r).sum::<f64>();
    let (mut practices, mut sites) = (Vec::new(), Vec::new());
    for (name, practice) in section.sections() {
        let list_size =
            practice.lever("list_size", Kind::Positive("patients"), "Registered patients");
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
        let age = practice.optional_section("age_shares").map_or(1.0, |shares| {
            let own =
                shares.numbers("shares", Kind::Share, AGE_BANDS, "Share of the list by age band");
            sums_to_one(&shares, "shares", &own);
            shares.finish();
            weigh(&own) / weigh(&england)
        });
        let quintile = quintile.clamp(1.0, 5.0) as u8;
        let of_practice = practice.section("sites");
        let before = sites.len();
        for (site_name, site) in of_practice.sections() {
            sites.push(Site {
                name: format!("{name}/{site_name}"),
                practice: practices.len(),
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
            });
            site.finish();
        }
        if sites.len() == before {
            practice.problem(
                "sites",
                "no site",
                "at least one site",
                "add [practices.NAME.sites.main]",
            );
        }
        practice.finish();
        practices.push(Practice {
            name,
            list_size,
            deprivation_quintile: quintile,
            need_multiplier: age * deprivation[usize::from(quintile) - 1],
        });
    }
    if practices.is_empty() {
        section.problem("", "no practice", "at least one practice", "add [practices.NAME]");
    }
    let patients: f64 = practices.iter().map(|practice: &Practice| practice.list_size).sum();
    if patients > 1_000_000.0 {
        section.problem(
            "",
            &format!("{patients} patients"),
            "at most 1,000,000",
            "a primary care network has 30,000 to 50,000; mend the list sizes",
        );
    }
    (practices, sites)
}

fn rooms(section: &Section<'_>) -> RoomRules {
    let rules = RoomRules {
        policy: section.choice("policy", &RoomPolicy::CHOICES, "How rooms are given out"),
        turnover: section.minutes("turnover", "Time to clear a room between two clinicians"),
        also_shown_at: section.whole_numbers(
            "also_shown_at",
            "Total numbers of rooms at which every headline is shown again",
        ),
    };
    section.finish();
    rules
}

fn sums_to_one(section: &Section<'_>, key: &str, shares: &[f64]) {
    let sum: f64 = shares.iter().sum();
    if (sum - 1.0).abs() > ROUNDING {
        section.problem(
            key,
            &format!("shares that sum to {sum:.4}"),
            "shares that sum to 1",
            "mend the shares; what is left over belongs somewhere",
        );
    }
}

fn at_most_one(section: &Section<'_>, key: &str, shares: &[f64]) {
    let sum: f64 = shares.iter().sum();
    if sum > 1.0 + 1e-9 {
        section.problem(
            key,
            &format!("shares that sum to {sum:.4}"),
            "shares that sum to 1 at most",
            "lower one of them: the remainder is what is left",
        );
    }
}

fn cumulative(shares: &[f64]) -> Vec<f64> {
    shares
        .iter()
        .scan(0.0, |sum, share| {
            *sum += share;
            Some(*sum)
        })
        .collect()
}

fn twelve(values: Vec<f64>) -> [f64; 12] {
    values.try_into().expect("twelve values were read")
}

fn demand(section: &Section<'_>) -> Demand {
    let channels = section.section("channel_share");
    let channel_share = [
        channels.number("telephone", Kind::Share, "Share of requests made first by telephone"),
        channels.number("online", Kind::Share, "Share of requests made first by online form"),
        channels.number("walk_in", Kind::Share, "Share of requests made first at the desk"),
        channels.number("nhs_111", Kind::Share, "Share of requests made first to NHS 111"),
    ];
    sums_to_one(&channels, "", &channel_share);
    channels.finish();
    let telephone = week_shape(&section.section("telephone"));
    let online = week_shape(&section.section("online"));
    let in_person = within_opening(&telephone);
    let requests = Demand {
        requests_per_patient_year: section.number(
            "requests_per_patient_year",
            Kind::Amount("times a year"),
            "Requests about new needs per patient and year, latent ones excluded",
        ),
        channel_share,
        shape: [telephone, online.clone(), in_person, online],
        month_index: twelve(section.numbers(
            "month_index",
            Kind::Positive("multiples of the mean"),
            12,
            "Demand by month relative to the year's mean, January first",
        )),
        day_variation: section.number(
            "day_variation",
            Kind::Amount("multiples of the mean"),
            "Coefficient of variation of a practice's day around its expected demand",
        ),
        latent_share: section.number(
            "latent_share",
            Kind::Amount("multiples of the other requests"),
            "Latent requests relative to all others",
        ),
        latent_threshold_low: section.probability(
            "latent_threshold_low",
            "Success share at which the first latent requests are made",
        ),
        latent_threshold_high: section.probability(
            "latent_threshold_high",
            "Success share at which all latent requests are made",
        ),
        other_calls_per_patient_year: section.number(
            "other_calls_per_patient_year",
            Kind::Amount("times a year"),
            "Calls that are no request: results, prescriptions, planned care",
        ),
        other_forms_per_patient_year: section.number(
            "other_forms_per_patient_year",
            Kind::Amount("times a year"),
            "Online forms that are no request: administration, prescriptions",
        ),
        online_ability: section
            .numbers(
                "online_ability",
                Kind::Share,
                5,
                "Share of patients who can use online forms, by deprivation quintile, the most deprived first",
            )
            .into_iter()
            .map(probability)
            .collect::<Vec<_>>()
            .try_into()
            .expect("five values were read"),
        accepts_others: section
            .probability("accepts_others", "Probability of accepting someone other than a GP"),
    };
    section.finish();
    requests
}

/// Published bands run from 00, 06, 08, 10, … to 18, 18:30 and 24 o'clock; the band from 08 to 10 is
/// split at 08:30.
const PUBLISHED_BANDS: usize = BANDS - 1;

fn week_shape(section: &Section<'_>) -> WeekShape {
    let weekday_share = section.numbers(
        "weekday_share",
        Kind::Share,
        7,
        "Share of the week's contacts, Monday first",
    );
    sums_to_one(section, "weekday_share", &weekday_share);
    let first_half_hour = section.number(
        "first_half_hour_share",
        Kind::Share,
        "Of the contacts from 08:00 to 10:00, the share before 08:30",
    );
    let repeats = section.number(
        "repeats_at_opening",
        Kind::Share,
        "Of the contacts published for 08:00 to 10:00, the share that repeat earlier attempts, which the model adds itself",
    );
    let mut band_cumulative = [[0.0; BANDS]; 7];
    for (weekday, name) in WEEKDAYS.iter().enumerate() {
        let shares = section.numbers(
            name,
            Kind::Share,
            PUBLISHED_BANDS,
            "Share of the day's contacts from 00, 06, 08, 10, 12, 14, 16, 18 and 18:30 o'clock on",
        );
        sums_to_one(section, name, &shares);
        let mut bands = shares[..2].to_vec();
        let at_opening = shares[2] * (1.0 - repeats);
        bands.push(at_opening * first_half_hour);
        bands.push(at_opening * (1.0 - first_half_hour));
        bands.extend_from_slice(&shares[3..]);
        band_cumulative[weekday].copy_from_slice(&cumulative(&bands));
    }
    section.finish();
    let weekday_share = weekday_share.try_into().expect("seven values were read");
    WeekShape { weekday_share, band_cumulative }
}

/// The same shape for those who come in person: only while the doors are open, Monday to Friday.
fn within_opening(shape: &WeekShape) -> WeekShape {
    let mut open = shape.clone();
    open.weekday_share[SATURDAY] = 0.0;
    open.weekday_share[SUNDAY] = 0.0;
    let week: f64 = open.weekday_share.iter().sum();
    if week > 0.0 {
        open.weekday_share = open.weekday_share.map(|share| share / week);
    }
    for bands in &mut open.band_cumulative {
        let mut previous = 0.0;
        let shares: Vec<f64> = bands
            .iter()
            .enumerate()
            .map(|(band, &sum)| {
                let share = sum - previous;
                previous = sum;
                // The first two bands and the last lie outside opening hours.
                if (2..BANDS - 1).contains(&band) { share } else { 0.0 }
            })
            .collect();
        bands.copy_from_slice(&cumulative(&shares));
    }
    open
}

fn needs(section: &Section<'_>, professions: &[String], gp: usize) -> Vec<Need> {
    let mut needs = Vec::new();
    for (name, need) in section.sections() {
        let mut routes = profession_list(&need, "routes", professions);
        if !routes.contains(&gp) {
            routes.push(gp);
        }
        let share = need.number("share", Kind::Share, "Share of requests with this need");
        let urgent = need.probability("urgent", "Probability of needing attention today");
        let soon = need.probability("soon", "Probability of needing attention this week");
        at_most_one(&need, "soon", &[urgent.get(), soon.get()]);
        needs.push(Need {
            name,
            share,
            urgent,
            soon,
            routes,
            suitable: need.probability(
                "suitable",
                "Probability that someone other than a GP is right for it",
            ),
            face_to_face: need
                .probability("face_to_face", "Probability that it must be seen in person"),
            home_visit: need.probability("home_visit", "Probability that it needs a visit at home"),
            administrative: need
                .probability("administrative", "Probability that the front desk settles it"),
            pharmacy: need
                .probability("pharmacy", "Probability that a community pharmacy can take it"),
            triage_settles: need.probability(
                "triage_settles",
                "Probability that clinical triage settles it by advice or message",
            ),
            follow_up_weeks: need.number(
                "follow_up_weeks",
                Kind::Positive("weeks"),
                "Mean time until a follow-up",
            ),
        });
        need.finish();
    }
    let shares: Vec<f64> = needs.iter().map(|need| need.share).collect();
    if !needs.is_empty() {
        sums_to_one(section, "", &shares);
    } else {
        section.problem("", "no need", "at least one need", "add [needs.NAME]");
    }
    needs
}

fn profession(
    section: &Section<'_>,
    key: &str,
    name: &str,
    professions: &[String],
) -> Option<usize> {
    let found = professions.iter().position(|known| known == name);
    if found.is_none() {
        section.problem(
            key,
            &format!("\"{name}\", as which no role is booked"),
            &format!("one of: {}", professions.join(", ")),
            "mend the name, or add a role with that `booked_as`",
        );
    }
    found
}

fn profession_list(section: &Section<'_>, key: &str, professions: &[String]) -> Vec<usize> {
    section
        .texts(key)
        .iter()
        .filter_map(|name| profession(section, key, name, professions))
        .collect()
}

fn one_competence(section: &Section<'_>) -> Competence {
    let competence = Competence {
        advice: section.probability("advice", "A GP's advice is sought during the consultation"),
        hand_back: section.probability("hand_back", "The need goes back to a GP"),
        follow_up: section.probability("follow_up", "Another appointment is needed"),
        referral: section.probability("referral", "The patient is referred to secondary care"),
    };
    at_most_one(section, "advice", &[competence.advice.get(), competence.hand_back.get()]);
    at_most_one(section, "follow_up", &[competence.follow_up.get(), competence.referral.get()]);
    competence
}

/// How planned care goes: it has no follow-up of its own, the next recall is another item.
fn planned_competence(section: &Section<'_>) -> Competence {
    let competence = Competence {
        advice: section.probability("advice", "A GP's advice is sought during the consultation"),
        hand_back: section.probability("hand_back", "What was found needs a GP"),
        follow_up: crate::units::Probability::ZERO,
        referral: section.probability("referral", "The patient is referred to secondary care"),
    };
    at_most_one(section, "advice", &[competence.advice.get(), competence.hand_back.get()]);
    competence
}

fn planned(section: &Section<'_>, professions: &[String]) -> Vec<PlannedStream> {
    let bounds = section.list(
        "lead_days",
        Kind::Positive("days"),
        "Upper bounds of the bands of how far ahead planned care is wanted",
    );
    if !bounds.is_sorted() {
        section.problem("lead_days", &format!("{bounds:?}"), "rising bounds", "sort them");
    }
    let index = twelve(section.numbers(
        "month_index",
        Kind::Positive("multiples of the mean"),
        12,
        "Planned care by month relative to the year's mean, January first",
    ));
    let streams = section.section("streams");
    streams
        .sections()
        .into_iter()
        .filter_map(|(name, stream)| {
            let own_months = stream.optional_section("months").map(|months| {
                let index = twelve(months.numbers(
                    "month_index",
                    Kind::Amount("multiples of the mean"),
                    12,
                    "The stream by month relative to its mean over the year, January first",
                ));
                months.finish();
                index
            });
            let performed_by = stream.text("profession");
            let lead = stream.numbers(
                "lead_shares",
                Kind::Share,
                bounds.len(),
                "Share of items by how far ahead they are wanted",
            );
            sums_to_one(&stream, "lead_shares", &lead);
            let starts =
                stream.number("starts", Kind::Whole("starts"), "Starts that one appointment uses");
            if !(1.0..=2.0).contains(&starts) {
                stream.problem(
                    "starts",
                    &starts.to_string(),
                    "1, or 2 for a double appointment",
                    "mend it",
                );
            }
            let built = PlannedStream {
                name,
                profession: profession(&stream, "profession", &performed_by, professions)?,
                per_patient_year: stream.number(
                    "per_patient_year",
                    Kind::Amount("times a year"),
                    "Items of planned care per patient and year",
                ),
                month_index: own_months.unwrap_or(index),
                lead_days: bounds.clone(),
                lead_cumulative: cumulative(&lead),
                face_to_face: stream
                    .probability("face_to_face", "Probability that it must be in person"),
                starts: starts as u32,
                competence: planned_competence(&stream),
            };
            stream.finish();
            Some(built)
        })
        .collect()
}

fn menu_fates(section: &Section<'_>) -> MenuFates {
    let fates = MenuFates {
        resolved: section.probability("resolved", "Share of menu exits that the menu resolved"),
        online: section.probability("online", "Share of menu exits that go to the online form"),
        redial: section.probability("redial", "Share of menu exits that ring again"),
    };
    at_most_one(section, "", &[fates.resolved.get(), fates.online.get(), fates.redial.get()]);
    section.finish();
    fates
}

fn front_door(section: &Section<'_>) -> FrontDoor {
    let mut handlers = Vec::new();
    for band in section.list_of_sections("handlers") {
        handlers.push(HandlerBand {
            from: band.time("from", "Staffing of the telephone from this time on"),
            per_10000: band.lever(
                "per_10000",
                Kind::Amount("handlers"),
                "Call handlers per 10,000 patients",
            ),
            per_10000_monday: band.lever(
                "per_10000_monday",
                Kind::Amount("handlers"),
                "The same on Mondays and after bank holidays",
            ),
        });
        band.finish();
    }
    if handlers.is_empty() || !handlers.is_sorted_by(|a, b| a.from < b.from) {
        section.problem(
            "handlers",
            &format!("{} bands", handlers.len()),
            "at least one band, in order of time",
            "write handlers = [{ from = \"08:00\", per_10000 = 3.0, per_10000_monday = 4.0 }]",
        );
    }
    let after = section.section("after_hanging_up");
    let after_hanging_up = AfterHangingUp {
        redial: after.probability("redial", "After hanging up: rings again the same day"),
        online: after.probability("online", "After hanging up: fills in the online form, if able"),
        another_day: after.probability("another_day", "After hanging up: rings again another day"),
    };
    let shares = [after_hanging_up.redial, after_hanging_up.online, after_hanging_up.another_day];
    at_most_one(&after, "", &shares.map(crate::units::Probability::get));
    after.finish();
    let door = FrontDoor {
        handlers,
        menu_time: section.minutes("menu_time", "Length of the telephone menu"),
        menu_exit: section
            .probability("menu_exit", "Share of calls in opening hours that end in the menu"),
        menu_fates_request: menu_fates(&section.section("menu_exit_requests")),
        menu_fates_other: menu_fates(&section.section("menu_exit_other_calls")),
        impatient_share: section
            .probability("impatient_share", "Share of callers with little patience"),
        impatient_mean: section.minutes("impatient_mean", "Mean patience of the impatient"),
        patient_mean: section.minutes("patient_mean", "Mean patience of all other callers"),
        call_length_request: section
            .minutes("call_length_request", "Mean talk and wrap-up of a call with a request"),
        call_length_other: section
            .minutes("call_length_other", "Mean talk and wrap-up of any other call"),
        call_variation: section.number(
            "call_variation",
            Kind::Amount("multiples of the mean"),
            "Standard deviation of the length of a call",
        ),
        call_back_offered_at: section.lever(
            "call_back_offered_at",
            Kind::Amount("callers"),
            "Callers waiting per handler from which a call-back is offered",
        ),
        call_back_accepted: section
            .probability("call_back_accepted", "Probability that an offered call-back is accepted"),
        after_hanging_up,
        redial_delay: section.minutes("redial_delay", "Mean time until ringing again the same day"),
        opening_delay: section.minutes(
            "opening_delay",
            "Mean time after opening at which those ring who try another day",
        ),
        attempts_per_day: section.number(
            "attempts_per_day",
            Kind::Whole("calls"),
            "Calls on one day before the caller gives up for the day",
        ) as u32,
        form_length: section.minutes("form_length", "Mean time at the desk for an online form"),
        walk_in_length: section
            .minutes("walk_in_length", "Mean time at the desk for a patient who walks in"),
        form_patience: section
            .minutes("form_patience", "Mean time that a sender of a form waits before giving up"),
        forms_open: section.time("forms_open", "Online forms can be sent from this time of day"),
        forms_close: section.time("forms_close", "Online forms can be sent until this time of day"),
        administrative_minutes: section.minutes(
            "administrative_minutes",
            "Clinicians' administrative time per administrative request",
        ),
    };
    section.finish();
    door
}

fn triage(section: &Section<'_>) -> Triage {
    let triage = Triage {
        policy: section.choice(
            "policy",
            &TriagePolicy::CHOICES,
            "How requests find their practitioner",
        ),
        accuracy_reception: section.probability(
            "accuracy_reception",
            "Probability that reception finds the right profession",
        ),
        accuracy_coordinator: section
            .probability("accuracy_coordinator", "Probability that a care coordinator does"),
        accuracy_clinician: section
            .probability("accuracy_clinician", "Probability that a clinician does"),
        accuracy_patient: section
            .probability("accuracy_patient", "Probability that a patient booking themselves does"),
        error_to_gp: section.probability(
            "error_to_gp",
            "Of the errors, the share that sends to a GP what another would have settled",
        ),
        misrouted_hand_back: section.probability(
            "misrouted_hand_back",
            "Probability that someone to whom a need was sent by error hands it back",
        ),
        coordinators: section.lever(
            "coordinators",
            Kind::Whole("coordinators"),
            "Care coordinators on navigation in core hours, over the network",
        ) as u32,
        coordinator_minutes: section
            .minutes("coordinator_minutes", "Mean time of a care coordinator per request"),
        clinical_triage_share: section.probability(
            "clinical_triage_share",
            "Share of online requests that go to a clinician, unless all do",
        ),
        triage_minutes: section
            .minutes("triage_minutes", "Mean time of clinical triage per request"),
        triage_variation: section.number(
            "triage_variation",
            Kind::Amount("multiples of the mean"),
            "Standard deviation of the time of clinical triage",
        ),
        telephone_conversion: section.probability(
            "telephone_conversion",
            "Share of first telephone consultations seen face to face afterwards (telephone first)",
        ),
        duty_sessions_per_10000: section.lever(
            "duty_sessions_per_10000",
            Kind::Amount("sessions"),
            "Duty sessions at a time per 10,000 patients; each practice has at least one",
        ),
        duty_bookable: probability(section.lever(
            "duty_bookable_share",
            Kind::Share,
            "Share of a duty session's starts that can be booked; the rest is kept for triage",
        )),
        triage_gpad_counted: section.probability(
            "triage_gpad_counted",
            "Share of triages that national data count as appointments",
        ),
        message_gpad_counted: section.probability(
            "message_gpad_counted",
            "Share of messages that national data count as appointments",
        ),
    };
    if triage.policy == TriagePolicy::CareCoordinators && triage.coordinators == 0 {
        section.problem(
            "coordinators",
            "0",
            "at least 1 when care coordinators navigate",
            "add one",
        );
    }
    section.finish();
    triage
}

fn roles(section: &Section<'_>) -> (Vec<Role>, Vec<String>) {
    let mut professions: Vec<String> = Vec::new();
    let mut roles = Vec::new();
    for (name, role) in section.sections() {
        let booked_as = role.text("booked_as");
        let booked_as = professions.iter().position(|p| *p == booked_as).unwrap_or_else(|| {
            professions.push(booked_as);
            professions.len() - 1
        });
        roles.push(one_role(name, booked_as, &role));
        role.finish();
    }
    if roles.is_empty() {
        section.problem("", "no role", "at least one role", "add [roles.NAME]");
    }
    (roles, professions)
}

/// Finds the professions that may supervise each role.
fn supervisors(section: &Section<'_>, roles: &mut [Role], professions: &[String]) {
    for role in roles {
        let Some(need) = &mut role.supervision else { continue };
        let stated = section.quietly(&role.name).quietly("supervision");
        need.by = profession_list(&stated, "by", professions);
    }
}

fn one_role(name: String, booked_as: usize, role: &Section<'_>) -> Role {
    let groups = [
        ("gp", StaffGroup::Gp),
        ("nursing", StaffGroup::Nursing),
        ("additional", StaffGroup::Additional),
    ];
    let rooms = [
        ("consulting", RoomNeed::Consulting),
        ("treatment", RoomNeed::Treatment),
        ("none", RoomNeed::None),
    ];
    let slot = role.minutes("slot", "Length of a bookable slot");
    let session = role.minutes("session", "Length of a session with patients");
    if slot.get() < 1.0 || slot > session || session.get() > 720.0 {
        role.problem(
            "slot",
            &format!("slots of {slot} in sessions of {session}"),
            "slots of at least 1 min that fit into a session of at most 12 h",
            "mend `slot` or `session`",
        );
    }
    let starts: Vec<SessionStart> = role
        .list_of_sections("session_starts")
        .iter()
        .map(|start| {
            let read = SessionStart {
                at: start.time("at", "When sessions start"),
                weight: start.lever(
                    "weight",
                    Kind::Positive("parts"),
                    "How many sessions start then",
                ),
            };
            start.finish();
            read
        })
        .collect();
    let too_late = |start: &SessionStart| start.at.plus(session.to_span()) > TimeOfDay::at(24, 0);
    if starts.is_empty() || starts.iter().any(too_late) {
        role.problem(
            "session_starts",
            &format!("{} starts", starts.len()),
            "at least one start, early enough for the session to end before midnight",
            "write session_starts = [{ at = \"08:30\", weight = 1 }]",
        );
    }
    let slots = SlotShares {
        planned: probability(role.lever(
            "planned_share",
            Kind::Share,
            "Slots kept for planned care",
        )),
        two_day: probability(role.lever(
            "two_day_share",
            Kind::Share,
            "Slots opened two days before",
        )),
        same_day: probability(role.lever("same_day_share", Kind::Share, "Slots opened on the day")),
        nhs_111: probability(role.lever("nhs_111_share", Kind::Share, "Slots kept for NHS 111")),
    };
    at_most_one(
        role,
        "same_day_share",
        &[slots.planned, slots.two_day, slots.same_day, slots.nhs_111].map(|share| share.get()),
    );
    let supervision = role.optional_section("supervision").map(|need| {
        let read = SupervisionNeed {
            // Found once all professions are known.
            by: Vec::new(),
            entry: need.minutes("entry", "Supervision per clinical day at entry"),
            transition: need.minutes("transition", "Supervision per clinical day in transition"),
            steady: need.minutes("steady", "Supervision per clinical day in the steady state"),
            in_the_moment: need.minutes("in_the_moment", "Of it, expected during consultations"),
            delegated: need.minutes("delegated", "Of it, tasks such as signing and checking"),
            needs_presence: need.flag(
                "needs_presence",
                "Whether undifferentiated patients may be seen only while a supervisor is in",
            ),
        };
        // Read again, and resolved, when all professions are known.
        need.texts("by");
        need.finish();
        read
    });
    let telephone_share =
        role.probability("telephone_share", "Telephone slots within sessions in a room");
    let home_visit_share = role.probability("home_visit_share", "Home visits among slots");
    at_most_one(role, "home_visit_share", &[telephone_share.get(), home_visit_share.get()]);
    Role {
        title: role.text("title"),
        group: role.choice("group", &groups, "How national data group the role"),
        booked_as,
        slot,
        session,
        sessions_per_wte: role.number(
            "sessions_per_wte",
            Kind::Amount("sessions a week"),
            "Sessions with patients a week at one whole-time equivalent",
        ),
        session_starts: starts,
        length: ConsultationLength {
            face_to_face: role
                .minutes("length_face_to_face", "Mean consultation in person, with notes"),
            remote: role.minutes("length_remote", "Mean consultation by telephone, with notes"),
            home_visit: role.minutes("length_home_visit", "Mean visit at home, with travel"),
            variation: role.number(
                "length_variation",
                Kind::Amount("multiples of the mean"),
                "Standard deviation of the length of a consultation",
            ),
        },
        room: role.choice("room", &rooms, "Which rooms the role needs"),
        remote_sessions: role.probability("remote_sessions", "Sessions held wholly without a room"),
        telephone_share,
        home_visit_share,
        can_work_remotely: role
            .flag("can_work_remotely", "Whether a session without a room can be held remotely"),
        slots,
        extra_advice: role.probability(
            "extra_advice",
            "Probability of seeking advice beyond what the need calls for",
        ),
        supervises: role.flag("supervises", "Whether the role supervises others"),
        takes_duty: role.flag("takes_duty", "Whether the role takes turns as duty doctor"),
        supervision,
        sends_to_ed: role.probability("sends_to_ed", "Consultations that send the patient to ED"),
        reconsultation: role
            .probability("reconsultation", "Settled patients who come back within 14 days"),
        name,
    }
}

fn competence(
    section: &Section<'_>,
    professions: &[String],
    needs: &[Need],
) -> Vec<Vec<Option<Competence>>> {
    let mut table = vec![vec![None; needs.len()]; professions.len()];
    for (name, of_profession) in section.sections() {
        let Some(profession) = profession(section, &name, &name, professions) else { continue };
        let usual = of_profession.optional_section("usual").map(|usual| {
            let read = one_competence(&usual);
            usual.finish();
            read
        });
        for (index, need) in needs.iter().enumerate() {
            let own = of_profession.optional_section(&need.name).map(|own| {
                let read = one_competence(&own);
                own.finish();
                read
            });
            table[profession][index] = own.or(usual);
        }
        of_profession.finish();
    }
    for need in 0..needs.len() {
        for &profession in &needs[need].routes {
            if table[profession][need].is_none() {
                section.problem(
                    "",
                    &format!("nothing on {} for {}", professions[profession], needs[need].name),
                    "a competence for every profession that a need is routed to",
                    &format!("add [competence.{}.{}]", professions[profession], needs[need].name),
                );
            }
        }
    }
    table
}

fn teams(section: &Section<'_>, roles: &[Role], roles_section: &Section<'_>) -> Vec<Team> {
    let scopes = [("practices", Scope::Practices), ("network", Scope::Network)];
    let mut teams = Vec::new();
    for (name, team) in section.sections() {
        let role_name = team.text("role");
        let role = roles.iter().position(|role| role.name == role_name);
        if role.is_none() {
            let known: Vec<_> = roles.iter().map(|role| role.name.as_str()).collect();
            team.problem(
                "role",
                &format!("\"{role_name}\", which is no role"),
                &format!("one of: {}", known.join(", ")),
                "mend the name, or add the role under [roles]",
            );
        }
        let wte =
            team.lever("wte", Kind::Amount("whole-time equivalents"), "Whole-time equivalents");
        if wte > 2_000.0 {
            team.problem("wte", &wte.to_string(), "at most 2000", "mend the number");
        }
        let per_person = team.lever(
            "wte_per_person",
            Kind::Positive("whole-time equivalents"),
            "Whole-time equivalents of one person",
        );
        if !(0.05..=1.2).contains(&per_person) {
            team.problem(
                "wte_per_person",
                &per_person.to_string(),
                "0.05 to 1.2",
                "mend the number",
            );
        }
        let scope_index = team.choice(
            "scope",
            &[(scopes[0].0, 0), (scopes[1].0, 1)],
            "Whether practices employ the team or the network shares it",
        );
        let stage = team.choice("stage", &Stage::CHOICES, "How far the team has come in its role");
        let sessions: Vec<FixedSession> =
            team.list_of_sections("sessions").iter().filter_map(fixed_session).collect();
        if !sessions.is_empty() && wte > 0.0 {
            team.problem("sessions", "sessions and `wte` above 0", "one of the two", "set wte = 0");
        }
        let months: Vec<usize> = team
            .whole_numbers("months", "Months in which the team works")
            .into_iter()
            .map(|month| month as usize)
            .collect();
        if months.iter().any(|month| !(1..=12).contains(month)) {
            team.problem("months", &format!("{months:?}"), "months from 1 to 12", "mend the list");
        }
        team.finish();
        teams.push(Team {
            name,
            role: role.unwrap_or(0),
            wte,
            wte_per_person: per_person.clamp(0.05, 1.2),
            scope: scopes[scope_index].1.clone(),
            stage,
            sessions,
            months: months.into_iter().map(|month| month.saturating_sub(1)).collect(),
        });
    }
    for (index, role) in roles.iter().enumerate() {
        if !teams.iter().any(|team| team.role == index) {
            roles_section.problem(
                &role.name,
                "a role that no team has",
                "at least one team under [staff] with this role",
                "add a team (its `wte` may be 0), or remove the role",
            );
        }
    }
    teams
}

fn fixed_session(session: &Section<'_>) -> Option<FixedSession> {
    let choices: Vec<(&str, usize)> =
        WEEKDAYS.iter().enumerate().map(|(index, name)| (*name, index)).collect();
    let weekday = session.choice("weekday", &choices, "The day of a fixed session");
    let start = session.time("start", "When a fixed session starts");
    let length = session.lever("length", Kind::Duration, "How long a fixed session lasts");
    let people =
        session.lever("people", Kind::Whole("people"), "How many hold a fixed session at once");
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
    Some(FixedSession { weekday, start, length, people: people as u32 })
}

fn absence(section: &Section<'_>) -> Absence {
    let absence = Absence {
        leave_days: section.number("leave_days", Kind::Amount("days a year"), "Annual leave"),
        study_days: section.number("study_days", Kind::Amount("days a year"), "Study leave"),
        sickness_share: section.number(
            "sickness_share",
            Kind::Share,
            "Working days lost to sickness",
        ),
        sickness_spell_days: section.number(
            "sickness_spell_days",
            Kind::Positive("working days"),
            "Mean length of a spell of sickness",
        ),
        parental_leave: section.number(
            "parental_leave",
            Kind::Share,
            "Probability that a person begins parental leave in a year",
        ),
        parental_leave_weeks: section.number(
            "parental_leave_weeks",
            Kind::Whole("weeks"),
            "Length of parental leave",
        ) as u32,
        holiday_weight: section.number(
            "holiday_weight",
            Kind::Positive("multiples"),
            "How much likelier a week of school holidays is for leave",
        ),
    };
    if absence.leave_days > 200.0 || absence.study_days > 200.0 {
        section.problem(
            "leave_days",
            "over 200 days",
            "at most 200 days a year",
            "mend the number",
        );
    }
    section.finish();
    absence
}

fn seven(
    section: &Section<'_>,
    key: &str,
    meaning: &'static str,
) -> [crate::units::Probability; 7] {
    let values = section.numbers(key, Kind::Share, 7, meaning);
    let values: Vec<_> = values.into_iter().map(probability).collect();
    values.try_into().expect("seven values were read")
}

fn book(section: &Section<'_>) -> AppointmentBook {
    let waits = section.section("longest_wait_days");
    let longest_wait_days = [
        waits.number("urgent", Kind::Whole("days"), "Longest wait of an urgent request") as u32,
        waits.number("soon", Kind::Whole("days"), "Longest wait of a request wanted soon") as u32,
        waits.number("routine", Kind::Whole("days"), "Longest wait of a routine request") as u32,
    ];
    waits.finish();
    let exits_section = section.section("exits");
    let exits = Exits {
        nhs_111: exits_section.probability("nhs_111", "Of those who give up: rings NHS 111"),
        pharmacy: exits_section.probability("pharmacy", "Of those who give up: goes to a pharmacy"),
        urgent_treatment_centre: exits_section.probability(
            "urgent_treatment_centre",
            "Of those who give up: goes to an urgent treatment centre",
        ),
        private: exits_section
            .probability("private", "Of those who give up: pays a private doctor"),
    };
    at_most_one(
        &exits_section,
        "",
        &[exits.nhs_111, exits.pharmacy, exits.urgent_treatment_centre, exits.private]
            .map(|share| share.get()),
    );
    exits_section.finish();
    let advice_section = section.section("nhs_111_advice");
    let nhs_111 = Nhs111Advice {
        primary_care: advice_section.probability("primary_care", "NHS 111 advises primary care"),
        emergency: advice_section.probability("emergency", "NHS 111 sends to ED or an ambulance"),
    };
    at_most_one(&advice_section, "", &[nhs_111.primary_care.get(), nhs_111.emergency.get()]);
    advice_section.finish();
    let dna_section = section.section("dna");
    let meaning = "Probability of not attending face to face, by booking lag: same day, 1, 2–7, 8–14, 15–21, 22–28, over 28 days";
    let dna = [
        seven(&dna_section, "gp", meaning),
        seven(&dna_section, "nursing", meaning),
        seven(&dna_section, "additional", meaning),
    ];
    let dna_remote_factor = dna_section.number(
        "remote_factor",
        Kind::Amount("multiples"),
        "Non-attendance by telephone or online relative to face to face",
    );
    dna_section.finish();
    let days = |key: &str, meaning| {
        let value = section.lever(key, Kind::Whole("days"), meaning) as u32;
        if value > 365 {
            section.problem(key, &value.to_string(), "at most 365 days", "mend the number");
        }
        value.min(365)
    };
    let book = AppointmentBook {
        horizon_days: days("horizon_days", "How far ahead a request can be booked"),
        planned_horizon_days: days(
            "planned_horizon_days",
            "How far ahead planned care can be booked",
        ),
        release: section.time("release", "When same-day and two-day slots open"),
        planned_release_days: days(
            "planned_release_days",
            "How many days before the date unused planned slots open to requests",
        ),
        nhs_111_release: section
            .time("nhs_111_release", "When unused slots for NHS 111 open to anyone, on the day"),
        longest_wait_days,
        notice: section
            .minutes("notice", "Shortest time between booking and the start of the slot"),
        same_day_for_others: section.probability(
            "same_day_for_others",
            "Probability that a request that is not urgent is offered a same-day slot",
        ),
        convenience_days: section.number(
            "convenience_days",
            Kind::Amount("days"),
            "Mean time beyond the earliest date that a patient who can wait prefers",
        ),
        own_gp: section.probability("own_gp", "Probability that a patient insists on their own GP"),
        own_gp_wait_days: section.number(
            "own_gp_wait_days",
            Kind::Whole("days"),
            "How long such a patient waits before taking another GP",
        ) as u32,
        duty_extra: section.lever(
            "duty_extra",
            Kind::Whole("patients"),
            "Urgent patients that a duty session takes beyond its slots",
        ) as u32,
        tries_again: section
            .probability("tries_again", "Probability that a patient told to try another day does"),
        days_of_trying: section.number(
            "days_of_trying",
            Kind::Whole("days"),
            "Days on which a patient tries before giving up",
        ) as u32,
        exits,
        nhs_111,
        cancelled: section
            .probability("cancelled", "Probability that an appointment booked ahead is cancelled"),
        cancelled_reusable: section
            .minutes("cancelled_reusable", "A slot cancelled at least this early is offered again"),
        rebooks: section.probability(
            "rebooks",
            "Probability that a patient who cancelled or missed comes again",
        ),
        dna,
        dna_remote_factor,
        planned_tries: section.number(
            "planned_tries",
            Kind::Whole("times"),
            "Times that planned care is tried again, a week later",
        ) as u32,
        planned_tolerance_days: section.number(
            "planned_tolerance_days",
            Kind::Whole("days"),
            "How long after the wanted day planned care may be",
        ) as u32,
        gpad_counted: section
            .probability("gpad_counted", "Share of consultations that national data count"),
    };
    section.finish();
    book
}

fn clinic(section: &Section<'_>) -> ClinicRules {
    let rules = ClinicRules {
        late_limit: section
            .minutes("late_limit", "How long beyond its end a session calls patients"),
        triage_gap: section.minutes("triage_gap", "Shortest gap that is used for triage"),
    };
    section.finish();
    rules
}

fn supervision(section: &Section<'_>) -> SupervisionRules {
    let rules = SupervisionRules {
        paid_from: section.choice(
            "paid_from",
            &PaidFrom::CHOICES,
            "Which of the supervisor's time pays for scheduled supervision",
        ),
        at_once: section.lever(
            "at_once",
            Kind::Whole("people"),
            "How many one supervisor may have at once",
        ) as u32,
        advice_minutes: section.minutes("advice_minutes", "Mean time of advice in a consultation"),
        advice_variation: section.number(
            "advice_variation",
            Kind::Amount("multiples of the mean"),
            "Standard deviation of the time of advice",
        ),
        advice_after: section
            .probability("advice_after", "Where in the consultation advice is sought, as a share"),
        advice_patience: section
            .minutes("advice_patience", "How long patient, room and supervisee wait for advice"),
    };
    section.finish();
    rules
}

fn aftercare(section: &Section<'_>) -> Aftercare {
    let aftercare = Aftercare {
        reconsultation_days: section.number(
            "reconsultation_days",
            Kind::Whole("days"),
            "Re-consultation comes within this time",
        ) as u32,
        follow_up_tolerance_days: section.number(
            "follow_up_tolerance_days",
            Kind::Whole("days"),
            "How long after the wanted day a follow-up may be",
        ) as u32,
        hand_back_wait_days: section.number(
            "hand_back_wait_days",
            Kind::Whole("days"),
            "Longest wait for the GP after a hand-back",
        ) as u32,
        consultations_limit: section.number(
            "consultations_limit",
            Kind::Whole("consultations"),
            "Consultations about one need before it is closed",
        ) as u32,
    };
    section.finish();
    aftercare
}

fn emergency(section: &Section<'_>) -> EmergencyDepartment {
    let weekday =
        section.numbers("weekday_share", Kind::Share, 7, "Attendances by weekday, Monday first");
    sums_to_one(section, "weekday_share", &weekday);
    let hours = section.numbers("hour_share", Kind::Share, 24, "Attendances by hour of the day");
    sums_to_one(section, "hour_share", &hours);
    let failure = section.section("per_failure");
    let meaning = "Probability that a failed or late request leads to an attendance";
    let per_failure = [
        failure.probability("low", meaning),
        failure.probability("central", meaning),
        failure.probability("high", meaning),
    ];
    if !per_failure.is_sorted_by(|a, b| a <= b) {
        failure.problem("central", "values out of order", "low ≤ central ≤ high", "sort them");
    }
    failure.finish();
    let tolerated = section.section("tolerated_days");
    let tolerated_days = [
        tolerated.number("urgent", Kind::Whole("days"), "Wait that an urgent need tolerates")
            as u32,
        tolerated.number("soon", Kind::Whole("days"), "Wait that a need wanted soon tolerates")
            as u32,
        tolerated.number("routine", Kind::Whole("days"), "Wait that a routine need tolerates")
            as u32,
    ];
    tolerated.finish();
    let department = EmergencyDepartment {
        background_per_1000_year: section.number(
            "background_per_1000_year",
            Kind::Amount("times a year"),
            "Attendances that the practice cannot change, per 1,000 patients and year",
        ),
        weekday_share: weekday.try_into().expect("seven values were read"),
        hour_cumulative: cumulative(&hours).try_into().expect("twenty-four values were read"),
        per_failure,
        tolerated_days,
    };
    section.finish();
    department
}
