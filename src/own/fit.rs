//! The levels of calls and online forms, found by trial.
//!
//! Calls cause calls, because callers who hang up ring again. So the level that makes as many calls as
//! are stated cannot be computed: in each of a few rounds the network is simulated and the level is moved by the
//! ratio of stated and simulated calls.

use crate::model::CareSystem;
use crate::model::demand::BusiestDay;
use crate::own::fill::{Level, Network};
use crate::own::stated::{Practice, Stated};
use crate::simulation::budget::Endless;
use crate::simulation::chances::Addressed;
use crate::simulation::observer::Silent;
use crate::simulation::{Horizon, simulate};
use crate::text::number::whole;
use crate::units::YEAR_DAYS;

/// The most rounds in which levels are moved.
pub const ROUNDS: u32 = 8;

/// Simulated over stated numbers that are close enough: a usual week is not known better.
const CLOSE: std::ops::RangeInclusive<f64> = 0.99..=1.01;

/// The share of a gap that is closed in one round. It is below one because calls cause calls.
const STEP: f64 = 0.8;

/// Weeks that are simulated: a quarter, after the book has filled.
pub const HORIZON: Horizon = Horizon { warm_up_weeks: 6, weeks: 13 };

/// The width of a fitted level, relative to it, on either side: the stated number is a usual week's.
pub const WIDTH: f64 = 0.1;

/// Something that comes to the practices and whose number is stated.
#[derive(Clone, Debug, PartialEq)]
struct Target {
    /// Whether it is calls (0) or online forms (1).
    kind: usize,
    /// The practices, as indices.
    practices: Vec<usize>,
    /// The stated number, in a year \[1/a\].
    in_year: f64,
    /// As it is stated.
    words: String,
}

/// The words of each kind.
const KINDS: [&str; 2] = ["calls", "online forms"];

/// Moves the levels of `system` until calls and forms are as stated, and writes them into `network`.
/// `round` is told how many rounds are done.
///
/// # Errors
///
/// [`Endless`] if the network cannot be simulated.
pub fn fit(
    stated: &Stated,
    network: &mut Network,
    system: &mut CareSystem,
    round: &mut dyn FnMut(u32),
) -> Result<(), Endless> {
    let places = places(stated, system);
    let targets = targets(stated, &places, system.calendar.working_days_per_year);
    if targets.is_empty() {
        return Ok(());
    }
    let mut simulated = simulated_in_year(system, &targets)?;
    let mut rounds = 0;
    let is_close = |simulated: &[f64]| {
        let mut ratios =
            targets.iter().zip(simulated).map(|(target, found)| found / target.in_year);
        ratios.all(|ratio| CLOSE.contains(&ratio))
    };
    while rounds < ROUNDS && !is_close(&simulated) {
        rounds += 1;
        for (target, simulated) in targets.iter().zip(&simulated) {
            if *simulated > 0.0 {
                change(system, target, libm::pow(target.in_year / simulated, STEP));
            }
        }
        simulated = simulated_in_year(system, &targets)?;
        round(rounds);
    }
    for (target, simulated) in targets.iter().zip(&simulated) {
        let percent = 100.0 * simulated / target.in_year;
        for &practice in &target.practices {
            let contacts = &system.practices[practice].contacts;
            let factor = [contacts.calls, contacts.forms][target.kind];
            let words =
                format!("to {}; simulated {percent:.0}% of it after {rounds} rounds", target.words);
            let factor = (factor * 1e3).round() / 1e3;
            if let Some(own) = places.iter().position(|place| *place == practice) {
                network.practices[own].levels[target.kind] = Some(Level { factor, words });
            }
        }
    }
    Ok(())
}

/// Where each stated practice is in the system, whose practices are in the order of their keys.
fn places(stated: &Stated, system: &CareSystem) -> Vec<usize> {
    let place = |own: &Practice| {
        let known = system.practices.iter().position(|practice| practice.name == own.key);
        known.expect("the system was made of what is stated")
    };
    stated.practices.iter().map(place).collect()
}

/// What is stated: of single practices, and of all others together. Practices are those of the system.
fn targets(stated: &Stated, places: &[usize], working_days: f64) -> Vec<Target> {
    let mut targets = Vec::new();
    for kind in 0..KINDS.len() {
        let mut others = Vec::new();
        let mut known = 0.0;
        for (index, own) in stated.practices.iter().enumerate() {
            let amount = [own.calls, own.forms][kind];
            match amount.and_then(|amount| Some((amount, amount.in_year(working_days)?))) {
                Some((amount, in_year)) => {
                    known += in_year;
                    let words = format!("{} of the practice", amount.words_of(KINDS[kind]));
                    targets.push(Target { kind, practices: vec![places[index]], in_year, words });
                }
                None => others.push(places[index]),
            }
        }
        let all = [stated.calls, stated.forms][kind];
        if let Some((amount, in_year)) = all.and_then(|all| Some((all, all.in_year(working_days)?)))
            && !others.is_empty()
        {
            let words = format!("{} of the network", amount.words_of(KINDS[kind]));
            let in_year = (in_year - known).max(0.0);
            targets.push(Target { kind, practices: others, in_year, words });
        }
    }
    targets
}

/// Multiplies the level of a target's practices, as far as the busiest day allows.
fn change(system: &mut CareSystem, target: &Target, factor: f64) {
    let mut factor = factor;
    for _ in 0..20 {
        let mut tried = system.clone();
        for &practice in &target.practices {
            let contacts = &mut tried.practices[practice].contacts;
            match target.kind {
                0 => contacts.calls *= factor,
                _ => contacts.forms *= factor,
            }
        }
        if BusiestDay::of(&tried).is_within_limits() {
            *system = tried;
            return;
        }
        factor = factor.sqrt();
    }
}

/// The calls or forms of each target in a simulated year, from the simulated weeks and their working days.
fn simulated_in_year(system: &CareSystem, targets: &[Target]) -> Result<Vec<f64>, Endless> {
    let record = simulate(system, HORIZON, &Addressed::new(1, 0), &mut Silent)?;
    let days = HORIZON.weeks as i32 * 7;
    let working = (0..days).filter(|day| system.calendar.day(*day).is_working).count() as f64;
    let usual = system.calendar.working_days_per_year / YEAR_DAYS * f64::from(days);
    let weeks_a_year = YEAR_DAYS / f64::from(days);
    let of = |target: &Target| {
        let counts = target.practices.iter().map(|practice| &record.by_practice[*practice].counts);
        let count: u64 = counts.map(|counts| [counts.calls, counts.forms][target.kind]).sum();
        count as f64 * weeks_a_year * usual / working.max(1.0)
    };
    Ok(targets.iter().map(of).collect())
}

/// What was fitted, in sentences.
pub fn told(network: &Network) -> Vec<String> {
    let mut told: Vec<String> = Vec::new();
    for practice in &network.practices {
        for (kind, level) in practice.levels.iter().enumerate() {
            let Some(level) = level else { continue };
            let percent = whole(level.factor * 100.0);
            let words = format!(
                "{} are {percent}% of England's rate per patient, fitted {}",
                KINDS[kind], level.words
            );
            if !told.contains(&words) {
                told.push(words);
            }
        }
    }
    told
}
