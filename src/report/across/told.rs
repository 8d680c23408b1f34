//! The answer about many networks as text: the table, the spread, three sentences.

use super::found::{Found, Inputs, OfChange};
use super::tables::{MOST_SHOWN, interval_words, networks_table, number, spread_table};
use crate::across::gains::Standing;
use crate::across::request::Networks;
use crate::across::spread::Common;
use crate::report::words::{listed, paragraph, percent};
use crate::statistics::moderated::LEAST_SAMPLES;

/// The most networks that a sentence names.
const MOST_NAMED: usize = 5;

/// The answer for a terminal.
pub fn across_text(inputs: &Inputs<'_>, found: &Found) -> String {
    let mut parts: Vec<String> = inputs.request.notes.iter().map(|note| noted(note)).collect();
    parts.push(networks_table(inputs, found, MOST_SHOWN).to_text());
    parts.push(spread_table(inputs, found).to_text());
    parts.extend(commons(inputs, found).iter().map(|words| paragraph(words)));
    if inputs.partial {
        parts.push(paragraph(PARTIAL));
    }
    let sentences = sentences(inputs, found);
    parts.push(sentences.iter().map(|words| paragraph(words)).collect::<Vec<_>>().join("\n"));
    let texts: Vec<String> = parts.iter().map(|part| format!("{}\n", part.trim_end())).collect();
    texts.join("\n")
}

/// What is said where replications are missing.
pub(super) const PARTIAL: &str =
    "Partial: replications are missing; what is shown are those that every network has finished.";

fn noted(note: &str) -> String {
    paragraph(&format!("Note: {note}"))
}

/// What the networks that gain most have in common, a sentence for each change of which anything is clear.
pub(super) fn commons(inputs: &Inputs<'_>, found: &Found) -> Vec<String> {
    let of = |common: &Common| {
        let direction = if common.correlation > 0.0 { "higher" } else { "lower" };
        format!(
            "{direction} {} (rank correlation {:+.2}, {:+.2} to {:+.2})",
            common.what, common.correlation, common.bounds.0, common.bounds.1
        )
    };
    let one = |(index, change): (usize, &OfChange)| {
        let all: Vec<String> = change.common.iter().map(of).collect();
        (!all.is_empty()).then(|| {
            format!(
                "Networks that gain more for their size by {} have {}. These go together; one need not cause the \
                 other.",
                title(inputs, index),
                listed(&all)
            )
        })
    };
    found.changes.iter().enumerate().filter_map(one).collect()
}

fn title(inputs: &Inputs<'_>, change: usize) -> String {
    format!("\"{}\"", inputs.request.changes[change].title)
}

/// What to do, how sure that is, and what would change it.
pub(super) fn sentences(inputs: &Inputs<'_>, found: &Found) -> [String; 3] {
    [
        format!("What to do: {}.", what_to_do(inputs, found)),
        format!("How sure: {}.", how_sure(inputs)),
        format!("What would change the answer: {}.", what_would_change(inputs, found)),
    ]
}

fn what_to_do(inputs: &Inputs<'_>, found: &Found) -> String {
    if inputs.replications() < 2 {
        return "more runs are needed before it can be said who gains".into();
    }
    if found.changes.iter().all(|change| change.estimates.iter().all(Option::is_none)) {
        return format!("{} cannot be compared, since it is undefined in these runs", found.words);
    }
    if found.nothing_differs {
        return format!(
            "nothing differs: under every change, {} in every network are what they are without it",
            found.words
        );
    }
    let (overall, leads) = overall(inputs, found);
    let is_clear = |change: &&usize| {
        let of = &found.changes[**change];
        [Standing::Above, Standing::Below]
            .iter()
            .any(|standing| !of.of_standing(*standing).is_empty())
    };
    let clear: Vec<&usize> = leads.iter().filter(is_clear).collect();
    let mut places: Vec<String> =
        clear.iter().map(|change| where_to(inputs, found, **change)).collect();
    if clear.is_empty() {
        places.push("in no network is a gain or a loss clear".to_owned());
    } else if clear.len() < leads.len() {
        places.push("the others neither clearly gain nor clearly lose in any network".to_owned());
    }
    [overall.into_iter().collect(), places].concat().join("; ")
}

