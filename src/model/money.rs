//! Money: what a team costs, how much of it is reimbursed, and what the network pays itself.
//!
//! Amounts are whole [`Pence`]; rates, shares and whole-time equivalents are whole millionths
//! ([`Factor`]). The documentation of each function says what it rounds. Money is not simulated and
//! changes no appointment.

use crate::model::roster::Team;
use jiff::civil::Date;

pub use crate::model::overtime::OvertimePrices;
pub use crate::model::pence::{Factor, Pence};

/// Financial years, April to March, for which England's rates and limits are stated.
pub const YEARS: [&str; 3] = ["2023/24", "2024/25", "2025/26"];

/// The calendar year in which the first of [`YEARS`] begins.
const FIRST_APRIL: i64 = 2023;

/// List size from which a role's higher cap applies, if it has one \[patients\].
///
/// Source: Network Contract Directed Enhanced Service, additional roles reimbursement scheme.
pub const LARGE_NETWORK: f64 = 100_000.0;

/// What a network is paid for its additional roles, what they cost, and what is built.
#[derive(Clone, Debug, PartialEq)]
pub struct Money {
    /// The first year shown, as an index into [`YEARS`]. Key: `money.year`.
    pub first_year: usize,
    /// The number of years shown, the first included. Key: `money.years`.
    pub years: usize,
    /// The reimbursement sum per weighted patient in each of [`YEARS`] \[£\].
    pub rate: [Factor; 3],
    /// Weighted patients per registered one [-].
    pub weighting: Factor,
    /// Growth of the sum in each year after the last of [`YEARS`] [-].
    pub sum_growth: Factor,
    /// Growth of the limits of the roles in each of those years [-].
    pub limit_growth: Factor,
    /// Increase of pay at the second and at the third of [`YEARS`] [-].
    pub past_uplift: [Factor; 2],
    /// Increase of pay in each year after the last of [`YEARS`] [-].
    pub uplift: Factor,
    /// The employer's pension contribution and national insurance, per pound of salary [-].
    pub on_costs: Factor,
    /// Equipment, licences and training of a whole-time equivalent, which are not reimbursed \[£ a
    /// year\].
    pub beside: Pence,
    /// An hour of a general practitioner, used to price supervision \[£\].
    pub gp_hour: Pence,
    /// What GPs' time outside contracted hours costs, if that is stated.
    pub overtime: Option<OvertimePrices>,
    /// The roles that have a price.
    pub roles: Vec<PaidRole>,
    /// Teams, by index, for which nothing is claimed. The practices pay them.
    pub not_claimed: Vec<usize>,
    /// Estate projects.
    pub estate: Vec<Project>,
}

/// What a role costs, and how much of it is reimbursed.
#[derive(Clone, Debug, PartialEq)]
pub struct PaidRole {
    /// The role, as an index into the network's.
    pub role: usize,
    /// Its bands of Agenda for Change, in words, if it has any. Key: `money.roles.NAME.band`.
    pub band: Option<String>,
    /// The salary of a whole-time equivalent in the last of [`YEARS`] \[£ a year\].
    pub salary: Pence,
    /// The maximum reimbursement of a whole-time equivalent in each of [`YEARS`] \[£ a year\].
    pub limit: [Pence; 3],
    /// The mental health trust's share of salary and on-costs [-].
    pub trust_share: Factor,
    /// Whole-time equivalents of the scheme's baseline, which cannot be claimed for.
    pub baseline_wte: Factor,
    /// The maximum number of whole-time equivalents reimbursed, if there is one.
    pub cap: Option<Factor>,
}

/// The kind of an estate project.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProjectKind {
    /// Conversion of a room that had another use.
    Convert,
    /// A modular building.
    Modular,
    /// An extension of an existing site.
    Extend,
    /// A new site.
    NewBuild,
}

impl ProjectKind {
    /// The choices, as written in a scenario.
    pub const CHOICES: [(&'static str, ProjectKind); 4] = [
        ("convert", ProjectKind::Convert),
        ("modular", ProjectKind::Modular),
        ("extend", ProjectKind::Extend),
        ("new-build", ProjectKind::NewBuild),
    ];

    /// Its word in a scenario.
    pub fn word(self) -> &'static str {
        Self::CHOICES.iter().find(|(_, kind)| *kind == self).map_or("", |(word, _)| word)
    }
}

