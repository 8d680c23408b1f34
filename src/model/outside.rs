//! Dates of a scenario that its run never reaches.

use crate::model::CareSystem;
use crate::model::dated::During;
use crate::model::roster::Team;
use jiff::civil::Date;

impl CareSystem {
    /// Every date outside the measured period, with its key and what follows: before the first measured day, or on
    /// `end`, the first day after the last, or later. Without an `end` only the former.
    ///
    /// # Example
    ///
    /// ```
    /// use jiff::civil::date;
    /// use pcn_sim::model::dated::During;
    /// use pcn_sim::scenario::{FileSystem, load};
    ///
    /// let mut system = load("average-pcn", &FileSystem)?.system;
    /// assert!(system.dates_outside(None).is_empty());
    /// system.practices[0].list.during = During { from: None, until: Some(date(2031, 1, 1)) };
    /// let told = system.dates_outside(Some(date(2026, 3, 31)));
    /// let key = format!("practices.{}.until = 2031-01-01", system.practices[0].name);
    /// assert!(told[0].starts_with(&key), "{told:?}");
    /// # Ok::<(), pcn_sim::scenario::error::ScenarioError>(())
    /// ```
    pub fn dates_outside(&self, end: Option<Date>) -> Vec<String> {
        let mut told = Vec::new();
        let start = self.calendar.start;
        let mut tell = |key: &str, date: Option<Date>, if_before: &str, if_after: &str| {
            let Some(date) = date else { return };
            let follows = match end {
                _ if date < start => format!("before the first measured day, {start}: {if_before}"),
                Some(end) if date >= end => {
                    let last = end.yesterday().unwrap_or(end);
                    format!("after the run's end, {last}: {if_after}")
                }
                _ => return,
            };
            told.push(format!("{key} = {date} lies {follows}"));
        };
        for (key, during) in self.dated_by_key() {
            let never = if is_an_addition(&key) {
                "it never holds in this run"
            } else {
                "it is not there in this run at all"
            };
            tell(
                &format!("{key}.from"),
                during.from,
                "it has no effect, and what it dates holds from the beginning",
                if is_an_addition(&key) { "it has no effect" } else { never },
            );
            tell(
                &format!("{key}.until"),
                during.until,
                never,
                "it has no effect, and what it dates holds to the end",
            );
        }
        for practice in self.practices.iter().filter(|practice| practice.pcn == 0) {
            let day = practice.list.joins.map(|(_, day)| day);
            let key = format!("practices.{}.joins.from", practice.name);
            let apart = "it has no effect, and they stay apart in this run";
            tell(&key, day, "they are one from the beginning", apart);
        }
        told
    }

    /// Every time for which something holds, by the key of its table.
    fn dated_by_key(&self) -> Vec<(String, During)> {
        let mut all = Vec::new();
        for (number, policy) in self.dated.iter().enumerate() {
            all.push((format!("dated[{number}]"), policy.during));
        }
        for practice in self.practices.iter().filter(|practice| practice.pcn == 0) {
            let key = format!("practices.{}", practice.name);
            all.push((key.clone(), practice.list.during));
            for (number, shut) in practice.list.shut.iter().enumerate() {
                all.push((format!("{key}.closed[{number}]"), shut.during));
            }
        }
        for site in self.sites.iter().filter(|site| self.practices[site.practice].pcn == 0) {
            let key = format!("practices.{}", site.name.replacen('/', ".sites.", 1));
            all.push((key.clone(), site.during));
            for (number, rooms) in site.dated_rooms.iter().enumerate() {
                all.push((format!("{key}.dated_rooms[{number}]"), rooms.during));
            }
        }
        self.teams.iter().filter(|team| team.pcn == 0).for_each(|team| of_team(team, &mut all));
        all
    }
}

/// Whether what has this key adds something to what would hold without it: a policy, hours at which a practice is
/// shut, further rooms. If it never holds, nothing differs.
fn is_an_addition(key: &str) -> bool {
    ["dated[", ".closed[", ".dated_rooms["].iter().any(|part| key.contains(part))
}

fn of_team(team: &Team, all: &mut Vec<(String, During)>) {
    let key = format!("staff.{}", team.name);
    all.push((key.clone(), team.dates.during));
    for (number, posts) in team.dates.posts.iter().enumerate() {
        all.push((format!("{key}.posts[{number}]"), posts.during));
    }
    for (number, session) in team.sessions.iter().enumerate() {
        all.push((format!("{key}.sessions[{number}]"), session.during));
    }
}
