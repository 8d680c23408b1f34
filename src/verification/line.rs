//! Parts shared by the systems: limited patience, and customers served one by one.

use crate::engine::calendar::{Calendar, Phase};
use crate::engine::resource::{Resource, Seized};
use crate::units::{SimTime, Span};

/// Customers who wait with limited patience, by index. Indices are reused.
///
/// A timer is not cancelled when its customer is served. It carries the number of the visit, and has no
/// effect if the visit is over.
#[derive(Clone, Debug, Default)]
pub(super) struct Patience {
    visits: Vec<u32>,
    /// Since when each customer waits; `None` once the wait is over.
    since: Vec<Option<SimTime>>,
    vacant: Vec<u32>,
}

impl Patience {
    /// Starts a wait at `now`. Returns the index and the number of the visit.
    pub(super) fn begin(&mut self, now: SimTime) -> (u32, u32) {
        let index = self.vacant.pop().unwrap_or_else(|| {
            self.visits.push(0);
            self.since.push(None);
            self.visits.len() as u32 - 1
        });
        self.visits[index as usize] += 1;
        self.since[index as usize] = Some(now);
        (index, self.visits[index as usize])
    }

    /// The timer of a visit expires. If the customer still waits, returns since when.
    pub(super) fn rings(&mut self, index: u32, visit: u32) -> Option<SimTime> {
        let index = index as usize;
        if self.visits[index] == visit { self.since[index].take() } else { None }
    }

    /// The queue reaches a customer. Returns whether the customer still waits, and frees the index.
    pub(super) fn called(&mut self, index: u32) -> bool {
        self.vacant.push(index);
        self.since[index as usize].take().is_some()
    }
}

/// A length of time, in the unit of a case, that lasts `unit_min` minutes \[min\].
pub(super) const fn span(length: f64, unit_min: f64) -> Span {
    Span::from_minutes(length * unit_min)
}

/// The visit of one customer.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Visit {
    /// The wait \[min\].
    pub(super) wait_min: f64,
    /// The time of departure, counted from the start \[min\].
    pub(super) left_min: f64,
}

/// Serves customers with given arrival and service times at `servers`.
///
/// Times are from the start \[min\].
pub(super) fn pass(arrivals_min: &[f64], services_min: &[f64], servers: u32) -> Vec<Visit> {
    #[derive(Clone, Copy)]
    enum Event {
        Arrived(usize),
        Left(usize),
    }
    let mut calendar = Calendar::new(SimTime::ZERO);
    let mut desk: Resource<usize> = Resource::new(servers);
    let mut visits = vec![Visit::default(); arrivals_min.len()];
    let at = |index: usize| SimTime::ZERO + Span::from_minutes(arrivals_min[index]);
    for index in 0..arrivals_min.len() {
        calendar.schedule(at(index), Event::Arrived(index));
    }
    while let Some(event) = calendar.advance() {
        let now = calendar.now();
        let begun = match event {
            Event::Arrived(index) => (desk.seize(index, 0) == Seized::AtOnce).then_some(index),
            Event::Left(index) => {
                visits[index].left_min = (now - SimTime::ZERO).as_minutes();
                desk.release();
                desk.next(|_| true)
            }
        };
        if let Some(index) = begun {
            visits[index].wait_min = (now - at(index)).as_minutes();
            let ends = now + Span::from_minutes(services_min[index]);
            calendar.schedule_in(ends, Phase::Release, Event::Left(index));
        }
    }
    visits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn customers_take_the_first_free_server() {
        // The second waits from 1 to 2 with one server, not at all with two.
        let visits = pass(&[0.0, 1.0], &[2.0, 3.0], 1);
        assert_eq!((visits[1].wait_min, visits[1].left_min), (1.0, 5.0));
        assert_eq!(pass(&[0.0, 1.0], &[2.0, 3.0], 2)[1].left_min, 4.0);
    }

    #[test]
    fn a_timer_rings_for_its_own_visit_only() {
        let mut patience = Patience::default();
        let (index, visit) = patience.begin(SimTime::ZERO);
        assert!(patience.called(index));
        let (again, second) = patience.begin(SimTime::ZERO);
        assert_eq!(again, index);
        assert_eq!(patience.rings(index, visit), None);
        assert_eq!(patience.rings(index, second), Some(SimTime::ZERO));
        assert!(!patience.called(index));
    }
}