/// Which changes are best over all networks together, in words, and of which it is said where they gain.
fn overall(inputs: &Inputs<'_>, found: &Found) -> (Option<String>, Vec<usize>) {
    let all: Vec<usize> = (0..found.changes.len()).collect();
    let Some(apart) = &found.overall else { return (None, all) };
    let mut best: Vec<usize> = std::iter::once(apart.best).chain(apart.ties()).collect();
    best.sort_unstable();
    let name = |option: &usize| match option.checked_sub(1) {
        Some(change) => title(inputs, change),
        None => "no change".to_owned(),
    };
    let names = listed(&best.iter().map(name).collect::<Vec<_>>());
    let networks = inputs.names.len();
    let together = format!("over all {networks} networks together");
    let leads: Vec<usize> = best.iter().filter_map(|option| option.checked_sub(1)).collect();
    let words = match best.as_slice() {
        [0] => format!("change nothing: {together}, no change is better than every change"),
        [change] => {
            let total = found.changes[change - 1].total;
            let size = total.map_or_else(String::new, |total| {
                let interval = interval_words(total.bounds(), &found.by);
                format!(
                    ": {} of {} a year ({interval})",
                    number(total.mean, &found.by),
                    found.words
                )
            });
            format!("prefer {names}, the best {together}{size}")
        }
        _ if best.contains(&0) && found.changes.len() > 1 => {
            format!("{together}, {names} cannot be told apart")
        }
        _ if best.contains(&0) => {
            format!("{together}, it cannot be told whether {} gains at all", title(inputs, 0))
        }
        _ => format!("{together}, {names} cannot be told apart, and each gains"),
    };
    (Some(words), if leads.is_empty() { all } else { leads })
}

/// In which networks a change gains, and which of them may be put first.
fn where_to(inputs: &Inputs<'_>, found: &Found, change: usize) -> String {
    let of = &found.changes[change];
    let is_more = found.by.sign() > 0.0;
    let (gain, lose) = if is_more {
        (Standing::Above, Standing::Below)
    } else {
        (Standing::Below, Standing::Above)
    };
    let (gain, lose) = (of.of_standing(gain), of.of_standing(lose));
    let networks = inputs.names.len();
    let losers = match lose.len() {
        0 => " and clearly loses in none".to_owned(),
        _ => format!(" and clearly loses in {} ({})", lose.len(), named(inputs, &lose)),
    };
    let first = of.may_lead();
    let first = match first.len() {
        _ if gain.is_empty() || networks < 2 => String::new(),
        0 => String::new(),
        1 => format!("; {} is first", named(inputs, &first)),
        all if all == networks => "; no network can be put before another as the first".to_owned(),
        some => format!(
            "; {some} networks may be first and cannot be told apart: {}",
            named(inputs, &first)
        ),
    };
    format!(
        "{} clearly gains in {} of {networks} networks{losers}{first}",
        title(inputs, change),
        gain.len()
    )
}

/// The first few of these networks.
fn named(inputs: &Inputs<'_>, networks: &[usize]) -> String {
    let names: Vec<String> =
        networks.iter().take(MOST_NAMED).map(|network| inputs.names[*network].clone()).collect();
    match networks.len().saturating_sub(MOST_NAMED) {
        0 => listed(&names),
        more => format!("{} and {more} more", names.join(", ")),
    }
}

