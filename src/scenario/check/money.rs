//! Money: the reimbursement sum, the roles' prices and limits.

use super::shares::no_more_than;
use crate::model::CareSystem;
use crate::model::money::{
    Factor, LARGE_NETWORK, Money, OvertimePrices, PaidRole, Pence, Project, YEARS,
};
use crate::model::role::StaffGroup;
use crate::model::roster::Scope;
use crate::scenario::quantity::Kind;
use crate::scenario::reader::Section;

/// Maximum number of years shown. Pay is not known further ahead.
const MOST_YEARS: f64 = 20.0;

/// Maximum growth of pay, limits and the sum in a year [-].
const FASTEST_GROWTH: f64 = 0.25;

const A_YEAR: Kind = Kind::Amount("£ a year");

/// Reads the table `[money]` for the given network, with its estate projects.
pub(super) fn money(section: &Section<'_>, system: &CareSystem, estate: Vec<Project>) -> Money {
    let growth = |key, meaning| growth(section, key, meaning);
    let choices: Vec<(&str, usize)> =
        YEARS.iter().enumerate().map(|(index, year)| (*year, index)).collect();
    let first_year = section.choice("year", &choices, "The first financial year shown");
    let years = section.lever("years", Kind::Whole("years"), "Number of years shown");
    if !(1.0..=MOST_YEARS).contains(&years) {
        section.problem(
            "years",
            &years.to_string(),
            &format!("1 to {MOST_YEARS} years"),
            "write years = 5",
        );
    }
    let rate_meaning = "Reimbursement sum per weighted patient in this financial year";
    let rate = ["sum_2023_24", "sum_2024_25", "sum_2025_26"].map(|key| {
        let rate = section.number(key, Kind::Positive("£ per weighted patient"), rate_meaning);
        if rate > 1_000.0 {
            section.problem(
                key,
                &rate.to_string(),
                "at most £1000 a patient",
                "correct the number",
            );
        }
        Factor::new(rate.min(1_000.0))
    });
    let weighting = section.number(
        "weighting",
        Kind::Positive("weighted patients per registered one"),
        "Weighted list size over registered list size",
    );
    if weighting > 10.0 {
        section.problem("weighting", &weighting.to_string(), "at most 10", "correct the number");
    }
    let past_uplift = [
        growth("uplift_2024_25", "Increase of pay from 2023/24 to 2024/25"),
        growth("uplift_2025_26", "Increase of pay from 2024/25 to 2025/26"),
    ];
    let beside = [
        (
            "equipment",
            "Equipment and licences of a whole-time equivalent, which are not reimbursed",
        ),
        ("training", "Training of a whole-time equivalent, which is not reimbursed"),
    ]
    .map(|(key, meaning)| Pence::from_pounds(section.number(key, A_YEAR, meaning)));
    let not_claimed = not_claimed(section, system);
    let claimed = claimed(section, system, &not_claimed);
    let not_claimed = never_by_omission(system, not_claimed, &claimed);
    let money = Money {
        first_year,
        years: years.clamp(1.0, MOST_YEARS) as usize,
        rate,
        weighting: Factor::new(weighting.min(10.0)),
        sum_growth: growth("sum_growth", "Growth of the sum in each year after 2025/26"),
        limit_growth: growth("limit_growth", "Growth of the limits in each year after 2025/26"),
        past_uplift,
        uplift: growth("uplift", "Increase of pay in each year after 2025/26"),
        on_costs: Factor::new(section.number(
            "on_costs",
            Kind::Share,
            "Employer's pension and national insurance per £ of salary",
        )),
        beside: beside.into_iter().sum(),
        gp_hour: Pence::from_pounds(section.number(
            "gp_hour",
            Kind::Amount("£ an hour"),
            "Cost of an hour of a general practitioner, to price supervision",
        )),
        overtime: overtime(section),
        roles: roles(&section.section("roles"), system, &not_claimed),
        not_claimed,
        estate,
    };
    if section.has("estate") {
        section.quietly_asked("estate");
        section.problem(
            "estate",
            "estate projects under [money]",
            "projects under [estate], since their rooms are simulated",
            "write [estate.NAME], with the `site` of its rooms",
        );
    }
    section.finish();
    money
}

