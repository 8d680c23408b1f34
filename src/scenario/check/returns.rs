//! Requests that return: who asks again, how often, and when.

use crate::model::demand::Need;
use crate::model::returns::{MOST_RETURNS, Returns, WEEKS};
use crate::scenario::quantity::Kind;
use crate::scenario::reader::Section;

pub(super) fn returns(section: &Section<'_>, needs: &[Need]) -> Returns {
    let by_need = section.section("after_weeks");
    let after_weeks = needs.iter().map(|need| weeks(&by_need, &need.name)).collect();
    by_need.finish();
    let returns = Returns {
        probability: section.probability(
            "probability",
            "Probability that a request which ended without help returns, weeks later",
        ),
        at_most: section.lever(
            "at_most",
            Kind::OneTo(MOST_RETURNS, "returns"),
            "How often one need returns at most",
        ) as u32,
        failing: section.probability(
            "failing",
            "Share of requests that end without help where requests per patient were calibrated",
        ),
        after_weeks,
    };
    section.finish();
    returns
}

fn weeks(section: &Section<'_>, need: &str) -> f64 {
    let weeks = section.number(
        need,
        Kind::Positive("weeks"),
        "Weeks after which a patient with this need asks again, within the week that follows",
    );
    let [fewest, most] = WEEKS;
    if !(fewest..=most).contains(&weeks) && section.has(need) {
        section.problem(
            need,
            &weeks.to_string(),
            &format!("{fewest} to {most} weeks"),
            "patients ask again within one to four weeks: the return is in the week that follows",
        );
    }
    weeks.clamp(fewest, most)
}
