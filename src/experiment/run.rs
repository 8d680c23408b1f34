//! Replications, side by side on threads where there are any: rows as they are finished.

use crate::experiment::gathering::complete;
use crate::experiment::precision::WatchedValues;
use crate::experiment::progress::Progress;
use crate::experiment::row::{Key, Row};
use crate::experiment::study::Study;
use crate::simulation::budget::Endless;
use crate::simulation::chances::Addressed;
use crate::simulation::observer::Silent;
use crate::simulation::record::Record;
use crate::simulation::simulate;
use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::ops::RangeInclusive;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Keeps the rows of a study. A row that is kept is never made again.
pub trait Keeper: Sync {
    /// Keeps `row`, which is finished.
    ///
    /// # Errors
    ///
    /// Why it could not be kept; then no further row is made.
    fn keep(&self, row: Row) -> Result<(), Box<dyn Error + Send + Sync>>;
}

/// Keeps rows in memory.
#[derive(Debug, Default)]
pub struct InMemory {
    rows: Mutex<Vec<Row>>,
}

impl InMemory {
    /// The rows kept, in the order of their keys.
    pub fn into_rows(self) -> Vec<Row> {
        let mut rows = self.rows.into_inner().unwrap_or_else(PoisonError::into_inner);
        rows.sort_by_key(Row::key);
        rows
    }
}

impl Keeper for InMemory {
    fn keep(&self, row: Row) -> Result<(), Box<dyn Error + Send + Sync>> {
        locked(&self.rows).push(row);
        Ok(())
    }
}

/// The state of a study before it continues: the rows that are kept, and the values of its goals.
#[derive(Clone, Debug, Default)]
pub struct Done {
    /// The keys of the rows kept.
    pub keys: BTreeSet<Key>,
    /// The values that its goals are about.
    pub values: WatchedValues,
}

impl Done {
    /// Enters a row that is kept.
    pub fn enter(&mut self, study: &Study, row: &Row) {
        self.keys.insert(row.key());
        self.values.enter(study, row);
    }
}

/// Which part of a study is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The stage, 0 without stages.
    pub stage: u32,
    /// The replications, from 1.
    pub replications: RangeInclusive<u32>,
}

impl Part {
    /// All of `study`.
    pub fn whole(study: &Study) -> Self {
        Part { stage: 0, replications: 1..=study.outline().replications }
    }
}

/// A study could not go on; the rows that were finished are kept.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RunError {
    /// A scenario never ends.
    #[error("scenario {scenario}: {source}")]
    Endless {
        /// The variant.
        scenario: String,
        /// What repeats.
        source: Endless,
    },
    /// A row could not be kept.
    #[error("{0}")]
    NotKept(Box<dyn Error + Send + Sync>),
}

/// Makes the rows of `part` of `study` that are not `done`, and hands each to `keeper` as soon as it is
/// finished. With goals, replications are made until they are reached. `progress` may stop it: no
/// further row is begun then.
///
/// # Example
///
/// ```
/// use pcn_sim::experiment::results::Results;
/// use pcn_sim::experiment::run::{Done, InMemory, Part, run};
/// use pcn_sim::experiment::progress::Unwatched;
/// use pcn_sim::experiment::study::{Entry, Extent, Design, Study};
/// use pcn_sim::scenario::{self, FileSystem};
/// use pcn_sim::simulation::Horizon;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let scenario = scenario::load("average-pcn", &FileSystem)?;
/// let entry = Entry { name: scenario.name, title: scenario.title, system: scenario.system };
/// let horizon = Horizon { warm_up_weeks: 0, weeks: 1 };
/// let extent = Extent { horizon, seed: 1, replications: 2 };
/// let study = Study::new(vec![entry], Design::Alone, extent)?;
/// // Any keeper will do: rows may also go to a file, or come from several processes.
/// let rows = InMemory::default();
/// run(&study, &Part::whole(&study), &mut Done::default(), &rows, &Unwatched)?;
/// let results = Results::from_rows(study.outline(), &rows.into_rows())?;
/// assert_eq!(results.expect("every replication is there").replications, 2);
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// [`RunError`]; rows finished before are kept.
pub fn run(
    study: &Study,
    part: &Part,
    done: &mut Done,
    keeper: &dyn Keeper,
    progress: &(impl Progress + Sync),
) -> Result<(), RunError> {
    if study.outline().goals.is_empty() {
        return make(study, part, part.replications.clone(), done, keeper, progress);
    }
    let last = *part.replications.end();
    loop {
        let found = complete(study.outline(), 1..=last, &done.keys);
        let made =
            (1..).zip(&found).take_while(|(number, found)| *number == **found).count() as u32;
        let asked = done.values.asked(study, made);
        progress.known(made, asked.watch.widest());
        let Some(next) = asked.next.filter(|_| !progress.should_stop()) else { return Ok(()) };
        make(study, part, made + 1..=next, done, keeper, progress)?;
    }
}

