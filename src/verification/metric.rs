//! The metrics of a queueing station.

/// The maximum number of priority classes.
pub(super) const MOST_CLASSES: usize = 16;

/// Means of a class of customers, or of a station.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mean {
    /// Time in the queue; where service is interrupted, all time that is not service.
    Wait,
    /// Time until service begins, even if it is interrupted later.
    FirstWait,
    /// Time from arrival to departure.
    Stay,
    /// Number present.
    Present,
    /// Number in the queue.
    Waiting,
    /// Share of all servers that are busy with it.
    Utilisation,
    /// Number of servers that are busy with it.
    Busy,
    /// Share of customers whose service does not begin at once.
    DelayShare,
    /// Share of time with nobody present.
    Empty,
    /// Customers served per unit of time.
    Throughput,
}

/// The metrics of a station.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Metric {
    /// Share of admitted customers who find all servers busy.
    DelayShare,
    /// Mean wait of customers who are served or give up: of one class, counted from 0, or of all. Where
    /// service is interrupted, the interruptions are part of the wait.
    Wait(Option<usize>),
    /// Mean wait of served customers.
    WaitOfServed,
    /// Mean time until service begins, even if it is interrupted later.
    FirstWait,
    /// A mean of one class, counted from 0.
    OfClass(Mean, usize),
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
    /// Share of stays longer than this.
    StayExceeds(f64),
    /// The wait that this share does not exceed.
    WaitPercentile(f64),
    /// Share of customers turned away.
    Blocked,
    /// Share of customers who give up.
    Abandoned,
    /// Customers served per unit of time.
    Throughput,
}
