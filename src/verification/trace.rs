//! Deterministic traces: given arrivals and service times at one or more servers.

use crate::verification::case::Unsupported;
use crate::verification::line::{Visit, pass};
use crate::verification::notation::servers;
use crate::verification::observation::Observation;
use crate::verification::stated::Stated;

/// Given arrivals and service times.
#[derive(Clone, Debug)]
pub(super) struct Trace {
    arrivals: Vec<f64>,
    services: Vec<f64>,
    servers: u32,
}

/// The metrics of a trace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Metric {
    SumOfWaits,
    MeanWait,
    LongestWait,
    LastDeparture,
}

impl Trace {
    /// Whether the parameters of a case describe a trace.
    pub(super) fn is_meant(case: &Stated<'_>) -> bool {
        case.has(&["arrivals"]) && case.has(&["services"])
    }

    /// The trace that a case describes.
    pub(super) fn read(case: &Stated<'_>) -> Result<Self, Unsupported> {
        let arrivals = case.numbers(&["arrivals"])?.unwrap_or_default();
        let services = case.numbers(&["services"])?.unwrap_or_default();
        if arrivals.len() != services.len() || arrivals.is_empty() {
            return Err(Unsupported::new(
                format!("{} arrivals have {} services", arrivals.len(), services.len()),
                "as many `services` as `arrivals`",
            ));
        }
        if arrivals.iter().chain(&services).any(|time| *time < 0.0) {
            return Err(Unsupported::new("a time of the trace is negative", "times from 0 on"));
        }
        Ok(Trace { arrivals, services, servers: servers(case)? })
    }

    /// The metric that a text names.
    pub(super) fn metric(text: &str) -> Option<Metric> {
        match text {
            "sumofwaits" | "totalwait" | "sumwaits" | "sumwait" => Some(Metric::SumOfWaits),
            "meanwait" | "averagewait" | "wq" | "meanofwaits" => Some(Metric::MeanWait),
            "maxwait" | "longestwait" | "maximumwait" => Some(Metric::LongestWait),
            "makespan" | "lastdeparture" | "finishtime" => Some(Metric::LastDeparture),
            _ => None,
        }
    }

    /// Passes the trace through the servers.
    pub(super) fn replicate(&self, metrics: &[Metric]) -> (Vec<Observation>, u64) {
        let visits = pass(&self.arrivals, &self.services, self.servers);
        let observed = |metric: &Metric| {
            let waits = visits.iter().map(|visit| visit.wait_min);
            let (sum, over) = match metric {
                Metric::SumOfWaits => (waits.sum(), 1.0),
                Metric::MeanWait => (waits.sum(), visits.len() as f64),
                Metric::LongestWait => (waits.fold(0.0, f64::max), 1.0),
                Metric::LastDeparture => (last_departure(&visits), 1.0),
            };
            Observation::Ratio { sum, over }
        };
        (metrics.iter().map(observed).collect(), 2 * visits.len() as u64)
    }
}

/// When the last customer leaves, counted from the start \[min\].
fn last_departure(visits: &[Visit]) -> f64 {
    visits.iter().map(|visit| visit.left_min).fold(0.0, f64::max)
}
