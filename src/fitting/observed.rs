//! The published figures of one network, pooled over its practices.

use super::figures::{FIGURES, Group, Values};
use crate::model::calendar::PracticeCalendar;
use crate::publications::cell::Month;
use crate::publications::data::{Dataset, Practice, PracticeMonth};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// The last months of calls and forms that no fit sees.
const HELD_BACK: usize = 2;

/// Calls and forms are taken from so many months before those: as recent as possible, and no single month.
const SHOWN: usize = 3;

/// A month is not used if fewer than this part of the usual number of practices have it.
const USUAL_PART: f64 = 0.5;

/// Figures of practices with fewer than this part of the patients do not stand for the network.
pub const ENOUGH: f64 = 0.6;

/// The months from which calls or forms are taken.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Period {
    /// Those that the fit sees.
    pub shown: Vec<Month>,
    /// Those that are held back.
    pub held_back: Vec<Month>,
}

/// The periods of calls and of forms.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Periods {
    /// Of calls.
    pub calls: Period,
    /// Of forms.
    pub forms: Period,
}

impl Period {
    fn of(data: &Dataset, column: &str) -> Period {
        let mut practices: BTreeMap<Month, usize> = BTreeMap::new();
        for row in data.months.iter().filter(|row| row.values.contains_key(column)) {
            *practices.entry(row.month).or_default() += 1;
        }
        let mut counts: Vec<usize> = practices.values().copied().collect();
        counts.sort_unstable();
        let usual = counts.get(counts.len() / 2).copied().unwrap_or(0) as f64;
        let is_usual = |(_, count): &(Month, usize)| *count as f64 >= USUAL_PART * usual;
        let mut months: Vec<Month> =
            practices.into_iter().filter(is_usual).map(|(month, _)| month).collect();
        let held_back = if months.len() > HELD_BACK + 1 {
            months.split_off(months.len() - HELD_BACK)
        } else {
            Vec::new()
        };
        let shown = months.split_off(months.len().saturating_sub(SHOWN));
        Period { shown, held_back }
    }

    /// The months of the year, January being 0, of what is shown and what is held back.
    pub fn of_year(months: &[Month]) -> Vec<usize> {
        months.iter().map(|month| usize::from(month.month) - 1).collect()
    }
}

impl Periods {
    /// The periods of `data`: the last three months before the last two.
    pub fn of(data: &Dataset) -> Periods {
        Periods {
            calls: Period::of(data, "calls_per_1000_month"),
            forms: Period::of(data, "online_per_1000_month"),
        }
    }
}

/// A network as it is published.
#[derive(Clone, Debug, PartialEq)]
pub struct Observed {
    /// Its code.
    pub network: String,
    /// Its practices.
    pub practices: Vec<Practice>,
    /// The figures that are shown, and those of the year that are held back.
    pub values: Values,
    /// The figures of calls and forms in the months that are held back.
    pub later: Values,
    /// The share of patients whose practices have appointments, calls and forms \[-\].
    pub covered: [f64; 3],
    /// Calls and forms of each practice per patient, relative to those of the network; 1 if not known \[-\].
    pub relative: Vec<[f64; 2]>,
}

/// All networks of `data`, by code.
pub fn networks(data: &Dataset) -> Vec<&str> {
    let codes: BTreeSet<&str> = data.practices.iter().map(|own| own.network.as_str()).collect();
    codes.into_iter().collect()
}

