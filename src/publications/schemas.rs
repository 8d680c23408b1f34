//! The columns of the publications, each with the names that it has or had.

use super::measure::M;
use super::schema::{Column, Need, Role, Schema, Sort};

const fn column(
    role: Role,
    need: Need,
    shown: &'static str,
    names: &'static [&'static str],
) -> Column {
    Column { role, need, names, shown }
}

const fn required(role: Role, shown: &'static str, names: &'static [&'static str]) -> Column {
    column(role, Need::Required, shown, names)
}

const fn optional(role: Role, names: &'static [&'static str]) -> Column {
    column(role, Need::Optional, names[0], names)
}

const PRACTICE: Column = column(
    Role::Practice,
    Need::Key,
    "GP_CODE",
    &[
        "gp_code",
        "practice_code",
        "practice",
        "prac_code",
        "gp_practice_ods_code",
        "gp_practice_code",
        "practice_code_standardised",
        "ods_code",
        "gp_practice",
        "org_code",
        "partner_organisation_code",
    ],
);
const NETWORK_NAMES: &[&str] = &["pcn_code", "pcn", "network", "network_code", "pcn_ods_code"];
const NETWORK: Column = optional(Role::Network, NETWORK_NAMES);
const SUB_ICB: Column = optional(
    Role::SubIcb,
    &["sub_icb_location_code", "sub_icb_code", "sub_icb", "practice_parent_sub_icb_location_code"],
);
const NAME: Column =
    optional(Role::Name, &["gp_name", "practice_name", "prac_name", "partner_name"]);
const MONTH: Column = required(
    Role::Month,
    "MONTH",
    &[
        "month",
        "appointment_month_start_date",
        "appointment_month",
        "month_start_date",
        "extract_date",
        "date",
        "period",
        "reporting_month",
        "effective_snapshot_date",
    ],
);
const REGISTERED: Column = optional(
    Role::Registered,
    &[
        "registered",
        "registered_patient_count",
        "registered_patients",
        "total_patients",
        "list_size",
        "registered_patients_count",
        "patients",
    ],
);

const APPOINTMENTS: Schema = Schema {
    sort: Sort::Appointments,
    title: "Appointments in General Practice, practice level",
    columns: &[
        PRACTICE,
        required(
            Role::Month,
            "APPOINTMENT_MONTH_START_DATE",
            &["appointment_month_start_date", "appointment_month", "month"],
        ),
        required(Role::Profession, "HCP_TYPE", &["hcp_type", "healthcare_professional_type"]),
        required(Role::Mode, "APPT_MODE", &["appt_mode", "appointment_mode"]),
        required(
            Role::Lag,
            "TIME_BETWEEN_BOOK_AND_APPT",
            &["time_between_book_and_appt", "time_between_booking_and_appointment"],
        ),
        required(
            Role::Count,
            "COUNT_OF_APPOINTMENTS",
            &["count_of_appointments", "count_of_appointment", "appointments", "appointment_count"],
        ),
        required(Role::Status, "APPT_STATUS", &["appt_status", "appointment_status"]),
        optional(Role::Category, &["national_category", "service_setting_national_category"]),
        NETWORK,
        SUB_ICB,
        NAME,
    ],
    never: &[],
};

const INBOUND: &[&str] = &[
    "inbound",
    "count_of_inbound_calls",
    "total_inbound_calls",
    "inbound_calls",
    "count_of_inbound_calls_total",
];
const ANSWERED: &[&str] =
    &["answered", "calls_answered", "answered_calls", "answered_total", "count_answered"];
const MISSED: &[&str] = &["missed", "missed_calls", "calls_missed", "missed_total", "count_missed"];

const fn waits(measure: M, names: &'static [&'static str]) -> Column {
    optional(Role::Of(measure), names)
}

const ANSWERED_IN_1: &[&str] = &[
    "ans_wait_lt1",
    "answered_calls_wait_time_less_than_1_minute_count",
    "calls_answered_within_1_minute",
];
const ANSWERED_IN_2: &[&str] = &[
    "ans_wait_1_2",
    "answered_calls_wait_time_1_2_minutes_count",
    "calls_answered_within_1_to_2_minutes",
];
const ANSWERED_IN_5: &[&str] = &[
    "ans_wait_2_5",
    "answered_calls_wait_time_2_5_minutes_count",
    "calls_answered_within_2_to_5_minutes",
];
const ANSWERED_OVER_5: &[&str] = &[
    "ans_wait_gt5",
    "answered_calls_wait_time_longer_than_5_minutes_count",
    "calls_answered_after_waiting_over_5_minutes",
];
const MISSED_IN_1: &[&str] = &["miss_wait_lt1", "missed_calls_wait_time_less_than_1_minute_count"];
const MISSED_IN_2: &[&str] = &["miss_wait_1_2", "missed_calls_wait_time_1_2_minutes_count"];
const MISSED_IN_5: &[&str] = &["miss_wait_2_5", "missed_calls_wait_time_2_5_minutes_count"];
const MISSED_OVER_5: &[&str] =
    &["miss_wait_gt5", "missed_calls_wait_time_longer_than_5_minutes_count"];
