//! Open networks of stations: tandem queues, and Jackson networks with routes between stations.
//!
//! Customers arrive at one or several stations from outside, wait for one of its servers, first come first
//! served, and go on to another station or leave. In a tandem each station sends everybody to the next one.
//! There is room for all everywhere.

use crate::engine::calendar::Phase;
use crate::engine::monitor::Tally;
use crate::engine::resource::{Resource, Seized};
use crate::units::{SimTime, Span};
use crate::verification::case::Unsupported;
use crate::verification::chance::{Address, Dice, Lengths, Purpose};
use crate::verification::clock::Clock;
use crate::verification::metric::Mean;
use crate::verification::naming::{self, Named, named};
use crate::verification::notation::{Kendall, RATE, SERVERS, means, normal, spreads};
use crate::verification::observation::Observation;
use crate::verification::stated::Stated;
use crate::verification::station::{MEAN_SERVICE_MIN, MEASURED, WARM_UP};
use serde_json::Value;

/// The most stations.
const MOST_STATIONS: usize = 50;

/// Names that a network knows, for messages.
pub(super) const METRICS: &str = "W and Wq of a customer from entering the network to leaving it (the sum over all \
    stations visited), L, Lq, throughput and p0 of all stations together, P(W>t), P(n1,n2), and of one station, for each visit, Wq_1, W_1, L_1, Lq_1, P_wait_1, utilisation_1, busy_1, p0_1 or throughput_1";

/// One station.
#[derive(Clone, Debug)]
struct Node {
    servers: u32,
    service: Lengths,
    /// The time between arrivals from outside, if some come.
    between: Option<Lengths>,
    /// The probability of going to each station; whoever goes to none leaves.
    routes: Vec<f64>,
    /// Arrivals per unit of time from everywhere.
    rate: f64,
}

/// An open network.
#[derive(Clone, Debug)]
pub(super) struct Network {
    nodes: Vec<Node>,
}

/// The metrics of a network.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Metric {
    /// A mean of one station, counted from 0.
    At(usize, Mean),
    /// A mean of the whole network.
    Whole(Mean),
    /// Share of customers who stay in the network for longer.
    StayExceeds(f64),
    /// Share of time with so many present at each station.
    Joint(Vec<u32>),
}

/// The parts of a model that has an arrow between its stations.
fn parts(model: &str) -> Vec<String> {
    let plain = ["-->", "→", "⟶", "=>"]
        .iter()
        .fold(model.to_owned(), |text, arrow| text.replace(arrow, "->"));
    plain.split("->").map(|part| part.trim().to_owned()).collect()
}

impl Network {
    /// Whether the words of a model, in lower case, name an open network.
    pub(super) fn is_meant(model: &str) -> bool {
        let words = [
            "tandem",
            "jackson",
            "open network",
            "queueing network",
            "queues in series",
            "in series",
        ];
        parts(model).len() > 1 || words.iter().any(|word| model.contains(word))
    }

    /// The network that a case describes.
    pub(super) fn read(case: &Stated<'_>) -> Result<Self, Unsupported> {
        known(&case.model.to_lowercase())?;
        let kendalls = kendalls(case.model)?;
        let means = means(case)?.ok_or_else(|| {
            Unsupported::new("the mean services are not stated", "`mu` or `mean` of each station")
        })?;
        let servers = case.counts(&SERVERS)?.unwrap_or_default();
        let count = count(case, [kendalls.len(), means.len(), servers.len()])?;
        let (spreads, names) =
            (spreads(case, &means)?, case.texts(&["dist", "service_dist", "service"]));
        let routes = routes(case, count)?;
        let outside = outside(case, count, routes.is_some())?;
        let routes = routes.unwrap_or_else(|| tandem(count));
        let rates = traffic(&outside, &routes)?;
        let arrivals = kendalls.first().map_or("M", |(arrivals, ..)| arrivals.as_str());
        let node = |index: usize| {
            let kendall = kendalls.get(index).or(kendalls.last());
            let mean = *means.get(index).unwrap_or(&means[0]);
            let cv2 = spreads.get(index).or(spreads.first()).copied();
            let name = names.as_ref().and_then(|names| names.get(index).or(names.first()).copied());
            let word = match (kendall.map_or("M", |(_, letter, _)| letter.as_str()), name) {
                ("G" | "GI", Some(name)) => name,
                ("G" | "GI", None) => "gamma",
                (letter, _) => letter,
            };
            let own = kendall.and_then(|(.., servers)| servers.parse().ok());
            let between = (outside[index] > 0.0)
                .then(|| Lengths::named(arrivals, 1.0 / outside[index], case.number(&["ca2"])?))
                .transpose()?;
            Ok(Node {
                servers: servers.get(index).or(servers.first()).copied().or(own).unwrap_or(1),
                service: Lengths::named(word, mean, cv2)?,
                between,
                routes: routes[index].clone(),
                rate: rates[index],
            })
        };
        let network = Network { nodes: (0..count).map(node).collect::<Result<_, Unsupported>>()? };
        network.check()?;
        Ok(network)
    }

