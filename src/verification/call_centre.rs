//! A telephone day: calls and agents by the hour, callers who hang up, busy and quiet days.
//!
//! The call centre of the SSJ tutorial (L'Ecuyer, Meliani & Vaucher 2002, "SSJ: a framework for
//! stochastic simulation in Java", Winter Simulation Conference): the rates of a day are multiplied
//! by a busyness with a gamma distribution of mean 1 and shape `alpha0`; a caller who finds no agent
//! hangs up at once with probability `p_abandon_immediately`, and otherwise after an exponential
//! time of rate `nu`; a call that has begun is finished when agents leave; those who wait at the end
//! of the day are still served by the agents of the last hour. Means for each caller are over the
//! calls *expected* in a day, as in the tutorial. Times are in seconds \[s\].
//!
//! `agents` is a number for each hour of `rate_per_hr`. A shorter list is continued by its last number, one number
//! therefore holds all day; with `"staffing": "cycle"` it begins again, and with `"shift_hours": 3` each number holds
//! for three hours, and in a model that speaks of shifts or blocks all hold equally long. Agents for more hours than there are rates stay when nobody rings any more. `M(t)/M/c(t)` is the same
//! system in the time unit of the case: rates `lam` for each period of length `period`, staffed by `c`.

use crate::engine::calendar::{Calendar, Phase};
use crate::engine::resource::{Resource, Seized};
use crate::engine::samplers;
use crate::units::{SimTime, Span};
use crate::verification::case::Unsupported;
use crate::verification::chance::{Address, Dice, Lengths, Purpose};
use crate::verification::line::Patience;
use crate::verification::notation::means;
use crate::verification::observation::Observation;
use crate::verification::stated::Stated;

/// Names that a telephone day knows, for messages.
pub(super) const METRICS: &str = "number of arrivals, number served, average waiting time, average waiting time of those \
    served, proportion waiting < 20s, P_wait or proportion of calls lost";

/// Seconds of simulated time in the time unit of `M(t)/M/c(t)`, so that rounding to milliseconds has no visible effect \[s\].
const UNIT_S: f64 = 3600.0;

/// The longest period of one rate \[h\]: more is a slip of the pen.
const MOST_HOURS: f64 = 10_000.0;

/// A call centre over one day.
#[derive(Clone, Debug)]
pub(super) struct CallCentre {
    agents: Vec<u32>,
    per_hour: Vec<f64>,
    /// The length of time of each rate \[s\].
    period_s: f64,
    /// What results are told in \[s\].
    unit_s: f64,
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
    Served,
    MeanWait,
    MeanWaitOfServed,
    Delayed,
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
    delayed: u64,
    served: u64,
    waited_s: f64,
    served_waited_s: f64,
    below: Vec<u64>,
    events: u64,
}

impl CallCentre {
    /// Whether the words of a model, in lower case, name a call centre.
    pub(super) fn is_meant(model: &str) -> bool {
        ["call centre", "call center", "telephone day"].iter().any(|words| model.contains(words))
            || is_by_period(model)
    }