fn how_sure(inputs: &Inputs<'_>) -> String {
    let replications = inputs.replications();
    let runs = if replications == 1 { "replication" } else { "replications" };
    let design = format!(
        "each network was compared with itself on the same patients, in {replications} {runs} of {} {}",
        inputs.horizon.weeks,
        if inputs.horizon.weeks == 1 { "week" } else { "weeks" }
    );
    if replications < 2 {
        return format!("{design}, and at least two are needed for an interval");
    }
    let together = inputs.together();
    let missed = 0.05 * together as f64;
    let single = match together {
        0 | 1 => String::new(),
        _ if missed < 2.0 => {
            "; the intervals of the table are single ones, of which one in twenty misses the truth"
                .to_owned()
        }
        _ => format!(
            "; the intervals of the table are single ones, of which about {missed:.0} of {together} miss the truth"
        ),
    };
    let moderated = if inputs.names.len() >= LEAST_SAMPLES {
        ", with the spread of chance of each network drawn towards that of all"
    } else {
        ""
    };
    format!(
        "{design}; what is called clear holds for all {together} differences together at 95%, and so do the \
         ranks of each change{single}{moderated}; all of it is simulation noise only, with every parameter at its \
         central value"
    )
}

fn what_would_change(inputs: &Inputs<'_>, found: &Found) -> String {
    let mut reasons = Vec::new();
    if inputs.replications() < 2 {
        reasons.push("more replications (`--replications 4`)".to_owned());
    } else {
        let open: usize =
            found.changes.iter().map(|change| change.of_standing(Standing::Open).len()).sum();
        if open > 0 {
            reasons.push(format!(
                "more replications (`--replications {}`), since {open} of {} differences are not clear",
                4 * inputs.replications(),
                inputs.together()
            ));
        }
        reasons.extend(mostly_chance(inputs, found));
    }
    reasons.push(match inputs.request.networks {
        Networks::Rows { .. } => {
            "what the table does not state of a network: its rooms and all staff but GPs are the base's share of its \
             list"
                .to_owned()
        }
        Networks::Scenarios(_) => {
            "what the scenarios have in common without knowing it of each network: whatever a file does not state \
             is that of its base"
                .to_owned()
        }
    });
    reasons.push(
        "another value of a parameter that is held fixed here, as `compare` of one network draws them".into(),
    );
    reasons.join("; or ")
}

/// A change whose differences between networks are mostly chance, in words.
fn mostly_chance(inputs: &Inputs<'_>, found: &Found) -> Option<String> {
    let noise = |change: &OfChange| change.spread.and_then(|spread| spread.noise);
    let most = found.changes.iter().enumerate().filter_map(|(index, of)| Some((index, noise(of)?)));
    let (change, share) = most.max_by(|one, other| one.1.total_cmp(&other.1))?;
    (share >= 0.5).then(|| {
        format!(
            "a look at the order of networks under {} again, since {} of the variance between them is chance",
            title(inputs, change),
            percent(share)
        )
    })
}

#[cfg(test)]
mod tests {
    use super::super::found::measures;
    use super::*;
    use crate::across::gains::Gathered;
    use crate::across::request::{Packed, RankBy, Request};
    use crate::across::row::{About, NetworkRow, Stage};
    use crate::engine::samplers::standard_normal;
    use crate::engine::streams::Streams;
    use crate::measures::{COMPARED, MEASURES};
    use crate::scenario::change::Change;
    use crate::simulation::Horizon;