    fn check(&self) -> Result<(), Unsupported> {
        for (index, node) in self.nodes.iter().enumerate() {
            let load = node.rate * node.service.mean / f64::from(node.servers);
            if !(load < 1.0 && load.is_finite()) {
                return Err(Unsupported::new(
                    format!(
                        "the queue at station {} grows without limit: its load is {load}",
                        index + 1
                    ),
                    "a load below 1 at every station",
                ));
            }
        }
        Ok(())
    }

    /// The metric that a text names.
    pub(super) fn metric(&self, text: &str) -> Option<Metric> {
        let text = normal(text);
        let of = |open: &str| text.strip_prefix(open)?.strip_suffix(')');
        if let Some(limit) = of("p(w>").or(of("p(t>")) {
            return limit.parse().ok().map(Metric::StayExceeds);
        }
        if let Some(numbers) = of("p(").or(of("pi(")).filter(|inner| inner.contains(',')) {
            let number = |part: &str| part.rsplit('=').next()?.parse().ok();
            let numbers: Option<Vec<u32>> = numbers.split(',').map(number).collect();
            return numbers.filter(|all| all.len() == self.nodes.len()).map(Metric::Joint);
        }
        let Named { base, of } = named(&text);
        let mean = naming::mean(&base)?;
        match (of, mean) {
            (_, Mean::FirstWait) => None,
            (Some(station), mean) => {
                (station < self.nodes.len()).then_some(Metric::At(station, mean))
            }
            (None, Mean::Utilisation | Mean::DelayShare) => None,
            (None, mean) => Some(Metric::Whole(mean)),
        }
    }

    /// An upper bound of the relaxation time: the sum of those of the stations.
    fn memory(&self) -> f64 {
        let of = |node: &Node| {
            let servers = f64::from(node.servers);
            let (service, cv2) = (node.service.mean, node.service.cv2);
            let idle = 1.0 - node.rate * service / servers;
            2.0 * cv2.max(1.0) * (1.0 + cv2.max(0.1)) * service / (servers * idle * idle)
                + 3.0 * service
        };
        self.nodes.iter().map(of).sum()
    }

    /// Runs one replication with at least about `events` events after the warm-up.
    pub(super) fn replicate(
        &self,
        metrics: &[Metric],
        address: &Address,
        events: f64,
    ) -> (Vec<Observation>, u64) {
        let memory = self.memory();
        let rate: f64 = self.nodes.iter().map(|node| node.rate).sum();
        let measured = (MEASURED * memory).max(events / (2.0 * rate));
        let mut run = Run::new(self, metrics, address);
        run.go(WARM_UP * memory, measured);
        let observed =
            metrics.iter().enumerate().map(|(index, metric)| run.observed(index, metric, measured));
        (observed.collect(), run.clock.events())
    }
}

/// Refuses networks with something that no network here has; `words` are those of the model, in lower case.
fn known(words: &str) -> Result<(), Unsupported> {
    let words = ["infinite", "non-blocking", "no blocking", "without blocking", "no priorit"]
        .iter()
        .fold(words.to_owned(), |words, harmless| words.replace(harmless, ""));
    for (word, need) in [
        ("closed", "a number of customers who never leave the network"),
        ("blocking", "a rule for a customer who finds the next station full"),
        ("finite", "a rule for a customer who finds the next station full"),
        ("priorit", "classes of customers at each station"),
        ("emptive", "classes of customers at each station"),
        ("fork", "customers who are divided and joined again"),
    ] {
        if words.contains(word) {
            return Err(Unsupported::new(format!("unknown network: {word}"), need));
        }
    }
    Ok(())
}

