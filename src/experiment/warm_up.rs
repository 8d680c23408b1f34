//! Whether the warm-up is long enough for the initial state to be forgotten.
//!
//! A practice has no steady level: demand has seasons and holidays. Each week is therefore compared with
//! the same week of other replications that began half a year before. The difference is the effect of
//! the initial state. Welch's moving average shows it, and MSER-5 gives the week from which it is
//! forgotten. The same replications, begun earlier, show how much of the effect is left, and whether a
//! queue grows without limit. If it does, replications that begin earlier have more in the queue, and no
//! warm-up is long enough.

use crate::experiment::row::Row;
use crate::experiment::study::{Design, Outline, Study};
use crate::simulation::Horizon;
use crate::simulation::record::DayState;
use crate::statistics::interval::{MeanInterval, mean};
use crate::statistics::trend::growth;
use crate::statistics::warm_up::{BATCH, Truncation, batch_means, moving_average, mser};
use std::collections::BTreeMap;

/// How many weeks earlier the others begin: twice the time for which planned care is booked ahead.
const EARLIER_WEEKS: u32 = 26;

/// Weeks on either side over which Welch's moving average goes.
const REACH: usize = 2;

/// The variants: as stated, the same begun earlier, and others begun earlier.
const VARIANTS: usize = 3;

/// Days of a week.
const WEEK: usize = 7;

/// One of the quantities by which the effect of the initial state is judged.
#[derive(Clone, Copy)]
struct Quantity {
    name: &'static str,
    words: &'static str,
    unit: &'static str,
    /// Whether it can grow without limit: a level, not a share or a mean.
    is_level: bool,
    /// Its values week by week. The second argument marks the weekdays.
    by_week: fn(&[DayTotals], &[bool]) -> Vec<f64>,
}

/// A day, added up over replications.
#[derive(Clone, Copy, Debug, Default)]
struct DayTotals {
    replications: f64,
    booked_ahead: f64,
    open: f64,
    booked: f64,
    booked_lead_days: f64,
    made: f64,
    unmet: f64,
}

impl DayTotals {
    fn add(&mut self, day: &DayState) {
        self.replications += 1.0;
        self.booked_ahead += f64::from(day.booked_ahead);
        self.open += f64::from(day.open);
        self.booked += f64::from(day.booked);
        self.booked_lead_days += f64::from(day.booked_lead_days);
        self.made += f64::from(day.made);
        self.unmet += f64::from(day.unmet);
    }
}

/// A level: the mean over the five weekdays of each week, which are the batches of MSER-5.
fn level(days: &[DayTotals], weekdays: &[bool], of: fn(&DayTotals) -> f64) -> Vec<f64> {
    let on_weekdays = days.iter().zip(weekdays).filter(|(_, is_weekday)| **is_weekday);
    let values: Vec<f64> = on_weekdays.map(|(day, _)| of(day) / day.replications).collect();
    batch_means(&values, BATCH)
}

/// A ratio: the sum over the week divided by the sum of its denominator.
fn ratio(days: &[DayTotals], of: fn(&DayTotals) -> f64, over: fn(&DayTotals) -> f64) -> Vec<f64> {
    let sum = |week: &[DayTotals], what: fn(&DayTotals) -> f64| week.iter().map(what).sum::<f64>();
    let share = |week: &[DayTotals]| match sum(week, over) {
        nothing if nothing <= 0.0 => 0.0,
        whole => sum(week, of) / whole,
    };
    days.chunks_exact(WEEK).map(share).collect()
}

/// The number of quantities that describe the appointment book, which the warm-up must fill.
const OF_THE_BOOK: usize = 2;

/// The quantities, those of the appointment book first.
const QUANTITIES: [Quantity; 4] = [
    Quantity {
        name: "booked_ahead",
        words: "Appointments booked ahead",
        unit: "appointments",
        is_level: true,
        by_week: |days, weekdays| level(days, weekdays, |day| day.booked_ahead),
    },
    Quantity {
        name: "lead_days",
        words: "Days from booking to appointment",
        unit: "days",
        is_level: false,
        by_week: |days, _| ratio(days, |day| day.booked_lead_days, |day| day.booked),
    },
    Quantity {
        name: "open",
        words: "Requests and planned care not ended",
        unit: "requests",
        is_level: true,
        by_week: |days, weekdays| level(days, weekdays, |day| day.open),
    },
    Quantity {
        name: "unmet_share",
        words: "Requests unmet, of those made",
        unit: "share",
        is_level: false,
        by_week: |days, _| ratio(days, |day| day.unmet, |day| day.made),
    },
];

