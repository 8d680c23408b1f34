//! The line of a page that says when and by which command it was made.

use super::manifest::RunAbout;
use super::outputs::Output;
use crate::units::MONTH_NAMES;
use std::io::{self, Write};

/// The name of the page.
pub(super) const PAGE: &str = "report.html";

/// The place of the line in a page. Text of users cannot hold it, because it is escaped.
const PLACE: &str = "<!-- made -->";

/// Writes the page of `output` with the line in its place.
///
/// # Errors
///
/// I/O errors of `out`.
pub(super) fn write(output: &Output<'_>, about: &RunAbout, out: &mut dyn Write) -> io::Result<()> {
    let mut bytes = Vec::new();
    output.write(&mut bytes)?;
    let text = String::from_utf8(bytes).map_err(io::Error::other)?;
    let shown = |text: &str| escaped(&crate::text::shown(text));
    let line = format!(
        "<p id=\"made\">Made on {} by <code>{}</code> (version {}).</p>",
        shown(&day(&about.date)),
        shown(&about.asked),
        shown(about.version)
    );
    out.write_all(text.replacen(PLACE, &line, 1).as_bytes())
}

/// The day of a date and time: `30 November 2026`; as it is if it is no date.
fn day(date: &str) -> String {
    let parts = date.get(..10).map(|day| day.split('-').collect::<Vec<_>>()).unwrap_or_default();
    let [year, month, day] = parts.as_slice() else { return date.to_owned() };
    let month =
        month.parse::<usize>().ok().and_then(|month| MONTH_NAMES.get(month.checked_sub(1)?));
    match (month, day.parse::<u8>(), year.parse::<u16>()) {
        (Some(month), Ok(day), Ok(_)) => format!("{day} {month} {year}"),
        _ => date.to_owned(),
    }
}

fn escaped(text: &str) -> String {
    let mut out = String::new();
    for character in text.chars() {
        match character {
            '&' => out.push_str("&#38;"),
            '<' => out.push_str("&#60;"),
            '>' => out.push_str("&#62;"),
            '"' => out.push_str("&#34;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn a_page_says_when_and_by_which_command_it_was_made() {
        let mut about = sample::about();
        about.asked = "pcn-sim sweep '<b>'".into();
        let page = Output::text(PAGE, format!("<footer>{PLACE}</footer>"));
        let mut out = Vec::new();
        write(&page, &about, &mut out).expect("memory can be written to");
        let text = String::from_utf8(out).expect("it is text");
        let expected = "<footer><p id=\"made\">Made on 28 November 2026 by \
                        <code>pcn-sim sweep &#39;&#60;b&#62;&#39;</code> (version 0.3.0).</p></footer>";
        assert_eq!(text, expected);
    }

    #[test]
    fn what_is_no_date_stays_as_it_is() {
        for text in ["", "soon", "2026-13-01T", "2026-00-01T", "é026-11-28", "20261128T120000Z"] {
            assert_eq!(day(text), text);
        }
    }
}
