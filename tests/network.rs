//! Networks fitted to their published figures: what was simulated is found again, what is missing is said, and
//! runs that are stopped or divided end in the same files.

use crate::interruption::{assert_same, files, program};
use crate::support::{Case, baseline};
use pcn_sim::engine::samplers::standard_normal;
use pcn_sim::engine::streams::Streams;
use pcn_sim::fitting::decide::{decide, options};
use pcn_sim::fitting::figures::{ALL, FIGURES, Months, Values, expected, simulated};
use pcn_sim::fitting::fit::{HORIZON, World, fit, prepare, targets};
use pcn_sim::fitting::jacobian::Stored;
use pcn_sim::fitting::observed::{Observed, Periods, observed, working_days};
use pcn_sim::fitting::prior::{PRIORS, levels, range};
use pcn_sim::model::CareSystem;
use pcn_sim::model::levels::Level;
use pcn_sim::model::margin::More;
use pcn_sim::publications::cell::Month;
use pcn_sim::publications::data::{Dataset, Practice, PracticeMonth};
use pcn_sim::scenario::error::Problem;
use pcn_sim::scenario::{FileSystem, load};
use pcn_sim::simulation::chances::Addressed;
use pcn_sim::simulation::observer::Silent;
use pcn_sim::simulation::record::Record;
use pcn_sim::simulation::simulate;
use std::collections::BTreeMap;
use std::fs;

/// Two practices of one network, all numbers made up.
pub(crate) const PRACTICES: &str = "network,practice,list_size,deprivation_quintile,gp_wte,\
    calls_per_1000_month,online_per_1000_month,appointments_per_1000_month,missed_share,\
    same_day_share,over_14_days_share,appointments_attended_per_1000_month,\
    appointments_not_attended_per_1000_month,appointments_face_to_face_per_1000_month,\
    appointments_telephone_per_1000_month,appointments_video_online_per_1000_month,\
    appointments_home_visit_per_1000_month,appointments_same_day_per_1000_month,\
    appointments_1_day_per_1000_month,appointments_2_7_days_per_1000_month,\
    appointments_8_14_days_per_1000_month,appointments_15_21_days_per_1000_month,\
    appointments_22_28_days_per_1000_month,appointments_over_28_days_per_1000_month\n\
    U00001,A81001,800,2,0.4,550,80,480,0.1,0.42,0.19,430,22,310,120,30,5,200,35,85,65,40,30,25\n\
    U00002,B81001,700,4,0.4,,,430,,0.38,0.22,390,20,300,90,20,5,165,35,80,60,40,30,25\n";

/// Months of the first of them.
pub(crate) const MONTHS: &str = "month,network,practice,patients,calls_per_1000_month,\
    calls_answered_per_1000_month,calls_ended_in_menu_per_1000_month,\
    calls_call_back_requested_per_1000_month,calls_missed_per_1000_month,\
    calls_answered_within_1_min_per_1000_month,calls_answered_in_1_2_min_per_1000_month,\
    calls_answered_in_2_5_min_per_1000_month,calls_answered_after_5_min_per_1000_month,\
    online_per_1000_month\n\
    2025-10,U00001,A81001,800,600,330,150,40,80,150,50,60,70,80\n\
    2025-11,U00001,A81001,800,560,310,140,35,75,140,50,55,65,75\n\
    2025-12,U00001,A81001,800,540,300,135,35,70,140,45,55,60,75\n\
    2026-01,U00001,A81001,800,570,315,140,40,75,140,50,60,65,90\n\
    2026-02,U00001,A81001,800,530,290,135,35,70,135,45,50,60,85\n";

/// What an import writes beside them.
pub(crate) const LEFT_OUT: &str =
    "what,practice,network,month,column,value,reason,file,line,count\n";

/// A folder with the tables of an import.
fn case() -> Case {
    Case::new()
        .file("data/practices.csv", PRACTICES)
        .file("data/monthly.csv", MONTHS)
        .file("data/left-out.csv", LEFT_OUT)
}

