//! `pcn-sim money` and the table [money]: figures to the penny, warnings, what is refused.

use crate::support::{BRIEF, Case, Ended, SMALL, SMALL_AND_MORE, names};
use pcn_sim::scenario::{FileSystem, load};
use pcn_sim::simulation::Horizon;

const ABOUT: &str = "[about]\ntitle = \"A test\"\nquestion = \"What does it cost?\"\n";

/// An overlay on the embedded baseline: `lines` begin on line 5.
fn overlay(lines: &str) -> String {
    format!("base = \"average-pcn\"\n{ABOUT}{lines}")
}

/// Checks `scenario.toml`, which must be refused.
#[track_caller]
fn refused(lines: &str) -> Ended {
    Case::new().scenario(&overlay(lines)).args(["check", "scenario.toml"]).fails_with(2)
}

/// The money of `scenario.toml`, written into `out`.
#[track_caller]
fn told(lines: &str) -> Ended {
    let command = ["money", "scenario.toml", "--output", "out"];
    Case::new().scenario(&overlay(lines)).args(command).succeeds()
}

#[track_caller]
fn csv(ended: &Ended) -> String {
    std::fs::read_to_string(ended.path().join("out/money.csv")).unwrap()
}

/// A number with its evidence.
fn assumed(key: &str, value: f64) -> String {
    format!("{key} = {{ value = {value}, range = [{value}, {value}], assumption = \"a test\" }}\n")
}

#[test]
fn the_money_of_the_baseline_is_told_and_written() {
    let ended = Case::new()
        .args(["money", "average-pcn", "two-more-rooms", "--output", "out"])
        .succeeds()
        .stdout_contains("the claimed teams in 2025/26")
        .stdout_contains("£1,307,848")
        .stdout_contains("Side by side: Estate projects")
        .stderr_contains("money.csv");
    assert_eq!(names(&ended.path().join("out")), ["manifest.json", "money.csv", "report.html"]);
    let csv = csv(&ended);
    assert!(csv.starts_with("scenario,year,item,of,pounds\naverage-pcn,2025/26,cost,"), "{csv}");
    // 49,110 × £26.631, and 2% more in the next year.
    assert!(csv.contains("\naverage-pcn,2025/26,sum,,1307848.41\n"), "{csv}");
    assert!(csv.contains("\naverage-pcn,2026/27,sum,,1334005.38\n"), "{csv}");
    // 5.7 × £53,475 × 1.25 = £381,009.375, within the limit of £66,972 each: £66,843.75.
    let pharmacists = "\naverage-pcn,2025/26,cost,clinical-pharmacist,381009.38\n";
    assert!(csv.contains(pharmacists), "{csv}");
    // 0.6 × £51,260 × 1.25 = £38,445, of which the mental health trust pays half.
    let half = "\naverage-pcn,2025/26,trust,mental-health-practitioner,19222.50\n";
    assert!(csv.contains(half), "{csv}");
}

#[test]
fn an_uplift_above_the_growth_of_the_sum_shows_in_every_year() {
    let lines = format!("[money]\n{}{}", assumed("uplift", 0.055), assumed("sum_growth", 0.02));
    let csv = csv(&told(&lines));
    let of = |item: &str| -> Vec<f64> {
        let marks = |line: &&str| line.contains(&format!(",{item},,"));
        let last = |line: &str| line.rsplit(',').next().unwrap().parse().unwrap();
        csv.lines().filter(marks).map(last).collect()
    };
    let (cost, sum) = (of("cost"), of("sum"));
    assert_eq!((cost.len(), sum.len()), (5, 5));
    let gaps: Vec<f64> = cost.iter().zip(&sum).map(|(cost, sum)| cost - sum).collect();
    assert!(gaps.windows(2).all(|pair| pair[1] > pair[0] + 1_000.0), "{gaps:?}");
}

#[test]
fn a_cap_that_is_exceeded_is_warned_of_or_refused() {
    let cap = |excess: &str| {
        format!(
            "[money.roles.clinical-pharmacist.cap]\nwte = 3\nwte_large = 6\nexcess = \"{excess}\"\n"
        )
    };
    told(&cap("warned"))
        .stdout_contains("Clinical pharmacist: 5.7 whole-time equivalents above the baseline, of");
    refused(&cap("refused")).stderr_is(
        "error: cannot use scenario scenario.toml: 1 problem
  scenario.toml:8: `money.roles.clinical-pharmacist.cap.excess`
    found     5.7 whole-time equivalents above the baseline
    expected  at most 3
    remedy    lower `wte` of the teams with this role, or write excess = \"warned\"
",
    );
}

