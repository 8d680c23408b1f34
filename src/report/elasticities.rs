//! One unit more and one unit less of each role, of rooms and of receptionists, as Markdown.

#[cfg(feature = "report")]
use super::block::{Block, Span, WordTable};
use super::bottlenecks::{Effect, SHOWN};
use super::estimate::includes_zero;
#[cfg(feature = "report")]
use super::parted::{Paper, Part, Place, html, of_results};
use super::words::difference_line;
use crate::experiment::results::{Comparison, Results};
use crate::experiment::study::VariantKind;
use crate::model::CareSystem;
use crate::model::relief::{Amount, Capacity, Relief};
use crate::scenario::Scenario;
use crate::statistics::interval::MeanInterval;

/// The direction of an effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sign {
    Fewer,
    Unclear,
    More,
}

impl Sign {
    /// The direction of a difference; unclear if it may be nothing.
    fn of(found: Option<MeanInterval>) -> Sign {
        match found {
            Some(found) if found.half_width.is_none() || includes_zero(found) => Sign::Unclear,
            Some(found) if found.mean > 0.0 => Sign::More,
            Some(_) => Sign::Fewer,
            None => Sign::Unclear,
        }
    }
}

/// What kind of capacity it is, which decides how a sign is explained.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Of {
    Gps,
    /// Staff who see requests and must be supervised.
    Supervised,
    /// Staff who see requests without supervision.
    Independent,
    /// Staff who only do planned care.
    Planners,
    Rooms,
    Receptionists,
}

impl Of {
    fn new(capacity: Capacity, system: &CareSystem) -> Of {
        let Capacity::Profession(profession) = capacity else {
            return if capacity == Capacity::Rooms { Of::Rooms } else { Of::Receptionists };
        };
        let sees_requests = system.needs.iter().any(|need| need.routes.contains(&profession));
        let is_supervised = system.teams.iter().any(|team| {
            let role = &system.roles[team.role];
            role.booked_as == profession && team.wte > 0.0 && role.supervision.is_some()
        });
        if profession == system.general_practitioner {
            Of::Gps
        } else if !sees_requests {
            Of::Planners
        } else if is_supervised {
            Of::Supervised
        } else {
            Of::Independent
        }
    }
}

/// The table of `scenarios`' first, in itself and where a quarter of the same capacity is missing.
///
/// Every row has a sentence for each sign that is clear.
pub fn elasticities_markdown(results: &Results, scenarios: &[Scenario]) -> String {
    let Some(scenario) = scenarios.first() else { return String::new() };
    let mut out = head(results, scenario);
    for (heading, amounts) in CONTEXTS {
        out.push_str(&format!("\n## {heading}\n\n| Capacity | Change |"));
        for (_, words) in SHOWN {
            out.push_str(&format!(" {words} |"));
        }
        out.push_str(" Why |\n|---|---|");
        out.push_str(&"---:|".repeat(SHOWN.len()));
        out.push_str("---|\n");
        for (capacity, amount, compared) in rows(results) {
            if amounts.contains(&amount) {
                let effect = Effect::of(compared, results.weeks);
                out.push_str(&row(capacity, amount, &effect, &scenario.system));
            }
        }
    }
    out
}

fn head(results: &Results, scenario: &Scenario) -> String {
    let mut options = format!("--replications {}", results.replications);
    for (option, value, usual) in [
        ("--weeks", u64::from(results.weeks), 52),
        ("--warm-up-weeks", u64::from(results.warm_up_weeks), 26),
        ("--seed", results.seed, 1),
    ] {
        if value != usual {
            options.push_str(&format!(" {option} {value}"));
        }
    }
    let partial = if results.partial { " **Partial: the run was stopped early.**" } else { "" };
    format!(
        "# Elasticities\n\n\
         What one whole-time equivalent of each profession, one room and one receptionist more or less do in \
         a year: {title}.\n\n\
         Version {version}, `pcn-sim bottlenecks {name} --elasticities {options}`. Differences are from the \
         same network without the change, on the same patients; the number after ± is half the width of the \
         95% interval. Nothing is fitted to them. A row is missing where less than one is in post.{partial}\n\n\
         A profession is added as the largest of its teams is employed. A receptionist is one at all opening \
         hours, at the practice with the fewest, or the most, for its patients. A room is added where there are \
         fewest for the patients, and taken where there are most. A sign is explained where the interval \
         excludes zero.\n",
        title = scenario.title,
        version = env!("CARGO_PKG_VERSION"),
        name = scenario.name,
    )
}