impl Observed {
    /// The network called `code`; `None` if no practice is in it.
    pub fn of(
        data: &Dataset,
        code: &str,
        periods: &Periods,
        calendar: &PracticeCalendar,
    ) -> Option<Observed> {
        let practices: Vec<Practice> =
            data.practices.iter().filter(|own| own.network == code).cloned().collect();
        if practices.is_empty() {
            return None;
        }
        let months: Vec<&PracticeMonth> =
            data.months.iter().filter(|row| row.network == code).collect();
        let patients: f64 = practices.iter().map(|own| own.list_size).sum();
        let mut observed = Observed {
            network: code.to_owned(),
            relative: vec![[1.0; 2]; practices.len()],
            practices,
            values: [None; FIGURES],
            later: [None; FIGURES],
            covered: [0.0; 3],
        };
        observed.appointments(patients);
        for (group, period) in [(Group::Calls, &periods.calls), (Group::Forms, &periods.forms)] {
            let shown = Pooled::of(&months, &period.shown, group, calendar);
            let later = Pooled::of(&months, &period.held_back, group, calendar);
            let covered: f64 = observed
                .practices
                .iter()
                .filter(|own| shown.by_practice.contains_key(own.practice.as_str()))
                .map(|own| own.list_size)
                .sum();
            observed.covered[group as usize] = covered / patients;
            if observed.covered[group as usize] < ENOUGH {
                continue;
            }
            shown.figures(group, &mut observed.values);
            later.figures(group, &mut observed.later);
            let index = usize::from(group == Group::Forms);
            let whole = shown.total().unwrap_or(0.0);
            for (own, relative) in observed.practices.iter().zip(&mut observed.relative) {
                let rate = shown.by_practice.get(own.practice.as_str()).map(|(a, b)| a / b);
                if let Some(rate) = rate.filter(|_| whole > 0.0) {
                    relative[index] = (rate / whole).clamp(0.1, 5.0);
                }
            }
        }
        Some(observed)
    }

    /// Appointments of the year, pooled over the practices that have them.
    fn appointments(&mut self, patients: f64) {
        let rate = |own: &Practice, name: &str| {
            own.values.get(format!("{name}_per_1000_month").as_str()).copied()
        };
        let with: Vec<&Practice> =
            self.practices.iter().filter(|own| rate(own, "appointments").is_some()).collect();
        let covered: f64 = with.iter().map(|own| own.list_size).sum();
        self.covered[0] = covered / patients;
        if self.covered[0] < ENOUGH {
            return;
        }
        // The sum over practices that state all of `names`, per 1,000 patients and month of these practices.
        let sum = |names: &[&str]| -> Option<Vec<f64>> {
            let rows = with.iter().filter_map(|own| {
                let rates: Option<Vec<f64>> = names.iter().map(|name| rate(own, name)).collect();
                Some((own.list_size, rates?))
            });
            let rows: Vec<(f64, Vec<f64>)> = rows.collect();
            let lists: f64 = rows.iter().map(|(list, _)| list).sum();
            let of = |column: usize| {
                rows.iter().map(|(list, rates)| list * rates[column]).sum::<f64>() / lists
            };
            (lists >= ENOUGH * patients).then(|| (0..names.len()).map(of).collect())
        };
        let shares = |names: &[&str]| {
            let sums = sum(names)?;
            let whole: f64 = sums.iter().sum();
            (whole > 0.0).then(|| sums.iter().map(|part| part / whole).collect::<Vec<f64>>())
        };
        let values = &mut self.values;
        values[0] = sum(&["appointments"]).map(|sums| sums[0]);
        let lags = shares(&[
            "appointments_same_day",
            "appointments_1_day",
            "appointments_2_7_days",
            "appointments_8_14_days",
            "appointments_15_21_days",
            "appointments_22_28_days",
            "appointments_over_28_days",
        ]);
        if let Some(lags) = lags {
            for band in 0..4 {
                values[1 + band] = Some(lags[band]);
            }
            values[5] = Some(lags[4..].iter().sum());
        }
        values[6] = shares(&["appointments_gp", "appointments_other_staff"]).map(|of| of[0]);
        let modes = shares(&[
            "appointments_face_to_face",
            "appointments_telephone",
            "appointments_video_online",
            "appointments_home_visit",
        ]);
        if let Some(modes) = modes {
            for mode in 0..3 {
                values[7 + mode] = Some(modes[mode]);
            }
        }
        values[10] = shares(&["appointments_attended", "appointments_not_attended"]).map(|of| of[1]);
        let categories = sum(&[
            "appointments",
            "category_clinical_triage",
            "category_planned_clinics",
            "category_planned_clinical_procedure",
            "category_unknown",
        ]);
        if let Some(sums) = categories.filter(|sums| sums[0] > sums[4]) {
            let known = sums[0] - sums[4];
            values[11] = Some(sums[1] / known);
            values[12] = Some((sums[2] + sums[3]) / known);
        }
    }
}