/// A replication of a variant to be simulated.
#[derive(Clone, Copy, Debug)]
struct Job {
    replication: u32,
    variant: usize,
    /// Whether its row is missing; otherwise it is simulated again as others are compared with it.
    is_missing: bool,
}

fn make(
    study: &Study,
    part: &Part,
    replications: RangeInclusive<u32>,
    done: &mut Done,
    keeper: &dyn Keeper,
    progress: &(impl Progress + Sync),
) -> Result<(), RunError> {
    for replication in replications.clone() {
        recall(study, (part.stage, replication), done, keeper, progress)?;
    }
    let jobs: Vec<Job> =
        replications.flat_map(|number| jobs_of(study, part.stage, number, &done.keys)).collect();
    let making = Making {
        study,
        stage: part.stage,
        keeper,
        in_hand: Mutex::new(InHand::new(study, &jobs)),
        entered: Mutex::new(done),
        failed: Mutex::new(None),
        is_over: AtomicBool::new(false),
    };
    spread(jobs.len(), |number| making.one(jobs[number], progress));
    let failed = making.failed.into_inner().unwrap_or_else(PoisonError::into_inner);
    failed.map_or(Ok(()), Err)
}

/// Keeps the missing rows of a replication that the cache of `study` knows.
fn recall(
    study: &Study,
    (stage, replication): (u32, u32),
    done: &mut Done,
    keeper: &dyn Keeper,
    progress: &impl Progress,
) -> Result<(), RunError> {
    for variant in 0..study.variants().len() {
        let is_wanted = study.outline().replications_of(variant) >= replication
            && !done.keys.contains(&Key { stage, replication, variant })
            && !progress.should_stop();
        if !is_wanted {
            continue;
        }
        let addresses = addresses_of(study, variant, replication);
        let Some(row) = study.recalled((stage, replication, variant), addresses) else { continue };
        done.enter(study, &row);
        keeper.keep(row).map_err(RunError::NotKept)?;
        progress.finished(&study.variants()[variant].name, 0);
    }
    Ok(())
}

/// The numbers of a replication in the addresses of random numbers, of a variant and of its baseline.
fn addresses_of(study: &Study, variant: usize, replication: u32) -> (u32, u32) {
    let own = study.chance_of(variant, replication);
    let of = |baseline| study.chance_of(baseline, replication);
    (own, study.variants()[variant].baseline.map_or(own, of))
}

/// The missing variants of a replication, and their baselines.
fn jobs_of(study: &Study, stage: u32, replication: u32, done: &BTreeSet<Key>) -> Vec<Job> {
    let outline = study.outline();
    let is_missing = |variant: usize| {
        outline.replications_of(variant) >= replication
            && !done.contains(&Key { stage, replication, variant })
    };
    let is_needed = |variant: usize| {
        let compared = |(index, about): (usize, &crate::experiment::study::Variant)| {
            about.baseline == Some(variant) && is_missing(index)
        };
        outline.variants.iter().enumerate().any(compared)
    };
    (0..outline.variants.len())
        .map(|variant| (variant, is_missing(variant)))
        .filter(|&(variant, is_missing)| is_missing || is_needed(variant))
        .map(|(variant, is_missing)| Job { replication, variant, is_missing })
        .collect()
}

/// Records that are held until they can be compared: those of baselines until all their variants
/// are finished, and those of variants until their baseline is.
struct InHand {
    /// By baseline: the number of variants still to be compared with it.
    left: BTreeMap<Address, usize>,
    baselines: BTreeMap<Address, Arc<Record>>,
    /// By the record for which they wait.
    waiting: BTreeMap<Address, Vec<Waiting>>,
}

