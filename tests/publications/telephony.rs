//! Telephony by day, forms by measure, and tables that are known and not used.

use super::made_up::{File, zip};
use super::{import, near, practice};

const LISTS: &str = "EXTRACT_DATE,TYPE,CODE,SEX,AGE,NUMBER_OF_PATIENTS\n\
    2026-06-01,GP,A81001,ALL,ALL,1000\n2026-06-01,GP,A81002,ALL,ALL,2000\n";
const MAPPING: &str = "GP_CODE,PCN_CODE\nA81001,U00001\nA81002,U00001\n";

fn with(files: &[(&str, &str)]) -> Vec<File> {
    let more = [("lists.csv", LISTS), ("Mapping.csv", MAPPING)];
    files.iter().chain(&more).map(|(name, text)| ((*name).into(), text.as_bytes().into())).collect()
}

const HEAD: &str =
    "Date,REGION_CODE,ICB_CODE,SUB_ICB_LOCATION_CODE,PCN_CODE,PRACTICE_CODE,Indicator";

fn row(day: &str, practice: &str, rest: &str) -> String {
    format!("{day},Y60,QQQ,16C,U00001,{practice},{rest}\n")
}

#[test]
fn calls_by_day_sum_to_months_with_their_bands() {
    let mut durations = format!("{HEAD},Duration,Value\n");
    let mut answered = format!("{HEAD},Wait_Time,Core_Category,Value\n");
    let mut hours = format!("{HEAD},Time_Category,Value\n");
    for day in ["2026-06-01", "2026-06-02"] {
        for rest in [
            "CBT001,TOTAL,100",
            "CBT002,TOTAL,20",
            "CBT003,31_60,40",
            "CBT003,>300,20",
            "CBT004,61_90,10",
            "CBT005,TOTAL,10",
            "CBT006,TOTAL,9",
            "CBT007,0,15",
            "CBT007,241_300,45",
        ] {
            durations += &row(day, "A81001", rest);
        }
        for rest in [
            "CBT003,31_60,Core_8_10,30",
            "CBT003,31_60,Non-Core,10",
            "CBT003,>300,Core_10_1830,20",
            "CBT003,TOTAL,Non-Core,10",
        ] {
            answered += &row(day, "A81001", rest);
        }
        for rest in ["CBT001,08:00-09:59,60", "CBT001,10:00-11:59,40", "CBT009,TOTAL,1"] {
            hours += &row(day, "a81001 ", rest);
        }
        hours += &row(day, "Unassigned", "CBT001,08:00-09:59,7");
    }
    let texts = [("durations.csv", durations), ("answered.csv", answered), ("hours.csv", hours)];
    // Each file by itself and all of them give the same, because they count the same calls.
    for chosen in [vec![0], vec![0, 1], vec![2, 1, 0]] {
        let files: Vec<(&str, &str)> =
            chosen.iter().map(|index| (texts[*index].0, texts[*index].1.as_str())).collect();
        let data = import(&with(&files)).unwrap();
        let found = &practice(&data, "A81001").values;
        for (column, value) in [
            ("calls_per_1000_month", 200.0),
            ("calls_ended_in_menu_per_1000_month", 40.0),
            ("calls_answered_per_1000_month", 120.0),
            ("calls_answered_within_1_min_per_1000_month", 80.0),
            ("calls_answered_after_5_min_per_1000_month", 40.0),
            ("calls_missed_in_1_2_min_per_1000_month", 20.0),
            ("calls_call_back_requested_per_1000_month", 20.0),
            ("call_backs_made_per_1000_month", 18.0),
            ("calls_lasting_2_5_min_per_1000_month", 90.0),
            ("missed_share", 0.1),
        ] {
            assert!(near(found[column], value), "{chosen:?} {column}: {}", found[column]);
        }
        assert_eq!(found["call_months"], 1.0);
        let has = |value: &str, words: &str| {
            data.left
                .entries()
                .any(|(entry, ..)| entry.value == value && entry.reason.contains(words))
        };
        assert_eq!(has("Unassigned", "several practices share"), chosen.contains(&2));
        assert_eq!(has("CBT009", "no indicator"), chosen.contains(&2));
    }
}

