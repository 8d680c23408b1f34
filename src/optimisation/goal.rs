//! What a team is judged by: a measure, the cost of a need settled, or a weighted list.

use crate::measures::{Better, MEASURES, Measure, find};
use crate::text::alike::most_alike;

/// The word for the annual cost in a goal.
const COST: &str = "cost";

/// The word for the annual cost divided by needs settled.
const COST_PER_NEED: &str = "cost-per-need";

/// The measure of needs settled.
pub const NEEDS: &str = "needs_settled";

/// The default indifference, as a share of the size of the goal at the team in post [-]: of 131,000
/// needs settled, 66. A step of 0.2 whole-time equivalents brings 0 to 500.
const INDIFFERENT: f64 = 0.000_5;

/// A quantity that a goal counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Quantity {
    /// A measure, as an index; flows are a year's.
    Measure(usize),
    /// Pounds a year, whoever pays.
    Cost,
    /// Pounds a year for each need settled.
    CostPerNeed,
}

/// What a team is judged by.
#[derive(Clone, Debug, PartialEq)]
pub struct Goal {
    terms: Vec<(f64, Quantity)>,
    /// Its name for people.
    pub words: String,
    /// Its unit.
    pub unit: String,
    /// Whether less of it is better.
    pub less: bool,
}

impl Goal {
    /// Reads `needs-settled`, `requests-not-met`, `cost-per-need`, the name of any measure of which more
    /// or less is better, or a list such as `needs-settled:1,requests-unmet:-0.5`, whose sum is maximised.
    /// `cost` in a list is pounds a year.
    ///
    /// # Example
    ///
    /// ```
    /// use pcn_sim::optimisation::goal::Goal;
    ///
    /// let goal = Goal::read("requests-not-met")?;
    /// assert!(goal.less && goal.words == "requests not met");
    /// assert!(Goal::read("needs-settled:1,cost:-0.002").is_ok());
    /// assert!(Goal::read("need-settled").is_err_and(|why| why.contains("needs-settled")));
    /// # Ok::<(), String>(())
    /// ```
    ///
    /// # Errors
    ///
    /// What was found, what was expected, and the remedy.
    pub fn read(text: &str) -> Result<Goal, String> {
        if !text.contains([':', ',']) {
            return Goal::single(text.trim());
        }
        let mut terms: Vec<(f64, Quantity)> = Vec::new();
        for part in text.split(',') {
            let Some((name, weight)) = part.rsplit_once(':') else {
                return Err(format!(
                    "found {part:?} in a list, expected NAME:WEIGHT; write needs-settled:1,requests-unmet:-0.5"
                ));
            };
            let weight: f64 = match weight.trim().parse() {
                Ok(weight) if f64::is_finite(weight) && weight != 0.0 => weight,
                _ => {
                    return Err(format!(
                        "found the weight {weight:?}, expected a number other than 0; write {}:1",
                        name.trim()
                    ));
                }
            };
            let of = quantity(name.trim())?;
            if terms.iter().any(|(_, known)| *known == of) {
                return Err(format!("found {} twice; state it once", name.trim()));
            }
            terms.push((weight, of));
        }
        let words = format!("the weighted sum {}", text.replace(' ', ""));
        Ok(Goal { terms, words, unit: "points".into(), less: false })
    }

    fn single(text: &str) -> Result<Goal, String> {
        let of = quantity(text)?;
        let words = text.replace(['-', '_'], " ");
        let (unit, less) = match of {
            Quantity::Measure(index) => match MEASURES[index].better {
                Better::Neither => {
                    return Err(format!(
                        "found {text}, of which neither more nor less is better; state a list with its \
                         weight, such as {text}:1"
                    ));
                }
                better => (MEASURES[index].unit, better == Better::Less),
            },
            Quantity::Cost => ("£", true),
            Quantity::CostPerNeed => ("£ a need", true),
        };
        let words =
            if of == Quantity::CostPerNeed { "cost per need settled".into() } else { words };
        Ok(Goal { terms: vec![(1.0, of)], words, unit: unit.into(), less })
    }

    /// Its value, from all measures of a replication of so many weeks and the annual cost \[£\]; `None`
    /// where a measure is undefined.
    pub fn value(&self, measures: &[Option<f64>], weeks: u32, cost: f64) -> Option<f64> {
        let of = |index: usize| {
            let found = measures.get(index).copied().flatten()?;
            Some(found * MEASURES[index].kind.to_a_year(weeks))
        };
        let one = |(weight, quantity): &(f64, Quantity)| {
            let value = match quantity {
                Quantity::Measure(index) => of(*index)?,
                Quantity::Cost => cost,
                Quantity::CostPerNeed => cost / of(index_of(NEEDS)?)?,
            };
            Some(weight * value)
        };
        let values = self.terms.iter().map(one).collect::<Option<Vec<f64>>>()?;
        Some(values.iter().sum::<f64>()).filter(|value| value.is_finite())
    }