/// A replication and a variant.
type Address = (u32, usize);

/// A variant whose record waits for that of its baseline.
type Waiting = (usize, Arc<Record>);

impl InHand {
    fn new(study: &Study, jobs: &[Job]) -> Self {
        let mut left = BTreeMap::new();
        for job in jobs.iter().filter(|job| job.is_missing) {
            if let Some(baseline) = study.variants()[job.variant].baseline {
                *left.entry((job.replication, baseline)).or_insert(0) += 1;
            }
        }
        InHand { left, baselines: BTreeMap::new(), waiting: BTreeMap::new() }
    }

    /// Adds a finished record, and returns those whose baseline is also finished.
    fn finished(&mut self, study: &Study, job: Job, record: Record) -> Vec<Ready> {
        let record = Arc::new(record);
        let own = (job.replication, job.variant);
        let mut ready = Vec::new();
        if self.left.contains_key(&own) {
            self.baselines.insert(own, Arc::clone(&record));
            for (variant, waited) in self.waiting.remove(&own).unwrap_or_default() {
                ready.push((variant, waited, Some(Arc::clone(&record))));
                self.compared(own);
            }
        }
        if !job.is_missing {
            return ready;
        }
        let Some(baseline) = study.variants()[job.variant].baseline else {
            ready.push((job.variant, record, None));
            return ready;
        };
        let other = (job.replication, baseline);
        match self.baselines.get(&other).map(Arc::clone) {
            Some(found) => {
                ready.push((job.variant, record, Some(found)));
                self.compared(other);
            }
            None => self.waiting.entry(other).or_default().push((job.variant, record)),
        }
        ready
    }

    /// Counts a comparison with `baseline`. Its record is dropped after the last one.
    fn compared(&mut self, baseline: Address) {
        if let Some(left) = self.left.get_mut(&baseline) {
            *left -= 1;
            if *left == 0 {
                self.left.remove(&baseline);
                self.baselines.remove(&baseline);
            }
        }
    }
}

/// A variant with its record and that of its baseline.
type Ready = (usize, Arc<Record>, Option<Arc<Record>>);

struct Making<'m> {
    study: &'m Study,
    stage: u32,
    keeper: &'m dyn Keeper,
    in_hand: Mutex<InHand>,
    entered: Mutex<&'m mut Done>,
    failed: Mutex<Option<RunError>>,
    is_over: AtomicBool,
}

impl Making<'_> {
    fn one(&self, job: Job, progress: &impl Progress) {
        if self.is_over.load(Ordering::Relaxed) || progress.should_stop() {
            return;
        }
        if let Err(error) = self.simulate(job, progress) {
            self.is_over.store(true, Ordering::Relaxed);
            locked(&self.failed).get_or_insert(error);
        }
    }

    fn simulate(&self, job: Job, progress: &impl Progress) -> Result<(), RunError> {
        let Job { replication, variant, .. } = job;
        let record = simulated(self.study, variant, replication)?;
        let events = record.events;
        let ready = locked(&self.in_hand).finished(self.study, job, record);
        for (variant, record, baseline) in ready {
            let address = (self.stage, replication, variant);
            let row = Row::of(self.study.outline(), address, &record, baseline.as_deref());
            self.study.remember(&row, addresses_of(self.study, variant, replication));
            let (key, entered) = (row.key(), row.clone());
            self.keeper.keep(row).map_err(RunError::NotKept)?;
            let mut done = locked(&self.entered);
            done.keys.insert(key);
            done.values.enter(self.study, &entered);
        }
        progress.finished(&self.study.variants()[variant].name, events);
        Ok(())
    }
}

/// All replications of the first variant of `study`, one after the other on this thread; `None` if
/// `progress` stopped them.
///
/// # Errors
///
/// [`RunError`] if the scenario never ends.
pub fn in_turn(study: &Study, progress: &impl Progress) -> Result<Option<Vec<Row>>, RunError> {
    let mut rows = Vec::new();
    for replication in 1..=study.outline().replications {
        let at = (0, replication, study.chance_of(0, replication));
        let Some(row) = one_replication(study, 1, at, progress)? else { return Ok(None) };
        rows.extend(row);
    }
    Ok(Some(rows))
}

