//! Ends of lines. Spreadsheet programs end a line by a carriage return and a line feed, or by the first alone. The
//! reader of comma-separated values counts line feeds, and would place every row one line too high.

use std::borrow::Cow;
use std::io::{Read, Result};

/// `text` with a line feed at the end of each line.
pub fn line_feeds(text: &str) -> Cow<'_, str> {
    if text.contains('\r') {
        Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
    } else {
        Cow::Borrowed(text)
    }
}

/// What is read from another reader, with a line feed at the end of each line.
#[derive(Debug)]
pub struct LineFeeds<R> {
    of: R,
    /// Whether the last byte was a carriage return, so that a line feed belongs to it.
    after_return: bool,
}

impl<R: Read> LineFeeds<R> {
    /// Of a reader.
    pub const fn new(of: R) -> LineFeeds<R> {
        LineFeeds { of, after_return: false }
    }

    /// Changes the ends of lines of `given` in place. Returns how many bytes are left.
    fn changed(&mut self, given: &mut [u8]) -> usize {
        let mut to = 0;
        for from in 0..given.len() {
            let byte = given[from];
            let belongs = byte == b'\n' && self.after_return;
            self.after_return = byte == b'\r';
            if !belongs {
                given[to] = if byte == b'\r' { b'\n' } else { byte };
                to += 1;
            }
        }
        to
    }
}

impl<R: Read> Read for LineFeeds<R> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        loop {
            let count = self.of.read(buffer)?;
            if count == 0 {
                return Ok(0);
            }
            let given = &mut buffer[..count];
            let is_plain = !self.after_return && !given.contains(&b'\r');
            let left = if is_plain { count } else { self.changed(given) };
            if left > 0 {
                return Ok(left);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives so many bytes at a time.
    struct Slowly<'b>(&'b [u8], usize);

    impl Read for Slowly<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
            let count = self.1.min(self.0.len()).min(buffer.len());
            buffer[..count].copy_from_slice(&self.0[..count]);
            self.0 = &self.0[count..];
            Ok(count)
        }
    }

    #[test]
    fn every_kind_of_end_becomes_a_line_feed_however_it_is_cut() {
        for (text, expected) in [
            ("a,b\r\nc,d\r\n", "a,b\nc,d\n"),
            ("a\rb\r", "a\nb\n"),
            ("a\r\r\n\n\nb", "a\n\n\n\nb"),
            ("a\nb\n", "a\nb\n"),
            ("\r\n", "\n"),
            ("", ""),
        ] {
            assert_eq!(line_feeds(text), expected);
            for size in 1..=text.len().max(1) {
                let mut read = String::new();
                let mut reader = LineFeeds::new(Slowly(text.as_bytes(), size));
                reader.read_to_string(&mut read).expect("it is text");
                assert_eq!(read, expected, "{text:?} by {size}");
            }
        }
    }
}