const LASTED_1: &[&str] = &[
    "dur_lt1",
    "answered_calls_duration_less_than_1_minute_count",
    "duration_of_1_minute_or_less",
];
const LASTED_2: &[&str] =
    &["dur_1_2", "answered_calls_duration_1_2_minutes_count", "duration_of_1_to_2_minutes"];
const LASTED_5: &[&str] =
    &["dur_2_5", "answered_calls_duration_2_5_minutes_count", "duration_of_2_to_5_minutes"];
const LASTED_OVER_5: &[&str] = &[
    "dur_gt5",
    "answered_calls_duration_longer_than_5_minutes_count",
    "duration_of_over_5_minutes",
];
const IN_MENU: &[&str] = &[
    "ended_ivr",
    "ended_during_the_ivr_stage",
    "calls_ended_during_the_ivr_stage",
    "ended_during_ivr",
    "ivr_exits",
];
const REQUESTED: &[&str] = &["callback_requested", "call_back_requested", "call_backs_requested"];
const MADE: &[&str] = &["callback_made", "call_back_made", "call_backs_made"];

const TELEPHONY: Schema = Schema {
    sort: Sort::Wide,
    title: "Cloud Based Telephony, outcomes of calls by practice",
    columns: &[
        PRACTICE,
        MONTH,
        required(Role::Of(M::Inbound), "Count of Inbound calls (inbound)", INBOUND),
        required(Role::Of(M::Answered), "Answered (answered)", ANSWERED),
        required(Role::Of(M::EndedInMenu), "Ended during the IVR Stage (ended_ivr)", IN_MENU),
        required(
            Role::Of(M::CallBackRequested),
            "Call back requested (callback_requested)",
            REQUESTED,
        ),
        required(Role::Of(M::Missed), "Missed (missed)", MISSED),
        optional(Role::Of(M::CallBackMade), MADE),
        waits(M::AnsweredIn1, ANSWERED_IN_1),
        waits(M::AnsweredIn2, ANSWERED_IN_2),
        waits(M::AnsweredIn5, ANSWERED_IN_5),
        waits(M::AnsweredOver5, ANSWERED_OVER_5),
        waits(M::Lasted1, LASTED_1),
        waits(M::Lasted2, LASTED_2),
        waits(M::Lasted5, LASTED_5),
        waits(M::LastedOver5, LASTED_OVER_5),
        waits(M::MissedIn1, MISSED_IN_1),
        waits(M::MissedIn2, MISSED_IN_2),
        waits(M::MissedIn5, MISSED_IN_5),
        waits(M::MissedOver5, MISSED_OVER_5),
        NETWORK,
        SUB_ICB,
        NAME,
    ],
    never: &[],
};

const TELEPHONY_ANSWERED: Schema = Schema {
    sort: Sort::Wide,
    title: "Cloud Based Telephony, answered calls by practice",
    columns: &[
        PRACTICE,
        MONTH,
        required(Role::Of(M::Answered), "Answered", ANSWERED),
        required(
            Role::Of(M::AnsweredIn1),
            "Answered Calls - Wait time, Less than 1 minute",
            ANSWERED_IN_1,
        ),
        required(
            Role::Of(M::AnsweredIn2),
            "Answered Calls - Wait time, 1 - 2 minutes",
            ANSWERED_IN_2,
        ),
        required(
            Role::Of(M::AnsweredIn5),
            "Answered Calls - Wait time, 2 - 5 minutes",
            ANSWERED_IN_5,
        ),
        required(
            Role::Of(M::AnsweredOver5),
            "Answered Calls - Wait time, Longer than 5 minutes",
            ANSWERED_OVER_5,
        ),
        optional(Role::Of(M::Inbound), INBOUND),
        waits(M::Lasted1, LASTED_1),
        waits(M::Lasted2, LASTED_2),
        waits(M::Lasted5, LASTED_5),
        waits(M::LastedOver5, LASTED_OVER_5),
        NETWORK,
        SUB_ICB,
        NAME,
    ],
    never: &[],
};

