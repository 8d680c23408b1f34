//! The metrics of a queueing station.

/// The maximum number of priority classes.
pub(super) const MOST_CLASSES: usize = 16;

/// The metrics of a station.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Metric {
    /// Share of admitted customers who find all servers busy.
    DelayShare,
    /// Mean wait of customers who are served or give up: of one class, counted from 0, or of all.
    Wait(Option<usize>),
    /// Mean wait of served customers.
    WaitOfServed,
    /// Mean number waiting.
    Waiting,
    /// Mean time from arrival to departure of served customers.
    Stay,
    /// Mean number present.
    Present,
    /// Mean share of busy servers.
    Utilisation,
    /// Mean number of busy servers.
    Busy,
    /// Share of time with nobody present.
    Empty,
    /// Share of waits longer than this.
    WaitExceeds(f64),
    /// The wait that this share does not exceed.
    WaitPercentile(f64),
    /// Share of customers turned away.
    Blocked,
    /// Share of customers who give up.
    Abandoned,
    /// Customers served per unit of time.
    Throughput,
}
