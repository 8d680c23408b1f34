//! Money as tables: the cost of a team, what is reimbursed, what the network pays, and the cost of an
//! appointment gained.

use super::cost::{decimal, pounds};
use super::estate::estate_text;
use crate::model::CareSystem;
use crate::model::money::{Factor, Money, Pence, RoleYear, Year};
use crate::model::practice::Site;
use crate::model::supervision::PaidFrom;
use crate::scenario::Scenario;
use crate::text::csv::Csv;
use crate::text::grid::{Row, Table};
use std::fmt;

/// A warning about a scenario's money.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum MoneyWarning {
    /// More staff of a role are employed than are reimbursed.
    CapExceeded {
        /// The role's title.
        role: String,
        /// Whole-time equivalents above the baseline.
        wte: String,
        /// Whole-time equivalents that are reimbursed.
        cap: String,
    },
    /// The possible claims exceed the reimbursement sum.
    SumExceeded {
        /// The first such year.
        year: String,
        /// The excess in that year.
        by: Pence,
    },
    /// A team differs from that of the baseline and has no price.
    NoPrice {
        /// The team's name.
        team: String,
    },
    /// Debriefs return starts of supervisors, and nobody's time is taken for it.
    SupervisionFromNowhere,
    /// The number of rooms differs from the baseline without an estate project.
    RoomsWithoutProject {
        /// Rooms beyond those of the baseline.
        rooms: i64,
    },
}

impl fmt::Display for MoneyWarning {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            MoneyWarning::CapExceeded { role, wte, cap } => write!(
                out,
                "{role}: {wte} whole-time equivalents above the baseline, of which at most {cap} are \
                 reimbursed. The network pays for the others: lower `wte`, or plan for this cost."
            ),
            MoneyWarning::SumExceeded { year, by } => write!(
                out,
                "From {year} on, the team costs more than the reimbursement sum: by {by} in that year. \
                 The network pays the difference: plan a smaller team, or find the money."
            ),
            MoneyWarning::NoPrice { team } => write!(
                out,
                "The team {team} differs from that of the baseline, and its cost is not counted, because \
                 its role has no price or it works by rota. State [money.roles] for it, or add its cost \
                 by hand."
            ),
            MoneyWarning::SupervisionFromNowhere => write!(
                out,
                "supervision.paid_from = \"administrative\" returns the starts that debriefs close, and \
                 takes nobody's time or money for it. State [administration], which makes it overtime, \
                 or a team that backfills them, as the lever supervision-funded does."
            ),
            MoneyWarning::RoomsWithoutProject { rooms } => write!(
                out,
                "[practices] states {} than the baseline. Rooms stated there have no {}.",
                of_rooms(*rooms),
                if *rooms > 0 {
                    "cost: state a project under [estate] instead"
                } else {
                    "saving: what giving them up returns is not in the cost"
                }
            ),
        }
    }
}

/// A difference of rooms in words: `2 more rooms`, `4 fewer rooms`, `1 fewer room`.
fn of_rooms(rooms: i64) -> String {
    let plural = if rooms.abs() == 1 { "" } else { "s" };
    format!("{} {} room{plural}", rooms.abs(), if rooms > 0 { "more" } else { "fewer" })
}

/// All warnings about a scenario's money, compared with `baseline`.
pub fn money_warnings(scenario: &Scenario, baseline: Option<&Scenario>) -> Vec<MoneyWarning> {
    let Some(money) = &scenario.money else { return Vec::new() };
    let years = outlook(scenario, money);
    let mut found = Vec::new();
    for role in years.first().map_or(&[][..], |year| &year.roles) {
        let paid = money.roles.iter().find(|paid| paid.role == role.role);
        let above = paid.map_or(Factor::ZERO, |paid| role.wte.less(paid.baseline_wte));
        if above > role.claimable {
            found.push(MoneyWarning::CapExceeded {
                role: scenario.system.roles[role.role].title.clone(),
                wte: above.get().to_string(),
                cap: role.claimable.get().to_string(),
            });
        }
    }
    if let Some(year) = years.iter().find(|year| year.claim() > year.sum) {
        found.push(MoneyWarning::SumExceeded { year: year.name(), by: year.claim() - year.sum });
    }
    let system = &scenario.system;
    let is_paid_by_nobody = system.supervision.paid_from == PaidFrom::Administrative;
    if is_paid_by_nobody && system.administration.is_none() {
        found.push(MoneyWarning::SupervisionFromNowhere);
    }
    found.extend(baseline.into_iter().flat_map(|baseline| differences(scenario, money, baseline)));
    found
}

/// The differences from the baseline that have no price.
fn differences(scenario: &Scenario, money: &Money, baseline: &Scenario) -> Vec<MoneyWarning> {
    let (own, other) = (&scenario.system, &baseline.system);
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
    let stated = |system: &CareSystem| -> i64 {
        let of_site = |site: &Site| i64::from(site.consulting_rooms + site.treatment_rooms);
        system.sites.iter().map(of_site).sum()
    };
    let rooms = stated(own) - stated(other);
    if rooms != 0 {
        found.push(MoneyWarning::RoomsWithoutProject { rooms });
    }
    found
}

