//! Money as tables: what a team costs, what is reimbursed, what the network pays, and what an
//! appointment gained costs.

use super::estate::estate_text;
use super::estimate::{
    ED_DEFLECTED, EdRange, gain, in_use, includes_zero, main_comparisons, yearly,
};
use super::grid::{Row, Table};
use super::words::{signed, whole};
use crate::experiment::results::{Comparison, Results, ScenarioResults};
use crate::model::Network;
use crate::model::money::{Factor, Money, Pence, RoleYear, Year};
use crate::model::practice::Site;
use crate::scenario::Scenario;
use crate::statistics::interval::MeanInterval;
use crate::text::csv::Csv;
use crate::units::YEAR_DAYS;
use std::fmt;

/// What is said where a cost is divided by a gain that may be nothing.
const NOT_STATED: &str = "cannot be stated";

/// Something to know of a scenario's money before it is used.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum MoneyWarning {
    /// More is employed of a role than is reimbursed.
    CapExceeded {
        /// The role's title.
        role: String,
        /// Whole-time equivalents above the baseline.
        wte: String,
        /// Whole-time equivalents that are reimbursed.
        cap: String,
    },
    /// What could be claimed is more than the sum.
    SumExceeded {
        /// The first such year.
        year: String,
        /// By how much, in that year.
        by: Pence,
    },
    /// A team differs from the baseline's, and has no price.
    NoPrice {
        /// The team's name.
        team: String,
    },
    /// Rooms differ from the baseline's, and no project built them.
    RoomsWithoutProject {
        /// Rooms more than the baseline has.
        rooms: i64,
    },
}

impl fmt::Display for MoneyWarning {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            MoneyWarning::CapExceeded { role, wte, cap } => write!(
                out,
                "{role}: {wte} whole-time equivalents above the baseline, of which {cap} are \
                 reimbursed at most. The network pays the others itself: lower `wte`, or plan for it."
            ),
            MoneyWarning::SumExceeded { year, by } => write!(
                out,
                "From {year} on the team costs more than the reimbursement sum, in that year by \
                 {by}, which the network pays itself. Plan a smaller team or find the money."
            ),
            MoneyWarning::NoPrice { team } => write!(
                out,
                "The team {team} differs from the baseline's, and its cost is not counted: its role \
                 has no price, or it works by rota. State [money.roles] for it, or add it by hand."
            ),
            MoneyWarning::RoomsWithoutProject { rooms } => write!(
                out,
                "Under [practices] there are {rooms} more rooms than in the baseline: such rooms \
                 cost nothing here. State a project under [estate] instead."
            ),
        }
    }
}

/// Everything to warn of in a scenario's money; `baseline` is what it is compared with.
pub fn money_warnings(scenario: &Scenario, baseline: Option<&Scenario>) -> Vec<MoneyWarning> {
    let Some(money) = &scenario.money else { return Vec::new() };
    let years = outlook(scenario, money);
    let mut found = Vec::new();
    for role in years.first().map_or(&[][..], |year| &year.roles) {
        let paid = money.roles.iter().find(|paid| paid.role == role.role);
        let above = paid.map_or(Factor::ZERO, |paid| role.wte.less(paid.baseline_wte));
        if above > role.claimable {
            found.push(MoneyWarning::CapExceeded {
                role: scenario.network.roles[role.role].title.clone(),
                wte: above.get().to_string(),
                cap: role.claimable.get().to_string(),
            });
        }
    }
    if let Some(year) = years.iter().find(|year| year.claim() > year.sum) {
        found.push(MoneyWarning::SumExceeded { year: year.name(), by: year.claim() - year.sum });
    }
    found.extend(baseline.into_iter().flat_map(|baseline| differences(scenario, money, baseline)));
    found
}

/// What differs from the baseline without a price.
fn differences(scenario: &Scenario, money: &Money, baseline: &Scenario) -> Vec<MoneyWarning> {
    let (own, other) = (&scenario.network, &baseline.network);
    let has_price = |role| money.roles.iter().any(|paid| paid.role == role);
    let unpriced = own.teams.iter().filter(|team| {
        let before = other.teams.iter().find(|before| before.name == team.name);
        let differs = before.is_none_or(|before| {
            (before.wte, &before.sessions, &before.months)
                != (team.wte, &team.sessions, &team.months)
        });
        differs && (!has_price(team.role) || !team.sessions.is_empty())
    });
    let mut found: Vec<_> =
        unpriced.map(|team| MoneyWarning::NoPrice { team: team.name.clone() }).collect();
    let stated = |network: &Network| -> i64 {
        let of_site = |site: &Site| i64::from(site.consulting_rooms + site.treatment_rooms);
        network.sites.iter().map(of_site).sum()
    };
    let rooms = stated(own) - stated(other);
    if rooms != 0 {
        found.push(MoneyWarning::RoomsWithoutProject { rooms });
    }
    found
}

