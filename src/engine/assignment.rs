//! Which jobs are done on one of several alike machines, and which are left out: an exact solution.
//!
//! Each job has a fixed interval and a price of being left out. A machine that becomes free a little too
//! late may still be used, at a cost that depends on the job and the delay; the end of the job does not
//! move. The sum of prices and costs is least. It is a flow of machines along time at minimum cost, found
//! by successive shortest paths: Arkin & Silverberg 1987, "Scheduling jobs with fixed start and end
//! times", Discrete Applied Mathematics 18(1).

/// A job that wants a machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Job {
    /// When it starts, in any unit of time.
    pub start: i64,
    /// When its machine can be used again, in the same unit; after the start.
    pub free: i64,
    /// The price of leaving it out, at least 0.
    pub price: i64,
}

/// An edge of the residual graph. Its reverse has the index `index ^ 1`.
#[derive(Clone, Copy, Debug)]
struct Edge {
    from: u32,
    to: u32,
    cost: i64,
    left: u32,
}

/// Not reached.
const FAR: i64 = i64::MAX / 4;

/// Solves one problem after another in the same memory.
#[derive(Clone, Debug, Default)]
pub struct Assignment {
    /// The instants at which a machine may be taken or become free.
    times: Vec<i64>,
    /// The instants at which machines become free, in order.
    frees: Vec<i64>,
    /// The jobs in the order in which their machines become free.
    by_free: Vec<u32>,
    edges: Vec<Edge>,
    distance: Vec<i64>,
    reached_by: Vec<u32>,
    /// By job: when it takes its machine, or `None` if it is left out.
    taken: Vec<Option<i64>>,
}

impl Assignment {
    /// Reserves memory for problems of so many jobs.
    pub fn make_room(&mut self, jobs: usize) {
        self.times.reserve(2 * jobs);
        self.frees.reserve(jobs);
        self.by_free.reserve(jobs);
        self.edges.reserve(2 * (4 * jobs + jobs * jobs));
        self.distance.reserve(3 * jobs);
        self.reached_by.reserve(3 * jobs);
        self.taken.reserve(jobs);
    }

    /// Assigns `machines` to `jobs` and returns, by job, when it takes its machine: at its start or later;
    /// `None` for a job that is left out.
    ///
    /// `late(job, delay)` is the cost, at least 0, of a delay above 0; `None` if the job does not wait so
    /// long. Of solutions that cost the same, always the same one is found.
    pub fn solve(
        &mut self,
        jobs: &[Job],
        machines: usize,
        late: impl Fn(usize, i64) -> Option<i64>,
    ) -> &[Option<i64>] {
        self.taken.clear();
        self.taken.resize(jobs.len(), None);
        if jobs.is_empty() || machines == 0 {
            return &self.taken;
        }
        if is_enough(jobs, machines) {
            self.taken.iter_mut().zip(jobs).for_each(|(taken, job)| *taken = Some(job.start));
            return &self.taken;
        }
        self.order_times(jobs);
        self.build(jobs, machines, late);
        for _ in 0..machines {
            self.find_shortest();
            let last = self.times.len() - 1;
            // A further machine would save nothing.
            if self.distance[last] >= 0 {
                break;
            }
            self.augment(last);
        }
        self.read_off();
        &self.taken
    }

    fn order_times(&mut self, jobs: &[Job]) {
        self.by_free.clear();
        self.by_free.extend(0..jobs.len() as u32);
        self.by_free.sort_unstable_by_key(|&job| (jobs[job as usize].free, job));
        self.frees.clear();
        self.frees.extend(self.by_free.iter().map(|&job| jobs[job as usize].free));
        self.frees.dedup();
        self.times.clear();
        self.times.extend(jobs.iter().map(|job| job.start));
        self.times.extend_from_slice(&self.frees);
        self.times.sort_unstable();
        self.times.dedup();
    }

    /// Nodes are instants, then jobs. The edges that may be used stand in the order of time, so that the
    /// first path is found in one pass.
    fn build(&mut self, jobs: &[Job], machines: usize, late: impl Fn(usize, i64) -> Option<i64>) {
        self.edges.clear();
        let instants = self.times.len() as u32;
        let mut ended = 0;
        for number in 0..instants {
            let now = self.times[number as usize];
            while let Some(&job) = self.by_free.get(ended)
                && jobs[job as usize].free == now
            {
                self.link(instants + job, number, -jobs[job as usize].price, 1);
                ended += 1;
            }
            let is_free_time = self.frees.binary_search(&now).is_ok();
            for (index, job) in jobs.iter().enumerate() {
                // A job that would be over when it takes the machine does not take it.
                if job.start > now || job.free <= now {
                    continue;
                }
                let cost = match now - job.start {
                    0 => Some(0),
                    delay if is_free_time => late(index, delay),
                    _ => None,
                };
                if let Some(cost) = cost {
                    self.link(number, instants + index as u32, cost, 1);
                }
            }
            if number + 1 < instants {
                self.link(number, number + 1, 0, machines as u32);
            }
        }
    }

    fn link(&mut self, from: u32, to: u32, cost: i64, capacity: u32) {
        self.edges.push(Edge { from, to, cost, left: capacity });
        self.edges.push(Edge { from: to, to: from, cost: -cost, left: 0 });
    }

    /// The shortest paths from the first instant, by Bellman and Ford: forwards and backwards in time in
    /// turn, until nothing is shortened.
    fn find_shortest(&mut self) {
        let nodes = self.times.len() + self.taken.len();
        self.distance.clear();
        self.distance.resize(nodes, FAR);
        self.reached_by.clear();
        self.reached_by.resize(nodes, u32::MAX);
        self.distance[0] = 0;
        loop {
            let mut is_shorter = false;
            for forward in (0..self.edges.len()).step_by(2) {
                is_shorter |= self.relax(forward);
            }
            if !is_shorter {
                return;
            }
            is_shorter = false;
            for backward in (1..self.edges.len()).step_by(2).rev() {
                is_shorter |= self.relax(backward);
            }
            if !is_shorter {
                return;
            }
        }
    }

