//! Factors by month.

use super::shares::{no_more_than, twelve};
use crate::model::demand::Need;
use crate::model::months::{Months, SAME, Twelve};
use crate::scenario::quantity::Kind;
use crate::scenario::reader::Section;

/// The largest factor of a month [-].
const MOST: f64 = 10.0;

pub(super) fn months(section: &Section<'_>, needs: &[Need]) -> Months {
    let by_need = |key: &str, meaning: &'static str| -> Vec<Twelve> {
        let Some(table) = section.optional_section(key) else { return vec![SAME; needs.len()] };
        let read = needs.iter().map(|need| factors(&table, &need.name, meaning)).collect();
        table.finish();
        read
    };
    let months = Months {
        requests: by_need(
            "requests",
            "Requests with this need by month, relative to the rest of the scenario, January first; 1 if omitted",
        ),
        mix: by_need(
            "mix",
            "Part of this need in the requests of each month, whose number stays, relative to the year, January first; 1 if omitted",
        ),
        not_attended: factors(
            section,
            "not_attended",
            "Probability of not attending by month, relative to book.dna, January first; 1 if omitted",
        ),
        sickness: factors(
            section,
            "sickness",
            "Share of working days lost to sickness by month, relative to absence.sickness_share, January first; 1 if omitted",
        ),
    };
    section.finish();
    months
}

fn factors(section: &Section<'_>, key: &str, meaning: &'static str) -> Twelve {
    section.quietly_asked(key);
    if !section.has(key) {
        return SAME;
    }
    let kind = Kind::Amount("multiples of the year's");
    let read = section.numbers(key, kind, 12, meaning);
    let most = read.iter().copied().fold(0.0, f64::max);
    no_more_than(section, key, most, MOST);
    twelve(read)
}
