//! Everyday and published names of roles, beside their keys in scenarios.
//!
//! The labels are those of the General Practice Workforce and Primary Care Network Workforce
//! publications (NHS England) and of practices. They are understood in messages only: a scenario
//! names its roles by their keys.

use crate::text::alike::{near, plain};

/// A name, as [`plain`] writes it, and the keys that it may mean, the most likely first. Keys of
/// professions are listed with those of roles, because either may be looked up.
const MEANT: [(&[&str], &[&str]); 30] = [
    (
        &["gp", "doctor", "general practitioner", "family doctor"],
        &["gp-partner", "gp-salaried", "gp-locum", "general-practitioner"],
    ),
    (
        &[
            "partner",
            "gp provider",
            "gp partner provider",
            "senior partner",
            "partner provider",
            "gp principal",
        ],
        &["gp-partner"],
    ),
    (
        &[
            "retainer",
            "gp retainer",
            "gp salaried by practice",
            "salaried gp by other",
            "salaried by practice",
            "salaried by other",
            "salaried doctor",
            "salaried gp",
        ],
        &["gp-salaried"],
    ),
    (&["locum", "gp regular locum", "regular locum", "gp locum vac ab other"], &["gp-locum"]),
    (
        &[
            "trainee",
            "registrar",
            "gp registrar",
            "gp in training",
            "gp in training grade",
            "gp in training grade st1",
            "gp in training grade st2",
            "gp in training grade st3",
            "training grade",
            "st1",
            "st2",
            "st3",
        ],
        &["gp-trainee"],
    ),
    (
        &[
            "nurse",
            "gpn",
            "general practice nurse",
            "practice nurse",
            "registered nurse",
            "nursing partner",
            "treatment room nurse",
        ],
        &["practice-nurse", "enhanced-practice-nurse", "general-practice-nurse-arrs"],
    ),
    (
        &[
            "anp",
            "acp",
            "advanced nurse practitioner",
            "advanced nurse",
            "nurse practitioner",
            "advanced clinical practitioner",
            "advanced clinical nurse practitioner",
        ],
        &["advanced-practitioner"],
    ),
    (
        &["specialist nurse", "extended role practice nurse", "nurse specialist"],
        &["enhanced-practice-nurse"],
    ),
    (
        &[
            "hca",
            "assistant",
            "health care assistant",
            "phlebotomist",
            "health support worker",
            "healthcare support worker",
            "care assistant",
        ],
        &["healthcare-assistant"],
    ),
    (
        &[
            "pharmacist",
            "advanced pharmacist practitioner",
            "practice pharmacist",
            "pcn pharmacist",
        ],
        &["clinical-pharmacist"],
    ),
    (&["pt", "pharmacy tech"], &["pharmacy-technician"]),
    (
        &[
            "fcp",
            "physio",
            "physiotherapist",
            "first contact practitioner",
            "first contact physio",
            "msk practitioner",
            "advanced physiotherapist practitioner",
        ],
        &["first-contact-physiotherapist"],
    ),
    (&["pa", "physician assistant", "physician s associate"], &["physician-associate"]),
    (
        &[
            "paramedic practitioner",
            "emergency care practitioner",
            "advanced paramedic practitioner",
        ],
        &["paramedic"],
    ),
    (
        &["splw", "link worker", "social prescriber", "social prescribing"],
        &["social-prescribing-link-worker"],
    ),
    (
        &[
            "health coach",
            "wellbeing coach",
            "hwbc",
            "health and well being coach",
            "health and wellbeing coache",
            "health and wellbeing coach",
        ],
        &["health-and-wellbeing-coach"],
    ),
    (&["care co ordinator", "care navigator", "coordinator"], &["care-coordinator"]),
    (&["trainee nurse associate", "tna"], &["trainee-nursing-associate"]),
    (&["chiropodist", "advanced podiatrist practitioner"], &["podiatrist"]),
    (&["enhanced nurse", "enhanced nurse practitioner"], &["enhanced-practice-nurse"]),
    (
        &[
            "new to practice gp",
            "general practitioner newly qualified",
            "newly qualified general practitioner",
            "newly qualified gp arr",
            "arr gp",
            "pcn gp",
        ],
        &["gp-newly-qualified-arrs"],
    ),
    (&["arr nurse", "arr general practice nurse"], &["general-practice-nurse-arrs"]),
    (&["apprentice pa", "apprentice physician assistant"], &["apprentice-physician-associate"]),
    (
        &[
            "child mental health practitioner",
            "children and young people mental health practitioner",
            "mental health practitioner children and young people",
            "mental health practitioner child",
            "camh practitioner",
            "cyp mental health practitioner",
        ],
        &["mental-health-practitioner-children"],
    ),
    (&["digital lead", "digital transformation lead"], &["digital-and-transformation-lead"]),
    (
        &[
            "mhp",
            "mental health worker",
            "mental health nurse",
            "adult mental health practitioner",
            "mental health practitioner adult",
        ],
        &["mental-health-practitioner", "mental-health-practitioner-children"],
    ),
    (&["nurse associate", "na"], &["nursing-associate"]),
    (
        &[
            "ot",
            "therapist occupational",
            "therapist occupational therapist",
            "advanced occupational therapist practitioner",
        ],
        &["occupational-therapist"],
    ),
    (
        &[
            "dietician",
            "nutritionist",
            "advanced dietician practitioner",
            "advanced dietitian practitioner",
        ],
        &["dietitian"],
    ),
    (&["gpa", "general practice assistant", "doctor assistant"], &["gp-assistant"]),
];

