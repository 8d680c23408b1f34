//! A telephone day: calls and agents by the hour, callers who hang up, busy and quiet days.
//!
//! The call centre of the SSJ tutorial (L'Ecuyer, Meliani & Vaucher 2002, "SSJ: a framework for
//! stochastic simulation in Java", Winter Simulation Conference): the rates of a day are multiplied
//! by a busyness with a gamma distribution of mean 1 and shape `alpha0`; a caller who finds no agent
//! hangs up at once with probability `p_abandon_immediately`, and otherwise after an exponential
//! time of rate `nu`; a call that has begun is finished when agents leave; those who wait at the end
//! of the day are still served by the agents of the last hour. Means for each caller are over the
//! calls *expected* in a day, as in the tutorial. Times are in seconds \[s\].

use crate::engine::calendar::{Calendar, Phase};
use crate::engine::resource::{Resource, Seized};
use crate::engine::samplers;
use crate::units::{SimTime, Span};
use crate::verification::case::{Case, Unsupported};
use crate::verification::chance::{Address, Dice, Lengths, Purpose};
use crate::verification::line::Patience;
use crate::verification::observation::Observation;

/// A call centre over one day.
#[derive(Clone, Debug)]
pub(super) struct CallCentre {
    agents: Vec<u32>,
    per_hour: Vec<f64>,
    opening_h: f64,
    busyness: Option<Lengths>,
    impatient: f64,
    patience_s: f64,
    service_s: Lengths,
    threshold_s: f64,
}

/// The metrics of a day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Metric {
    Arrivals,
    MeanWait,
    WaitsBelow(f64),
    Lost,
}

#[derive(Clone, Copy)]
enum Event {
    Hour(u32),
    Called,
    CallEnded,
    PatienceEnded(u32, u32),
}

/// A caller in the queue.
#[derive(Clone, Copy)]
struct Caller {
    since: SimTime,
    index: u32,
}

/// The totals over all days.
#[derive(Clone, Debug, Default)]
struct Counts {
    calls: u64,
    lost: u64,
    waited_s: f64,
    below: Vec<u64>,
    events: u64,
}

impl CallCentre {
    /// Whether the words of a model, in lower case, name a call centre.
    pub(super) fn is_meant(model: &str) -> bool {
        ["call centre", "call center", "telephone day"].iter().any(|words| model.contains(words))
    }

    /// The call centre that a case describes.
    pub(super) fn read(case: &Case) -> Result<Self, Unsupported> {
        let agents = case.numbers(&["agents"])?.unwrap_or_default();
        let per_hour = case.numbers(&["rate_per_hr", "rate_per_hour"])?.unwrap_or_default();
        if agents.is_empty() || agents.len() != per_hour.len() {
            return Err(Unsupported("`agents` and `rate_per_hr` must have the same length".into()));
        }
        if agents.iter().chain(&per_hour).any(|number| *number < 0.0) || agents.last() == Some(&0.0)
        {
            return Err(Unsupported(
                "agents and rates must not be negative, and some agents must stay".into(),
            ));
        }
        let busyness = case.number(&["alpha0"])?;
        let busyness = busyness.map(|shape| Lengths::gamma(1.0, 1.0 / shape)).transpose()?;
        let nu = case.number(&["nu"])?.unwrap_or(0.0);
        Ok(CallCentre {
            agents: agents.iter().map(|agents| *agents as u32).collect(),
            per_hour,
            opening_h: case.number(&["opening"])?.unwrap_or(0.0).max(0.0),
            busyness,
            impatient: case.number(&["p_abandon_immediately"])?.unwrap_or(0.0),
            patience_s: if nu > 0.0 { 1.0 / nu } else { f64::INFINITY },
            service_s: service(case)?,
            threshold_s: case.number(&["s"])?.unwrap_or(20.0),
        })
    }