/// The cost of rooms that are built. [`crate::model::rooms::RoomProject`] has their effect.
#[derive(Clone, Debug, PartialEq)]
pub struct Project {
    /// Its name in the scenario.
    pub name: String,
    /// Its kind.
    pub kind: ProjectKind,
    /// The site, as an index.
    pub site: usize,
    /// The number of rooms that it adds.
    pub rooms: u32,
    /// Its capital cost \[£\].
    pub capital: Pence,
    /// The number of years for which it is used.
    pub life_years: u32,
    /// The annual discount rate [-].
    pub discount_rate: Factor,
    /// Its running cost \[£ a year\].
    pub running: Pence,
    /// The first day of use.
    pub ready: Date,
}

impl Project {
    /// Its cost in a whole year of use: the annuity of its capital plus the running cost.
    pub fn yearly(&self) -> Pence {
        annuity(self.capital, self.discount_rate, self.life_years) + self.running
    }

    /// Its cost in the financial year that begins in April of `april`. Whole months count, from the
    /// month in which it is ready to the end of its life. Rounded once.
    pub fn in_year(&self, april: i64) -> Pence {
        let month = |year: i64, month: i64| year * 12 + month - 1;
        let (from, until) = (month(april, 4), month(april + 1, 4));
        let ready = month(self.ready.year().into(), self.ready.month().into());
        let gone = ready + i64::from(self.life_years) * 12;
        self.yearly().part((gone.min(until) - ready.max(from)).max(0), 12)
    }
}

/// The payment at the end of each of `years` years whose total, discounted at `rate`, is worth
/// `capital` now. Rounded once to the nearest penny.
///
/// ```text
/// annuity = capital × rate / (1 − (1 + rate)^−years), or capital / years without discounting
/// ```
///
/// Only the factor is a binary fraction. Its error is less than a millionth of a penny.
pub fn annuity(capital: Pence, rate: Factor, years: u32) -> Pence {
    if rate == Factor::ZERO {
        return capital.part(1, years.max(1).into());
    }
    let rate = rate.get();
    // The power is computed by multiplication, which is the same on every machine.
    let grown = (0..years.max(1)).fold(1.0, |grown, _| grown * (1.0 + rate));
    Pence::new((capital.get() as f64 * rate / (1.0 - 1.0 / grown)).round() as i64)
}

/// The cost of a role's claimed teams in a year, and who could pay it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RoleYear {
    /// The role, as an index into the network's.
    pub role: usize,
    /// Whole-time equivalents of the claimed teams.
    pub wte: Factor,
    /// Those of them that can be claimed for: above the baseline and below the cap.
    pub claimable: Factor,
    /// Salaries and on-costs of all of them.
    pub cost: Pence,
    /// The part that the mental health trust pays.
    pub trust: Pence,
    /// The part that can be claimed within the role's limit.
    pub claim: Pence,
}

/// A network's money in one year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Year {
    /// The calendar year in which it begins: `2025` for April 2025 to March 2026.
    pub april: i64,
    /// The network's reimbursement sum.
    pub sum: Pence,
    /// The roles that are claimed for.
    pub roles: Vec<RoleYear>,
    /// Salaries and on-costs of teams for whom nothing is claimed.
    pub own_staff: Pence,
    /// Equipment, licences and training of the claimed teams.
    pub beside: Pence,
    /// The estate projects, as far as they are in use.
    pub estate: Pence,
}

impl Year {
    /// The year as it is written, for example `2025/26`.
    pub fn name(&self) -> String {
        format!("{}/{:02}", self.april, (self.april + 1) % 100)
    }

    /// Salaries and on-costs of the claimed teams.
    pub fn cost(&self) -> Pence {
        self.roles.iter().map(|role| role.cost).sum()
    }

    /// What the mental health trust pays of them.
    pub fn trust(&self) -> Pence {
        self.roles.iter().map(|role| role.trust).sum()
    }

    /// What could be claimed if the sum were large enough.
    pub fn claim(&self) -> Pence {
        self.roles.iter().map(|role| role.claim).sum()
    }

