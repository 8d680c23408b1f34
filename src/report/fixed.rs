//! The answer of a comparison whose parameters were held fixed, in three sentences.

use super::estimate::{main_comparisons, needed};
use super::total::named;
use super::words::paragraph;
use crate::decisions::selection::apart::{Apart, apart};
use crate::experiment::results::{Results, ScenarioResults};
use crate::measures::find;
use crate::statistics::interval::{CONFIDENCE, MeanInterval};
use crate::text::number::{signed, whole};

/// The measure that decides which option is best.
const NEEDS: &str = "needs_settled";

/// What is said where parameters are held fixed.
const NOISE_ONLY: &str = "Parameters were held fixed: every interval above is simulation noise only. It says \
     nothing about parameters that nobody measured.";

/// The words below a comparison with fixed parameters: what its intervals hold, and the answer.
pub fn fixed_text(results: &Results) -> String {
    let answer = three_sentences(results).map(|sentences| paragraph(&sentences.join(" ")));
    let parts: Vec<String> = std::iter::once(paragraph(NOISE_ONLY)).chain(answer).collect();
    parts.iter().map(|part| format!("{}\n", part.trim_end())).collect::<Vec<_>>().join("\n")
}

/// What to do, how sure that is, and what would change it, by needs settled; `None` where nothing is
/// compared on the same days, or needs settled are undefined.
///
/// The baseline is an option like the others. An option is preferred only where its paired difference
/// from every other one is clear, all of them together.
pub fn three_sentences(results: &Results) -> Option<[String; 3]> {
    let baseline = results.scenarios.first()?;
    let options: Vec<&ScenarioResults> = std::iter::once(baseline)
        .chain(main_comparisons(results).map(|(scenario, _)| scenario))
        .collect();
    let factor = find(NEEDS)?.kind.to_a_year(results.weeks);
    let of = |option: &&ScenarioResults| -> Option<Vec<f64>> {
        let values = &option.measure(NEEDS)?.values;
        values.iter().map(|value| Some((*value)? * factor)).collect()
    };
    let values: Vec<Vec<f64>> = options.iter().map(of).collect::<Option<_>>()?;
    if options.len() < 2 {
        return None;
    }
    let Some(found) = apart(&values, CONFIDENCE) else {
        return Some([
            "More runs are needed before an option can be preferred.".to_owned(),
            "There is one replication, and at least two are needed.".to_owned(),
            "What would change the answer cannot be told yet.".to_owned(),
        ]);
    };
    Some(told(&found, &values, &options))
}

fn told(found: &Apart, values: &[Vec<f64>], options: &[&ScenarioResults]) -> [String; 3] {
    let parameters = "other values of parameters within their ranges may change the answer; leave out \
                      `--parameters fixed` to see how often.";
    let titles: Vec<String> = options.iter().map(|option| option.title.clone()).collect();
    let name = |option: usize| named(&[option], &titles);
    let is_same = |option: &usize| values[*option] == values[found.best];
    let best = name(found.best);
    let replications = values[0].len();
    if (0..values.len()).all(|option| is_same(&option)) {
        return [
            "Nothing differs: no option settles another number of needs than the baseline."
                .to_owned(),
            format!("That held in all {replications} replications."),
            format!("More replications will not change that; {parameters}"),
        ];
    }
    let (same, ties): (Vec<usize>, Vec<usize>) = found.ties().partition(is_same);
    let also = match named(&same, &titles) {
        names if names.is_empty() => names,
        names => format!(" {names} settles as many in every replication."),
    };
    let nearest = found
        .rivals
        .iter()
        .filter(|rival| !same.contains(&rival.option))
        .min_by(|one, other| one.behind.mean.total_cmp(&other.behind.mean));
    let Some(nearest) = nearest else {
        return [format!("{best} settles most needs.{also}"), String::new(), String::new()];
    };
    let by = interval(nearest.behind);
    let together = "the differences from it hold together at 95%, simulation noise only";
    if ties.is_empty() {
        return [
            format!(
                "Prefer {best}, with parameters as stated: it settles clearly more needs than every other \
                     option.{also}"
            ),
            format!(
                "More than {}, the next, by {by} a year in {replications} replications; {together}.",
                name(nearest.option)
            ),
            format!("More replications hardly will, but {parameters}"),
        ];
    }
    let all: Vec<usize> = std::iter::once(found.best).chain(ties.iter().copied()).collect();
    let pairs = values[found.best].iter().zip(&values[nearest.option]);
    let differences: Vec<f64> = pairs.map(|(one, other)| one - other).collect();
    let pairs = values.len() * (values.len() - 1) / 2;
    let more = match needed(&differences, 1.0 - (1.0 - CONFIDENCE) / pairs as f64) {
        Some(count) => format!(
            "About {} replications would tell the first from the nearest if their difference stays as it is",
            whole(count.into())
        ),
        None => "Hardly more replications, since the differences are so small".to_owned(),
    };
    [
        format!(
            "{} settle most needs, and these cannot be told apart.{also}",
            named(&all, &titles)
        ),
        format!(
            "{best} settles more than {}, the nearest, by {by} a year in {replications} replications; {together}.",
            name(nearest.option)
        ),
        format!("{more}; {parameters}"),
    ]
}

