//! Appointment backlog: a fixed number of slots every day, Poisson demand, first come first served.
//!
//! The slots of a day are servers that all become free in the morning. A request that finds none waits
//! for the next morning, and is then served before the requests of that day.

use crate::engine::calendar::{Calendar, Phase};
use crate::engine::resource::{Resource, Seized};
use crate::units::{SimTime, Span};
use crate::verification::case::Unsupported;
use crate::verification::chance::{Address, Purpose};
use crate::verification::observation::Observation;
use crate::verification::stated::Stated;
use crate::verification::station::{MEASURED, WARM_UP};
use rand_distr::{Distribution as _, Poisson};

/// Slots and demand of a day.
#[derive(Clone, Copy, Debug)]
pub(super) struct Backlog {
    slots: u32,
    demand: Poisson<f64>,
    mean: f64,
}

/// The metrics of a backlog.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Metric {
    Mean,
    NoneShare,
    SameDayShare,
    DelayDays,
}

#[derive(Clone, Copy)]
enum Event {
    Morning,
    Requested,
    Evening,
}

impl Backlog {
    /// Whether the words of a model, in lower case without spaces, name a backlog.
    pub(super) fn is_meant(model: &str) -> bool {
        model.contains("backlog") || model.contains("x[n+1]=max(x[n]+a[n]-s,0)")
    }

    /// The backlog that a case describes.
    pub(super) fn read(case: &Stated<'_>) -> Result<Self, Unsupported> {
        let slots = case.count(&["daily_slots", "slots", "s"])?;
        let mean = case.positive(&["daily_demand_poisson", "demand", "lam", "lambda"])?;
        if mean >= f64::from(slots) {
            return Err(Unsupported::new(
                format!("a demand of {mean} a day grows without limit with {slots} slots"),
                format!("a demand below {slots} a day, or a number of days"),
            ));
        }
        let refused = |_| {
            Unsupported::new(
                format!("a Poisson demand cannot have the mean {mean}"),
                "a smaller mean".to_owned(),
            )
        };
        Ok(Backlog { slots, demand: Poisson::new(mean).map_err(refused)?, mean })
    }

    /// The metric that a text names.
    pub(super) fn metric(text: &str) -> Option<Metric> {
        match text {
            "p(x=0)" => Some(Metric::NoneShare),
            text if text.starts_with("e[x]") => Some(Metric::Mean),
            text if text.contains("sameday") => Some(Metric::SameDayShare),
            text if text.contains("days") && text.contains("wait") => Some(Metric::DelayDays),
            _ => None,
        }
    }

    /// The relaxation time of the backlog \[d\]: that of a random walk with the same drift and variance.
    fn memory_days(&self) -> f64 {
        let drift = f64::from(self.slots) - self.mean;
        4.0 * self.mean / (drift * drift) + 1.0
    }

    /// The number of days with about twice `events` events.
    pub(super) fn days(&self, events: u32) -> u32 {
        (2.0 * f64::from(events) / (self.mean + 2.0)) as u32 + 1
    }

    /// Runs `days`, or more if the relaxation time is long.
    pub(super) fn replicate(
        &self,
        metrics: &[Metric],
        address: &Address,
        days: u32,
    ) -> (Vec<Observation>, u64) {
        let warm_up = (WARM_UP * self.memory_days()) as i32;
        let last = warm_up + (MEASURED * self.memory_days()).max(f64::from(days)) as i32;
        let mut demand = address.dice(Purpose::Arrivals);
        let mut calendar = Calendar::new(SimTime::ZERO);
        let mut slots: Resource<i32> = Resource::new(self.slots);
        let [mut left, mut none, mut requests, mut same_day, mut waited] = [0.0_f64; 5];
        let mut events = 0_u64;
        calendar.schedule_in(SimTime::ZERO, Phase::Release, Event::Morning);
        while let Some(event) = calendar.advance() {
            events += 1;
            let day = calendar.now().day();
            let counts = f64::from(u8::from(day >= warm_up));
            match event {
                Event::Morning => {
                    (0..slots.busy()).for_each(|_| slots.release());
                    while let Some(asked) = slots.next(|_| true) {
                        waited += counts * f64::from(day - asked);
                    }
                    for _ in 0..self.demand.sample(&mut demand.0) as u32 {
                        calendar.schedule(calendar.now(), Event::Requested);
                    }
                    calendar.schedule_in(calendar.now(), Phase::Observe, Event::Evening);
                }
                Event::Requested => {
                    requests += counts;
                    if slots.seize(day, 0) == Seized::AtOnce {
                        same_day += counts;
                    }
                }
                Event::Evening => {
                    left += counts * f64::from(slots.waiting());
                    none += counts * f64::from(u8::from(slots.waiting() == 0));
                    if day + 1 < last {
                        let morning = calendar.now() + Span::from_days(1);
                        calendar.schedule_in(morning, Phase::Release, Event::Morning);
                    }
                }
            }
        }
        let measured = f64::from(last - warm_up);
        let observed = metrics.iter().map(|metric| match metric {
            Metric::Mean => Observation::Ratio { sum: left, over: measured },
            Metric::NoneShare => Observation::Ratio { sum: none, over: measured },
            Metric::SameDayShare => Observation::Ratio { sum: same_day, over: requests },
            Metric::DelayDays => Observation::Ratio { sum: waited, over: requests },
        });
        (observed.collect(), events)
    }
}
