//! A queueing station in steady state: customers arrive, wait, are served or leave unserved.
//!
//! One station covers the textbook models: several servers, priority classes, batches, limited room,
//! limited patience and a finite number of sources. A service may be interrupted by a customer of a higher class, and is
//! resumed where it was. It starts empty, and nothing is counted before the
//! warm-up ends. The warm-up is twelve relaxation times, after which the initial bias has decreased to
//! e⁻¹² of its size. The measured time is at least twenty times as long.

use crate::engine::calendar::Phase;
use crate::engine::monitor::Tally;
use crate::engine::resource::{Resource, Seized};
use crate::units::{SimTime, Span};
use crate::verification::case::Unsupported;
use crate::verification::chance::{Address, Dice, Lengths, Purpose};
use crate::verification::clock::Clock;
use crate::verification::line::Patience;
use crate::verification::metric::{MOST_CLASSES, Mean, Metric};
use crate::verification::observation::{Histogram, Observation};

/// Minutes per mean service time, so that rounding to milliseconds has no visible effect \[min\].
pub(super) const MEAN_SERVICE_MIN: f64 = 1_000_000.0;
/// Warm-up in relaxation times, after which the initial bias is e⁻¹² of its size.
pub(super) const WARM_UP: f64 = 12.0;
/// Minimum measured time in relaxation times. Forty replications then know every mean to about 1.4%, and a
/// known value that is wrong by a tenth does not pass, however heavy the load.
pub(super) const MEASURED: f64 = 240.0;

/// A stream of customers.
#[derive(Clone, Debug)]
pub(super) struct Input {
    /// The time between arrivals; of a finite source, from departure to the next arrival.
    pub(super) between: Lengths,
    /// The service time.
    pub(super) service: Lengths,
}

/// The order in which customers are served.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    /// First come, first served, whatever the class.
    Arrival,
    /// By class, and first come, first served within a class. Service is not interrupted.
    Priority,
    /// The same, but a customer of a higher class interrupts the service of a lower one, which is resumed
    /// where it was (pre-emptive resume). With several servers it is the lowest class in service, and of this the
    /// service that began last.
    Preemptive,
}

/// A queueing station.
#[derive(Clone, Debug)]
pub(super) struct Station {
    /// The order of service.
    pub(super) order: Order,
    /// The streams of customers, highest priority first.
    pub(super) inputs: Vec<Input>,
    /// The batch size.
    pub(super) batch: u32,
    /// The number of servers.
    pub(super) servers: u32,
    /// The maximum number of customers present. Others are turned away.
    pub(super) capacity: Option<u32>,
    /// The number of customers of a finite source.
    pub(super) sources: Option<u32>,
    /// How long customers wait before they give up.
    pub(super) patience: Option<Lengths>,
}

impl Station {
    /// The mean service time over all classes.
    pub(super) fn mean_service(&self) -> f64 {
        let rate = |input: &Input| 1.0 / input.between.mean;
        let work: f64 = self.inputs.iter().map(|input| input.service.mean * rate(input)).sum();
        work / self.inputs.iter().map(rate).sum::<f64>()
    }

    /// Refuses stations that have no steady state or cannot be simulated.
    pub(super) fn check(&self) -> Result<(), Unsupported> {
        let is_bounded =
            self.capacity.is_some() || self.sources.is_some() || self.patience.is_some();
        let load = self.load();
        let refused = |problem: &str, need: &str| Err(Unsupported::new(problem, need));
        if self.servers == 0 || self.batch == 0 {
            return refused("a station without servers or customers", "at least one of each");
        }
        if load >= 1.0 && !is_bounded {
            return Err(Unsupported::new(
                format!("the queue grows without limit: its load is {load}"),
                "a load below 1, or a limited capacity, patience or source",
            ));
        }
        if self.capacity.is_some_and(|capacity| capacity < self.servers) {
            return refused(
                "the capacity is smaller than the number of servers",
                "room for those in service",
            );
        }
        if self.sources.is_some() && (self.inputs.len() > 1 || self.batch > 1) {
            return refused(
                "a finite source has classes or batches",
                "one class that comes one by one",
            );
        }
        if self.sources.is_some_and(|sources| sources == 0 || sources > 100_000) {
            return refused(
                "the source is too small or too large",
                "a source of 1 to 100,000 customers",
            );
        }
        if self.order == Order::Preemptive && is_bounded {
            return refused(
                "services are interrupted at a station with a limited capacity, patience or source",
                "a rule for who is turned away or gives up when services are interrupted",
            );
        }
        Ok(())
    }

