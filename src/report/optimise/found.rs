//! What a course has found, in the goal's own direction and for people.

use crate::model::money::Pence;
use crate::optimisation::book::{Book, Stage, TeamRow};
use crate::optimisation::course::{Outcome, Plan};
use crate::optimisation::posts::{Cost, Team};
use crate::report::cost::pounds;
use crate::scenario::Scenario;
use crate::simulation::Horizon;
use crate::statistics::interval::{CONFIDENCE, MeanInterval, mean_interval};
use crate::text::number;

/// A course that is shown.
#[derive(Clone, Copy, Debug)]
pub struct Inputs<'r> {
    /// The scenario.
    pub scenario: &'r Scenario,
    /// Its rows.
    pub book: &'r Book<'r>,
    /// What is known at its end.
    pub outcome: &'r Outcome,
    /// How replications were shared out.
    pub plan: &'r Plan,
    /// Warm-up and measured period.
    pub horizon: Horizon,
}

impl Inputs<'_> {
    /// A team by its number.
    pub(super) fn team(&self, number: u32) -> &Team {
        &self.book.teams[number as usize]
    }

    /// What a team costs in a year.
    pub(super) fn cost(&self, number: u32) -> Cost {
        self.book.posts.cost(self.team(number))
    }

    /// The name of a team in tables and sentences.
    pub(in crate::report) fn name(&self, number: u32) -> String {
        if number == 0 { "in post".to_owned() } else { format!("team {number}") }
    }

    /// The goal of a finalist: the mean of its fresh replications with its interval.
    pub(super) fn value(&self, finalist: usize) -> Option<MeanInterval> {
        let values: Vec<f64> = self
            .outcome
            .values
            .get(finalist)?
            .iter()
            .map(|gain| self.book.goal.gain(*gain))
            .collect();
        mean_interval(&values, CONFIDENCE)
    }

    /// The goal of a finalist beyond that of another, in fresh replications on the same patients.
    pub(super) fn beyond(
        &self,
        finalist: usize,
        other: usize,
        confidence: f64,
    ) -> Option<MeanInterval> {
        let (own, others) = (self.outcome.values.get(finalist)?, self.outcome.values.get(other)?);
        let pairs = own.iter().zip(others);
        let differences: Vec<f64> = pairs.map(|(a, b)| self.book.goal.gain(a - b)).collect();
        mean_interval(&differences, confidence)
    }

    /// The place of the team in post among the finalists.
    pub(super) fn in_post(&self) -> Option<usize> {
        self.outcome.finalists.iter().position(|number| *number == 0)
    }

    /// The numbers of the teams with a replication of the search.
    pub(super) fn visited(&self) -> Vec<u32> {
        let has_rows = |number: &u32| self.rows(*number).next().is_some();
        (0..self.book.teams.len() as u32).filter(has_rows).collect()
    }

    /// The rows of the search of a team.
    pub(super) fn rows(&self, number: u32) -> impl Iterator<Item = &TeamRow> {
        self.book.rows_of(Stage::Search, number)
    }

    /// Whether the team keeps within the sum, the caps, rooms and supervision.
    pub(super) fn is_possible(&self, number: u32) -> bool {
        match &self.book.points[number as usize] {
            Some(point) => self.book.posts.is_possible(point),
            None => self.book.posts.is_in_post_possible(),
        }
    }

    /// How a team differs from the team in post, in words.
    pub(super) fn changes(&self, number: u32) -> String {
        let (own, before) = (self.team(number), self.team(0));
        let titles = self.book.posts.posts.iter().map(|post| within(&post.title));
        let posts = titles.zip(own.wte().zip(before.wte()));
        let mut changes: Vec<String> = posts
            .filter(|(_, (own, before))| own != before)
            .map(|(title, (own, before))| format!("{title} {} (now {})", wte(own), wte(before)))
            .collect();
        if own.rooms > 0 {
            let rooms = if own.rooms == 1 { "room" } else { "rooms" };
            changes.push(format!("{} more {rooms}", own.rooms));
        }
        if changes.is_empty() { "no change".to_owned() } else { changes.join(", ") }
    }

    /// A value of the goal with its unit.
    pub(super) fn level(&self, value: f64) -> String {
        in_words(&self.book.goal.unit, value)
    }

    /// A difference in the goal, with its sign.
    pub(super) fn signed(&self, value: f64) -> String {
        let size = self.level(value.abs());
        let is_nothing = !size.bytes().any(|byte| (b'1'..=b'9').contains(&byte));
        match (is_nothing, value > 0.0) {
            (true, _) => size,
            (false, true) => format!("+{size}"),
            (false, false) => format!("−{size}"),
        }
    }

    /// A difference with its interval on one line: `+120 (+80 to +160)`.
    pub(super) fn difference(&self, found: MeanInterval) -> String {
        let interval = found.bounds().filter(|(low, high)| low != high);
        let interval = interval.map_or_else(String::new, |(low, high)| {
            format!(" ({} to {})", self.signed(low), self.signed(high))
        });
        format!("{}{interval}", self.signed(found.mean))
    }
}

/// A title within a sentence: `paramedic`, but `GP assistant`.
pub(super) fn within(title: &str) -> String {
    let mut letters = title.chars();
    match (letters.next(), title.chars().nth(1)) {
        (Some(first), Some(second)) if second.is_lowercase() => {
            first.to_lowercase().chain(letters).collect()
        }
        _ => title.to_owned(),
    }
}

/// Whole-time equivalents without needless digits.
pub(super) fn wte(value: f64) -> String {
    let text = format!("{value:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A value of a goal with its unit.
fn in_words(unit: &str, value: f64) -> String {
    let sign = if value < 0.0 { "−" } else { "" };
    let size = value.abs();
    match unit {
        "£" | "£ a need" if size >= 1_000.0 => pounds(Pence::from_pounds(value)),
        "£" | "£ a need" => format!("{sign}£{size:.2}"),
        "points" if size < 100.0 => format!("{sign}{size:.2}"),
        _ => number::level(unit, value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_and_values_read_well_within_a_sentence() {
        let titles = ["Paramedic", "GP assistant", "Newly qualified GP under ARRS", ""];
        let within = titles.map(within);
        assert_eq!(within, ["paramedic", "GP assistant", "newly qualified GP under ARRS", ""]);
        assert_eq!([5.7, 10.0, 0.0, 0.25].map(wte), ["5.7", "10", "0", "0.25"]);
        assert_eq!(in_words("£ a need", 19.876), "£19.88");
        assert_eq!(in_words("£", -1_234_567.0), "−£1,234,567");
        assert_eq!(in_words("points", -3.456), "−3.46");
        assert_eq!(in_words("needs", 144_418.2), "144,418");
    }
}