fn loaded(text: &str) -> Result<CareSystem, Vec<Problem>> {
    let case = Case::new().file("network.toml", text);
    let loaded = load(case.path().join("network.toml").to_str().unwrap(), &FileSystem);
    Ok(loaded.unwrap_or_else(|error| panic!("{error}")).system)
}

/// Published figures of two practices that are those of a simulated year.
fn published(record: &Record, lists: [f64; 2]) -> Dataset {
    let months: [(Month, usize); 5] = [(2025, 10), (2025, 11), (2025, 12), (2026, 1), (2026, 2)]
        .map(|(year, month)| (Month { year, month }, usize::from(month) - 1));
    let calendar = &baseline().calendar;
    let all = Months { calls: vec![9, 10, 11], forms: vec![9, 10, 11] };
    let values = simulated(record, &all, 0.5);
    let appointments = values[0].unwrap();
    let share = |index: usize| values[index].unwrap() * appointments;
    let practice = |index: usize| {
        own_practice(
            index,
            lists[index],
            [
                ("appointments_per_1000_month", appointments),
                ("appointments_attended_per_1000_month", appointments - share(10)),
                ("appointments_not_attended_per_1000_month", share(10)),
                ("appointments_face_to_face_per_1000_month", share(7)),
                ("appointments_telephone_per_1000_month", share(8)),
                ("appointments_video_online_per_1000_month", share(9)),
                (
                    "appointments_home_visit_per_1000_month",
                    appointments - share(7) - share(8) - share(9),
                ),
                ("appointments_same_day_per_1000_month", share(1)),
                ("appointments_1_day_per_1000_month", share(2)),
                ("appointments_2_7_days_per_1000_month", share(3)),
                ("appointments_8_14_days_per_1000_month", share(4)),
                ("appointments_15_21_days_per_1000_month", share(5)),
                ("appointments_22_28_days_per_1000_month", 0.0),
                ("appointments_over_28_days_per_1000_month", 0.0),
            ],
        )
    };
    let door = &record.front_door;
    let row = |index: usize, (month, of_year): (Month, usize)| {
        let ends = &door.ends_by_month[of_year];
        let days = f64::from(working_days(month, calendar))
            / f64::from(record.working_months[of_year]).max(1.0);
        let rate = |count: u64| count as f64 / record.patients * 1000.0 * days;
        let [one, two, five] = ends.answered_within;
        let counts = BTreeMap::from([
            ("calls_per_1000_month", rate(door.by_month[of_year])),
            ("calls_answered_per_1000_month", rate(ends.answered)),
            ("calls_ended_in_menu_per_1000_month", rate(ends.menu)),
            ("calls_call_back_requested_per_1000_month", rate(ends.call_back)),
            ("calls_missed_per_1000_month", rate(ends.missed)),
            ("calls_answered_within_1_min_per_1000_month", rate(one)),
            ("calls_answered_in_1_2_min_per_1000_month", rate(two - one)),
            ("calls_answered_in_2_5_min_per_1000_month", rate(five - two)),
            ("calls_answered_after_5_min_per_1000_month", rate(ends.answered - five)),
            ("online_per_1000_month", rate(door.forms_by_month[of_year])),
        ]);
        PracticeMonth {
            month,
            network: "U00009".into(),
            practice: format!("P0000{index}"),
            patients: lists[index],
            values: counts.into(),
        }
    };
    Dataset {
        practices: vec![practice(0), practice(1)],
        months: (0..2).flat_map(|index| months.map(|month| row(index, month))).collect(),
        ..Dataset::default()
    }
}

/// What is published of one network.
fn observed_of(data: &Dataset, code: &str, periods: &Periods) -> Option<Observed> {
    observed(data, &[code.to_owned()], periods, &baseline().calendar).remove(0)
}