/// A quantity from the first week of the warm-up to the last measured.
#[derive(Clone, Debug, PartialEq)]
pub struct WarmUpSeries {
    /// Its name.
    pub name: &'static str,
    /// Its description.
    pub words: &'static str,
    /// Its unit.
    pub unit: &'static str,
    /// Its mean over the replications, week by week.
    pub weeks: Vec<f64>,
    /// The same of other replications, which began earlier.
    pub expected: Vec<f64>,
    /// The difference of the two, relative to the mean expected value \[-\]. It has no seasons.
    pub apart: Vec<f64>,
    /// Welch's moving average of it.
    pub smooth: Vec<f64>,
    /// The cut by MSER-5; `None` if there are too few weeks.
    pub truncation: Option<Truncation>,
    /// How much of the start is left in the first measured week, in relation to the same
    /// replications begun earlier \[-\].
    pub left_first_week: f64,
    /// The same over all measured weeks \[-\].
    pub left_over_all: f64,
    /// Its growth in a week, without limit; `None` if growth is not shown.
    pub growth: Option<MeanInterval>,
}

/// The evidence for a warm-up.
#[derive(Clone, Debug, PartialEq)]
pub struct WarmUp {
    /// The scenario's title.
    pub title: String,
    /// Warm-up and measured period.
    pub horizon: Horizon,
    /// The warm-up of the replications that give the expected values \[weeks\].
    pub expected_warm_up_weeks: u32,
    /// The number of replications behind the means.
    pub replications: u32,
    /// The number of replications requested; larger if the run was stopped.
    pub asked: u32,
    /// The seed.
    pub seed: u64,
    /// The quantities, those of the appointment book first.
    pub series: Vec<WarmUpSeries>,
}

impl WarmUp {
    /// Whether replications are missing that were asked for.
    pub fn is_partial(&self) -> bool {
        self.replications < self.asked
    }

    /// Whether the start of `series` is forgotten within the warm-up, as far as can be told.
    pub fn is_enough_for(&self, series: &WarmUpSeries) -> bool {
        let is_enough = |found: Truncation| {
            found.is_trustworthy() && found.cut <= self.horizon.warm_up_weeks as usize
        };
        series.truncation.is_some_and(is_enough)
    }

    /// The quantities of the appointment book: how many are booked ahead, and how far.
    pub fn book(&self) -> &[WarmUpSeries] {
        &self.series[..OF_THE_BOOK.min(self.series.len())]
    }

    /// The quantities that grow without end: then there is no steady state, and no warm-up is enough.
    pub fn growing(&self) -> impl Iterator<Item = (&WarmUpSeries, MeanInterval)> {
        self.series.iter().filter_map(|series| Some((series, series.growth?)))
    }

    /// Whether the warm-up is long enough for the appointment book, and nothing grows without end. The
    /// other quantities are shown, and do not decide: they follow the book, or are few a week and noisy.
    pub fn is_enough(&self) -> bool {
        self.growing().next().is_none()
            && self.book().iter().all(|series| self.is_enough_for(series))
    }
}

/// The design to judge a warm-up: the scenario as stated, the same begun earlier, and as many others
/// begun earlier.
pub const fn design() -> Design {
    Design::WarmUp(EARLIER_WEEKS)
}