    /// The metric that a text names.
    pub(super) fn metric(&self, text: &str) -> Option<Metric> {
        if text.contains("arrivals") {
            Some(Metric::Arrivals)
        } else if text.contains("lost") || text.contains("abandon") {
            Some(Metric::Lost)
        } else if let Some((_, limit)) = text.split_once('<') {
            let limit = limit.trim_end_matches('s').parse().unwrap_or(self.threshold_s);
            text.contains("wait").then_some(Metric::WaitsBelow(limit))
        } else if text.contains("wait") && (text.contains("average") || text.contains("mean")) {
            Some(Metric::MeanWait)
        } else {
            None
        }
    }

    /// The number of days with about four times `events` events.
    pub(super) fn days(&self, events: u32) -> u32 {
        (2.0 * f64::from(events) / (self.per_hour.iter().sum::<f64>() + 1.0)) as u32 + 1
    }

    /// Runs `days`.
    pub(super) fn replicate(
        &self,
        metrics: &[Metric],
        address: &Address,
        days: u32,
    ) -> (Vec<Observation>, u64) {
        let limits: Vec<f64> = metrics
            .iter()
            .filter_map(|metric| match metric {
                Metric::WaitsBelow(limit) => Some(*limit),
                _ => None,
            })
            .collect();
        let mut busy_days = address.dice(Purpose::Day);
        let mut counts = Counts { below: vec![0; limits.len()], ..Counts::default() };
        let mut dice =
            [Purpose::Arrivals, Purpose::Services, Purpose::Patience].map(|p| address.dice(p));
        for _ in 0..days {
            let busyness = self.busyness.as_ref().map_or(1.0, |b| b.draw(&mut busy_days));
            Day::new(self, busyness, &limits, &mut counts, &mut dice).run();
        }
        let expected = f64::from(days) * self.per_hour.iter().sum::<f64>();
        let mut below = counts.below.iter();
        let observed = metrics.iter().map(|metric| {
            let (sum, over) = match metric {
                Metric::Arrivals => (counts.calls as f64, f64::from(days)),
                Metric::MeanWait => (counts.waited_s, expected),
                Metric::WaitsBelow(_) => (below.next().map_or(0.0, |n| *n as f64), expected),
                Metric::Lost => (counts.lost as f64, expected),
            };
            Observation::Ratio { sum, over }
        });
        let observed = observed.collect();
        (observed, counts.events)
    }
}

/// `gamma(shape,rate)`, rate in calls a second, or a distribution by name with `mean` and `cv2`.
fn service(case: &Case) -> Result<Lengths, Unsupported> {
    let words = case.text(&["service"]).unwrap_or("M");
    let pair = words
        .strip_prefix("gamma(")
        .and_then(|rest| rest.split_once(')'))
        .and_then(|(pair, _)| pair.split_once(','))
        .and_then(|(shape, rate)| Some((shape.trim().parse().ok()?, rate.trim().parse().ok()?)));
    match pair {
        Some((shape, rate)) if shape == 1.0 => Ok(Lengths::exponential(shape / rate)),
        Some((shape, rate)) => {
            let (shape, rate): (f64, f64) = (shape, rate);
            Lengths::gamma(shape / rate, 1.0 / shape)
        }
        None => Lengths::named(words, case.positive(&["mean"])?, case.number(&["cv2"])?),
    }
}

/// The state of one day.
struct Day<'a> {
    centre: &'a CallCentre,
    busyness: f64,
    limits_s: &'a [f64],
    counts: &'a mut Counts,
    dice: &'a mut [Dice; 3],
    calendar: Calendar<Event>,
    agents: Resource<Caller>,
    patience: Patience,
    hour_ends: SimTime,
    mean_gap_s: f64,
}

/// A length of time of `seconds` \[s\].
fn seconds(seconds: f64) -> Span {
    Span::from_minutes(seconds / 60.0)
}

