//! Planned care scaled with the staff who hold it.
//!
//! The base's volumes are those at which its staff are almost fully booked. A network with half as many
//! assistants for its patients plans half as much for them; what nobody there can hold is left out.

use crate::model::CareSystem;
use crate::text::number::whole;

/// Staff within these multiples of the base's keep its planned care: the volumes are not known better.
const ALIKE: std::ops::RangeInclusive<f64> = 0.8..=1.25;

/// The most by which planned care is raised.
const MOST: f64 = 2.0;

/// Staff below this multiple of the base's hold no recall of their own.
const HARDLY_ANY: f64 = 0.25;

/// At or below this multiple of the base's there is nobody.
const NOBODY: f64 = 0.005;

/// A stream of planned care that is scaled.
#[derive(Clone, Debug, PartialEq)]
pub struct Stream {
    /// Its key under `planned.streams`.
    pub name: String,
    /// Items per patient and year \[1/a\].
    pub per_patient_year: f64,
    /// Staff of its profession per patient, relative to the base [-].
    pub ratio: f64,
}

/// How planned care differs from that of the base.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Planned {
    /// Streams with other volumes.
    pub streams: Vec<Stream>,
    /// What is left out of the base, as paths.
    pub left_out: Vec<String>,
    /// What that means, in sentences.
    pub assumed: Vec<String>,
}

/// Clinical time of a profession a week \[min\].
pub fn minutes_a_week(system: &CareSystem, profession: usize) -> f64 {
    let of_profession =
        system.teams.iter().filter(|t| system.roles[t.role].booked_as == profession);
    of_profession
        .map(|team| {
            let role = &system.roles[team.role];
            let by_contract = team.wte * role.sessions_per_wte * role.session.get();
            let by_rota: f64 =
                team.sessions.iter().map(|s| f64::from(s.people) * s.length.get()).sum();
            let months = if team.months.is_empty() { 12 } else { team.months.len() };
            (by_contract + by_rota) * months as f64 / 12.0
        })
        .sum()
}

/// Clinical time of a profession per patient, relative to the base [-]; `None` if the base has none.
pub fn ratio(own: &CareSystem, base: &CareSystem, profession: usize) -> Option<f64> {
    let of_base = minutes_a_week(base, profession) / base.patients();
    (of_base > 0.0).then(|| minutes_a_week(own, profession) / own.patients() / of_base)
}

/// The planned care of `own`, which has the professions and streams of `base`.
pub fn scaled(own: &CareSystem, base: &CareSystem) -> Planned {
    let mut planned = Planned::default();
    for stream in &base.planned {
        let Some(ratio) = ratio(own, base, stream.profession) else { continue };
        if ratio <= NOBODY {
            planned.left_out.push(format!("planned.streams.{}", stream.name));
        } else if !ALIKE.contains(&ratio) {
            let ratio = ratio.min(MOST);
            let per_patient_year = (stream.per_patient_year * ratio * 1e4).round() / 1e4;
            planned.streams.push(Stream { name: stream.name.clone(), per_patient_year, ratio });
        }
    }
    if let Some(recall) = &base.recall {
        let few = |profession| ratio(own, base, profession).is_some_and(|r| r < HARDLY_ANY);
        for condition in &recall.conditions {
            let key = format!("recall.conditions.{}", condition.name);
            if few(condition.profession) {
                planned.left_out.push(key);
            } else if condition.preparation.as_ref().is_some_and(|own| few(own.profession)) {
                planned.left_out.push(format!("{key}.preparation"));
            }
        }
    }
    let is_condition =
        |path: &&String| path.starts_with("recall.") && !path.ends_with(".preparation");
    let conditions = planned.left_out.iter().filter(is_condition).count();
    if base.recall.as_ref().is_some_and(|recall| recall.conditions.len() == conditions) {
        planned.left_out.retain(|path| !path.starts_with("recall."));
        planned.left_out.push("recall".to_owned());
    }
    planned.assumed = words(&planned);
    planned
}

fn words(planned: &Planned) -> Vec<String> {
    let mut told = Vec::new();
    let percent = |stream: &Stream| {
        format!("{} {}%", stream.name.replace('-', " "), whole(stream.ratio * 100.0))
    };
    let streams: Vec<String> = planned.streams.iter().map(percent).collect();
    if !streams.is_empty() {
        told.push(format!(
            "planned care follows the time of its staff per patient, and what they do not hold is \
             taken to be done elsewhere or not at all; of England's: {}",
            streams.join(", ")
        ));
    }
    if !planned.left_out.is_empty() {
        let short = |path: &String| {
            let name = path.trim_start_matches("recall.conditions.");
            name.trim_start_matches("planned.streams.").replace('-', " ").replace('.', " (")
                + if name.ends_with(".preparation") { ")" } else { "" }
        };
        let names: Vec<String> = planned.left_out.iter().map(short).collect();
        told.push(format!("hardly anybody holds these, which are left out: {}", names.join(", ")));
    }
    told
}