/// Every comparison of a changed capacity, in the order of the study.
fn rows(results: &Results) -> impl Iterator<Item = (Capacity, Amount, &Comparison)> {
    results.comparisons.iter().filter_map(|compared| {
        match results.scenarios.get(compared.scenario)?.kind {
            VariantKind::Relieved(Relief { capacity, amount }) => {
                Some((capacity, amount, compared))
            }
            _ => None,
        }
    })
}

fn row(capacity: Capacity, amount: Amount, effect: &Effect, system: &CareSystem) -> String {
    format!("| {} |\n", cells(capacity, amount, effect, system).join(" | "))
}

/// The cells of a row: capacity, change, the measures, why.
fn cells(capacity: Capacity, amount: Amount, effect: &Effect, system: &CareSystem) -> Vec<String> {
    let is_more = matches!(amount, Amount::OneMore | Amount::ShortOneMore);
    let change = if is_more { "+1" } else { "−1" };
    let mut cells = vec![capacity.words(&system.professions), change.to_owned()];
    cells
        .extend(effect.measures.map(|found| found.map_or_else(|| "–".to_owned(), difference_line)));
    let signs = effect.measures.map(Sign::of);
    cells.push(sentences(Of::new(capacity, system), is_more, signs));
    cells
}

/// The two tables as a page.
#[cfg(feature = "report")]
pub(super) fn elasticities_html(results: &Results, scenarios: &[Scenario]) -> String {
    let Some(scenario) = scenarios.first() else { return String::new() };
    let system = &scenario.system;
    let mut clear: Vec<String> = Vec::new();
    let mut unclear = 0;
    for (capacity, amount, compared) in rows(results) {
        if amount == Amount::OneMore {
            match Sign::of(Effect::of(compared, results.weeks).measures[0]) {
                Sign::More => clear.push(capacity.words(&system.professions)),
                _ => unclear += 1,
            }
        }
    }
    let answer = match clear.as_slice() {
        [] => "One more of no capacity clearly meets more requests.".to_owned(),
        named => format!(
            "More requests are clearly met with one more of: {}; for {unclear} others that is not clear.",
            named.join("; ")
        ),
    };
    let table = |(place, heading, amounts): (Place, &str, [Amount; 2])| {
        let shown = rows(results).filter(|(_, amount, _)| amounts.contains(amount));
        let line = |text: String| vec![Span::Plain(text)];
        let of = |(capacity, amount, compared): (Capacity, Amount, &Comparison)| {
            let effect = Effect::of(compared, results.weeks);
            cells(capacity, amount, &effect, system).into_iter().map(line).collect()
        };
        let heads = SHOWN.iter().map(|(_, words)| *words);
        Part::new(
            place,
            Block::WordTable(WordTable {
                caption: vec![Span::plain(heading)],
                head: ["Capacity", "Change"].into_iter().chain(heads).chain(["Why"]).collect(),
                rows: shown.map(of).collect(),
                folded: None,
            }),
        )
    };
    let how = "Differences are from the same network without the change, on the same patients; the number after ± is \
               half the width of the 95% interval of simulation noise. Nothing is fitted to them.";
    let paper = Paper {
        title: format!("{}: one more and one less of each capacity", scenario.title),
        question:
            "What do one whole-time equivalent, one room and one receptionist more or less do?"
                .to_owned(),
        partial: results.partial,
        replications: Some(results.replications),
        figures: &[],
        made: of_results(results),
    };
    let [as_it_is, short] = CONTEXTS;
    let parts = vec![
        Part::sentences([answer, how.to_owned()]),
        table((Place::Ranked, as_it_is.0, as_it_is.1)),
        table((Place::Rest(short.0), short.0, short.1)),
    ];
    html(paper, parts)
}

