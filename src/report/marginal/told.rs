//! The next units as text: tables, the switch point, and three sentences.

use super::found::{Found, Unit, Verdict, found};
use super::switch::{Shown, shown};
use crate::experiment::marginal::{Finding, Levels};
use crate::experiment::results::Results;
use crate::model::margin::More;
use crate::report::cost::pounds;
use crate::report::estimate::ED_DEFLECTED;
use crate::report::parted::{self, Part, Place};
use crate::report::sweep::before_use;
use crate::report::words::{change_line, change_lines, difference_line};
use crate::scenario::Scenario;
use crate::statistics::interval::MeanInterval;
use crate::text::grid::{Row, Table};
use crate::text::number::{level, signed};

/// The text where there is no price.
const NO_PRICE: &str = "–";

/// The most units that a sentence names.
const NAMED: usize = 5;

/// The answer: the next units by gain, all headline measures, the levels of staff with the switch point; then
/// what to do, how sure that is, and what would change it.
pub fn marginal_text(results: &Results, scenarios: &[Scenario], asked: (Levels, &str)) -> String {
    parted::text(&parts(results, scenarios, asked))
}

/// The answer in parts.
pub(super) fn parts<'r>(
    results: &'r Results,
    scenarios: &'r [Scenario],
    (levels, by): (Levels, &str),
) -> Vec<Part<'r>> {
    let Some(scenario) = scenarios.first() else { return Vec::new() };
    let Some(found) = found(results, scenario, levels, by) else { return Vec::new() };
    let switch = shown(results, scenario, levels, by);
    let mut parts = vec![
        Part::table(Place::Ranked, by_gain(&found, results, scenario)),
        Part::table(Place::Rest(ALL), headlines(&found)),
        Part::table(Place::Rest(ALL), for_money(&found)),
    ];
    if let Some(switch) = &switch {
        parts.push(Part::table(Place::Rest(SWITCH), switch.table()));
        parts.push(Part::words(Place::Rest(SWITCH), switch.sentence()));
    } else {
        parts.push(Part::words(Place::Rest(SWITCH), without_switch(&found, results)));
    }
    parts.push(Part::sentences(sentences(&found, switch.as_ref(), results)));
    parts.extend(before_use(results, scenarios));
    parts
}

/// The headings of everything else on the page.
const ALL: &str = "All headline measures";
const SWITCH: &str = "The next room or the next post";

/// Why there is no switch point.
fn without_switch(found: &Found, results: &Results) -> String {
    let is_post = |unit: &Unit| matches!(unit.more, More::Staff { .. });
    let why = if found.verdict == Verdict::Undefined {
        format!("{} is undefined in a replication", found.judged().words())
    } else if !found.units.iter().any(is_post) {
        "nobody is in post to whom whole-time equivalents could be added".to_owned()
    } else if results.partial {
        "the run stopped before the levels of staff were simulated".to_owned()
    } else {
        "the measure is undefined at a level of staff".to_owned()
    };
    format!("Switch point: not known, because {why}.")
}

fn by_gain(found: &Found, results: &Results, scenario: &Scenario) -> Table {
    let judged = found.judged();
    let per = if judged.is_flow { " a year" } else { "" };
    let as_it_is = results.scenarios.first().and_then(|own| {
        let own = crate::report::estimate::yearly(own.measure(judged.name)?, results.weeks)?;
        Some(format!(" ({} {}{per})", judged.words(), level(judged.unit, own.mean)))
    });
    let row = |unit: &Unit| {
        let by_unit = change_line(judged.unit, unit.differences[found.by]);
        let by_money = match unit.cost {
            None => NO_PRICE.to_owned(),
            Some(_) => change_line(judged.unit, unit.per_pounds(found.by)),
        };
        let cost = unit.cost.map_or_else(|| NO_PRICE.to_owned(), pounds);
        let standing = unit.standing.words().to_owned();
        Row::new(unit.title.clone(), [by_unit, by_money, cost, standing].map(|of| vec![of]).into())
    };
    let left_out = left_out(scenario);
    Table {
        caption: format!(
            "The next unit of each, a post being {} WTE, against {} as it is{}, on the same patients{}",
            found.post,
            results.scenarios.first().map_or("the scenario", |own| own.name.as_str()),
            as_it_is.unwrap_or_default(),
            if results.replications > 1 {
                ", with 95% intervals that hold together over all units (Bonferroni)"
            } else {
                ""
            }
        ),
        head: [
            "Next unit".to_owned(),
            format!("{} by unit", found.words[found.by]),
            "For £10,000 a year".to_owned(),
            "Cost".to_owned(),
            "Standing".to_owned(),
        ]
        .into(),
        rows: found.units.iter().map(row).collect(),
        note: format!(
            "Flows are a year's. ±: half the width of the joint interval. {NO_PRICE}: the scenario states no price. \
             marginal.csv has all of it.{left_out}"
        ),
    }
}