fn interval(found: MeanInterval) -> String {
    let bounds = found.bounds().filter(|(low, high)| low != high);
    let bounds = bounds
        .map_or_else(String::new, |(low, high)| format!(" ({} to {})", signed(low), signed(high)));
    format!("{}{bounds}", signed(found.mean))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    /// The sample with needs settled of its first scenarios as stated.
    fn with(needs: &[&[f64]]) -> Results {
        let mut results = sample::results();
        results.weeks = 52;
        for (scenario, values) in results.scenarios.iter_mut().zip(needs) {
            let series = scenario.measures.iter_mut().find(|series| series.name == NEEDS);
            let series = series.expect("the sample has needs settled");
            series.values = values.iter().copied().map(Some).collect();
        }
        results.scenarios.truncate(needs.len());
        results.comparisons.retain(|of| of.scenario < needs.len() && of.baseline == 0);
        results
    }

    fn said(needs: &[&[f64]]) -> [String; 3] {
        three_sentences(&with(needs)).expect("it is compared")
    }

    const LOW: [f64; 6] = [100.0, 103.0, 98.0, 101.0, 99.0, 104.0];

    fn above(by: [f64; 6]) -> Vec<f64> {
        LOW.iter().zip(by).map(|(low, by)| low + by).collect()
    }

    #[test]
    fn the_right_sentence_is_said_where_it_is_known() {
        let same = said(&[&LOW, &LOW]);
        assert!(same[0].starts_with("Nothing differs"), "{same:?}");
        let clear = said(&[&LOW, &above([50.0, 51.0, 49.0, 50.0, 52.0, 50.5])]);
        assert!(clear[0].starts_with("Prefer") && clear[1].contains("+5"), "{clear:?}");
        let near = said(&[&LOW, &above([9.0, -4.0, 7.0, -3.0, 8.0, -2.0])]);
        assert!(near[0].contains("these cannot be told apart"), "{near:?}");
        assert!(near[0].contains("(the baseline)"), "{near:?}");
        assert!(near[2].contains("replications would tell"), "{near:?}");
        let once = said(&[&LOW[..1], &LOW[..1]]);
        assert!(once[0].starts_with("More runs are needed"), "{once:?}");
    }

    #[test]
    fn all_that_tie_are_named_and_copies_are_said_to_be_the_same() {
        let high = above([50.0, 51.0, 49.0, 50.0, 52.0, 50.5]);
        let beside = above([50.5, 50.0, 50.0, 49.0, 53.0, 50.0]);
        let three = said(&[&LOW, &high, &beside]);
        assert!(three[0].contains(" and ") && !three[0].contains("(the baseline)"), "{three:?}");
        let copies = said(&[&LOW, &high, &high]);
        assert!(copies[0].starts_with("Prefer"), "{copies:?}");
        assert!(copies[0].contains("settles as many in every replication"), "{copies:?}");
    }
}
