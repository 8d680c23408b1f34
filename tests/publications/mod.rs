//! Publications are read as published, and everything left out is named.

mod files;
mod made_up;
mod registers;
mod repeats;
mod telephony;

use crate::support::{Case, in_crate};
use made_up::{File, changed, folder, gzip, utf_16, workbook, zip};
use pcn_sim::publications::data::{Dataset, Practice};
use pcn_sim::publications::read::{PublicationsError, read};
use pcn_sim::publications::written::{left_out_csv, monthly_csv, practices_csv};
use pcn_sim::validation::networks::rows;
use std::path::Path;

fn import(files: &[File]) -> Result<Dataset, PublicationsError> {
    let files: Vec<(&str, &[u8])> =
        files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    read(&files, false)
}

fn practice<'d>(data: &'d Dataset, code: &str) -> &'d Practice {
    data.practices.iter().find(|practice| practice.practice == code).unwrap()
}

/// Whether something of this practice and value was left out for a reason with these words.
fn is_named(data: &Dataset, practice: &str, value: &str, words: &str) -> bool {
    data.left.entries().any(|(entry, _, _)| {
        entry.practice == practice && entry.value == value && entry.reason.contains(words)
    })
}

fn near(value: f64, expected: f64) -> bool {
    (value / expected - 1.0).abs() < 1e-9
}

#[test]
fn the_layout_of_derived_tables_becomes_a_file_of_networks() {
    let data = import(&folder()).unwrap();
    assert_eq!(data.practices.len(), 6);
    let first = practice(&data, "A001");
    assert_eq!((first.network.as_str(), first.list_size), ("U001", 4500.0));
    assert!(near(first.values["calls_per_1000_month"], 1000.0 / 4.5));
    assert_eq!(first.values["missed_share"], 0.1);
    // Without a spread of scores, the first fifth of the file is taken as the least deprived.
    assert_eq!(first.values["deprivation_quintile"], 4.0);
    let networks = rows::read(&practices_csv(&data), "practices.csv").unwrap();
    assert_eq!((networks.len(), networks[0].practices.len()), (2, 3));
    assert_eq!(networks[1].practices[0].same_day_share, Some(0.44));
    assert_eq!(monthly_csv(&data).lines().count(), 13);
}

#[test]
fn a_placeholder_is_no_network() {
    let data = import(&changed("pcn_map", "B001,U002", "B001,U")).unwrap();
    assert_eq!(data.practices.len(), 5);
    assert!(is_named(&data, "B001", "", "in no network: the files have `U`"));
}

#[test]
fn a_suppressed_value_costs_neither_the_practice_nor_the_network() {
    for (text, words) in
        [("*", "suppressed"), ("", "empty"), ("ND", "no value"), ("many", "not a number")]
    {
        let data =
            import(&changed("workforce", "A000,2024,2.5", &format!("A000,2024,{text}"))).unwrap();
        assert_eq!(data.practices.len(), 6);
        assert!(!practice(&data, "A000").values.contains_key("gp_wte"));
        assert!(is_named(&data, "A000", text, words), "{text}");
        assert!(left_out_csv(&data).contains("A000"));
    }
}

#[test]
fn no_gp_and_a_month_without_calls_are_not_known() {
    let data = import(&changed("workforce", "A000,2024,2.5", "A000,2024,0")).unwrap();
    assert!(!practice(&data, "A000").values.contains_key("gp_wte"));
    assert!(is_named(&data, "A000", "0", "no qualified GP"));
    let none = "2025-11,A000,0,0,0,0,0";
    let data = import(&changed("telephony", "2025-11,A000,1000,650,200,50,100", none)).unwrap();
    // Over the month with calls, not over two.
    assert_eq!(practice(&data, "A000").values["calls_per_1000_month"], 250.0);
    assert!(is_named(&data, "A000", "0", "a month without any"));
}

