//! Amounts of money as text for people and programs, and costs divided by gains.

use super::estimate::includes_zero;
use crate::experiment::results::ScenarioResults;
use crate::model::CareSystem;
use crate::model::money::{Money, Pence};
use crate::model::roster::Team;
use crate::scenario::Scenario;
use crate::statistics::interval::MeanInterval;
use crate::text::number::{signed, whole};

/// The text where a cost would be divided by a gain that may be zero.
pub(super) const NOT_STATED: &str = "cannot be stated";

/// An amount in whole pounds.
pub(super) fn pounds(amount: Pence) -> String {
    let text = whole(amount.as_pounds());
    text.strip_prefix('−').map_or_else(|| format!("£{text}"), |size| format!("−£{size}"))
}

/// An amount in pounds with two decimals and a plain minus sign, for other programs.
pub(super) fn decimal(amount: Pence) -> String {
    let (sign, size) = (if amount < Pence::ZERO { "-" } else { "" }, amount.get().unsigned_abs());
    format!("{sign}{}.{:02}", size / 100, size % 100)
}

/// A difference in whole pounds with its sign.
pub(super) fn signed_pounds(amount: f64) -> String {
    let text = signed(amount);
    match text.chars().next() {
        Some(sign @ ('+' | '−')) => format!("{sign}£{}", &text[sign.len_utf8()..]),
        _ => format!("£{text}"),
    }
}

/// The cost of a scenario in a year, added up over all payers: people are paid for the share of the measured
/// `weeks` in which they are in post, since their gains are of the same weeks; projects count in full.
pub(super) fn whole_year(money: &Money, scenario: &Scenario, weeks: u32) -> Pence {
    money.whole_year(scenario.system.patients(), &in_post(scenario, weeks))
}

/// The part of it that the network and its practices pay.
pub(super) fn own_year(money: &Money, scenario: &Scenario, weeks: u32) -> Pence {
    money.own_year(scenario.system.patients(), &in_post(scenario, weeks))
}

fn in_post(scenario: &Scenario, weeks: u32) -> Vec<Team> {
    scenario.system.teams_in_post(weeks as i32 * 7)
}

/// What a system with more staff costs beyond another in a year, whoever pays; `None` without a price. Staff
/// without a price of their own have that of the `gp_hours` that they add, if these are stated.
pub(super) fn of_more_staff(
    money: &Money,
    (more, system): (&CareSystem, &CareSystem),
    gp_hours: Option<f64>,
) -> Option<Pence> {
    let patients = system.patients();
    let cost = money.whole_year(patients, &more.teams) - money.whole_year(patients, &system.teams);
    if cost > Pence::ZERO {
        return Some(cost);
    }
    gp_hours.filter(|hours| *hours > 0.0).map(|hours| of_gp_hours(money, hours))
}

/// What so many hours of a GP cost.
pub(super) fn of_gp_hours(money: &Money, hours: f64) -> Pence {
    Pence::from_pounds(money.gp_hour.as_pounds() * hours)
}

/// The scenario that was simulated.
pub(super) fn known<'s>(
    found: &ScenarioResults,
    scenarios: &'s [Scenario],
) -> Option<&'s Scenario> {
    scenarios.get(found.scenario)
}

/// A cost divided by a gain, with the interval that follows from that of the gain.
pub(super) fn cost_per(cost: Pence, gained: Option<MeanInterval>) -> Vec<String> {
    let Some(gained) = gained else { return Vec::new() };
    let Some((low, high)) = gained.bounds().filter(|_| !includes_zero(gained)) else {
        return vec![NOT_STATED.into()];
    };
    let cost = cost.as_pounds();
    let each = |gain: f64| cost / gain;
    match (cost > 0.0, low > 0.0) {
        (true, true) => vec![
            money_each(each(gained.mean)),
            format!("({} to {})", money_each(each(high)), money_each(each(low))),
        ],
        // Both cost and gain are negative: the saving for each appointment lost.
        (false, false) if cost < 0.0 => vec![
            format!("{} saved", money_each(each(gained.mean))),
            format!("({} to {})", money_each(each(low)), money_each(each(high))),
            "for each lost".into(),
        ],
        (false, true) => vec!["costs no more".into()],
        (_, false) => vec!["some are lost".into()],
    }
}

/// Pounds for one appointment or attendance, with pence below £100.
pub(super) fn money_each(pounds: f64) -> String {
    if pounds < 100.0 { format!("£{pounds:.2}") } else { format!("£{}", whole(pounds)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cost_per_gain_is_stated_only_where_the_gain_is_sure() {
        let gained = |mean, half| Some(MeanInterval { mean, half_width: half });
        let cost = Pence::from_pounds(150_000.0);
        // £150,000 for 5,000, 4,000 to 6,000: £30, £25 to £37.50.
        assert_eq!(
            cost_per(cost, gained(5_000.0, Some(1_000.0))),
            ["£30.00", "(£25.00 to £37.50)"]
        );
        assert_eq!(cost_per(cost, gained(500.0, Some(1_000.0))), [NOT_STATED]);
        assert_eq!(cost_per(cost, gained(500.0, None)), [NOT_STATED]);
        assert_eq!(cost_per(cost, gained(-500.0, Some(1.0))), ["some are lost"]);
        assert_eq!(cost_per(Pence::ZERO, gained(500.0, Some(1.0))), ["costs no more"]);
        assert_eq!(cost_per(Pence::ZERO - cost, gained(-5_000.0, Some(1.0)))[0], "£30.00 saved");
        assert_eq!(signed_pounds(-1234.4), "−£1,234");
    }
}
