//! The published figures of one network, pooled over its practices.

use super::figures::{CALLS, FIGURES, FORMS, Group, Months, Values};
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
        let is_month = |row: &&PracticeMonth| row.month.month > 0;
        let rows = data.months.iter().filter(is_month);
        for row in rows.filter(|row| row.values.contains_key(column)) {
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
            calls: Period::of(data, total(Group::Calls)),
            forms: Period::of(data, total(Group::Forms)),
        }
    }

    /// The months of the year that are shown, and those held back.
    pub fn months(&self) -> [Months; 2] {
        let both = [
            (&self.calls.shown, &self.forms.shown),
            (&self.calls.held_back, &self.forms.held_back),
        ];
        both.map(|(calls, forms)| Months {
            calls: Period::of_year(calls),
            forms: Period::of_year(forms),
        })
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
    /// The months of its calls and forms: those of all periods that enough of its practices publish.
    pub periods: Periods,
    /// Calls and forms of each practice per patient, relative to those of the network; 1 if not known \[-\].
    pub relative: Vec<[f64; 2]>,
}

/// All networks of `data`, by code.
pub fn networks(data: &Dataset) -> Vec<&str> {
    let codes: BTreeSet<&str> = data.practices.iter().map(|own| own.network.as_str()).collect();
    codes.into_iter().collect()
}

/// What is published of each of `codes`, in their order; `None` where no practice is in it. `data` are read once.
pub fn observed(
    data: &Dataset,
    codes: &[String],
    periods: &Periods,
    calendar: &PracticeCalendar,
) -> Vec<Option<Observed>> {
    let mut all: BTreeMap<&str, (Vec<Practice>, Vec<&PracticeMonth>)> =
        codes.iter().map(|code| (code.as_str(), Default::default())).collect();
    for own in &data.practices {
        if let Some((practices, _)) = all.get_mut(own.network.as_str()) {
            practices.push(own.clone());
        }
    }
    for row in &data.months {
        if let Some((_, months)) = all.get_mut(row.network.as_str()) {
            months.push(row);
        }
    }
    let of = |code: &String| {
        let (practices, months) = all.remove(code.as_str())?;
        (!practices.is_empty()).then(|| Observed::of(code, practices, &months, periods, calendar))
    };
    codes.iter().map(of).collect()
}

impl Observed {
    fn of(
        code: &str,
        practices: Vec<Practice>,
        months: &[&PracticeMonth],
        periods: &Periods,
        calendar: &PracticeCalendar,
    ) -> Observed {
        let patients: f64 = practices.iter().map(|own| own.list_size).sum();
        let mut observed = Observed {
            network: code.to_owned(),
            relative: vec![[1.0; 2]; practices.len()],
            practices,
            values: [None; FIGURES],
            later: [None; FIGURES],
            covered: [0.0; 3],
            periods: Periods::default(),
        };
        observed.appointments(patients);
        for (group, period) in [(Group::Calls, &periods.calls), (Group::Forms, &periods.forms)] {
            observed.contacts(group, period, months, calendar);
        }
        observed
    }

    /// Calls or forms: those of practices that publish every month which enough of them publish. Later months are
    /// of the same practices, if these still stand for the network.
    fn contacts(
        &mut self,
        group: Group,
        period: &Period,
        months: &[&PracticeMonth],
        calendar: &PracticeCalendar,
    ) {
        let lists: BTreeMap<&str, f64> =
            self.practices.iter().map(|own| (own.practice.as_str(), own.list_size)).collect();
        let patients: f64 = lists.values().sum();
        // The practices with all of some months, and their part of the patients.
        let with = |wanted: &[Month]| -> (BTreeSet<&str>, f64) {
            let has = |practice: &str, month: &Month| {
                let is_it = |row: &&PracticeMonth| row.practice == practice && row.month == *month;
                months
                    .iter()
                    .copied()
                    .find(is_it)
                    .is_some_and(|row| row.values.contains_key(total(group)))
            };
            let all = lists.keys().copied();
            let found: BTreeSet<&str> =
                all.filter(|own| wanted.iter().all(|month| has(own, month))).collect();
            // From 0: the sum of no numbers is −0.
            let covered = found.iter().fold(0.0, |sum, own| sum + lists[own]) / patients.max(1.0);
            (found, covered)
        };
        let usual = |all: &[Month]| -> Vec<Month> {
            all.iter().copied().filter(|month| with(&[*month]).1 >= ENOUGH).collect()
        };
        let shown = usual(&period.shown);
        let (who, covered) = with(&shown);
        let covered = if shown.is_empty() { 0.0 } else { covered };
        self.covered[group as usize] = covered;
        if covered < ENOUGH {
            return;
        }
        let held_back = usual(&period.held_back);
        let both: Vec<Month> = shown.iter().chain(&held_back).copied().collect();
        let (later_who, later_covered) = with(&both);
        let is_later = !held_back.is_empty() && later_covered >= ENOUGH;
        // The last period and the later months are of the same practices.
        let who = if is_later { later_who } else { who };
        let rows: Vec<&PracticeMonth> =
            months.iter().copied().filter(|row| who.contains(row.practice.as_str())).collect();
        let pooled = Pooled::of(&rows, &shown, group, calendar);
        pooled.figures(group, &mut self.values);
        if is_later {
            self.covered[group as usize] = later_covered;
            Pooled::of(&rows, &held_back, group, calendar).figures(group, &mut self.later);
        }
        let index = usize::from(group == Group::Forms);
        let whole = pooled.total().unwrap_or(0.0);
        let relative = self.practices.iter().map(|own| {
            let rate =
                pooled.by_practice.get(own.practice.as_str()).map(|(count, days)| count / days);
            rate.filter(|_| whole > 0.0).map_or(1.0, |rate| (rate / whole).clamp(0.1, 5.0))
        });
        let relative: Vec<f64> = relative.collect();
        self.relative.iter_mut().zip(relative).for_each(|(own, value)| own[index] = value);
        let own =
            if group == Group::Forms { &mut self.periods.forms } else { &mut self.periods.calls };
        *own = Period { shown, held_back: if is_later { held_back } else { Vec::new() } };
    }