    /// Offered load divided by the number of servers [-].
    fn load(&self) -> f64 {
        let work: f64 = self.inputs.iter().map(|i| i.service.mean / i.between.mean).sum();
        work * f64::from(self.batch) / f64::from(self.servers)
    }

    /// The squared coefficient of variation of a service of any class.
    fn mixed_cv2(&self) -> f64 {
        let rates: f64 = self.inputs.iter().map(|i| 1.0 / i.between.mean).sum();
        let squares =
            |i: &Input| (1.0 + i.service.cv2) * i.service.mean * i.service.mean / i.between.mean;
        let square = self.inputs.iter().map(squares).sum::<f64>() / rates;
        square / (self.mean_service() * self.mean_service()) - 1.0
    }

    /// An upper bound of the relaxation time: that of reflected Brownian motion with the same
    /// drift and variance, or a limit from capacity, patience or sources.
    fn memory(&self) -> f64 {
        let service = self.mean_service();
        let servers = f64::from(self.servers);
        let cv2 = |lengths: fn(&Input) -> f64| self.inputs.iter().map(lengths).fold(0.1, f64::max);
        let own = cv2(|i| i.service.cv2);
        // A mixture of unlike services may be wider than any of them.
        let service_cv2 = if self.mixed_cv2() > 1.5 * own { self.mixed_cv2() } else { own };
        let spread = cv2(|i| i.between.cv2) * f64::from(self.batch) + service_cv2;
        let idle = 1.0 - self.load();
        let mut memory = f64::INFINITY;
        if idle > 0.0 && self.sources.is_none() {
            // Rare long services make results skewed, so such replications are longer.
            let skew = service_cv2.max(1.0);
            memory = 2.0 * skew * spread * service / (servers * idle * idle);
        }
        if let Some(capacity) = self.capacity {
            let room = f64::from(capacity - self.servers + 1);
            memory = memory.min(room * room * service / servers);
        }
        if let Some(patience) = &self.patience {
            memory = memory.min(3.0 * patience.mean);
        }
        if let Some(sources) = self.sources {
            memory =
                memory.min(self.inputs[0].between.mean + f64::from(sources) * service / servers);
        }
        memory + 3.0 * service
    }

    /// Runs one replication with at least about `events` events after the warm-up.
    pub(super) fn replicate(
        &self,
        metrics: &[Metric],
        address: &Address,
        events: f64,
    ) -> (Vec<Observation>, u64) {
        let memory = self.memory();
        let rate: f64 = match self.sources {
            Some(sources) => {
                let input = &self.inputs[0];
                let alone = f64::from(sources) / (input.between.mean + input.service.mean);
                alone.min(f64::from(self.servers) / input.service.mean)
            }
            None => self.inputs.iter().map(|i| f64::from(self.batch) / i.between.mean).sum(),
        };
        let measured = (MEASURED * memory).max(events / (2.0 * rate));
        let mut run = Run::new(self, metrics, address);
        run.go(WARM_UP * memory, measured);
        let observed = metrics.iter().map(|metric| run.observed(metric, measured)).collect();
        (observed, run.clock.events())
    }
}

#[derive(Clone, Copy)]
enum Event {
    Arrived(u8),
    /// The service with this number is complete, if it was not interrupted.
    Served {
        since: SimTime,
        class: u8,
        number: u32,
    },
    PatienceEnded {
        index: u32,
        visit: u32,
        class: u8,
    },
    WarmedUp,
    Closed,
}

/// A customer in the queue.
#[derive(Clone, Copy)]
struct Customer {
    since: SimTime,
    index: u32,
    class: u8,
    /// What is left of an interrupted service, and its whole length.
    rest: Option<(Span, Span)>,
}

/// A customer in service.
#[derive(Clone, Copy)]
struct Service {
    number: u32,
    customer: Customer,
    length: Span,
    ends: SimTime,
}

/// The counts of the measured time. Lengths of time are in the unit of the case.
#[derive(Clone, Debug, Default)]
struct Counts {
    arrived: u64,
    blocked: u64,
    delayed: u64,
    served: Tally,
    waits: [Tally; MOST_CLASSES],
    first_waits: [Tally; MOST_CLASSES],
    stays: [Tally; MOST_CLASSES],
    arrivals: [u64; MOST_CLASSES],
    delays: [u64; MOST_CLASSES],
    present_of: [f64; MOST_CLASSES],
    waiting_of: [f64; MOST_CLASSES],
    lost: Tally,
    busy: f64,
    waiting: f64,
    empty: f64,
    exceeding: Vec<u64>,
    long_stays: Vec<u64>,
}

