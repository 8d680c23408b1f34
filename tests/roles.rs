//! The roles of the additional roles scheme: all are defined, nobody is employed unless stated, and
//! staff who are employed deliver appointments.

use crate::support::{Case, Notes, SHORT, baseline};
use pcn_sim::model::CareSystem;
use pcn_sim::model::money::{Factor, PaidRole};
use pcn_sim::scenario::{FileSystem, Scenario, load};
use pcn_sim::simulation::chances::Addressed;
use pcn_sim::simulation::observer::What;
use pcn_sim::simulation::simulate;

/// Every role by its proper name, and the team that holds it in the baseline.
const ROLES: [(&str, &str); 29] = [
    ("GP partner", "gp-partners"),
    ("Salaried GP", "salaried-gps"),
    ("Locum GP", "locum-gps"),
    ("Newly qualified GP", "newly-qualified-gps"),
    ("GP trainee", "gp-trainees"),
    ("Newly qualified GP under ARRS", "newly-qualified-gps-arrs"),
    ("Practice nurse", "practice-nurses"),
    ("General practice nurse under ARRS", "general-practice-nurses-arrs"),
    ("Enhanced practice nurse", "enhanced-practice-nurses"),
    ("Advanced practitioner", "advanced-nurse-practitioners"),
    ("Healthcare assistant or phlebotomist", "healthcare-assistants"),
    ("Clinical pharmacist", "clinical-pharmacists"),
    ("Pharmacy technician", "pharmacy-technicians"),
    ("First contact physiotherapist", "first-contact-physiotherapists"),
    ("Physician associate", "physician-associates"),
    ("Apprentice physician associate", "apprentice-physician-associates"),
    ("Paramedic", "paramedics"),
    ("Mental health practitioner", "mental-health-practitioners"),
    (
        "Mental health practitioner (children and young people)",
        "mental-health-practitioners-children",
    ),
    ("Social prescribing link worker", "social-prescribing-link-workers"),
    ("Health and wellbeing coach", "health-and-wellbeing-coaches"),
    ("Care coordinator", "care-coordinators"),
    ("Occupational therapist", "occupational-therapists"),
    ("Dietitian", "dietitians"),
    ("Podiatrist", "podiatrists"),
    ("Nursing associate", "nursing-associates"),
    ("Trainee nursing associate", "trainee-nursing-associates"),
    ("GP assistant", "gp-assistants"),
    (LEAD, "digital-and-transformation-leads"),
];

/// Sees no patients.
const LEAD: &str = "Digital and transformation lead";

/// Roles of practices and training schemes, of whom nobody can be claimed for.
const NOT_REIMBURSED: [&str; 6] = [
    "GP partner",
    "Locum GP",
    "GP trainee",
    "Practice nurse",
    // Priced for what a change costs; not in the scheme.
    "Newly qualified GP",
    "Salaried GP",
];

fn title_of<'n>(system: &'n CareSystem, team: &str) -> &'n str {
    let team = system.teams.iter().find(|known| known.name == team).unwrap();
    &system.roles[team.role].title
}

/// The baseline with `lines` upon it.
fn overlaid(lines: &str) -> Scenario {
    let about = "base = \"average-pcn\"\n[about]\ntitle = \"T\"\nquestion = \"Q?\"\n";
    let case = Case::new().scenario(&format!("{about}{lines}"));
    let path = case.path().join("scenario.toml");
    load(path.to_str().unwrap(), &FileSystem).unwrap()
}

/// By title: the consultations of one replication.
fn consultations(system: &CareSystem) -> impl Fn(&str) -> usize + use<> {
    let mut notes = Notes::default();
    simulate(system, SHORT, &Addressed::new(4, 0), &mut notes).unwrap();
    let titles: Vec<String> = system.roles.iter().map(|role| role.title.clone()).collect();
    move |title| {
        let is_theirs = |what: &What| match what {
            What::Began { clinician, .. } => titles[clinician.role.index()] == title,
            _ => false,
        };
        notes.0.iter().filter(|note| is_theirs(&note.what)).count()
    }
}

#[test]
fn every_role_is_there_under_its_proper_name() {
    let system = baseline();
    for (title, team) in ROLES {
        assert_eq!(title_of(&system, team), title);
    }
}

#[test]
fn every_reimbursed_role_has_a_price_and_limits_and_no_other_has() {
    let scenario = load("average-pcn", &FileSystem).unwrap();
    let money = scenario.money.unwrap();
    let price = |title: &str| -> Option<&PaidRole> {
        let paid = |paid: &&PaidRole| scenario.system.roles[paid.role].title == title;
        money.roles.iter().find(paid)
    };
    for (title, _) in ROLES {
        let limits = price(title).map(|paid| paid.limit.map(|limit| limit.get()));
        if NOT_REIMBURSED.contains(&title) {
            continue;
        }
        let limits = limits.unwrap_or_else(|| panic!("{title} has no price"));
        assert!(limits[2] > 0, "{title} is reimbursed in 2025/26");
        assert!(limits.is_sorted(), "{title}: {limits:?}");
    }
    let cap = price(LEAD).unwrap().cap.unwrap();
    assert_eq!(cap, Factor::ONE);
}

#[test]
fn one_of_each_role_delivers_appointments_but_for_the_lead() {
    let lines: String =
        ROLES.iter().map(|(_, team)| format!("[staff.{team}]\nwte = 1.0\n")).collect();
    let counted = consultations(&overlaid(&lines).system);
    for (title, _) in ROLES {
        let found = counted(title);
        assert_eq!(found > 0, title != LEAD, "{title}: {found} consultations");
    }
}

#[test]
fn who_is_not_employed_sees_nobody() {
    let system = baseline();
    let counted = consultations(&system);
    for (title, team) in ROLES {
        let team = system.teams.iter().find(|known| known.name == team).unwrap();
        assert_eq!(counted(title) > 0, team.wte > 0.0, "{title}");
    }
}

#[test]
fn the_first_route_that_is_employed_is_right_for_a_need() {
    let with = overlaid("[staff.podiatrists]\nwte = 1.0\n").system;
    let (before, after) = (consultations(&baseline()), consultations(&with));
    assert_eq!(before("Podiatrist"), 0);
    assert!(after("Podiatrist") > 40, "{}", after("Podiatrist"));
    assert!(after("Practice nurse") < before("Practice nurse"));
}

#[test]
fn a_second_lead_is_warned_of() {
    let about = "base = \"average-pcn\"\n[about]\ntitle = \"T\"\nquestion = \"Q?\"\n";
    let leads = "[staff.digital-and-transformation-leads]\nwte = 2.0\n";
    Case::new()
        .scenario(&format!("{about}{leads}"))
        .args(["money", "scenario.toml", "--output", "out"])
        .succeeds()
        .stdout_contains("Digital and transformation lead: 2 whole-time equivalents above");
}
