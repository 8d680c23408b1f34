//! What is counted of a practice in a month: the list of measures, in groups of one publication each.

macro_rules! measures {
    ($($group:ident { $($variant:ident = $name:literal,)* })*) => {
        /// One count, or one number of staff, of a practice in a month.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub(super) enum M { $($($variant,)*)* }

        /// The publication that a measure belongs to.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub(super) enum Group { $($group,)* }

        impl M {
            /// All measures, in the order of the columns written.
            pub(super) const ALL: &[M] = &[$($(M::$variant,)*)*];

            /// Its name, the stem of its column.
            pub(super) const fn name(self) -> &'static str {
                match self { $($(M::$variant => $name,)*)* }
            }

            /// The name of its column where it is written as a rate.
            pub(super) const fn rate(self) -> &'static str {
                match self { $($(M::$variant => concat!($name, "_per_1000_month"),)*)* }
            }

            /// Its group.
            pub(super) const fn group(self) -> Group {
                match self { $($(M::$variant => Group::$group,)*)* }
            }
        }

        impl Group {
            /// All groups.
            pub(super) const ALL: &[Group] = &[$(Group::$group,)*];

            /// The measures of the group.
            pub(super) const fn measures(self) -> &'static [M] {
                match self { $(Group::$group => &[$(M::$variant,)*],)* }
            }
        }
    };
}

