//! A system of any known kind, with the metrics to measure.

use crate::verification::backlog::{self, Backlog};
use crate::verification::call_centre::{self, CallCentre};
use crate::verification::case::{Case, KnownValue, Unsupported};
use crate::verification::chance::Address;
use crate::verification::coverage::{self, Coverage};
use crate::verification::metric::Metric;
use crate::verification::naming::{self, STATION_METRICS};
use crate::verification::network::{self, Network};
use crate::verification::notation::{self, normal};
use crate::verification::observation::Observation;
use crate::verification::session::{self, Session};
use crate::verification::settings::Settings;
use crate::verification::stated::Stated;
use crate::verification::station::Station;
use crate::verification::trace::{self, Trace};

/// A system with its requested metrics.
#[derive(Clone, Debug)]
pub(super) enum System {
    Station(Station, Vec<Metric>),
    Network(Network, Vec<network::Metric>),
    Coverage(Coverage, Vec<coverage::Metric>),
    Backlog(Backlog, Vec<backlog::Metric>),
    Session(Session, Vec<session::Metric>),
    CallCentre(CallCentre, Vec<call_centre::Metric>),
    Trace(Trace, Vec<trace::Metric>),
}

/// A system, the known values of it that can be checked, and the names of unknown metrics.
type Read<'c> = (System, Vec<&'c KnownValue>, Vec<&'c str>);

impl System {
    /// The system that a case describes.
    ///
    /// # Errors
    ///
    /// [`Unsupported`] says which part is unknown.
    pub(super) fn read(case: &Case) -> Result<Read<'_>, Unsupported> {
        let stated = Stated::of(case);
        let read = System::of(case, &stated)?;
        // A parameter that plays no part would make another system of it.
        stated.all_asked()?;
        Ok(read)
    }

    fn of<'c>(case: &'c Case, stated: &Stated<'c>) -> Result<Read<'c>, Unsupported> {
        let words = case.model.to_lowercase();
        if Trace::is_meant(stated) {
            let trace = Trace::read(stated)?;
            let (metrics, known_values, unknown) = sort(case, Trace::metric);
            return Ok((System::Trace(trace, metrics), known_values, unknown));
        }
        if Coverage::is_meant(&words) {
            let coverage = Coverage::read(stated)?;
            let (metrics, known_values, unknown) = sort(case, Coverage::metric);
            return Ok((System::Coverage(coverage, metrics), known_values, unknown));
        }
        if Backlog::is_meant(&normal(&words)) {
            let backlog = Backlog::read(stated)?;
            let (metrics, known_values, unknown) = sort(case, Backlog::metric);
            return Ok((System::Backlog(backlog, metrics), known_values, unknown));
        }
        if CallCentre::is_meant(&words) {
            let centre = CallCentre::read(stated)?;
            let (metrics, known_values, unknown) = sort(case, |text| centre.metric(text));
            return Ok((System::CallCentre(centre, metrics), known_values, unknown));
        }
        if Session::is_meant(&words) {
            let session = Session::read(stated)?;
            let (metrics, known_values, unknown) = sort(case, Session::metric);
            return Ok((System::Session(session, metrics), known_values, unknown));
        }
        if Network::is_meant(&words) {
            let network = Network::read(stated)?;
            let (metrics, known_values, unknown) = sort(case, |text| network.metric(text));
            return Ok((System::Network(network, metrics), known_values, unknown));
        }
        let station = notation::station(stated)?;
        let metric = |text: &str| naming::station_metric(text, &station);
        let (metrics, known_values, unknown) = sort(case, metric);
        Ok((System::Station(station, metrics), known_values, unknown))
    }

    /// The metrics that are known of it, for messages.
    pub(super) const fn metrics(&self) -> &'static str {
        match self {
            System::Station(..) => STATION_METRICS,
            System::Network(..) => network::METRICS,
            System::Coverage(..) => "coverage or Wq",
            System::Backlog(..) => {
                "E[X], P(X=0), share of requests seen same day or mean wait in days"
            }
            System::Session(..) => {
                "mean wait, wait of last, E[finish time], E[overtime], P(overtime) or E[idle]"
            }
            System::CallCentre(..) => call_centre::METRICS,
            System::Trace(..) => "sum of waits, mean wait, longest wait or last departure",
        }
    }

    /// One replication of the length that `settings` state.
    pub(super) fn replicate(
        &self,
        address: &Address,
        settings: &Settings,
    ) -> (Vec<Observation>, u64) {
        let events = settings.events;
        match self {
            System::Coverage(coverage, metrics) => coverage.replicate(metrics, address, settings),
            System::Station(station, metrics) => {
                station.replicate(metrics, address, f64::from(events))
            }
            System::Network(network, metrics) => {
                network.replicate(metrics, address, f64::from(events))
            }
            System::Backlog(backlog, metrics) => {
                backlog.replicate(metrics, address, backlog.days(events))
            }
            System::Session(session, metrics) => {
                session.replicate(metrics, address, session.sessions(events))
            }
            System::CallCentre(centre, metrics) => {
                centre.replicate(metrics, address, centre.days(events))
            }
            System::Trace(trace, metrics) => trace.replicate(metrics),
        }
    }

    /// The limits of the known value at `index`, regardless of its interval, if its
    /// case states any.
    pub(super) fn limits(&self, index: usize) -> Option<[f64; 2]> {
        match self {
            System::Coverage(coverage, metrics) => coverage.limits(*metrics.get(index)?),
            _ => None,
        }
    }
}

/// The known values with a known metric, each with its metric, and the names of unknown metrics.
fn sort<M>(
    case: &Case,
    metric: impl Fn(&str) -> Option<M>,
) -> (Vec<M>, Vec<&KnownValue>, Vec<&str>) {
    let (mut metrics, mut known_values, mut unknown) = (Vec::new(), Vec::new(), Vec::new());
    for known_value in &case.known_values {
        match metric(&normal(&known_value.metric)) {
            Some(metric) => {
                metrics.push(metric);
                known_values.push(known_value);
            }
            None => unknown.push(known_value.metric.as_str()),
        }
    }
    (metrics, known_values, unknown)
}
