//! The form on which clinicians state what they believe about the assumptions that the shipped comparison hangs on.
//!
//! The twenty are those of `docs/model.md`, 4.5, in its order: the parameters that move the margin between the two
//! leading options most, each alone at the ends of its range.

use crate::model::sourced::{Evidence, Sort};
use crate::scenario::embedded::BASELINE;
use crate::scenario::error::ScenarioError;
use crate::scenario::{FileSystem, Scenario, load};
use crate::text::csv::Csv;
use crate::uncertainty::belief_rows::ROOMS;
use crate::uncertainty::spread::{below, number, steps};

/// The columns of the form.
const HEAD: [&str; 11] = [
    "name",
    "question",
    "unit",
    "present_low",
    "present_likely",
    "present_high",
    "present_evidence",
    "expert",
    "low",
    "likely",
    "high",
];

/// A question of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Question {
    /// The key of the parameter, or of a table or list whose values are out together.
    pub key: &'static str,
    /// The question, in plain words.
    pub words: &'static str,
    /// The unit of the answer.
    pub unit: &'static str,
}

const fn ask(key: &'static str, words: &'static str, unit: &'static str) -> Question {
    Question { key, words, unit }
}

/// The twenty questions.
pub const QUESTIONS: [Question; 20] = [
    ask(
        "triage.triage_minutes",
        "A clinician on duty triages a request: how long does one take on average, reading, \
        deciding and writing included?",
        "minutes",
    ),
    ask(
        "clinic.triage_gap",
        "How long must a gap between patients be at least, before a clinician uses it to triage one \
        more request?",
        "minutes",
    ),
    ask(
        "demand.requests_per_patient_year",
        "How many new requests does a registered patient make in a year on average \
        (not repeated calls, not planned care)?",
        "requests a patient and year",
    ),
    ask(
        "demand.latent_share",
        "If getting an appointment became easy, how many more requests would come, for each \
        request that comes now?",
        "share of present requests",
    ),
    ask(
        "demand.deprivation_multiplier",
        "Requests by fifth of deprivation are taken to be 1.10, 1.05, 1.00, 0.96 and 0.92 \
        times the mean, the most deprived first. By which factor may all of these be out together?",
        "times",
    ),
    ask(
        "front_door.menu_exit_requests",
        "Of callers with a request who leave in the telephone menu, 5% are taken to be \
        served by it, 30% to go online, 55% to ring again, the rest to give up. By which factor may these shares be out \
        together?",
        "times",
    ),
    ask(
        "roles.gp-partner",
        "A GP partner is taken to need 12.1 minutes for a patient in person and 8.4 by telephone, in \
        starts of 13.8 minutes. By which factor may all figures of the role be out together?",
        "times",
    ),
    ask(
        "roles.gp-salaried",
        "The same for salaried GPs: by which factor may all figures of the role be out together?",
        "times",
    ),
    ask(
        "demand.accepts_others",
        "Of patients whom someone other than a GP could see, which share accepts that when it is \
        explained?",
        "share",
    ),
    ask(
        ROOMS,
        "How many consulting and treatment rooms does a network of about 49,000 patients have at the least and \
        at the most? Leave likely empty: a scenario states its own rooms.",
        "rooms",
    ),
    ask(
        "roles.gp-trainee",
        "A GP trainee is taken to need 15.8 minutes for a patient in person and 10.5 by telephone. By \
        which factor may all figures of the role be out together?",
        "times",
    ),
    ask(
        "demand.channel_share.online",
        "Which share of requests first comes by online form, and not by telephone, at the desk \
        or from NHS 111?",
        "share",
    ),
    ask(
        "demand.other_calls_per_patient_year",
        "How many calls does a registered patient make in a year that are no request \
        for care (results, prescriptions, changes of appointments)?",
        "calls a patient and year",
    ),
    ask(
        "clinic.late_limit",
        "How long after the end of a clinic does a clinician still call patients, before those left are \
        booked again?",
        "minutes",
    ),
    ask(
        "book.dna",
        "Of appointments booked for the same day 2 to 3% are taken not to be attended, of those booked weeks ahead \
        8 to 9%. By which factor may all of these be out together?",
        "times",
    ),
    ask(
        "book.days_of_trying",
        "A patient finds nothing. On how many days does the patient try, before giving up?",
        "whole days",
    ),
    ask(
        "demand.telephone.repeats_at_opening",
        "Of calls in the first half hour, 50% on Mondays and 36% on other days are taken \
        to be repeated ones. By which factor may both be out together?",
        "times",
    ),
    ask(
        "clinic.per_day",
        "How many clinics does one clinician hold at most on a day?",
        "whole clinics",
    ),
    ask(
        "rooms.longest_wait",
        "A clinician's room is not free yet. How long is it waited for, at most, before the clinic is \
        held without one?",
        "minutes",
    ),
    ask(
        "demand.online_ability",
        "Of patients in the most to the least deprived fifth 72, 78, 82, 85 and 88% are taken to be \
        able to use an online form. By which factor may all of these be out together?",
        "times",
    ),
];

