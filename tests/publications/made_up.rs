//! Publications in the form of the real ones, all made up.

use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::{Cursor, Write};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// A file: its name and its content.
pub(super) type File = (String, Vec<u8>);

/// Two networks of three practices in the layout of derived tables.
pub(super) fn folder() -> Vec<File> {
    let practices = ["A000", "A001", "A002", "B000", "B001", "B002"];
    let rows = |head: &str, row: &dyn Fn(&str) -> String| {
        let rows: Vec<String> = practices.iter().map(|code| row(code)).collect();
        format!("{head}\n{}\n", rows.join("\n")).into_bytes()
    };
    let network = |code: &str| if code.starts_with('A') { "U001" } else { "U002" };
    let list = |code: &str| 4000 + 500 * u32::from(code.as_bytes()[3] - b'0');
    vec![
        (
            "lists/practice_pcn_map_2026-02.csv".into(),
            rows("practice,pcn,sub_icb,supplier,registered", &|code| {
                format!("{code},{},S,X,{}", network(code), list(code))
            }),
        ),
        (
            "lists/practice_imd.csv".into(),
            rows("Practice.Code,ICB.NAME,IMD,IMD_quintile", &|code| format!("{code},Here,20,2")),
        ),
        (
            "practice/annual_practice_access_core.csv".into(),
            rows(
                "practice_code_standardised,ocs_submissions_per_1000_patient_months,\
                 gpad_appointments_per_1000_patient_months,gpad_same_day_share,gpad_over_14_days_share",
                &|code| format!("{code},100,420,0.44,0.2"),
            ),
        ),
        (
            "telephony/cbt_practice_monthly.csv".into(),
            rows("month,practice,inbound,answered,ended_ivr,callback_requested,missed", &|code| {
                format!("2025-10,{code},1000,650,200,50,100\n2025-11,{code},1000,650,200,50,100")
            }),
        ),
        (
            "workforce/gp_workforce_practice_year.csv".into(),
            rows("Practice.Code,Year,TOTAL_GP_EXTGL_FTE", &|code| format!("{code},2024,2.5")),
        ),
    ]
}

/// The folder with one text replaced in the file whose name contains `file`.
pub(super) fn changed(file: &str, from: &str, to: &str) -> Vec<File> {
    let mut files = folder();
    let (_, bytes) = files.iter_mut().find(|(name, _)| name.contains(file)).unwrap();
    let text = String::from_utf8(bytes.clone()).unwrap();
    assert!(text.contains(from), "{from:?} is not in {file}");
    *bytes = text.replace(from, to).into_bytes();
    files
}

/// The same text as UTF-16 with a byte order mark.
pub(super) fn utf_16(text: &str, big: bool) -> Vec<u8> {
    let units = std::iter::once(0xfeff).chain(text.encode_utf16());
    units.flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
}

pub(super) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = GzEncoder::new(Vec::new(), Compression::default());
    out.write_all(bytes).unwrap();
    out.finish().unwrap()
}

/// An archive of files.
pub(super) fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        out.start_file(*name, SimpleFileOptions::default()).unwrap();
        out.write_all(bytes).unwrap();
    }
    out.finish().unwrap().into_inner()
}

/// The rows of a sheet, each with its number.
pub(super) type Rows<'s> = &'s [(u32, &'s [&'s str])];

/// A workbook with these sheets, each a list of rows with their numbers. Cells that begin with `#` are numbers. A
/// sheet called `hidden` is.
pub(super) fn workbook(sheets: &[(&str, Rows<'_>)]) -> Vec<u8> {
    let head = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>";
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006/relationships";
    let mut files: Vec<(String, String)> = Vec::new();
    let (mut names, mut relations) = (String::new(), String::new());
    for (index, (name, rows)) in sheets.iter().enumerate() {
        let id = index + 1;
        let state = if *name == "hidden" { " state=\"hidden\"" } else { "" };
        names += &format!("<sheet name=\"{name}\" sheetId=\"{id}\"{state} r:id=\"rId{id}\"/>");
        relations += &format!(
            "<Relationship Id=\"rId{id}\" Type=\"{office}/worksheet\" Target=\"worksheets/sheet{id}.xml\"/>"
        );
        let rows: String = rows.iter().map(|(number, cells)| row(*number, cells)).collect();
        let sheet =
            format!("{head}<worksheet xmlns=\"{main}\"><sheetData>{rows}</sheetData></worksheet>");
        files.push((format!("xl/worksheets/sheet{id}.xml"), sheet));
    }
    let book = format!(
        "{head}<workbook xmlns=\"{main}\" xmlns:r=\"{office}\"><sheets>{names}</sheets></workbook>"
    );
    files.push(("xl/workbook.xml".into(), book));
    files.push((
        "xl/_rels/workbook.xml.rels".into(),
        format!("{head}<Relationships xmlns=\"{package}\">{relations}</Relationships>"),
    ));
    let root = format!(
        "<Relationship Id=\"rId1\" Type=\"{office}/officeDocument\" Target=\"xl/workbook.xml\"/>"
    );
    files.push((
        "_rels/.rels".into(),
        format!("{head}<Relationships xmlns=\"{package}\">{root}</Relationships>"),
    ));
    let files: Vec<(&str, &[u8])> =
        files.iter().map(|(name, text)| (name.as_str(), text.as_bytes())).collect();
    zip(&files)
}

fn row(number: u32, cells: &[&str]) -> String {
    let cell = |(index, text): (usize, &&str)| {
        let column = char::from(b'A' + index as u8);
        match text.strip_prefix('#') {
            _ if text.is_empty() => String::new(),
            Some(value) => format!("<c r=\"{column}{number}\"><v>{value}</v></c>"),
            None => format!("<c r=\"{column}{number}\" t=\"inlineStr\"><is><t>{text}</t></is></c>"),
        }
    };
    let cells: String = cells.iter().enumerate().map(cell).collect();
    format!("<row r=\"{number}\">{cells}</row>")
}
