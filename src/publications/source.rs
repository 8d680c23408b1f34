//! From files to rows: text in any encoding, separated by any sign, compressed or not, and workbooks. Rows are
//! read one by one; no file is held in memory.

use super::cell::{Marks, Month, month_in_name};
use super::left::{Left, LeftOut};
use super::sheet::{Outcome, Sheet};
use super::table::Table;
use super::workbook;
use crate::scenario::error::Problem;
use encoding_rs::{Encoding, UTF_16BE, UTF_16LE, WINDOWS_1252};
use encoding_rs_io::DecodeReaderBytesBuilder;
use flate2::read::MultiGzDecoder;
use std::borrow::Cow;
use std::cell::Cell;
use std::io::{self, Cursor, Read, Seek, SeekFrom};
use std::rc::Rc;
use zip::ZipArchive;

/// What was read of all files.
#[derive(Debug, Default)]
pub(super) struct Collected {
    /// The tables.
    pub(super) tables: Vec<Table>,
    /// What was left out.
    pub(super) left: Left,
    /// Why files cannot be used.
    pub(super) problems: Vec<Problem>,
}

/// A file in a file in a file is not opened.
const DEEPEST: u32 = 2;

/// The largest file within an archive that is held in memory, because it is an archive itself \[bytes\].
const LARGEST_INNER: u64 = 100_000_000;

/// The longest file after decompression \[bytes\]: ten times a year of appointments.
const LONGEST: u64 = 25_000_000_000;

/// The longest row \[bytes\]. A longer one follows from a quotation mark that is not closed.
const LONGEST_ROW: usize = 1_000_000;

/// How much of a text is looked at to find its encoding and its separator \[bytes\].
const HEAD: u64 = 1 << 16;

impl Collected {
    fn outcome(&mut self, outcome: Outcome) {
        self.tables.extend(outcome.table);
        self.left.join(outcome.left);
        self.problems.extend(outcome.problems);
    }

    /// A file that cannot be read.
    pub(super) fn fail(&mut self, label: &str, found: &str, expected: &str, remedy: &str) {
        self.problems.push(Problem {
            file: label.to_owned(),
            line: None,
            key: String::new(),
            found: found.to_owned(),
            expected: expected.to_owned(),
            remedy: remedy.to_owned(),
        });
    }

    fn skip(&mut self, label: &str, reason: &str) {
        let entry = LeftOut {
            file: label.to_owned(),
            what: "file",
            reason: reason.to_owned(),
            ..LeftOut::default()
        };
        self.left.note(0, entry);
    }

    /// Reads a file of any sort.
    pub(super) fn read<R: Read + Seek>(&mut self, label: &str, mut file: R, depth: u32) {
        let mut magic = [0; 8];
        let found = fill(&mut file, &mut magic).and_then(|count| {
            file.seek(SeekFrom::Start(0))?;
            Ok(count)
        });
        let magic = match found {
            Ok(count) => &magic[..count],
            Err(error) => return self.broken(label, &error.to_string()),
        };
        if magic.starts_with(b"PK") {
            self.archive(label, file, depth);
        } else if magic.starts_with(&[0x1f, 0x8b]) {
            self.text(label, MultiGzDecoder::new(io::BufReader::new(file)), month_in_name(label));
        } else {
            self.text(label, file, month_in_name(label));
        }
    }

    fn broken(&mut self, label: &str, found: &str) {
        let remedy = "download it again; if it is no publication, move it out of the folder";
        self.fail(label, found, "a file that can be read to its end", remedy);
    }

