//! What differs between two studies of the same scenarios, in words.

use crate::experiment::study::{Goal, Outline, Variant};
use crate::statistics::precision::Wanted;

/// What differs between two outlines of the same scenarios, in words; both sides are named.
pub(super) fn outline_differences(own: &Outline, theirs: &Outline) -> Vec<String> {
    let mut found = Vec::new();
    let goals = |outline: &Outline| {
        let goal = |goal: &Goal| match goal.wanted {
            Wanted::Relative(share) => format!("{share} of {}", goal.measure),
            Wanted::Absolute(width) => format!("±{width} of {}", goal.measure),
        };
        let all: Vec<String> = outline.goals.iter().map(goal).collect();
        if all.is_empty() { "none".to_owned() } else { all.join(", ") }
    };
    if own.goals != theirs.goals {
        found.push(format!("--precision: {} and {}", goals(own), goals(theirs)));
    }
    let shown = |variant: Option<&Variant>| {
        variant.map_or("none".to_owned(), |Variant { name, rooms, at_most, .. }| {
            let most =
                at_most.map_or(String::new(), |most| format!(", at most {most} replications"));
            format!("{name} ({rooms} rooms{most})")
        })
    };
    for index in 0..own.variants.len().max(theirs.variants.len()) {
        let (one, other) = (own.variants.get(index), theirs.variants.get(index));
        let (words, others) = (shown(one), shown(other));
        if words != others {
            found.push(format!("variant {}: {words} and {others}", index + 1));
        } else if one != other {
            found.push(format!("variant {}, {words}: its title, roles or baseline", index + 1));
        }
    }
    if found.is_empty() && own != theirs {
        found.push("what is kept of each day".to_owned());
    }
    found
}