    /// What is reimbursed: the claim, up to the sum.
    pub fn reimbursed(&self) -> Pence {
        self.claim().min(self.sum)
    }

    /// Pay that is not reimbursed: beyond the limits, the caps, the baseline or the sum.
    pub fn unreimbursed(&self) -> Pence {
        self.cost() - self.trust() - self.reimbursed()
    }

    /// What the network pays for the claimed teams and the estate.
    pub fn paid(&self) -> Pence {
        self.unreimbursed() + self.beside + self.estate
    }

    /// The part of the sum that is not used, and is lost.
    pub fn unspent(&self) -> Pence {
        self.sum - self.reimbursed()
    }
}

impl Money {
    /// The years shown, for a network with `patients` registered patients and these `teams`.
    ///
    /// # Example
    ///
    /// ```
    /// use pcn_sim::scenario::{FileSystem, load};
    ///
    /// let scenario = load("average-pcn", &FileSystem)?;
    /// let (system, money) = (&scenario.system, scenario.money.as_ref().expect("it states money"));
    /// let years = money.outlook(system.patients(), &system.teams);
    /// assert_eq!(years[0].name(), "2025/26");
    /// assert!(years[0].reimbursed() <= years[0].sum);
    /// # Ok::<(), pcn_sim::scenario::error::ScenarioError>(())
    /// ```
    pub fn outlook(&self, patients: f64, teams: &[Team]) -> Vec<Year> {
        (self.first_year..self.first_year + self.years)
            .map(|year| self.year(year, patients, teams))
            .collect()
    }

    /// One year, counted from the first of [`YEARS`].
    pub fn year(&self, year: usize, patients: f64, teams: &[Team]) -> Year {
        let april = FIRST_APRIL + year as i64;
        let wte = |role: usize, is_claimed: bool| self.wte(role, is_claimed, teams);
        let cost = |paid: &PaidRole| self.cost_per_wte(paid, year);
        let roles: Vec<RoleYear> = self
            .roles
            .iter()
            .map(|paid| self.role_year(paid, wte(paid.role, true), year))
            .filter(|role| role.wte > Factor::ZERO)
            .collect();
        Year {
            april,
            sum: self.sum(patients, year),
            own_staff: self.roles.iter().map(|r| cost(r).times(wte(r.role, false))).sum(),
            beside: roles.iter().map(|role| self.beside.times(role.wte)).sum(),
            estate: self.estate.iter().map(|project| project.in_year(april)).sum(),
            roles,
        }
    }

    /// The network's reimbursement sum of a year: weighted patients times the rate, rounded once.
    /// After the last of [`YEARS`] it grows each year and is rounded in each.
    pub fn sum(&self, patients: f64, year: usize) -> Pence {
        let weighted = Factor::new(patients).times(self.weighting);
        let (rate, after) = stated(&self.rate, year);
        let sum = Pence::of_rate(rate, weighted);
        grown(sum, self.sum_growth, after)
    }

    /// The cost of a whole-time equivalent in a year: the salary, raised or lowered to that year,
    /// plus on-costs. Each step is rounded.
    pub fn cost_per_wte(&self, paid: &PaidRole, year: usize) -> Pence {
        let past = self.past_uplift.iter().skip(year).rev();
        let salary = past.fold(paid.salary, |salary, uplift| salary.before(*uplift));
        let after = (year + 1).saturating_sub(YEARS.len());
        grown(salary, self.uplift, after).raised(self.on_costs)
    }

    /// The maximum reimbursement of a whole-time equivalent in a year.
    pub fn limit_per_wte(&self, paid: &PaidRole, year: usize) -> Pence {
        let (limit, after) = stated(&paid.limit, year);
        grown(limit, self.limit_growth, after)
    }

    /// The cost of a role and the part that can be claimed.
    ///
    /// The trust's share is deducted from both the cost and the limit. The network claims its part
    /// of the post, up to the same part of the limit.
    fn role_year(&self, paid: &PaidRole, wte: Factor, year: usize) -> RoleYear {
        let above = wte.less(paid.baseline_wte);
        let claimable = paid.cap.map_or(above, |cap| above.min(cap));
        let own_share = Factor::ONE.less(paid.trust_share);
        let per_wte = self.cost_per_wte(paid, year);
        let limit = self.limit_per_wte(paid, year);
        let cost = per_wte.times(wte);
        RoleYear {
            role: paid.role,
            wte,
            claimable,
            cost,
            trust: cost - cost.times(own_share),
            claim: per_wte.times(own_share).min(limit.times(own_share)).times(claimable),
        }
    }