const TELEPHONY_MISSED: Schema = Schema {
    sort: Sort::Wide,
    title: "Cloud Based Telephony, missed calls by practice",
    columns: &[
        PRACTICE,
        MONTH,
        required(Role::Of(M::Missed), "Missed", MISSED),
        required(
            Role::Of(M::MissedIn1),
            "Missed Calls - Wait time, Less than 1 minute",
            MISSED_IN_1,
        ),
        required(Role::Of(M::MissedIn2), "Missed Calls - Wait time, 1 - 2 minutes", MISSED_IN_2),
        required(Role::Of(M::MissedIn5), "Missed Calls - Wait time, 2 - 5 minutes", MISSED_IN_5),
        required(
            Role::Of(M::MissedOver5),
            "Missed Calls - Wait time, Longer than 5 minutes",
            MISSED_OVER_5,
        ),
        optional(Role::Of(M::Inbound), INBOUND),
        NETWORK,
        SUB_ICB,
        NAME,
    ],
    never: &[],
};

const ONLINE: Schema = Schema {
    sort: Sort::Wide,
    title: "Submissions via Online Consultation Systems, by practice",
    columns: &[
        PRACTICE,
        MONTH,
        required(
            Role::Of(M::Forms),
            "Submissions",
            &["submissions", "total_submissions", "submission_count"],
        ),
        optional(Role::Of(M::Clinical), &["clinical_submissions", "clinical"]),
        optional(
            Role::Of(M::Administrative),
            &["administrative_submissions", "admin", "admin_submissions", "administrative"],
        ),
        optional(
            Role::Of(M::FormsOther),
            &["other_unknown_type_submissions", "other_unknown", "other_unknown_submissions"],
        ),
        optional(Role::Participation, &["participation"]),
        REGISTERED,
        NETWORK,
        SUB_ICB,
        NAME,
    ],
    never: &["weekday", "submission_time"],
};

const LONG: Schema = Schema {
    sort: Sort::Long,
    title: "Cloud Based Telephony or Submissions via Online Consultation Systems, one row a measure",
    columns: &[
        PRACTICE,
        MONTH,
        required(Role::Metric, "METRIC", &["metric", "measure"]),
        required(Role::Value, "VALUE", &["value", "count"]),
        optional(Role::Supplier, &["supplier"]),
        NETWORK,
        SUB_ICB,
        NAME,
    ],
    never: &["weekday", "submission_time", "time_band"],
};

const CALLS: Schema = Schema {
    sort: Sort::Calls,
    title: "Cloud Based Telephony, calls by practice and day",
    columns: &[
        PRACTICE,
        required(Role::Month, "Date", &["date", "call_date", "month", "period"]),
        required(Role::Indicator, "Indicator", &["indicator", "indicator_code"]),
        required(Role::Value, "Value", &["value", "count", "calls", "count_of_calls"]),
        optional(
            Role::Band,
            &["wait_time", "duration", "wait_time_category", "duration_category", "call_duration"],
        ),
        optional(Role::TimeOfDay, &["time_category", "time_band", "time_of_day"]),
        optional(Role::Hours, &["core_category", "core_period"]),
        NETWORK,
        SUB_ICB,
    ],
    never: &[],
};

const LISTS: Schema = Schema {
    sort: Sort::Lists,
    title: "Patients Registered at a GP Practice",
    columns: &[
        column(
            Role::Practice,
            Need::Key,
            "CODE",
            &["code", "org_code", "gp_practice_code", "practice_code"],
        ),
        required(Role::Month, "EXTRACT_DATE", &["extract_date"]),
        required(Role::Sex, "SEX", &["sex"]),
        required(Role::Age, "AGE", &["age", "age_group_5", "age_group"]),
        required(Role::Count, "NUMBER_OF_PATIENTS", &["number_of_patients"]),
        optional(Role::Organisation, &["type", "org_type"]),
        SUB_ICB,
    ],
    never: &[],
};

const GPS: &[&str] = &["total_gp_extgl_fte"];

const WORKFORCE: Schema = Schema {
    sort: Sort::Workforce,
    title: "General Practice Workforce, practice level",
    columns: &[
        PRACTICE,
        required(Role::Of(M::GpWte), "TOTAL_GP_EXTGL_FTE", GPS),
        optional(Role::Of(M::GpAllWte), &["total_gp_fte"]),
        optional(Role::Of(M::NurseWte), &["total_nurses_fte", "total_nurse_fte"]),
        optional(Role::Of(M::DirectCareWte), &["total_dpc_fte"]),
        optional(Role::Of(M::AdminWte), &["total_admin_fte"]),
        required(Role::Registered, "TOTAL_PATIENTS", &["total_patients"]),
        optional(Role::Month, &["month", "census_date", "effective_snapshot_date", "date"]),
        NETWORK,
        SUB_ICB,
        NAME,
    ],
    never: &["year"],
};

