//! The reader of publications: bytes of any sort are read as a file beside good ones, or are refused with
//! reasons; what is accepted is a file of networks.

use super::bytes::Bytes;
use super::edits::{change_cell, spoil, tamper};
use pcn_sim::publications::read::read;
use pcn_sim::publications::written::{left_out_csv, monthly_csv, practices_csv};
use pcn_sim::text::shown_lines;
use pcn_sim::validation::networks::rows;

/// Bytes that begin with this are edits of a good file; others are the file.
const EDITS: &[u8] = b"edits ";

/// At most so many lines are edited at once.
const MOST_EDITS: usize = 12;

const MAP: &str =
    "practice,pcn,sub_icb,supplier,registered\nA000,U001,S,X,4000\nA001,U001,S,X,4500\n";

/// Good files, of which one is edited.
const GOOD: [(&str, &str); 6] = [
    (
        "calls.csv",
        "month,practice,inbound,answered,ended_ivr,callback_requested,missed\n\
         2025-10,A000,1000,650,200,50,100\n2025-11,A000,\"1,000\",650,200,50,100\n\
         2025-10,A001,800,650,100,0,50\n",
    ),
    (
        "crosstab.csv",
        "APPOINTMENT_MONTH_START_DATE,GP_CODE,PCN_CODE,HCP_TYPE,APPT_MODE,NATIONAL_CATEGORY,\
         TIME_BETWEEN_BOOK_AND_APPT,COUNT_OF_APPOINTMENTS,APPT_STATUS\n\
         01DEC2025,A000,U001,GP,Telephone,Walk-in,Same Day,900,Attended\n\
         01DEC2025,A000,U001,GP,Home Visit,Unmapped,15  to 21 Days,300,DNA\n",
    ),
    (
        "year.csv",
        "practice_code_standardised,ocs_submissions_per_1000_patient_months,\
         gpad_appointments_per_1000_patient_months,gpad_same_day_share,gpad_over_14_days_share\n\
         A000,100,420,0.44,0.2\nA001,90,400,0.5,0.1\n",
    ),
    ("staff.csv", "Practice.Code,Year,TOTAL_GP_EXTGL_FTE\nA000,2024,2.5\nA001,2024,*\n"),
    (
        "lists.csv",
        "EXTRACT_DATE,TYPE,CODE,SEX,AGE,NUMBER_OF_PATIENTS\n2025-12-01,GP,A000,ALL,ALL,4000\n\
         2025-12-01,GP,A001,MALE,5_9,40\n",
    ),
    ("imd.csv", "Practice.Code,IMD,IMD_quintile\nA000,20,2\nA001,40,5\n"),
];

/// The file that `data` is, or the edits of a good one that it stands for.
fn file(data: &[u8]) -> Vec<u8> {
    let Some(edits) = data.strip_prefix(EDITS) else { return data.to_vec() };
    let mut bytes = Bytes::new(edits);
    let (_, good) = GOOD[bytes.below(GOOD.len())];
    let mut lines: Vec<String> = good.lines().map(str::to_owned).collect();
    for _ in 0..MOST_EDITS {
        if bytes.is_used_up() {
            break;
        }
        match bytes.below(3) {
            0 if !lines.is_empty() => tamper(&mut lines, &mut bytes),
            1 if !lines.is_empty() => change_cell(&mut lines, &CELLS, &mut bytes),
            _ => spoil(&mut lines, &mut bytes),
        }
    }
    (lines.join("\n") + "\n").into_bytes()
}

/// What is put into cells.
const CELLS: [&str; 16] = [
    "",
    "0",
    "-1",
    "1e999",
    "nan",
    "*",
    "U",
    "1,000",
    "\"",
    "\"1,000\"",
    "x\u{1b}[2J",
    "8.1E+05",
    "Jan-26",
    "99999999999999",
    "0.999",
    "=A1",
];

/// Reads `data` as a publication beside a good one.
pub(crate) fn read_publications(data: &[u8]) {
    let bytes = file(data);
    let files: [(&str, &[u8]); 2] = [("map_2026-02.csv", MAP.as_bytes()), ("x.csv", &bytes)];
    for accept in [false, true] {
        match read(&files, accept) {
            Ok(data) => {
                let table = practices_csv(&data);
                let again = read(&files, accept).expect("it was accepted before");
                assert_eq!(table, practices_csv(&again));
                if let Err(problems) = rows::read(&table, "practices.csv") {
                    panic!("{problems:?} in\n{table}");
                }
                for text in [table, monthly_csv(&data), left_out_csv(&data)] {
                    assert_eq!(text, shown_lines(&text), "a table that acts on a terminal");
                }
            }
            Err(error) => {
                let words = error.to_string();
                assert_eq!(words, shown_lines(&words), "a message that acts");
                assert!(!error.problems.is_empty(), "refused without a reason");
            }
        }
    }
}