impl Counts {
    /// Nothing counted, with so many limits of waits and of stays.
    fn with(limits: usize, stay_limits: usize) -> Self {
        let (exceeding, long_stays) = (vec![0; limits], vec![0; stay_limits]);
        Counts { exceeding, long_stays, ..Counts::default() }
    }
}

/// The state of one station.
struct Run<'a> {
    station: &'a Station,
    clock: Clock<Event>,
    servers: Resource<Customer, MOST_CLASSES>,
    patience: Patience,
    arrivals: Vec<Dice>,
    services: Vec<Dice>,
    /// Who is in service, where services may be interrupted.
    serving: Vec<Service>,
    services_begun: u32,
    present: [u32; MOST_CLASSES],
    queued: [u32; MOST_CLASSES],
    limits: Vec<f64>,
    stay_limits: Vec<f64>,
    histogram: Option<Histogram>,
    patient: Dice,
    counts: Counts,
}

impl<'a> Run<'a> {
    fn new(station: &'a Station, metrics: &[Metric], address: &Address) -> Self {
        let limits: Vec<f64> = metrics
            .iter()
            .filter_map(|metric| match metric {
                Metric::WaitExceeds(limit) => Some(*limit),
                _ => None,
            })
            .collect();
        let stay_limits: Vec<f64> = metrics
            .iter()
            .filter_map(|metric| match metric {
                Metric::StayExceeds(limit) => Some(*limit),
                _ => None,
            })
            .collect();
        let is_wanted = metrics.iter().any(|metric| matches!(metric, Metric::WaitPercentile(_)));
        let service = station.mean_service();
        let width = service / (200.0 * f64::from(station.servers.min(1000)));
        // Each class has its own generator: another seed costs less than a jump.
        let dice = |purpose: Purpose| {
            let first = address.dice(purpose);
            (0..station.inputs.len()).map(|class| first.split(class)).collect::<Vec<_>>()
        };
        Run {
            station,
            clock: Clock::new(MEAN_SERVICE_MIN / service),
            servers: Resource::new(station.servers),
            patience: Patience::default(),
            arrivals: dice(Purpose::Arrivals),
            services: dice(Purpose::Services),
            patient: address.dice(Purpose::Patience),
            counts: Counts::with(limits.len(), stay_limits.len()),
            serving: Vec::new(),
            services_begun: 0,
            present: [0; MOST_CLASSES],
            queued: [0; MOST_CLASSES],
            limits,
            stay_limits,
            histogram: is_wanted.then(|| Histogram::new(width)),
        }
    }

    fn go(&mut self, warm_up: f64, measured: f64) {
        for class in 0..self.station.inputs.len() {
            for _ in 0..self.station.sources.unwrap_or(1) {
                self.schedule_arrival(class);
            }
        }
        self.clock.plan((warm_up, Event::WarmedUp), (measured, Event::Closed));
        while let Some((event, length)) = self.clock.advance() {
            self.account(length);
            match event {
                Event::Arrived(class) => self.arrived(class),
                Event::Served { since, class, number } => self.served(since, class, number),
                Event::PatienceEnded { index, visit, class } => {
                    self.patience_ended(index, visit, class);
                }
                Event::WarmedUp => self.warmed_up(),
                Event::Closed => break,
            }
        }
    }

    /// Adds the time since the last event to the time averages.
    fn account(&mut self, length: f64) {
        let (busy, waiting) = (self.servers.busy(), self.servers.waiting());
        self.counts.busy += length * f64::from(busy);
        self.counts.waiting += length * f64::from(waiting);
        if busy == 0 {
            self.counts.empty += length;
        }
        for class in 0..self.station.inputs.len() {
            self.counts.present_of[class] += length * f64::from(self.present[class]);
            self.counts.waiting_of[class] += length * f64::from(self.queued[class]);
        }
    }

    fn warmed_up(&mut self) {
        self.counts = Counts::with(self.limits.len(), self.stay_limits.len());
        if let Some(histogram) = &mut self.histogram {
            histogram.reset();
        }
    }

    fn schedule_arrival(&mut self, class: usize) {
        let between = self.station.inputs[class].between.draw(&mut self.arrivals[class]);
        let at = self.clock.now() + self.clock.span(between);
        self.clock.calendar.schedule(at, Event::Arrived(class as u8));
    }

