//! The hours of the week as a table, as a file, and in three sentences.

use super::found::SHOWN;
use super::hours::{Best, ByHalfDay, by_half_days, clear};
use crate::experiment::bottlenecks::clear_reliefs;
use crate::experiment::results::Results;
use crate::report::block::{Block, Span};
use crate::report::words::paragraph;
use crate::report::words::{difference_line, field, interval_fields, partial};
use crate::scenario::Scenario;
use crate::text::csv::Csv;
use crate::text::grid::{Row, Table};
use crate::text::number::signed;

/// The most half-days that a sentence names.
const NAMED: usize = 4;

/// The figure.
const FIGURE: &str = "bottlenecks-hours";

const COLUMNS: [&str; 13] = [
    "constraint",
    "half_day",
    "begins",
    "ends",
    "one_more",
    "measure",
    "mean",
    "joint_ci95_low",
    "joint_ci95_high",
    "clear",
    "standing",
    "replications",
    "partial",
];

/// Half-days as a figure and a table, and three sentences; nothing if none were relieved.
pub(super) fn blocks<'r>(
    results: &'r Results,
    scenario: &Scenario,
    figures: &'r [crate::report::block::Figure],
) -> Vec<Block<'r>> {
    let all = by_half_days(results);
    if all.is_empty() {
        return Vec::new();
    }
    let figure = figures.iter().filter(|figure| figure.name == FIGURE).map(Block::Figure);
    let words = sentences(&all, results).map(|words| Block::Words(vec![Span::plain(words)]));
    let table = Block::Table(table(&all, note(&all, results, scenario)));
    figure.chain([table]).chain(words).collect()
}

/// One row a half-day and one column a constraint.
pub(in crate::report) fn table(all: &[ByHalfDay], note: String) -> Table {
    let mut half_days: Vec<_> =
        all.iter().flat_map(|of| of.half_days.iter().map(|own| own.half_day)).collect();
    half_days.sort_unstable();
    half_days.dedup();
    let cell = |of: &ByHalfDay, half_day| {
        let found = of.half_days.iter().position(|own| own.half_day == half_day);
        let Some(index) = found else { return vec!["–".to_owned()] };
        let met = of.half_days[index].met();
        let mut lines = vec![met.map_or_else(|| "undefined".to_owned(), difference_line)];
        lines.extend(Some(of.standing(index)).filter(|words| !words.is_empty()).map(str::to_owned));
        lines
    };
    let row = |half_day: crate::model::half_day::HalfDay| {
        Row::new(half_day.words(), all.iter().map(|of| cell(of, half_day)).collect())
    };
    let names = all.iter().map(|of| of.name.clone());
    Table {
        caption: "One more in one half-day of every week: requests met, more or fewer a year than as it is"
            .into(),
        head: std::iter::once("Half-day".to_owned()).chain(names).collect(),
        rows: half_days.into_iter().map(row).collect(),
        note,
    }
}

/// What one more is, how to read the intervals, and what cannot be relieved so.
fn note(all: &[ByHalfDay], results: &Results, scenario: &Scenario) -> String {
    let unit = |of: &ByHalfDay| format!("{}: {}", of.name, of.capacity.in_half_day());
    let units: Vec<String> = all.iter().map(unit).collect();
    let first = all.iter().map(|of| of.replications).min().unwrap_or(0);
    format!(
        "One more is: {}. The number after ± is half the width of the 95% interval; intervals hold together over \
         the half-days of a constraint (Bonferroni). May be best: it cannot be told from the largest. Cannot be \
         told: it may meet nothing more. –: no clinic of theirs begins then.{}",
        units.join("; "),
        left_out(results, scenario, first as u32)
    )
}

/// Constraints that lead and cannot be relieved in one half-day, with the reasons.
fn left_out(results: &Results, scenario: &Scenario, first: u32) -> String {
    let (system, professions) = (&scenario.system, &scenario.system.professions);
    let why = |capacity: crate::model::relief::Capacity| {
        let why = system.not_by_half_day(capacity)?;
        Some(format!("{} ({why})", capacity.words(professions)))
    };
    let all: Vec<String> = clear_reliefs(results, first).into_iter().filter_map(why).collect();
    if all.is_empty() {
        return String::new();
    }
    format!(" Clear relief, but not by half-day: {}.", all.join("; "))
}