/// A practice of the made-up network, with what is published of its appointments.
fn own_practice<const N: usize>(
    index: usize,
    list_size: f64,
    appointments: [(&'static str, f64); N],
) -> Practice {
    let given = [("deprivation_quintile", 3.0), ("gp_wte", 0.42 * list_size / 1000.0)];
    Practice {
        network: "U00009".into(),
        practice: format!("P0000{index}"),
        list_size,
        values: given.into_iter().chain(appointments).collect(),
        ..Practice::default()
    }
}

fn world<'w>(base: &'w CareSystem, periods: &'w Periods, stored: &'w Stored) -> World<'w> {
    World {
        base: ("average-pcn", base),
        periods,
        jacobians: &stored.jacobians,
        usual_planned: 0.5,
        seed: 3,
    }
}

#[test]
fn figures_of_a_simulated_network_are_found_again() {
    let (base, stored) = (baseline(), Stored::built_in());
    let periods = Periods::default();
    let world = world(&base, &periods, &stored);
    // A network that differs from England's average, simulated with known levels.
    let lists = [2600.0, 1900.0];
    let practices = [0, 1].map(|index| own_practice(index, lists[index], []));
    let blank = Dataset { practices: practices.into(), ..Dataset::default() };
    let observed = observed_of(&blank, "U00009", &periods).unwrap();
    let prepared = prepare(&observed, &blank, &world, &loaded).unwrap();
    let mut truth = vec![0.0; PRIORS.len()];
    for (level, by) in [
        (Level::Requests, 0.6),
        (Level::Handlers, -0.8),
        (Level::MenuExit, 1.0),
        (Level::KeptForToday, -0.9),
        (Level::PlannedLead, 0.7),
        (Level::Telephone, 0.8),
        (Level::NotAttended, 1.2),
    ] {
        truth[level as usize] = by;
    }
    let system = prepared[0].system.clone().at_levels(&levels(&truth));
    let record = simulate(&system, HORIZON, &Addressed::new(8, 0), &mut Silent).unwrap();
    let data = published(&record, lists);
    let periods = Periods::of(&data);
    let world = self::world(&base, &periods, &stored);
    let observed = observed_of(&data, "U00009", &periods).unwrap();
    assert_eq!(observed.covered, [1.0; 3]);
    let prepared = prepare(&observed, &data, &world, &loaded).unwrap();
    let fits = fit(&prepared, &observed, &world);
    let (best, fit) = &fits[0];
    assert_eq!(prepared[*best].policy.name, "care navigation");
    let off = |key: &str| {
        let index = ALL.iter().position(|figure| figure.key == key).unwrap();
        let (own, observed) = (fit.values[0][index].unwrap(), observed.values[index].unwrap());
        if key.ends_with("share") { (own - observed).abs() } else { (own / observed - 1.0).abs() }
    };
    for (key, most) in [
        ("appointments_per_1000_month", 0.04),
        ("same_day_share", 0.02),
        ("over_14_days_share", 0.02),
        ("telephone_share", 0.03),
        ("not_attended_share", 0.006),
        ("calls_per_1000_day", 0.06),
        ("missed_share", 0.02),
        ("menu_share", 0.02),
        ("forms_per_1000_day", 0.12),
    ] {
        assert!(off(key) < most, "{key}: {:?} for {:?}", fit.values[0], observed.values);
    }
    // What single figures pin down is near what it was.
    for (level, most) in
        [(Level::MenuExit, 0.7), (Level::NotAttended, 0.6), (Level::KeptForToday, 1.0)]
    {
        let found = fit.found.deviations[level as usize];
        assert!((found - truth[level as usize]).abs() < most, "{level:?}: {found}");
    }
    let left = |level: Level| fit.found.covariance[level as usize][level as usize].sqrt();
    assert!(left(Level::MenuExit) < 0.35 && left(Level::Recorded) > 0.5, "{:?}", fit.found);
}

