//! Which known names a word is probably meant to be.

/// Names that are less alike than this, in thousandths, are no suggestion.
const NEAR: usize = 600;

/// A name that is less like the word than the best by so much is no suggestion beside it.
const MARGIN: usize = 200;

/// A word of so many letters is near whatever holds it.
const SHORTEST_PART: usize = 5;

/// Longer words are compared by their beginning.
const LONGEST: usize = 100;

/// The `count` names of `known` that are near `word`, the nearest first; none may be.
pub fn near<'k>(
    word: &str,
    known: impl IntoIterator<Item = &'k str>,
    count: usize,
) -> Vec<&'k str> {
    ranked(word, known, NEAR, count)
}

/// The `count` names of `known` most like `word`, the most alike first, near or not.
pub fn most_alike<'k>(
    word: &str,
    known: impl IntoIterator<Item = &'k str>,
    count: usize,
) -> Vec<&'k str> {
    ranked(word, known, 0, count)
}

/// The name that `word` is probably meant to be, if any is near.
pub fn nearest<'k>(word: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    near(word, known, 1).first().copied()
}

/// `known` with what is near `word` in front, the nearest first, and the rest in its order.
pub fn nearest_first<'k>(word: &str, known: &[&'k str]) -> Vec<&'k str> {
    let mut all = near(word, known.iter().copied(), known.len());
    all.extend(known.iter().filter(|name| !all.contains(name)).copied().collect::<Vec<_>>());
    all
}

fn ranked<'k>(
    word: &str,
    known: impl IntoIterator<Item = &'k str>,
    least: usize,
    count: usize,
) -> Vec<&'k str> {
    let word = plain(&word.chars().take(LONGEST).collect::<String>());
    let mut found: Vec<(usize, &str)> = known
        .into_iter()
        .map(|known| (likeness(&word, &plain(known)), known))
        .filter(|(alike, _)| *alike >= least)
        .collect();
    // Names as much alike stay in their order.
    found.sort_by_key(|(alike, _)| std::cmp::Reverse(*alike));
    // Beside a name that is nearly right, others are none.
    let best = found.first().map_or(0, |(alike, _)| *alike);
    let is_close = |(alike, _): &(usize, &str)| least == 0 || alike + MARGIN >= best;
    found.into_iter().filter(is_close).take(count).map(|(_, known)| known).collect()
}

/// Small letters, whatever parts the words written as one space, and no plural.
pub fn plain(text: &str) -> String {
    let small = text.to_lowercase();
    let words = small.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let words: Vec<&str> = words.map(singular).collect();
    words.join(" ")
}

fn singular(word: &str) -> &str {
    let stem = word.strip_suffix('s').filter(|stem| stem.len() > 1);
    stem.filter(|stem| !stem.ends_with('s')).unwrap_or(word)
}

/// How much two words are alike, in thousandths: by the letters that must be changed, or by the
/// pairs of neighbouring letters that they share, which finds words in another order.
fn likeness(one: &str, other: &str) -> usize {
    let longer = one.chars().count().max(other.chars().count()).max(1);
    let by_letters = 1000 - 1000 * distance(one, other).min(longer) / longer;
    let pairs = |text: &str| text.len().saturating_sub(1).max(1);
    let is_shared = |pair: &&[u8]| other.as_bytes().windows(2).any(|other| other == *pair);
    let shared = one.as_bytes().windows(2).filter(is_shared).count();
    // Of the pairs of the longer: a long name shares more by chance.
    let by_pairs = 1000 * shared.min(pairs(other)) / pairs(one).max(pairs(other));
    let is_part = one.len() >= SHORTEST_PART && other.contains(one);
    by_letters.max(by_pairs).max(if is_part { NEAR } else { 0 })
}

/// How many letters differ between two words (Levenshtein's distance).
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (i, a) in one.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, b) in other.iter().enumerate() {
            let substituted = diagonal + usize::from(a != *b);
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[other.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn misspelt_words_are_near_what_was_meant() {
        assert_eq!(distance("clinicans", "clinicians"), 1);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(nearest("wtee", ["role", "wte", "scope"]), Some("wte"));
        assert_eq!(nearest("astrologer", ["gp-partner", "paramedic"]), None);
    }

    #[test]
    fn capitals_plurals_signs_and_order_make_no_difference_of_weight() {
        let known = ["social-prescribing-link-worker", "clinical-pharmacist", "requests_unmet"];
        assert_eq!(nearest("Social Prescribing Link Workers", known), Some(known[0]));
        assert_eq!(nearest("clinical pharmacist", known), Some(known[1]));
        assert_eq!(nearest("unmet_requests", known), Some(known[2]));
        assert_eq!(nearest_first("clinical pharmacist", &known)[1..], [known[0], known[2]]);
    }
}