/// Low, likely, high and evidence of a question at present.
struct Present {
    range: [String; 3],
    evidence: String,
}

fn present(
    scenario: &Scenario,
    root: &crate::scenario::document::Node,
    key: &str,
) -> Option<Present> {
    let digits = |number: f64| format!("{}", (number * 1e6).round() / 1e6);
    let pair = |node: &crate::scenario::document::Node| match &node.value {
        crate::scenario::document::Value::Array(ends) => {
            Some([number(ends.first()?)?, number(ends.get(1)?)?])
        }
        _ => None,
    };
    if key == ROOMS {
        let (low, high) = scenario.system.rooms.drawn_within?;
        let range = [low.to_string(), String::new(), high.to_string()];
        return Some(Present {
            range,
            evidence: "assumption: nobody publishes the number of rooms".to_owned(),
        });
    }
    let node = steps(key).iter().try_fold(root, below)?;
    let parameters = &scenario.parameters;
    let of =
        parameters.iter().find(|of| of.key == key || of.key.starts_with(&format!("{key}.")))?;
    let evidence = match &of.evidence {
        Evidence::Source(source) => format!("source: {source}, with a range that is a judgement"),
        Evidence::Assumption(text) => format!("assumption: {text}"),
        Evidence::Fitted(text) => format!("fitted: {text}"),
    };
    if let Some([low, high]) = node.get("relative_range").and_then(pair) {
        return Some(Present { range: [digits(low), "1".to_owned(), digits(high)], evidence });
    }
    let likely = number(node.get("value").unwrap_or(node))?;
    let [low, high] = match node.get("range").and_then(pair) {
        Some(own) => own,
        None => {
            let (above, _) = key.rsplit_once('.')?;
            let table = steps(above).iter().try_fold(root, below)?;
            pair(table.get("relative_range")?)?.map(|factor| factor * likely)
        }
    };
    let most = if of.sort == Sort::Share { 1.0 } else { f64::INFINITY };
    Some(Present { range: [digits(low), digits(likely), digits(high.min(most))], evidence })
}

/// The form, as comma-separated text: low, likely and high are empty.
///
/// # Errors
///
/// [`ScenarioError`] if the built-in baseline cannot be read. A test excludes this.
pub fn form() -> Result<String, ScenarioError> {
    let scenario = load(BASELINE, &FileSystem)?;
    let written = crate::scenario::written(&scenario.name, &scenario.resolved)?;
    let mut out = Csv::new(HEAD);
    for Question { key, words, unit } in QUESTIONS {
        let Some(Present { range: [low, likely, high], evidence }) =
            present(&scenario, &written.root, key)
        else {
            continue;
        };
        let cells = [key, words, unit, &low, &likely, &high, &evidence, "", "", "", ""];
        out.row(cells);
    }
    Ok(out.text())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::uncertainty::belief_rows::{Form, read};
    use crate::uncertainty::beliefs::applied;

    #[test]
    fn every_question_is_about_something_that_the_baseline_has() {
        let form = form().expect("the baseline is valid");
        assert_eq!(form.lines().count(), 21, "{form}");
        assert_eq!(read(&form), Ok(Form::default()), "an empty form states nothing");
    }

    #[test]
    fn a_form_filled_in_with_the_present_figures_changes_no_value() {
        let scenario = load(BASELINE, &FileSystem).expect("the baseline is valid");
        let form = form().expect("the baseline is valid");
        let mut reader = csv::Reader::from_reader(form.as_bytes());
        let mut filled = String::from("name,low,likely,high\n");
        for record in reader.records().map(|record| record.expect("a row")) {
            filled.push_str(&format!(
                "{},{},{},{}\n",
                &record[0], &record[3], &record[4], &record[5]
            ));
        }
        let beliefs = read(&filled).expect("it is well formed");
        assert_eq!((beliefs.beliefs.len(), beliefs.mistakes.len()), (20, 0));
        let found = applied(std::slice::from_ref(&scenario), &beliefs, "form.csv");
        let found = found.expect("the baseline may have its own values");
        let values = |scenario: &Scenario| {
            scenario
                .parameters
                .iter()
                .map(|of| (of.key.clone(), of.value.clone()))
                .collect::<Vec<_>>()
        };
        assert_eq!(values(&found.scenarios[0]), values(&scenario));
        assert_eq!(found.scenarios[0].system.rooms_total(), scenario.system.rooms_total());
    }
}
