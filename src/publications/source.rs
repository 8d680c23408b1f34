//! From files to rows: text in any encoding, separated by any sign, compressed or not, and workbooks. Rows are
//! read one by one; no file is held in memory.

use super::cell::{Marks, month_in_name};
use super::left::{Left, LeftOut};
use super::sheet::{Outcome, Sheet};
use super::table::Table;
use super::workbook;
use crate::scenario::error::Problem;
use crate::text::lines::LineFeeds;
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

/// The most bytes that come of one compressed byte. Publications have about twenty.
const RATIO: u64 = 200;

/// Texts up to this length may come of any number of compressed bytes \[bytes\].
const LONGEST_UNJUDGED: u64 = 100_000_000;

/// The most files of an archive.
const MOST_MEMBERS: usize = 10_000;

/// The most lines that one row covers, where names of columns may have line breaks and data have none.
const MOST_LINES: u64 = 3;

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
        self.left.note(0, LeftOut::file(label, reason));
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
        let size = file.seek(SeekFrom::End(0)).and_then(|size| {
            file.seek(SeekFrom::Start(0))?;
            Ok(size)
        });
        let most = most_of(size.unwrap_or(0));
        if magic.starts_with(b"PK") {
            self.archive(label, file, depth);
        } else if magic.starts_with(&[0x1f, 0x8b]) {
            self.text(label, MultiGzDecoder::new(io::BufReader::new(file)), most);
        } else {
            self.text(label, file, LONGEST);
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
        let is_other_book = ["content.xml", "xl/workbook.bin"]
            .iter()
            .any(|part| archive.index_for_name(part).is_some());
        if is_other_book {
            return self.other_workbook(label);
        }
        if archive.len() > MOST_MEMBERS {
            let found = format!("an archive of {} files", archive.len());
            return self.broken(label, &found);
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
            let most = most_of(member.compressed_size());
            self.member(&format!("{label}/{name}"), member, depth, most);
        }
    }

    /// Reads a file of an archive.
    fn member<R: Read>(&mut self, label: &str, mut member: R, depth: u32, most: u64) {
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
            self.text(label, MultiGzDecoder::new(head.chain(member)), most.saturating_mul(RATIO));
        } else {
            self.text(label, head.chain(member), most);
        }
    }

    fn other_workbook(&mut self, label: &str) {
        let remedy = "open it and save it as an Excel workbook (.xlsx) or as CSV";
        self.fail(
            label,
            "a workbook of another form (.xls, .xlsb, .ods)",
            "a workbook .xlsx or CSV",
            remedy,
        );
    }

    /// Reads a text of so many bytes at most.
    fn text<R: Read>(&mut self, label: &str, mut file: R, most: u64) {
        let mut head = Vec::new();
        if let Err(error) = (&mut file).take(HEAD).read_to_end(&mut head) {
            return self.broken(label, &error.to_string());
        }
        match not_text(&head) {
            Some(Other::Workbook) => return self.other_workbook(label),
            Some(Other::Bytes(reason)) => return self.skip(label, reason),
            None => {}
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
        let sheet = Sheet::new(label, month_in_name(label), marks, true);
        let since = Rc::new(Cell::new(0));
        // Lines may end as on old computers of Apple.
        let is_old = sample.contains(&b'\r') && !sample.contains(&b'\n');
        let guarded = Guarded { inner: decoded, since: since.clone(), left: most, is_old };
        match rows(guarded, &since, separator, sheet) {
            Ok(outcome) => self.outcome(outcome),
            Err((line, found)) => {
                self.broken(label, &found);
                if let Some(problem) = self.problems.last_mut() {
                    problem.line = Some(line);
                }
            }
        }
    }
}

