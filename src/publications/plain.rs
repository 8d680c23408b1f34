//! The rows of any one table in memory: text in any encoding, separated by any sign, compressed or not, or a
//! workbook.

use super::source::{Other, decoded, encoding, not_text, separator};
use super::workbook;
use encoding_rs_io::DecodeReaderBytesBuilder;
use flate2::read::MultiGzDecoder;
use std::borrow::Cow;
use std::io::{Cursor, Read};
use zip::ZipArchive;

/// What is given each row: the index of the sheet, the line, the cells.
pub type Each<'e> = &'e mut dyn FnMut(usize, usize, &[Cow<'_, str>]);

/// The longest table after decompression \[bytes\].
const LONGEST: u64 = 2_000_000_000;

/// How much of a text is looked at to find its encoding and its separator \[bytes\].
const HEAD: usize = 1 << 16;

/// Gives `each` every row: the index of the sheet, which is 0 for a text, the line, the cells. No cell is kept.
///
/// # Errors
///
/// Why the table cannot be read to its end. No cell is told.
pub fn each_row(bytes: &[u8], each: Each<'_>) -> Result<(), String> {
    if bytes.starts_with(b"PK") {
        let mut archive = ZipArchive::new(Cursor::new(bytes))
            .map_err(|_| "an archive that is broken".to_owned())?;
        if archive.index_for_name("xl/workbook.xml").is_none() {
            return Err("an archive that is no workbook; unpack it".into());
        }
        workbook::is_bounded(&mut archive)?;
        return workbook::each_row(Cursor::new(bytes), each)
            .map_err(|reason| format!("a workbook that is broken: {reason}"));
    }
    if bytes.starts_with(&[0x1f, 0x8b]) {
        let mut text = Vec::new();
        let read = MultiGzDecoder::new(bytes).take(LONGEST + 1).read_to_end(&mut text);
        return match read {
            Ok(length) if length as u64 > LONGEST => Err("more than 2 GB of text".into()),
            Ok(_) => text_rows(&text, each),
            Err(error) => Err(format!("a compressed file that is broken: {error}")),
        };
    }
    text_rows(bytes, each)
}

fn text_rows(bytes: &[u8], each: Each<'_>) -> Result<(), String> {
    let head = &bytes[..bytes.len().min(HEAD)];
    match not_text(head) {
        Some(Other::Workbook) => {
            return Err("a workbook of another form (.xls); save it as .xlsx or CSV".into());
        }
        Some(Other::Bytes(reason)) => return Err(reason.to_owned()),
        None => {}
    }
    let encoding = encoding(head);
    let mut builder = DecodeReaderBytesBuilder::new();
    builder.encoding(encoding).utf8_passthru(encoding.is_none()).strip_bom(true);
    let mut text = Vec::new();
    builder.build(bytes).read_to_end(&mut text).map_err(|error| error.to_string())?;
    if text.contains(&b'\r') {
        match text.contains(&b'\n') {
            // Lines of a record are counted by line feeds; the carriage return before one would move the count.
            true => text.retain(|byte| *byte != b'\r'),
            false => text.iter_mut().filter(|byte| **byte == b'\r').for_each(|byte| *byte = b'\n'),
        }
    }
    let separator = separator(&text[..text.len().min(HEAD)]);
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator)
        .from_reader(text.as_slice());
    let mut record = csv::ByteRecord::new();
    let mut line = 1;
    while reader.read_byte_record(&mut record).map_err(|error| error.to_string())? {
        if let Some(position) = record.position() {
            // The reader's position is before the empty lines that it skips.
            let from = text.get(position.byte() as usize..).unwrap_or_default();
            let empty = from.iter().take_while(|byte| **byte == b'\n').count();
            line = position.line() as usize + empty;
        }
        let cells: Vec<Cow<'_, str>> = record.iter().map(decoded).collect();
        each(0, line, &cells);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(bytes: &[u8]) -> Vec<String> {
        let mut found = Vec::new();
        each_row(bytes, &mut |_, line, cells| found.push(format!("{line}: {}", cells.join("|"))))
            .expect("it is a table");
        found
    }

    #[test]
    fn rows_are_read_whatever_the_encoding_and_separator() {
        let wanted = ["1: a|b", "2: 1|é, x"];
        let noted = b"a,b\r\n\r\n1,\"two\r\nlines\"\r\n2,x\r\n";
        assert_eq!(rows(noted), ["1: a|b", "3: 1|two\nlines", "5: 2|x"]);
        assert_eq!(rows("a,b\n1,\"é, x\"\n".as_bytes()), wanted);
        assert_eq!(rows("\u{feff}a;b\r\n1;é, x\r\n".as_bytes()), wanted);
        assert_eq!(rows(b"a\tb\r1\t\xe9, x\r"), wanted);
        let utf16: Vec<u8> = [0xff, 0xfe]
            .into_iter()
            .chain("a\tb\n1\té, x\n".encode_utf16().flat_map(u16::to_le_bytes))
            .collect();
        assert_eq!(rows(&utf16), wanted);
        assert!(rows(b"").is_empty());
        assert!(each_row(b"PK\x03\x04nothing", &mut |_, _, _| {}).is_err());
    }
}