/// One replication of the first `variants` of `study`, each compared with its baseline among them, one
/// after the other on this thread: as `number` of a `stage`, with the random numbers of replication
/// `address`. `None` if `progress` stopped it.
///
/// # Errors
///
/// [`RunError`] if a scenario never ends.
pub fn one_replication(
    study: &Study,
    variants: usize,
    (stage, number, address): (u32, u32, u32),
    progress: &impl Progress,
) -> Result<Option<Vec<Row>>, RunError> {
    let baseline_of = |variant: usize| study.variants()[variant].baseline;
    debug_assert!(
        (0..variants).filter_map(baseline_of).all(|index| index < variants),
        "a baseline is left out"
    );
    let recalled = |variant| study.recalled((stage, number, variant), (address, address));
    let known: Vec<Option<Row>> = (0..variants).map(recalled).collect();
    let mut records: Vec<Option<Record>> = Vec::new();
    for variant in 0..variants {
        if progress.should_stop() {
            return Ok(None);
        }
        let is_missing = |variant: usize| known[variant].is_none();
        let is_needed = is_missing(variant)
            || (0..variants).any(|of| is_missing(of) && baseline_of(of) == Some(variant));
        let record = match is_needed {
            true => Some(simulated_at(study, variant, address)?),
            false => None,
        };
        progress.finished(
            &study.variants()[variant].name,
            record.as_ref().map_or(0, |record| record.events),
        );
        records.push(record);
    }
    let made = |(variant, known): (usize, Option<Row>)| {
        known.or_else(|| {
            let baseline = baseline_of(variant).and_then(|index| records.get(index)?.as_ref());
            let record = records[variant].as_ref()?;
            let row = Row::of(study.outline(), (stage, number, variant), record, baseline);
            study.remember(&row, (address, address));
            Some(row)
        })
    };
    Ok(Some(known.into_iter().enumerate().filter_map(made).collect()))
}

fn simulated(study: &Study, variant: usize, replication: u32) -> Result<Record, RunError> {
    simulated_at(study, variant, study.chance_of(variant, replication))
}

fn simulated_at(study: &Study, variant: usize, address: u32) -> Result<Record, RunError> {
    let chance = Addressed::new(study.outline().seed, address);
    simulate(study.system(variant), study.horizon_of(variant), &chance, &mut Silent).map_err(
        |source| RunError::Endless { scenario: study.variants()[variant].name.clone(), source },
    )
}

/// Takes a lock even if a thread failed while it held it. The guarded value is consistent after each step.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// [`spread`] of work that may fail: after the first failure, or once it `should_stop`, no further piece is
/// begun. `None` for a piece that was not done.
///
/// # Errors
///
/// The first failure.
pub fn spread_until<T: Send, E: Send>(
    jobs: usize,
    should_stop: impl Fn() -> bool + Sync,
    one: impl Fn(usize) -> Result<Option<T>, E> + Sync,
) -> Result<Vec<Option<T>>, E> {
    let failed: Mutex<Option<E>> = Mutex::new(None);
    let done = spread(jobs, |number| {
        if should_stop() || locked(&failed).is_some() {
            return None;
        }
        one(number).unwrap_or_else(|error| {
            locked(&failed).get_or_insert(error);
            None
        })
    });
    failed.into_inner().unwrap_or_else(PoisonError::into_inner).map_or(Ok(done), Err)
}

/// Does `jobs` pieces of work, on threads where there are any. The results keep the order of the work.
/// Work is taken from the front, so that a run that is stopped has complete replications.
pub fn spread<T: Send>(jobs: usize, one: impl Fn(usize) -> T + Sync) -> Vec<T> {
    #[cfg(feature = "parallel")]
    {
        use std::sync::atomic::AtomicUsize;
        let next = AtomicUsize::new(0);
        let of_threads = rayon::broadcast(|_| {
            let mut done = Vec::new();
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= jobs {
                    return done;
                }
                done.push((number, one(number)));
            }
        });
        let mut all: Vec<(usize, T)> = of_threads.into_iter().flatten().collect();
        all.sort_by_key(|(number, _)| *number);
        all.into_iter().map(|(_, done)| done).collect()
    }
    #[cfg(not(feature = "parallel"))]
    {
        (0..jobs).map(one).collect()
    }
}