/// How many bytes may come of so many compressed ones.
fn most_of(compressed: u64) -> u64 {
    compressed.saturating_mul(RATIO).clamp(LONGEST_UNJUDGED, LONGEST)
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
pub(super) enum Other {
    /// A workbook of another form.
    Workbook,
    /// Anything else, in words.
    Bytes(&'static str),
}

/// The first bytes of archives that are not read.
const ARCHIVES: [&[u8]; 5] = [b"PK\x03\x04", b"7z\xbc\xaf", b"Rar!", b"BZh", b"\xfd7zXZ"];

pub(super) fn not_text(head: &[u8]) -> Option<Other> {
    if head.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        return Some(Other::Workbook);
    }
    let is_tar = head.get(257..262) == Some(b"ustar");
    if is_tar || ARCHIVES.iter().any(|magic| head.starts_with(magic)) {
        return Some(Other::Bytes("an archive of a kind that is not opened; unpack it"));
    }
    if encoding(head).is_some() {
        return None;
    }
    // A text with a few zeros is damaged, which is told where its table is read.
    let zeros = head.iter().filter(|byte| **byte == 0).count();
    let is_other = 20 * zeros > head.len() || head.starts_with(b"%PDF") || head.starts_with(b"<");
    is_other.then_some(Other::Bytes("it is neither text nor a workbook"))
}

/// The encoding of a text in UTF-16; `None` for others.
pub(super) fn encoding(head: &[u8]) -> Option<&'static Encoding> {
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
pub(super) fn separator(sample: &[u8]) -> u8 {
    let lines: Vec<&[u8]> = sample
        .split(|byte| b"\r\n".contains(byte))
        .filter(|line| line.len() > 1)
        .take(40)
        .collect();
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

/// A reader that refuses rows and texts without an end.
struct Guarded<R> {
    inner: R,
    /// The bytes since the last row.
    since: Rc<Cell<usize>>,
    /// The bytes that may still come.
    left: u64,
    /// Whether lines end in carriage returns only.
    is_old: bool,
}

impl<R: Read> Read for Guarded<R> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let refused = |text: &str| Err(io::Error::new(io::ErrorKind::InvalidData, text));
        if self.since.get() > LONGEST_ROW {
            return refused("a row of more than 1 MB; a quotation mark may not be closed");
        }
        let count = self.inner.read(bytes)?;
        let Some(left) = self.left.checked_sub(count as u64) else {
            return refused("far more text than a publication of this size has");
        };
        self.left = left;
        if self.is_old {
            bytes[..count].iter_mut().filter(|byte| **byte == b'\r').for_each(|byte| *byte = b'\n');
        }
        self.since.set(self.since.get() + count);
        Ok(count)
    }
}

/// Reads the rows of a text. An error comes with its line.
fn rows<R: Read>(
    file: R,
    since: &Cell<usize>,
    separator: u8,
    mut sheet: Sheet,
) -> Result<Outcome, (usize, String)> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator)
        .buffer_capacity(1 << 16)
        .from_reader(LineFeeds::new(file));
    let mut record = csv::ByteRecord::new();
    let mut line = 1;
    loop {
        let is_row = match reader.read_byte_record(&mut record) {
            Ok(is_row) => is_row,
            Err(error) => return Err((line, error.to_string())),
        };
        if !is_row {
            sheet.settle();
            return sheet.damage().map_or_else(|| Ok(sheet.finish()), Err);
        }
        since.set(0);
        line = record.position().map_or(line, |position| position.line() as usize);
        if record.as_slice().contains(&0) {
            sheet.damaged(line, "a byte of value 0, as damaged files have".into());
        } else if lines(&record) > MOST_LINES {
            let found =
                format!("a row of {} lines; a quotation mark is not closed", lines(&record));
            sheet.damaged(line, found);
        }
        let cells: Vec<Cow<'_, str>> = record.iter().map(decoded).collect();
        let is_wanted = sheet.push(line, &cells);
        if let Some(damage) = sheet.damage() {
            return Err(damage);
        }
        if !is_wanted {
            return Ok(sheet.finish());
        }
    }
}

/// The lines that a row covers.
fn lines(record: &csv::ByteRecord) -> u64 {
    1 + record.as_slice().iter().filter(|byte| **byte == b'\n').count() as u64
}

/// A cell in UTF-8, or else in Windows-1252.
pub(super) fn decoded(cell: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(cell) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => WINDOWS_1252.decode_without_bom_handling(cell).0,
    }
}