/// Roles in post that are not among the units.
fn left_out(scenario: &Scenario) -> String {
    let system = &scenario.system;
    let roles = system.could_not_add();
    let titles: Vec<&str> = roles.iter().map(|role| system.roles[*role].title.as_str()).collect();
    if titles.is_empty() {
        return String::new();
    }
    format!(
        " Not among them, since a whole-time equivalent adds no clinic of theirs: {}.",
        titles.join("; ")
    )
}

/// Differences in all headline measures, of a unit each; attendances at the emergency department as a range,
/// because their probability is.
fn in_all(
    found: &Found,
    (caption, note): (&str, String),
    difference: impl Fn(&Unit, usize) -> Option<MeanInterval>,
) -> Table {
    let is_ed = |headline: usize| ED_DEFLECTED.contains(&found.headlines[headline].name);
    let shown: Vec<usize> = (0..found.headlines.len()).filter(|of| !is_ed(*of)).collect();
    let ed: Vec<usize> = (0..found.headlines.len()).filter(|of| is_ed(*of)).collect();
    let row = |unit: &Unit| {
        let cell =
            |of: &usize| vec![difference(unit, *of).map_or(NO_PRICE.into(), difference_line)];
        let ends = |of: &usize| difference(unit, *of).map(|found| found.mean);
        let range = match (ed.first().and_then(ends), ed.last().and_then(ends)) {
            (Some(low), Some(high)) => format!("{} to {}", signed(low), signed(high)),
            _ => NO_PRICE.to_owned(),
        };
        let cells = shown.iter().map(cell).chain([vec![range]]).collect();
        Row::new(unit.title.clone(), cells)
    };
    let heads = shown.iter().map(|of| found.words[*of].clone());
    let heads = ["Next unit".to_owned()].into_iter().chain(heads);
    Table {
        caption: caption.to_owned(),
        head: heads.chain(["ED deflected".to_owned()]).collect(),
        rows: found.units.iter().map(row).collect(),
        note,
    }
}

fn headlines(found: &Found) -> Table {
    let caption = "All headline measures by unit: more or fewer a year than as it is";
    let note = "The number after ± is half the width of the joint 95% interval; if it is the larger number, \
                there is no clear change. ED: lowest to highest estimate; − means caused.";
    in_all(found, (caption, note.to_owned()), |unit, headline| unit.differences[headline])
}

fn for_money(found: &Found) -> Table {
    let note = format!(
        "{NO_PRICE}: no price. GPs and supervisors who have no price of their own have that of a GP's hour."
    );
    in_all(found, ("The same for £10,000 a year, whoever pays", note), Unit::per_pounds)
}

/// What to do, how sure that is, and what would change it: three sentences.
pub(in crate::report) fn sentences(
    found: &Found,
    switch: Option<&Shown>,
    results: &Results,
) -> [String; 3] {
    let what = what_to_do(found);
    // Where nothing is to be added, nothing is recommended for any money.
    let is_any = matches!(found.verdict, Verdict::Best(_) | Verdict::Ties(..));
    let money = found.for_money.as_ref().filter(|_| is_any);
    let money = money.map_or_else(String::new, |verdict| money_clause(found, verdict));
    [
        format!("What to do: {what}{money}."),
        format!("How sure: {}.", how_sure(found, results)),
        format!("What would change it: {}.", what_would_change(found, switch)),
    ]
}

/// A unit with what it gains: `Paramedic, 0.5 WTE (needs settled +120 a year, +80 to +160)`.
fn with_gain(found: &Found, unit: &Unit) -> String {
    let judged = found.judged();
    let per = if judged.is_flow { " a year" } else { "" };
    let Some(difference) = unit.differences[found.by] else { return unit.words.clone() };
    let lines = change_lines(judged.unit, difference);
    let interval = lines.get(1).map_or_else(String::new, |interval| {
        format!(", {}", interval.trim_matches(|c| c == '(' || c == ')'))
    });
    format!("{} ({} {}{per}{interval})", unit.words, judged.words(), lines[0])
}

fn names(found: &Found, group: &[usize]) -> String {
    let mut named: Vec<String> = group
        .iter()
        .take(NAMED)
        .enumerate()
        .map(|(place, index)| match place {
            0 => with_gain(found, &found.units[*index]),
            _ => found.units[*index].words.clone(),
        })
        .collect();
    if group.len() > NAMED {
        named.push(format!("{} more", group.len() - NAMED));
    }
    named.join("; ")
}