const WORKFORCE_YEAR: Schema = Schema {
    sort: Sort::Workforce,
    title: "General Practice Workforce, practice level by year",
    columns: &[
        PRACTICE,
        required(Role::Year, "Year", &["year"]),
        required(Role::Of(M::GpWte), "TOTAL_GP_EXTGL_FTE", GPS),
        optional(Role::Of(M::GpAllWte), &["total_gp_fte"]),
        optional(Role::Of(M::NurseWte), &["total_nurses_fte"]),
        optional(Role::Of(M::DirectCareWte), &["total_dpc_fte"]),
        optional(Role::Of(M::AdminWte), &["total_admin_fte"]),
        optional(Role::Registered, &["total_patients"]),
    ],
    never: &[],
};

const NETWORK_WORKFORCE: Schema = Schema {
    sort: Sort::NetworkWorkforce,
    title: "Primary Care Network Workforce, individual level",
    columns: &[
        column(Role::Network, Need::Key, "PCN_CODE", NETWORK_NAMES),
        required(Role::StaffGroup, "STAFF_GROUP", &["staff_group"]),
        required(Role::StaffPost, "STAFF_ROLE", &["staff_role"]),
        required(Role::Fte, "FTE", &["fte"]),
        optional(Role::StaffDetail, &["detailed_staff_role"]),
        optional(Role::Distinct, &["unique_identifier", "records"]),
        optional(Role::Month, &["census", "census_date"]),
        optional(Role::Year, &["census_year", "year"]),
        optional(Role::MonthOfYear, &["census_month"]),
    ],
    // The table of an import.
    never: &["wte"],
};

const MAPPING: Schema = Schema {
    sort: Sort::Mapping,
    title: "a table of practices and their networks",
    columns: &[
        PRACTICE,
        column(Role::Network, Need::Required, "PCN_CODE", NETWORK_NAMES),
        REGISTERED,
        SUB_ICB,
        NAME,
        optional(Role::Month, MONTH.names),
    ],
    never: &[
        "outside_england",
        "appointments_per_1000_month",
        "reason",
        "indicator",
        "staff_group",
        "lsoa_code",
        "count_of_appointments",
    ],
};

const PARTNERS: Schema = Schema {
    sort: Sort::Partners,
    title: "ODS epcncorepartnerdetails",
    columns: &[
        column(
            Role::Practice,
            Need::Key,
            "Partner Organisation Code",
            &["partner_organisation_code"],
        ),
        column(Role::Network, Need::Required, "PCN Code", &["pcn_code"]),
        required(
            Role::End,
            "Practice to PCN Relationship End Date",
            &["practice_to_pcn_relationship_end_date", "relationship_end_date"],
        ),
        NAME,
        SUB_ICB,
    ],
    never: &[],
};

const DEPRIVATION: Schema = Schema {
    sort: Sort::Deprivation,
    title: "deprivation of practices",
    columns: &[
        PRACTICE,
        required(
            Role::Quintile,
            "IMD_quintile",
            &["imd_quintile", "deprivation_quintile", "quintile"],
        ),
        optional(Role::Score, &["imd", "imd_score", "deprivation_score"]),
    ],
    never: &["list_size"],
};

const DECILES: Schema = Schema {
    sort: Sort::Deprivation,
    title: "deprivation of practices in tenths",
    columns: &[
        PRACTICE,
        required(Role::Decile, "IMD_decile", &["imd_decile", "deprivation_decile", "decile"]),
        optional(Role::Score, &["imd", "imd_score", "deprivation_score"]),
    ],
    never: &["imd_quintile", "deprivation_quintile", "list_size"],
};

const INDICATORS: Schema = Schema {
    sort: Sort::Indicators,
    title: "National General Practice Profiles",
    columns: &[
        column(Role::Practice, Need::Key, "Area Code", &["area_code"]),
        required(Role::Indicator, "Indicator Name", &["indicator_name"]),
        required(Role::Organisation, "Area Type", &["area_type"]),
        required(Role::Value, "Value", &["value"]),
    ],
    never: &[],
};