    /// A value turned so that more is better.
    pub fn gain(&self, value: f64) -> f64 {
        if self.less { -value } else { value }
    }

    /// The smallest difference that matters if none is stated, given all measures of the team in post
    /// \[the unit of the goal\]: a 2,000th of the size of its terms, and above 0.
    pub fn usual_indifference(&self, measures: &[Option<f64>], weeks: u32, cost: f64) -> f64 {
        let size = |term: &(f64, Quantity)| {
            let alone = Goal { terms: vec![*term], ..self.clone() };
            alone.value(measures, weeks, cost).map_or(0.0, f64::abs)
        };
        let size: f64 = self.terms.iter().map(size).sum();
        if size > 0.0 { INDIFFERENT * size } else { 1.0 }
    }

    /// Whether it is maximised or minimised, in words.
    pub const fn direction(&self) -> &'static str {
        if self.less { "as low as possible" } else { "as high as possible" }
    }

    /// Whether the measure with this index is part of it.
    pub fn counts(&self, measure: usize) -> bool {
        let is_it = |of: &Quantity| match of {
            Quantity::Measure(index) => *index == measure,
            Quantity::CostPerNeed => index_of(NEEDS) == Some(measure),
            Quantity::Cost => false,
        };
        self.terms.iter().any(|(_, of)| is_it(of))
    }

    /// Whether the cost is part of it, so that money left over may be better than money spent.
    pub fn counts_cost(&self) -> bool {
        self.terms.iter().any(|(_, of)| !matches!(of, Quantity::Measure(_)))
    }
}

/// The index of the measure called `name`.
pub fn index_of(name: &str) -> Option<usize> {
    MEASURES.iter().position(|measure| measure.name == name)
}

fn quantity(name: &str) -> Result<Quantity, String> {
    let measure = name.replace('-', "_");
    match name {
        COST => return Ok(Quantity::Cost),
        COST_PER_NEED => return Ok(Quantity::CostPerNeed),
        _ if find(&measure).is_some() => {}
        _ => {
            let hyphened: Vec<String> =
                MEASURES.iter().map(|of: &Measure| of.name.replace('_', "-")).collect();
            let known = hyphened.iter().map(String::as_str).chain([COST, COST_PER_NEED]);
            let near = most_alike(&name.replace('_', "-"), known, 3).join(", ");
            return Err(format!(
                "found {name:?}, expected the name of a measure; did you mean {near}? `describe measures` \
                 lists all"
            ));
        }
    }
    Ok(Quantity::Measure(index_of(&measure).unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Measures that are all undefined but these.
    fn measures(known: &[(&str, f64)]) -> Vec<Option<f64>> {
        let of = |measure: &Measure| {
            known.iter().find(|(name, _)| *name == measure.name).map(|(_, value)| *value)
        };
        MEASURES.iter().map(of).collect()
    }

    #[test]
    fn values_are_worked_by_hand() {
        let weeks = 26;
        let year = crate::units::YEAR_DAYS / 182.0;
        let found = measures(&[("needs_settled", 1_000.0), ("requests_unmet", 50.0)]);
        let value = |text: &str| {
            Goal::read(text).expect("a goal").value(&found, weeks, 8_000.0).expect("defined")
        };
        assert_eq!(value("needs-settled"), 1_000.0 * year);
        assert_eq!(value("cost-per-need"), 8_000.0 / (1_000.0 * year));
        let both = value("needs-settled:1,requests-unmet:-0.5,cost:-0.01");
        assert!((both - (975.0 * year - 80.0)).abs() < 1e-9, "{both}");
        let missing = Goal::read("requests-not-met").expect("a goal");
        assert_eq!(missing.value(&found, weeks, 0.0), None);
        assert_eq!(missing.gain(3.0), -3.0);
    }

    #[test]
    fn wrong_goals_are_named() {
        for (text, said) in [
            ("need-settled", "did you mean needs-settled"),
            ("needs-settled:x", "the weight \"x\""),
            ("needs-settled:0", "the weight \"0\""),
            ("needs-settled:1,requests-unmet", "NAME:WEIGHT"),
            ("cost:1,cost:2", "cost twice"),
            ("gp_share", "neither more nor less"),
        ] {
            let why = Goal::read(text).expect_err(text);
            assert!(why.contains(said), "{text}: {why}");
        }
    }

    #[test]
    fn the_usual_indifference_is_above_nothing() {
        let goal = Goal::read("requests-not-met").expect("a goal");
        assert_eq!(goal.usual_indifference(&measures(&[("requests_not_met", 0.0)]), 52, 0.0), 1.0);
        let weighted = Goal::read("needs-settled:1,cost:-1").expect("a goal");
        let found = weighted.usual_indifference(&measures(&[("needs_settled", 0.0)]), 52, 4_000.0);
        assert_eq!(found, 2.0);
    }
}
