//! Suggestions for misspelt names.

/// The minimum similarity of a suggestion, in thousandths.
const NEAR: usize = 600;

/// The maximum difference in similarity between a suggestion and the best one.
const MARGIN: usize = 200;

/// The minimum length at which a word is near every name that contains it.
const SHORTEST_PART: usize = 5;

/// The minimum similarity of a word that is another one misspelt.
const MISSPELT: usize = 800;

/// The similarity of a name to the last part of a path, relative to that of two names.
const LAST_PART: usize = 900;

/// The maximum length for comparison. Only the beginning of longer words is compared.
const LONGEST: usize = 100;

/// Up to `count` names of `known` that are near `word`, the nearest first.
pub fn near<'k>(
    word: &str,
    known: impl IntoIterator<Item = &'k str>,
    count: usize,
) -> Vec<&'k str> {
    ranked(word, known, NEAR, count)
}

/// The `count` names of `known` most similar to `word`, the most similar first, near or not.
pub fn most_alike<'k>(
    word: &str,
    known: impl IntoIterator<Item = &'k str>,
    count: usize,
) -> Vec<&'k str> {
    ranked(word, known, 0, count)
}

/// The name that `word` probably stands for, if any is near.
pub fn nearest<'k>(word: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    near(word, known, 1).first().copied()
}

/// Whether `word` is probably `known`, misspelt.
pub fn is_misspelt(word: &str, known: &str) -> bool {
    likeness(&plain(word), &plain(known)) >= MISSPELT
}

/// `known`, with names near `word` first, the nearest in front, and the rest in the given order.
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
    let path: String = word.chars().take(LONGEST).collect();
    let word = plain(&path);
    let mut found: Vec<(usize, &str)> = known
        .into_iter()
        .map(|known| (likeness(&word, &plain(known)).max(by_parts(&path, known)), known))
        .filter(|(alike, _)| *alike >= least)
        .collect();
    // Equally similar names keep their order.
    found.sort_by_key(|(alike, _)| std::cmp::Reverse(*alike));
    // If one name is nearly right, the others are no longer suggested.
    let best = found.first().map_or(0, |(alike, _)| *alike);
    let is_close = |(alike, _): &(usize, &str)| least == 0 || alike + MARGIN >= best;
    found.into_iter().filter(is_close).take(count).map(|(_, known)| known).collect()
}

/// The word in lower case, with one space between its parts and without a plural s.
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

/// The similarity of two words in thousandths: by the letters that must be changed, or by the shared
/// pairs of adjacent letters, which also finds words in another order.
fn likeness(one: &str, other: &str) -> usize {
    let longer = one.chars().count().max(other.chars().count()).max(1);
    let by_letters = 1000 - 1000 * distance(one, other).min(longer) / longer;
    let pairs = |text: &str| text.len().saturating_sub(1).max(1);
    let is_shared = |pair: &&[u8]| other.as_bytes().windows(2).any(|other| other == *pair);
    let shared = one.as_bytes().windows(2).filter(is_shared).count();
    // The share is of the pairs of the longer word, because a long name shares more by chance.
    let by_pairs = 1000 * shared.min(pairs(other)) / pairs(one).max(pairs(other));
    let is_part = one.len() >= SHORTEST_PART && other.contains(one);
    by_letters.max(by_pairs).max(if is_part { NEAR } else { 0 })
}

/// The similarity of two paths part by part, or of a name to the last part of a path; 0 if neither is a path.
fn by_parts(one: &str, other: &str) -> usize {
    let parts = |path: &str| path.split('.').map(plain).collect::<Vec<_>>();
    let (one, other) = (parts(one), parts(other));
    match (one.as_slice(), other.as_slice()) {
        ([_], [_]) => 0,
        ([name], [.., last]) => likeness(name, last) * LAST_PART / 1000,
        _ => {
            let alike: usize =
                one.iter().zip(&other).map(|(one, other)| likeness(one, other)).sum();
            alike / one.len().max(other.len())
        }
    }
}

/// The number of letters that differ between two words (Levenshtein distance).
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
    fn paths_are_compared_part_by_part() {
        let known = ["roles.practice-nurse.slot", "practices.oak-lane.closed", "closing.time"];
        assert_eq!(nearest("practices.oak-lane.closet", known), Some(known[1]));
        assert_eq!(nearest("practices.oak-lane.closet", [known[0], known[2]]), None);
        assert_eq!(nearest("closet", known), Some(known[1]));
        let other = ["roles.practice-nurse.slot", "practices.oak-lane.list_size"];
        assert_eq!(most_alike("practices.oak-lane.closet", other, 1), [other[1]]);
        assert!(is_misspelt("closet", "closed") && !is_misspelt("close", "list_size"));
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