/// What GPs' time outside contracted hours costs. Its three keys are stated together or not at all.
fn overtime(section: &Section<'_>) -> Option<OvertimePrices> {
    let keys = ["partner_hour", "locum_day", "locum_hours"];
    keys.iter().for_each(|key| section.quietly_asked(key));
    keys.iter().any(|key| section.has(key)).then(|| {
        let hour = Kind::Amount("£ an hour");
        let hours = section.number(keys[2], Kind::Positive("h a day"), "Hours of a locum's day");
        no_more_than(section, keys[2], hours, 24.0);
        OvertimePrices {
            partner_hour: Pence::from_pounds(section.number(
                keys[0],
                hour,
                "What a partner earns in an hour, to price overtime",
            )),
            locum_day: Pence::from_pounds(section.number(
                keys[1],
                Kind::Amount("£ a day"),
                "A locum for a day, to price overtime",
            )),
            locum_hours: Factor::new(hours.min(24.0)),
        }
    })
}

/// A share by which something grows in a year. Larger shares are probably typing errors.
fn growth(section: &Section<'_>, key: &str, meaning: &'static str) -> Factor {
    let share = section.number(key, Kind::Share, meaning);
    if share > FASTEST_GROWTH {
        section.problem(
            key,
            &share.to_string(),
            &format!("at most {FASTEST_GROWTH} a year"),
            "write 0.05 for 5 per cent",
        );
    }
    Factor::new(share.min(FASTEST_GROWTH))
}

fn roles(section: &Section<'_>, system: &CareSystem, not_claimed: &[usize]) -> Vec<PaidRole> {
    let mut roles = Vec::new();
    for (name, paid) in section.sections() {
        let known = system.roles.iter().position(|role| role.name == name);
        if known.is_none() {
            let known: Vec<_> = system.roles.iter().map(|role| role.name.as_str()).collect();
            section.problem(
                &name,
                "a price for a role that does not exist",
                &format!("one of: {}", known.join(", ")),
                "correct the name, or add the role under [roles]",
            );
        }
        // The claimable whole-time equivalents, to compare with a cap.
        let claimed = system
            .teams
            .iter()
            .enumerate()
            .filter(|(index, team)| Some(team.role) == known && !not_claimed.contains(index));
        let wte = Factor::new(claimed.map(|(_, team)| team.wte).sum());
        let role = paid_role(&paid, known.unwrap_or(0), wte, system);
        paid.finish();
        roles.push(role);
    }
    roles.sort_by_key(|paid: &PaidRole| paid.role);
    roles
}

fn paid_role(section: &Section<'_>, role: usize, wte: Factor, system: &CareSystem) -> PaidRole {
    let pounds = |key, meaning| Pence::from_pounds(section.number(key, A_YEAR, meaning));
    let meaning = "Maximum reimbursement of a whole-time equivalent in this financial year";
    let trust_share = if section.has("trust_share") {
        section.number("trust_share", Kind::Share, "The mental health trust's share of pay")
    } else {
        section.quietly_asked("trust_share");
        0.0
    };
    let baseline = section.optional_lever(
        "baseline_wte",
        Kind::Amount("whole-time equivalents"),
        "Whole-time equivalents in post before the scheme, not claimed for",
    );
    // Stated for one network. The sums of all networks of a place are added, and so are their
    // baselines.
    let pcns = system.pcns() as f64;
    let baseline = Factor::new(baseline.unwrap_or(0.0) * pcns);
    PaidRole {
        role,
        band: section.optional_text("band"),
        salary: pounds("salary", "Salary of a whole-time equivalent in 2025/26"),
        limit: ["limit_2023_24", "limit_2024_25", "limit_2025_26"].map(|key| pounds(key, meaning)),
        trust_share: Factor::new(trust_share),
        baseline_wte: baseline,
        cap: section.optional_section("cap").map(|cap| cap_of(&cap, wte.less(baseline), system)),
    }
}

