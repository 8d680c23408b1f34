//! Files that are damaged, empty, odd or hostile: each is refused or left out, by name.

use super::made_up::{File, Rows, changed, folder, gzip, workbook, zip};
use super::{import, is_named, on_disk, practice};
use crate::support::Case;
use pcn_sim::publications::written::practices_csv;

/// The rows of a sheet, each with its number.
type Owned<'t> = Vec<(u32, Vec<&'t str>)>;

/// The folder with one more file.
fn and(name: &str, bytes: &[u8]) -> Vec<File> {
    let mut files = folder();
    files.push((name.into(), bytes.into()));
    files
}

/// The reason why a file was left out.
fn reason_of(name: &str, bytes: &[u8]) -> String {
    let data = import(&and(name, bytes)).unwrap();
    assert_eq!(data.practices.len(), 6, "{name}");
    let found = data.left.entries().find(|(entry, ..)| entry.file.contains(name));
    found.map_or(String::new(), |(entry, ..)| entry.reason.clone())
}

#[test]
fn files_of_no_use_are_left_out_by_name() {
    let mut tar = vec![b'x'; 257];
    tar.extend(b"ustar\0");
    for (name, bytes, words) in [
        ("empty.csv", b"".to_vec(), "it is empty"),
        ("spaces.csv", b"\n \n,,,\n".to_vec(), "it is empty"),
        (
            "head.csv",
            b"month,practice,inbound,answered,ended_ivr,callback_requested,missed\n".to_vec(),
            "no rows",
        ),
        ("zeros.csv", vec![0; 5000], "neither text nor a workbook"),
        ("paper.pdf", b"%PDF-1.7".to_vec(), "neither text nor a workbook"),
        ("page.html", b"<!DOCTYPE html><html>".to_vec(), "neither text nor a workbook"),
        ("data.tar.gz", gzip(&tar), "unpack it"),
        ("data.7z", b"7z\xbc\xaf\x27\x1c rest".to_vec(), "unpack it"),
        ("price.csv", b"Name,Price\nx,1\n".to_vec(), "not those of a publication"),
    ] {
        let reason = reason_of(name, &bytes);
        assert!(reason.contains(words), "{name}: {reason}");
    }
}

#[test]
fn damaged_files_are_refused_with_their_line() {
    let head = "month,practice,inbound,answered,ended_ivr,callback_requested,missed\n";
    let row = "2025-10,A000,1000,650,200,50,100\n";
    let cut = |bytes: Vec<u8>| bytes[..bytes.len() / 2].to_vec();
    let long = format!("{head}{}", row.repeat(2000));
    for (name, bytes, words) in [
        // A quotation mark that is not closed swallows all rows below it.
        (
            "quote.csv",
            format!("{head}{row}2025-10,\"A001,1,1,1,1,1\n{}", row.repeat(9)).into_bytes(),
            "quote.csv:3",
        ),
        (
            "quote.csv",
            format!("{head}2025-10,\"A001,1\n{}", row.repeat(99)).into_bytes(),
            "not closed",
        ),
        (
            "nul.csv",
            format!("{head}{row}2025-10,A001,1\0,1,1,1,1\n{}", row.repeat(9)).into_bytes(),
            "nul.csv:3",
        ),
        ("cut.csv.gz", cut(gzip(long.as_bytes())), "cut.csv.gz"),
        ("cut.zip", cut(zip(&[("a.csv", long.as_bytes())])), "archive that is broken"),
        ("cut.xlsx", cut(workbook(&[("Table 1", &[(1, &["x"])])])), "archive that is broken"),
        (
            "old.xls",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old".to_vec(),
            "save it as an Excel workbook",
        ),
        (
            "open.ods",
            zip(&[("mimetype", b"x"), ("content.xml", b"<x/>")]),
            "save it as an Excel workbook",
        ),
    ] {
        let error = import(&and(name, &bytes)).unwrap_err().to_string();
        assert!(error.contains(words) && error.contains("remedy"), "{name}: {error}");
    }
}

#[test]
fn an_archive_that_swells_is_refused() {
    let head = "month,practice,inbound,answered,ended_ivr,callback_requested,missed\n";
    let row = format!("2025-10,A000,1000,650,200,50,100{}\n", " ".repeat(2000));
    let text = format!("{head}{}", row.repeat(55_000));
    let bytes = zip(&[("bomb.csv", text.as_bytes())]);
    assert!(200 * bytes.len() < text.len(), "{}", bytes.len());
    let error = import(&and("bomb.zip", &bytes)).unwrap_err().to_string();
    assert!(error.contains("far more text"), "{error}");
}

