//! What is told: the values found, and the names, prices and noise that they are told with.

use crate::report::cost::whole_year;
use crate::report::money::{MoneyWarning, money_warnings};
use crate::scenario::Scenario;
use crate::uncertainty::simulator::seconds;
use crate::uncertainty::total::HEADLINES;
use crate::uncertainty::worth::Found;

/// What was found, with what is needed to tell it.
#[derive(Clone, Copy, Debug)]
pub struct Told<'f> {
    /// The values.
    pub found: &'f Found,
    /// The titles of the scenarios, the baseline first.
    pub titles: &'f [String],
    /// What each scenario costs beyond the baseline \[£ a year\]; `None` without a price.
    pub costs: &'f [Option<f64>],
    /// The measure, as an index into the headlines.
    pub headline: usize,
    /// Draws asked for.
    pub wanted: u32,
    /// Draws simulated twice.
    pub twice: usize,
    /// The share of the variance of each option that was noise \[-\], if known.
    pub noise: Option<&'f [f64]>,
    /// The folder of the rows.
    pub folder: &'f str,
}

impl Told<'_> {
    /// The measure in words, such as "needs settled".
    pub(in crate::report) fn words(&self) -> String {
        let words = HEADLINES[self.headline].1;
        let mut letters = words.chars();
        let first = letters.next().map(|letter| letter.to_lowercase().to_string());
        // An abbreviation stays as it is.
        match words.get(..2).is_some_and(|start| start.chars().all(char::is_uppercase)) {
            true => words.to_owned(),
            false => first.unwrap_or_default() + letters.as_str(),
        }
    }

    /// The title of a scenario.
    pub(in crate::report) fn title(&self, scenario: usize) -> &str {
        self.titles.get(scenario).map_or("", String::as_str)
    }

    /// Whether draws, or second replications of them, are missing.
    pub fn is_partial(&self) -> bool {
        self.found.draws < self.wanted as usize || self.twice < seconds(self.wanted) as usize
    }
}

/// What each scenario costs in a year beyond the first, whoever pays \[£\]; `None` where a part of the
/// difference has no price, or where it costs nothing although it differs. Nothing for the first.
pub fn costs(scenarios: &[Scenario], weeks: u32) -> Vec<Option<f64>> {
    let Some(baseline) = scenarios.first() else { return Vec::new() };
    let before = baseline.money.as_ref().map(|money| whole_year(money, baseline, weeks));
    let has_no_price = |warning: &MoneyWarning| {
        matches!(warning, MoneyWarning::NoPrice { .. } | MoneyWarning::RoomsWithoutProject { .. })
    };
    let of = |scenario: &Scenario| {
        let cost = whole_year(scenario.money.as_ref()?, scenario, weeks) - before?;
        let is_priced = !money_warnings(scenario, Some(baseline)).iter().any(has_no_price);
        (is_priced && cost.get() != 0).then(|| cost.as_pounds())
    };
    let others = scenarios.iter().skip(1).map(of);
    std::iter::once(before.map(|_| 0.0)).chain(others).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{FileSystem, load};

    #[test]
    fn what_is_priced_has_its_cost_and_what_is_not_has_none() {
        let names = ["average-pcn", "two-more-physiotherapists", "two-more-rooms", "total-triage"];
        let mut scenarios = names.map(|name| load(name, &FileSystem).expect("it is built in"));
        let whole = |costs: Vec<Option<f64>>| -> Vec<Option<i64>> {
            costs.into_iter().map(|cost| cost.map(|cost| cost.round() as i64)).collect()
        };
        // As on the page of costs: £138,188, £16,175; triage hires nobody and buys nothing.
        assert_eq!(whole(costs(&scenarios, 52)), [Some(0), Some(138_188), Some(16_175), None]);
        let partners = |team: &&mut crate::model::roster::Team| team.name == "gp-partners";
        let teams = &mut scenarios[1].system.teams;
        teams.iter_mut().find(partners).expect("it has partners").wte += 1.0;
        assert_eq!(costs(&scenarios, 52)[1], None, "partners have no price");
        scenarios[0].money = None;
        assert_eq!(costs(&scenarios, 52), [None; 4]);
        assert!(costs(&[], 52).is_empty());
    }
}