    /// The months that the fit sees, and those held back.
    pub fn months(&self) -> [Months; 2] {
        self.periods.months()
    }

    /// Appointments of the year, pooled over the practices that have them.
    fn appointments(&mut self, patients: f64) {
        let with: Vec<&Practice> =
            self.practices.iter().filter(|own| rate(own, "appointments").is_some()).collect();
        let covered = with.iter().fold(0.0, |sum, own| sum + own.list_size);
        self.covered[0] = covered / patients;
        if self.covered[0] < ENOUGH {
            return;
        }
        let pool = Pool { with: &with, patients };
        let (sum, shares) = (|names: &[&str]| pool.sum(names), |names: &[&str]| pool.shares(names));
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
        values[10] =
            shares(&["appointments_attended", "appointments_not_attended"]).map(|of| of[1]);
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

/// A rate of a practice per 1,000 patients and month.
fn rate(own: &Practice, name: &str) -> Option<f64> {
    own.values.get(format!("{name}_per_1000_month").as_str()).copied()
}

/// Practices with appointments, and the patients of the whole network.
struct Pool<'p> {
    with: &'p [&'p Practice],
    patients: f64,
}

impl Pool<'_> {
    /// The sums of rates over practices that state all of them, per 1,000 patients and month of these practices;
    /// `None` if they are too few.
    fn sum(&self, names: &[&str]) -> Option<Vec<f64>> {
        let rows = self.with.iter().filter_map(|own| {
            let rates: Option<Vec<f64>> = names.iter().map(|name| rate(own, name)).collect();
            Some((own.list_size, rates?))
        });
        let rows: Vec<(f64, Vec<f64>)> = rows.collect();
        let lists: f64 = rows.iter().map(|(list, _)| list).sum();
        let of = |column: usize| {
            rows.iter().map(|(list, rates)| list * rates[column]).sum::<f64>() / lists
        };
        (lists >= ENOUGH * self.patients).then(|| (0..names.len()).map(of).collect())
    }

    /// The same as shares of their sum.
    fn shares(&self, names: &[&str]) -> Option<Vec<f64>> {
        shares_of(&self.sum(names)?)
    }
}

/// Each part of the sum of all; `None` if that is nothing.
fn shares_of(parts: &[f64]) -> Option<Vec<f64>> {
    let whole: f64 = parts.iter().sum();
    (whole > 0.0).then(|| parts.iter().map(|part| part / whole).collect())
}

/// The column of all calls or forms.
const fn total(group: Group) -> &'static str {
    match group {
        Group::Forms => "online_per_1000_month",
        _ => "calls_per_1000_month",
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
        let total = total(group);
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
            values[FORMS] = self.total();
            return;
        }
        values[CALLS] = self.total();
        let shares = |names: &[&str]| {
            let counts = names.iter().map(|name| self.counts.get(name).copied());
            shares_of(&counts.collect::<Option<Vec<f64>>>()?)
        };
        let ends = shares(&[
            "calls_missed_per_1000_month",
            "calls_ended_in_menu_per_1000_month",
            "calls_call_back_requested_per_1000_month",
            "calls_answered_per_1000_month",
        ]);
        if let Some(ends) = ends {
            for (index, end) in ends[..3].iter().enumerate() {
                values[CALLS + 1 + index] = Some(*end);
            }
        }
        let waits = shares(&[
            "calls_answered_within_1_min_per_1000_month",
            "calls_answered_in_1_2_min_per_1000_month",
            "calls_answered_in_2_5_min_per_1000_month",
            "calls_answered_after_5_min_per_1000_month",
        ]);
        if let Some(waits) = waits {
            values[CALLS + 4] = Some(waits[0]);
            values[CALLS + 5] = Some(waits[3]);
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
