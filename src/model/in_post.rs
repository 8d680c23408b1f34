//! For what share of a run people are in post: what is paid of them.

use crate::model::CareSystem;
use crate::model::dated::During;
use crate::model::roster::{Scope, Team};

impl CareSystem {
    /// The teams as they are paid over the first `days` measured days: each with the whole-time equivalents that
    /// it has on average, by the dates of the team, of its posts and of the practices that employ it. Without dates
    /// they are the teams as stated.
    ///
    /// # Example
    ///
    /// ```
    /// use pcn_sim::model::dated::During;
    /// use pcn_sim::scenario::{FileSystem, load};
    ///
    /// let mut system = load("average-pcn", &FileSystem)?.system;
    /// let whole = system.teams[0].wte;
    /// system.teams[0].dates.during = During { from: None, until: Some(system.calendar.date(91)) };
    /// assert!((system.teams_in_post(364)[0].wte - whole / 4.0).abs() < 1e-9);
    /// # Ok::<(), pcn_sim::scenario::error::ScenarioError>(())
    /// ```
    pub fn teams_in_post(&self, days: i32) -> Vec<Team> {
        let paid =
            |team: &Team| Team { wte: team.wte * self.share_in_post(team, days), ..team.clone() };
        self.teams.iter().map(paid).collect()
    }

    /// The share of its whole-time equivalents that a team has over the first measured days \\[-\\].
    fn share_in_post(&self, team: &Team, days: i32) -> f64 {
        let of_team = team.dates.during;
        let posts = &team.dates.posts;
        if posts.is_empty() {
            return self.held(of_team, &team.scope, days);
        }
        let dated: f64 = posts.iter().map(|posts| f64::from(posts.people)).sum();
        let people = (team.wte / team.wte_per_person.max(f64::MIN_POSITIVE)).max(dated);
        let rest = if people > 0.0 { (people - dated) / people } else { 1.0 };
        let in_posts: f64 = posts
            .iter()
            .map(|posts| {
                let scope = posts.practice.map_or_else(|| team.scope.clone(), Scope::Practice);
                f64::from(posts.people) / people
                    * self.held(of_team.and(posts.during), &scope, days)
            })
            .sum();
        rest * self.held(of_team, &team.scope, days) + in_posts
    }

    /// For what share of the days someone works, where `during` is a team's and practices have dates of their own.
    fn held(&self, during: During, scope: &Scope, days: i32) -> f64 {
        let at = |practice: usize| {
            self.share_of_days(during.and(self.practices[practice].list.during), days)
        };
        match scope {
            Scope::Practice(practice) => at(*practice),
            Scope::Practices => {
                let is_dated = |list: &During| *list != During::ALWAYS;
                if !self.practices.iter().any(|practice| is_dated(&practice.list.during)) {
                    return self.share_of_days(during, days);
                }
                let all = self.practices.iter().enumerate();
                let weighted: f64 =
                    all.map(|(index, practice)| practice.list_size * at(index)).sum();
                weighted / self.patients()
            }
            Scope::Network | Scope::Place => self.share_of_days(during, days),
        }
    }

    fn share_of_days(&self, during: During, days: i32) -> f64 {
        if during == During::ALWAYS || days <= 0 {
            return 1.0;
        }
        let held = (0..days).filter(|day| during.holds(self.calendar.date(*day))).count();
        held as f64 / f64::from(days)
    }
}
