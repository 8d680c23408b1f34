//! Posts that are filled from a labour pool: leaving, recruitment and hiring.
//!
//! Posts of a pool depend on each other, so they are advanced together, in order of time. A person
//! hired for one post is not available for another. A person who returns to the pool can be hired again.

use crate::model::CareSystem;
use crate::model::chance::{Chance, Decision};
use crate::model::roster::Person;
use crate::model::workforce::LabourPool;
use crate::simulation::Simulation;
use crate::simulation::observer::{Observer, TeamId, What};
use crate::simulation::rota::PersonState;
use crate::simulation::tenure::{Change, noon};

/// The state of a labour pool.
#[derive(Clone, Debug)]
pub(crate) struct Pool {
    about: LabourPool,
    /// People in it.
    left: u32,
    /// Up to when its posts have been moved on \[d\].
    clock: f64,
    /// The posts that it fills, as indices of people.
    posts: Vec<usize>,
}

/// The labour pools of `system` when measurement begins.
pub(crate) fn pools(system: &CareSystem, people: &[Person], states: &[PersonState]) -> Vec<Pool> {
    let pool = |about: &LabourPool| {
        let fills = |&post: &usize| {
            let tenure = &states[post].tenure;
            people[post].role == about.role && tenure.is_some_and(|tenure| tenure.is_pooled())
        };
        let posts = (0..people.len()).filter(fills).collect();
        Pool { about: *about, left: about.people, clock: 0.0, posts }
    };
    system.labour_pools.iter().map(pool).collect()
}

impl<C: Chance, O: Observer> Simulation<'_, C, O> {
    /// Moves the posts of all labour pools on to `day`, which is not before the last one asked for.
    pub(super) fn fill_posts(&mut self, day: i32) {
        let mut pools = std::mem::take(&mut self.pools);
        for pool in &mut pools {
            self.fill_from(pool, noon(day));
        }
        self.pools = pools;
    }

    fn fill_from(&mut self, pool: &mut Pool, until: f64) {
        loop {
            let pace = pool.about.pace(pool.left);
            let due = |&post: &usize| {
                let tenure = self.person_states[post].tenure.as_ref();
                (tenure.map_or(f64::INFINITY, |tenure| tenure.due(pool.clock, pace)), post)
            };
            let next = pool.posts.iter().map(due).min_by(|a, b| a.0.total_cmp(&b.0));
            let Some((at, post)) = next.filter(|(at, _)| *at <= until) else {
                return self.search_goes_on(pool, until);
            };
            self.search_goes_on(pool, at);
            let about = &self.people[post];
            let (team, team_id) = (&self.system.teams[about.team], TeamId(about.team as u16));
            let tenure = self.person_states[post].tenure.as_mut();
            let tenure = tenure.expect("posts of a pool can fall vacant");
            let service = pool.about.taken_from as usize;
            let today = at.floor() as i32;
            match tenure.changes(at, team, about.identity, self.chance) {
                Change::SearchBegan => {}
                Change::Filled => {
                    pool.left -= 1;
                    self.record_if(|record| record.work.hired[service] += 1, today);
                    self.note_of_staff(What::Hired(team_id), today);
                }
                Change::Left { number } => {
                    let identity = about.identity;
                    let chance = self.chance.uniform(Decision::BackToPool, identity, number, 0);
                    if pool.about.leavers_return.happens(chance) {
                        pool.left += 1;
                        self.record_if(|record| record.work.went_back[service] += 1, today);
                    }
                    self.note_of_staff(What::PostVacant(team_id), today);
                }
            }
        }
    }

    /// Nothing happens in the posts of `pool` before `at`, but searches go on.
    fn search_goes_on(&mut self, pool: &mut Pool, at: f64) {
        let days = (at - pool.clock).max(0.0) * pool.about.pace(pool.left);
        for &post in &pool.posts {
            if let Some(tenure) = &mut self.person_states[post].tenure {
                tenure.searched(days);
            }
        }
        pool.clock = pool.clock.max(at);
    }
}
