//! Made-up results for the tests of this module.

use crate::experiment::results::{
    Comparison, PartResults, Profiles, Results, ScenarioResults, Series, SupervisionOf,
};
use crate::experiment::study::VariantKind;
use crate::experiment::warm_up::{WarmUp, WarmUpSeries};
use crate::measures::supervision::SUPERVISION;
use crate::measures::{Kind, find, find_compared};
use crate::report::labels::LEDGER;
use crate::report::manifest::RunAbout;
use crate::scenario::{FileSystem, Scenario, embedded, load};
use crate::simulation::Horizon;
use crate::statistics::warm_up::{Truncation, moving_average};

const REPLICATIONS: u32 = 30;

/// The embedded baseline and its changes.
pub(crate) fn scenarios() -> Vec<Scenario> {
    let of_the_baseline = &embedded::SCENARIOS;
    let names = of_the_baseline.iter().map(|(name, _)| name);
    names.map(|name| load(name, &FileSystem).expect("embedded scenarios load")).collect()
}

/// How a run might have been made.
pub(crate) fn about() -> RunAbout {
    RunAbout {
        wall_time_seconds: 12.5,
        threads: 2,
        machine: "a machine <with> 2 cores".into(),
        command: "pcn-sim compare average-pcn two-more-rooms".into(),
        asked: "pcn-sim compare average-pcn two-more-rooms".into(),
        date: "2026-11-28T12:00:00Z".into(),
        version: "0.3.0",
        first_command: None,
        seed: Some(1),
        scenarios: Vec::new(),
    }
}

/// The kind of the measure called `name`, or of the part of supervision.
fn kind(name: &str) -> Kind {
    let part = || SUPERVISION.iter().find(|part| part.name == name).map(|part| part.kind);
    let compared = || find_compared(name).map(|measure| measure.kind);
    let measure = find(name).map(|measure| measure.kind);
    measure.or_else(compared).or_else(part).expect("the sample has what is measured")
}

/// A series around `mean` with a spread of `spread`, the same in every call.
fn series(name: &str, unit: &str, mean: f64, spread: f64) -> Series {
    let value = |replication: u32| {
        let phase = f64::from((replication * 7919 + name.len() as u32 * 104_729) % 1000) / 1000.0;
        Some(mean + spread * (2.0 * phase - 1.0))
    };
    let (name, unit, kind) = (name.into(), unit.into(), kind(name));
    Series { name, unit, kind, values: (0..REPLICATIONS).map(value).collect(), unpaired: None }
}

fn measures(gain: f64) -> Vec<Series> {
    let counts = [
        ("requests", "requests", 412_000.0),
        ("appointments_booked", "appointments", 292_000.0 + gain),
        ("appointments_attended", "appointments", 271_000.0 + gain),
        ("appointments_net", "appointments", 265_000.0 + gain),
        ("needs_settled", "needs", 231_000.0 + 0.6 * gain),
        ("planned_care_delivered", "appointments", 113_000.0),
        ("planned_care_overdue", "people", 2_400.0 - 0.02 * gain),
        ("planned_care_given_up", "appointments", 3_300.0),
        ("requests_unmet", "requests", 19_300.0 - 0.5 * gain),
        ("requests_not_met", "requests", 21_300.0 - 0.5 * gain),
        ("requests_not_met_urgent", "requests", 2_900.0 - 0.1 * gain),
        ("gp_hours", "hours", 22_000.0),
        ("nursing_hours", "hours", 23_000.0),
        ("additional_hours", "hours", 10_000.0 + 0.3 * gain),
        ("requests_unmet_telephone", "requests", 6_100.0),
        ("requests_unmet_gp", "requests", 9_400.0),
        ("requests_unmet_room", "requests", 1_250.0),
        ("calls_inbound", "calls", 310_500.0),
        ("online_submissions", "forms", 88_000.0),
        ("supervision_hours_gp", "hours", 2_450.0),
        ("supervision_hours_clinic_gp", "hours", 2_450.0),
        ("sessions_lost_to_rooms", "sessions", 310.0),
        ("ed_attendances_access_related_low", "attendances", 150.0),
        ("ed_attendances_access_related_central", "attendances", 610.0),
        ("ed_attendances_access_related_high", "attendances", 1_480.0),
    ];
    let levels = [
        ("same_day_share", "share", 0.43),
        ("within_7_days_share", "share", 0.71),
        ("dna_share", "share", 0.048),
        ("calls_answered_within_5_min_share", "share", 0.62),
        ("room_utilisation_mean", "share", 0.74),
        ("appointments_per_patient_year", "appointments per patient and year", 5.43),
    ];
    let counts = counts.map(|(name, unit, mean)| series(name, unit, mean, mean * 0.01));
    let levels = levels.map(|(name, unit, mean)| series(name, unit, mean, mean * 0.02));
    counts.into_iter().chain(levels).collect()
}