/// The number of stations, from how many there are of each thing.
fn count(case: &Stated<'_>, found: [usize; 3]) -> Result<usize, Unsupported> {
    let names = ["stations", "n_stations", "num_stations", "nodes", "n_nodes", "stages", "n", "k"];
    let stated = case.number(&names)?.map_or(0, |number| number as usize);
    let all = [found[0], found[1], found[2], stated];
    let count = all.into_iter().max().unwrap_or(0);
    let is_fine = (2..=MOST_STATIONS).contains(&count)
        && all.into_iter().all(|length| length <= 1 || length == count);
    if is_fine {
        return Ok(count);
    }
    let [models, services, servers] = found;
    Err(Unsupported::new(
        format!(
            "{models} stations in the model, {services} services and {servers} numbers of servers"
        ),
        format!("2 to {MOST_STATIONS} stations, and one of each for all of them or one for each"),
    ))
}

/// Letters of arrivals, of services and the number of servers of each station, as the model writes them.
fn kendalls(model: &str) -> Result<Vec<(String, String, String)>, Unsupported> {
    let mut found = Vec::new();
    for part in parts(model) {
        // Beside words such as `open tandem M/M/1`.
        let word = part.split_whitespace().map(|word| word.trim_matches(['(', ')', ',', ';', ':']));
        let Some(word) = word.into_iter().find(|word| word.contains('/')) else { continue };
        let word = if word.starts_with('/') || word.starts_with("./") {
            format!("M/{}", word.trim_start_matches('.').trim_start_matches('/'))
        } else {
            word.to_owned()
        };
        let read =
            Kendall::read(&word).filter(|read| read.capacity.is_none() && read.patience.is_none());
        let read = read.ok_or_else(|| {
            Unsupported::new(
                format!("unknown station `{word}`"),
                "stations such as M/M/1 or M/G/c, with room for all and without patience",
            )
        })?;
        found.push((read.arrivals.to_owned(), read.service.to_owned(), read.servers.to_owned()));
    }
    Ok(found)
}

/// Everybody goes to the next station, and leaves after the last.
fn tandem(count: usize) -> Vec<Vec<f64>> {
    let to = |from: usize| (0..count).map(|to| f64::from(u8::from(to == from + 1))).collect();
    (0..count).map(to).collect()
}

/// The probabilities of going from each station to each other, if they are stated.
fn routes(case: &Stated<'_>, count: usize) -> Result<Option<Vec<Vec<f64>>>, Unsupported> {
    let Some(stated) = case.value(&["routing", "routes", "P", "routing_matrix", "R"]) else {
        return Ok(None);
    };
    let row = |row: &Value| row.as_array()?.iter().map(Value::as_f64).collect::<Option<Vec<f64>>>();
    let rows: Option<Vec<Vec<f64>>> =
        stated.as_array().and_then(|rows| rows.iter().map(row).collect());
    let is_fine = |row: &Vec<f64>| {
        row.len() == count
            && row.iter().all(|p| (0.0..=1.0).contains(p))
            && row.iter().sum::<f64>() <= 1.0 + 1e-9
    };
    rows.filter(|rows| rows.len() == count && rows.iter().all(is_fine)).map(Some).ok_or_else(|| {
        Unsupported::new(
            "the routes are not probabilities of going from each station to each",
            format!("{count} rows of {count} probabilities, each row adding up to at most 1"),
        )
    })
}

/// Arrivals from outside at each station, per unit of time.
fn outside(case: &Stated<'_>, count: usize, is_routed: bool) -> Result<Vec<f64>, Unsupported> {
    let external =
        case.numbers(&["external", "external_rates", "gamma", "gammas", "external_arrivals"])?;
    let rates = match external {
        Some(rates) => rates,
        None => case.numbers(&RATE)?.unwrap_or_default(),
    };
    let is_fine = rates.iter().all(|rate| *rate >= 0.0 && rate.is_finite())
        && rates.iter().any(|rate| *rate > 0.0);
    let is_list = rates.len() == count
        && (is_routed || count == 1 || case.has(&["external", "external_rates", "gamma"]));
    if !is_fine || !(rates.len() == 1 || is_list) {
        return Err(Unsupported::new(
            format!("arrivals from outside are {rates:?}"),
            "`lam` at the first station, or `external` of each station",
        ));
    }
    let at = |index: usize| if rates.len() == 1 && index > 0 { 0.0 } else { rates[index] };
    Ok((0..count).map(at).collect())
}

