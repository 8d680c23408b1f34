//! From a document to a system. Every value is read once and every problem is collected.
//!
//! There is one function for each table of the scenario file. `place`, `demand`, `access`, `staff`,
//! `care` and `money` hold them in the order of the file.
//!
//! No value is replaced silently. A value out of range is a problem; it is clamped only so that
//! reading can continue and find all problems. Values that must be rounded later are reported by
//! [`rounded`].

mod access;
mod administration;
mod care;
mod case_study;
mod cohorts;
mod continuity;
mod dated;
mod demand;
mod double_slots;
mod emergency;
mod estate;
mod levels;
mod lists;
mod money;
mod months;
mod overbooking;
mod place;
mod policies;
mod recall;
mod returns;
mod sessions;
mod several;
mod shares;
mod staff;
mod template;
mod workforce;

use crate::model::CareSystem;
use crate::model::aftercare::Aftercare;
use crate::model::continuity::Continuity;
use crate::model::demand::{BusiestDay, Need};
use crate::model::double_slots::DoubleSlots;
use crate::model::money::Project;
use crate::model::months::Months;
use crate::model::overbooking::Overbooking;
use crate::model::practice::{Practice, Site, taken_for_each_other};
use crate::model::returns::Returns;
use crate::model::rooms::RoomProject;
use crate::model::roster::Team;
use crate::model::rounded::{Rounded, rounded};
use crate::scenario::Scenario;
use crate::scenario::document::Node;
use crate::scenario::embedded;
use crate::scenario::error::Problem;
use crate::scenario::reader::{Collected, Section};
use crate::units::Minutes;
use access::{book, front_door, triage};
use care::{aftercare, check_rapid_response, clinic, supervision};
use case_study::case_study;
use cohorts::{check_cohorts, cohorts};
use demand::{demand, needs, planned};
use emergency::emergency;
use place::{calendar, check_gps, practices, rooms};
use policies::{check_policies, gradients};
use recall::{check_loop, recall};
use returns::returns;
use staff::{absence, competence, roles, supervisors, teams};
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::path::Path;
use workforce::labour_pools;

/// Maximum number of patients of a place: twenty average networks.
const MOST_PATIENTS: f64 = 1_000_000.0;

/// Maximum number of rooms.
const MOST_ROOMS: u32 = 1_000;

/// Maximum number of bookable slots a week. Twenty average networks have about 300,000.
const MOST_STARTS: f64 = 500_000.0;

/// The profession that every scenario must have.
const GENERAL_PRACTITIONER: &str = "general-practitioner";

/// Makes a scenario of a complete document, read from `files`.
///
/// # Errors
///
/// Every problem found.
pub fn check(root: &Node, files: &[String]) -> Result<Scenario, Vec<Problem>> {
    let collected = RefCell::new(Collected::default());
    let document = Section::root(root, files, &collected);
    document.optional_text("base");
    let (title, question, targets) = about(&document);
    let case_study = document.optional_section("case_study").map(|table| case_study(&table));
    let sources = sources(&document);
    let (mut system, projects) = system(&document).unzip();
    document.quietly_asked("dated");
    let is_sound = collected.borrow().problems.is_empty();
    if let Some(system) = system.as_mut().filter(|_| is_sound) {
        system.dated = dated::policies(root, files, &document, system);
    }
    if let (Some(study), Some(system)) = (&case_study, &system)
        && study.networks > 1
        && system.pcns() > 1
    {
        document.quietly("case_study").problem(
            "networks",
            &format!("{} networks, each a place of {}", study.networks, system.pcns()),
            "one number of networks: `networks` of [place], or this one",
            "remove `networks` under [case_study]: the scenario holds all of them",
        );
    }
    // Money can be checked only for a system, so problems of the system are reported first.
    document.quietly_asked("money");
    document.quietly_asked("levels");
    let money = system.as_ref().and_then(|system| {
        let projects = projects.unwrap_or_default();
        let read = |section: Section<'_>| money::money(&section, system, projects);
        document.optional_section("money").map(read)
    });
    document.finish();
    let cited = collected.borrow().cited.clone();
    check_cited(&document, &sources, &cited, &files[0]);
    let unused = system.as_ref().map_or_else(Vec::new, |system| unused(&document, system));
    let mut collected = collected.into_inner();
    match system {
        Some(system) if collected.problems.is_empty() => Ok(Scenario {
            name: String::new(),
            title,
            question,
            targets,
            case_study,
            rounded: [rounded(&system), unused].concat(),
            system,
            money,
            parameters: collected.parameters,
            levers: collected.levers,
            sums: collected.sums,
            differences: Vec::new(),
            values: Vec::new(),
            left_in: Vec::new(),
            sources,
            resolved: String::new(),
        }),
        _ => {
            collected.place_strays();
            let mut problems = collected.problems;
            // In the order in which an author corrects a file.
            problems.sort_by_key(|problem| (problem.file.clone(), problem.line));
            problems.dedup();
            Err(problems)
        }
    }
}