fn outlook(scenario: &Scenario, money: &Money) -> Vec<Year> {
    money.outlook(scenario.system.patients(), &scenario.system.teams)
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

/// The tables of a scenario's money: the team in the first year, the years ahead; none without `[money]`.
#[cfg(feature = "report")]
pub(super) fn money_tables(scenario: &Scenario) -> Option<[Table; 2]> {
    let money = scenario.money.as_ref()?;
    let years = outlook(scenario, money);
    Some([team(scenario, money, years.first()?), ahead(&years)])
}

/// The first year of a scenario's money; `None` without `[money]`.
#[cfg(feature = "report")]
pub(super) fn first_year(scenario: &Scenario) -> Option<Year> {
    outlook(scenario, scenario.money.as_ref()?).into_iter().next()
}

/// The cost of each role of the claimed teams in the first year.
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
        Row::new(scenario.system.roles[role.role].title.clone(), cells)
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
        is_marked: false,
        ..Row::new("Total", total.into_iter().map(|cell| vec![cell]).collect())
    });
    let head =
        ["Role", "WTE", "Cost of a WTE", "Limit of a WTE", "Cost", "Mental health trust", "Claim"];
    Table {
        caption: format!("{}: the claimed teams in {}", scenario.title, year.name()),
        head: head.map(str::to_owned).into(),
        rows,
        note:
            "Cost: salaries with the employer's pension and national insurance contributions. Claim: \
               the cost above the role's baseline, within its limit and cap."
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
    ("unspent", "Unspent part of the sum", Year::unspent, false),
    ("unreimbursed", "Pay not reimbursed", Year::unreimbursed, false),
    ("beside", "Equipment, licences, training", |year| year.beside, false),
    ("estate", "Estate: capital spread, running", |year| year.estate, false),
    ("paid", "The network pays", Year::paid, true),
];

/// The years ahead.
fn ahead(years: &[Year]) -> Table {
    let row = |(_, words, amount, is_total): &Line| Row {
        is_total: *is_total,
        is_marked: false,
        ..Row::new(*words, years.iter().map(|year| vec![pounds(amount(year))]).collect())
    };
    Table {
        caption: "The years ahead, if the team stays as it is".into(),
        head: std::iter::once("Year".into()).chain(years.iter().map(Year::name)).collect(),
        rows: LINES.iter().map(row).collect(),
        note: "Whole pounds; money.csv has every amount to the penny. [money] states how pay, limits and \
               the sum grow. The network pays: pay not reimbursed, equipment, licences, training and \
               the estate."
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
                let of = &scenario.system.roles[role.role].name;
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

#[cfg(test)]
mod tests {
    use super::*;
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
    fn what_has_no_price_is_warned_of() {
        let mut rooms = load("two-more-rooms", &FileSystem).expect("it is built in");
        assert_eq!(money_warnings(&rooms, Some(&baseline())), []);
        rooms.system.sites[0].consulting_rooms += 2;
        assert_eq!(
            money_warnings(&rooms, Some(&baseline())),
            [MoneyWarning::RoomsWithoutProject { rooms: 2 }]
        );
        let told = |rooms| MoneyWarning::RoomsWithoutProject { rooms }.to_string();
        assert!(told(2).contains("2 more rooms than") && told(2).contains("no cost"));
        assert!(told(-4).contains("4 fewer rooms than") && !told(-4).contains('−'));
        assert!(told(-1).contains("1 fewer room than") && !told(-1).contains("-1"));
        let mut scenario = baseline();
        let mut teams = scenario.system.teams.iter_mut();
        teams.find(|team| team.name == "gp-partners").expect("it has partners").wte += 1.0;
        assert_eq!(
            money_warnings(&scenario, Some(&baseline())),
            [MoneyWarning::NoPrice { team: "gp-partners".into() }]
        );
    }

    #[test]
    fn supervision_that_nobody_pays_for_is_warned_of_unless_it_is_accounted_for() {
        let mut scenario = baseline();
        scenario.system.supervision.paid_from = PaidFrom::Administrative;
        assert_eq!(money_warnings(&scenario, None), [MoneyWarning::SupervisionFromNowhere]);
        let account = load("administrative-time", &FileSystem).expect("it is built in");
        scenario.system.administration = account.system.administration;
        assert_eq!(money_warnings(&scenario, None), []);
    }

    #[test]
    fn a_cap_that_is_exceeded_is_warned_of() {
        let mut scenario = baseline();
        let roles = &scenario.system.roles;
        let money = scenario.money.as_mut().expect("the baseline has money");
        let mut paid = money.roles.iter_mut();
        let pharmacist = paid.find(|paid| roles[paid.role].name == "clinical-pharmacist");
        pharmacist.expect("it has pharmacists").cap = Some(Factor::new(3.0));
        let found = money_warnings(&scenario, None);
        let text = found[0].to_string();
        assert!(
            text.contains("5.7 whole-time equivalents above the baseline, of which at most 3"),
            "{text}"
        );
    }
}
