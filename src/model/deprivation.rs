//! What differs between practices with the deprivation of their patients.

use crate::model::CareSystem;
use crate::model::practice::Practice;

/// Values by fifth of deprivation, the most deprived first. Only their proportions matter: a fifth has its
/// value relative to the mean of the five, which are equally large in England. Five equal values switch a
/// gradient off.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gradients {
    /// GPs per patient [-]. Key: `deprivation.gps`.
    pub gps: [f64; FIFTHS],
    /// Receptionists per patient [-]. Key: `deprivation.receptionists`.
    pub receptionists: [f64; FIFTHS],
    /// Probability of not attending [-]. Key: `deprivation.not_attended`.
    pub not_attended: [f64; FIFTHS],
    /// Planned care per patient [-]. Key: `deprivation.planned_care`.
    pub planned_care: [f64; FIFTHS],
    /// Background attendances per patient [-]. Key: `deprivation.ed_background`.
    pub ed_background: [f64; FIFTHS],
}

/// The number of fifths.
pub const FIFTHS: usize = 5;

impl Gradients {
    /// No gradients.
    pub const NONE: Gradients = Gradients {
        gps: [1.0; FIFTHS],
        receptionists: [1.0; FIFTHS],
        not_attended: [1.0; FIFTHS],
        planned_care: [1.0; FIFTHS],
        ed_background: [1.0; FIFTHS],
    };
}

/// The value of the fifth of `practice` in proportion to the mean of the five.
fn relative(values: &[f64; FIFTHS], practice: &Practice) -> f64 {
    let mean = values.iter().sum::<f64>() / FIFTHS as f64;
    values[usize::from(practice.deprivation_quintile - 1)] / mean
}

impl CareSystem {
    /// The weight with which `practice` has a share of its network's GPs: those that it states, otherwise
    /// patients, times its own staffing, times the gradient.
    pub fn gp_weight(&self, practice: &Practice) -> f64 {
        if let Some(wte) = practice.gp_wte {
            return wte;
        }
        practice.list_size * practice.gp_staffing * relative(&self.deprivation.gps, practice)
    }

    /// Receptionists per patient of a practice, relative to what the scenario states for all practices: its
    /// own staffing, times the gradient, whose mean over the patients of the network is one.
    pub fn reception_staffing(&self, practice: &Practice) -> f64 {
        let of = |practice: &Practice| relative(&self.deprivation.receptionists, practice);
        let network = || self.practices.iter().filter(|other| other.pcn == practice.pcn);
        let patients: f64 = network().map(|other| other.list_size).sum();
        let weighted: f64 = network().map(|other| other.list_size * of(other)).sum();
        practice.reception_staffing * (of(practice) / (weighted / patients))
    }

    /// The probability of not attending of patients of `practice`, relative to the stated one.
    pub fn not_attended_factor(&self, practice: &Practice) -> f64 {
        relative(&self.deprivation.not_attended, practice)
    }

    /// Planned care per patient of `practice`, relative to the stated rates: by age and deprivation.
    pub fn planned_factor(&self, practice: &Practice) -> f64 {
        practice.age_multiplier * relative(&self.deprivation.planned_care, practice)
    }

    /// Background attendances per patient of `practice`, relative to the stated rate: by age and
    /// deprivation.
    pub fn background_factor(&self, practice: &Practice) -> f64 {
        practice.age_multiplier * relative(&self.deprivation.ed_background, practice)
    }
}