/// The two tables: as the network is, and short of what is changed.
const CONTEXTS: [(&str, [Amount; 2]); 2] = [
    ("As it is", [Amount::OneMore, Amount::OneLess]),
    (
        "Where a quarter of the same capacity is missing",
        [Amount::ShortOneMore, Amount::ShortOneLess],
    ),
];

/// A sentence for the sign of requests met, and one for each other sign that is clear. Needs settled go
/// with requests met.
fn sentences(of: Of, is_more: bool, [met, settled, planned, gp_hours]: [Sign; 4]) -> String {
    let first = match (met, settled) {
        (Sign::Unclear, Sign::Fewer | Sign::More) => {
            let direction = if settled == Sign::More { "More" } else { "Fewer" };
            format!("{direction} needs are settled at once, of about as many requests met.")
        }
        _ => requests(of, is_more, met).to_owned(),
    };
    let more = [planned_care(of, is_more, planned), hours(of, is_more, met, gp_hours)];
    let all = std::iter::once(first.as_str()).chain(more).filter(|words| !words.is_empty());
    all.collect::<Vec<_>>().join(" ")
}

/// Why requests are met, or not.
const fn requests(of: Of, is_more: bool, sign: Sign) -> &'static str {
    match (of, is_more, sign) {
        (_, _, Sign::Unclear) => "No clear change in requests met.",
        (Of::Gps, true, Sign::More) => {
            "GPs take every kind of request, and a GP more has starts for those that found none."
        }
        (Of::Gps, true, Sign::Fewer) => {
            "The added sessions need rooms, and others lose more starts in person than they bring."
        }
        (Of::Gps, false, Sign::Fewer) => {
            "Requests that only a GP can take find fewer starts, and others cannot stand in."
        }
        (Of::Gps, false, Sign::More) => {
            "The rooms of the GP who is gone bring others more starts in person than the GP had."
        }
        (Of::Supervised, true, Sign::More) => {
            "Their patients find a start with them, which is worth more than the GP time that \
             supervision takes."
        }
        (Of::Supervised, true, Sign::Fewer) => {
            "Supervision and rooms take more starts from GPs and others than they add."
        }
        (Of::Supervised, false, Sign::Fewer) => {
            "Their patients compete for starts of GPs, which the time saved on supervision does not \
             make good."
        }
        (Of::Supervised, false, Sign::More) => {
            "The rooms and the supervisors' time that they used bring others more starts than they had."
        }
        (Of::Independent, true, Sign::More) => {
            "Their patients find a start with them, and leave starts of GPs to others."
        }
        (Of::Independent, true, Sign::Fewer) => {
            "Their clinics take rooms in which others would have seen more requests."
        }
        (Of::Independent, false, Sign::Fewer) => "Their patients compete for starts of GPs.",
        (Of::Independent, false, Sign::More) => {
            "The rooms that they used bring others more starts for requests than they had."
        }
        (Of::Planners, true, Sign::More) => {
            "Free planned starts of theirs open to requests, and planned care leaves those of others \
             free."
        }
        (Of::Planners, true, Sign::Fewer) => {
            "Their clinics take rooms in which others would have seen requests."
        }
        (Of::Planners, false, Sign::Fewer) => {
            "They see requests when planned starts are left, and these starts are gone."
        }
        (Of::Planners, false, Sign::More) => "The rooms of their clinics serve requests.",
        (Of::Rooms, true, Sign::More) => "Sessions that had no room are held in person.",
        (Of::Rooms, true, Sign::Fewer) => {
            "Staff are based where the rooms are, and move away from a practice that needs them more."
        }
        (Of::Rooms, false, Sign::Fewer) => {
            "Sessions are lost, or held by telephone, which cannot serve who must be examined."
        }
        (Of::Rooms, false, Sign::More) => {
            "Staff are based where the rooms are, and move to a practice that needs them more."
        }
        (Of::Receptionists, true, Sign::More) => "More callers get through before they hang up.",
        (Of::Receptionists, true, Sign::Fewer) => {
            "More callers get through at opening, and take starts of patients who are easier to serve."
        }
        (Of::Receptionists, false, Sign::Fewer) => "More callers hang up before they are answered.",
        (Of::Receptionists, false, Sign::More) => {
            "Fewer callers get through at opening, and leave starts to patients who are easier to serve."
        }
    }
}