    /// The three sentences on six networks whose gains in needs settled by each change are `gains`, with a
    /// standard error of 1 in `replications` replications of a year.
    fn said(gains: &[[f64; 6]], replications: u32) -> [String; 3] {
        let titles = ["One", "Two"];
        let changes = titles.iter().take(gains.len()).map(|title| Change {
            name: title.to_lowercase(),
            title: (*title).to_owned(),
            layers: Vec::new(),
        });
        let request = Request {
            networks: Networks::Scenarios(Packed::default()),
            changes: changes.collect(),
            by: "needs_settled".into(),
            rank_by: RankBy::Total,
            notes: Vec::new(),
        };
        let needs = MEASURES.iter().position(|measure| measure.name == "needs_settled");
        let needs = needs.expect("it is measured");
        let numbers: Vec<u32> = (1..=replications).collect();
        let mut gathered = Gathered::new((6, gains.len()), numbers, 52, measures("needs_settled"));
        let chance = Streams::new(5, 0);
        for replication in 1..=replications {
            for network in 0..6_u32 {
                let noise = standard_normal(chance.uniform(0, network.into(), replication, 0));
                let with = |gain: f64| {
                    let mut measures = vec![None; MEASURES.len()];
                    measures[needs] = Some(1_000.0 + gain);
                    measures
                };
                let noisy = |of: &[f64; 6]| {
                    let gain = of[network as usize];
                    with(if gain == 0.0 { 0.0 } else { gain + noise })
                };
                let about =
                    About { patients: 9e3, rooms: 9.0, gps: 4.0, others: 9.0, deprivation: 3.0 };
                gathered.add(&NetworkRow {
                    stage: Stage::Compare as u32,
                    replication,
                    network,
                    events: 1,
                    fitted: Vec::new(),
                    about: Some(about),
                    measures: std::iter::once(with(0.0)).chain(gains.iter().map(noisy)).collect(),
                    paired: vec![vec![None; COMPARED.len()]; gains.len()],
                });
            }
        }
        let names: Vec<String> = ["A", "B", "C", "D", "E", "F"].map(str::to_owned).to_vec();
        let horizon = Horizon { warm_up_weeks: 0, weeks: 52 };
        let inputs = Inputs {
            request: &request,
            names: &names,
            gathered: &gathered,
            horizon,
            seed: 1,
            partial: false,
        };
        sentences(&inputs, &Found::new(&inputs).expect("a measure"))
    }

    #[test]
    fn a_network_is_first_only_if_it_is_clearly_before_all_others() {
        let [first, sure, change] = said(&[[900.0, 100.0, 200.0, 300.0, 400.0, 500.0]], 4);
        assert!(first.contains("prefer \"One\"") && first.contains("+2,40"), "{first}");
        assert!(
            first.contains("gains in 6 of 6 networks and clearly loses in none; A is first"),
            "{first}"
        );
        assert!(
            sure.contains("all 6 differences together") && sure.contains("noise only"),
            "{sure}"
        );
        assert!(!change.contains("more replications"), "{change}");
        let [alike, ..] = said(&[[300.0, 300.1, 300.2, 300.0, 300.1, 300.3]], 4);
        assert!(alike.contains("no network can be put before another as the first"), "{alike}");
        let [two, ..] = said(&[[900.0, 900.1, 200.0, 300.0, 400.0, 500.0]], 4);
        assert!(two.contains("2 networks may be first and cannot be told apart: "), "{two}");
    }

    #[test]
    fn changes_that_cannot_be_told_apart_are_both_named_and_losses_too() {
        let gain = [300.0, 300.0, 400.0, 500.0, 300.0, 300.0];
        let [both, ..] = said(&[gain, gain], 4);
        assert!(
            both.contains("\"One\" and \"Two\" cannot be told apart, and each gains"),
            "{both}"
        );
        let [best, ..] = said(&[gain, gain.map(|gain| gain + 100.0)], 4);
        assert!(best.contains("prefer \"Two\", the best over all 6 networks together"), "{best}");
        let [worse, ..] = said(&[[-300.0, -200.0, 100.0, -500.0, -300.0, -300.0]], 4);
        assert!(
            worse.contains("change nothing") && worse.contains("clearly loses in 5"),
            "{worse}"
        );
    }

    #[test]
    fn one_replication_asks_for_more_and_no_difference_is_said_to_be_none() {
        let [first, sure, change] = said(&[[300.0; 6]], 1);
        assert!(first.contains("more runs are needed") && sure.contains("at least two"), "{first}");
        assert!(change.contains("more replications"), "{change}");
        let [nothing, ..] = said(&[[0.0; 6]], 4);
        assert!(nothing.contains("nothing differs"), "{nothing}");
    }
}
