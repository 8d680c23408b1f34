//! Where the next room gains more than the next post, in words and numbers of a year.

use super::found::a_year;
use crate::experiment::marginal::{Finding, Levels, Switch, switch};
use crate::experiment::results::Results;
use crate::model::margin::wte;
use crate::report::sweep::Judged;
use crate::report::words::change_lines;
use crate::scenario::Scenario;
use crate::statistics::interval::MeanInterval;
use crate::text::grid::{Row, Table};

/// A level of staff, in a year. All intervals of a column hold together.
#[derive(Clone, Copy, Debug)]
pub(in crate::report) struct Place {
    /// Whole-time equivalents beyond the scenario as it is.
    pub(in crate::report) wte: f64,
    /// The gain of the next post.
    pub(in crate::report) post: MeanInterval,
    /// The gain of the next room.
    pub(in crate::report) room: MeanInterval,
    /// By how much the room gains more.
    pub(in crate::report) ahead: MeanInterval,
}

/// The switch point with the names that belong to it.
#[derive(Clone, Debug)]
pub(in crate::report) struct Shown {
    /// The role: its key and its title.
    pub(in crate::report) role: (String, String),
    /// The measure.
    pub(in crate::report) judged: Judged,
    /// The size of a post \[whole-time equivalents\].
    pub(in crate::report) post: f64,
    pub(in crate::report) places: Vec<Place>,
    pub(in crate::report) switch: Switch,
}

/// The switch point that results have; `None` if no levels were simulated, or if the measure is undefined in
/// a replication.
pub(in crate::report) fn shown(
    results: &Results,
    scenario: &Scenario,
    levels: Levels,
    by: &str,
) -> Option<Shown> {
    let judged = Judged::of(by)?;
    let switch = switch(results, levels, judged.name, judged.less)?;
    let interval = |values: &[f64]| Some(a_year(switch.joint(values)?, &judged, results.weeks));
    let place = |level: &crate::experiment::marginal::Level| {
        Some(Place {
            wte: level.wte,
            post: interval(&level.post)?,
            room: interval(&level.room)?,
            ahead: interval(&level.ahead())?,
        })
    };
    let places = switch.levels.iter().map(place).collect::<Option<Vec<Place>>>()?;
    let role = scenario.system.roles.get(switch.role)?;
    let role = (role.name.clone(), role.title.clone());
    Some(Shown { role, judged, post: wte(levels.post), places, switch })
}

impl Shown {
    /// The last level \[whole-time equivalents beyond the scenario as it is\].
    pub(in crate::report) fn last(&self) -> f64 {
        self.places.last().map_or(0.0, |place| place.wte)
    }

    /// The ends of the interval of the switch point in words: `2.1 to 4.5`, `2.1 to beyond 8`.
    pub(in crate::report) fn interval(&self) -> Option<String> {
        let last = self.last();
        let end =
            |end: Option<f64>| end.map_or(format!("beyond {last}"), |end| format!("{end:.1}"));
        Some(match self.switch.interval? {
            (None, None) => format!("beyond {last}"),
            (low, high) => format!("{} to {}", end(low), end(high)),
        })
    }

    /// The switch point in one sentence.
    pub(in crate::report) fn sentence(&self) -> String {
        let (title, post, last) = (&self.role.1, self.post, self.last());
        let words = self.judged.words();
        let interval = self.interval().unwrap_or_default();
        let at = self.switch.at.unwrap_or_default();
        let start = format!("Switch point, with more of {title} (0 to {last} WTE)");
        let more = format!("the next room brings more {words} than the next post of {post} WTE");
        let more = if self.judged.less {
            more.replacen("brings more", "lowers", 1).replacen(" than", " more than", 1)
        } else {
            more
        };
        match self.switch.finding {
            Finding::TooFew => format!("{start}: more runs are needed; one has no interval."),
            Finding::NothingDiffers => {
                format!("{start}: none; nothing differs, whatever the staff and the rooms.")
            }
            Finding::Clear if at == 0.0 => format!(
                "{start}: already at 0; as it is, {more} (95% interval of the switch point: {interval} WTE)."
            ),
            Finding::Clear => {
                format!("{start}: from {at:.1} WTE on, {more} (95% interval: {interval} WTE).")
            }
            Finding::Unclear => format!(
                "{start}: more runs are needed; on average {more} from {at:.1} WTE on, but at no level is the \
                 difference clear (95% interval if there is a switch point: {interval} WTE)."
            ),
            Finding::None => {
                let is_behind =
                    |place: &&Place| place.ahead.bounds().is_some_and(|(_, high)| high < 0.0);
                let behind = self.places.iter().filter(is_behind).count();
                let may_be = match self.switch.interval {
                    Some((Some(_), _)) => "but more runs are needed to exclude one",
                    _ => "and one is excluded",
                };
                format!(
                    "{start}: no switch within 0 to {last} WTE; in {words} the next room is on average never \
                     ahead of the next post of {post} WTE, and clearly behind it at {behind} of {} levels, \
                     {may_be} (95% interval: {interval} WTE).",
                    self.places.len()
                )
            }
        }
    }

    /// The levels as a table.
    pub(in crate::report) fn table(&self) -> Table {
        let per = if self.judged.is_flow { " a year" } else { "" };
        let cell = |found: MeanInterval| {
            vec![
                change_lines(self.judged.unit, found)
                    .into_iter()
                    .take(2)
                    .collect::<Vec<_>>()
                    .join(" "),
            ]
        };
        let sign = if self.judged.less { -1.0 } else { 1.0 };
        let turned = |found: MeanInterval| MeanInterval { mean: sign * found.mean, ..found };
        let row = |place: &Place| {
            let found = [place.post, place.room, place.ahead].map(|found| cell(turned(found)));
            Row::new(format!("+{} WTE", place.wte), found.into())
        };
        Table {
            caption: format!(
                "As staff grows: what the next post and the next room change in {}{per}, with 95% intervals \
                 that hold together over all levels",
                self.judged.words()
            ),
            head: [
                self.role.1.clone(),
                format!("Next post ({} WTE)", self.post),
                "Next room".to_owned(),
                "Room against post".to_owned(),
            ]
            .into(),
            rows: self.places.iter().map(row).collect(),
            note: String::new(),
        }
    }
}
