//! What a request needs beyond advice, and how surely an encounter finds it.

use crate::model::CareSystem;
use crate::model::competence::Competence;
use crate::model::role::Mode;
use crate::units::Probability;

/// The probability that an encounter finds something that the patient needs, by how patient and
/// clinician meet. At 1 nothing is missed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sensitivity {
    /// In a room or at the patient's home.
    pub in_person: Probability,
    /// By telephone.
    pub telephone: Probability,
    /// By message or video, and in triage of an online form.
    pub message: Probability,
}

impl Sensitivity {
    /// Nothing is missed.
    pub const PERFECT: Sensitivity = Sensitivity {
        in_person: Probability::ONE,
        telephone: Probability::ONE,
        message: Probability::ONE,
    };

    /// The sensitivity of a consultation in `mode`.
    pub const fn of(&self, mode: Mode) -> Probability {
        match mode {
            Mode::FaceToFace | Mode::HomeVisit => self.in_person,
            Mode::Telephone => self.telephone,
            Mode::Online => self.message,
        }
    }

    /// The sensitivity of clinical triage: of a form it is a message, of a call or a visit at the desk
    /// a call.
    pub const fn of_triage(&self, by_form: bool) -> Probability {
        if by_form { self.message } else { self.telephone }
    }
}

/// How often a request requires something that only a clinician can arrange.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Needed {
    /// Probability of needing a referral to secondary care.
    pub referral: f64,
    /// Probability of needing the emergency department.
    pub emergency: f64,
}

/// The rates of one profession, for one need, from consultation to consultation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Course {
    /// How its consultations proceed and end.
    pub competence: Competence,
    /// Probability that a settled patient comes back \[-\].
    pub reconsultation: f64,
    /// Share of its consultations that send the patient to the emergency department \[-\].
    pub sends_to_ed: f64,
}

impl Course {
    /// The probability that one more consultation follows one that was neither handed back nor ended
    /// with a referral.
    fn goes_on(&self) -> f64 {
        let follow_up = self.competence.follow_up_unless_referred();
        follow_up + (1.0 - follow_up) * self.reconsultation
    }

    /// What a request of this course needs: the shares of consultations that end in a referral or
    /// at the emergency department, added up over all consultations of a course. A consultation that
    /// is handed back continues as one of `fallback`.
    ///
    /// ```text
    /// P = (h·P' + (1 - h)·p) / (1 - (1 - h)·(1 - p)·g)    h handed back, p referred, g goes on
    /// ```
    ///
    /// With referrals drawn like this and found at the first consultation, a course has as many
    /// referrals and as many consultations as with a share `p` of each consultation.
    pub fn needed(&self, fallback: Needed) -> Needed {
        let hands_back = self.competence.hand_back.get();
        let referred = self.competence.referral.get();
        let again = (1.0 - hands_back) * (1.0 - referred) * self.goes_on();
        // Whoever is seen again and again without end needs it sooner or later.
        let over_the_course =
            |share: f64| if again < 1.0 { (share / (1.0 - again)).min(1.0) } else { 1.0 };
        let referral = hands_back * fallback.referral + (1.0 - hands_back) * referred;
        let emergency = self.sends_to_ed + hands_back * fallback.emergency;
        let referral = if referral > 0.0 { over_the_course(referral) } else { 0.0 };
        let emergency = if emergency > 0.0 { over_the_course(emergency) } else { 0.0 };
        Needed { referral, emergency: emergency.min(1.0 - referral) }
    }
}

impl Needed {
    /// Nothing.
    pub const NOTHING: Needed = Needed { referral: 0.0, emergency: 0.0 };

    /// What requests about the need with index `need` require, if a GP is right for them and if
    /// another profession is.
    ///
    /// It is a property of the need and the same under every policy: who in fact sees the patient
    /// plays no part.
    pub fn of(system: &CareSystem, need: usize) -> [Needed; 2] {
        let gp = system.general_practitioner;
        let by_gp = course(system, gp, need).needed(Needed::NOTHING);
        let right = system.needs[need].routes.first().copied().unwrap_or(gp);
        let by_other = if right == gp { by_gp } else { course(system, right, need).needed(by_gp) };
        let share = system.aftercare.referrals_per_course.get();
        [by_gp, by_other].map(|full| Needed { referral: full.referral * share, ..full })
    }
}

