//! The answer of a search for a team as text: the finalists, and three sentences.

use super::beside::{level, uncounted, worse};
use super::csv::standing;
use super::found::{Inputs, within, wte};
use super::front::Front;
use crate::model::money::Pence;
use crate::optimisation::posts::Post;
use crate::optimisation::verdict::{Behind, Verdict, behind, untested, verdict};
use crate::report::cost::pounds;
use crate::report::parted::{self, Part, Place};
use crate::report::words::percent;
use crate::statistics::interval::{CONFIDENCE, MeanInterval};
use crate::text::first_upper;
use crate::text::grid::{Row, Table};
use crate::text::number::whole;

/// A share of draws from which a rival is named as what might change the answer [-].
const NAMED_SHARE: f64 = 0.2;

/// More replications of each finalist than this are not proposed.
const MOST_NEEDED: f64 = 2_000.0;

/// The probability below which batches do not look normal.
const NOT_NORMAL: f64 = 0.01;

/// The answer: how many teams there are, the finalists, the front in numbers, and three sentences.
pub fn optimise_text(inputs: &Inputs<'_>) -> String {
    parted::text(&parts(inputs))
}

/// The answer in parts.
pub(super) fn parts(inputs: &Inputs<'_>) -> Vec<Part<'static>> {
    let mut parts = vec![Part::words(Place::Rest("What was searched"), introduction(inputs))];
    if !inputs.outcome.values.is_empty() {
        parts.push(Part::table(Place::Ranked, table(inputs)));
        parts.push(Part::words(Place::Sure, of_front(inputs)));
    }
    parts.push(Part::sentences(sentences(inputs)));
    parts
}

fn introduction(inputs: &Inputs<'_>) -> String {
    let (posts, goal) = (inputs.book.posts, &inputs.book.goal);
    let in_post = if inputs.is_possible(0) {
        String::new()
    } else {
        format!(
            " The team in post is not possible (it claims {}) and is shown for comparison.",
            pounds(inputs.cost(0).claim)
        )
    };
    let left = if posts.left.is_empty() {
        String::new()
    } else {
        format!(
            " Left as they are, because practices employ them or what they do is not simulated: {}; \
             --roles takes them in.",
            posts.left.iter().map(|title| within(title)).collect::<Vec<_>>().join(", ")
        )
    };
    format!(
        "Goal: {}, {}. {} possible teams of {} {} in steps of {} WTE, within claims of {} a year, caps and \
         supervision; {} visited.{in_post}{left}",
        goal.words,
        goal.direction(),
        possible(inputs),
        posts.posts.len(),
        if posts.posts.len() == 1 { "role" } else { "roles" },
        wte(posts.step()),
        pounds(posts.sum),
        whole(inputs.visited().len() as f64),
    )
}

/// The number of possible teams in words.
fn possible(inputs: &Inputs<'_>) -> String {
    let (count, is_exact) = inputs.book.posts.count();
    match (is_exact, count) {
        (true, count) => whole(count),
        (false, count) if count < 1e9 => format!("About {}", whole(count)),
        (false, count) => {
            let power = libm::log10(count).floor();
            format!("About {:.0} × 10^{power}", count / libm::exp10(power))
        }
    }
}

/// The finalists side by side: their posts, money, the goal, and how they compare.
fn table(inputs: &Inputs<'_>) -> Table {
    let outcome = inputs.outcome;
    let numbers = &outcome.finalists;
    let names = numbers.iter().map(|number| first_upper(&inputs.name(*number)));
    let row = |name: String, cell: &dyn Fn(usize) -> Vec<String>| {
        Row::new(name, (0..numbers.len()).map(cell).collect())
    };
    let mut rows = Vec::new();
    for (index, post) in inputs.book.posts.posts.iter().enumerate() {
        let of = |finalist: usize| inputs.team(numbers[finalist]).wte().nth(index).unwrap_or(0.0);
        if (0..numbers.len()).any(|finalist| of(finalist) > 0.0) {
            rows.push(row(post.title.clone(), &|finalist| vec![wte(of(finalist))]));
        }
    }
    if numbers.iter().any(|number| inputs.team(*number).rooms > 0) {
        let rooms = |finalist: usize| vec![inputs.team(numbers[finalist]).rooms.to_string()];
        rows.push(row("Rooms added".into(), &rooms));
    }
    let amount = |of: fn(crate::optimisation::posts::Cost) -> Pence| {
        move |finalist: usize| vec![pounds(of(inputs.cost(numbers[finalist])))]
    };
    rows.push(row("Claimed a year".into(), &amount(|cost| cost.claim)));
    rows.push(row("Cost a year, whoever pays".into(), &amount(|cost| cost.whole)));
    let lines = |found: Option<MeanInterval>| {
        found.map_or_else(|| vec!["–".to_owned()], |found| lines(inputs, found))
    };
    let of_goal = |finalist: usize| {
        let value = inputs.value(finalist).map(|found| inputs.level(found.mean));
        vec![value.unwrap_or_else(|| "–".to_owned())]
    };
    rows.push(row(first_upper(&inputs.book.goal.words), &of_goal));
    if let Some(post) = inputs.in_post() {
        let beyond = |finalist: usize| {
            let is_other = finalist != post;
            lines(is_other.then(|| inputs.beyond(finalist, post, CONFIDENCE)).flatten())
        };
        rows.push(row("Against the team in post".into(), &beyond));
    }
    let behind = behind(outcome);
    let first = |finalist: usize| {
        let found = behind.iter().find(|of| of.finalist == finalist);
        lines(found.map(|of| MeanInterval {
            mean: -inputs.book.goal.gain(of.by.mean),
            half_width: of.by.half_width,
        }))
    };
    rows.push(row(format!("Against {}", inputs.name(numbers[0])), &first));
    rows.extend(rows_beside(inputs));
    if let Some(drawn) = &outcome.drawn {
        let share = |finalist: usize| {
            vec![drawn.best.get(finalist).map_or_else(|| "–".to_owned(), |share| percent(*share))]
        };
        rows.push(row("Best in draws".into(), &share));
    }
    let verdict = verdict(inputs.book, outcome);
    rows.push(row("Standing".into(), &|finalist| {
        vec![standing(inputs, &verdict, finalist).to_owned()]
    }));
    Table {
        caption: format!(
            "The finalists: whole-time equivalents by role, money, and {} in {} fresh replications on the \
             same patients, with 95% intervals",
            inputs.book.goal.words,
            outcome.values[0].len()
        ),
        head: ["".to_owned()].into_iter().chain(names).collect(),
        rows,
        note: "Flows are a year's. teams.csv has every team visited.".to_owned(),
    }
}

/// What the goal does not count.
fn rows_beside(inputs: &Inputs<'_>) -> Vec<Row> {
    let of = |(measure, words): (usize, &str)| {
        let text = |value: Option<f64>| value.map_or_else(|| "–".to_owned(), whole);
        let finalists = 0..inputs.outcome.finalists.len();
        let cells = finalists.map(|finalist| vec![text(level(inputs, finalist, measure))]);
        Row::new(first_upper(words), cells.collect())
    };
    uncounted(inputs).into_iter().map(of).collect()
}

/// A difference with its interval, one line each.
fn lines(inputs: &Inputs<'_>, found: MeanInterval) -> Vec<String> {
    let mut lines = vec![inputs.signed(found.mean)];
    if let Some((low, high)) = found.bounds().filter(|(low, high)| low != high) {
        lines.push(format!("({} to", inputs.signed(low)));
        lines.push(format!("{})", inputs.signed(high)));
    }
    lines
}

fn of_front(inputs: &Inputs<'_>) -> String {
    let front = Front::of(inputs);
    let all = front.members.len() + front.others.len();
    let clear = front.members.iter().filter(|member| member.is_clear).count();
    format!(
        "Of {all} teams held against each other, no other beats {} in needs settled, ED attendances, cost \
         and requests not met by their means; for {clear} of these it is clear, and the rest cannot be told \
         from one that may (pareto.csv, pareto.svg).",
        front.members.len()
    )
}

/// What to do, how sure that is, and what would change it: three sentences.
pub(super) fn sentences(inputs: &Inputs<'_>) -> [String; 3] {
    let verdict = verdict(inputs.book, inputs.outcome);
    [
        format!("What to do: {}.", what_to_do(inputs, &verdict)),
        format!("How sure: {}.", how_sure(inputs, &verdict)),
        format!("What would change it: {}.", what_would_change(inputs, &verdict)),
    ]
}

fn what_to_do(inputs: &Inputs<'_>, verdict: &Verdict) -> String {
    let finalists = &inputs.outcome.finalists;
    let words = &inputs.book.goal.words;
    match verdict {
        Verdict::TooFew => {
            "more runs are needed; no team was simulated afresh, so none is recommended".to_owned()
        }
        Verdict::NothingDiffers => format!(
            "nothing differs; {words} is the same for every team visited, in every replication, so these \
             roles do not matter to it here"
        ),
        Verdict::Best if finalists[0] == 0 => {
            format!("keep the team in post; every other finalist is clearly worse in {words}")
        }
        Verdict::Best => format!(
            "choose {}: {} ({}), which is clearly better than every other finalist{}{}",
            inputs.name(finalists[0]),
            inputs.changes(finalists[0]),
            of_goal(inputs, 0),
            if inputs.is_possible(0) { ", the team in post among them" } else { "" },
            but_worse(inputs, 0)
        ),
        Verdict::Ties { ties, choice } => among(inputs, ties, *choice),
    }
}

/// Teams that cannot be told apart: which of them may be chosen, and why that one.
fn among(inputs: &Inputs<'_>, ties: &[usize], choice: usize) -> String {
    let finalists = &inputs.outcome.finalists;
    let behind = behind(inputs.outcome);
    let others = ties.iter().map(|finalist| {
        let by = behind.iter().find(|of| of.finalist == *finalist);
        let gain = |of: &Behind| MeanInterval {
            mean: -inputs.book.goal.gain(of.by.mean),
            half_width: of.by.half_width,
        };
        let by = by.map_or_else(String::new, |of| format!(" {}", inputs.difference(gain(of))));
        format!("{}{by}", inputs.name(finalists[*finalist]))
    });
    let others: Vec<String> = others.collect();
    let mut alike = format!(
        "these cannot be told apart in {}: {}",
        inputs.book.goal.words,
        inputs.name(finalists[0])
    );
    if !others.is_empty() {
        alike.push_str(&format!(" and, against it, {}", others.join("; ")));
    }
    let untested: Vec<String> =
        untested(inputs.outcome).into_iter().map(|number| inputs.name(number)).collect();
    if !untested.is_empty() {
        alike.push_str(&format!(
            "; nor could the selection tell it from {}, which were not simulated afresh",
            untested.join(", ")
        ));
    }
    if finalists[choice] == 0 {
        return format!("keep the team in post until more is known, since {alike}");
    }
    format!(
        "{alike}; none is claimed to be the best, and {} may be chosen because it is the cheapest of them: {} \
         ({}){}",
        inputs.name(finalists[choice]),
        inputs.changes(finalists[choice]),
        of_goal(inputs, choice),
        but_worse(inputs, choice)
    )
}

/// What the goal leaves out and the team in post has more of: whoever wants that must say so in the goal.
fn but_worse(inputs: &Inputs<'_>, finalist: usize) -> String {
    worse(inputs, finalist).map_or_else(String::new, |worse| {
        format!(
            "; but it is clearly worse than the team in post in {worse}, which the goal does not count: if that \
             matters, give it a weight (such as --goal \"needs-settled:1,planned-care-delivered:0.5\")"
        )
    })
}

/// The goal of a finalist, and how it compares with the team in post.
fn of_goal(inputs: &Inputs<'_>, finalist: usize) -> String {
    let value = inputs.value(finalist).map_or_else(String::new, |found| inputs.level(found.mean));
    let beyond = inputs.in_post().and_then(|post| inputs.beyond(finalist, post, CONFIDENCE));
    let beyond = beyond.map_or_else(String::new, |found| {
        format!(", {} against the team in post", inputs.difference(found))
    });
    format!("{} {value} a year{beyond}", inputs.book.goal.words)
}

fn how_sure(inputs: &Inputs<'_>, verdict: &Verdict) -> String {
    let outcome = inputs.outcome;
    let weeks = inputs.horizon.weeks;
    let mut parts = Vec::new();
    if *verdict == Verdict::TooFew {
        let rows =
            inputs.visited().iter().map(|number| inputs.rows(*number).count()).sum::<usize>();
        return format!(
            "{rows} replications of the search are made, and nothing was compared afresh"
        );
    }
    let fresh = outcome.values.first().map_or(0, Vec::len);
    let others = outcome.values.len().saturating_sub(1);
    parts.push(format!(
        "the finalists were compared on the same patients in {fresh} fresh replications of {weeks} weeks, \
         and the {others} {} from the first hold together at 95% confidence",
        if others == 1 { "difference" } else { "differences" }
    ));
    if let Some(selected) = &outcome.selected {
        let end = if selected.is_cut_short {
            "until its replications were used up"
        } else {
            "with 95% confidence"
        };
        parts.push(format!(
            "before, {} options of {} teams visited were held against each other {end} (a difference below \
             {} counts as none)",
            selected.options.len(),
            inputs.visited().len(),
            inputs.level(selected.indifference)
        ));
        parts.extend(selected.standing.normality.map(|found| {
            if found.probability < NOT_NORMAL {
                "the means of its batches do not look normal, so that confidence is rough"
                    .to_owned()
            } else {
                "nothing speaks against normal means of its batches".to_owned()
            }
        }));
    }
    parts.push(match &outcome.drawn {
        Some(drawn) => of_draws(inputs, drawn),
        None => "parameters keep their central values, so this is simulation noise only".to_owned(),
    });
    parts.push(
        "a better team that the search did not visit, or dropped after few replications, is possible"
            .to_owned(),
    );
    parts.join("; ")
}

/// What draws say of the first finalist, or of the one that may be chosen.
fn of_draws(inputs: &Inputs<'_>, drawn: &crate::optimisation::course::Drawn) -> String {
    let mut ranked: Vec<(f64, u32)> =
        drawn.best.iter().copied().zip(inputs.outcome.finalists.iter().copied()).collect();
    ranked.sort_by(|one, other| other.0.total_cmp(&one.0));
    let named = ranked.iter().filter(|(share, _)| *share > 0.0).take(3);
    let named: Vec<String> = named
        .map(|(share, number)| {
            format!("{} is best in {} of draws", inputs.name(*number), percent(*share))
        })
        .collect();
    let few = if drawn.is_enough { "" } else { ", too few to rely on" };
    let noise = if drawn.is_without_noise { "" } else { ", simulation noise included" };
    format!(
        "with parameters drawn from their ranges ({} draws{few}{noise}), {}",
        drawn.draws,
        named.join(", ")
    )
}

fn what_would_change(inputs: &Inputs<'_>, verdict: &Verdict) -> String {
    let outcome = inputs.outcome;
    if *verdict == Verdict::TooFew {
        return "more replications, by going on with --resume".to_owned();
    }
    if *verdict == Verdict::NothingDiffers {
        return "another --goal, or other --roles".to_owned();
    }
    let mut reasons = Vec::new();
    if let Verdict::Ties { ties, .. } = verdict {
        reasons.push(match needed(inputs, ties) {
            Some(needed) => format!(
                "more runs, since about {} replications of each finalist would tell the first from the \
                 nearest if their difference stays as it is",
                whole(needed)
            ),
            None if ties.is_empty() => {
                "more runs (--budget), since more options are alike than were simulated afresh".to_owned()
            }
            None => "hardly more runs, since the differences are so small".to_owned(),
        });
    }
    let chosen = match verdict {
        Verdict::Ties { choice, .. } => *choice,
        _ => 0,
    };
    let number = outcome.finalists[chosen];
    if let Some(drawn) = &outcome.drawn {
        let rivals = drawn.best.iter().zip(&outcome.finalists).enumerate();
        let named = rivals.filter(|(index, (share, _))| *index != chosen && **share >= NAMED_SHARE);
        let names: Vec<String> = named.map(|(_, (_, number))| inputs.name(*number)).collect();
        if !names.is_empty() {
            reasons.push(format!(
                "other values of parameters within their ranges, under which {} would be better",
                names.join(" or ")
            ));
        }
    } else {
        reasons.push("other values of parameters, which were not drawn (--draws 40)".to_owned());
    }
    reasons.extend(at_limits(inputs, number));
    let is_complete = outcome.searched.as_ref().is_some_and(|searched| searched.is_complete);
    let is_cut_short = outcome.selected.as_ref().is_some_and(|selected| selected.is_cut_short);
    if !is_complete || is_cut_short {
        reasons
            .push("a longer search (--budget), since this one used up its replications".to_owned());
    }
    reasons.join("; or ")
}

/// The limits at which a team is: the sum, and the most of a role.
fn at_limits(inputs: &Inputs<'_>, number: u32) -> Vec<String> {
    let posts = inputs.book.posts;
    let team = inputs.team(number);
    let mut found = Vec::new();
    let free = posts.sum - inputs.cost(number).claim;
    let cheapest = (0..posts.posts.len())
        .map(|index| posts.claim_of_steps(index, 1.min(posts.posts[index].most)));
    let cheapest = cheapest.filter(|claim| *claim > Pence::ZERO).min();
    if cheapest.is_some_and(|cheapest| free < cheapest) {
        found.push(format!(
            "another sum than {} (--sum), all of which is claimed",
            pounds(posts.sum)
        ));
    }
    let is_at_most = |(post, own): (&Post, f64)| {
        let most = post.most as f64 * posts.step();
        (own > 0.0 && own >= most - 1e-9).then(|| within(&post.title))
    };
    let at_most: Vec<String> = posts.posts.iter().zip(team.wte()).filter_map(is_at_most).collect();
    if !at_most.is_empty() {
        found.push(format!(
            "more of {} than its limit (--max, or the scheme's cap)",
            at_most.join(", ")
        ));
    }
    found
}

/// About how many replications of each finalist would tell the first from the nearest that ties; `None`
/// for too many.
fn needed(inputs: &Inputs<'_>, ties: &[usize]) -> Option<f64> {
    let fresh = inputs.outcome.values.first().map_or(0, Vec::len) as f64;
    let behind = behind(inputs.outcome);
    let of = behind.iter().filter(|of| ties.contains(&of.finalist)).map(|of| {
        let half = of.by.half_width.unwrap_or(f64::INFINITY);
        fresh * (half / of.by.mean.abs()).powi(2)
    });
    of.reduce(f64::min).filter(|needed| *needed <= MOST_NEEDED).map(f64::ceil)
}