#[test]
fn outcomes_that_do_not_make_up_the_calls_leave_the_calls() {
    let wrong = "2025-11,A000,1000,650,200,50,400";
    let data = import(&changed("telephony", "2025-11,A000,1000,650,200,50,100", wrong)).unwrap();
    let found = &practice(&data, "A000").values;
    assert_eq!((found["calls_per_1000_month"], found["missed_share"]), (250.0, 0.1));
    assert!(is_named(&data, "A000", "1300", "do not make up the calls"));
}

#[test]
fn thousands_have_separators_and_codes_any_case() {
    let data =
        import(&changed("telephony", "2025-10,A000,1000", "2025-10,A000,\"1,000\"")).unwrap();
    assert_eq!(practice(&data, "A000").values["calls_per_1000_month"], 250.0);
    let data = import(&changed("workforce", "A000,", "a000 ,")).unwrap();
    assert_eq!(practice(&data, "A000").values["gp_wte"], 2.5);
    assert_eq!(data.practices.len(), 6);
}

#[test]
fn codes_that_excel_changed_are_refused_by_name() {
    for code in ["8.1E+05", "Jan-26"] {
        let data = import(&changed("workforce", "A000,", &format!("{code},"))).unwrap();
        assert!(is_named(&data, "", code, "Excel changed this code"), "{code}");
        assert!(!practice(&data, "A000").values.contains_key("gp_wte"));
    }
}

#[test]
fn a_renamed_column_is_told_with_file_column_and_nearest_name() {
    let error =
        import(&changed("workforce", "TOTAL_GP_EXTGL_FTE", "TOTAL_GP_EXTG_FTE")).unwrap_err();
    let text = error.to_string();
    for words in [
        "workforce/gp_workforce_practice_year.csv:1: `TOTAL_GP_EXTGL_FTE`",
        "the nearest is `TOTAL_GP_EXTG_FTE`",
        "remedy",
    ] {
        assert!(text.contains(words), "{text}");
    }
    let error =
        import(&changed("annual", "gpad_same_day_share", "gpad_sameday_share")).unwrap_err();
    assert!(error.to_string().contains("`gpad_sameday_share`"), "{error}");
}

#[test]
fn tenths_are_no_fifths_and_per_cent_no_shares() {
    let error = import(&changed("imd", "A000,Here,20,2", "A000,Here,20,10")).unwrap_err();
    assert!(error.to_string().contains("practice_imd.csv:2: `IMD_quintile`"), "{error}");
    let mut files = changed("imd", "IMD_quintile", "IMD_decile");
    let data = import(&files).unwrap();
    // Of tenths, the first is the most deprived.
    assert_eq!(practice(&data, "A000").values["deprivation_quintile"], 1.0);
    files = changed("annual", "0.44,0.2", "44,20");
    let text = import(&files).unwrap_err().to_string();
    assert!(text.contains("in per cent") && text.contains("`gpad_same_day_share`"), "{text}");
    // One wrong share is left out by itself.
    let data = import(&changed("annual", "A000,100,420,0.44", "A000,100,420,1.44")).unwrap();
    assert!(!practice(&data, "A000").values.contains_key("same_day_share"));
    assert!(is_named(&data, "A000", "1.44", "no share"));
}

#[test]
fn the_scores_say_in_which_direction_fifths_count() {
    let mut files = changed("imd", "A000,Here,20,2", "A000,Here,40,5");
    let quintile =
        |files: &[File]| practice(&import(files).unwrap(), "A000").values["deprivation_quintile"];
    assert_eq!(quintile(&files), 1.0);
    files = changed("imd", "A000,Here,20,2", "A000,Here,40,1");
    assert_eq!(quintile(&files), 1.0);
    assert!(
        import(&files).unwrap().told.iter().any(|told| told.contains("from the most deprived"))
    );
}