/// What each change gains in one year at known levels, with random numbers of its own.
fn true_gains(system: &CareSystem, seed: u64) -> Vec<f64> {
    let settled = |system: &CareSystem| {
        let year = simulate(system, HORIZON, &Addressed::new(seed, 0), &mut Silent).unwrap();
        year.requests.settled as f64 - year.requests.lapsed as f64
    };
    let before = settled(system);
    let with = |(_, more): &(String, Vec<More>)| {
        let changed =
            more.iter().fold(system.clone(), |system, more| system.with_more(*more).unwrap());
        settled(&changed) - before
    };
    options(system).iter().map(with).collect()
}

#[test]
#[ignore = "minutes: run with just statistical"]
fn gains_over_draws_hold_the_gain_of_the_network_that_was_published() {
    let (base, stored) = (baseline(), Stored::built_in());
    let lists = [2600.0, 1900.0];
    let practices = [0, 1].map(|index| own_practice(index, lists[index], []));
    let blank = Dataset { practices: practices.into(), ..Dataset::default() };
    let periods = Periods::default();
    let streams = Streams::new(77, 0);
    let (mut outside, mut all, mut ranks, mut worlds) = (0, 0, 0.0, 0);
    for number in 0..12_u64 {
        // Levels from their priors, as the fit believes them to be.
        let world = self::world(&base, &periods, &stored);
        let observed = observed_of(&blank, "U00009", &periods).unwrap();
        let prepared = prepare(&observed, &blank, &world, &loaded).unwrap();
        let level = |index: usize| {
            let chance = streams.uniform(1, number, index as u32, 0).clamp(1e-9, 1.0 - 1e-9);
            standard_normal(chance).clamp(-2.0, 2.0)
        };
        let truth: Vec<f64> = (0..PRIORS.len()).map(level).collect();
        let system = prepared[0].system.clone().at_levels(&levels(&truth));
        let Ok(record) = simulate(&system, HORIZON, &Addressed::new(90 + number, 0), &mut Silent)
        else {
            continue;
        };
        let data = published(&record, lists);
        let periods = Periods::of(&data);
        let world = self::world(&base, &periods, &stored);
        let observed = observed_of(&data, "U00009", &periods).unwrap();
        let prepared = prepare(&observed, &data, &world, &loaded).unwrap();
        let fits = fit(&prepared, &observed, &world);
        let decisions = decide(&prepared, &fits, &observed, &world, 16, &|| false).unwrap();
        let known = true_gains(&system, 500 + number);
        worlds += 1;
        for (option, gain) in decisions.options.iter().zip(known) {
            let below = option.draws.iter().filter(|draw| **draw < gain).count();
            let draws = option.draws.len();
            println!(
                "{number} {}: {gain:.0} is above {below} of {draws}; central {:.0}",
                option.title, option.central
            );
            outside += usize::from(below == 0 || below == draws);
            ranks += below as f64 / draws.max(1) as f64;
            all += 1;
        }
    }
    println!(
        "{worlds} networks, {outside} of {all} outside all draws, mean rank {:.2}",
        ranks / all as f64
    );
    // A network is as likely to be at each place among 16 draws: outside in 2 of 17. The four gains of a network
    // are not independent: at most twice as many, and the mean rank within four standard errors of twelve.
    assert!(worlds >= 10);
    assert!(17 * outside <= 2 * 2 * all, "{outside} of {all}");
    assert!(
        (ranks / all as f64 - 0.5).abs() < 4.0 * (1.0_f64 / 12.0 / 12.0).sqrt(),
        "{ranks} of {all}"
    );
}