    /// The call centre that a case describes.
    pub(super) fn read(case: &Stated<'_>) -> Result<Self, Unsupported> {
        let words = case.model.to_lowercase();
        let is_by_period = is_by_period(&words);
        let rates: &[&str] = if is_by_period {
            &["lam", "lambda", "rates", "rate", "lam_t", "arrival_rates"]
        } else {
            &["rate_per_hr", "rate_per_hour", "rates_per_hour", "rates"]
        };
        let staff = ["agents", "staff", "staffing_levels", "c", "servers", "s_t", "c_t"];
        let (per_hour, agents) =
            (case.numbers(rates)?.unwrap_or_default(), case.counts(&staff)?.unwrap_or_default());
        if per_hour.is_empty() || per_hour.iter().any(|rate| !(*rate >= 0.0 && rate.is_finite())) {
            return Err(Unsupported::new(
                "the rates of calls are not stated",
                format!("`{}`, a list of rates from 0 on", rates[0]),
            ));
        }
        let agents = staffed(case, &words, &agents, per_hour.len())?;
        let busyness = case.number(&["alpha0"])?;
        let busyness = busyness.map(|shape| Lengths::gamma(1.0, 1.0 / shape)).transpose()?;
        let nu = case.number(&["nu", "theta"])?.unwrap_or(0.0);
        let unit_s = if is_by_period { UNIT_S } else { 1.0 };
        let period = case.number(&["period", "period_h", "period_length"])?.unwrap_or(1.0);
        if !(period > 0.0 && period <= MOST_HOURS && nu >= 0.0) {
            return Err(Unsupported::new(
                "a period or a rate of giving up is out of range",
                "`period` above 0, at most 10,000, and `nu` from 0 on",
            ));
        }
        Ok(CallCentre {
            agents,
            per_hour,
            period_s: period * 3600.0,
            unit_s,
            opening_h: case.number(&["opening"])?.unwrap_or(0.0).max(0.0),
            busyness,
            impatient: case.number(&["p_abandon_immediately"])?.unwrap_or(0.0),
            patience_s: if nu > 0.0 { unit_s / nu } else { f64::INFINITY },
            service_s: service(case, unit_s)?,
            threshold_s: case.number(&["s", "threshold"])?.unwrap_or(20.0) * unit_s,
        })
    }

    /// The metric that a text names.
    pub(super) fn metric(&self, text: &str) -> Option<Metric> {
        let is_wait = text.contains("wait") || text.contains("wq");
        if text.contains("arrivals") {
            Some(Metric::Arrivals)
        } else if text.contains("lost") || text.contains("abandon") {
            Some(Metric::Lost)
        } else if let Some((_, limit)) = text.split_once('<') {
            let limit = limit.trim_end_matches(')').trim_end_matches('s');
            let limit = limit.parse().map_or(self.threshold_s, |limit: f64| limit * self.unit_s);
            is_wait.then_some(Metric::WaitsBelow(limit))
        } else if matches!(
            text,
            "p_wait" | "pwait" | "p(wait)" | "p(wq>0)" | "proportionwaiting" | "proportiondelayed"
        ) {
            Some(Metric::Delayed)
        } else if is_wait && text.contains("served") {
            Some(Metric::MeanWaitOfServed)
        } else if text == "wq"
            || text == "e[wq]"
            || is_wait && (text.contains("average") || text.contains("mean"))
        {
            Some(Metric::MeanWait)
        } else if text.contains("served") || text == "throughput" {
            Some(Metric::Served)
        } else {
            None
        }
    }

    /// Calls expected in a day.
    fn expected(&self) -> f64 {
        self.per_hour.iter().sum::<f64>() * self.period_s / 3600.0
    }

    /// The number of days with about four times `events` events.
    pub(super) fn days(&self, events: u32) -> u32 {
        (2.0 * f64::from(events) / (self.expected() + 1.0)) as u32 + 1
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
        let expected = f64::from(days) * self.expected();
        let mut below = counts.below.iter();
        let observed = metrics.iter().map(|metric| {
            let (sum, over) = match metric {
                Metric::Arrivals => (counts.calls as f64, f64::from(days)),
                Metric::Served => (counts.served as f64, f64::from(days)),
                Metric::MeanWait => (counts.waited_s / self.unit_s, expected),
                Metric::MeanWaitOfServed => {
                    (counts.served_waited_s / self.unit_s, counts.served as f64)
                }
                Metric::Delayed => (counts.delayed as f64, expected),
                Metric::WaitsBelow(_) => (below.next().map_or(0.0, |n| *n as f64), expected),
                Metric::Lost => (counts.lost as f64, expected),
            };
            Observation::Ratio { sum, over }
        });
        let observed = observed.collect();
        (observed, counts.events)
    }
}

/// Whether arrivals and servers change with time, in Kendall's notation.
fn is_by_period(model: &str) -> bool {
    let model = model.trim_start();
    ["m(t)/", "mt/", "m_t/", "nhpp/"].iter().any(|start| model.starts_with(start))
}