#[test]
fn encodings_separators_and_compression_make_no_difference() {
    let expected = practices_csv(&import(&folder()).unwrap());
    let of = |change: &dyn Fn(&str) -> Vec<u8>| -> Vec<File> {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        folder().into_iter().map(|(name, bytes)| (name, change(&text(bytes)))).collect()
    };
    let all: Vec<(&str, Vec<File>)> = vec![
        ("byte order mark", of(&|text| format!("\u{feff}{text}").into_bytes())),
        ("UTF-16, little end first", of(&|text| utf_16(text, false))),
        ("UTF-16, big end first", of(&|text| utf_16(text, true))),
        ("UTF-16 without a mark", of(&|text| utf_16(text, false)[2..].to_vec())),
        ("semicolons", of(&|text| text.replace(',', ";").into_bytes())),
        (
            "semicolons and decimal commas",
            of(&|text| {
                text.replace(',', ";")
                    .replace('.', ",")
                    .replace("Practice,Code", "Practice.Code")
                    .into_bytes()
            }),
        ),
        ("tabs", of(&|text| text.replace(',', "\t").into_bytes())),
        ("line ends of Windows", of(&|text| text.replace('\n', "\r\n").into_bytes())),
        (
            "Windows-1252",
            of(&|text| text.replace("Here", "H\u{e9}re").chars().map(|c| c as u8).collect()),
        ),
        ("gzip", of(&|text| gzip(text.as_bytes()))),
        ("zip", of(&|text| zip(&[("folder/data.csv", text.as_bytes())]))),
        ("zip in zip", of(&|text| zip(&[("inner.zip", &zip(&[("data.csv", text.as_bytes())]))]))),
        ("preamble", of(&|text| format!("A title\n\n{text}").into_bytes())),
    ];
    for (name, files) in all {
        let data = import(&files).unwrap_or_else(|error| panic!("{name}: {error}"));
        // The scores are ranked alike, and the month of the map is in its name.
        assert_eq!(practices_csv(&data), expected, "{name}");
    }
}

#[test]
fn columns_may_stand_in_another_order() {
    let telephony = "missed,extra,practice,answered,inbound,month,callback_requested,ended_ivr\n\
                     100,x,A000,650,1000,01OCT2025,50,200\n";
    let map = "pcn,practice,registered\nU001,A000,4000\n";
    let files = [("a.csv".into(), telephony.into()), ("b.csv".into(), map.into())];
    let data = import(&files).unwrap();
    assert_eq!(practice(&data, "A000").values["calls_per_1000_month"], 250.0);
}

const CROSSTAB: &str = "APPOINTMENT_MONTH_START_DATE,GP_CODE,GP_NAME,SUPPLIER,PCN_CODE,PCN_NAME,\
    SUB_ICB_LOCATION_CODE,SUB_ICB_LOCATION_NAME,HCP_TYPE,APPT_MODE,NATIONAL_CATEGORY,\
    TIME_BETWEEN_BOOK_AND_APPT,COUNT_OF_APPOINTMENTS,APPT_STATUS\n";

fn appointments(month: &str, same_day: u32, later: u32, unknown: u32) -> String {
    let row = |lag: &str, count: u32| {
        format!(
            "{month},A81001,OAK LANE,EMIS,U00001,OAKS,16C,NORTH,GP,Face-to-Face,\
             General Consultation Acute,{lag},{count},Attended\n"
        )
    };
    format!(
        "{CROSSTAB}{}{}{}",
        row("Same Day", same_day),
        row("15  to 21 Days", later),
        row("Unknown / Data Quality", unknown)
    )
}

#[test]
fn appointments_are_folded_and_unknown_categories_stand_apart() {
    let lists = "EXTRACT_DATE,TYPE,CODE,SEX,AGE,NUMBER_OF_PATIENTS\n01DEC2025,GP,A81001,ALL,ALL,1000\n\
                 01NOV2025,GP,A81001,ALL,ALL,2000\n01DEC2025,GP,A81001,ALL,85,30\n";
    let archive = zip(&[
        ("Practice_Level_Crosstab_Nov_25.csv", appointments("01NOV2025", 300, 100, 100).as_bytes()),
        ("Practice_Level_Crosstab_Dec_25.csv", appointments("01DEC2025", 300, 100, 100).as_bytes()),
    ]);
    let data = import(&[("x.zip".into(), archive), ("y.csv".into(), lists.into())]).unwrap();
    let found = &practice(&data, "A81001").values;
    // 1,000 appointments in 3,000 patient-months; the last list has 1,000 patients.
    assert!(near(found["appointments_per_1000_month"], 1000.0 / 3.0));
    assert_eq!((found["same_day_share"], found["over_14_days_share"]), (0.75, 0.25));
    assert!(near(found["appointments_lag_unknown_per_1000_month"], 200.0 / 3.0));
    assert!(near(found["category_general_consultation_acute_per_1000_month"], 1000.0 / 3.0));
    assert_eq!(found["patients_85_up"], 30.0);
    assert_eq!(data.practices[0].list_size, 1000.0);
}