/// What to do, how sure that is, and what would change it.
pub(in crate::report) fn sentences(all: &[ByHalfDay], results: &Results) -> [String; 3] {
    let clauses: Vec<String> =
        all.iter().map(|of| format!("{}: {}", of.name, what_to_do(of))).collect();
    let replications = all.iter().map(|of| of.replications).min().unwrap_or(0);
    let runs = if replications == 1 { "replication" } else { "replications" };
    let is_named = |of: &ByHalfDay| matches!(of.best, Best::One(_) | Best::OneOf(..));
    let together = if all.iter().any(is_named) {
        ", and with 95% confidence the half-day that is truly best for a constraint is among those named for it"
    } else {
        ""
    };
    [
        format!("What to do, if one is added in one half-day only: {}.", clauses.join("; ")),
        format!(
            "How sure: one more in each half-day was compared with the scenario as it is and with the other \
             half-days on the same patients, in {replications} {runs} of {} weeks{together}; this is simulation \
             noise only, with every other parameter at its central value.",
            results.weeks
        ),
        format!("What would change it: {}.", what_would_change(all)),
    ]
}

fn what_to_do(of: &ByHalfDay) -> String {
    let words = |index: &usize| of.half_days[*index].half_day.words();
    match &of.best {
        Best::TooFew => "nothing yet; more runs are needed, since one replication has no interval".into(),
        Best::NothingDiffers => {
            "nothing, since nothing differs with one more in any half-day, in any replication".into()
        }
        Best::NotClear => {
            "nothing yet; more runs are needed, since in no half-day one more is shown to meet more requests"
                .into()
        }
        Best::One(best) => {
            format!("{}, which is clearly better than every other half-day", with_relief(of, *best))
        }
        Best::OneOf(group, _) if group.len() == of.half_days.len() => format!(
            "any by cost or ease; these hours cannot be told apart (the largest is {})",
            with_relief(of, group[0])
        ),
        Best::OneOf(group, _) => {
            let mut named = vec![with_relief(of, group[0])];
            named.extend(group.iter().skip(1).take(NAMED - 1).map(words));
            if group.len() > NAMED {
                named.push(format!("{} more", group.len() - NAMED));
            }
            format!("one of these by cost or ease, which cannot be told apart: {}", named.join(", "))
        }
    }
}

/// A half-day with its relief: `Monday morning (+120 requests met a year, +80 to +160)`.
fn with_relief(of: &ByHalfDay, index: usize) -> String {
    let own = &of.half_days[index];
    let words = own.half_day.words();
    let Some(met) = own.met() else { return words };
    let ends = met
        .bounds()
        .map_or_else(String::new, |(low, high)| format!(", {} to {}", signed(low), signed(high)));
    format!("{words} ({} requests met a year{ends})", signed(met.mean))
}

fn what_would_change(all: &[ByHalfDay]) -> String {
    let mut reasons = Vec::new();
    for of in all {
        match of.best {
            Best::OneOf(_, Some(needed)) => reasons.push(format!(
                "for {}, about {needed} replications (`--replications {needed}`), which would tell the first from \
                 the second, if the difference stays as it is",
                of.name
            )),
            Best::OneOf(_, None) => reasons.push(format!(
                "for {}, hardly more replications, since the differences are so small",
                of.name
            )),
            Best::TooFew | Best::NotClear => {
                // Four times as many halve the width.
                let more = (4 * of.replications).max(10);
                reasons.push(format!("for {}, more replications (`--replications {more}`)", of.name));
            }
            Best::NothingDiffers | Best::One(_) => {}
        }
    }
    reasons.push(
        "another weekly pattern of demand, another rota, or another capacity added as well, since only one is \
         relieved here and everybody else's week stays as it is"
            .to_owned(),
    );
    reasons.join("; ")
}

/// Why no half-day was relieved, where that was asked for; `None` if some were.
pub fn without_hours(results: &Results, scenarios: &[Scenario]) -> Option<String> {
    let scenario = scenarios.first()?;
    let is_half_day = |of: &crate::experiment::results::ScenarioResults| of.kind.is_half_day();
    if results.scenarios.iter().any(is_half_day) {
        return None;
    }
    let first = results.replications;
    let left_out = left_out(results, scenario, first);
    let why = if results.partial {
        "the run stopped before any was relieved; continue it with --resume".to_owned()
    } else if first < 2 {
        "more runs are needed, since one replication has no interval (`--replications 10`)"
            .to_owned()
    } else if left_out.is_empty() {
        format!(
            "the first replications show of no constraint that its full relief meets more requests, so more runs \
             are needed (`--replications {}`), or none of these binds",
            4 * first
        )
    } else {
        format!("what leads has no hours of its own.{}", left_out.trim_end_matches('.'))
    };
    Some(format!(
        "{}\n",
        paragraph(&format!("Hours of the week: no half-day was looked at; {why}."))
    ))
}