#[test]
fn rows_that_do_not_fit_their_header_are_left_out_whole() {
    // A comma in a name that is not quoted would move every number by one column.
    let data = import(&changed("imd", "A000,Here,20,2", "A000,Here, too,20,2")).unwrap();
    assert!(!practice(&data, "A000").values.contains_key("deprivation_quintile"));
    assert!(data.left.entries().any(|(entry, ..)| {
        entry.practice == "A000" && entry.reason.contains("5 cells and the header 4")
    }));
    // A file that was cut off ends in half a number.
    let cut = "B002,U002,S,X,5000";
    let data = import(&changed("pcn_map", cut, "B002,U002,S,X")).unwrap();
    assert_eq!(data.practices.len(), 5);
    assert!(is_named(&data, "B002", "B002,U002,S,X", "cut off"));
    assert!(is_named(&data, "B002", "", "no file says in which network"));
}

#[test]
fn line_ends_and_sheets_make_no_difference() {
    let expected = practices_csv(&import(&folder()).unwrap());
    let old: Vec<File> = folder()
        .into_iter()
        .map(|(name, bytes)| {
            (name, bytes.into_iter().map(|b| if b == b'\n' { b'\r' } else { b }).collect())
        })
        .collect();
    assert_eq!(practices_csv(&import(&old).unwrap()), expected);
    // Every table as a sheet of one workbook, with notes above the header and a long name.
    let texts: Vec<(String, Vec<Vec<String>>)> = folder()
        .into_iter()
        .map(|(name, bytes)| {
            let text = String::from_utf8(bytes).unwrap();
            let rows = text.lines().map(|line| line.split(',').map(str::to_owned).collect());
            (name.replace('/', " "), rows.collect())
        })
        .collect();
    let mut sheets: Vec<(String, Owned<'_>)> = Vec::new();
    for (name, rows) in &texts {
        let name: String = name.chars().rev().take(30).collect();
        let notes = [(1, vec!["A title"]), (3, vec!["A note, and more of it", "two"])];
        let data = rows.iter().enumerate();
        let data =
            data.map(|(index, row)| (index as u32 + 5, row.iter().map(String::as_str).collect()));
        sheets.push((name, notes.into_iter().chain(data).collect()));
    }
    let rows: Vec<Vec<(u32, &[&str])>> = sheets
        .iter()
        .map(|(_, rows)| rows.iter().map(|(number, row)| (*number, row.as_slice())).collect())
        .collect();
    let sheets: Vec<(&str, Rows<'_>)> = sheets
        .iter()
        .zip(&rows)
        .map(|((name, _), rows)| (name.as_str(), rows.as_slice()))
        .collect();
    let files = [("All of February 2026.xlsx".to_owned(), workbook(&sheets))];
    assert_eq!(practices_csv(&import(&files).unwrap()), expected);
}

#[test]
fn a_hidden_sheet_is_not_read_and_named() {
    let shown: Rows<'_> =
        &[(1, &["GP_CODE", "PCN_CODE", "registered"]), (2, &["A81001", "U00001", "#5000"])];
    let stale: Rows<'_> =
        &[(1, &["GP_CODE", "PCN_CODE", "registered"]), (2, &["A81009", "U00009", "#5000"])];
    let bytes = workbook(&[("Now", shown), ("hidden", stale)]);
    let data = import(&[("map.xlsx".into(), bytes)]).unwrap();
    assert_eq!(data.practices.len(), 1);
    let found = data.left.entries().find(|(entry, ..)| entry.file == "map.xlsx/hidden");
    assert!(found.is_some_and(|(entry, ..)| entry.reason.contains("hidden sheet")));
}

#[test]
fn suppressed_cells_of_any_column_cost_neither_practice_nor_network() {
    for (file, line) in [
        ("pcn_map", "A000,U001,S,X,4000"),
        ("imd", "A000,Here,20,2"),
        ("annual", "A000,100,420,0.44,0.2"),
        ("telephony", "2025-11,A000,1000,650,200,50,100"),
        ("workforce", "A000,2024,2.5"),
    ] {
        let cells: Vec<&str> = line.split(',').collect();
        for index in 0..cells.len() {
            for text in ["*", "", " ", "[c]", "-"] {
                let mut cells = cells.clone();
                let (column, value) = (cells[index], text.trim());
                cells[index] = text;
                let data = import(&changed(file, line, &cells.join(","))).unwrap();
                let networks = data.practices.iter().filter(|row| row.network == "U001").count();
                // Without its code, its network or its list a practice cannot be placed.
                assert!(networks >= 2, "{file} {column}");
                assert!(data.practices.len() >= 5, "{file} {column}");
                let seen = data.practices.len();
                let left =
                    data.left.entries().filter(|(entry, ..)| entry.what == "practice").count();
                assert_eq!(data.seen, seen + left, "{file} {column} {text:?}");
                let is_text = ["Here", "S", "X"].contains(&column);
                let named = data.left.entries().any(|(entry, ..)| {
                    entry.value == value || entry.reason.contains(&format!("`{value}`"))
                });
                assert!(
                    named || is_text || value.is_empty(),
                    "{file} {column} {text:?} is not named"
                );
            }
        }
    }
}

#[test]
fn all_rows_of_a_practice_may_be_unusable() {
    let wrong = "2025-11,A000,?,?,?,?,?";
    let mut files = changed("telephony", "2025-11,A000,1000,650,200,50,100", wrong);
    let (_, bytes) = &mut files[3];
    *bytes = String::from_utf8(bytes.clone())
        .unwrap()
        .replace("2025-10,A000,1000,650,200,50,100", "2025-10,A000,-1,-1,-1,-1,-1")
        .into_bytes();
    let data = import(&files).unwrap();
    assert_eq!((data.practices.len(), data.seen), (6, 6));
    assert!(!practice(&data, "A000").values.contains_key("calls_per_1000_month"));
    assert!(
        is_named(&data, "A000", "?", "not a number") && is_named(&data, "A000", "-1", "negative")
    );
    // A practice of which no row can be used is seen, and left out by name.
    let crosstab = "APPOINTMENT_MONTH_START_DATE,GP_CODE,PCN_CODE,HCP_TYPE,APPT_MODE,TIME_BETWEEN_BOOK_AND_APPT,\
        COUNT_OF_APPOINTMENTS,APPT_STATUS\n01DEC2025,C000,U001,GP,Telephone,Same Day,*,Attended\n";
    let data = import(&and("crosstab.csv", crosstab.as_bytes())).unwrap();
    assert_eq!((data.practices.len(), data.seen), (6, 7));
    assert!(
        data.left.entries().any(|(entry, ..)| entry.what == "practice" && entry.practice == "C000")
    );
}

#[test]
fn a_month_with_a_slip_of_the_pen_does_not_end_the_year() {
    let head = "month,practice,inbound,answered,ended_ivr,callback_requested,missed\n";
    let mut text = String::from(head);
    let mut map = String::from("practice,pcn,registered\n");
    for index in 0..50 {
        text += &format!("2025-10,A{index:03},1000,650,200,50,100\n");
        map += &format!("A{index:03},U001,4000\n");
    }
    text += "2052-10,A000,1000,650,200,50,100\n";
    let files = [("calls.csv".into(), text.into_bytes()), ("map.csv".into(), map.into_bytes())];
    let data = import(&files).unwrap();
    assert!(data.practices.iter().all(|row| row.values["calls_per_1000_month"] == 250.0));
    assert!(
        data.left
            .entries()
            .any(|(entry, ..)| entry.month == "2052-10" && entry.reason.contains("2025-10"))
    );
}

#[test]
fn a_practice_that_fell_silent_is_left_out_where_no_list_says_that_it_closed() {
    let head = "MONTH,GP_CODE,PCN_CODE,METRIC,VALUE\n";
    let mut text = String::from(head);
    for month in 1..=9 {
        for practice in ["A81001", "A81002"] {
            if practice == "A81002" && month > 5 {
                continue;
            }
            text += &format!("2025-{month:02},{practice},U00001,SUBMISSIONS,100\n");
            text += &format!("2025-{month:02},{practice},U00001,REGISTERED_PATIENT_COUNT,1000\n");
        }
    }
    let data = import(&[("oc.csv".into(), text.into_bytes())]).unwrap();
    assert_eq!((data.practices.len(), data.seen), (1, 2));
    assert!(is_named(&data, "A81002", "", "last three months"));
}

#[test]
fn files_of_a_year_that_overlap_are_told_where_they_differ() {
    let head = "practice_code_standardised,ocs_submissions_per_1000_patient_months,\
                gpad_appointments_per_1000_patient_months,gpad_same_day_share,gpad_over_14_days_share";
    let text = format!("{head}\nA000,100,440,0.44,\nA001,100,420,0.44,0.2\n");
    let data = import(&and("practice/annual_practice_access_newer.csv", text.as_bytes())).unwrap();
    let found = &practice(&data, "A000").values;
    // What the second file does not state stands as in the first.
    assert_eq!(found["appointments_per_1000_month"], 440.0);
    assert_eq!(found["over_14_days_share"], 0.2);
    let told = data.told.iter().find(|told| told.contains("other values of a year"));
    assert!(told.is_some_and(|told| told.contains("of 1 practice;")), "{:?}", data.told);
}

#[test]
fn categories_are_counted_by_staff_group_and_only_where_they_are_stated() {
    let head = "APPOINTMENT_MONTH_START_DATE,GP_CODE,PCN_CODE,HCP_TYPE,APPT_MODE,NATIONAL_CATEGORY,\
                TIME_BETWEEN_BOOK_AND_APPT,COUNT_OF_APPOINTMENTS,APPT_STATUS\n";
    let rows = "01DEC2025,A000,U001,GP,Telephone,Clinical Triage,Same Day,\"1,200\",Attended\n\
                01DEC2025,A000,U001,Other Practice staff,Telephone,Clinical Triage,Same Day,300,Attended\n\
                01DEC2025,A000,U001,Unknown,Telephone,Clinical Triage,Same Day,100,Attended\n";
    let data = import(&and("crosstab.csv", format!("{head}{rows}").as_bytes())).unwrap();
    let found = &practice(&data, "A000").values;
    for (column, value) in [
        ("category_clinical_triage_per_1000_month", 400.0),
        ("category_clinical_triage_gp_per_1000_month", 300.0),
        ("category_clinical_triage_other_staff_per_1000_month", 75.0),
        ("category_planned_clinics_gp_per_1000_month", 0.0),
    ] {
        assert_eq!(found[column], value, "{column}");
    }
    let without =
        format!("{head}{rows}").replace("NATIONAL_CATEGORY,", "").replace("Clinical Triage,", "");
    let data = import(&and("crosstab.csv", without.as_bytes())).unwrap();
    let found = &practice(&data, "A000").values;
    assert!(found.contains_key("appointments_gp_per_1000_month"));
    assert!(
        !found.keys().any(|column| column.starts_with("category")),
        "a file without categories"
    );
}

#[test]
fn the_output_is_never_within_the_folder_nor_read_again_as_a_publication() {
    let folder = tempfile::tempdir().unwrap();
    on_disk(&super::made_up::folder(), folder.path());
    let path = folder.path().to_str().unwrap().to_owned();
    let output = format!("{path}/not yet/there");
    Case::new()
        .args(["import", path.as_str(), "--output", output.as_str()])
        .fails_with(2)
        .stderr_contains("within the folder that is read");
    assert!(!folder.path().join("not yet").exists());
    // Tables of an earlier import in the folder are named and not taken for lists of practices.
    let ended =
        Case::new().args(["import", path.as_str(), "--output", "data", "--quiet"]).succeeds();
    let read = |name: &str| std::fs::read(ended.path().join("data").join(name)).unwrap();
    let mut files = super::made_up::folder();
    for name in ["practices.csv", "monthly.csv", "left-out.csv", "england.csv"] {
        files.push((format!("earlier/{name}"), read(name)));
    }
    let data = import(&files).unwrap();
    let named = data.left.entries().filter(|(entry, ..)| entry.reason.contains("of an import"));
    assert_eq!((data.practices.len(), named.count()), (6, 4));
}

#[test]
fn a_column_that_may_be_another_one_misspelt_is_named() {
    // Of a column that must be there, the import is refused, even where the rest fits another table.
    let crosstab = "APPOINTMENT_MONTH_START_DATE,GP_CODE,PCN_CODE,HCP_TYPE,APPT_MODE,NATONAL_CATEGORY,\
        TIME_BETWEEN_BOOK_AND_APPT,COUNT_OF_APPOINTMENTS,APPT_STATUS\n\
        01DEC2025,A000,U001,GP,Telephone,Clinical Triage,Same Day,900,Attended\n";
    for (name, head, near) in [
        ("map.csv", "GP_CODE,PCN_CDE,GP_NAME\nA000,U001,ROAD\n", "PCN_CDE"),
        ("imd.csv", "Pratice.Code,IMD,IMD_quintile\nA000,20,3\n", "Pratice.Code"),
        (
            "staff.csv",
            "PRAC_CODE,PCN_CODE,TOTAL_PATIENTS,TOTL_GP_EXTGL_FTE\nA000,U001,1,1\n",
            "TOTL_GP_EXTGL_FTE",
        ),
        ("x.csv", &crosstab.replace("APPT_MODE", "APP_MODE"), "APP_MODE"),
        ("x.csv", &crosstab.replace("GP_CODE", "GP_ODE"), "GP_ODE"),
    ] {
        let error = import(&and(name, head.as_bytes())).unwrap_err().to_string();
        assert!(error.contains(&format!("the nearest is `{near}`")), "{name}: {error}");
    }
    // One that may be absent is named.
    let data = import(&and("x.csv", crosstab.as_bytes())).unwrap();
    assert!(data.left.entries().any(|(entry, line, _)| {
        entry.what == "column" && entry.value == "NATONAL_CATEGORY" && line == 1
    }));
}
