//! The levels of a network: how it differs from what the rest of its scenario states.

use crate::model::CareSystem;
use crate::model::levels::{LIMITS, Level, Levels};
use crate::scenario::quantity::Kind;
use crate::scenario::reader::Section;

/// `system` at the levels that the document states, if it states any.
pub(super) fn at_levels(system: CareSystem, document: &Section<'_>) -> CareSystem {
    match document.optional_section("levels") {
        Some(table) => system.at_levels(&levels(&table)),
        None => system,
    }
}

/// The levels of `section`; 1 where none is stated.
fn levels(section: &Section<'_>) -> Levels {
    let mut levels = Levels::USUAL;
    for (level, key, meaning) in Level::ALL {
        section.quietly_asked(key);
        if !section.has(key) {
            continue;
        }
        let value = section.number(key, Kind::Positive("multiples of what is stated"), meaning);
        let (least, most) = LIMITS;
        if !(least..=most).contains(&value) {
            let expected = format!("a number from {least} to {most}; 1 changes nothing");
            let remedy = "state the value that it multiplies, or a level nearer to 1";
            section.problem(key, &value.to_string(), &expected, remedy);
        }
        levels.0[level as usize] = value.clamp(least, most);
    }
    section.finish();
    levels
}