fn comparison(scenario: usize, baseline: usize, gain: f64) -> Comparison {
    let shares = [1.6, 0.1, -0.1, -0.12, -0.2, -0.05, -0.1, -0.03, -0.06, 0.0, -0.04];
    let mut measures = vec![
        series("needs_settled", "needs", 0.6 * gain, 150.0),
        series("planned_care_delivered", "appointments", 0.01 * gain, 90.0),
        series("planned_care_overdue", "people", -0.02 * gain, 60.0),
        series("planned_care_given_up", "appointments", -0.01 * gain, 40.0),
        series("requests_unmet", "requests", -0.5 * gain, 160.0),
        series("requests_not_met", "requests", -0.5 * gain, 160.0),
        series("requests_not_met_urgent", "requests", -0.1 * gain, 40.0),
        series("gp_hours", "hours", -0.01 * gain, 25.0),
        series("nursing_hours", "hours", 0.02 * gain, 25.0),
        series("additional_hours", "hours", 0.3 * gain, 25.0),
        series("appointments_booked", "appointments", gain, 500.0),
        series("gp_hours_freed", "hours", 0.01 * gain, 25.0),
    ];
    for ((name, _), share) in LEDGER.iter().zip(shares) {
        measures.push(series(name, "appointments", gain * share, 40.0));
    }
    measures.push(series("appointments_gained_net", "appointments", gain, 500.0));
    measures.push(series("gp_appointments_freed", "consultations", 0.3 * gain, 120.0));
    for (name, share) in [("low", 0.0), ("central", 0.018), ("high", 0.041)] {
        let name = match name {
            "low" => "ed_deflected_low",
            "central" => "ed_deflected_central",
            _ => "ed_deflected_high",
        };
        measures.push(series(name, "attendances", gain * share, 12.0));
    }
    Comparison { scenario, baseline, same_patients: true, other_days: false, measures }
}

fn unmet_for_want_of() -> Vec<Series> {
    let of = |(profession, mean): (&str, f64)| Series {
        name: profession.into(),
        ..series("requests_unmet_role", "requests", mean, mean * 0.1)
    };
    [("gp", 9_400.0), ("physiotherapist", 410.0)].map(of).into()
}

fn parts(names: &[&str], share: f64) -> Vec<PartResults> {
    let of = |name: &&str| PartResults {
        name: (*name).into(),
        measures: vec![
            series("requests", "requests", 150_000.0 * share, 300.0),
            series("wait_days_mean", "days", 2.5, 0.1),
        ],
    };
    names.iter().map(of).collect()
}

fn supervision() -> Vec<SupervisionOf> {
    let of = |(role, title, stage, hours): (&str, &str, &'static str, [f64; 4])| SupervisionOf {
        role: role.into(),
        title: title.into(),
        stage: stage.into(),
        parts: SUPERVISION
            .iter()
            .zip(hours)
            .map(|(part, mean)| series(part.name, part.unit, mean, mean * 0.01))
            .collect(),
    };
    let pharmacist = ("clinical-pharmacist", "Clinical pharmacist");
    [
        (pharmacist.0, pharmacist.1, "transition", [820.0, 310.0, 240.0, 1_370.0]),
        (pharmacist.0, pharmacist.1, "steady", [260.0, 180.0, 140.0, 580.0]),
        ("paramedic", "Paramedic", "steady", [250.0, 150.0, 100.0, 500.0]),
    ]
    .map(of)
    .into()
}