/// Every half-day and measure, in a year. Intervals hold together over the half-days of a constraint.
pub fn hours_csv(results: &Results, scenarios: &[Scenario]) -> String {
    let mut table = Csv::new(COLUMNS);
    let Some(scenario) = scenarios.first() else { return table.text() };
    for of in by_half_days(results) {
        for (index, own) in of.half_days.iter().enumerate() {
            let times = own.half_day.times(&scenario.system.calendar);
            for ((measure, _), found) in SHOWN.iter().zip(own.measures) {
                let before = [
                    of.name.clone(),
                    own.half_day.name(),
                    times.start.to_string(),
                    times.end.to_string(),
                    of.capacity.in_half_day().to_owned(),
                    (*measure).to_owned(),
                ];
                let is_clear = clear(found).map_or("", |clear| if clear { "yes" } else { "no" });
                // Half-days are judged by the first measure.
                let standing = if *measure == SHOWN[0].0 { of.standing(index) } else { "" };
                let replications = field(Some(of.replications as f64));
                let last = [is_clear, standing, &replications, partial(results.partial)];
                let last = last.map(str::to_owned);
                table.row(before.into_iter().chain(interval_fields(found)).chain(last));
            }
        }
    }
    table.text()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::half_day::HalfDay;
    use crate::model::relief::Capacity;
    use crate::report::bottlenecks::hours::InHalfDay;
    use crate::report::sample;
    use crate::statistics::interval::MeanInterval;

    /// Rooms in the ten half-days, the first of which meets most.
    fn rooms(best: Best) -> ByHalfDay {
        let met =
            |index: usize| MeanInterval { mean: 120.0 - index as f64, half_width: Some(40.0) };
        let of = |(index, half_day): (usize, HalfDay)| InHalfDay {
            half_day,
            measures: [Some(met(index)), None, None, None],
        };
        let half_days = HalfDay::all().enumerate().map(of).collect();
        let name = "rooms".to_owned();
        ByHalfDay { capacity: Capacity::Rooms, name, half_days, best, replications: 10 }
    }

    fn said(best: Best) -> String {
        sentences(&[rooms(best)], &sample::results()).join(" ")
    }

    #[test]
    fn a_winner_is_named_only_where_there_is_one() {
        let one = said(Best::One(0));
        assert!(one.contains("Monday morning (+120 requests met a year, +80 to +160)"), "{one}");
        assert!(one.contains("clearly better than every other half-day"), "{one}");
        let all = said(Best::OneOf((0..10).collect(), Some(90)));
        assert!(all.contains("these hours cannot be told apart"), "{all}");
        assert!(all.contains("about 90 replications (`--replications 90`)"), "{all}");
        let some = said(Best::OneOf(vec![0, 2, 4, 6, 8], None));
        let named = "Monday morning (+120 requests met a year, +80 to +160), Tuesday morning, Wednesday \
                     morning, Thursday morning, 1 more";
        assert!(some.contains(named) && some.contains("hardly more replications"), "{some}");
    }

    #[test]
    fn where_nothing_is_shown_the_sentence_says_so() {
        for best in [Best::TooFew, Best::NotClear] {
            let said = said(best);
            assert!(said.contains("more runs are needed"), "{said}");
            assert!(!said.contains("morning") && !said.contains("truly best"), "{said}");
        }
        let nothing = said(Best::NothingDiffers);
        assert!(nothing.contains("nothing differs"), "{nothing}");
    }

    #[test]
    fn a_table_marks_what_may_be_best_and_what_cannot_be_told() {
        let mut of = rooms(Best::OneOf(vec![0, 1], None));
        of.half_days[2].measures[0] = Some(MeanInterval { mean: 5.0, half_width: Some(40.0) });
        let text = table(&[of], String::new()).to_text();
        assert_eq!(text.matches("may be best").count(), 2, "{text}");
        assert_eq!(text.matches("cannot be told").count(), 1, "{text}");
    }
}