/// Why planned care is delivered, or not.
const fn planned_care(of: Of, is_more: bool, sign: Sign) -> &'static str {
    match (of, is_more, sign) {
        (_, _, Sign::Unclear) => "",
        (Of::Rooms, true, Sign::More) => "Clinics for planned care that had no room are held.",
        (Of::Rooms, false, Sign::Fewer) => "Clinics for planned care are lost for lack of a room.",
        (Of::Receptionists, true, Sign::Fewer) | (Of::Gps, true, Sign::Fewer) => {
            "More requests are booked into starts that planned care would have used."
        }
        (Of::Receptionists, false, Sign::More) | (Of::Gps, false, Sign::More) => {
            "Fewer requests are booked into starts that planned care uses."
        }
        (_, true, Sign::More) => "Planned care that found no start is delivered.",
        (_, true, Sign::Fewer) => "Clinics for planned care lose rooms or starts to those added.",
        (_, false, Sign::Fewer) => "Planned care finds fewer starts.",
        (_, false, Sign::More) => "Clinics for planned care gain the rooms of those who are gone.",
    }
}

/// Why GPs work more hours, or fewer.
const fn hours(of: Of, is_more: bool, met: Sign, sign: Sign) -> &'static str {
    match (of, is_more, sign) {
        (_, _, Sign::Unclear) => "",
        (Of::Gps, true, Sign::More) | (Of::Gps, false, Sign::Fewer) => {
            "GP hours follow the number of GPs."
        }
        (Of::Gps, ..) => "The GPs in post have less idle time, or more, than before.",
        (Of::Rooms | Of::Receptionists, _, Sign::More) => "GPs see more patients.",
        (Of::Rooms | Of::Receptionists, _, Sign::Fewer) => "GPs see fewer patients.",
        // Fewer requests are met although people are added: the rooms are what matters.
        (_, true, Sign::Fewer) if matches!(met, Sign::Fewer) => {
            "GPs lose rooms to them, and see fewer patients or speak to them by telephone, which is shorter."
        }
        (_, false, Sign::More) if matches!(met, Sign::More) => {
            "GPs gain their rooms, and see more patients in person."
        }
        (_, true, Sign::More) => "GPs advise them and see patients whom they hand on.",
        (_, true, Sign::Fewer) => "GPs have fewer patients, since these are seen by others.",
        (_, false, Sign::More) => "GPs see the patients whom they would have seen.",
        (_, false, Sign::Fewer) => "GPs have nobody to advise, and no patients handed on.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sign_has_a_sentence() {
        let all =
            [Of::Gps, Of::Supervised, Of::Independent, Of::Planners, Of::Rooms, Of::Receptionists];
        let signs = [Sign::Fewer, Sign::Unclear, Sign::More];
        for (of, is_more) in all.iter().flat_map(|of| [(*of, true), (*of, false)]) {
            for sign in signs {
                assert!(requests(of, is_more, sign).ends_with('.'), "{of:?} {is_more} {sign:?}");
            }
            for sign in [Sign::Fewer, Sign::More] {
                assert!(planned_care(of, is_more, sign).ends_with('.'), "{of:?} {is_more}");
                for met in signs {
                    assert!(hours(of, is_more, met, sign).ends_with('.'), "{of:?} {is_more}");
                }
            }
        }
    }

    #[test]
    fn a_sign_is_clear_if_the_interval_excludes_zero() {
        let sign = |mean, half_width| Sign::of(Some(MeanInterval { mean, half_width }));
        assert_eq!(sign(5.0, Some(4.0)), Sign::More);
        assert_eq!(sign(-5.0, Some(4.0)), Sign::Fewer);
        assert_eq!(sign(5.0, Some(5.0)), Sign::Unclear);
        assert_eq!((sign(5.0, None), Sign::of(None)), (Sign::Unclear, Sign::Unclear));
    }
}