const ANNUAL: Schema = Schema {
    sort: Sort::Annual,
    title: "access of a year by practice",
    columns: &[
        PRACTICE,
        required(
            Role::Rate(M::Forms),
            "ocs_submissions_per_1000_patient_months",
            &["ocs_submissions_per_1000_patient_months"],
        ),
        required(
            Role::Rate(M::Appointments),
            "gpad_appointments_per_1000_patient_months",
            &["gpad_appointments_per_1000_patient_months"],
        ),
        required(Role::SameDayShare, "gpad_same_day_share", &["gpad_same_day_share"]),
        required(Role::Over14Share, "gpad_over_14_days_share", &["gpad_over_14_days_share"]),
        optional(Role::Exposure, &["annual_patient_month_exposure"]),
        optional(Role::Of(M::Forms), &["ocs_annual_total_submissions"]),
        optional(Role::Of(M::Clinical), &["ocs_annual_clinical_submissions"]),
        optional(Role::Of(M::Administrative), &["ocs_annual_administrative_submissions"]),
        optional(Role::Of(M::FormsOther), &["ocs_annual_other_unknown_submissions"]),
        optional(Role::Of(M::Appointments), &["gpad_annual_total_appointments"]),
        optional(Role::Of(M::Attended), &["gpad_annual_attended"]),
        optional(Role::Of(M::NotAttended), &["gpad_annual_dna"]),
        optional(Role::Of(M::StatusUnknown), &["gpad_annual_status_unknown"]),
        optional(Role::Of(M::FaceToFace), &["gpad_annual_face_to_face"]),
        optional(Role::Of(M::Telephone), &["gpad_annual_telephone"]),
        optional(Role::Of(M::Online), &["gpad_annual_video_online"]),
        optional(Role::Of(M::HomeVisit), &["gpad_annual_home_visit"]),
        optional(Role::Of(M::ModeUnknown), &["gpad_annual_mode_unknown"]),
        optional(Role::Of(M::SameDay), &["gpad_annual_same_day"]),
        optional(Role::Of(M::Days1), &["gpad_annual_1_day"]),
        optional(Role::Of(M::Days2To7), &["gpad_annual_2_to_7_days"]),
        optional(Role::Of(M::Days8To14), &["gpad_annual_8_to_14_days"]),
        optional(Role::Of(M::Days15To21), &["gpad_annual_15_to_21_days"]),
        optional(Role::Of(M::Days22To28), &["gpad_annual_22_to_28_days"]),
        optional(Role::Of(M::DaysOver28), &["gpad_annual_over_28_days"]),
        optional(Role::Of(M::LagUnknown), &["gpad_annual_booking_unknown"]),
    ],
    never: &[],
};

/// All tables that are read. Of two that fit equally well, the first counts.
pub(super) const SCHEMAS: &[&Schema] = &[
    &APPOINTMENTS,
    &TELEPHONY,
    &TELEPHONY_ANSWERED,
    &TELEPHONY_MISSED,
    &ONLINE,
    &LONG,
    &CALLS,
    &LISTS,
    &WORKFORCE,
    &WORKFORCE_YEAR,
    &NETWORK_WORKFORCE,
    &PARTNERS,
    &DEPRIVATION,
    &DECILES,
    &INDICATORS,
    &ANNUAL,
    &MAPPING,
];

/// What a row of a long table says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Said {
    /// A measure.
    Of(M),
    /// Registered patients.
    Registered,
    /// Whether the practice took part in the month, 0 or 1.
    Participation,
    /// What follows from the others.
    Derived,
}

/// What a row of a long table says, by the name of its measure.
pub(super) fn metric(name: &str) -> Option<Said> {
    let name = name.strip_prefix("oc_").unwrap_or(name);
    let found = match name {
        "submission_type_clinical" => Some(Said::Of(M::Clinical)),
        "submission_type_admin" | "submission_type_administrative" => {
            Some(Said::Of(M::Administrative))
        }
        "submission_type_other" | "submission_type_unknown" | "submission_type_other_unknown" => {
            Some(Said::Of(M::FormsOther))
        }
        "patients_registered" => Some(Said::Registered),
        "participation" => Some(Said::Participation),
        _ => None,
    };
    let column = || {
        let mut columns = [&TELEPHONY, &ONLINE].into_iter().flat_map(|schema| schema.columns);
        let found = columns.find(|column| column.names.contains(&name))?;
        match found.role {
            Role::Of(measure) => Some(Said::Of(measure)),
            Role::Registered => Some(Said::Registered),
            _ => None,
        }
    };
    let words = ["rate", "percent", "percentage", "capability", "usage", "coverage"];
    let is_derived = || words.iter().any(|word| name.contains(word)).then_some(Said::Derived);
    found.or_else(column).or_else(is_derived)
}