fn outlook(scenario: &Scenario, money: &Money) -> Vec<Year> {
    money.outlook(scenario.network.patients(), &scenario.network.teams)
}

/// The money of a scenario as text, at most 100 columns wide: the team, the years ahead, the estate.
/// `None` if the scenario has no table `[money]`.
pub fn money_text(scenario: &Scenario) -> Option<String> {
    let money = scenario.money.as_ref()?;
    let years = outlook(scenario, money);
    let tables = [team(scenario, money, years.first()?), ahead(&years)];
    let mut texts: Vec<String> = tables.iter().map(Table::to_text).collect();
    texts.extend(estate_text(std::slice::from_ref(scenario)));
    Some(texts.join("\n\n"))
}

/// An amount in whole pounds.
pub(super) fn pounds(amount: Pence) -> String {
    let text = whole(amount.as_pounds());
    text.strip_prefix('−').map_or_else(|| format!("£{text}"), |size| format!("−£{size}"))
}

/// What each role of the claimed teams costs in the first year.
fn team(scenario: &Scenario, money: &Money, year: &Year) -> Table {
    let row = |role: &RoleYear| {
        let found = money.roles.iter().find(|paid| paid.role == role.role);
        let per_wte = |amount: &dyn Fn(&crate::model::money::PaidRole) -> Pence| {
            found.map_or_else(String::new, |paid| pounds(amount(paid)))
        };
        let cells = [
            role.wte.get().to_string(),
            per_wte(&|paid| money.cost_per_wte(paid, money.first_year)),
            per_wte(&|paid| money.limit_per_wte(paid, money.first_year)),
            pounds(role.cost),
            pounds(role.trust),
            pounds(role.claim),
        ];
        let cells = cells.into_iter().map(|cell| vec![cell]).collect();
        Row::new(scenario.network.roles[role.role].title.clone(), cells)
    };
    let mut rows: Vec<Row> = year.roles.iter().map(row).collect();
    let wte = year.roles.iter().map(|role| role.wte).fold(Factor::ZERO, Factor::plus);
    let total = [
        wte.get().to_string(),
        String::new(),
        String::new(),
        pounds(year.cost()),
        pounds(year.trust()),
        pounds(year.claim()),
    ];
    rows.push(Row {
        is_total: true,
        ..Row::new("Together", total.into_iter().map(|cell| vec![cell]).collect())
    });
    let head =
        ["Role", "WTE", "Cost of a WTE", "Limit of a WTE", "Cost", "Mental health trust", "Claim"];
    Table {
        caption: format!("{}: the claimed teams in {}", scenario.title, year.name()),
        head: head.map(str::to_owned).into(),
        rows,
        note:
            "Cost: salaries with the employer's pension and national insurance. Claim: within the \
               limit and the cap of the role, above its baseline."
                .into(),
    }
}

/// The lines of a year: the name in files, the words, the amount, whether it is a sum.
type Line = (&'static str, &'static str, fn(&Year) -> Pence, bool);

const LINES: [Line; 10] = [
    ("sum", "Reimbursement sum", |year| year.sum, false),
    ("cost", "Cost of the claimed teams", Year::cost, false),
    ("trust", "Paid by the mental health trust", Year::trust, false),
    ("claim", "Claim within limits and caps", Year::claim, false),
    ("reimbursed", "Reimbursed", Year::reimbursed, false),
    ("unspent", "Left of the sum", Year::unspent, false),
    ("unreimbursed", "Pay not reimbursed", Year::unreimbursed, false),
    ("beside", "Equipment, licences, training", |year| year.beside, false),
    ("estate", "Estate: capital spread, running", |year| year.estate, false),
    ("paid", "The network pays", Year::paid, true),
];