#[test]
fn months_of_two_files_are_not_counted_twice_and_the_later_file_counts() {
    let lists = (
        "l.csv".into(),
        "EXTRACT_DATE,TYPE,CODE,SEX,AGE,NUMBER_OF_PATIENTS\n2025-12-01,GP,A81001,ALL,ALL,1000\n"
            .into(),
    );
    let both = appointments("01NOV2025", 200, 100, 0);
    let later = appointments("01DEC2025", 300, 100, 0);
    let rest = later.strip_prefix(CROSSTAB).unwrap();
    let files = [
        ("b_Nov_25.csv".into(), appointments("01NOV2025", 100, 100, 0).into_bytes()),
        ("a_Dec_25.csv".into(), format!("{both}{rest}").into_bytes()),
        lists,
    ];
    let data = import(&files).unwrap();
    assert_eq!(practice(&data, "A81001").values["appointments_per_1000_month"], 350.0);
    assert!(
        data.told.iter().any(|told| told.contains("revises 1 practice-month")),
        "{:?}",
        data.told
    );
}

#[test]
fn a_latest_month_that_is_not_whole_is_left_out() {
    let mut files = changed("telephony", "2025-11", "2025-12");
    let october =
        String::from_utf8(changed("telephony", "2025-11", "2025-09").remove(3).1).unwrap();
    files.push(("more.csv".into(), october.replace("2025-10", "2025-08").into_bytes()));
    let (_, bytes) = &mut files[3];
    let text = String::from_utf8(bytes.clone()).unwrap();
    let part = |line: &str| {
        if line.starts_with("2025-12") {
            line.replace("1000,650,200,50,100", "100,65,20,5,10")
        } else {
            line.into()
        }
    };
    *bytes = text.lines().map(part).collect::<Vec<String>>().join("\n").into_bytes();
    let data = import(&files).unwrap();
    assert_eq!(practice(&data, "A000").values["calls_per_1000_month"], 250.0);
    assert!(
        data.left
            .entries()
            .any(|(entry, ..)| entry.month == "2025-12" && entry.reason.contains("not whole"))
    );
}

#[test]
fn a_practice_that_merged_in_the_window_has_the_rate_of_its_patient_months() {
    let online = "MONTH,GP_CODE,PCN_CODE,SUPPLIER,METRIC,VALUE\n\
        01OCT2025,A81001,U00001,X,SUBMISSIONS,100\n01OCT2025,A81001,U00001,X,REGISTERED_PATIENT_COUNT,1000\n\
        01NOV2025,A81001,U00001,X,SUBMISSIONS,300\n01NOV2025,A81001,U00001,X,REGISTERED_PATIENT_COUNT,3000\n\
        01OCT2025,A81002,U00001,X,SUBMISSIONS,200\n01OCT2025,A81002,U00001,X,REGISTERED_PATIENT_COUNT,2000\n";
    let mapping = "GP_CODE,PCN_CODE,SUB_ICB_LOCATION_CODE\nA81001,U00001,16C\n";
    let files = [("o.csv".into(), online.into()), ("Mapping.csv".into(), mapping.into())];
    let data = import(&files).unwrap();
    assert_eq!(data.practices.len(), 1);
    assert!(near(practice(&data, "A81001").values["online_per_1000_month"], 100.0));
    assert!(is_named(&data, "A81002", "", "closed, merged"));
}