#[test]
fn months_held_back_are_the_last_two_and_months_that_few_have_are_not_used() {
    let row = |year: u16, month: u8, practice: &str| PracticeMonth {
        month: Month { year, month },
        network: "U1".into(),
        practice: practice.into(),
        patients: 1000.0,
        values: BTreeMap::from([("calls_per_1000_month", 500.0)]).into(),
    };
    let months = [(2025, 9), (2025, 10), (2025, 11), (2025, 12), (2026, 1), (2026, 2)];
    let mut rows: Vec<PracticeMonth> = months
        .iter()
        .flat_map(|(year, month)| ["A", "B", "C"].map(|practice| row(*year, *month, practice)))
        .collect();
    // A month that only one practice has published so far.
    rows.push(row(2026, 3, "A"));
    let data = Dataset { months: rows, ..Dataset::default() };
    let periods = Periods::of(&data);
    let shown: Vec<String> = periods.calls.shown.iter().map(ToString::to_string).collect();
    let held: Vec<String> = periods.calls.held_back.iter().map(ToString::to_string).collect();
    assert_eq!(
        (shown.join(" "), held.join(" ")),
        ("2025-10 2025-11 2025-12".into(), "2026-01 2026-02".into())
    );
    assert!(periods.forms.shown.is_empty());
    // Three months: nothing is left to be held back.
    let few: Vec<PracticeMonth> = data
        .months
        .into_iter()
        .filter(|row| row.month.year == 2025 && row.month.month > 9)
        .collect();
    let periods = Periods::of(&Dataset { months: few, ..Dataset::default() });
    assert_eq!((periods.calls.shown.len(), periods.calls.held_back.len()), (3, 0));
}

#[test]
fn figures_are_pooled_over_patients_and_unknown_kinds_are_in_no_share() {
    let practice = |code: &str, list: f64, same: f64, later: f64, unknown: f64| Practice {
        network: "U1".into(),
        practice: code.into(),
        list_size: list,
        values: BTreeMap::from([
            ("appointments_per_1000_month", same + later + unknown),
            ("appointments_same_day_per_1000_month", same),
            ("appointments_1_day_per_1000_month", 0.0),
            ("appointments_2_7_days_per_1000_month", 0.0),
            ("appointments_8_14_days_per_1000_month", 0.0),
            ("appointments_15_21_days_per_1000_month", later),
            ("appointments_22_28_days_per_1000_month", 0.0),
            ("appointments_over_28_days_per_1000_month", 0.0),
        ]),
        ..Practice::default()
    };
    let empty = Practice {
        network: "U1".into(),
        practice: "C".into(),
        list_size: 500.0,
        ..Practice::default()
    };
    let data = Dataset {
        practices: vec![
            practice("A", 3000.0, 200.0, 200.0, 50.0),
            practice("B", 1000.0, 400.0, 0.0, 0.0),
            empty,
        ],
        ..Dataset::default()
    };
    let periods = Periods::default();
    let observed = observed_of(&data, "U1", &periods).unwrap();
    // By hand: (3 · 450 + 400) / 4 = 437.5; same day (3 · 200 + 400) / (3 · 400 + 400) = 0.625.
    assert_eq!(observed.values[0], Some(437.5));
    assert!((observed.values[1].unwrap() - 0.625).abs() < 1e-12);
    assert!((observed.values[5].unwrap() - 0.375).abs() < 1e-12);
    assert!((observed.covered[0] - 4000.0 / 4500.0).abs() < 1e-12);
    assert_eq!((observed.values[7], observed.values[13]), (None, None));
    assert!(observed_of(&data, "U2", &periods).is_none());
}

