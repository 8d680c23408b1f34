//! The kind of a result, which says whether it grows with the measured time; and its better direction.

use crate::units::YEAR_DAYS;
use serde::{Deserialize, Serialize};

/// The kind of a result, which decides how it may be scaled and compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Counted or added up over the measured period, and proportional to its length: requests, hours.
    Flow,
    /// A level at one time, such as the people hired by the end of measurement. It does not grow in
    /// proportion to the period.
    Stock,
    /// A part of a whole, 0 to 1.
    Share,
    /// A mean over observations, such as minutes of a wait.
    Mean,
    /// A number per patient, member, day, month or year.
    Rate,
    /// A ratio to a reference value, which is set to one.
    Index,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Kind; 6] =
        [Kind::Flow, Kind::Stock, Kind::Share, Kind::Mean, Kind::Rate, Kind::Index];

    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Kind::Flow => "flow",
            Kind::Stock => "stock",
            Kind::Share => "share",
            Kind::Mean => "mean",
            Kind::Rate => "rate",
            Kind::Index => "index",
        }
    }

    /// The factor that turns a number measured over `weeks` into that of a year: one for all but
    /// flows, infinite for a flow over no time.
    pub fn to_a_year(self, weeks: u32) -> f64 {
        match self {
            Kind::Flow => YEAR_DAYS / (7.0 * f64::from(weeks)),
            Kind::Stock | Kind::Share | Kind::Mean | Kind::Rate | Kind::Index => 1.0,
        }
    }
}

/// Whether a higher or a lower value is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Better {
    /// More is better.
    More,
    /// Less is better.
    Less,
    /// Neither: the result only describes.
    Neither,
}

impl Better {
    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Better::More => "more",
            Better::Less => "less",
            Better::Neither => "–",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measures::distributions::DISTRIBUTIONS;
    use crate::measures::supervision::SUPERVISION;
    use crate::measures::{COMPARED, MEASURES};

    #[test]
    fn only_a_flow_grows_with_the_time_measured() {
        for kind in Kind::ALL {
            let factor = kind.to_a_year(26);
            let wanted = if kind == Kind::Flow { YEAR_DAYS / 182.0 } else { 1.0 };
            assert!((factor - wanted).abs() < 1e-12, "{}", kind.word());
        }
    }

    #[test]
    fn the_kind_of_a_result_fits_its_unit() {
        let measures = MEASURES.iter().map(|of| (of.name, of.unit, of.kind));
        let compared = COMPARED.iter().map(|of| (of.name, of.unit, of.kind));
        let distributions = DISTRIBUTIONS.iter().map(|of| (of.name, of.unit, of.kind));
        let supervision = SUPERVISION.iter().map(|of| (of.name, of.unit, of.kind));
        let mut seen = Vec::new();
        for (name, unit, kind) in measures.chain(compared).chain(distributions).chain(supervision) {
            let fits = match kind {
                Kind::Share => unit == "share",
                Kind::Mean => unit == "min" || unit == "days",
                Kind::Rate => unit.contains(" per "),
                Kind::Index => unit == "index",
                Kind::Flow | Kind::Stock => {
                    !(["share", "min", "days", "index"].contains(&unit) || unit.contains(" per "))
                }
            };
            assert!(fits, "{name}: a {} in {unit}", kind.word());
            seen.push(kind);
        }
        assert!(Kind::ALL.iter().all(|kind| seen.contains(kind)), "every kind is a result's");
    }

    #[test]
    fn levels_at_the_end_of_measurement_are_stocks() {
        let stocks = MEASURES.iter().filter(|measure| measure.kind == Kind::Stock);
        let wanted = [
            "requests_open",
            "hired_from_labour_pool",
            "fewer_in_community_pharmacy",
            "fewer_in_ambulance_service",
            "fewer_in_mental_health_services",
            "fewer_elsewhere",
            "cohort_members",
            "triage_waiting",
            "triage_waiting_growth",
            "recall_people",
            "planned_care_overdue",
        ];
        assert_eq!(stocks.map(|measure| measure.name).collect::<Vec<_>>(), wanted);
    }
}