#[test]
fn memberships_without_a_header_are_read_and_those_that_ended_are_not() {
    let partners = "A81001,OAK LANE,16C,NORTH,U00001,OAKS,16C,NORTH,20190701,,Y\n\
                    A81002,ELM ROAD,16C,NORTH,U00002,ELMS,16C,NORTH,20190701,20240331,Y\n\
                    A81002,ELM ROAD,16C,NORTH,U00001,OAKS,16C,NORTH,20240401,,Y\n";
    let lists = "EXTRACT_DATE,TYPE,CODE,SEX,AGE,NUMBER_OF_PATIENTS\n2025-12-01,GP,A81001,ALL,ALL,5000\n\
                 2025-12-01,GP,A81002,ALL,ALL,6000\n";
    let files = [("e.csv".into(), partners.into()), ("l.csv".into(), lists.into())];
    let data = import(&files).unwrap();
    assert!(data.practices.iter().all(|practice| practice.network == "U00001"));
    assert!(data.left.entries().any(|(entry, ..)| entry.reason.contains("ended")));
}

#[test]
fn staff_of_practices_and_networks_are_read() {
    let practices = "PRAC_CODE,PRAC_NAME,PCN_CODE,TOTAL_PATIENTS,TOTAL_GP_EXTG_FTE,TOTAL_GP_EXTGL_FTE,\
                     TOTAL_NURSES_FTE,TOTAL_DPC_FTE,TOTAL_ADMIN_FTE\nA81001,OAK,U00001,5000,3.5,2.5,1.2,0.8,6\n";
    let networks = "DATA_SOURCE,CENSUS_YEAR,CENSUS_MONTH,PCN_CODE,PCN_NAME,STAFF_GROUP,STAFF_ROLE,\
                    DETAILED_STAFF_ROLE,FTE,UNIQUE_IDENTIFIER\n\
                    NWRS,2025,12,U00001,OAKS,Direct Patient Care,Pharmacists,Clinical pharmacist,0.8,1\n\
                    NWRS,2025,12,U00001,OAKS,Direct Patient Care,Pharmacists,Clinical pharmacist,1,2\n";
    let files = [
        ("December 2025 detailed.csv".into(), practices.into()),
        ("n.csv".into(), networks.into()),
    ];
    let data = import(&files).unwrap();
    let found = &practice(&data, "A81001").values;
    assert_eq!((found["gp_wte"], found["nurse_wte"], found["admin_wte"]), (2.5, 1.2, 6.0));
    assert_eq!((data.staff.len(), data.staff[0].wte), (1, 1.8));
    assert_eq!(data.staff[0].month.unwrap().to_string(), "2025-12");
}

#[test]
fn a_workbook_with_headers_of_three_rows_is_read() {
    let names = [
        "Month [1]",
        "GP Practice (ODS_CODE)",
        "PCN Code",
        "Count of Inbound calls",
        "Answered",
        "",
        "Ended during the IVR Stage [4]",
        "Call back requested",
        "Missed",
        "",
        "Call back made",
    ];
    let below = ["", "", "", "Total", "Total", "%", "Total", "Total", "Total", "%", "Total"];
    let data: &[&str] = &[
        "#45992", "A81001", "U00001", "#1000", "#650", "#0.65", "#200", "#50", "#100", "#0.1",
        "#50",
    ];
    let total: &[&str] =
        &["Total", "", "", "#1000", "#650", "#0.65", "#200", "#50", "#100", "#0.1", "#50"];
    let rows: &[(u32, &[&str])] = &[
        (7, &["Table 3: Summary of calls"]),
        (9, &["", "", "", "", "Count of Inbound Call Outcome"]),
        (10, &names),
        (11, &below),
        (13, total),
        (15, data),
        (17, &["Notes"]),
    ];
    let online: &[(u32, &[&str])] = &[
        (
            12,
            &[
                "Month [1]",
                "GP Code",
                "PCN Code [2, 3]",
                "Submissions [7]",
                "Registered Patient Count [8]",
                "Participation [11]",
            ],
        ),
        (13, &["#45992", "A81001", "U00001", "#52", "#1000", "#1"]),
    ];
    let files = [
        (
            "calls.xlsx".into(),
            workbook(&[("Title sheet", &[(1, &["Nothing"])]), ("Table 3", rows)]),
        ),
        ("online.xlsx".into(), workbook(&[("Table 2", online)])),
    ];
    let data = import(&files).unwrap();
    let found = &practice(&data, "A81001").values;
    assert_eq!((found["calls_per_1000_month"], found["missed_share"]), (1000.0, 0.1));
    assert_eq!(found["online_per_1000_month"], 52.0);
    assert!(
        data.left.entries().all(|(entry, ..)| entry.what != "rows"),
        "sums and notes are no rows"
    );
}