measures! {
    Ages {
        Ages0To4 = "patients_0_4",
        Ages5To14 = "patients_5_14",
        Ages15To44 = "patients_15_44",
        Ages45To64 = "patients_45_64",
        Ages65To74 = "patients_65_74",
        Ages75To84 = "patients_75_84",
        Ages85Up = "patients_85_up",
    }
    AgesMale {
        Male0To4 = "male_0_4",
        Male5To14 = "male_5_14",
        Male15To44 = "male_15_44",
        Male45To64 = "male_45_64",
        Male65To74 = "male_65_74",
        Male75To84 = "male_75_84",
        Male85Up = "male_85_up",
        MaleAll = "male_all",
    }
    AgesFemale {
        Female0To4 = "female_0_4",
        Female5To14 = "female_5_14",
        Female15To44 = "female_15_44",
        Female45To64 = "female_45_64",
        Female65To74 = "female_65_74",
        Female75To84 = "female_75_84",
        Female85Up = "female_85_up",
        FemaleAll = "female_all",
    }
    Staff {
        GpWte = "gp_wte",
        GpAllWte = "gp_all_wte",
        NurseWte = "nurse_wte",
        DirectCareWte = "direct_patient_care_wte",
        AdminWte = "admin_wte",
    }
    Appointments {
        Appointments = "appointments",
        Attended = "appointments_attended",
        NotAttended = "appointments_not_attended",
        StatusUnknown = "appointments_status_unknown",
        FaceToFace = "appointments_face_to_face",
        Telephone = "appointments_telephone",
        Online = "appointments_video_online",
        HomeVisit = "appointments_home_visit",
        ModeUnknown = "appointments_mode_unknown",
        ByGp = "appointments_gp",
        ByOther = "appointments_other_staff",
        StaffUnknown = "appointments_staff_unknown",
        SameDay = "appointments_same_day",
        Days1 = "appointments_1_day",
        Days2To7 = "appointments_2_7_days",
        Days8To14 = "appointments_8_14_days",
        Days15To21 = "appointments_15_21_days",
        Days22To28 = "appointments_22_28_days",
        DaysOver28 = "appointments_over_28_days",
        LagUnknown = "appointments_lag_unknown",
        Acute = "category_general_consultation_acute",
        Routine = "category_general_consultation_routine",
        Triage = "category_clinical_triage",
        Planned = "category_planned_clinics",
        Procedure = "category_planned_clinical_procedure",
        Unplanned = "category_unplanned_clinical_activity",
        WalkIn = "category_walk_in",
        Home = "category_home_visit",
        CareHome = "category_care_home_visit",
        CareHomeNeeds = "category_care_home_needs_assessment",
        Medication = "category_structured_medication_review",
        Prescribing = "category_social_prescribing",
        Group = "category_group_consultation",
        NonContractual = "category_non_contractual_chargeable_work",
        OtherCategory = "category_other",
        CategoryUnknown = "category_unknown",
        AcuteByGp = "category_general_consultation_acute_gp",
        RoutineByGp = "category_general_consultation_routine_gp",
        TriageByGp = "category_clinical_triage_gp",
        PlannedByGp = "category_planned_clinics_gp",
        ProcedureByGp = "category_planned_clinical_procedure_gp",
        UnplannedByGp = "category_unplanned_clinical_activity_gp",
        WalkInByGp = "category_walk_in_gp",
        HomeByGp = "category_home_visit_gp",
        CareHomeByGp = "category_care_home_visit_gp",
        CareHomeNeedsByGp = "category_care_home_needs_assessment_gp",
        MedicationByGp = "category_structured_medication_review_gp",
        PrescribingByGp = "category_social_prescribing_gp",
        GroupByGp = "category_group_consultation_gp",
        NonContractualByGp = "category_non_contractual_chargeable_work_gp",
        OtherCategoryByGp = "category_other_gp",
        CategoryUnknownByGp = "category_unknown_gp",
        AcuteByOther = "category_general_consultation_acute_other_staff",
        RoutineByOther = "category_general_consultation_routine_other_staff",
        TriageByOther = "category_clinical_triage_other_staff",
        PlannedByOther = "category_planned_clinics_other_staff",
        ProcedureByOther = "category_planned_clinical_procedure_other_staff",
        UnplannedByOther = "category_unplanned_clinical_activity_other_staff",
        WalkInByOther = "category_walk_in_other_staff",
        HomeByOther = "category_home_visit_other_staff",
        CareHomeByOther = "category_care_home_visit_other_staff",
        CareHomeNeedsByOther = "category_care_home_needs_assessment_other_staff",
        MedicationByOther = "category_structured_medication_review_other_staff",
        PrescribingByOther = "category_social_prescribing_other_staff",
        GroupByOther = "category_group_consultation_other_staff",
        NonContractualByOther = "category_non_contractual_chargeable_work_other_staff",
        OtherCategoryByOther = "category_other_other_staff",
        CategoryUnknownByOther = "category_unknown_other_staff",
    }
    Calls {
        Inbound = "calls",
        Answered = "calls_answered",
        EndedInMenu = "calls_ended_in_menu",
        CallBackRequested = "calls_call_back_requested",
        Missed = "calls_missed",
        CallBackMade = "call_backs_made",
        AnsweredIn1 = "calls_answered_within_1_min",
        AnsweredIn2 = "calls_answered_in_1_2_min",
        AnsweredIn5 = "calls_answered_in_2_5_min",
        AnsweredOver5 = "calls_answered_after_5_min",
        Lasted1 = "calls_lasting_under_1_min",
        Lasted2 = "calls_lasting_1_2_min",
        Lasted5 = "calls_lasting_2_5_min",
        LastedOver5 = "calls_lasting_over_5_min",
        MissedIn1 = "calls_missed_within_1_min",
        MissedIn2 = "calls_missed_in_1_2_min",
        MissedIn5 = "calls_missed_in_2_5_min",
        MissedOver5 = "calls_missed_after_5_min",
    }
    Forms {
        Forms = "online",
        Clinical = "online_clinical",
        Administrative = "online_admin",
        FormsOther = "online_other_unknown",
    }
}

impl M {
    /// Whether it counts appointments of a national category.
    pub(super) fn is_category(self) -> bool {
        (M::Acute as usize..=M::CategoryUnknownByOther as usize).contains(&(self as usize))
    }

    /// The measure of a national category by a staff group; `None` if the group is unknown.
    pub(super) fn by_staff(self, staff: M) -> Option<M> {
        let first = match staff {
            M::ByGp => M::AcuteByGp,
            M::ByOther => M::AcuteByOther,
            _ => return None,
        };
        let offset = (self as usize).checked_sub(M::Acute as usize)?;
        M::ALL.get(first as usize + offset).copied()
    }
}

/// The groups whose measures are counts of events in a month, which are written as rates.
pub(super) const EVENTS: [Group; 3] = [Group::Appointments, Group::Calls, Group::Forms];

impl Group {
    /// In words, for messages.
    pub(super) const fn words(self) -> &'static str {
        match self {
            Group::Ages | Group::AgesMale | Group::AgesFemale => "list by age",
            Group::Staff => "workforce",
            Group::Appointments => "appointments",
            Group::Calls => "telephony",
            Group::Forms => "online forms",
        }
    }
}

/// The values of one group; `None` if none is stated.
type Slot = Option<Box<[f64]>>;

/// The number of groups.
const GROUPS: usize = 7;

