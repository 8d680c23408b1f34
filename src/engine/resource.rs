//! Servers and the queue before them: seize, release, renege; capacity may change.
//!
//! A [`Resource`] has identical servers and one queue with priority classes, first come first
//! served within a class. It knows no time: it returns the customer to be served, and the caller
//! schedules the end of service.

use std::collections::VecDeque;

/// The result of a request for a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seized {
    /// A server is taken; service may begin.
    AtOnce,
    /// All servers are busy; the customer waits.
    Queued,
}

/// Identical servers with a queue of customers before them, in `CLASSES` classes of priority.
///
/// A customer who gives up is not searched for in the queue. The caller marks it
/// ([`Resource::renege`]), and [`Resource::next`] skips customers for whom `is_waiting` is false.
/// If the customer's identifier may be reused before then, the caller removes it from the queue
/// ([`Resource::withdraw`]).
#[derive(Clone, Debug)]
pub struct Resource<C, const CLASSES: usize = 1> {
    capacity: u32,
    busy: u32,
    waiting: u32,
    queues: [VecDeque<C>; CLASSES],
}

impl<C: Copy, const CLASSES: usize> Resource<C, CLASSES> {
    /// A resource of `capacity` servers, all free.
    pub fn new(capacity: u32) -> Self {
        Resource { capacity, busy: 0, waiting: 0, queues: std::array::from_fn(|_| VecDeque::new()) }
    }

    /// Reserves space for `customers` more in each class of the queue.
    pub fn reserve(&mut self, customers: usize) {
        self.queues.iter_mut().for_each(|queue| queue.reserve(customers));
    }

    /// The number of servers on duty.
    pub const fn capacity(&self) -> u32 {
        self.capacity
    }

    /// The number of busy servers. It may exceed the capacity after the capacity was lowered.
    pub const fn busy(&self) -> u32 {
        self.busy
    }

    /// The number of customers who wait and have not given up.
    pub const fn waiting(&self) -> u32 {
        self.waiting
    }

    /// Requests a server for `customer` of priority `class` (0 is served first).
    pub fn seize(&mut self, customer: C, class: usize) -> Seized {
        // Nobody overtakes those who wait, even if a server has just come on duty.
        if self.busy < self.capacity && self.waiting == 0 {
            self.busy += 1;
            Seized::AtOnce
        } else {
            self.queues[class].push_back(customer);
            self.waiting += 1;
            Seized::Queued
        }
    }

    /// Takes a customer of `class` out of service and puts them at the head of their class, because another takes
    /// precedence. The caller keeps what is left of the service.
    pub fn interrupt(&mut self, customer: C, class: usize) {
        debug_assert!(self.busy > 0, "only a customer in service is interrupted");
        self.busy -= 1;
        self.queues[class].push_front(customer);
        self.waiting += 1;
    }

    /// Records that a waiting customer has given up. The caller remembers which one.
    pub fn renege(&mut self) {
        debug_assert!(self.waiting > 0, "only a waiting customer gives up");
        self.waiting -= 1;
    }

    /// Removes a waiting customer who has given up from the queue.
    pub fn withdraw(&mut self, mut is_customer: impl FnMut(C) -> bool) {
        for queue in &mut self.queues {
            if let Some(position) = queue.iter().position(|&customer| is_customer(customer)) {
                queue.remove(position);
                self.renege();
                return;
            }
        }
    }

    /// Releases a server.
    pub fn release(&mut self) {
        debug_assert!(self.busy > 0, "only a busy server is released");
        self.busy -= 1;
    }

    /// The next customer to be served, if a server is free. The server is then taken.
    ///
    /// `is_waiting` tells whether a customer found in the queue still waits.
    pub fn next(&mut self, mut is_waiting: impl FnMut(C) -> bool) -> Option<C> {
        if self.busy >= self.capacity || self.waiting == 0 {
            return None;
        }
        for queue in &mut self.queues {
            while let Some(customer) = queue.pop_front() {
                if is_waiting(customer) {
                    self.waiting -= 1;
                    self.busy += 1;
                    return Some(customer);
                }
            }
        }
        None
    }

    /// Changes the number of servers on duty. Service that has begun is never interrupted.
    pub const fn set_capacity(&mut self, capacity: u32) {
        self.capacity = capacity;
    }

    /// Removes everyone of `class` from the queue, in order.
    pub fn drain(&mut self, class: usize, mut each: impl FnMut(C) -> bool) {
        while let Some(customer) = self.queues[class].pop_front() {
            if each(customer) {
                self.waiting -= 1;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn customers_are_served_in_order_and_those_who_left_are_skipped() {
        let mut desk: Resource<u8> = Resource::new(1);
        assert_eq!(desk.seize(1, 0), Seized::AtOnce);
        assert_eq!(desk.seize(2, 0), Seized::Queued);
        assert_eq!(desk.seize(3, 0), Seized::Queued);
        desk.renege();
        desk.release();
        assert_eq!(desk.next(|customer| customer != 2), Some(3));
        assert_eq!((desk.busy(), desk.waiting()), (1, 0));
    }

    #[test]
    fn who_is_withdrawn_is_in_the_queue_no_more() {
        let mut desk: Resource<u8, 2> = Resource::new(0);
        desk.seize(1, 1);
        desk.seize(2, 1);
        desk.withdraw(|customer| customer == 1);
        // Another customer with the same identifier, who came later.
        desk.seize(1, 1);
        desk.set_capacity(2);
        assert_eq!(desk.waiting(), 2);
        assert_eq!(std::iter::from_fn(|| desk.next(|_| true)).collect::<Vec<_>>(), [2, 1]);
    }

    #[test]
    fn the_first_class_goes_before_the_second() {
        let mut desk: Resource<u8, 2> = Resource::new(0);
        desk.seize(1, 1);
        desk.seize(2, 0);
        desk.set_capacity(2);
        assert_eq!(desk.next(|_| true), Some(2));
        assert_eq!(desk.next(|_| true), Some(1));
        assert_eq!(desk.next(|_| true), None);
    }

    #[test]
    fn who_is_interrupted_is_the_next_of_their_class() {
        let mut desk: Resource<u8, 2> = Resource::new(1);
        desk.seize(1, 1);
        desk.seize(2, 1);
        desk.interrupt(1, 1);
        desk.seize(3, 0);
        assert_eq!((desk.next(|_| true), desk.busy(), desk.waiting()), (Some(3), 1, 2));
        desk.release();
        assert_eq!(desk.next(|_| true), Some(1));
    }

    #[test]
    fn lowered_capacity_takes_effect_when_service_ends() {
        let mut desk: Resource<u8> = Resource::new(2);
        desk.seize(1, 0);
        desk.seize(2, 0);
        desk.seize(3, 0);
        desk.set_capacity(1);
        desk.release();
        assert_eq!(desk.next(|_| true), None);
        desk.release();
        assert_eq!(desk.next(|_| true), Some(3));
    }
}