#[test]
fn categories_by_staff_group_are_targets_where_they_are_published() {
    let practice = |by_staff: bool| {
        let mut own = own_practice(
            0,
            1000.0,
            [
                ("appointments_per_1000_month", 500.0),
                ("category_clinical_triage_per_1000_month", 90.0),
                ("category_planned_clinics_per_1000_month", 80.0),
                ("category_planned_clinical_procedure_per_1000_month", 40.0),
                ("category_unknown_per_1000_month", 100.0),
            ],
        );
        if by_staff {
            own.values.extend([
                ("category_clinical_triage_gp_per_1000_month", 60.0),
                ("category_clinical_triage_other_staff_per_1000_month", 20.0),
                ("category_planned_clinics_gp_per_1000_month", 20.0),
                ("category_planned_clinical_procedure_gp_per_1000_month", 0.0),
                ("category_planned_clinics_other_staff_per_1000_month", 40.0),
                ("category_planned_clinical_procedure_other_staff_per_1000_month", 40.0),
            ]);
        }
        own
    };
    let at = |key: &str| ALL.iter().position(|figure| figure.key == key).unwrap();
    let own =
        ["triage_share", "planned_share", "triage_by_gps_share", "planned_by_others_share"].map(at);
    let seen = |by_staff: bool| {
        let data = Dataset { practices: vec![practice(by_staff)], ..Dataset::default() };
        let observed = observed_of(&data, "U00009", &Periods::default()).unwrap();
        let targets = targets(&observed);
        (own.map(|index| observed.values[index]), own.map(|index| targets[index].is_some()))
    };
    let (values, shown) = seen(false);
    assert_eq!((values[2], values[3]), (None, None));
    assert_eq!(shown, [true, true, false, false]);
    // By hand, of 400 appointments with a known category: 90 triages, three quarters of them by GPs, since the staff
    // of ten is not known; 120 planned, four fifths of them by others.
    let (values, shown) = seen(true);
    for (value, by_hand) in values.iter().zip([0.225, 0.3, 0.168_75, 0.24]) {
        assert!((value.unwrap() - by_hand).abs() < 1e-12, "{values:?}");
    }
    assert_eq!(shown, [false, false, true, true]);
}

#[test]
fn the_expected_middle_of_the_book_makes_up_the_whole() {
    let mut values: Values = [None; FIGURES];
    assert!(expected(&values).is_none());
    (values[1], values[3], values[5]) = (Some(0.43), Some(0.18), Some(0.19));
    let [(next, one, _), (fortnight, eight, _)] = expected(&values).unwrap();
    assert_eq!((next, fortnight), (2, 4));
    assert!((one + eight + 0.8 - 1.0).abs() < 1e-12 && (0.06..0.09).contains(&one), "{one}");
}

#[test]
fn a_range_after_the_fit_holds_the_level_and_is_no_wider_than_before() {
    for prior in &PRIORS {
        let [low, value, high] = range(prior, 0.4, 0.5);
        let [before_low, _, before_high] = range(prior, 0.4, 1.0);
        assert!(before_low < low && low < value && value < high && high < before_high);
    }
}

#[test]
fn a_network_becomes_a_scenario_a_page_and_tables() {
    let ended = case()
        .args(["network", "U00001", "--data", "data", "--output", "out", "--draws", "2"])
        .succeeds();
    let said = ended.stdout();
    for words in [
        "Network U00001: 1 practice, 800 patients",
        "Not shown to the fit: bands of booking lag",
        "Not shown to the fit: calls and forms of 2026-01 to 2026-02",
        "mean of England",
        "What changes gain",
        "Before using the numbers",
        "supervision were not fitted",
    ] {
        assert!(said.contains(words), "{words:?} is not in\n{said}");
    }
    assert!(said.find("Not shown to the fit").unwrap() < said.find("What the fit saw").unwrap());
    let out = ended.path().join("out");
    let scenario = load(out.join("U00001.toml").to_str().unwrap(), &FileSystem).unwrap();
    let fitted =
        scenario.parameters.iter().filter(|parameter| parameter.key.starts_with("levels."));
    // Under total triage the share that is triaged has no effect, and is not written.
    assert!((PRIORS.len() - 1..=PRIORS.len()).contains(&fitted.count()));
    assert!(scenario.left_in.is_empty(), "no practice of the base is left");
    let page = fs::read_to_string(out.join("U00001.html")).unwrap();
    assert!(page.find("What was held back").unwrap() < page.find("What the fit saw").unwrap());
    assert!(page.contains("Open Government"));
    let figures = fs::read_to_string(out.join("figures.csv")).unwrap();
    // Twenty figures, and those of calls and forms again for later months.
    assert_eq!(figures.lines().count(), 1 + FIGURES + 7);
}