#[test]
fn values_far_from_those_of_england_are_left_out_unless_accepted() {
    let files = changed("workforce", "A000,2024,2.5", "A000,2024,25");
    let data = import(&files).unwrap();
    assert!(!practice(&data, "A000").values.contains_key("gp_wte"));
    assert!(
        data.left
            .entries()
            .any(|(entry, ..)| entry.column == "gp_wte" && entry.reason.contains("--accept"))
    );
    let borrowed: Vec<(&str, &[u8])> =
        files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    let data = read(&borrowed, true).unwrap();
    assert_eq!(practice(&data, "A000").values["gp_wte"], 25.0);
    assert_eq!(practice(&data, "A000").unusual, ["gp_wte"]);
}

#[test]
fn nothing_known_and_broken_files_are_refused_in_words() {
    let unknown = [("a.csv".to_owned(), b"Name,Price\nx,1\n".to_vec())];
    assert!(import(&unknown).unwrap_err().to_string().contains("docs/networks.md"));
    let mut files = folder();
    files.push(("cut.zip".into(), b"PK\x03\x04nonsense".to_vec()));
    assert!(import(&files).unwrap_err().to_string().contains("cut.zip"));
    let (_, map) = &mut files[0];
    map.extend(b"\"never closed");
    map.extend(vec![b'x'; 3_000_000]);
    assert!(import(&files).unwrap_err().to_string().contains("a quotation mark may not be closed"));
}