    /// Whole-time equivalents of a role, over the teams that are claimed for or over the others. A
    /// team that works in some months counts in proportion.
    fn wte(&self, role: usize, is_claimed: bool, teams: &[Team]) -> Factor {
        teams
            .iter()
            .enumerate()
            .filter(|(index, team)| {
                team.role == role && self.not_claimed.contains(index) != is_claimed
            })
            .map(|(_, team)| {
                let months = if team.months.is_empty() { 12 } else { team.months.len() };
                Factor::new(team.wte * months as f64 / 12.0)
            })
            .fold(Factor::ZERO, Factor::plus)
    }

    /// The cost of a whole year, whoever pays: salaries and on-costs of every team that has a
    /// price, other costs of these teams, and every project as if it were in use.
    pub fn whole_year(&self, patients: f64, teams: &[Team]) -> Pence {
        let year = self.year(self.first_year, patients, teams);
        year.cost() + year.own_staff + year.beside + self.projects()
    }

    /// The part of a whole year's cost that the network and its practices pay.
    pub fn own_year(&self, patients: f64, teams: &[Team]) -> Pence {
        let year = self.year(self.first_year, patients, teams);
        year.unreimbursed() + year.own_staff + year.beside + self.projects()
    }

    /// The cost of every project in a whole year.
    fn projects(&self) -> Pence {
        self.estate.iter().map(Project::yearly).sum()
    }
}

/// The value stated for a year; after the last stated year, that year's value and the number of
/// years since.
fn stated<T: Copy>(values: &[T; 3], year: usize) -> (T, usize) {
    let index = year.min(YEARS.len() - 1);
    (values[index], year - index)
}