fn what_to_do(found: &Found) -> String {
    let words = found.judged().words();
    match &found.verdict {
        Verdict::Undefined => {
            format!("nothing can be recommended, because {words} is undefined in a replication")
        }
        Verdict::TooFew => {
            "more runs are needed; one replication has no interval, so nothing is recommended"
                .into()
        }
        Verdict::NothingDiffers => format!(
            "nothing differs; {words} are the same with one unit more of anything, in every replication"
        ),
        Verdict::AsItIs => format!(
            "add none of these; no next unit improves {words}, and each that changes them makes them \
             clearly worse"
        ),
        Verdict::Best(best) => format!(
            "add next: {}, which is clearly better than the scenario as it is and than every other unit",
            with_gain(found, &found.units[*best])
        ),
        Verdict::Ties(group, _) => format!(
            "add one of these by cost or ease; these cannot be told apart, and the first is clearly better than \
             the scenario as it is: {}",
            names(found, group)
        ),
        Verdict::TiesWithNothing(group, _) => format!(
            "add nothing until more is known; no next unit is clearly better than the scenario as it is, and \
             these cannot be told apart from it: {}",
            names(found, group)
        ),
    }
}

/// What to do for the same money, as a clause after another.
fn money_clause(found: &Found, verdict: &Verdict) -> String {
    let named = |group: &[usize]| {
        let named: Vec<&str> =
            group.iter().take(NAMED).map(|index| found.units[*index].words.as_str()).collect();
        let more = group.len().saturating_sub(NAMED);
        let more = if more > 0 { format!("; {more} more") } else { String::new() };
        format!("{}{more}", named.join("; "))
    };
    match verdict {
        Verdict::Best(best) => format!(
            "; for the same money, of the units with a price, {} is clearly best",
            found.units[*best].words
        ),
        Verdict::Ties(group, _) => format!(
            "; for the same money, of the units with a price, these cannot be told apart: {}",
            named(group)
        ),
        Verdict::TiesWithNothing(..) | Verdict::AsItIs => {
            "; for the same money, no unit with a price is clearly better than none".to_owned()
        }
        Verdict::Undefined | Verdict::TooFew | Verdict::NothingDiffers => String::new(),
    }
}

fn how_sure(found: &Found, results: &Results) -> String {
    let runs = if results.replications == 1 { "replication" } else { "replications" };
    let together = match found.verdict {
        Verdict::Undefined | Verdict::TooFew => "",
        _ => {
            ", and with 95% confidence the unit that is truly best is among those named, whichever it is"
        }
    };
    format!(
        "each next unit was compared with the scenario as it is and with the others on the same patients, in \
         {} {runs} of {} weeks{together}; this is simulation noise only, with every other parameter at its \
         central value",
        results.replications, results.weeks
    )
}

fn what_would_change(found: &Found, switch: Option<&Shown>) -> String {
    let mut reasons = Vec::new();
    match &found.verdict {
        Verdict::TooFew => reasons.push("more replications (`--replications 10`)".to_owned()),
        Verdict::Undefined => reasons.push("a longer run, or another measure (`--by`)".to_owned()),
        Verdict::NothingDiffers => {
            reasons.push("a larger unit (`--post`), or another measure (`--by`)".to_owned());
        }
        Verdict::Ties(_, needed) | Verdict::TiesWithNothing(_, needed) => reasons.push(match needed {
            Some(needed) => format!(
                "more replications (about {needed} would tell the first from the next, if the difference \
                 stays as it is)"
            ),
            None => "hardly more replications, since the differences are so small".to_owned(),
        }),
        Verdict::AsItIs | Verdict::Best(_) => {}
    }
    if let Some(switch) = switch {
        let (title, post) = (&switch.role.1, switch.post);
        let at = switch.switch.at.unwrap_or_default();
        match switch.switch.finding {
            Finding::Clear if at > 0.0 => reasons.push(format!(
                "more staff, since from about {at:.1} WTE more of {title} on the next room brings more than \
                 the next post of {post} WTE ({} WTE)",
                switch.interval().unwrap_or_default()
            )),
            Finding::Unclear => {
                reasons.push(format!("more staff of {title}, if rooms then become scarce"));
            }
            _ => {}
        }
    }
    if !matches!(found.verdict, Verdict::TooFew | Verdict::Undefined | Verdict::NothingDiffers) {
        reasons.push(
            "another value of a parameter that is held fixed here, as `sweep --vary` of its path shows".into(),
        );
    }
    reasons.join("; or ")
}