/// The measures of one practice in one month; those that no file states are absent. There are very many of it,
/// most with one group, and maps keep places for more, so it is small.
#[derive(Clone, Debug, Default)]
pub(super) struct Cells(Option<Box<[Slot; GROUPS]>>);

impl Cells {
    fn offset(measure: M) -> usize {
        measure as usize - measure.group().measures()[0] as usize
    }

    /// The value, if it is stated.
    pub(super) fn get(&self, measure: M) -> Option<f64> {
        let group = self.slot(measure.group())?;
        Some(group[Self::offset(measure)]).filter(|value| !value.is_nan())
    }

    /// Whether any measure of the group is stated.
    pub(super) fn has(&self, group: Group) -> bool {
        self.slot(group).is_some_and(|values| values.iter().any(|value| !value.is_nan()))
    }

    fn slot(&self, group: Group) -> Option<&[f64]> {
        self.0.as_ref()?[group as usize].as_deref()
    }

    fn group_mut(&mut self, group: Group) -> &mut [f64] {
        let slot = &mut self.0.get_or_insert_default()[group as usize];
        slot.get_or_insert_with(|| vec![f64::NAN; group.measures().len()].into_boxed_slice())
    }

    /// States a value, in place of an earlier one.
    pub(super) fn set(&mut self, measure: M, value: f64) {
        self.group_mut(measure.group())[Self::offset(measure)] = value;
    }

    /// States no value.
    pub(super) fn unset(&mut self, measure: M) {
        if self.slot(measure.group()).is_some() {
            self.set(measure, f64::NAN);
        }
    }

    /// States every one of these values as 0 unless it is stated.
    pub(super) fn start(&mut self, measures: &[M]) {
        for measure in measures
            .iter()
            .filter(|measure| self.get(**measure).is_none())
            .copied()
            .collect::<Vec<M>>()
        {
            self.set(measure, 0.0);
        }
    }

    /// Adds to a value, which is 0 if it is not stated.
    pub(super) fn add(&mut self, measure: M, value: f64) {
        let cell = &mut self.group_mut(measure.group())[Self::offset(measure)];
        *cell = if cell.is_nan() { value } else { *cell + value };
    }

    /// Takes a whole group away.
    pub(super) fn clear(&mut self, group: Group) {
        if let Some(slots) = &mut self.0 {
            slots[group as usize] = None;
        }
    }

    /// Takes over what `newer` states. Returns whether a value changed.
    pub(super) fn overlay(&mut self, newer: &Cells) -> bool {
        let mut changed = false;
        for measure in M::ALL {
            if let Some(value) = newer.get(*measure) {
                changed |= self.get(*measure).is_some_and(|old| old != value);
                self.set(*measure, value);
            }
        }
        changed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_keep_what_is_stated_apart_from_zero() {
        let mut cells = Cells::default();
        assert!(cells.get(M::Missed).is_none() && !cells.has(Group::Calls));
        cells.set(M::Missed, 3.0);
        cells.add(M::Missed, 2.0);
        assert_eq!((cells.get(M::Missed), cells.get(M::Inbound)), (Some(5.0), None));
        cells.start(Group::Calls.measures());
        assert_eq!((cells.get(M::Missed), cells.get(M::MissedOver5)), (Some(5.0), Some(0.0)));
        let mut other = Cells::default();
        other.set(M::LastedOver5, 1.0);
        other.set(M::GpWte, 2.5);
        assert!(cells.overlay(&other), "0 became 1");
        assert_eq!((cells.get(M::GpWte), cells.get(M::LastedOver5)), (Some(2.5), Some(1.0)));
        assert!(!cells.overlay(&other));
    }

    #[test]
    fn every_category_has_a_measure_for_each_staff_group() {
        let first = M::Acute as usize;
        for category in &M::ALL[first..=M::CategoryUnknown as usize] {
            for (staff, suffix) in [(M::ByGp, "_gp"), (M::ByOther, "_other_staff")] {
                let found = category.by_staff(staff).unwrap();
                assert_eq!(found.name(), format!("{}{suffix}", category.name()));
            }
            assert_eq!(category.by_staff(M::StaffUnknown), None);
        }
    }

    #[test]
    fn every_measure_has_a_name_of_its_own() {
        let mut names: Vec<&str> = M::ALL.iter().map(|measure| measure.name()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), M::ALL.len());
        assert_eq!(Group::ALL.len(), GROUPS);
    }
}