/// The cap of all networks for their mean number of patients. A cap that may not be exceeded is
/// enforced here.
fn cap_of(section: &Section<'_>, above: Factor, system: &CareSystem) -> Factor {
    let pcns = system.pcns() as f64;
    let patients = system.patients() / pcns;
    let unit = Kind::Amount("whole-time equivalents");
    let small = section.lever("wte", unit, "Maximum number reimbursed below 100,000 patients");
    let large =
        section.lever("wte_large", unit, "Maximum number reimbursed from 100,000 patients on");
    let is_hard = section.choice(
        "excess",
        &[("warned", false), ("refused", true)],
        "Whether a team above the cap leads to a warning or is refused",
    );
    section.finish();
    let cap = Factor::new(if patients >= LARGE_NETWORK { large } else { small } * pcns);
    if is_hard && above > cap {
        section.problem(
            "excess",
            &format!("{} whole-time equivalents above the baseline", above.get()),
            &format!("at most {}", cap.get()),
            "lower `wte` of the teams with this role, or write excess = \"warned\"",
        );
    }
    cap
}

/// Teams that practices employ and that the scheme pays for all the same.
fn claimed(section: &Section<'_>, system: &CareSystem, not_claimed: &[usize]) -> Vec<usize> {
    let claimed = teams_named(section, "claimed", system);
    if let Some(both) = claimed.iter().find(|index| not_claimed.contains(index)) {
        let name = &system.teams[*both].name;
        section.problem(
            "claimed",
            &format!("{name:?}, which is also in `not_claimed`"),
            "one of the two",
            "remove the name from one of the lists",
        );
    }
    claimed
}

/// The teams for which nothing is claimed: those that are named, and the GPs and nursing staff that practices
/// employ, unless they are `claimed`. The scheme pays for staff of the network and for additional roles, also where
/// they stand at a practice; for a practice's own GPs and nurses never by omission.
fn never_by_omission(system: &CareSystem, named: Vec<usize>, claimed: &[usize]) -> Vec<usize> {
    let is_own = |index: &usize| {
        let team = &system.teams[*index];
        let is_additional = system.roles[team.role].group == StaffGroup::Additional;
        !is_additional && matches!(team.scope, Scope::Practices | Scope::Practice(_))
    };
    let own = (0..system.teams.len()).filter(is_own).filter(|index| !claimed.contains(index));
    let mut all: Vec<usize> = named.into_iter().chain(own).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// Teams, by name, for which nothing is claimed.
fn not_claimed(section: &Section<'_>, system: &CareSystem) -> Vec<usize> {
    teams_named(section, "not_claimed", system)
}

/// The teams of a list of names, in every network of a place.
fn teams_named(section: &Section<'_>, key: &str, system: &CareSystem) -> Vec<usize> {
    if !section.has(key) {
        section.quietly_asked(key);
        return Vec::new();
    }
    let teams_called = |name: &String| {
        // Each network of a place has a team of that name.
        let teams = system.teams.iter().enumerate();
        let found: Vec<usize> =
            teams.filter(|(_, team)| team.name == *name).map(|(index, _)| index).collect();
        if found.is_empty() {
            let known: Vec<_> = system.teams.iter().map(|team| team.name.as_str()).collect();
            section.problem(
                key,
                &format!("{name:?}, which is not a team"),
                &format!("some of: {}", known.join(", ")),
                "correct the name, or remove it",
            );
        }
        found
    };
    section.texts(key).iter().flat_map(teams_called).collect()
}
