//! Clinic sessions: patients booked at equal intervals, some of whom do not attend.
//!
//! One clinician and punctual patients. A patient who does not attend takes no time, but the wait at the
//! booked slot still counts.

use crate::verification::case::Unsupported;
use crate::verification::chance::{Address, Lengths, Purpose};
use crate::verification::line::pass;
use crate::verification::observation::Observation;
use crate::verification::stated::Stated;

/// A clinic session.
#[derive(Clone, Debug)]
pub(super) struct Session {
    booked: u32,
    slot_min: f64,
    missed: f64,
    service: Lengths,
}

/// The metrics of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Metric {
    MeanWait,
    LastWait,
    Finish,
    Overtime,
    OvertimeShare,
    Idle,
}

impl Session {
    /// Whether the words of a model, in lower case, name a session.
    pub(super) fn is_meant(model: &str) -> bool {
        model.contains("session") || model.contains("clinic")
    }

    /// The session that a case describes.
    pub(super) fn read(case: &Stated<'_>) -> Result<Self, Unsupported> {
        let booked = case.count(&["n", "booked", "patients"])?;
        let missed = case.number(&["noshow", "no_show", "missed"])?.unwrap_or(0.0);
        let punctual = case.value(&["punctual"]).is_none_or(|value| value == true);
        if !punctual {
            return Err(Unsupported::new(
                "patients who are not punctual are unknown",
                "a distribution of how early or late patients come, and a session that uses it",
            ));
        }
        if booked == 0 || !(0.0..=1.0).contains(&missed) {
            return Err(Unsupported::new(
                format!("{booked} patients, of whom the share {missed} does not attend"),
                "at least one patient, and a share from 0 to 1",
            ));
        }
        let service = case.text(&["service", "dist"]).unwrap_or("M");
        let service = if service.ends_with(".csv") {
            let table = case.tables.get(service);
            let missing = || {
                Unsupported::new(
                    format!("the table `{service}` was not found"),
                    format!("`{service}` in the folder of the file of cases"),
                )
            };
            Lengths::table(table.ok_or_else(missing)?)?
        } else {
            Lengths::named(service, case.positive(&["mean"])?, case.number(&["cv2"])?)?
        };
        Ok(Session { booked, slot_min: case.positive(&["slot"])?, missed, service })
    }

    /// The metric that a text names.
    pub(super) fn metric(text: &str) -> Option<Metric> {
        match text {
            "waitoflast" | "e[waitoflast]" | "lastwait" => Some(Metric::LastWait),
            "e[idle]" | "idle" | "e[idletime]" => Some(Metric::Idle),
            text if text.starts_with("meanwait") || text == "e[wait]" => Some(Metric::MeanWait),
            text if text.starts_with("e[finish") => Some(Metric::Finish),
            text if text.starts_with("e[overtime") => Some(Metric::Overtime),
            text if text.starts_with("p(overtime") => Some(Metric::OvertimeShare),
            _ => None,
        }
    }

    /// The number of sessions with about `events` events.
    pub(super) const fn sessions(&self, events: u32) -> u32 {
        events / (2 * self.booked) + 1
    }

    /// Simulates `sessions`.
    pub(super) fn replicate(
        &self,
        metrics: &[Metric],
        address: &Address,
        sessions: u32,
    ) -> (Vec<Observation>, u64) {
        let mut services = address.dice(Purpose::Services);
        let mut comes = address.dice(Purpose::Patience);
        let arrivals: Vec<f64> =
            (0..self.booked).map(|index| f64::from(index) * self.slot_min).collect();
        let planned = f64::from(self.booked) * self.slot_min;
        let mut sums = vec![0.0; metrics.len()];
        for _ in 0..sessions {
            let lengths: Vec<f64> = arrivals
                .iter()
                .map(|_| {
                    let length = self.service.draw(&mut services);
                    if comes.uniform() < self.missed { 0.0 } else { length }
                })
                .collect();
            let visits = pass(&arrivals, &lengths, 1);
            let (wait, finish) =
                visits.last().map_or((0.0, 0.0), |visit| (visit.wait_min, visit.left_min));
            for (sum, metric) in sums.iter_mut().zip(metrics) {
                *sum += match metric {
                    Metric::MeanWait => {
                        visits.iter().map(|visit| visit.wait_min).sum::<f64>() / visits.len() as f64
                    }
                    Metric::LastWait => wait,
                    Metric::Finish => finish,
                    Metric::Overtime => (finish - planned).max(0.0),
                    Metric::OvertimeShare => f64::from(u8::from(finish > planned)),
                    Metric::Idle => finish - lengths.iter().sum::<f64>(),
                };
            }
        }
        let over = f64::from(sessions);
        let observed = sums.into_iter().map(|sum| Observation::Ratio { sum, over }).collect();
        (observed, 2 * u64::from(sessions) * u64::from(self.booked))
    }
}
