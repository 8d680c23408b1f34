//! Tables that belong to the publications and are not needed: each by name, with the reason.

use super::cell::{Code, code};
use super::columns::Heads;

/// A table that is known and not used.
struct Other {
    /// Columns that it has, each as [`super::columns::plain`] makes its name.
    columns: &'static [&'static str],
    /// What it is, and why it is not used.
    reason: &'static str,
}

const OTHERS: [Other; 18] = [
    Other {
        columns: &["network", "practice", "outside_england"],
        reason: "practices.csv of an import: tables that were made from publications are not read as such",
    },
    Other {
        columns: &["month", "network", "practice", "patients"],
        reason: "monthly.csv of an import: tables that were made from publications are not read as such",
    },
    Other {
        columns: &["what", "network", "practice", "times", "reason"],
        reason: "left-out.csv of an import: tables that were made from publications are not read as such",
    },
    Other {
        columns: &["column", "practices", "england_median"],
        reason: "england.csv of an import: tables that were made from publications are not read as such",
    },
    Other {
        columns: &["month", "network", "staff_group", "wte"],
        reason: "network-staff.csv of an import: tables that were made from publications are not read as such",
    },
    Other {
        columns: &["included_practices", "open_practices"],
        reason: "annex of Appointments in General Practice, coverage: it counts the practices of areas and names none",
    },
    Other {
        columns: &["actual_duration", "count_of_appointments"],
        reason: "annex of Appointments in General Practice, durations: it is of areas, without practices",
    },
    Other {
        columns: &["service_setting", "national_category", "count_of_appointments"],
        reason: "annex of Appointments in General Practice, national categories: it is of areas, without practices",
    },
    Other {
        columns: &["appt_status", "hcp_type", "count_of_appointments"],
        reason: "annex of Appointments in General Practice, by day or by region: it is of areas, without \
                 practices; take the practice level crosstab",
    },
    Other {
        columns: &["lsoa_code", "number_of_patients"],
        reason: "Patients Registered at a GP Practice by small area: where patients live is not used",
    },
    Other {
        columns: &["weekday", "submission_time"],
        reason: "Submissions via Online Consultation Systems by day and time: the hours are not used; take the file by month",
    },
    Other {
        columns: &["prac_code", "staff_group", "measure", "value"],
        reason: "General Practice Workforce, practice level, high level: take the detailed file of the same archive",
    },
    Other {
        columns: &["staff_group", "staff_role", "unique_identifier"],
        reason: "workforce, one row a person, without practice or network",
    },
    Other {
        columns: &["pcn_code", "pcn_name", "open_date"],
        reason: "networks and their addresses: the list of their core partners says which practices are in them",
    },
    Other {
        columns: &["ad_practicecode"],
        reason: "GP Patient Survey: answers of patients are not used",
    },
    Other {
        columns: &["org_code", "parent_org"],
        reason: "A&E attendances: they are of trusts, without practices",
    },
    Other {
        columns: &["ccg_code", "count_of_appointments"],
        reason: "annex of Appointments in General Practice before 2022: it is of areas, without practices",
    },
    Other {
        columns: &["practice_code", "participation", "included"],
        reason: "Cloud Based Telephony, participation: months without calls are left out in any case",
    },
];

/// Why a table of these columns is not used, if it is one that is known.
pub(super) fn other(heads: &Heads) -> Option<&'static str> {
    let has = |name: &str| heads.iter().any(|names| names.iter().any(|head| head == name));
    OTHERS.iter().find(|other| other.columns.iter().all(|name| has(name))).map(|other| other.reason)
}

/// The list of all practices that were ever open, which has no header: 27 columns, the first a code, the
/// thirteenth one letter.
pub(super) fn is_register(rows: &[(usize, Vec<String>)]) -> bool {
    let fits = |row: &&Vec<String>| {
        let is_code = row.first().is_some_and(|cell| matches!(code(cell), Code::Stated(_)));
        let is_letter = row.get(12).is_some_and(|cell| cell.len() == 1);
        row.len() >= 25 && is_code && is_letter
    };
    let rows: Vec<&Vec<String>> =
        rows.iter().map(|(_, row)| row).filter(|row| row.len() > 1).collect();
    !rows.is_empty() && 2 * rows.iter().filter(|row| fits(row)).count() > rows.len()
}

/// Why that list is not used.
pub(super) const REGISTER: &str =
    "ODS epraccur: practices that are open follow from lists and memberships of networks";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::publications::columns::heads;

    fn reason(head: &str) -> Option<&'static str> {
        let names: Vec<String> = head.split(',').map(str::to_owned).collect();
        other(&heads(None, &names, None))
    }

    #[test]
    fn annexes_without_practices_are_known_by_name() {
        for (head, words) in [
            (
                "SUB_ICB_LOCATION_CODE,ICB_ONS_CODE,APPOINTMENT_MONTH,INCLUDED_PRACTICES,OPEN_PRACTICES",
                "coverage",
            ),
            (
                "SUB_ICB_LOCATION_CODE,Appointment_Date,ACTUAL_DURATION,COUNT_OF_APPOINTMENTS",
                "durations",
            ),
            (
                "SUB_ICB_LOCATION_CODE,Appointment_Date,SERVICE_SETTING,CONTEXT_TYPE,NATIONAL_CATEGORY,\
                 COUNT_OF_APPOINTMENTS",
                "national categories",
            ),
            (
                "SUB_ICB_LOCATION_CODE,APPOINTMENT_MONTH,APPT_STATUS,HCP_TYPE,APPT_MODE,\
                 TIME_BETWEEN_BOOK_AND_APPT,COUNT_OF_APPOINTMENTS",
                "crosstab",
            ),
        ] {
            assert!(reason(head).unwrap_or("").contains(words), "{head}");
        }
        assert_eq!(reason("Name,Price"), None);
    }
}