#[test]
fn a_cap_counts_those_who_are_claimed_for() {
    let cap =
        "[money.roles.advanced-practitioner.cap]\nwte = 3\nwte_large = 6\nexcess = \"refused\"\n";
    // 3.4 whole-time equivalents are the practices' own: never claimed for by omission.
    told(cap);
    told(&format!("{cap}[money]\nnot_claimed = []\n"));
    let claimed = "claimed = [\"advanced-nurse-practitioners\"]";
    refused(&format!("{cap}[money]\nnot_claimed = []\n{claimed}\n"))
        .stderr_contains("found     3.4 whole-time equivalents above the baseline");
}

#[test]
fn a_team_above_the_sum_is_warned_of() {
    told("[staff.clinical-pharmacists]\nwte = 15\n")
        .stdout_contains("From 2025/26 on, the team costs more than the reimbursement sum");
}

#[test]
fn what_the_network_pays_above_the_sum_grows_to_the_penny() {
    // Twenty pharmacists and nobody else. Pay and limits rise by 5.5%, the sum by 2%.
    //
    //            salary       with on-costs   of twenty        sum              not reimbursed
    // 2025/26    £53,475.00   £66,843.75      £1,336,875.00    £1,307,848.41    £29,026.59
    // 2026/27    £56,416.13   £70,520.16      £1,410,403.20    £1,334,005.38    £76,397.82
    // 2027/28    £59,519.02   £74,398.78      £1,487,975.60    £1,360,685.49    £127,290.11
    //
    // Limits of £66,972.00, £70,655.46 and £74,541.51 do not bind. Equipment and training of twenty
    // are £45,000 a year besides.
    let mut lines = String::from("[staff.clinical-pharmacists]\nwte = 20\n");
    for team in [
        "pharmacy-technicians",
        "first-contact-physiotherapists",
        "physician-associates",
        "paramedics",
        "mental-health-practitioners",
        "social-prescribing-link-workers",
        "health-and-wellbeing-coaches",
        "care-coordinators",
    ] {
        lines.push_str(&format!("[staff.{team}]\nwte = 0\n"));
    }
    lines.push_str("[money]\nyears = 3\n");
    for (key, share) in [("uplift", 0.055), ("limit_growth", 0.055), ("sum_growth", 0.02)] {
        lines.push_str(&assumed(key, share));
    }
    let csv = csv(&told(&lines));
    let of = |item: &str| -> Vec<String> {
        let marks = |line: &&str| line.contains(&format!(",{item},,"));
        let last = |line: &str| line.rsplit(',').next().unwrap().to_owned();
        csv.lines().filter(marks).map(last).collect()
    };
    assert_eq!(of("cost"), ["1336875.00", "1410403.20", "1487975.60"]);
    assert_eq!(of("sum"), ["1307848.41", "1334005.38", "1360685.49"]);
    assert_eq!(of("reimbursed"), of("sum"));
    assert_eq!(of("unreimbursed"), ["29026.59", "76397.82", "127290.11"]);
    assert_eq!(of("paid"), ["74026.59", "121397.82", "172290.11"]);
}

#[test]
fn prices_of_unknown_roles_and_teams_are_refused() {
    let mut lines = String::from("[money.roles.astrologer]\n");
    for key in ["salary", "limit_2023_24", "limit_2024_25", "limit_2025_26"] {
        lines.push_str(&assumed(key, 1.0));
    }
    refused(&lines)
        .stderr_contains("scenario.toml:5: `money.roles.astrologer`")
        .stderr_contains("found     a price for a role that does not exist")
        .stderr_contains("expected  one of: gp-enhanced-access, gp-locum");
    refused("[money]\nnot_claimed = [\"astrologers\"]\n").stderr_contains(
        "scenario.toml:6: `money.not_claimed`\n    found     \"astrologers\", which is not a team",
    );
}