fn about(document: &Section<'_>) -> (String, String, Option<String>) {
    let section = document.section("about");
    let about = (section.text("title"), section.text("question"), targets(&section));
    section.finish();
    about
}

/// The targets for the network: a built-in name, or a path relative to the file that states it.
fn targets(about: &Section<'_>) -> Option<String> {
    let name = about.optional_text("targets")?;
    if embedded::targets(&name).is_some() {
        return Some(name);
    }
    let beside = Path::new(about.file_of("targets")).parent();
    let path = beside.map_or_else(|| (&name).into(), |folder| folder.join(&name));
    Some(path.display().to_string())
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

/// Whether every source that a parameter cites is there, and every source of `file` is cited.
fn check_cited(
    document: &Section<'_>,
    sources: &[(String, String)],
    cited: &BTreeSet<String>,
    file: &str,
) {
    for key in cited {
        if !sources.iter().any(|(known, _)| known == key) {
            document.problem(
                "sources",
                &format!("no source called \"{key}\", which a parameter cites"),
                &format!("a table [sources.{key}]"),
                "add it with a `citation`, or correct the name where it is cited",
            );
        }
    }
    // A source of the base may be unused in an overlay. This is a fault of neither.
    if super::is_resolved(file) {
        return;
    }
    let own = |key: &String| document.quietly("sources").file_of(key) == file;
    for (key, _) in sources {
        if !cited.contains(key) && own(key) {
            document.problem(
                "sources",
                &format!("the source \"{key}\", which no parameter cites"),
                "sources that are cited",
                &format!("remove [sources.{key}] or cite it"),
            );
        }
    }
}

/// The index of the general practitioner among the professions, if a role is booked as one.
fn general_practitioner(roles: &Section<'_>, professions: &[String]) -> Option<usize> {
    let found = professions.iter().position(|profession| profession == GENERAL_PRACTITIONER);
    if found.is_none() {
        roles.problem(
            "",
            "no role booked as a general practitioner",
            &format!("at least one role with `booked_as = \"{GENERAL_PRACTITIONER}\"`"),
            "add such a role: it takes what no other profession can settle",
        );
    }
    found
}

/// The whole system, and the money of its projects. `None` if parts are missing to which others
/// refer.
fn system(document: &Section<'_>) -> Option<(CareSystem, Vec<Project>)> {
    let calendar = calendar(&document.section("calendar"));
    let [demand_section, practices_section] =
        ["demand", "practices"].map(|key| document.section(key));
    let (practices, sites, multipliers) = practices(&practices_section, &demand_section);
    let demand = demand(&demand_section, multipliers);
    let roles_section = document.section("roles");
    let (mut roles, professions) = roles(&roles_section);
    supervisors(&roles_section, &mut roles, &professions);
    let rooms = rooms(&document.section("rooms"), &roles);
    let general_practitioner = general_practitioner(&roles_section, &professions);
    let needs = needs(&document.section("needs"), &professions, general_practitioner.unwrap_or(0));
    let planned = planned(&document.section("planned"), &professions);
    let recall = document.optional_section("recall").map(|table| recall(&table, &professions));
    let beside = beside(document, &needs);
    let front_door = front_door(&document.section("front_door"));
    let triage = triage(&document.section("triage"));
    let competence = competence(&document.section("competence"), &professions, &needs);
    let teams = teams(&document.section("staff"), &roles, &roles_section, (&practices, &sites));
    let labour_pools = labour_pools(document, &roles, &teams);
    let absence = absence(&document.section("absence"));
    let supervision = supervision(&document.section("supervision"));
    let (book, clinic) = (book(&document.section("book")), clinic(&document.section("clinic")));
    let administration = administration::stated(document);
    let (aftercare, emergency) = (aftercare_for(document, &needs), emergency(document, &needs));
    let cohorts = document
        .optional_section("cohorts")
        .map_or_else(Vec::new, |table| cohorts(&table, calendar.as_ref(), &roles, &professions));
    let stated = several::Stated { practices, sites, teams };
    let (place, several::Stated { practices, sites, teams }) =
        several::networks(document, &practices_section, stated, &demand.deprivation_multiplier);
    let (projects, costs) = projects(document, &sites);
    let system = CareSystem {
        deprivation: gradients(&document.section("deprivation")),
        calendar: calendar?,
        place,
        practices,
        sites,
        projects,
        rooms,
        needs,
        demand,
        returns: beside.returns,
        planned,
        recall,
        front_door,
        triage,
        professions,
        general_practitioner: general_practitioner?,
        roles,
        competence,
        teams,
        labour_pools,
        absence,
        book,
        clinic,
        supervision,
        administration,
        aftercare,
        emergency,
        cohorts,
        in_half_day: None,
        months: beside.months,
        double_slots: beside.double_slots,
        continuity: beside.continuity,
        overbooking: beside.overbooking,
        dated: Vec::new(),
    };
    Some((whole(system, document, [&practices_section, &demand_section]), costs))
}

/// The system at its levels, checked as a whole.
fn whole(
    system: CareSystem,
    document: &Section<'_>,
    [practices, demand]: [&Section<'_>; 2],
) -> CareSystem {
    let system = levels::at_levels(system, document);
    check_whole(&system, document, practices, demand);
    system
}

/// What happens after a consultation, for patients with these needs.
fn aftercare_for(document: &Section<'_>, needs: &[Need]) -> Aftercare {
    let aftercare = aftercare(&document.section("aftercare"));
    check_rapid_response(needs, &aftercare, &document.quietly("aftercare"));
    aftercare
}

/// Tables that are absent by default.
struct Beside {
    returns: Option<Returns>,
    months: Option<Months>,
    double_slots: Option<DoubleSlots>,
    continuity: Option<Continuity>,
    overbooking: Option<Overbooking>,
}

fn beside(document: &Section<'_>, needs: &[Need]) -> Beside {
    let returns = document.optional_section("returns").map(|table| returns(&table, needs));
    let [months, doubles, continuity, overbooking] =
        ["months", "double_slots", "continuity", "overbooking"]
            .map(|key| document.optional_section(key));
    Beside {
        returns,
        months: months.map(|table| months::months(&table, needs)),
        double_slots: doubles.map(|table| double_slots::double_slots(&table)),
        continuity: continuity.map(|table| continuity::continuity(&table)),
        overbooking: overbooking.map(|table| overbooking::overbooking(&table)),
    }
}

/// What can be checked only of a whole system.
fn check_whole(
    system: &CareSystem,
    document: &Section<'_>,
    practices: &Section<'_>,
    demand: &Section<'_>,
) {
    check_practices(system, practices);
    check_cohorts(system, document);
    check_policies(system, practices);
    lists::check_lists(system, document);
    sessions::check_stated_sites(system, document);
    check_limits(system, document, demand);
}

/// The estate projects, and their money. A project belongs to one site of one network.
fn projects(document: &Section<'_>, sites: &[Site]) -> (Vec<RoomProject>, Vec<Project>) {
    let estate = document.optional_section("estate");
    let estate = estate.map_or_else(Vec::new, |section| estate::estate(&section, sites));
    estate.into_iter().unzip()
}

/// The limits of rates, of what feeds on itself, and of size.
fn check_limits(system: &CareSystem, document: &Section<'_>, demand: &Section<'_>) {
    check_majorant(system, demand);
    check_loop(system, document);
    check_size(system, document);
}

/// Chance finds patients by the key of their practice. No two practices may have the same
/// identifier, and all of a network or none state their GPs.
fn check_practices(system: &CareSystem, practices: &Section<'_>) {
    check_gps(practices, &system.practices);
    if let Some((one, other)) = taken_for_each_other(&system.practices) {
        practices.problem(
            &other.name,
            &format!("a practice with the same identifier as `practices.{}`", one.name),
            "keys with different identifiers, as almost all keys have",
            "change a letter of one of the keys",
        );
    }
}

/// The limits of a system. Identifiers are small, and the appointment book has an entry for every
/// profession at every practice.
fn check_size(system: &CareSystem, document: &Section<'_>) {
    let practices = system.practices.len() as f64;
    let built: u32 = system.projects.iter().map(|project| project.rooms).sum();
    let all_rooms = built + system.sites.iter().map(Site::rooms_at_most).sum::<u32>();
    let people: f64 = system
        .teams
        .iter()
        .map(|team| {
            let by_rota: u32 = team.sessions.iter().map(|session| session.people).sum();
            let own = |practice: &&Practice| practice.pcn == team.pcn;
            let practices = system.practices.iter().filter(own).count() as f64;
            team.wte / team.wte_per_person + practices + f64::from(by_rota)
        })
        .sum();
    for (key, what, found, most) in [
        ("practices", "practices", practices, 100.0),
        ("practices", "patients", system.patients(), MOST_PATIENTS),
        ("practices", "sites", system.sites.len() as f64, 200.0),
        ("practices", "rooms", f64::from(all_rooms), f64::from(MOST_ROOMS)),
        ("needs", "needs", system.needs.len() as f64, 200.0),
        ("planned", "streams of planned care", system.planned.len() as f64, 200.0),
        ("roles", "roles", system.roles.len() as f64, 200.0),
        ("roles", "professions by `booked_as`", system.professions.len() as f64, 60.0),
        ("staff", "people", people, 10_000.0),
        ("staff", "bookable starts a week", starts_a_week(system), MOST_STARTS),
    ] {
        if found > most {
            document.problem(
                key,
                &format!("{found:.0} {what}"),
                &format!("at most {most}"),
                "twenty networks have fewer; split the scenario, or look for a typing error",
            );
        }
    }
}

/// Keys of teams that have no effect beside fixed sessions. A base may have stated them.
fn unused(document: &Section<'_>, system: &CareSystem) -> Vec<Rounded> {
    let staff = document.quietly("staff");
    let is_unused = |team: &&Team| {
        let states = staff.quietly(&team.name).has("wte_per_person");
        team.pcn == 0 && !team.sessions.is_empty() && states
    };
    let of_team = |team: &Team| Rounded {
        key: format!("staff.{}.wte_per_person", team.name),
        stated: team.wte_per_person,
        used: 0.0,
        words: format!("not used: anyone may hold the fixed sessions of {}", team.name),
    };
    system.teams.iter().filter(is_unused).map(of_team).collect()
}

/// The number of slots that the roster offers in a week without absences.
fn starts_a_week(system: &CareSystem) -> f64 {
    let of_team = |team: &Team| {
        let role = &system.roles[team.role];
        // A slot of less than a minute has been refused separately.
        let starts = |length: Minutes| (length.get() / role.slot.get().max(1.0)).ceil();
        let by_rota: f64 = team
            .sessions
            .iter()
            .map(|session| f64::from(session.people) * starts(session.length))
            .sum();
        team.wte * role.sessions_per_wte * starts(role.session) + by_rota
    };
    system.teams.iter().map(of_team).sum()
}

/// Arrivals are generated in layers under a fixed majorant. A scenario must not need more layers than there are.
fn check_majorant(system: &CareSystem, section: &Section<'_>) {
    let busiest = BusiestDay::of(system);
    for (key, rate, majorant) in [
        ("requests_per_patient_year", busiest.requests, BusiestDay::MOST.requests),
        ("other_calls_per_patient_year", busiest.other_contacts, BusiestDay::MOST.other_contacts),
    ] {
        // The condition is stated positively, so that NaN is refused.
        if !(0.0..=majorant).contains(&rate) {
            section.problem(
                key,
                &format!("up to {rate:.3} per patient on the busiest day"),
                &format!("at most {majorant} per patient and day"),
                "lower the rate; ten times that of an average practice is accepted",
            );
        }
    }
    let (planned, most_planned) = (busiest.planned, BusiestDay::MOST.planned);
    if !(0.0..=most_planned).contains(&planned) {
        section.problem(
            "",
            &format!("planned care of up to {planned:.3} per patient and day"),
            &format!("at most {most_planned}"),
            "lower `per_patient_year` of the streams under `planned`",
        );
    }
}
