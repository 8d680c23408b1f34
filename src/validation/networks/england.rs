//! England: the distribution of a value over its practices, or its mean, where one is published.

/// The distribution of a value over the practices of England.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Distribution {
    /// The column; for staff, of the value for 1,000 patients.
    pub column: &'static str,
    /// The 1st, 50th and 99th centile.
    pub centiles: [f64; 3],
    /// From which publication.
    pub source: &'static str,
}

const LISTS: &str =
    "Patients Registered at a GP Practice, 1 December 2025, 6,106 practices in networks";
const CALLS: &str =
    "Cloud Based Telephony data in General Practice, December 2025, 4,709 practices";
const FORMS: &str = "Submissions via Online Consultation Systems in General Practice, December 2025, 6,096 practices";
const APPOINTMENTS: &str = "Appointments in General Practice, April 2025 to March 2026, 3,082 practices of half the networks";
const DEPRIVATION: &str =
    "English Indices of Deprivation 2019, 3,318 practices of half the networks";
const STAFF: &str = "General Practice Workforce, 2024, 3,094 practices of half the networks";

/// The distributions that can be had from publications by practice. Each is of the practices of the named
/// file, computed by this program; other columns have none. What is unknown about appointments and forms says
/// more of their records than of the practice, so it has none either.
pub const ENGLAND: [Distribution; 42] = [
    of("list_size", [1962.0, 8869.0, 38085.0], LISTS),
    of("gp_wte", [0.081, 0.418, 0.921], STAFF),
    of("admin_wte", [0.357, 1.14, 2.449], STAFF),
    of("deprivation_score", [6.144, 20.8, 55.3], DEPRIVATION),
    of("calls_per_1000_month", [228.7, 557.6, 1511.7], CALLS),
    of("online_per_1000_month", [0.0, 52.2, 351.3], FORMS),
    of("appointments_per_1000_month", [254.4, 474.1, 921.5], APPOINTMENTS),
    of("missed_share", [0.014, 0.084, 0.323], CALLS),
    of("same_day_share", [0.201, 0.421, 0.702], APPOINTMENTS),
    of("over_14_days_share", [0.017, 0.172, 0.416], APPOINTMENTS),
    of("appointments_attended_per_1000_month", [223.1, 423.9, 837.5], APPOINTMENTS),
    of("appointments_not_attended_per_1000_month", [6.505, 19.7, 56.7], APPOINTMENTS),
    of("appointments_face_to_face_per_1000_month", [136.4, 304.7, 692.9], APPOINTMENTS),
    of("appointments_telephone_per_1000_month", [4.795, 101.2, 386.5], APPOINTMENTS),
    of("appointments_video_online_per_1000_month", [0.0, 7.013, 323.2], APPOINTMENTS),
    of("appointments_home_visit_per_1000_month", [0.0, 2.353, 34.6], APPOINTMENTS),
    of("appointments_same_day_per_1000_month", [66.9, 199.9, 552.2], APPOINTMENTS),
    of("appointments_1_day_per_1000_month", [13.1, 33.0, 123.2], APPOINTMENTS),
    of("appointments_2_7_days_per_1000_month", [33.3, 82.9, 203.0], APPOINTMENTS),
    of("appointments_8_14_days_per_1000_month", [17.9, 59.7, 135.4], APPOINTMENTS),
    of("appointments_15_21_days_per_1000_month", [5.155, 35.0, 86.2], APPOINTMENTS),
    of("appointments_22_28_days_per_1000_month", [1.5, 22.2, 71.8], APPOINTMENTS),
    of("appointments_over_28_days_per_1000_month", [0.567, 20.8, 118.2], APPOINTMENTS),
    of("calls_answered_per_1000_month", [98.7, 333.0, 812.1], CALLS),
    of("calls_ended_in_menu_per_1000_month", [31.5, 128.3, 522.6], CALLS),
    of("calls_call_back_requested_per_1000_month", [0.0, 16.9, 216.5], CALLS),
    of("calls_missed_per_1000_month", [6.012, 45.2, 304.6], CALLS),
    of("calls_answered_within_1_min_per_1000_month", [10.7, 146.2, 543.5], CALLS),
    of("calls_answered_in_1_2_min_per_1000_month", [5.748, 44.2, 140.1], CALLS),
    of("calls_answered_in_2_5_min_per_1000_month", [6.45, 59.1, 163.2], CALLS),
    of("calls_answered_after_5_min_per_1000_month", [1.001, 57.4, 223.5], CALLS),
    of("calls_lasting_under_1_min_per_1000_month", [11.7, 75.3, 308.6], CALLS),
    of("calls_lasting_1_2_min_per_1000_month", [27.3, 122.4, 290.0], CALLS),
    of("calls_lasting_2_5_min_per_1000_month", [36.7, 102.2, 243.7], CALLS),
    of("calls_lasting_over_5_min_per_1000_month", [5.221, 19.8, 87.6], CALLS),
    of("calls_missed_within_1_min_per_1000_month", [2.429, 19.2, 214.7], CALLS),
    of("calls_missed_in_1_2_min_per_1000_month", [0.66, 6.129, 74.3], CALLS),
    of("calls_missed_in_2_5_min_per_1000_month", [0.627, 8.321, 37.6], CALLS),
    of("calls_missed_after_5_min_per_1000_month", [0.102, 6.653, 54.8], CALLS),
    of("call_backs_made_per_1000_month", [0.0, 16.9, 214.3], CALLS),
    of("online_clinical_per_1000_month", [0.0, 25.9, 249.6], FORMS),
    of("online_admin_per_1000_month", [0.0, 13.5, 145.7], FORMS),
];

