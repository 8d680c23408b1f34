//! The history of a post: occupants, leavers, vacancies and successors.
//!
//! The random numbers of a post have its own address, from the first day of the measured period on. It
//! does not depend on other staff, so that added staff, a longer warm-up or a longer run change nothing.
//! Before that day the state is the same as on it.

use crate::engine::samplers::{exponential, ln};
use crate::model::chance::{Chance, Decision};
use crate::model::roster::Team;
use crate::model::supervision::Stage;
use crate::model::workforce::Turnover;
use crate::units::YEAR_DAYS;

const DAYS_PER_WEEK: f64 = 7.0;

/// Whether a post is filled, vacant or being recruited to.
#[derive(Clone, Copy, Debug, PartialEq)]
enum State {
    /// Filled.
    InPost,
    /// Vacant. Where a labour pool fills it, a search follows. With the initial size of the pool it takes
    /// this long \[d\].
    Vacant { search: f64 },
    /// Being recruited to, with this much of the search left \[d\].
    Searching { left: f64 },
}

/// A change of a post that a labour pool fills.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Change {
    /// The `number`-th occupant left.
    Left { number: u32 },
    /// The search began.
    SearchBegan,
    /// Somebody was found, and began.
    Filled,
}

/// The present state of a post.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Tenure {
    /// How many have left the post in the measured period: the number of the occupant or vacancy.
    number: u32,
    /// Its state.
    state: State,
    /// Whether a labour pool fills it: then it is moved on together with the others of the pool.
    is_pooled: bool,
    /// The day on which the occupant began, possibly long before the run.
    began: f64,
    /// When this state ends, in days.
    ends: f64,
}

/// Mean time in a post \[d\] at which so many leave within a year.
fn mean_tenure(turnover: &Turnover) -> f64 {
    let stay = 1.0 - turnover.per_year.get();
    if stay >= 1.0 { f64::INFINITY } else { YEAR_DAYS / -ln(stay) }
}

/// How long the `number`-th occupant stays \[d\].
fn stays<C: Chance>(turnover: &Turnover, post: u64, number: u32, chance: &C) -> f64 {
    let mean = mean_tenure(turnover);
    if mean == f64::INFINITY {
        return mean;
    }
    exponential(mean, chance.uniform(Decision::Leaving, post, number, 0))
}

/// How long a vacancy lasts \[weeks\].
struct Vacancy {
    /// The minimum time of every recruitment.
    least: f64,
    /// The time beyond the minimum: the search.
    search: f64,
}

impl Vacancy {
    /// The vacancy after the `number`-th occupant.
    fn after<C: Chance>(turnover: &Turnover, post: u64, number: u32, chance: &C) -> Vacancy {
        let least = turnover.recruitment_least_weeks;
        let beyond = turnover.recruitment_weeks - least;
        let chance = chance.uniform(Decision::Recruitment, post, number, 0);
        Vacancy { least, search: exponential(beyond, chance) }
    }

    /// The remaining time of a vacancy at a random instant.
    fn rest<C: Chance>(turnover: &Turnover, post: u64, chance: &C) -> Vacancy {
        let least = turnover.recruitment_least_weeks;
        let beyond = turnover.recruitment_weeks - least;
        let looked_at =
            chance.uniform(Decision::Recruitment, post, 0, 1) * turnover.recruitment_weeks;
        let search = exponential(beyond, chance.uniform(Decision::Recruitment, post, 0, 0));
        Vacancy { least: (least - looked_at).max(0.0), search }
    }

    /// When it ends \[d\] if it begins on day `from`, and its state. With a labour pool the search follows
    /// the minimum time.
    fn begun(&self, from: f64, is_pooled: bool) -> (f64, State) {
        let search = if is_pooled { 0.0 } else { self.search };
        let ends = from + DAYS_PER_WEEK * (self.least + search);
        (ends, State::Vacant { search: DAYS_PER_WEEK * self.search })
    }
}