    fn relax(&mut self, index: usize) -> bool {
        let Edge { from, to, cost, left } = self.edges[index];
        let through = self.distance[from as usize] + cost;
        let is_shorter =
            left > 0 && self.distance[from as usize] < FAR && through < self.distance[to as usize];
        if is_shorter {
            self.distance[to as usize] = through;
            self.reached_by[to as usize] = index as u32;
        }
        is_shorter
    }

    /// Sends one machine along the shortest path to the instant `last`.
    fn augment(&mut self, last: usize) {
        let mut node = last;
        while node != 0 {
            let index = self.reached_by[node] as usize;
            self.edges[index].left -= 1;
            self.edges[index ^ 1].left += 1;
            node = self.edges[index].from as usize;
        }
    }

    /// The instants at which jobs take machines.
    fn read_off(&mut self) {
        let instants = self.times.len() as u32;
        for edge in self.edges.iter().step_by(2) {
            if edge.to >= instants && edge.left == 0 {
                self.taken[(edge.to - instants) as usize] = Some(self.times[edge.from as usize]);
            }
        }
    }
}

/// Whether every job can have a machine from its start: nowhere do more jobs overlap than there are machines.
fn is_enough(jobs: &[Job], machines: usize) -> bool {
    jobs.iter().all(|job| {
        let is_under_way = |other: &&Job| other.start <= job.start && job.start < other.free;
        jobs.iter().filter(is_under_way).count() <= machines
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The least cost by trying everything: the next job and its machine, or the end.
    fn least(
        jobs: &[Job],
        free_from: &mut [i64],
        used: u32,
        late: &dyn Fn(usize, i64) -> Option<i64>,
    ) -> i64 {
        let left_out = |used: u32| -> i64 {
            (0..jobs.len()).filter(|job| used >> job & 1 == 0).map(|job| jobs[job].price).sum()
        };
        let mut best = left_out(used);
        for (index, job) in jobs.iter().enumerate().filter(|(index, _)| used >> index & 1 == 0) {
            for machine in 0..free_from.len() {
                let was = free_from[machine];
                let delay = (was - job.start).max(0);
                let cost = if delay == 0 { Some(0) } else { late(index, delay) };
                let Some(cost) = cost.filter(|_| was < job.free) else { continue };
                free_from[machine] = job.free;
                best = best.min(cost + least(jobs, free_from, used | 1 << index, late));
                free_from[machine] = was;
            }
        }
        best
    }

    /// The cost of a solution; it must be possible with so many machines.
    fn cost_of(
        jobs: &[Job],
        taken: &[Option<i64>],
        machines: usize,
        late: &dyn Fn(usize, i64) -> Option<i64>,
    ) -> i64 {
        for at in taken.iter().flatten() {
            let busy = |(job, from): (&Job, &Option<i64>)| {
                from.is_some_and(|from| from <= *at && *at < job.free)
            };
            assert!(jobs.iter().zip(taken).filter(|each| busy(*each)).count() <= machines);
        }
        let each = jobs.iter().zip(taken).enumerate();
        each.map(|(index, (job, from))| match from {
            None => job.price,
            Some(from) if *from == job.start => 0,
            Some(from) => late(index, from - job.start).unwrap(),
        })
        .sum()
    }

    fn some_jobs() -> impl Strategy<Value = Vec<Job>> {
        let job = (0..12_i64, 1..8_i64, 0..5_i64).prop_map(|(start, length, price)| Job {
            start,
            free: start + length,
            price,
        });
        prop::collection::vec(job, 0..6)
    }

    proptest! {
        #![proptest_config(ProptestConfig {
            cases: 4_000,
            rng_seed: prop::test_runner::RngSeed::Fixed(13),
            failure_persistence: None,
            ..ProptestConfig::default()
        })]

        #[test]
        fn no_assignment_costs_less(
            jobs in some_jobs(),
            machines in 0..4_usize,
            longest in 0..4_i64,
            per_unit in 0..3_i64,
        ) {
            let late = |job: usize, delay: i64| {
                (delay <= longest).then_some(delay * per_unit + job as i64 % 2)
            };
            let mut assignment = Assignment::default();
            let taken = assignment.solve(&jobs, machines, late).to_vec();
            let mut free_from = vec![-1; machines];
            prop_assert_eq!(
                cost_of(&jobs, &taken, machines, &late),
                least(&jobs, &mut free_from, 0, &late)
            );
        }
    }

    const fn job(start: i64, free: i64, price: i64) -> Job {
        Job { start, free, price }
    }

    #[test]
    fn two_short_jobs_have_the_machine_before_a_long_one_that_costs_less_than_both() {
        let jobs = [job(500, 840, 17), job(510, 690, 15), job(700, 880, 15)];
        let taken = Assignment::default().solve(&jobs, 1, |_, _| None).to_vec();
        assert_eq!(taken, [None, Some(510), Some(700)]);
    }

    #[test]
    fn a_job_waits_for_a_machine_if_that_costs_less_than_going_without() {
        let jobs = [job(0, 105, 10), job(100, 200, 10)];
        let solve = |cost| Assignment::default().solve(&jobs, 1, |_, _| Some(cost)).to_vec();
        assert_eq!(solve(9), [Some(0), Some(105)]);
        assert_eq!(solve(11).iter().flatten().count(), 1);
    }
}