/// Judges the warm-up of `study` by its rows: by those replications of which every variant has one.
///
/// `None` if there is no such replication.
pub fn judge(study: &Study, rows: impl Iterator<Item = Row>) -> Option<WarmUp> {
    let Outline { horizon, seed, replications: asked, .. } = *study.outline();
    let calendar = &study.system(0).calendar;
    let first_day = -(horizon.warm_up_weeks as i32) * WEEK as i32;
    let weekdays: Vec<bool> = (first_day..horizon.weeks as i32 * WEEK as i32)
        .map(|d| calendar.day(d).weekday < 5)
        .collect();
    let warm_up = horizon.warm_up_weeks as usize;
    let days = complete_days(rows, weekdays.len())?;
    let replications = u32::try_from(days[0].len()).ok().filter(|made| *made > 0)?;
    let growth = |quantity: &Quantity| {
        let [own, same, _] = days.each_ref().map(|of| measured(quantity, of, &weekdays, warm_up));
        growth(&own, &same, EARLIER_WEEKS.into()).filter(|_| quantity.is_level)
    };
    let totals = days.each_ref().map(|of| totals(of));
    let series = QUANTITIES.iter().map(|quantity| {
        let [own, same, others] = totals.each_ref().map(|days| (quantity.by_week)(days, &weekdays));
        let series = of_quantity(*quantity, own, &same, others, warm_up);
        WarmUpSeries { growth: growth(quantity), ..series }
    });
    Some(WarmUp {
        title: study.variants()[0].title.clone(),
        horizon,
        expected_warm_up_weeks: study.horizon_of(1).warm_up_weeks,
        replications,
        asked,
        seed,
        series: series.collect(),
    })
}

/// The last `length` days of every replication of which all variants have a row, by variant; `None` if a
/// row has fewer days, or is of another variant.
fn complete_days(
    rows: impl Iterator<Item = Row>,
    length: usize,
) -> Option<[Vec<Vec<DayState>>; VARIANTS]> {
    let mut found: BTreeMap<u32, [Option<Vec<DayState>>; VARIANTS]> = BTreeMap::new();
    for row in rows {
        let from = row.days.len().checked_sub(length)?;
        let of_replication = found.entry(row.replication).or_default();
        *of_replication.get_mut(row.variant)? = Some(row.days[from..].to_vec());
    }
    let mut days: [Vec<Vec<DayState>>; VARIANTS] = std::array::from_fn(|_| Vec::new());
    for of_replication in found.into_values() {
        if let [Some(own), Some(same), Some(others)] = of_replication {
            days.iter_mut().zip([own, same, others]).for_each(|(all, one)| all.push(one));
        }
    }
    Some(days)
}

/// The same days, added up over replications.
fn totals(replications: &[Vec<DayState>]) -> Vec<DayTotals> {
    let days = replications.first().map_or(0, Vec::len);
    let mut totals = vec![DayTotals::default(); days];
    for of_replication in replications {
        totals.iter_mut().zip(of_replication).for_each(|(total, day)| total.add(day));
    }
    totals
}

/// A quantity in the measured weeks of each replication.
fn measured(
    quantity: &Quantity,
    replications: &[Vec<DayState>],
    weekdays: &[bool],
    warm_up: usize,
) -> Vec<Vec<f64>> {
    let of = |days: &Vec<DayState>| {
        let weeks = (quantity.by_week)(&totals(std::slice::from_ref(days)), weekdays);
        weeks[warm_up.min(weeks.len())..].to_vec()
    };
    replications.iter().map(of).collect()
}

fn of_quantity(
    quantity: Quantity,
    weeks: Vec<f64>,
    same: &[f64],
    expected: Vec<f64>,
    warm_up: usize,
) -> WarmUpSeries {
    // A quantity that is always zero stays zero: nothing is divided by it.
    let usual = |values: &[f64]| Some(mean(values)).filter(|mean| *mean > 0.0).unwrap_or(1.0);
    let of = usual(&expected);
    let apart: Vec<f64> = weeks.iter().zip(&expected).map(|(own, e)| (own - e) / of).collect();
    let measured = weeks.len().min(warm_up)..weeks.len();
    let left = |range: std::ops::Range<usize>| {
        mean(&weeks[range.clone()]) / usual(&same[range.clone()])
            - mean(&same[range.clone()]) / usual(&same[range])
    };
    WarmUpSeries {
        name: quantity.name,
        words: quantity.words,
        unit: quantity.unit,
        smooth: moving_average(&apart, REACH),
        truncation: mser(&apart),
        left_first_week: left(measured.start..measured.start + 1),
        left_over_all: left(measured),
        growth: None,
        apart,
        weeks,
        expected,
    }
}
