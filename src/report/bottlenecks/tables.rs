//! The constraints as tables and words.

use super::found::{Bottleneck, Bottlenecks, Effect, SHOWN, bottlenecks};
use super::hours_told;
use super::reasons::reasons;
use crate::experiment::bottlenecks::{Known, Together};
use crate::report::block::{Block, ReportInput, Span};
use crate::report::words::difference_line;
use crate::statistics::interval::MeanInterval;
use crate::text::grid::{Row, Table};
use crate::text::number::{signed, whole};

/// The text where there is no price, no label, or nothing to state.
pub(super) const NOTHING: &str = "–";

/// The name of the figure.
const FIGURE: &str = "bottlenecks";

/// The constraints: in a sentence, with one unit more, relieved fully, in pairs; why labels differ; and when relief meets
/// most, if that was asked for.
pub(in crate::report) fn blocks<'r>(input: &ReportInput<'r>) -> Vec<Block<'r>> {
    let scenario = input.scenarios.first();
    let found = scenario.and_then(|scenario| bottlenecks(input.results, scenario));
    let (Some(found), Some(scenario)) = (found, scenario) else { return Vec::new() };
    let mut blocks = vec![Block::Emphasis(in_a_sentence(&found))];
    blocks.extend(input.figures.iter().filter(|f| f.name == FIGURE).map(Block::Figure));
    blocks.push(Block::Table(by_one_unit(&found)));
    blocks.push(Block::Table(in_full(&found)));
    blocks.extend(Block::table(in_pairs(&found)));
    let differing = reasons(&found, input.results, &scenario.system.professions);
    if !differing.is_empty() {
        blocks.push(Block::Emphasis("Where labels and relief differ, and why:".into()));
    }
    blocks.extend(differing.into_iter().map(|words| Block::Words(vec![Span::plain(words)])));
    blocks.extend(hours_told::blocks(input.results, scenario, input.figures));
    blocks
}

/// The largest relief of one unit and in full.
fn in_a_sentence(found: &Bottlenecks) -> String {
    let is_sure = |effect: &&Effect| {
        matches!(effect.known, Some(Known::ToATenth | Known::Direction))
            && effect.met().is_some_and(|met| met.mean > 0.0)
    };
    let met = |effect: &Effect| effect.met().map_or(0.0, |met| met.mean);
    let largest = |of: &dyn Fn(&Bottleneck) -> Option<f64>| {
        let all = found.constraints.iter().filter_map(|b| Some((b, of(b)?)));
        all.reduce(|most, next| if next.1 > most.1 { next } else { most })
    };
    let in_full = largest(&|b| b.full.as_ref().filter(is_sure).map(met));
    let by_one = largest(&|b| b.one.as_ref().filter(is_sure).map(met));
    let of_all = format!("As it is, {} requests a year are not met.", whole(found.not_met));
    let Some((most, relief)) = in_full else {
        return format!("{of_all} No single constraint is shown to meet more of them.");
    };
    let mut words = format!(
        "{of_all} Of all constraints, each relieved fully and alone, one meets most requests: {} ({} a year).",
        most.name,
        signed(relief)
    );
    if let Some((most, relief)) = by_one {
        let unit = most.capacity.unit();
        words.push_str(&format!(
            " Of one unit more of each, the largest effect is that of {} ({unit}): {} a year.",
            most.name,
            signed(relief)
        ));
    }
    words
}

/// A difference on one line, and below it whether it can be told.
fn lines(found: Option<MeanInterval>, known: Option<Known>) -> Vec<String> {
    let Some(found) = found else { return vec![NOTHING.into()] };
    let mut lines = vec![difference_line(found)];
    if let Some(known) = known.filter(|known| *known != Known::ToATenth) {
        lines.push(known.words().into());
    }
    lines
}

fn cells(effect: Option<&Effect>) -> Vec<Vec<String>> {
    let Some(effect) = effect else { return vec![vec![NOTHING.into()]; SHOWN.len()] };
    let known = |index: usize| effect.known.filter(|_| index == 0);
    (0..SHOWN.len()).map(|index| lines(effect.measures[index], known(index))).collect()
}

fn heads(first: &str, last: &[&str]) -> Vec<String> {
    let shown = SHOWN.iter().map(|(_, words)| *words);
    std::iter::once(first).chain(shown).chain(last.iter().copied()).map(str::to_owned).collect()
}

fn by_one_unit(found: &Bottlenecks) -> Table {
    let row = |of: &Bottleneck| {
        let mut cells = cells(of.one.as_ref());
        let per_pounds = of.per_pounds().map_or_else(|| NOTHING.to_owned(), difference_line);
        cells.push(vec![per_pounds]);
        Row::new(format!("{}: {}", of.name, of.capacity.unit()), cells)
    };
    Table {
        caption: "One unit more of each: more or fewer a year than as it is".into(),
        head: heads("Constraint: one unit", &["Requests met for £10,000"]),
        rows: found.constraints.iter().map(row).collect(),
        note: format!(
            "The number after ± is half the width of the 95% interval. Cannot be told: the relief may be \
             nothing. Size cannot be told: it is known to less than a tenth. Cost: to all payers in a \
             year; GPs and supervisors by the price of a GP's hour; {NOTHING} where no price is stated."
        ),
    }
}

fn in_full(found: &Bottlenecks) -> Table {
    let row = |of: &Bottleneck| {
        let mut cells = cells(of.full.as_ref());
        cells.push(vec![of.labelled.map_or_else(|| NOTHING.to_owned(), whole)]);
        Row::new(format!("{}: {}", of.name, of.capacity.full()), cells)
    };
    Table {
        caption: "Each relieved fully, alone: more or fewer a year than as it is".into(),
        head: heads("Constraint: full relief", &["Unmet requests labelled so"]),
        rows: found.constraints.iter().map(row).collect(),
        note: format!(
            "A label names the capacity that an unmet request lacked last; {NOTHING} where none does. \
             Relief is what more of it would bring, so the two may differ. Only the one capacity is \
             relieved: people who are added need rooms, supervision and patients who get through."
        ),
    }
}

fn in_pairs(found: &Bottlenecks) -> Option<Table> {
    let row = |pair: &super::found::Pair| {
        let alone = pair.alone.iter().map(|of| lines(*of, None));
        let both = lines(pair.both.met(), pair.both.known);
        let mark = if pair.mark == Together::Separately { NOTHING } else { pair.mark.words() };
        let cells = alone.chain([both, vec![mark.to_owned()]]).collect();
        Row::new(pair.names.join(" and "), cells)
    };
    let heads = ["Two constraints", "The first alone", "The second alone", "Both", "Together"];
    (!found.pairs.is_empty()).then(|| Table {
        caption: "Two relieved fully: requests met, more or fewer a year than as it is".into(),
        head: heads.map(str::to_owned).into(),
        rows: found.pairs.iter().map(row).collect(),
        note: "The pairs are those of the constraints with the largest relief or the most labels, and of \
               rooms. Either would do: both bring at most a tenth more than the larger alone, and the \
               smaller at least half of it. Only both: both bring at least one and a half times the sum of \
               each alone. A mark is given only if the 95% interval supports it."
            .into(),
    })
}