    fn arrived(&mut self, class: u8) {
        if self.station.sources.is_none() {
            self.schedule_arrival(usize::from(class));
        }
        for _ in 0..self.station.batch {
            self.enter(class);
        }
    }

    fn enter(&mut self, class: u8) {
        self.counts.arrived += 1;
        let present = self.servers.busy() + self.servers.waiting();
        if self.station.capacity.is_some_and(|capacity| present >= capacity) {
            self.counts.blocked += 1;
            if self.station.sources.is_some() {
                self.schedule_arrival(usize::from(class));
            }
            return;
        }
        let since = self.clock.now();
        let station = self.station;
        let of = usize::from(class);
        self.counts.arrivals[of] += 1;
        self.present[of] += 1;
        let mut customer = Customer { since, index: 0, class, rest: None };
        if self.servers.busy() < station.servers {
            // A server is free, so the customer is not queued.
            let seized = self.servers.seize(customer, 0);
            debug_assert_eq!(seized, Seized::AtOnce);
            return self.begin(customer);
        }
        if self.interrupts(class) {
            // All who wait are of lower classes than this one, so it is the next.
            self.queue(customer);
            return self.serve_next();
        }
        self.counts.delayed += 1;
        self.counts.delays[of] += 1;
        if let Some(patience) = &station.patience {
            let length = patience.draw(&mut self.patient);
            let (index, visit) = self.patience.begin(since);
            customer.index = index;
            let ends = since + self.clock.span(length);
            self.clock.calendar.schedule(ends, Event::PatienceEnded { index, visit, class });
        }
        self.queue(customer);
    }

    fn queue(&mut self, customer: Customer) {
        let class = usize::from(customer.class);
        self.queued[class] += 1;
        self.servers.seize(customer, if self.station.order == Order::Arrival { 0 } else { class });
    }

    /// Interrupts the service that a customer of `class` takes precedence of, if there is one.
    fn interrupts(&mut self, class: u8) -> bool {
        if self.station.order != Order::Preemptive {
            return false;
        }
        let lowest = |service: &Service| (service.customer.class, service.number);
        let last = (0..self.serving.len()).max_by_key(|index| lowest(&self.serving[*index]));
        let Some(index) = last.filter(|index| self.serving[*index].customer.class > class) else {
            return false;
        };
        let Service { mut customer, length, ends, .. } = self.serving.swap_remove(index);
        customer.rest = Some((ends - self.clock.now(), length));
        let of = usize::from(customer.class);
        self.servers.interrupt(customer, of);
        self.queued[of] += 1;
        true
    }

    fn begin(&mut self, customer: Customer) {
        let Customer { since, class, rest, .. } = customer;
        let now = self.clock.now();
        let index = usize::from(class);
        let is_interrupted = self.station.order == Order::Preemptive;
        let (left, length) = rest.unwrap_or_else(|| {
            let wait = self.clock.units(now - since);
            self.counts.first_waits[index].observe(wait);
            if !is_interrupted {
                self.waited(index, wait);
            }
            let length = self.station.inputs[index].service.draw(&mut self.services[index]);
            let length = self.clock.span(length);
            (length, length)
        });
        let (ends, number) = (now + left, self.services_begun);
        if is_interrupted {
            self.services_begun = self.services_begun.wrapping_add(1);
            self.serving.push(Service { number, customer, length, ends });
        }
        self.clock.calendar.schedule_in(
            ends,
            Phase::Release,
            Event::Served { since, class, number },
        );
    }

    fn waited(&mut self, class: usize, wait: f64) {
        self.counts.waits[class].observe(wait);
        for (count, limit) in self.counts.exceeding.iter_mut().zip(&self.limits) {
            *count += u64::from(wait > *limit);
        }
        if let Some(histogram) = &mut self.histogram {
            histogram.observe(wait);
        }
    }

    fn served(&mut self, since: SimTime, class: u8, number: u32) {
        let stay = self.clock.now() - since;
        let of = usize::from(class);
        if self.station.order == Order::Preemptive {
            let place = self.serving.iter().position(|service| service.number == number);
            // An interrupted service does not end here.
            let Some(place) = place else { return };
            let Service { length, .. } = self.serving.swap_remove(place);
            self.waited(of, self.clock.units(stay - length));
        }
        let stay = self.clock.units(stay);
        self.counts.served.observe(stay);
        self.counts.stays[of].observe(stay);
        for (count, limit) in self.counts.long_stays.iter_mut().zip(&self.stay_limits) {
            *count += u64::from(stay > *limit);
        }
        self.present[of] -= 1;
        self.servers.release();
        if self.station.sources.is_some() {
            self.schedule_arrival(0);
        }
        self.serve_next();
    }

