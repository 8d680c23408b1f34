//! A variant: a scenario in one of the ways in which it is simulated.

use crate::model::CareSystem;
use crate::model::half_day::HalfDay;
use crate::model::margin::More;
use crate::model::relief::{Amount, Capacity, Relief};
use serde::{Deserialize, Serialize};
use std::fmt;

/// How a variant differs from the scenario that it is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum VariantKind {
    /// As it is stated.
    Stated,
    /// With this total number of rooms instead of its own.
    Rooms(u32),
    /// With the rooms of its estate projects in use all the time.
    InUse,
    /// Begun this many weeks earlier, to judge a warm-up.
    BegunEarlier(u32),
    /// The same, in other replications.
    OthersBegunEarlier(u32),
    /// With another amount of one capacity.
    Relieved(Relief),
    /// With full relief of two capacities.
    Both(Capacity, Capacity),
    /// With one more of a capacity in one half-day of the week.
    InHalfDay(Capacity, HalfDay),
    /// With something more.
    More(More),
    /// A point of a sweep: with this total number of rooms, or with its own.
    Point(Option<u32>),
}

/// One way in which a scenario is simulated. Its identity is its index in the study.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Variant {
    /// Its name, unique in the study.
    pub name: String,
    /// Its title, unique in the study.
    pub title: String,
    /// The scenario that it is made of, as an index.
    pub scenario: usize,
    /// How it differs from it.
    pub kind: VariantKind,
    /// The variant that it is compared with, as an index; `None` if with none.
    pub baseline: Option<usize>,
    /// Whether it meets the same patients as its baseline: the same people, on the same days, at the same
    /// rates of requests and planned care.
    #[serde(default)]
    pub same_patients: bool,
    /// Whether its baseline measures other days. The two are then compared for each working day, not
    /// replication by replication.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub other_days: bool,
    /// Its maximum number of replications, if fewer than the study has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_most: Option<u32>,
    /// The rooms that it has.
    pub rooms: u32,
    /// Its roles: key and title, in the order of the scenario.
    pub roles: Vec<(String, String)>,
    /// Its professions, in the order of the scenario.
    pub professions: Vec<String>,
    /// Its practices.
    pub practices: Vec<String>,
}

impl Variant {
    /// Whether it is a scenario as stated, and not with another number of rooms or in another form.
    pub fn is_stated(&self) -> bool {
        self.kind == VariantKind::Stated
    }
}

impl VariantKind {
    /// The capacity that differs, if it is one.
    pub const fn capacity(self) -> Option<Capacity> {
        match self {
            VariantKind::Relieved(Relief { capacity, .. }) => Some(capacity),
            _ => None,
        }
    }

    /// Whether two capacities are relieved.
    pub const fn is_pair(self) -> bool {
        matches!(self, VariantKind::Both(..))
    }

    /// Whether one capacity is relieved in one half-day of the week.
    pub const fn is_half_day(self) -> bool {
        matches!(self, VariantKind::InHalfDay(..))
    }

    /// Whether it is added to a study of constraints after the first round, by the rows of that round.
    pub const fn is_added(self) -> bool {
        self.is_pair() || self.is_half_day()
    }

    /// The system of a scenario in this way of simulating it; `first` is that of the study's first
    /// scenario. `None` if a capacity is to be taken away of which there is not enough.
    pub(super) fn of(self, system: &CareSystem, first: &CareSystem) -> Option<CareSystem> {
        let full = |capacity| Relief { capacity, amount: Amount::Full };
        match self {
            VariantKind::Rooms(rooms) | VariantKind::Point(Some(rooms)) => {
                let mut system = system.clone();
                system.set_rooms_total(rooms);
                Some(system)
            }
            VariantKind::InUse => Some(system.with_projects_in_use(&first.projects)),
            VariantKind::Relieved(relief) => system.with_relief(relief),
            VariantKind::More(more) => system.with_more(more),
            VariantKind::InHalfDay(capacity, half_day) => system.with_more_in(capacity, half_day),
            VariantKind::Both(one, other) => {
                system.with_relief(full(one))?.with_relief(full(other))
            }
            VariantKind::Stated
            | VariantKind::Point(None)
            | VariantKind::BegunEarlier(_)
            | VariantKind::OthersBegunEarlier(_) => Some(system.clone()),
        }
    }

    /// The name and the title of a variant of the scenario called `name`, with these
    /// `professions` and `roles` (key and title). `at` is the number of rooms of the baseline, and `rooms` its own.
    pub(super) fn called(
        self,
        (name, title): (&str, String),
        (at, rooms): (u32, u32),
        (professions, roles): (&[String], &[(String, String)]),
    ) -> (String, String) {
        match self {
            VariantKind::Stated | VariantKind::Point(_) => (name.to_owned(), title),
            VariantKind::Rooms(_) => {
                (format!("{name}@{at}-rooms"), format!("{title}, at {rooms} rooms"))
            }
            VariantKind::InUse => {
                (format!("{name}@in-use"), format!("{title}, its rooms in use all the time"))
            }
            VariantKind::BegunEarlier(_) => {
                (format!("{name}@earlier"), format!("{title}, begun earlier"))
            }
            VariantKind::OthersBegunEarlier(_) => {
                (format!("{name}@others"), format!("{title}, others begun earlier"))
            }
            VariantKind::Relieved(Relief { capacity, amount }) => {
                let of = capacity.name(professions);
                let words = capacity.words(professions);
                (
                    format!("{name}@{of}{}", amount.suffix()),
                    format!("{title}, {words}: {}", amount.words()),
                )
            }
            VariantKind::More(more) => (
                format!("{name}@{}", more.suffix(roles)),
                format!("{title}, with more: {}", more.words(roles)),
            ),
            VariantKind::InHalfDay(capacity, half_day) => (
                format!("{name}@{}-{}", capacity.name(professions), half_day.name()),
                format!(
                    "{title}, {}: one more on {}",
                    capacity.words(professions),
                    half_day.words()
                ),
            ),
            VariantKind::Both(one, other) => {
                let names = [one, other].map(|of| of.name(professions)).join("-and-");
                let words = [one, other].map(|of| of.words(professions)).join(" and ");
                (format!("{name}@{names}-full"), format!("{title}, {words}: both fully relieved"))
            }
        }
    }
}

impl fmt::Display for VariantKind {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            VariantKind::Stated => out.write_str("stated"),
            VariantKind::Rooms(rooms) => write!(out, "{rooms} rooms"),
            VariantKind::InUse => out.write_str("in use"),
            VariantKind::BegunEarlier(_) => out.write_str("begun earlier"),
            VariantKind::OthersBegunEarlier(_) => out.write_str("others begun earlier"),
            VariantKind::Relieved(relief) => out.write_str(relief.amount.words()),
            VariantKind::Both(..) => out.write_str("two fully relieved"),
            VariantKind::InHalfDay(_, half_day) => {
                write!(out, "one more on {}", half_day.words())
            }
            VariantKind::More(_) => out.write_str("with more"),
            VariantKind::Point(_) => out.write_str("point of a sweep"),
        }
    }
}

/// `wanted`, or `wanted` with the first number that makes it differ from all of `taken`.
pub fn distinct<'t>(wanted: String, taken: impl Iterator<Item = &'t str> + Clone) -> String {
    let is_free = |name: &str| taken.clone().all(|other| other != name);
    if is_free(&wanted) {
        return wanted;
    }
    let numbered = (2_u64..).map(|number| format!("{wanted} ({number})"));
    numbered.into_iter().find(|name| is_free(name)).unwrap_or(wanted)
}