    fn archive<R: Read + Seek>(&mut self, label: &str, file: R, depth: u32) {
        let mut archive = match ZipArchive::new(io::BufReader::new(file)) {
            Ok(archive) => archive,
            Err(error) => {
                return self.broken(label, &format!("an archive that is broken: {error}"));
            }
        };
        if archive.index_for_name("xl/workbook.xml").is_some() {
            if let Err(reason) = workbook::is_bounded(&mut archive) {
                return self.broken(label, &reason);
            }
            let file = archive.into_inner();
            let outcomes = workbook::read(label, file, month_in_name(label));
            match outcomes {
                Ok(outcomes) => outcomes.into_iter().for_each(|outcome| self.outcome(outcome)),
                Err(reason) => self.broken(label, &format!("a workbook that is broken: {reason}")),
            }
            return;
        }
        if depth >= DEEPEST {
            return self.skip(label, "an archive within an archive within an archive");
        }
        for index in 0..archive.len() {
            let member = match archive.by_index(index) {
                Ok(member) => member,
                Err(error) => {
                    self.broken(label, &format!("a file of the archive that is broken: {error}"));
                    continue;
                }
            };
            let name =
                member.name().map_or_else(|_| format!("file {index}"), |name| name.into_owned());
            if member.is_dir() || name.starts_with("__MACOSX/") {
                continue;
            }
            self.member(&format!("{label}/{name}"), member, depth);
        }
    }

    /// Reads a file of an archive.
    fn member<R: Read>(&mut self, label: &str, mut member: R, depth: u32) {
        let mut magic = [0; 4];
        let count = match fill(&mut member, &mut magic) {
            Ok(count) => count,
            Err(error) => return self.broken(label, &error.to_string()),
        };
        let head = Cursor::new(magic[..count].to_vec());
        if magic.starts_with(b"PK") {
            let mut bytes = Vec::new();
            match head.chain(member).take(LARGEST_INNER + 1).read_to_end(&mut bytes) {
                Ok(length) if length as u64 > LARGEST_INNER => {
                    self.skip(label, "an archive within an archive that is too large; unpack it");
                }
                Ok(_) => self.read(label, Cursor::new(bytes), depth + 1),
                Err(error) => self.broken(label, &error.to_string()),
            }
        } else if magic.starts_with(&[0x1f, 0x8b]) {
            self.text(label, MultiGzDecoder::new(head.chain(member)), month_in_name(label));
        } else {
            self.text(label, head.chain(member), month_in_name(label));
        }
    }

    /// Reads a text.
    fn text<R: Read>(&mut self, label: &str, file: R, named: Option<Month>) {
        let mut file = file.take(LONGEST);
        let mut head = Vec::new();
        if let Err(error) = (&mut file).take(HEAD).read_to_end(&mut head) {
            return self.broken(label, &error.to_string());
        }
        if let Some(words) = not_text(&head) {
            return match words {
                Other::Workbook => {
                    let remedy = "open it and save it as an Excel workbook (.xlsx) or as CSV";
                    self.fail(
                        label,
                        "a workbook of an old form (.xls)",
                        "a workbook .xlsx or CSV",
                        remedy,
                    );
                }
                Other::Bytes => self.skip(label, "it is neither text nor a workbook"),
            };
        }
        let encoding = encoding(&head);
        let mut builder = DecodeReaderBytesBuilder::new();
        let builder = match encoding {
            Some(encoding) => builder.encoding(Some(encoding)),
            // Other bytes are decoded cell by cell; only a byte order mark is taken away.
            None => builder.utf8_passthru(true).strip_bom(true),
        };
        let mut sample = Vec::new();
        let mut beginning = DecodeReaderBytesBuilder::new();
        beginning.encoding(encoding).utf8_passthru(encoding.is_none()).strip_bom(true);
        if let Err(error) = beginning.build(head.as_slice()).read_to_end(&mut sample) {
            return self.broken(label, &error.to_string());
        }
        let separator = separator(&sample);
        let decoded = builder.build(Cursor::new(head).chain(file));
        let marks = Marks { decimal_comma: separator != b',' };
        let sheet = Sheet::new(label, named, marks);
        match rows(decoded, separator, sheet) {
            Ok(outcome) => self.outcome(outcome),
            Err((line, error)) => {
                self.broken(label, &error.to_string());
                if let Some(problem) = self.problems.last_mut() {
                    problem.line = Some(line);
                }
            }
        }
    }
}

