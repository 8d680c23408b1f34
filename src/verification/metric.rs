//! What is measured of a queueing station.

/// More classes of priority than this are not simulated.
pub(super) const MOST_CLASSES: usize = 16;

/// What is measured of a station.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Metric {
    /// Share of customers let in who find all servers busy.
    DelayShare,
    /// Mean wait of those who are served or give up; of one class, counted from 0, or of all.
    Wait(Option<usize>),
    /// Mean wait of those who are served.
    WaitOfServed,
    /// Mean number waiting.
    Waiting,
    /// Mean time from arrival to departure of those who are served.
    Stay,
    /// Mean number present.
    Present,
    /// Mean share of servers at work.
    Utilisation,
    /// Mean number of servers at work.
    Busy,
    /// Share of time with nobody present.
    Empty,
    /// Share of waits longer than so much.
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