/// The years ahead.
fn ahead(years: &[Year]) -> Table {
    let row = |(_, words, amount, is_total): &Line| Row {
        is_total: *is_total,
        ..Row::new(*words, years.iter().map(|year| vec![pounds(amount(year))]).collect())
    };
    Table {
        caption: "The years ahead, if the team stays as it is".into(),
        head: std::iter::once("Year".into()).chain(years.iter().map(Year::name)).collect(),
        rows: LINES.iter().map(row).collect(),
        note: "In whole pounds; to the penny in money.csv. Pay rises, limits and the sum grow as \
               [money] says. The network pays: pay not reimbursed, what stands beside it, the estate."
            .into(),
    }
}

/// Every amount of every year, to the penny, one row each.
pub fn money_csv(scenarios: &[Scenario]) -> String {
    let mut table = Csv::new(["scenario", "year", "item", "of", "pounds"]);
    for scenario in scenarios {
        let Some(money) = &scenario.money else { continue };
        for year in outlook(scenario, money) {
            let name = year.name();
            let mut row = |item: &str, of: &str, amount: Pence| {
                table.row([&scenario.name, &name, item, of, &decimal(amount)]);
            };
            for role in &year.roles {
                let of = &scenario.network.roles[role.role].name;
                row("cost", of, role.cost);
                row("trust", of, role.trust);
                row("claim", of, role.claim);
            }
            for (item, _, amount, _) in LINES {
                row(item, "", amount(&year));
            }
            for project in &money.estate {
                row("estate", &project.name, project.in_year(year.april));
            }
        }
    }
    table.text()
}

/// An amount in pounds with two decimals and a plain minus sign, for other programs.
pub(super) fn decimal(amount: Pence) -> String {
    let (sign, size) = (if amount < Pence::ZERO { "-" } else { "" }, amount.get().unsigned_abs());
    format!("{sign}{}.{:02}", size / 100, size % 100)
}

/// What each change costs in a year beyond the baseline, and what an appointment gained costs by it;
/// `None` unless the baseline and a change have money.
pub(super) fn costs(results: &Results, scenarios: &[Scenario]) -> Option<Table> {
    let baseline = results.scenarios.first().and_then(|found| known(found, scenarios))?;
    let before = baseline.money.as_ref()?;
    let row = |(found, compared): (&ScenarioResults, &Comparison)| {
        let scenario = known(found, scenarios)?;
        let money = scenario.money.as_ref()?;
        let own =
            |money: &Money, of: &Scenario| money.own_year(of.network.patients(), &of.network.teams);
        let cost = whole_year(money, scenario) - whole_year(before, baseline);
        let own = own(money, scenario) - own(before, baseline);
        // A whole year of a project is paid for, so what a whole year of it gains counts.
        let used = in_use(results, found, compared);
        let gained = gain(used, results.weeks);
        let supervision = compared
            .measure("supervision_hours_clinic_gp")
            .and_then(|series| yearly(series, results.weeks))
            .map(|hours| signed_pounds(hours.mean * money.gp_hour.as_pounds()));
        let cells = vec![
            vec![signed_pounds(cost.as_pounds())],
            vec![signed_pounds(own.as_pounds())],
            supervision.into_iter().collect(),
            cost_per(cost, gained),
            cost_per_attendance(cost, used, results.weeks),
        ];
        Some(Row::new(found.title.as_str(), cells))
    };
    let rows: Vec<Row> = main_comparisons(results).filter_map(row).collect();
    let head = [
        "Change",
        "More cost, whoever pays",
        "Of it, paid by network and practices",
        "GPs' time supervising",
        "Cost per net appointment gained",
        "Cost per ED attendance avoided",
    ];
    (!rows.is_empty()).then(|| Table {
        caption: "What each change costs in a year, against the baseline".into(),
        head: head.map(str::to_owned).into(),
        rows,
        note: format!(
            "Cost: pay, equipment and training of every team that has a price, and a whole year of \
             every estate project, held against what a whole year of its rooms gains, both of \
             {YEAR_DAYS} days. GPs' time \
             supervising, of those with clinics, is no further payment, and is within the net gain \
             already: it is not added. A cost per appointment cannot be stated where the interval \
             of the gain includes zero.{}",
            posts_and_locums(results)
        ),
    })
}