/// Calls or forms of some months.
struct Pooled<'p> {
    /// The counts of each column, in thousands.
    counts: BTreeMap<&'static str, f64>,
    /// Patients times working days, in thousands.
    exposure: f64,
    /// By practice: the count and its exposure.
    by_practice: BTreeMap<&'p str, (f64, f64)>,
    total: &'static str,
}

impl<'p> Pooled<'p> {
    fn of(
        rows: &[&'p PracticeMonth],
        months: &[Month],
        group: Group,
        calendar: &PracticeCalendar,
    ) -> Pooled<'p> {
        let total = match group {
            Group::Forms => "online_per_1000_month",
            _ => "calls_per_1000_month",
        };
        let mut pooled =
            Pooled { counts: BTreeMap::new(), exposure: 0.0, by_practice: BTreeMap::new(), total };
        for row in rows.iter().filter(|row| months.contains(&row.month)) {
            let Some(rate) = row.values.get(total) else { continue };
            let exposure = row.patients * f64::from(working_days(row.month, calendar));
            pooled.exposure += exposure;
            let own = pooled.by_practice.entry(row.practice.as_str()).or_insert((0.0, 0.0));
            *own = (own.0 + rate * row.patients, own.1 + exposure);
            for (column, rate) in row.values.iter() {
                *pooled.counts.entry(column).or_default() += rate * row.patients;
            }
        }
        pooled
    }

    /// Per 1,000 patients and working day.
    fn total(&self) -> Option<f64> {
        let count = self.counts.get(self.total)?;
        (self.exposure > 0.0).then(|| count / self.exposure)
    }

    fn figures(&self, group: Group, values: &mut Values) {
        if group == Group::Forms {
            values[19] = self.total();
            return;
        }
        let count = |name: &str| self.counts.get(name).copied();
        values[13] = self.total();
        let ends = [
            "calls_missed_per_1000_month",
            "calls_ended_in_menu_per_1000_month",
            "calls_call_back_requested_per_1000_month",
            "calls_answered_per_1000_month",
        ];
        let ends: Option<Vec<f64>> = ends.iter().map(|name| count(name)).collect();
        if let Some(ends) = ends {
            let whole: f64 = ends.iter().sum();
            for (index, part) in ends[..3].iter().enumerate().filter(|_| whole > 0.0) {
                values[14 + index] = Some(part / whole);
            }
        }
        let waits = [
            "calls_answered_within_1_min_per_1000_month",
            "calls_answered_in_1_2_min_per_1000_month",
            "calls_answered_in_2_5_min_per_1000_month",
            "calls_answered_after_5_min_per_1000_month",
        ];
        let waits: Option<Vec<f64>> = waits.iter().map(|name| count(name)).collect();
        if let Some(waits) = waits {
            let whole: f64 = waits.iter().sum();
            if whole > 0.0 {
                values[17] = Some(waits[0] / whole);
                values[18] = Some(waits[3] / whole);
            }
        }
    }
}

/// Working days of a month: Monday to Friday without bank holidays.
pub fn working_days(month: Month, calendar: &PracticeCalendar) -> u32 {
    let Ok(first) = Date::new(month.year as i16, month.month as i8, 1) else { return 21 };
    let first = calendar.day_of(first);
    let days = |day: &i32| calendar.day(*day).month + 1 == usize::from(month.month);
    (first..first + 31).take_while(days).filter(|day| calendar.day(*day).is_working).count() as u32
}