    fn serve_next(&mut self) {
        let (patience, is_patient) = (&mut self.patience, self.station.patience.is_none());
        let next = self.servers.next(|customer| is_patient || patience.called(customer.index));
        if let Some(customer) = next {
            self.queued[usize::from(customer.class)] -= 1;
            self.begin(customer);
        }
    }

    fn patience_ended(&mut self, index: u32, visit: u32, class: u8) {
        if let Some(since) = self.patience.rings(index, visit) {
            self.servers.renege();
            self.queued[usize::from(class)] -= 1;
            self.present[usize::from(class)] -= 1;
            let waited = self.clock.units(self.clock.now() - since);
            self.counts.lost.observe(waited);
            if self.station.sources.is_some() {
                self.schedule_arrival(0);
            }
        }
    }

    fn observed(&self, metric: &Metric, measured: f64) -> Observation {
        let counts = &self.counts;
        let begun = counts.waits.iter().map(|waits| waits.count).sum::<u64>() as f64;
        let waited = counts.waits.iter().map(|waits| waits.sum).sum::<f64>();
        let arrived = counts.arrived as f64;
        let (sum, over) = match metric {
            Metric::DelayShare => (counts.delayed as f64, arrived - counts.blocked as f64),
            Metric::Wait(None) => (waited + counts.lost.sum, begun + counts.lost.count as f64),
            Metric::Wait(Some(class)) => {
                (counts.waits[*class].sum, counts.waits[*class].count as f64)
            }
            Metric::WaitOfServed => (waited, begun),
            Metric::FirstWait => {
                let firsts = counts.first_waits.iter();
                firsts.fold((0.0, 0.0), |(sum, n), tally| (sum + tally.sum, n + tally.count as f64))
            }
            Metric::OfClass(mean, class) => self.of_class(*mean, *class, measured),
            Metric::Waiting => (counts.waiting, measured),
            Metric::Stay => (counts.served.sum, counts.served.count as f64),
            Metric::Present => (counts.busy + counts.waiting, measured),
            Metric::Utilisation => (counts.busy, measured * f64::from(self.station.servers)),
            Metric::Busy => (counts.busy, measured),
            Metric::Empty => (counts.empty, measured),
            Metric::WaitExceeds(limit) => {
                let index = self.limits.iter().position(|known| known == limit);
                let count = index.map_or(0, |index| counts.exceeding[index]);
                (count as f64, begun)
            }
            Metric::StayExceeds(limit) => {
                let index = self.stay_limits.iter().position(|known| known == limit);
                let count = index.map_or(0, |index| counts.long_stays[index]);
                (count as f64, counts.served.count as f64)
            }
            Metric::WaitPercentile(share) => {
                let waits = self.histogram.clone().unwrap_or_else(|| Histogram::new(1.0));
                return Observation::Percentile { share: *share, waits };
            }
            Metric::Blocked => (counts.blocked as f64, arrived),
            Metric::Abandoned => (counts.lost.count as f64, arrived),
            Metric::Throughput => (counts.served.count as f64, measured),
        };
        Observation::Ratio { sum, over }
    }

    /// A mean of one class, as a sum and what to divide it by.
    fn of_class(&self, mean: Mean, class: usize, measured: f64) -> (f64, f64) {
        let counts = &self.counts;
        let of = |tally: &Tally| (tally.sum, tally.count as f64);
        let busy = counts.present_of[class] - counts.waiting_of[class];
        match mean {
            Mean::Wait => of(&counts.waits[class]),
            Mean::FirstWait => of(&counts.first_waits[class]),
            Mean::Stay => of(&counts.stays[class]),
            Mean::Present => (counts.present_of[class], measured),
            Mean::Waiting => (counts.waiting_of[class], measured),
            Mean::Utilisation => (busy, measured * f64::from(self.station.servers)),
            Mean::Busy => (busy, measured),
            Mean::DelayShare => (counts.delays[class] as f64, counts.arrivals[class] as f64),
            // No class is asked for its empty time: `naming` knows it for a station only.
            Mean::Empty | Mean::Throughput => (counts.stays[class].count as f64, measured),
        }
    }
}
