//! What a planner reads first, in the order of reading: the only such list. Terminal, page and README
//! show it.

/// What a line of the first screen shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shows {
    /// A measure of a scenario, and what a comparison says of it.
    Measure {
        /// The measure of the baseline.
        level: &'static str,
        /// The measure of a comparison.
        difference: &'static str,
    },
    /// Attendances at the emergency department, as a range: of the baseline those for lack of access,
    /// of a comparison those deflected.
    EmergencyDepartment,
    /// The cost to all payers, if the scenario states prices.
    Cost,
}

/// A line of the first screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Headline {
    /// The words for it.
    pub words: &'static str,
    /// What it shows.
    pub shows: Shows,
}

const fn level(words: &'static str, name: &'static str) -> Headline {
    Headline { words, shows: Shows::Measure { level: name, difference: name } }
}

/// The first screen.
pub const FIRST_SCREEN: [Headline; 13] = [
    level("Needs settled", "needs_settled"),
    level("Planned care delivered", "planned_care_delivered"),
    level("People overdue for it", "planned_care_overdue"),
    level("Planned care given up", "planned_care_given_up"),
    level("Requests not met", "requests_not_met"),
    level("Of which urgent", "requests_not_met_urgent"),
    level("GP hours", "gp_hours"),
    level("Nursing hours", "nursing_hours"),
    level("Hours of other roles", "additional_hours"),
    level("Appointments counted", "appointments_booked"),
    Headline {
        words: "Appointments, net",
        shows: Shows::Measure { level: "appointments_net", difference: "appointments_gained_net" },
    },
    Headline { words: "ED attendances", shows: Shows::EmergencyDepartment },
    Headline { words: "Cost", shows: Shows::Cost },
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measures::{find, find_compared};

    #[test]
    fn every_line_shows_a_measure_that_exists_and_none_twice() {
        for (index, headline) in FIRST_SCREEN.iter().enumerate() {
            if let Shows::Measure { level, difference } = headline.shows {
                assert!(find(level).is_some(), "{level}");
                assert!(find(difference).is_some() || find_compared(difference).is_some());
            }
            let before = &FIRST_SCREEN[..index];
            assert!(before.iter().all(|other| other.shows != headline.shows), "{headline:?}");
        }
    }
}