const fn of(column: &'static str, centiles: [f64; 3], source: &'static str) -> Distribution {
    Distribution { column, centiles, source }
}

/// Where the values of [`mean`] come from.
pub const OF_MEANS: &str = "mean of England: Appointments in General Practice, January to December 2025, for 1,000 \
     patients of the practices in it and month";

/// What is published of England as a whole and not by practice, where no file at hand has it by practice. A mean
/// says nothing of how practices differ, so no value is judged by it.
const MEANS: [(&str, f64); 18] = [
    ("appointments_gp_per_1000_month", 218.5),
    ("appointments_other_staff_per_1000_month", 261.9),
    ("category_general_consultation_acute_per_1000_month", 89.14),
    ("category_general_consultation_routine_per_1000_month", 127.2),
    ("category_clinical_triage_per_1000_month", 54.59),
    ("category_planned_clinics_per_1000_month", 78.21),
    ("category_planned_clinical_procedure_per_1000_month", 52.98),
    ("category_unplanned_clinical_activity_per_1000_month", 5.102),
    ("category_walk_in_per_1000_month", 0.673),
    ("category_home_visit_per_1000_month", 4.091),
    // Visits and rounds.
    ("category_care_home_visit_per_1000_month", 5.047),
    ("category_care_home_needs_assessment_per_1000_month", 0.714),
    ("category_structured_medication_review_per_1000_month", 4.6),
    ("category_social_prescribing_per_1000_month", 1.825),
    ("category_group_consultation_per_1000_month", 0.142),
    ("category_non_contractual_chargeable_work_per_1000_month", 0.203),
    // Of other organisations, and care that fits no other category.
    ("category_other_per_1000_month", 6.572),
    // Inconsistent or not mapped.
    ("category_unknown_per_1000_month", 60.59),
];

/// England's mean of a column that has no distribution, if one is published.
pub fn mean(column: &str) -> Option<f64> {
    MEANS.iter().find(|(known, _)| *known == column).map(|(_, mean)| *mean)
}

/// The distribution of a column, if one is published.
pub fn distribution(column: &str) -> Option<&'static Distribution> {
    ENGLAND.iter().find(|known| known.column == column)
}