/// Reads until the bytes are full or the file ends.
fn fill(file: &mut impl Read, bytes: &mut [u8]) -> io::Result<usize> {
    let mut count = 0;
    while count < bytes.len() {
        match file.read(&mut bytes[count..]) {
            Ok(0) => break,
            Ok(read) => count += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(count)
}

/// A file that is not text.
enum Other {
    Workbook,
    Bytes,
}

fn not_text(head: &[u8]) -> Option<Other> {
    if head.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        return Some(Other::Workbook);
    }
    if encoding(head).is_some() {
        return None;
    }
    let is_other = head.contains(&0) || head.starts_with(b"%PDF") || head.starts_with(b"<");
    is_other.then_some(Other::Bytes)
}

/// The encoding of a text in UTF-16; `None` for others.
fn encoding(head: &[u8]) -> Option<&'static Encoding> {
    if head.starts_with(&[0xff, 0xfe]) {
        return Some(UTF_16LE);
    }
    if head.starts_with(&[0xfe, 0xff]) {
        return Some(UTF_16BE);
    }
    // Without a byte order mark: every other byte of plain text is 0.
    let sample = &head[..head.len().min(1000) & !1];
    let zeros =
        |first: usize| sample.iter().skip(first).step_by(2).filter(|byte| **byte == 0).count();
    let half = sample.len() / 2;
    match (zeros(0), zeros(1)) {
        (0, odd) if half > 1 && odd * 10 >= half * 9 => Some(UTF_16LE),
        (even, 0) if half > 1 && even * 10 >= half * 9 => Some(UTF_16BE),
        _ => None,
    }
}

/// The sign between cells: the one that stands equally often in most of the first lines.
fn separator(sample: &[u8]) -> u8 {
    let lines: Vec<&[u8]> =
        sample.split(|byte| *byte == b'\n').filter(|line| line.len() > 1).take(40).collect();
    let count = |line: &[u8], sign: u8| {
        let mut is_quoted = false;
        let is_sign = |byte: &&u8| {
            is_quoted ^= **byte == b'"';
            !is_quoted && **byte == sign
        };
        line.iter().filter(is_sign).count()
    };
    let score = |sign: u8| {
        let counts: Vec<usize> = lines.iter().map(|line| count(line, sign)).collect();
        let same = |wanted: usize| counts.iter().filter(|count| **count == wanted).count();
        let stated = counts.iter().filter(|count| **count > 0);
        stated.map(|count| (same(*count), *count)).max().unwrap_or((0, 0))
    };
    let mut best = (b',', score(b','));
    for sign in *b";\t|" {
        let found = score(sign);
        if found > best.1 {
            best = (sign, found);
        }
    }
    best.0
}

/// A reader that refuses rows without an end.
struct Guarded<R> {
    inner: R,
    since: Rc<Cell<usize>>,
}

impl<R: Read> Read for Guarded<R> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        if self.since.get() > LONGEST_ROW {
            let text = "a row of more than 1 MB; a quotation mark may not be closed";
            return Err(io::Error::new(io::ErrorKind::InvalidData, text));
        }
        let count = self.inner.read(bytes)?;
        self.since.set(self.since.get() + count);
        Ok(count)
    }
}

fn rows<R: Read>(file: R, separator: u8, mut sheet: Sheet) -> Result<Outcome, (usize, io::Error)> {
    let since = Rc::new(Cell::new(0));
    let guarded = Guarded { inner: file, since: since.clone() };
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator)
        .buffer_capacity(1 << 16)
        .from_reader(guarded);
    let mut record = csv::ByteRecord::new();
    let mut line = 1;
    loop {
        match reader.read_byte_record(&mut record) {
            Ok(true) => {}
            Ok(false) => return Ok(sheet.finish(false)),
            Err(error) => return Err((line, io::Error::other(error.to_string()))),
        }
        since.set(0);
        line = record.position().map_or(line, |position| position.line() as usize);
        let cells: Vec<Cow<'_, str>> = record.iter().map(decoded).collect();
        if !sheet.push(line, &cells) {
            return Ok(sheet.finish(false));
        }
    }
}

/// A cell in UTF-8, or else in Windows-1252.
fn decoded(cell: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(cell) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => WINDOWS_1252.decode_without_bom_handling(cell).0,
    }
}