/// What is said beside costs where posts were vacant or locums covered; nothing where neither was.
fn posts_and_locums(results: &Results) -> String {
    let list = |measure: &str, show: &dyn Fn(f64) -> String| -> String {
        let of = |found: &ScenarioResults| {
            let mean = yearly(found.measure(measure)?, results.weeks)?.mean;
            (mean > 0.0).then(|| format!("{}: {}", found.title, show(mean)))
        };
        let plain = results.scenarios.iter().filter(|found| found.is_stated());
        plain.filter_map(of).collect::<Vec<_>>().join("; ")
    };
    let vacant = list("posts_vacant_share", &|share| format!("{:.1}%", share * 100.0));
    let covered = list("sessions_covered", &whole);
    let mut said = String::new();
    if !vacant.is_empty() {
        said += " Vacant posts cost as if they were filled, so what is not paid for them is not \
                 taken off. Of rostered sessions vacant: ";
        said += &vacant;
        said.push('.');
    }
    if !covered.is_empty() {
        said += " Locums who cover have no price and are not counted. Sessions covered: ";
        said += &covered;
        said.push('.');
    }
    said
}

/// What a scenario costs in a whole year, whoever pays.
pub(super) fn whole_year(money: &Money, scenario: &Scenario) -> Pence {
    money.whole_year(scenario.network.patients(), &scenario.network.teams)
}

/// The scenario that was simulated.
pub(super) fn known<'s>(
    found: &ScenarioResults,
    scenarios: &'s [Scenario],
) -> Option<&'s Scenario> {
    scenarios.get(found.scenario)
}

/// A difference in whole pounds with its sign.
fn signed_pounds(amount: f64) -> String {
    let text = signed(amount);
    match text.chars().next() {
        Some(sign @ ('+' | '−')) => format!("{sign}£{}", &text[sign.len_utf8()..]),
        _ => format!("£{text}"),
    }
}

/// A cost divided by a gain, with the interval that the gain's gives it.
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
        // Less is paid and less is had: what is saved for each that is lost.
        (false, false) if cost < 0.0 => vec![
            format!("{} saved", money_each(each(gained.mean))),
            format!("({} to {})", money_each(each(low)), money_each(each(high))),
            "for each lost".into(),
        ],
        (false, true) => vec!["costs no more".into()],
        (_, false) => vec!["some are lost".into()],
    }
}

/// Pounds for one: with pence below a hundred.
fn money_each(pounds: f64) -> String {
    if pounds < 100.0 { format!("£{pounds:.2}") } else { format!("£{}", whole(pounds)) }
}