/// The rates of `profession` for `need`. Those of its roles are means over the staff in post, or over the
/// roles if nobody is.
fn course(system: &CareSystem, profession: usize, need: usize) -> Course {
    let is_of_it = |role: usize| {
        system.roles[role].booked_as == profession && system.roles[role].sees_patients
    };
    let in_post = system.teams.iter().map(|team| (team.role, team.wte));
    let in_post: Vec<(usize, f64)> = in_post.filter(|(role, _)| is_of_it(*role)).collect();
    let posts: f64 = in_post.iter().map(|(_, wte)| wte).sum();
    let weighted = if posts > 0.0 {
        in_post
    } else {
        (0..system.roles.len()).filter(|role| is_of_it(*role)).map(|role| (role, 1.0)).collect()
    };
    let all: f64 = weighted.iter().map(|(_, weight)| weight).sum();
    let mean = |share: fn(&crate::model::role::Role) -> Probability| {
        let shares =
            weighted.iter().map(|(role, weight)| share(&system.roles[*role]).get() * weight);
        let sum: f64 = shares.sum();
        if all > 0.0 { sum / all } else { 0.0 }
    };
    Course {
        competence: system.competence[profession][need].unwrap_or(Competence::ALONE),
        reconsultation: mean(|role| role.reconsultation),
        sends_to_ed: mean(|role| role.sends_to_ed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn probability(value: f64) -> Probability {
        Probability::new(value).unwrap()
    }

    fn gp() -> Course {
        Course {
            competence: Competence {
                advice: Probability::ZERO,
                hand_back: Probability::ZERO,
                follow_up: probability(0.13),
                referral: probability(0.045),
            },
            reconsultation: 0.06,
            sends_to_ed: 0.009,
        }
    }

    /// One in 22 consultations refers and 0.1795 go on: 0.045 / (1 - 0.1795) of all courses.
    #[test]
    fn a_course_needs_what_its_consultations_add_up_to() {
        let needed = gp().needed(Needed::NOTHING);
        assert!((needed.referral - 0.045 / 0.8205).abs() < 1e-12, "{needed:?}");
        assert!((needed.emergency - 0.009 / 0.8205).abs() < 1e-12, "{needed:?}");
    }

    /// Consultations of a course with a referral at each: 1 / (1 - 0.1795). With the need drawn and
    /// found at the first: those who need none go on with 0.1795 / 0.955.
    #[test]
    fn dealing_the_referral_leaves_the_number_of_consultations_as_it_was() {
        let course = gp();
        let before = 1.0 / (1.0 - 0.1795);
        let goes_on = course.goes_on();
        let after =
            1.0 + (1.0 - course.needed(Needed::NOTHING).referral) * goes_on / (1.0 - goes_on);
        assert!((goes_on - 0.1795 / 0.955).abs() < 1e-12);
        assert!((before - after).abs() < 1e-12, "{before} and {after}");
    }

    /// Half are handed back to a GP who refers every tenth; the other half is referred at 0.2.
    #[test]
    fn what_is_handed_back_needs_what_the_gp_would_find() {
        let half = Course {
            competence: Competence {
                advice: Probability::ZERO,
                hand_back: probability(0.5),
                follow_up: Probability::ZERO,
                referral: probability(0.2),
            },
            reconsultation: 0.0,
            sends_to_ed: 0.0,
        };
        let needed = half.needed(Needed { referral: 0.1, emergency: 0.04 });
        assert!((needed.referral - 0.15).abs() < 1e-12 && (needed.emergency - 0.02).abs() < 1e-12);
    }

    #[test]
    fn what_never_happens_is_never_needed_and_certainty_stays_one() {
        let never = Course { competence: Competence::ALONE, reconsultation: 1.0, sends_to_ed: 0.0 };
        assert_eq!(never.needed(Needed::NOTHING), Needed::NOTHING);
        let always = Competence { referral: Probability::ONE, ..Competence::ALONE };
        let always = Course { competence: always, reconsultation: 1.0, sends_to_ed: 0.5 };
        assert_eq!(always.needed(Needed::NOTHING), Needed { referral: 1.0, emergency: 0.0 });
    }

    #[test]
    fn each_mode_has_its_sensitivity() {
        let of = Sensitivity {
            in_person: Probability::ONE,
            telephone: probability(0.9),
            message: probability(0.8),
        };
        assert_eq!(Mode::ALL.map(|mode| of.of(mode).get()), [1.0, 0.9, 0.8, 1.0]);
        assert_eq!([true, false].map(|form| of.of_triage(form).get()), [0.8, 0.9]);
        assert_eq!(Sensitivity::PERFECT.of(Mode::Online), Probability::ONE);
    }
}