fn profiles(shift: f64) -> Profiles {
    let work = |hour: usize, most: f64| {
        let (day, hour) = (hour / 24, (hour % 24) as f64);
        let open = if day < 5 {
            (8.0..18.5).contains(&hour)
        } else {
            day == 5 && (9.0..17.0).contains(&hour)
        };
        let level = most - 0.03 * day as f64 - 0.02 * (hour - 10.0).abs();
        open.then(|| if (12.0..14.0).contains(&hour) { level * 0.55 } else { level })
    };
    let wait = |slot: usize| {
        let slot = slot as f64;
        Some((15.0 - shift) * (-(slot - 1.0).powi(2) / 18.0).exp() + 2.2 + (slot * 0.9).sin().abs())
    };
    Profiles {
        lag_shares: vec![
            [0.52, 0.10, 0.18, 0.11, 0.06, 0.02, 0.01],
            [0.24, 0.09, 0.25, 0.19, 0.12, 0.07, 0.04],
            [0.31, 0.08, 0.22, 0.18, 0.11, 0.06, 0.04],
        ],
        monday_wait_min: (0..21).map(wait).collect(),
        rooms_in_use: (0..168).map(|hour| work(hour, 0.93).unwrap_or(0.0)).collect(),
        staff_at_work: [0.97, 0.88, 0.83]
            .iter()
            .map(|most| (0..168).map(|hour| work(hour, *most)).collect())
            .collect(),
        staff_in_session: Vec::new(),
    }
}

/// Six scenarios at 30 rooms, and the same at 27 and 36.
pub(crate) fn results() -> Results {
    let gains = [0.0, 4_310.0, 40.0, 6_120.0, -83_400.0, -1_940.0];
    let shifts = [0.0, 0.8, 0.0, 1.4, -4.0, 6.0];
    let known = scenarios();
    let mut results = Results {
        partial: false,
        shard: None,
        seed: 20_251,
        replications: REPLICATIONS,
        numbers: (1..=REPLICATIONS).collect(),
        weeks: 52,
        warm_up_weeks: 26,
        events: 123_456_789,
        scenarios: Vec::new(),
        comparisons: Vec::new(),
        precision: None,
    };
    for (rooms, factor) in [(30, 1.0), (27, 0.7), (36, 1.2)] {
        let baseline = results.scenarios.len();
        for (index, scenario) in known.iter().enumerate() {
            let name = &scenario.name;
            let (name, title, kind) = if rooms == 30 {
                (name.clone(), scenario.title.clone(), VariantKind::Stated)
            } else {
                let title = format!("{}, at {rooms} rooms", scenario.title);
                (format!("{name}@{rooms}-rooms"), title, VariantKind::Rooms(rooms))
            };
            let gain = gains[index] * factor;
            results.scenarios.push(ScenarioResults {
                name,
                title,
                scenario: index,
                kind,
                rooms: rooms + if scenario.name.contains("rooms") { 2 } else { 0 },
                measures: measures(gain),
                distributions: Vec::new(),
                supervision: supervision(),
                unmet_for_want_of: unmet_for_want_of(),
                practices: parts(&["oak-lane", "riverside"], 0.25),
                weekdays: parts(&["Monday", "Tuesday"], 0.3),
                profiles: profiles(shifts[index]),
            });
            if index > 0 {
                results.comparisons.push(comparison(baseline + index, baseline, gain));
            }
        }
    }
    results
}

/// The evidence for a warm-up of 26 weeks, of which MSER-5 asks for `cut`.
pub(crate) fn warm_up(cut: usize) -> WarmUp {
    let weeks: Vec<f64> = (0..78).map(|week| 6_000.0 * (1.0 - 0.8_f64.powi(week + 1))).collect();
    let expected = vec![6_000.0; 78];
    let apart: Vec<f64> = weeks.iter().map(|found| found / 6_000.0 - 1.0).collect();
    let series = WarmUpSeries {
        name: "booked_ahead",
        words: "Appointments booked ahead",
        unit: "appointments",
        smooth: moving_average(&apart, 2),
        truncation: Some(Truncation { cut, of: 78 }),
        left_first_week: -0.013,
        left_over_all: 0.002,
        growth: None,
        weeks,
        expected,
        apart,
    };
    WarmUp {
        title: "The average network".into(),
        horizon: Horizon { warm_up_weeks: 26, weeks: 52 },
        expected_warm_up_weeks: 52,
        replications: 10,
        asked: 10,
        seed: 1,
        series: vec![series],
    }
}