#[test]
fn forms_are_read_in_the_measures_of_the_publication() {
    let head = "MONTH,GP_CODE,GP_NAME,PCN_CODE,SUPPLIER,METRIC,VALUE\n";
    let rows = |practice: &str, part: &str, all: &str| {
        let row = |metric: &str, value: &str| {
            format!("01/06/2026,{practice},\"ROAD, THE\",U00001,X,{metric},{value}\n")
        };
        [
            row("OC_PARTICIPATION", part),
            row("OC_TOTAL_SUBMISSIONS", all),
            row("OC_SUBMISSION_TYPE_CLINICAL", "60"),
            row("OC_SUBMISSION_TYPE_ADMIN", "30"),
            row("OC_SUBMISSION_TYPE_OTHER", "10"),
            row("OC_RATE_PER_1000_REGISTERED_PATIENTS", "100"),
            row("OC_CAPABILITY", "1"),
            row("PATIENTS_REGISTERED", "1250"),
        ]
        .concat()
    };
    let text = format!("{head}{}{}", rows("A81001", "1", "100"), rows("A81002", "0", "0"));
    let data = import(&with(&[("oc.csv", &text)])).unwrap();
    let found = &practice(&data, "A81001").values;
    // The lists of Patients Registered count before others.
    assert_eq!(found["online_per_1000_month"], 100.0);
    assert_eq!(
        (found["online_clinical_per_1000_month"], found["online_admin_per_1000_month"]),
        (60.0, 30.0)
    );
    assert!(!practice(&data, "A81002").values.contains_key("online_per_1000_month"));
    let of_second = |words: &str| {
        data.left.entries().any(|(entry, ..)| {
            entry.practice == "A81002" && entry.reason.contains(words) && entry.month == "2026-06"
        })
    };
    assert!(of_second("did not take part"));
    assert!(data.left.entries().all(|(entry, ..)| !entry.reason.contains("no measure")));
}

#[test]
fn annexes_without_practices_are_left_out_by_name() {
    let coverage = "SUB_ICB_LOCATION_CODE,ICB_ONS_CODE,REGION_CODE,APPOINTMENT_MONTH,INCLUDED_PRACTICES,\
                    OPEN_PRACTICES\n16C,E1,Y60,01DEC2025,5,6\n";
    let regional = "SUB_ICB_LOCATION_CODE,ICB_ONS_CODE,ICB_NAME,APPOINTMENT_MONTH,APPT_STATUS,HCP_TYPE,\
                    APPT_MODE,TIME_BETWEEN_BOOK_AND_APPT,COUNT_OF_APPOINTMENTS\n\
                    16C,E1,NORTH,DEC2025,Attended,GP,Telephone,Same Day,100\n";
    let mut register = [""; 27];
    (register[0], register[1], register[12]) = ("A81001", "ROAD", "A");
    let archive = zip(&[
        ("APPOINTMENTS_GP_COVERAGE.csv", coverage.as_bytes()),
        ("Regional_CSV_North.csv", regional.as_bytes()),
        ("epraccur.csv", register.join(",").as_bytes()),
        ("nothing.csv", b""),
        ("head-only.csv", format!("{HEAD},Duration,Value\n").as_bytes()),
    ]);
    let mut files = with(&[]);
    files.push(("annexes.zip".into(), archive));
    let data = import(&files).unwrap();
    for (name, words) in [
        ("COVERAGE", "coverage"),
        ("Regional", "take the practice level crosstab"),
        ("epraccur", "ODS epraccur"),
        ("nothing", "it is empty"),
        ("head-only", "a header and no rows"),
    ] {
        let found = data.left.entries().find(|(entry, ..)| entry.file.contains(name));
        let reason = found.map_or("", |(entry, ..)| entry.reason.as_str());
        assert!(reason.contains(words), "{name}: {reason}");
    }
}
