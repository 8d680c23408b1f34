//! The labels of measures: which measures are shown, and in which order.

/// Measures of the baseline that the report shows below the first screen, with the words for them.
pub(super) const BASELINE: [(&str, &str); 30] = [
    ("requests", "Requests for care"),
    ("appointments_attended", "Appointments attended"),
    ("appointments_per_patient_year", "Appointments per patient"),
    ("requests_unmet", "Requests unmet"),
    ("requests_unmet_telephone", "Could not get through"),
    ("requests_unmet_triage", "Gave up waiting for a reply"),
    ("requests_unmet_gp", "No time of a GP"),
    ("requests_unmet_role", "No time of another profession"),
    ("requests_unmet_room", "Clinician there, but no room"),
    ("requests_unmet_supervision", "Time taken by supervision"),
    ("requests_unmet_horizon", "Book not open far enough"),
    ("told_another_day_share", "Told to try another day"),
    ("tried_none_share", "Requests that failed"),
    ("same_day_share", "Appointments on the same day"),
    ("within_7_days_share", "Appointments within 7 days"),
    ("within_14_days_share", "Appointments within 14 days"),
    ("dna_share", "Appointments not attended"),
    ("gp_share", "Appointments with a GP"),
    ("face_to_face_share", "Appointments face to face"),
    ("calls_inbound", "Calls received"),
    ("calls_answered_share", "Calls answered"),
    ("calls_missed_share", "Calls missed"),
    ("calls_answered_within_5_min_share", "Calls answered within 5 minutes"),
    ("online_submissions", "Online requests"),
    ("supervision_hours_gp", "Hours spent supervising"),
    ("supervision_hours_clinic_gp", "Of which by GPs with clinics"),
    ("staff_utilisation_gp", "GPs' session time in use"),
    ("room_utilisation_mean", "Rooms in use, mean"),
    ("room_utilisation_peak", "Rooms in use, busiest hour"),
    ("sessions_lost_to_rooms", "Sessions lost for lack of a room"),
];

/// Measures of optional features, shown only if their values are not all zero.
pub(super) const WHERE_PRESENT: [(&str, &str); 18] = [
    ("posts_vacant_share", "Sessions with a vacant post"),
    ("hired_from_labour_pool", "Hired from labour pools"),
    ("fewer_in_community_pharmacy", "Fewer in community pharmacies"),
    ("fewer_in_ambulance_service", "Fewer in the ambulance service"),
    ("fewer_in_mental_health_services", "Fewer in mental health services"),
    ("fewer_elsewhere", "Fewer at other employers"),
    ("sessions_covered", "Sessions covered by locums"),
    ("travel_hours", "Hours of staff travel"),
    (WORST_NETWORK, "Unmet in the worst network"),
    (BEST_NETWORK, "Unmet in the best network"),
    ("rapid_response_referrals", "Referrals to rapid response"),
    ("rapid_response_visits", "Rapid response visits"),
    ("rapid_response_handled", "Handled by the clinician instead"),
    ("cohort_gp_contacts_per_member_year", "GP consultations of a cohort member"),
    ("cohort_ed_per_member_year", "ED visits of a cohort member"),
    ("cohort_contacts_held", "Cohort visits held"),
    ("cohort_contacts_missed", "Cohort visits given up"),
    ("cohort_staff_hours", "Hours of staff for cohorts"),
];

/// The share of unmet requests in the worst network. A single network has it too.
pub(super) const WORST_NETWORK: &str = "unmet_share_worst_network";

/// The same in the best network.
pub(super) const BEST_NETWORK: &str = "unmet_share_best_network";

/// The rows below the ledger that is scaled to many networks.
pub(super) const SCALED: [(&str, &str); 9] = [
    ("appointments_attended", "Attended, as national data count"),
    ("appointments_booked", "Booked, as national data count"),
    ("needs_settled", "Needs settled"),
    ("requests_unmet", "Unmet requests"),
    ("gp_hours_freed", "GP hours freed"),
    ("gp_appointments_freed", "GP appointments freed"),
    ("ed_deflected_low", "ED attendances avoided: low"),
    ("ed_deflected_central", "ED attendances avoided: central"),
    ("ed_deflected_high", "ED attendances avoided: high"),
];

/// The lines of the slot ledger; their sum is the net gain.
pub(super) const LEDGER: [(&str, &str); 11] = [
    ("gained_planned", "Planned slots"),
    ("gained_added", "Squeezed in"),
    ("gained_absence", "Staff away"),
    ("gained_rooms", "No room"),
    ("gained_supervision", "Supervision"),
    ("gained_merged", "Double appointments"),
    ("gained_unfilled", "Not booked"),
    ("gained_cancelled", "Not refilled"),
    ("gained_dna", "Not attended"),
    ("gained_not_reached", "Clinic ended first"),
    ("gained_hand_backs", "Handed back to a GP"),
];