impl Tenure {
    /// The state of `post` in `team` when measurement begins; `None` if the team has neither
    /// turnover nor new starters, so that nothing ever changes. A labour pool fills it if it
    /// `is_pooled`.
    pub(crate) fn at_start<C: Chance>(
        team: &Team,
        post: u64,
        is_pooled: bool,
        chance: &C,
    ) -> Option<Tenure> {
        if team.turnover.is_none() && team.new_starters.is_none() {
            return None;
        }
        let in_stage =
            team.new_starters.map_or(0.0, |new| DAYS_PER_WEEK * new.weeks_before(team.stage));
        let for_ever = Tenure {
            number: 0,
            state: State::InPost,
            is_pooled: is_pooled && team.turnover.is_some(),
            began: -in_stage,
            ends: f64::INFINITY,
        };
        let Some(turnover) = &team.turnover else { return Some(for_ever) };
        let mean = mean_tenure(turnover);
        let vacant = turnover.vacant.map_or_else(|| in_the_long_run(turnover), |share| share.get());
        if chance.uniform(Decision::Vacant, post, 0, 0) < vacant {
            let (ends, state) = Vacancy::rest(turnover, post, chance).begun(0.0, is_pooled);
            return Some(Tenure { state, ends, ..for_ever });
        }
        let ends = stays(turnover, post, 0, chance);
        // In an established team with turnover some people have not been there for long.
        let began = if turnover.vacant.is_none() && team.stage == Stage::Steady {
            if mean == f64::INFINITY {
                f64::NEG_INFINITY
            } else {
                -exponential(mean, chance.uniform(Decision::Leaving, post, 0, 1))
            }
        } else {
            -in_stage
        };
        Some(Tenure { began, ends, ..for_ever })
    }

    /// Moves on to `day`, which is not before the last one asked for. What a labour pool fills is
    /// moved on elsewhere.
    pub(crate) fn move_to<C: Chance>(&mut self, day: i32, team: &Team, post: u64, chance: &C) {
        while !self.is_pooled && self.ends <= noon(day) {
            let turnover = team.turnover.as_ref().expect("nobody leaves without turnover");
            match self.state {
                State::InPost => self.falls_vacant(self.ends, turnover, post, chance),
                _ => self.is_filled(self.ends, turnover, post, chance),
            }
        }
    }

    fn falls_vacant<C: Chance>(&mut self, at: f64, turnover: &Turnover, post: u64, chance: &C) {
        // The first vacancy has number 0 if the post began with it, so this one is later.
        let vacancy = Vacancy::after(turnover, post, self.number + 1, chance);
        (self.ends, self.state) = vacancy.begun(at, self.is_pooled);
    }

    fn is_filled<C: Chance>(&mut self, at: f64, turnover: &Turnover, post: u64, chance: &C) {
        self.state = State::InPost;
        self.number += 1;
        self.began = at;
        self.ends = at + stays(turnover, post, self.number, chance);
    }

    /// Whether a labour pool fills it.
    pub(crate) const fn is_pooled(&self) -> bool {
        self.is_pooled
    }

    /// When something happens to it next \[d\], if searches go at `pace` from day `from` on.
    pub(crate) fn due(&self, from: f64, pace: f64) -> f64 {
        match self.state {
            State::Searching { left } if pace > 0.0 => from + left / pace,
            State::Searching { .. } => f64::INFINITY,
            _ => self.ends,
        }
    }

    /// Records `days` of search, counted at the pace of the full pool.
    pub(crate) fn searched(&mut self, days: f64) {
        if let State::Searching { left } = &mut self.state {
            *left = (*left - days).max(0.0);
        }
    }

    /// Makes the change that is due on day `at`.
    pub(crate) fn changes<C: Chance>(
        &mut self,
        at: f64,
        team: &Team,
        post: u64,
        chance: &C,
    ) -> Change {
        let turnover = team.turnover.as_ref().expect("nobody leaves without turnover");
        match self.state {
            State::InPost => {
                let number = self.number;
                self.falls_vacant(at, turnover, post, chance);
                Change::Left { number }
            }
            State::Vacant { search } => {
                self.state = State::Searching { left: search };
                Change::SearchBegan
            }
            State::Searching { .. } => {
                self.is_filled(at, turnover, post, chance);
                Change::Filled
            }
        }
    }

    /// The stage of the occupant on `day`, or `None` if the post is vacant.
    pub(crate) fn stage(&self, day: i32, team: &Team) -> Option<Stage> {
        if self.state != State::InPost {
            return None;
        }
        Some(match &team.new_starters {
            Some(new) => new.stage_after((noon(day) - self.began) / DAYS_PER_WEEK),
            None => team.stage,
        })
    }
}

/// The share of time in which a post is vacant in the long run.
fn in_the_long_run(turnover: &Turnover) -> f64 {
    let to_fill = DAYS_PER_WEEK * turnover.recruitment_weeks;
    to_fill / (mean_tenure(turnover) + to_fill)
}