/// The agents of each hour, where there are rates of `hours` hours.
fn staffed(
    case: &Stated<'_>,
    words: &str,
    stated: &[u32],
    hours: usize,
) -> Result<Vec<u32>, Unsupported> {
    let [.., last] = stated else {
        return Err(Unsupported::new("nobody is on duty", "`agents`, a number or a list of them"));
    };
    let rule =
        case.text(&["staffing", "staffing_rule", "agents_rule"]).unwrap_or_default().to_lowercase();
    let shift = case.number(&["shift_hours", "agents_hours", "hours_per_shift"])?;
    let is_said =
        |some: &[&str]| some.iter().any(|word| rule.contains(word) || words.contains(word));
    let mut agents: Vec<u32> = match shift {
        Some(length) if length >= 1.0 && length.fract() == 0.0 => stated
            .iter()
            .flat_map(|&number| std::iter::repeat_n(number, length.min(1e4) as usize))
            .collect(),
        Some(length) => {
            return Err(Unsupported::new(
                format!("shifts of {length} periods"),
                "shifts of whole periods",
            ));
        }
        None => stated.to_vec(),
    };
    let is_in_blocks = shift.is_none() && is_said(&["shift", "block"]);
    if is_in_blocks && hours.is_multiple_of(agents.len()) {
        // Each number holds for the same number of hours.
        let length = hours / agents.len();
        agents = agents.iter().flat_map(|&number| std::iter::repeat_n(number, length)).collect();
    } else if is_said(&["cycl", "repeat", "periodic"]) {
        agents = agents.iter().copied().cycle().take(hours.max(agents.len())).collect();
    } else if !rule.is_empty() && !is_said(&["last", "hold", "constant", "shift", "block"]) {
        return Err(Unsupported::new(
            format!("unknown rule of staffing `{rule}`"),
            "`last` (the last number holds), `cycle`, or `shift_hours`",
        ));
    }
    agents.resize(agents.len().max(hours), *last);
    if agents.last() == Some(&0) {
        return Err(Unsupported::new(
            "nobody is on duty at the end, and whoever waits then is never served",
            "an agent in the last hour",
        ));
    }
    Ok(agents)
}

/// `gamma(shape,rate)`, rate in calls a second, or a distribution by name with `mean` and `cv2`.
fn service(case: &Stated<'_>, unit_s: f64) -> Result<Lengths, Unsupported> {
    let words = case.text(&["service", "dist", "service_dist"]).unwrap_or("M");
    let pair = words
        .strip_prefix("gamma(")
        .and_then(|rest| rest.split_once(')'))
        .and_then(|(pair, _)| pair.split_once(','))
        .and_then(|(shape, rate)| Some((shape.trim().parse().ok()?, rate.trim().parse().ok()?)));
    match pair {
        Some((shape, rate)) if shape == 1.0 => Ok(Lengths::exponential(unit_s * shape / rate)),
        Some((shape, rate)) => {
            let (shape, rate): (f64, f64) = (shape, rate);
            Lengths::gamma(unit_s * shape / rate, 1.0 / shape)
        }
        None => {
            let means = means(case)?.unwrap_or_default();
            let &[mean] = means.as_slice() else {
                return Err(Unsupported::new(
                    format!("calls have {} mean lengths", means.len()),
                    "one `mean` or `mu`, or `service` such as gamma(1,0.01)",
                ));
            };
            Lengths::named(words, unit_s * mean, case.number(&["cv2"])?)
        }
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
        // Agents may stay when nobody rings any more.
        let per_hour = self.centre.per_hour.get(index).copied().unwrap_or(0.0);
        self.mean_gap_s = 3600.0 / (self.busyness * per_hour);
        self.hour_ends = self.calendar.now() + seconds(self.centre.period_s);
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
        self.counts.delayed += u64::from(!is_free);
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
        self.counts.served += 1;
        self.counts.served_waited_s += wait_s;
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
