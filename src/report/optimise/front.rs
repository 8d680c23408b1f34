//! The teams visited that no other beats in needs settled, ED attendances, cost and requests not met.

use super::found::Inputs;
use crate::decisions::pareto::{Place, front, judge};
use crate::measures::MEASURES;
use crate::optimisation::book::{Stage, TeamRow};
use crate::optimisation::goal::index_of;
use crate::statistics::interval::{CONFIDENCE, MeanInterval, mean, mean_interval};

/// An objective: its name in files, its words, its measure (none for the cost), and whether less of it is
/// better.
pub(in crate::report) struct Objective {
    pub(in crate::report) name: &'static str,
    #[cfg_attr(not(feature = "figures"), expect(dead_code, reason = "only the figure has words"))]
    pub(in crate::report) words: &'static str,
    measure: Option<&'static str>,
    less: bool,
}

/// The objectives of the front.
pub(in crate::report) const OBJECTIVES: [Objective; 4] = [
    Objective {
        name: "needs_settled",
        words: "needs settled",
        measure: Some("needs_settled"),
        less: false,
    },
    Objective {
        name: "ed_attendances_all",
        words: "ED attendances",
        measure: Some("ed_attendances_all"),
        less: true,
    },
    Objective { name: "cost", words: "cost", measure: None, less: true },
    Objective {
        name: "requests_not_met",
        words: "requests not met",
        measure: Some("requests_not_met"),
        less: true,
    },
];

/// The most teams of a front whose places are judged with each other.
const MOST_JUDGED: usize = 200;

/// A team on the front of means.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::report) struct Member {
    /// Its number.
    pub(in crate::report) number: u32,
    /// Each objective beside the team in post, a year, on the same patients.
    pub(in crate::report) beside: Vec<MeanInterval>,
    /// Its replications.
    pub(in crate::report) replications: usize,
    /// Whether it is clear that it belongs there.
    pub(in crate::report) is_clear: bool,
}

/// The front, and all teams that were held against each other.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::report) struct Front {
    /// Those on the front, the cheapest first.
    pub(in crate::report) members: Vec<Member>,
    /// The others.
    pub(in crate::report) others: Vec<Member>,
}

impl Front {
    /// The front of the possible teams visited, and the team in post. Each team is compared with the team in
    /// post on the replications of the search that both have, so that no team gains by its patients.
    pub(in crate::report) fn of(inputs: &Inputs<'_>) -> Front {
        let visited: Vec<u32> = inputs
            .visited()
            .into_iter()
            .filter(|number| *number == 0 || inputs.is_possible(*number))
            .collect();
        let mut all: Vec<(Member, Vec<Vec<f64>>)> = Vec::new();
        for number in visited {
            let Some(series) = series(inputs, number) else { continue };
            let beside = series.iter().filter_map(|of| mean_interval(of, CONFIDENCE)).collect();
            let replications = series[0].len();
            all.push((Member { number, beside, replications, is_clear: false }, series));
        }
        // Larger is better in all.
        let turned = |index: usize, value: f64| if OBJECTIVES[index].less { -value } else { value };
        let point = |(_, series): &(Member, Vec<Vec<f64>>)| -> Vec<f64> {
            series.iter().enumerate().map(|(index, of)| turned(index, mean(of))).collect()
        };
        let on_front = front(&all.iter().map(point).collect::<Vec<_>>());
        let count = on_front.iter().map(|index| all[*index].0.replications).min().unwrap_or(0);
        let of_member = |index: &usize| -> Vec<Vec<f64>> {
            let series = all[*index].1.iter().enumerate();
            series
                .map(|(objective, of)| {
                    of[..count].iter().map(|value| turned(objective, *value)).collect()
                })
                .collect()
        };
        let judged: Vec<Vec<Vec<f64>>> = on_front.iter().map(of_member).collect();
        let places = if judged.len() <= MOST_JUDGED { judge(&judged, CONFIDENCE) } else { None };
        for (place, index) in places.unwrap_or_default().iter().zip(&on_front) {
            all[*index].0.is_clear = *place == Place::OnFront;
        }
        let (mut members, mut others) = (Vec::new(), Vec::new());
        for (index, (member, _)) in all.into_iter().enumerate() {
            if on_front.contains(&index) { members.push(member) } else { others.push(member) }
        }
        members.sort_by(|one, other| one.beside[2].mean.total_cmp(&other.beside[2].mean));
        Front { members, others }
    }
}

/// Each objective of a team beside the team in post, by the replications that both have; `None` for fewer
/// than two, or if a measure is undefined.
fn series(inputs: &Inputs<'_>, number: u32) -> Option<Vec<Vec<f64>>> {
    let weeks = inputs.horizon.weeks;
    let value = |objective: &Objective, row: &TeamRow| match objective.measure {
        None => Some(row.cost),
        Some(name) => {
            let index = index_of(name)?;
            Some(
                row.measures.get(index).copied().flatten()? * MEASURES[index].kind.to_a_year(weeks),
            )
        }
    };
    let of = |objective: &Objective| -> Option<Vec<f64>> {
        let pairs = inputs
            .rows(number)
            .filter_map(|row| Some((row, inputs.book.row(Stage::Search, 0, row.replication)?)));
        pairs.map(|(own, other)| Some(value(objective, own)? - value(objective, other)?)).collect()
    };
    let all = OBJECTIVES.iter().map(of).collect::<Option<Vec<_>>>()?;
    (all[0].len() >= 2).then_some(all)
}