/// An amount that grows by a share each year, rounded in each.
fn grown(amount: Pence, share: Factor, years: usize) -> Pence {
    (0..years).fold(amount, |amount, _| amount.raised(share))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::roster::Scope;
    use crate::model::supervision::Stage;

    fn team(role: usize, wte: f64) -> Team {
        Team {
            name: format!("team-{role}"),
            role,
            wte,
            wte_per_person: 1.0,
            scope: Scope::Network,
            pcn: 0,
            weeks_per_pcn: None,
            stage: Stage::Steady,
            turnover: None,
            new_starters: None,
            rotation: None,
            list_weight: 1.0,
            dates: Default::default(),
            sessions: Vec::new(),
            months: Vec::new(),
        }
    }

    /// A role that costs `cost` pounds without on-costs, with one limit for all years.
    fn role(role: usize, cost: f64, limit: f64) -> PaidRole {
        PaidRole {
            role,
            band: None,
            salary: Pence::from_pounds(cost),
            limit: [Pence::from_pounds(limit); 3],
            trust_share: Factor::ZERO,
            baseline_wte: Factor::ZERO,
            cap: None,
        }
    }

    fn money(roles: Vec<PaidRole>) -> Money {
        Money {
            first_year: 2,
            years: 5,
            rate: [22.671, 22.894, 26.631].map(Factor::new),
            weighting: Factor::ONE,
            sum_growth: Factor::new(0.02),
            limit_growth: Factor::ZERO,
            past_uplift: [0.055, 0.036].map(Factor::new),
            uplift: Factor::new(0.055),
            on_costs: Factor::ZERO,
            overtime: None,
            beside: Pence::ZERO,
            gp_hour: Pence::from_pounds(222.0),
            roles,
            not_claimed: Vec::new(),
            estate: Vec::new(),
        }
    }

    fn pounds(amount: f64) -> Pence {
        Pence::from_pounds(amount)
    }

    #[test]
    fn the_sum_of_the_mean_network_is_its_weighted_list_times_the_rate() {
        // 49,110 × £26.631 = £1,307,848.41 exactly; × £22.894 = £1,124,324.34.
        let money = money(Vec::new());
        assert_eq!(money.sum(49_110.0, 2), Pence::new(130_784_841));
        assert_eq!(money.sum(49_110.0, 1), Pence::new(112_432_434));
        // + 2% = £1,334,005.3782, so £1,334,005.38; + 2% = £1,360,685.4876, so £1,360,685.49.
        assert_eq!(money.sum(49_110.0, 3), Pence::new(133_400_538));
        assert_eq!(money.sum(49_110.0, 4), Pence::new(136_068_549));
        // A list that weighs 1.1 times as much: £1,438,633.251.
        let heavier = Money { weighting: Factor::new(1.1), ..money };
        assert_eq!(heavier.sum(49_110.0, 2), Pence::new(143_863_325));
    }

    #[test]
    fn below_the_limit_what_a_post_costs_is_claimed_and_above_it_the_limit() {
        // 2.5 WTE at £60,000: all £150,000. 1.6 WTE at £70,000, limit £66,972: £107,155.20 of
        // £112,000; the network pays £4,844.80.
        let roles = vec![role(0, 60_000.0, 66_972.0), role(1, 70_000.0, 66_972.0)];
        let year = money(roles).year(2, 49_110.0, &[team(0, 2.5), team(1, 1.6)]);
        assert_eq!(
            (year.roles[0].cost, year.roles[0].claim),
            (pounds(150_000.0), pounds(150_000.0))
        );
        assert_eq!(year.roles[1].cost, pounds(112_000.0));
        assert_eq!(year.roles[1].claim, pounds(107_155.2));
        assert_eq!((year.paid(), year.reimbursed()), (pounds(4_844.8), pounds(257_155.2)));
        assert_eq!(year.unspent(), pounds(1_307_848.41 - 257_155.2));
        assert_eq!(year.name(), "2025/26");
    }

    #[test]
    fn a_team_above_the_sum_shows_what_the_network_pays() {
        // 25 WTE at £60,000 = £1,500,000 against £1,307,848.41.
        let year = money(vec![role(0, 60_000.0, 66_972.0)]).year(2, 49_110.0, &[team(0, 25.0)]);
        assert_eq!(year.claim(), pounds(1_500_000.0));
        assert_eq!((year.reimbursed(), year.unspent()), (year.sum, Pence::ZERO));
        assert_eq!(year.paid(), pounds(192_151.59));
    }

    #[test]
    fn an_uplift_above_the_growth_of_the_sum_opens_a_gap_year_by_year() {
        // 1,000 patients: a sum of £26,631.00; one WTE that costs as much in 2025/26.
        // Cost +5.5%: 28,095.705 → £28,095.71 (half up); 29,640.97405 → £29,640.97;
        // 31,271.22335 → £31,271.22. Sum +2%: £27,163.62; 27,706.8924 → £27,706.89;
        // 28,261.0278 → £28,261.03.
        let mut money = money(vec![role(0, 26_631.0, 99_999.0)]);
        money.years = 4;
        let years = money.outlook(1_000.0, &[team(0, 1.0)]);
        let found: Vec<_> = years.iter().map(|year| (year.cost(), year.sum, year.paid())).collect();
        let expected = [
            (2_663_100, 2_663_100, 0),
            (2_809_571, 2_716_362, 93_209),
            (2_964_097, 2_770_689, 193_408),
            (3_127_122, 2_826_103, 301_019),
        ];
        assert_eq!(found, expected.map(|(c, s, p)| (Pence::new(c), Pence::new(s), Pence::new(p))));
        assert_eq!(years[3].name(), "2028/29");
    }

    #[test]
    fn limits_grow_by_themselves() {
        let mut money = money(vec![role(0, 60_000.0, 66_972.0)]);
        money.limit_growth = Factor::new(0.01);
        // 66,972 × 1.01 = £67,641.72; × 1.01 = 68,318.1372.
        assert_eq!(money.limit_per_wte(&money.roles[0], 4), pounds(68_318.14));
    }

    #[test]
    fn pay_of_earlier_years_is_before_its_uplifts() {
        // 60,000 / 1.036 = 57,915.0579…; / 1.055 = 54,895.79147; with 25% on-costs 68,619.7375.
        let mut money = money(vec![role(0, 60_000.0, 66_972.0)]);
        let cost = |money: &Money, year| money.cost_per_wte(&money.roles[0], year);
        assert_eq!(cost(&money, 1), pounds(57_915.06));
        assert_eq!(cost(&money, 0), pounds(54_895.79));
        money.on_costs = Factor::new(0.25);
        assert_eq!(cost(&money, 0), pounds(68_619.74));
        assert_eq!(cost(&money, 2), pounds(75_000.0));
    }

    #[test]
    fn the_mental_health_trust_pays_half_and_the_limit_is_halved_too() {
        // 0.6 WTE at £64,075: £38,445, of which the trust pays £19,222.50. Limit £63,000: the
        // network claims 0.6 × £31,500 = £18,900 and pays £322.50.
        let half = PaidRole { trust_share: Factor::new(0.5), ..role(0, 64_075.0, 63_000.0) };
        let year = money(vec![half]).year(2, 49_110.0, &[team(0, 0.6)]);
        assert_eq!((year.cost(), year.trust()), (pounds(38_445.0), pounds(19_222.5)));
        assert_eq!((year.claim(), year.paid()), (pounds(18_900.0), pounds(322.5)));
    }

    #[test]
    fn only_recruitment_above_the_baseline_and_below_the_cap_is_claimed() {
        // 5 WTE at £60,000, 1 of them before 2019, at most 3 reimbursed: £180,000 of £300,000.
        let capped = PaidRole {
            baseline_wte: Factor::ONE,
            cap: Some(Factor::new(3.0)),
            ..role(0, 60_000.0, 66_972.0)
        };
        let year = money(vec![capped]).year(2, 49_110.0, &[team(0, 5.0)]);
        assert_eq!((year.roles[0].claimable, year.claim()), (Factor::new(3.0), pounds(180_000.0)));
        assert_eq!(year.paid(), pounds(120_000.0));
    }

    #[test]
    fn teams_for_whom_nothing_is_claimed_are_paid_by_the_practices() {
        let mut money = money(vec![role(0, 60_000.0, 66_972.0)]);
        money.not_claimed = vec![1];
        money.beside = pounds(2_250.0);
        let teams = [team(0, 1.0), Team { months: vec![8, 9, 10], ..team(0, 2.0) }];
        let year = money.year(2, 49_110.0, &teams);
        // Three months of two: half a whole-time equivalent.
        assert_eq!((year.cost(), year.own_staff), (pounds(60_000.0), pounds(30_000.0)));
        assert_eq!(year.paid(), pounds(2_250.0));
        assert_eq!(money.whole_year(49_110.0, &teams), pounds(92_250.0));
        assert_eq!(money.own_year(49_110.0, &teams), pounds(32_250.0));
    }

    #[test]
    fn capital_is_spread_over_its_life() {
        // £150,000 over 20 years at 3.5%: 0.035 / (1 − 1.035^−20) = 0.070361077: £10,554.16.
        assert_eq!(annuity(pounds(150_000.0), Factor::new(0.035), 20), pounds(10_554.16));
        // Two years at 10%: 1.21 × 0.1 / 0.21 = 0.576190476…: £576.19 of £1,000.
        assert_eq!(annuity(pounds(1_000.0), Factor::new(0.1), 2), pounds(576.19));
        assert_eq!(annuity(pounds(1_000.0), Factor::ZERO, 3), pounds(333.33));
    }

    #[test]
    fn a_project_is_paid_for_from_the_month_in_which_it_is_ready() {
        let mut project = Project {
            name: "extension".into(),
            kind: ProjectKind::Extend,
            site: 0,
            rooms: 2,
            capital: pounds(1_000.0),
            life_years: 2,
            discount_rate: Factor::new(0.1),
            running: pounds(623.81),
            ready: jiff::civil::date(2026, 1, 15),
        };
        // £576.19 + £623.81 = £1,200 a year: three months, a year, nine months, nothing.
        assert_eq!(project.yearly(), pounds(1_200.0));
        let years = [2024, 2025, 2026, 2027, 2028].map(|april| project.in_year(april));
        assert_eq!(years, [0.0, 300.0, 1_200.0, 900.0, 0.0].map(pounds));
        project.ready = jiff::civil::date(2025, 4, 1);
        assert_eq!(project.in_year(2025), pounds(1_200.0));
    }
}