impl<'a> Day<'a> {
    fn new(
        centre: &'a CallCentre,
        busyness: f64,
        limits_s: &'a [f64],
        counts: &'a mut Counts,
        dice: &'a mut [Dice; 3],
    ) -> Self {
        Day {
            centre,
            busyness,
            limits_s,
            counts,
            dice,
            calendar: Calendar::new(SimTime::ZERO),
            agents: Resource::new(0),
            patience: Patience::default(),
            hour_ends: SimTime::ZERO,
            mean_gap_s: f64::INFINITY,
        }
    }

    fn run(&mut self) {
        let opening = SimTime::ZERO + seconds(self.centre.opening_h * 3600.0);
        self.calendar.schedule_in(opening, Phase::Release, Event::Hour(0));
        while let Some(event) = self.calendar.advance() {
            self.counts.events += 1;
            match event {
                Event::Hour(hour) => self.hour_begins(hour),
                Event::Called => self.called(),
                Event::CallEnded => self.call_ended(),
                Event::PatienceEnded(index, visit) => {
                    self.patience_ended(index, visit);
                }
            }
        }
    }

    fn hour_begins(&mut self, hour: u32) {
        let index = hour as usize;
        let Some(&agents) = self.centre.agents.get(index) else { return };
        self.agents.set_capacity(agents);
        self.answer();
        self.mean_gap_s = 3600.0 / (self.busyness * self.centre.per_hour[index]);
        self.hour_ends = self.calendar.now() + seconds(3600.0);
        self.calendar.schedule_in(self.hour_ends, Phase::Release, Event::Hour(hour + 1));
        self.schedule_call();
    }

    /// The next call of the hour. The exponential distribution is memoryless, so every hour starts afresh.
    fn schedule_call(&mut self) {
        if self.mean_gap_s.is_finite() {
            let gap = samplers::exponential(self.mean_gap_s, self.dice[0].uniform());
            let at = self.calendar.now() + seconds(gap);
            if at < self.hour_ends {
                self.calendar.schedule(at, Event::Called);
            }
        }
    }

    fn called(&mut self) {
        self.counts.calls += 1;
        self.schedule_call();
        let since = self.calendar.now();
        let is_free = self.agents.busy() < self.agents.capacity() && self.agents.waiting() == 0;
        if !is_free && self.dice[2].uniform() < self.centre.impatient {
            self.counts.lost += 1;
            self.waited(0.0);
            return;
        }
        let (index, visit) = self.patience.begin(since);
        match self.agents.seize(Caller { since, index }, 0) {
            Seized::AtOnce => {
                self.patience.called(index);
                self.begin(0.0);
            }
            Seized::Queued if self.centre.patience_s.is_finite() => {
                let patience =
                    samplers::exponential(self.centre.patience_s, self.dice[2].uniform());
                let ends = since + seconds(patience);
                self.calendar.schedule(ends, Event::PatienceEnded(index, visit));
            }
            Seized::Queued => {}
        }
    }

    fn call_ended(&mut self) {
        self.agents.release();
        self.answer();
    }

    /// Free agents take waiting callers.
    fn answer(&mut self) {
        loop {
            let patience = &mut self.patience;
            let next = self.agents.next(|caller| patience.called(caller.index));
            let Some(caller) = next else { return };
            let wait = self.calendar.now() - caller.since;
            self.begin(wait.as_minutes() * 60.0);
        }
    }

    fn begin(&mut self, wait_s: f64) {
        self.waited(wait_s);
        let length = self.centre.service_s.draw(&mut self.dice[1]);
        let ends = self.calendar.now() + seconds(length);
        self.calendar.schedule_in(ends, Phase::Release, Event::CallEnded);
    }

    fn patience_ended(&mut self, index: u32, visit: u32) {
        if let Some(since) = self.patience.rings(index, visit) {
            self.agents.renege();
            self.counts.lost += 1;
            self.waited((self.calendar.now() - since).as_minutes() * 60.0);
        }
    }

    fn waited(&mut self, wait_s: f64) {
        self.counts.waited_s += wait_s;
        for (count, limit) in self.counts.below.iter_mut().zip(self.limits_s) {
            *count += u64::from(wait_s < *limit);
        }
    }
}