/// The cost of an attendance avoided: from the most that may be avoided to the least.
fn cost_per_attendance(cost: Pence, compared: &Comparison, weeks: u32) -> Vec<String> {
    let Some(range) = EdRange::of(compared, weeks) else { return Vec::new() };
    let cost = cost.as_pounds();
    match range.bounds {
        Some((low, high)) if low > 0.0 && cost > 0.0 => {
            vec![format!("{} to {}", money_each(cost / high), money_each(cost / low))]
        }
        _ => {
            // The central estimate by itself may still say something.
            let central = compared.measure(ED_DEFLECTED[1]).and_then(|s| yearly(s, weeks));
            let found = cost_per(Pence::from_pounds(cost), central);
            let is_stated = cost > 0.0 && found.len() > 1;
            let mut lines = vec![NOT_STATED.to_owned()];
            if is_stated {
                lines.push(format!("(central: {})", found[0]));
            }
            lines
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::results::Series;
    use crate::report::sample;
    use crate::scenario::{FileSystem, load};

    fn baseline() -> Scenario {
        load("average-pcn", &FileSystem).expect("it is built in")
    }

    #[test]
    fn the_baseline_has_a_sum_of_1_31_million_and_its_tables_fit() {
        let text = money_text(&baseline()).expect("the baseline has money");
        assert!(text.contains("£1,307,848"), "{text}");
        for line in text.lines() {
            assert!(line.chars().count() <= 100, "{line}");
        }
        let csv = money_csv(&[baseline()]);
        assert!(csv.contains("\naverage-pcn,2025/26,sum,,1307848.41\n"), "{csv}");
    }

    #[test]
    fn a_scenario_without_money_has_no_tables() {
        let scenario = Scenario { money: None, ..baseline() };
        assert_eq!(money_text(&scenario), None);
        assert_eq!(money_csv(&[scenario]), "scenario,year,item,of,pounds\n");
    }

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

    #[test]
    fn a_cost_per_attendance_avoided_is_a_range_or_is_not_stated() {
        let year = |values: [f64; 3]| {
            let mut compared = sample::results().comparisons[0].clone();
            for (name, mean) in ED_DEFLECTED.iter().zip(values) {
                let place = compared.measures.iter().position(|series| series.name == *name);
                let series = &mut compared.measures[place.expect("it is compared")];
                // The same in every replication, so the intervals have no width.
                series.values.iter_mut().for_each(|value| *value = Some(mean));
            }
            compared
        };
        let cost = Pence::from_pounds(12_000.0);
        // £12,000 for 20, 60 or 100 attendances in 364 days, 20.07, 60.21 or 100.34 in a year.
        let sure = cost_per_attendance(cost, &year([20.0, 60.0, 100.0]), 52);
        assert_eq!(sure, ["£120 to £598"]);
        // None at all is possible: only the central estimate says something.
        let unsure = cost_per_attendance(cost, &year([0.0, 60.0, 100.0]), 52);
        assert_eq!(unsure[0], NOT_STATED);
        assert_eq!(unsure[1], "(central: £199)");
        assert_eq!(cost_per_attendance(cost, &year([-5.0, 0.0, 5.0]), 52), [NOT_STATED]);
    }

    #[test]
    fn comparisons_say_what_each_change_costs() {
        let table = costs(&sample::results(), &sample::scenarios()).expect("all have money");
        let cost = |name: &str| {
            let row = table.rows.iter().find(|row| row.name == name);
            row.expect("it is compared").cells[0].join(" ")
        };
        // Two at (53,475 × 1.25 = 66,843.75) + 1,450 + 800.
        assert_eq!(cost("Two more first contact physiotherapists"), "+£138,188");
        // Two at £130,000 over 40 years at 3.5%: £6,087.54 a year; running each £2,000.
        assert_eq!(cost("Two more consulting rooms"), "+£16,175");
        assert_eq!(costs(&sample::results(), &[]), None);
    }

    #[test]
    fn vacant_posts_and_locums_are_told_beside_the_costs() {
        let (results, scenarios) = (sample::results(), sample::scenarios());
        let note = |results: &Results| costs(results, &scenarios).expect("all have money").note;
        assert!(!note(&results).contains("acant") && !note(&results).contains("ocums"));
        let told = |name: &str, mean: f64| {
            let like = &sample::results().scenarios[1].measures[0];
            let values = like.values.iter().map(|_| Some(mean)).collect();
            let mut results = sample::results();
            let kind = crate::measures::find(name).expect("it is measured").kind;
            results.scenarios[1].measures.push(Series {
                name: name.into(),
                kind,
                values,
                ..like.clone()
            });
            note(&results)
        };
        let title = "Two more first contact physiotherapists";
        let said = told("posts_vacant_share", 0.0534);
        assert!(said.contains("Vacant posts cost as if they were filled"), "{said}");
        assert!(said.ends_with(&format!("vacant: {title}: 5.3%.")), "{said}");
        // 1,234 in 52 weeks.
        let said = told("sessions_covered", 1_234.0);
        assert!(said.ends_with(&format!("Sessions covered: {title}: 1,238.")), "{said}");
        assert_eq!(told("posts_vacant_share", 0.0), note(&results));
    }

    #[test]
    fn what_has_no_price_is_warned_of() {
        let mut rooms = load("two-more-rooms", &FileSystem).expect("it is built in");
        assert_eq!(money_warnings(&rooms, Some(&baseline())), []);
        rooms.network.sites[0].consulting_rooms += 2;
        assert_eq!(
            money_warnings(&rooms, Some(&baseline())),
            [MoneyWarning::RoomsWithoutProject { rooms: 2 }]
        );
        let mut scenario = baseline();
        let mut teams = scenario.network.teams.iter_mut();
        teams.find(|team| team.name == "gp-partners").expect("it has partners").wte += 1.0;
        assert_eq!(
            money_warnings(&scenario, Some(&baseline())),
            [MoneyWarning::NoPrice { team: "gp-partners".into() }]
        );
    }

    #[test]
    fn a_cap_that_is_exceeded_is_warned_of() {
        let mut scenario = baseline();
        let roles = &scenario.network.roles;
        let money = scenario.money.as_mut().expect("the baseline has money");
        let mut paid = money.roles.iter_mut();
        let pharmacist = paid.find(|paid| roles[paid.role].name == "clinical-pharmacist");
        pharmacist.expect("it has pharmacists").cap = Some(Factor::new(3.0));
        let found = money_warnings(&scenario, None);
        let text = found[0].to_string();
        assert!(
            text.contains("5.7 whole-time equivalents above the baseline, of which 3"),
            "{text}"
        );
    }
}