/// Arrivals at each station from everywhere: the traffic equations.
fn traffic(outside: &[f64], routes: &[Vec<f64>]) -> Result<Vec<f64>, Unsupported> {
    let mut rates = outside.to_vec();
    for _ in 0..100_000 {
        let into = |to: usize| -> f64 {
            rates.iter().zip(routes).map(|(rate, row)| rate * row[to]).sum::<f64>() + outside[to]
        };
        let then: Vec<f64> = (0..rates.len()).map(into).collect();
        let change =
            rates.iter().zip(&then).map(|(one, other)| (one - other).abs()).fold(0.0, f64::max);
        let largest = then.iter().copied().fold(0.0, f64::max);
        rates = then;
        if change <= 1e-14 * largest {
            return Ok(rates);
        }
    }
    Err(Unsupported::new(
        "customers never leave the network",
        "routes by which everybody leaves in the end",
    ))
}

#[derive(Clone, Copy)]
enum Event {
    Arrived(usize),
    Served(usize, Customer),
    WarmedUp,
    Closed,
}

/// A customer at a station.
#[derive(Clone, Copy)]
struct Customer {
    /// When they came into the network.
    entered: SimTime,
    /// When they came to the station.
    since: SimTime,
    /// How long they have waited at all stations.
    waited: Span,
}

/// The counts at one station.
#[derive(Clone, Debug, Default)]
struct Counts {
    arrived: u64,
    delayed: u64,
    wait: Tally,
    stay: Tally,
    busy: f64,
    waiting: f64,
    empty: f64,
}

/// The state of the network.
struct Run<'a> {
    network: &'a Network,
    clock: Clock<Event>,
    servers: Vec<Resource<Customer>>,
    arrivals: Vec<Dice>,
    services: Vec<Dice>,
    ways: Dice,
    counts: Vec<Counts>,
    stays: Tally,
    waits: Tally,
    empty: f64,
    /// For each metric: what it counts apart from means.
    special: Vec<f64>,
    metrics: &'a [Metric],
}

impl<'a> Run<'a> {
    fn new(network: &'a Network, metrics: &'a [Metric], address: &Address) -> Self {
        let nodes = &network.nodes;
        let mean = nodes.iter().map(|node| node.service.mean).sum::<f64>() / nodes.len() as f64;
        let dice = |purpose: Purpose| {
            let first = address.dice(purpose);
            (0..nodes.len()).map(|node| first.split(node)).collect::<Vec<_>>()
        };
        Run {
            network,
            clock: Clock::new(MEAN_SERVICE_MIN / mean),
            servers: nodes.iter().map(|node| Resource::new(node.servers)).collect(),
            arrivals: dice(Purpose::Arrivals),
            services: dice(Purpose::Services),
            ways: address.dice(Purpose::Patience),
            counts: vec![Counts::default(); nodes.len()],
            stays: Tally::default(),
            waits: Tally::default(),
            empty: 0.0,
            special: vec![0.0; metrics.len()],
            metrics,
        }
    }

    fn go(&mut self, warm_up: f64, measured: f64) {
        (0..self.network.nodes.len()).for_each(|node| self.schedule_arrival(node));
        self.clock.plan((warm_up, Event::WarmedUp), (measured, Event::Closed));
        while let Some((event, length)) = self.clock.advance() {
            self.account(length);
            match event {
                Event::Arrived(node) => {
                    self.schedule_arrival(node);
                    let now = self.clock.now();
                    self.enter(node, Customer { entered: now, since: now, waited: Span::ZERO });
                }
                Event::Served(node, customer) => self.served(node, customer),
                Event::WarmedUp => self.warmed_up(),
                Event::Closed => break,
            }
        }
    }

    /// Adds the time since the last event to the time averages.
    fn account(&mut self, length: f64) {
        for (counts, servers) in self.counts.iter_mut().zip(&self.servers) {
            counts.busy += length * f64::from(servers.busy());
            counts.waiting += length * f64::from(servers.waiting());
            counts.empty += if servers.busy() == 0 { length } else { 0.0 };
        }
        let present = |servers: &Resource<Customer>| servers.busy() + servers.waiting();
        if self.servers.iter().all(|servers| servers.busy() == 0) {
            self.empty += length;
        }
        for (time, metric) in self.special.iter_mut().zip(self.metrics) {
            if let Metric::Joint(numbers) = metric
                && self.servers.iter().map(present).eq(numbers.iter().copied())
            {
                *time += length;
            }
        }
    }

    fn warmed_up(&mut self) {
        self.counts = vec![Counts::default(); self.counts.len()];
        (self.stays, self.waits, self.empty) = (Tally::default(), Tally::default(), 0.0);
        self.special.fill(0.0);
    }

