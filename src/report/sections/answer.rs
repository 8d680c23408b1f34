//! The answer: what must be known first, the answer in one sentence, what else it says, and how sure.

use crate::report::answer::answered;
use crate::report::block::{Answer, Block, ReportInput, Span};
use crate::report::estimate::{main_comparisons, meet_the_same_patients};

/// The answer.
pub(super) fn content<'r>(input: &ReportInput<'r>) -> Vec<Block<'r>> {
    let Some(found) = answered(input.results, input.scenarios, input.total) else {
        return Vec::new();
    };
    let first = found.first.into_iter().map(Block::Emphasis);
    let answer = Answer { title: found.answer, question: String::new(), sentences: found.more };
    first.chain([Block::Answer(answer)]).collect()
}

/// How every change is compared.
pub(super) fn how_compared<'r>(input: &ReportInput<'r>) -> Vec<Block<'r>> {
    if main_comparisons(input.results).next().is_none() {
        return Vec::new();
    }
    let same = if meet_the_same_patients(input.results) {
        ": the same patients, with the same needs, meet both"
    } else {
        ""
    };
    let text =
        format!("Each change is compared with the baseline, replication by replication{same}.");
    vec![Block::Words(vec![Span::Plain(text)])]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn the_answer_is_one_sentence_and_what_must_be_known_comes_before_it() {
        let (mut results, scenarios) = (sample::results(), sample::scenarios());
        results.partial = true;
        let input = ReportInput {
            results: &results,
            scenarios: &scenarios,
            figures: &[],
            scale_to: None,
            total: None,
        };
        let blocks = content(&input);
        assert!(matches!(&blocks[0], Block::Emphasis(words) if words.starts_with("Partial:")));
        let Some(Block::Answer(answer)) = blocks.last() else { panic!("{blocks:?}") };
        assert!(
            answer.title.ends_with('.') && answer.title.matches(". ").count() == 0,
            "{answer:?}"
        );
        assert!(answer.sentences.iter().all(|sentence| sentence.ends_with('.')), "{answer:?}");
    }
}
