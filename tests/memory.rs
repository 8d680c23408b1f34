//! Memory is allocated before the measured period, not during it.

use crate::place::place;
use crate::support::{baseline, leyton};
use pcn_sim::model::CareSystem;
use pcn_sim::model::chance::{Chance, Decision};
use pcn_sim::model::workforce::{LabourPool, Service, Turnover};
use pcn_sim::simulation::chances::Addressed;
use pcn_sim::simulation::observer::Silent;
use pcn_sim::simulation::{Horizon, simulate};
use pcn_sim::units::Probability;
use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

/// The system's allocator, with a count of allocations for each thread.
struct Counting;

thread_local! {
    static ASKED: Cell<u64> = const { Cell::new(0) };
}

fn note() {
    // A thread that is ending has no counter any more, and needs none.
    let _ = ASKED.try_with(|asked| asked.set(asked.get() + 1));
}

// Sound: every call is handed on to the system's allocator as it is.
#[expect(unsafe_code, reason = "an allocator cannot be written without")]
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        note();
        unsafe { System.alloc(layout) }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        note();
        unsafe { System.realloc(block, layout, size) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        unsafe { System.dealloc(block, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// A source of chance that checks, at every decision, whether memory was allocated since the last
/// one.
struct Watched {
    chance: Addressed,
    decisions: Cell<u64>,
    asked: Cell<u64>,
    /// The number of decisions before the last allocation.
    last: Cell<u64>,
}

impl Watched {
    fn look(&self) {
        self.decisions.set(self.decisions.get() + 1);
        let asked = ASKED.get();
        if self.asked.replace(asked) != asked {
            self.last.set(self.decisions.get());
        }
    }
}

impl Chance for Watched {
    fn uniform(&self, decision: Decision, subject: u64, step: u32, ordinal: u16) -> f64 {
        self.look();
        self.chance.uniform(decision, subject, step, ordinal)
    }

    fn count(&self, subject: u64, mean: f64) -> u32 {
        self.look();
        self.chance.count(subject, mean)
    }
}

/// Two networks with a cohort, posts that fall vacant and a labour pool.
fn two_networks() -> CareSystem {
    let mut system = place(2);
    system.cohorts = leyton().cohorts;
    system.cohorts[0].people = 60;
    for team in system.teams.iter_mut().filter(|team| team.sessions.is_empty()) {
        team.turnover = Some(Turnover {
            per_year: Probability::new(0.6).unwrap(),
            recruitment_weeks: 6.0,
            recruitment_least_weeks: 2.0,
            vacant: None,
        });
    }
    let role = system.roles.iter().position(|role| role.name == "clinical-pharmacist").unwrap();
    system.labour_pools = vec![LabourPool {
        role,
        people: 3,
        leavers_return: Probability::ONE,
        taken_from: Service::CommunityPharmacy,
    }];
    system
}

#[test]
fn no_event_of_the_measured_period_asks_for_memory() {
    asks_for_none(&baseline());
}

#[test]
fn nor_does_any_of_several_networks_with_a_cohort_and_a_labour_pool() {
    asks_for_none(&two_networks());
}

#[track_caller]
fn asks_for_none(system: &CareSystem) {
    let watched = Watched {
        chance: Addressed::new(1, 0),
        decisions: Cell::new(0),
        asked: Cell::new(ASKED.get()),
        last: Cell::new(0),
    };
    // The warm-up has about an eighth of the decisions. Memory for the rest is reserved at its end.
    let horizon = Horizon { warm_up_weeks: 8, weeks: 40 };
    simulate(system, horizon, &watched, &mut Silent).unwrap();
    let share = watched.last.get() as f64 / watched.decisions.get() as f64;
    assert!(share > 0.0, "the warm-up asks for memory, or the counter does not count");
    assert!(share < 0.25, "memory was asked for after {share:.3} of all decisions");
}