#[test]
fn the_written_scenario_gives_the_figures_of_the_page() {
    let ended = case()
        .args([
            "network", "u00001 ", "--data", "data", "--output", "out", "--draws", "0", "--quiet",
        ])
        .succeeds();
    let out = ended.path().join("out");
    let system = load(out.join("U00001.toml").to_str().unwrap(), &FileSystem).unwrap().system;
    let horizon = pcn_sim::fitting::network::CHECK;
    let record = simulate(&system, horizon, &Addressed::new(2, 0), &mut Silent).unwrap();
    let months = Months { calls: vec![9, 10, 11], forms: vec![9, 10, 11] };
    let values = simulated(&record, &months, Stored::built_in().usual_planned);
    let figures = fs::read_to_string(out.join("figures.csv")).unwrap();
    let written = |key: &str| -> f64 {
        let line = figures.lines().find(|line| line.split(',').nth(1) == Some(key)).unwrap();
        line.split(',').nth(5).unwrap().parse().unwrap()
    };
    for (figure, value) in ALL.iter().zip(values) {
        let value = value.unwrap();
        assert!((written(figure.key) - value).abs() < 2e-6, "{}", figure.key);
    }
}

#[test]
fn a_network_without_telephony_is_fitted_without_it_and_says_so() {
    let ended = case()
        .args(["network", "U00002", "--data", "data", "--output", "out", "--draws", "0"])
        .succeeds();
    let said = ended.stdout();
    assert!(
        said.contains("The fit has no telephony") && said.contains("The fit has no online forms"),
        "{said}"
    );
    assert!(!said.contains("Calls missed"), "{said}");
}

#[test]
fn a_wrong_code_is_named_with_the_nearest() {
    let said = case().args(["network", "U00003", "--data", "data"]).fails_with(2).stderr();
    assert!(said.contains("U00003: no practice of the data is in it; near it: U0000"), "{said}");
    assert!(said.contains("the data have 2 networks"), "{said}");
    let said = case().args(["network", "--all", "--data", "nowhere"]).fails_with(2).stderr();
    assert!(said.contains("nowhere"), "{said}");
    let said = case().args(["network", "--data", "data"]).fails_with(2).stderr();
    assert!(said.contains("CODE") || said.contains("--all"), "{said}");
    let said = case()
        .args(["network", "--all", "--data", "data", "--shard", "3/2"])
        .fails_with(2)
        .stderr();
    assert!(said.contains("such as 2/5"), "{said}");
}

#[test]
fn threads_and_parts_do_not_change_a_byte() {
    let case = case();
    let args = "network --all --data data";
    let run = |more: &[&str]| {
        let status = program(case.path(), args, more).status().unwrap();
        assert!(status.success(), "{more:?}: {status:?}");
    };
    run(&["--output", "whole", "--threads", "1"]);
    run(&["--output", "one", "--shard", "1/2", "--threads", "2"]);
    run(&["--output", "two", "--shard", "2/2"]);
    run(&["--output", "joined", "--with", "two", "--with", "one"]);
    let of = |folder: &str| files(&case.path().join(folder));
    assert_same(&of("joined"), &of("whole"));
    assert!(of("one").contains_key("U00001.toml") && !of("one").contains_key("U00002.toml"));
    // A part of another study is refused.
    let ended = program(case.path(), args, &["--seed", "5", "--output", "other", "--with", "one"])
        .stderr(std::process::Stdio::piped())
        .output()
        .unwrap();
    assert_eq!(ended.status.code(), Some(2));
    let said = String::from_utf8(ended.stderr).unwrap();
    assert!(said.contains("not a part of the same study") && said.contains("--seed"), "{said}");
}