/// The middle of `day`, in days since the start of the measured period. A post is checked once a day, at
/// that time, so that shares of days equal shares of time. Every day of the warm-up counts as the first
/// measured day.
pub(crate) fn noon(day: i32) -> f64 {
    f64::from(day.max(0)) + 0.5
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::samplers::exp;
    use crate::model::roster::Scope;
    use crate::model::workforce::NewStarters;
    use crate::simulation::chances::Addressed;
    use crate::units::Probability;

    fn turnover(per_year: f64, weeks: f64, least: f64, vacant: Option<f64>) -> Turnover {
        let probability = |value| Probability::new(value).unwrap();
        Turnover {
            per_year: probability(per_year),
            recruitment_weeks: weeks,
            recruitment_least_weeks: least,
            vacant: vacant.map(probability),
        }
    }

    fn team(turnover: Option<Turnover>, stage: Stage) -> Team {
        Team {
            name: "posts".into(),
            role: 0,
            wte: 1.0,
            wte_per_person: 1.0,
            scope: Scope::Network,
            pcn: 0,
            weeks_per_pcn: None,
            stage,
            sessions: Vec::new(),
            months: Vec::new(),
            turnover,
            new_starters: Some(NewStarters {
                entry_weeks: 26.0,
                transition_weeks: 13.0,
                entry_length: 1.0,
                transition_length: 1.0,
            }),
            rotation: None,
            list_weight: 1.0,
            dates: Default::default(),
        }
    }

    /// Chances by decision, number and ordinal; one half for all that is not scripted.
    struct Script(Vec<(Decision, u32, u16, f64)>);

    impl Chance for Script {
        fn uniform(&self, decision: Decision, _: u64, step: u32, ordinal: u16) -> f64 {
            let is_asked = |line: &&(Decision, u32, u16, f64)| {
                (line.0, line.1, line.2) == (decision, step, ordinal)
            };
            self.0.iter().find(is_asked).map_or(0.5, |line| line.3)
        }

        fn count(&self, _: u64, _: f64) -> u32 {
            0
        }
    }

    /// The chance at which an exponential of `mean` takes the value `days`.
    fn at(days: f64, mean: f64) -> f64 {
        1.0 - exp(-days / mean)
    }

    fn on<C: Chance>(days: &[i32], team: &Team, post: u64, chance: &C) -> Vec<Option<Stage>> {
        let mut tenure = Tenure::at_start(team, post, false, chance).unwrap();
        let look = |&day: &i32| {
            tenure.move_to(day, team, post, chance);
            tenure.stage(day, team)
        };
        days.iter().map(look).collect()
    }

    #[test]
    fn a_post_goes_from_hand_to_hand_as_worked_out() {
        // So many leave within a year that the mean time in post is one year. A vacancy lasts for
        // 8 weeks and 6 more on average.
        let mean = YEAR_DAYS;
        let team = team(Some(turnover(1.0 - exp(-1.0), 14.0, 8.0, Some(0.2))), Stage::Transition);
        let script = Script(vec![
            (Decision::Vacant, 0, 0, 0.3),
            // The occupant leaves after 100 days; the post is vacant for 56 + 14.
            (Decision::Leaving, 0, 0, at(100.0, mean)),
            (Decision::Recruitment, 1, 0, at(14.0, 42.0)),
            // The successor begins on day 170 and leaves after 300; 56 + 1 days vacant.
            (Decision::Leaving, 1, 0, at(300.0, mean)),
            (Decision::Recruitment, 2, 0, at(1.0, 42.0)),
        ]);
        let (entry, transition, steady) =
            (Some(Stage::Entry), Some(Stage::Transition), Some(Stage::Steady));
        let expected = [
            (-56, transition),
            (0, transition),
            (90, transition),
            // Transition is over after 13 weeks.
            (91, steady),
            (99, steady),
            (100, None),
            (169, None),
            (170, entry),
            (351, entry),
            (352, transition),
            (442, transition),
            (443, steady),
            (469, steady),
            (470, None),
            (526, None),
            (527, entry),
        ];
        let days = expected.map(|(day, _)| day);
        assert_eq!(on(&days, &team, 1, &script), expected.map(|(_, stage)| stage));
    }

    #[test]
    fn a_post_that_is_vacant_at_the_start_is_filled_as_worked_out() {
        let team = team(Some(turnover(0.1, 14.0, 8.0, Some(0.2))), Stage::Steady);
        let script = Script(vec![
            (Decision::Vacant, 0, 0, 0.1),
            // 3.5 of 14 weeks are over, so 4.5 of the 8 are left, and 21¼ days: until day 52¾.
            (Decision::Recruitment, 0, 1, 0.25),
            (Decision::Recruitment, 0, 0, at(21.25, 42.0)),
        ]);
        let days = [-7, 0, 52, 53, 234, 235];
        let entry = Some(Stage::Entry);
        let expected = [None, None, None, entry, entry, Some(Stage::Transition)];
        assert_eq!(on(&days, &team, 1, &script), expected);
    }

    #[test]
    fn a_search_slows_down_as_the_pool_empties() {
        let team = team(Some(turnover(0.1, 14.0, 8.0, Some(1.0))), Stage::Steady);
        let script = Script(vec![
            // 10.5 of 14 weeks are over: nothing is left but a search of 10 days.
            (Decision::Recruitment, 0, 1, 0.75),
            (Decision::Recruitment, 0, 0, at(10.0, 42.0)),
        ]);
        let mut tenure = Tenure::at_start(&team, 1, true, &script).unwrap();
        assert_eq!(tenure.due(0.0, 1.0), 0.0);
        assert_eq!(tenure.changes(0.0, &team, 1, &script), Change::SearchBegan);
        let due = |tenure: &Tenure, from, pace| (tenure.due(from, pace) * 1e6).round() / 1e6;
        assert_eq!(due(&tenure, 0.0, 1.0), 10.0);
        // Four days at half the pace leave 8 of it: 32 days at a quarter.
        tenure.searched(4.0 * 0.5);
        assert_eq!((due(&tenure, 4.0, 1.0), due(&tenure, 4.0, 0.25)), (12.0, 36.0));
        assert_eq!(tenure.due(4.0, 0.0), f64::INFINITY);
        // It is moved on by its pool alone.
        tenure.move_to(900, &team, 1, &script);
        assert_eq!(tenure.stage(900, &team), None);
        assert_eq!(tenure.changes(36.0, &team, 1, &script), Change::Filled);
        assert_eq!(tenure.stage(36, &team), Some(Stage::Entry));
    }

    const POSTS: u64 = 20_000;

    /// The share of posts of which `is_so` holds on `day`.
    fn share(team: &Team, day: i32, is_so: impl Fn(Option<Stage>) -> bool) -> f64 {
        let chance = Addressed::new(7, 0);
        let count = (0..POSTS).filter(|&post| is_so(on(&[day], team, post, &chance)[0])).count();
        count as f64 / POSTS as f64
    }

    /// Four standard errors.
    #[track_caller]
    fn near(found: f64, expected: f64) {
        let error = (expected * (1.0 - expected) / POSTS as f64).sqrt();
        assert!((found - expected).abs() < 4.0 * error, "{found} is not {expected} ± {error}");
    }

    #[test]
    fn as_many_posts_are_vacant_as_theory_says() {
        // Mean tenure 365.25 / ln 2 = 526.9 days, 98 of recruitment: 98 / (526.9 + 98).
        let team = team(Some(turnover(0.5, 14.0, 8.0, None)), Stage::Steady);
        let expected = 98.0 / (YEAR_DAYS / ln(2.0) + 98.0);
        for day in [0, 30, 100, 400, 2_000] {
            near(share(&team, day, |stage| stage.is_none()), expected);
        }
        // Of those in post, as many are new as have come within half a year.
        let in_post = 1.0 - expected;
        let is_new = 1.0 - exp(-182.0 * ln(2.0) / YEAR_DAYS);
        for day in [0, 30, 400, 2_000] {
            near(share(&team, day, |stage| stage == Some(Stage::Entry)), in_post * is_new);
        }
    }

    #[test]
    fn the_team_is_as_stated_when_measurement_begins_and_as_turnover_has_it_later() {
        let at_first = team(Some(turnover(0.5, 14.0, 8.0, Some(0.25))), Stage::Steady);
        near(share(&at_first, 0, |stage| stage.is_none()), 0.25);
        // Those in post are established; few of the vacant are filled by noon of the first day.
        assert!(share(&at_first, 0, |stage| stage == Some(Stage::Entry)) < 0.003);
        let later = in_the_long_run(at_first.turnover.as_ref().unwrap());
        near(share(&at_first, 3_000, |stage| stage.is_none()), later);
        // Half of those in post leave within a year: recruitment of ten years shows them all.
        let alone = team(Some(turnover(0.5, 520.0, 520.0, Some(0.0))), Stage::Steady);
        near(share(&alone, 365, |stage| stage.is_none()), 0.5);
    }

    #[test]
    fn how_often_a_post_is_looked_at_does_not_matter() {
        let team = team(Some(turnover(0.8, 6.0, 2.0, None)), Stage::Steady);
        let chance = Addressed::new(3, 1);
        let days: Vec<i32> = (0..1_500).collect();
        for post in 0..50 {
            let daily = on(&days, &team, post, &chance);
            for day in [0, 17, 365, 1_499] {
                assert_eq!(on(&[day], &team, post, &chance)[0], daily[day as usize]);
            }
        }
    }

    #[test]
    fn without_turnover_a_new_team_only_moves_on() {
        let team = team(None, Stage::Entry);
        let days = [-28, 0, 181, 182, 272, 273, 9_000];
        let (entry, transition, steady) =
            (Some(Stage::Entry), Some(Stage::Transition), Some(Stage::Steady));
        let expected = [entry, entry, entry, transition, transition, steady, steady];
        assert_eq!(on(&days, &team, 1, &Script(Vec::new())), expected);
    }
}