/// The key of `known` that is called `word`: its key, or one of the names in `MEANT`, of whose keys the most
/// likely is taken.
///
/// # Errors
///
/// What may have been meant, the most likely first. There may be none.
pub fn named<'k>(word: &str, known: &[&'k str]) -> Result<&'k str, Vec<&'k str>> {
    let called = plain(word);
    if let Some(key) = known.iter().find(|key| plain(key) == called) {
        return Ok(key);
    }
    let by_name = MEANT.iter().filter(|(names, _)| names.contains(&called.as_str()));
    let mut keys = by_name.flat_map(|(_, keys)| keys.iter());
    let found = keys.find_map(|key| known.iter().find(|known| *known == key));
    found.copied().ok_or_else(|| meant(word, known))
}

/// Every key of `known` that `word` names: its key alone, or else all that one of the names in `MEANT` may mean, as
/// "GP" means partners, salaried GPs and locums. There may be none; similar spellings do not count.
pub fn all_named<'k>(word: &str, known: &[&'k str]) -> Vec<&'k str> {
    let called = plain(word);
    if let Some(key) = known.iter().find(|key| plain(key) == called) {
        return vec![key];
    }
    let by_name = MEANT.iter().filter(|(names, _)| names.contains(&called.as_str()));
    let keys = by_name.flat_map(|(_, keys)| keys.iter());
    keys.filter_map(|key| known.iter().find(|known| *known == key).copied()).collect()
}

/// The keys of `known` that `word` probably means, the most likely first: everyday and published
/// names, then similar spellings. There may be none.
pub fn meant<'k>(word: &str, known: &[&'k str]) -> Vec<&'k str> {
    let called = plain(word);
    let by_name = MEANT.iter().filter(|(names, _)| names.contains(&called.as_str()));
    let mut found: Vec<&str> = by_name
        .flat_map(|(_, keys)| keys.iter())
        .filter_map(|key| known.iter().find(|known| *known == key).copied())
        .collect();
    for key in near(word, known.iter().copied(), MOST) {
        if !found.contains(&key) {
            found.push(key);
        }
    }
    if !found.is_empty() {
        found.truncate(MOST);
        return found;
    }
    // A misspelt everyday name.
    let names = MEANT.iter().flat_map(|(names, _)| names.iter().copied());
    for name in near(word, names.filter(|name| name.len() >= SHORTEST_MISSPELT), MOST) {
        let keys = MEANT.iter().filter(|(names, _)| names.contains(&name));
        let mut keys = keys.flat_map(|(_, keys)| keys.iter());
        let key = keys.find_map(|key| known.iter().find(|known| *known == key));
        found.extend(
            key.filter(|key| !found.contains(key)).copied().into_iter().collect::<Vec<_>>(),
        );
    }
    found.truncate(MOST);
    found
}

/// The shortest everyday name that may be misspelt: shorter ones are near anything.
const SHORTEST_MISSPELT: usize = 5;

/// Maximum number of suggestions.
const MOST: usize = 3;

/// A question for a message, or `otherwise` if no key is similar.
pub fn question(near: &[&str], otherwise: &str) -> String {
    match near {
        [] => otherwise.to_owned(),
        [only] => format!("did you mean \"{only}\"?"),
        [first @ .., last] => {
            let first: Vec<String> = first.iter().map(|name| format!("\"{name}\"")).collect();
            format!("did you mean {} or \"{last}\"?", first.join(", "))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{FileSystem, embedded::BASELINE, load};

    #[test]
    fn aliases_are_written_as_they_are_looked_up_and_mean_something() {
        let system = load(BASELINE, &FileSystem).expect("the built-in baseline").system;
        for (names, keys) in MEANT {
            for name in names {
                assert_eq!(plain(name), *name);
            }
            for key in keys {
                let is_role = system.roles.iter().any(|role| role.name == *key);
                assert!(is_role || system.professions.iter().any(|p| p == key), "{key}");
            }
        }
    }

    #[test]
    fn roles_are_found_by_what_they_are_called_every_day_and_in_publications() {
        let system = load(BASELINE, &FileSystem).expect("the built-in baseline").system;
        let known: Vec<&str> = system.roles.iter().map(|role| role.name.as_str()).collect();
        for (word, key) in [
            ("FCP", "first-contact-physiotherapist"),
            ("gp", "gp-partner"),
            ("GPs", "gp-partner"),
            ("nurse", "practice-nurse"),
            ("pharmacist", "clinical-pharmacist"),
            ("clinical pharmacist", "clinical-pharmacist"),
            ("Social Prescribing Link Workers", "social-prescribing-link-worker"),
            ("physician-assistant", "physician-associate"),
            ("Physician Associates", "physician-associate"),
            ("Paramedics", "paramedic"),
            ("HCA", "healthcare-assistant"),
            ("ANP", "advanced-practitioner"),
            ("Advanced Nurse Practitioners", "advanced-practitioner"),
            ("Health and Wellbeing Coaches", "health-and-wellbeing-coach"),
            ("Care Coordinators", "care-coordinator"),
            ("Pharmacy Technicians", "pharmacy-technician"),
            ("trainee", "gp-trainee"),
            ("Salaried GPs", "gp-salaried"),
            ("GP Partner/Provider", "gp-partner"),
            ("Occupational Therapists", "occupational-therapist"),
            ("Dieticians", "dietitian"),
        ] {
            assert_eq!(meant(word, &known).first(), Some(&key), "{word}");
        }
        assert!(meant("astrologer", &known).is_empty());
        let professions: Vec<&str> = system.professions.iter().map(String::as_str).collect();
        assert_eq!(meant("GP", &professions).first(), Some(&"general-practitioner"));
    }

    #[test]
    fn several_names_are_one_question() {
        assert_eq!(question(&["a", "b", "c"], ""), "did you mean \"a\", \"b\" or \"c\"?");
        assert_eq!(question(&[], "correct it"), "correct it");
    }
}