fn on_disk(files: &[File], folder: &Path) {
    for (name, bytes) in files {
        let path = folder.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
}

#[test]
fn the_command_writes_tables_that_validate_reads() {
    let folder = tempfile::tempdir().unwrap();
    on_disk(&made_up::folder(), folder.path());
    let path = folder.path().to_str().unwrap().to_owned();
    let command = |more: &[&str]| {
        Case::new().args(["import", path.as_str()].into_iter().chain(more.iter().copied()))
    };
    let ended = command(&["--output", "data"])
        .succeeds()
        .stdout_contains("Practices: 6, in 2 networks")
        .stdout_contains("The files name 6 practices: 6 kept + 0 left out")
        .stdout_contains("Nothing was left out")
        .stdout_contains("England");
    let written =
        |name: &str| std::fs::read_to_string(ended.path().join("data").join(name)).unwrap();
    assert!(
        written("practices.csv")
            .starts_with("network,practice,list_size,deprivation_quintile,gp_wte,")
    );
    assert!(written("monthly.csv").starts_with("month,network,practice,patients,"));
    assert_eq!(written("left-out.csv").lines().count(), 1);
    // A column has England's distribution with its source, or a dash.
    let england = written("england.csv");
    let of =
        |column: &str| england.lines().find(|line| line.starts_with(column)).unwrap().to_owned();
    assert!(of("missed_share,6,0.1,0.1,0.1,0.014,").contains("Cloud Based Telephony"));
    let nurses = "nurse_wte,0,,,,–,–,–,–,–,\"–; it would be in General Practice Workforce";
    assert!(of("nurse_wte,").starts_with(nurses), "{}", of("nurse_wte,"));
    let triage = of("category_clinical_triage_per");
    assert!(triage.contains(",0,,,,–,–,–,54.59,–,\"mean of England"), "{triage}");
    assert!(!ended.path().join("data/network-staff.csv").exists());
    command(&["--output", "data", "--networks", "1"])
        .succeeds()
        .stdout_contains("Practices: 3, in 1 network, with");
    command(&["--output", &path]).fails_with(2).stderr_contains("within the folder that is read");
    Case::new()
        .args(["import", "nowhere", "--output", "data"])
        .fails_with(2)
        .stderr_contains("nowhere");
}

#[test]
fn what_was_written_is_read_again() {
    let data = import(&folder()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in [
        ("practices.csv", practices_csv(&data)),
        ("monthly.csv", monthly_csv(&data)),
        ("left-out.csv", left_out_csv(&data)),
    ] {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    let again = pcn_sim::publications::open(folder.path(), false).unwrap();
    assert_eq!(practices_csv(&again), practices_csv(&data));
    assert_eq!(monthly_csv(&again), monthly_csv(&data));
    assert!(again.told.is_empty());
    // Without the names of what was left out, the values are the same; without the months, they are not.
    std::fs::remove_file(folder.path().join("left-out.csv")).unwrap();
    let without = pcn_sim::publications::open(folder.path(), false).unwrap();
    assert_eq!(practices_csv(&without), practices_csv(&data));
    assert!(without.told[0].contains("left-out.csv is gone from"), "{:?}", without.told);
    std::fs::rename(folder.path().join("monthly.csv"), folder.path().join("m")).unwrap();
    let error = pcn_sim::publications::open(folder.path(), false).unwrap_err().to_string();
    assert!(error.contains("monthly.csv") && error.contains("no such file"), "{error}");
    assert!(
        error.contains("1 problem") && error.contains("import the publications again"),
        "{error}"
    );
    std::fs::rename(folder.path().join("m"), folder.path().join("monthly.csv")).unwrap();
    let table = practices_csv(&data).replace(",4500,", ",many,");
    std::fs::write(folder.path().join("practices.csv"), table).unwrap();
    let error = pcn_sim::publications::open(folder.path(), false).unwrap_err();
    assert!(error.to_string().contains("practices.csv:3: `list_size`"), "{error}");
}

/// The cases of `../shared/cases`, each with the number of practices that are kept, or words of the refusal.
#[test]
fn the_shared_cases_are_read_where_they_are_present() {
    let folder = in_crate("../shared/cases");
    if !folder.join("star").exists() {
        return;
    }
    for (name, practices) in
        [("u", 6), ("star", 6), ("gp0", 6), ("in0", 6), ("comma", 6), ("case", 6)]
    {
        let data = pcn_sim::publications::load(&folder.join(name), false).unwrap();
        assert_eq!(data.practices.len(), practices, "{name}");
        rows::read(&practices_csv(&data), name).unwrap();
    }
    for (name, words) in
        [("ren", "TOTAL_GP_EXTG_FTE"), ("decile", "a tenth"), ("pct", "in per cent")]
    {
        let error = pcn_sim::publications::load(&folder.join(name), false).unwrap_err();
        assert!(error.to_string().contains(words), "{name}: {error}");
    }
}

#[test]
fn the_publications_themselves_are_read_where_they_are_present() {
    let folder = in_crate("../shared/data");
    if !folder.join("originals").exists() {
        return;
    }
    let data = pcn_sim::publications::load(&folder.join("originals"), false).unwrap();
    assert!(data.practices.len() > 6_000, "{}", data.practices.len());
    let calls = data.practices.iter().filter(|row| row.values.contains_key("missed_share")).count();
    assert!(calls > 4_500, "{calls}");
    let known = data
        .practices
        .iter()
        .filter(|row| row.values.contains_key("calls_answered_within_1_min_per_1000_month"));
    assert!(known.count() > 4_500);
    let data = pcn_sim::publications::load(&folder, false).unwrap();
    let networks = rows::read(&practices_csv(&data), "practices.csv").unwrap();
    assert!(networks.len() > 1_000, "{}", networks.len());
}