#[test]
fn bad_values_of_money_are_refused() {
    for (lines, key, found) in [
        ("[money]\nyear = \"2019/20\"\n", "money.year", "the text \"2019/20\""),
        ("[money]\nyears = 0\n", "money.years", "0"),
        ("[money]\nuplift = 0.03\n", "money.uplift", "a value without evidence"),
        ("[money.roles.paramedic]\nband = 7\n", "money.roles.paramedic.band", "7"),
        ("[money]\nsallary = 1\n", "money.sallary", "a key that is not used here"),
        (
            "[money.roles.paramedic]\nbaseline_wte = -1\n",
            "money.roles.paramedic.baseline_wte",
            "-1",
        ),
    ] {
        refused(lines).stderr_contains(&format!("6: `{key}`\n    found     {found}"));
    }
    refused(&format!("[money]\n{}", assumed("uplift", 0.5))).stderr_contains("at most 0.25 a year");
    refused(&format!("[money]\n{}", assumed("sum_2025_26", 26_631.0)))
        .stderr_contains("at most £1000 a patient");
    refused("[money.estate.annexe]\nrooms = 2\n").stderr_is(
        "error: cannot use scenario scenario.toml: 1 problem
  scenario.toml:5: `money.estate`
    found     estate projects under [money]
    expected  projects under [estate], since their rooms are simulated
    remedy    write [estate.NAME], with the `site` of its rooms
",
    );
}

#[test]
fn options_for_one_site_stand_side_by_side() {
    let option = |kind: &str, capital: u32, life: u32, ready: &str| {
        overlay(&format!(
            "[estate.{kind}]\nkind = \"{kind}\"\nsite = \"riverside/main\"\nrooms = 2\n\
             capital = {capital}\nlife_years = {life}\ndiscount_rate = 0.035\n\
             running_cost = 1000\nready = {ready}\n"
        ))
    };
    let ended = Case::new()
        .file("a.toml", &option("convert", 130_000, 15, "2026-01-01"))
        .file("b.toml", &option("new-build", 260_000, 60, "2028-04-01"))
        .args(["money", "average-pcn", "a.toml", "b.toml", "--output", "out"])
        .succeeds()
        .stdout_contains("a: convert")
        .stdout_contains("b: new-build");
    let csv = csv(&ended);
    // £130,000 over 15 years at 3.5% is £11,287.26 a year; running it £1,000: three months of it.
    assert!(csv.contains("\na,2025/26,estate,convert,3071.82\n"), "{csv}");
    assert!(csv.contains("\na,2026/27,estate,convert,12287.26\n"), "{csv}");
    assert!(csv.contains("\nb,2027/28,estate,new-build,0.00\n"), "{csv}");
    assert!(!ended.says("Rooms stated there have no cost"));
}

#[test]
fn a_scenario_without_money_is_as_good_as_before() {
    let whole = load("average-pcn", &FileSystem).unwrap();
    let of_money = ["[money", "[sources.arrs-", "[sources.afc-uplift", "[sources.gp-hour"];
    let tables = whole.resolved.split("\n\n");
    let kept = tables.filter(|table| !of_money.iter().any(|key| table.trim().starts_with(key)));
    let text = kept.collect::<Vec<&str>>().join("\n\n");
    let case = Case::new().file("without.toml", &text).args(["money", "without.toml"]);
    let path = case.path().join("without.toml");
    let without = load(path.to_str().unwrap(), &FileSystem).unwrap();
    assert_eq!((without.money, without.system), (None, whole.system));
    case.fails_with(2).stderr_contains("without: there is no table [money]; add one, or give");
}

#[test]
fn comparisons_say_what_a_change_costs() {
    let command = ["compare", "small.toml", "more.toml", "--output", "out"];
    let ended = Case::new()
        .file("small.toml", SMALL)
        .file("more.toml", SMALL_AND_MORE)
        .args(command.into_iter().chain(BRIEF))
        .succeeds()
        .stdout_contains("What each change costs in a year, against the baseline");
    assert!(csv(&ended).contains("\nsmall,2025/26,sum,,"));
}

#[test]
fn money_changes_nothing_that_is_simulated() {
    let horizon = Horizon { warm_up_weeks: 0, weeks: 1 };
    let lines = overlay(&format!("[money]\n{}", assumed("uplift", 0.01)));
    let case = Case::new().scenario(&lines);
    let changed = load(case.path().join("scenario.toml").to_str().unwrap(), &FileSystem).unwrap();
    let whole = load("average-pcn", &FileSystem).unwrap();
    assert_ne!(changed.money, whole.money);
    let made = |system| crate::support::one(system, horizon, 1).ledger().net;
    assert_eq!(made(&changed.system), made(&whole.system));
}