    fn schedule_arrival(&mut self, node: usize) {
        let Some(between) = &self.network.nodes[node].between else { return };
        let gap = between.draw(&mut self.arrivals[node]);
        let at = self.clock.now() + self.clock.span(gap);
        self.clock.calendar.schedule(at, Event::Arrived(node));
    }

    fn enter(&mut self, node: usize, customer: Customer) {
        self.counts[node].arrived += 1;
        match self.servers[node].seize(customer, 0) {
            Seized::AtOnce => self.begin(node, customer),
            Seized::Queued => self.counts[node].delayed += 1,
        }
    }

    fn begin(&mut self, node: usize, mut customer: Customer) {
        let now = self.clock.now();
        let wait = now - customer.since;
        let length = self.clock.units(wait);
        self.counts[node].wait.observe(length);
        customer.waited = customer.waited + wait;
        let length = self.network.nodes[node].service.draw(&mut self.services[node]);
        let ends = now + self.clock.span(length);
        self.clock.calendar.schedule_in(ends, Phase::Release, Event::Served(node, customer));
    }

    fn served(&mut self, node: usize, customer: Customer) {
        let now = self.clock.now();
        let stay = self.clock.units(now - customer.since);
        self.counts[node].stay.observe(stay);
        self.servers[node].release();
        if let Some(next) = self.servers[node].next(|_| true) {
            self.begin(node, next);
        }
        match self.way(node) {
            Some(to) => self.enter(to, Customer { since: now, ..customer }),
            None => self.left(customer),
        }
    }

    /// The station that a customer goes to from `node`; `None` out of the network.
    fn way(&mut self, node: usize) -> Option<usize> {
        let routes = &self.network.nodes[node].routes;
        // Where nothing is left to chance, no random number is spent.
        if let Some(certain) = routes.iter().position(|share| *share >= 1.0) {
            return Some(certain);
        }
        if routes.iter().all(|share| *share == 0.0) {
            return None;
        }
        let mut chance = self.ways.uniform();
        routes.iter().position(|share| {
            chance -= share;
            chance < 0.0
        })
    }

    fn left(&mut self, customer: Customer) {
        let stay = self.clock.units(self.clock.now() - customer.entered);
        self.stays.observe(stay);
        self.waits.observe(self.clock.units(customer.waited));
        for (count, metric) in self.special.iter_mut().zip(self.metrics) {
            if let Metric::StayExceeds(limit) = metric {
                *count += f64::from(u8::from(stay > *limit));
            }
        }
    }

    fn observed(&self, index: usize, metric: &Metric, measured: f64) -> Observation {
        let of = |tally: &Tally| (tally.sum, tally.count as f64);
        let all = |part: fn(&Counts) -> f64| self.counts.iter().map(part).sum::<f64>();
        let (sum, over) = match metric {
            Metric::StayExceeds(_) => (self.special[index], self.stays.count as f64),
            Metric::Joint(_) => (self.special[index], measured),
            Metric::At(node, mean) => self.at(*node, *mean, measured),
            Metric::Whole(mean) => match mean {
                Mean::Wait | Mean::FirstWait => of(&self.waits),
                Mean::Stay => of(&self.stays),
                Mean::Present => (all(|c| c.busy + c.waiting), measured),
                Mean::Waiting => (all(|c| c.waiting), measured),
                Mean::Busy | Mean::Utilisation => (all(|c| c.busy), measured),
                Mean::DelayShare => (all(|c| c.delayed as f64), all(|c| c.arrived as f64)),
                Mean::Empty => (self.empty, measured),
                Mean::Throughput => (self.stays.count as f64, measured),
            },
        };
        Observation::Ratio { sum, over }
    }

    fn at(&self, node: usize, mean: Mean, measured: f64) -> (f64, f64) {
        let counts = &self.counts[node];
        let of = |tally: &Tally| (tally.sum, tally.count as f64);
        match mean {
            Mean::Wait | Mean::FirstWait => of(&counts.wait),
            Mean::Stay => of(&counts.stay),
            Mean::Present => (counts.busy + counts.waiting, measured),
            Mean::Waiting => (counts.waiting, measured),
            Mean::Utilisation => {
                (counts.busy, measured * f64::from(self.network.nodes[node].servers))
            }
            Mean::Busy => (counts.busy, measured),
            Mean::DelayShare => (counts.delayed as f64, counts.arrived as f64),
            Mean::Empty => (counts.empty, measured),
            Mean::Throughput => (counts.stay.count as f64, measured),
        }
    }
}
