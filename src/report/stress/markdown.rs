//! Blocks of words and tables as Markdown.

use super::pieces::Sections;
use crate::report::block::{Block, Span};
use crate::report::terminal;
use crate::text::shown_lines;

/// The sections as Markdown.
pub(super) fn text(title: &str, question: &str, sections: &Sections<'_>) -> String {
    let mut all = format!("# {}\n\n{question}\n", plain(title));
    for (heading, blocks) in sections {
        if let Some(heading) = heading.heading {
            all.push_str(&format!("\n## {heading}\n"));
        }
        for block in blocks {
            all.push('\n');
            all.push_str(&of(block));
        }
    }
    shown_lines(&all)
}

fn of(block: &Block<'_>) -> String {
    match block {
        Block::Words(line) => format!("{}\n", joined(line, "\n")),
        Block::Emphasis(text) => format!("**{}**\n", plain(text)),
        Block::List(texts) => texts.iter().map(|text| format!("- {}\n", plain(text))).collect(),
        Block::WordTable(table) => {
            let head = table.head.iter().map(|text| plain(text)).collect::<Vec<_>>().join(" | ");
            let rule = vec!["---"; table.head.len()].join(" | ");
            let mut all = format!("{}\n\n| {head} |\n| {rule} |\n", joined(&table.caption, " "));
            for row in &table.rows {
                let cells: Vec<String> = row.iter().map(|line| joined(line, "<br>")).collect();
                all.push_str(&format!("| {} |\n", cells.join(" | ")));
            }
            all
        }
        // Tables of numbers and everything else are shown as in a terminal.
        other => format!("```text\n{}\n```\n", terminal::text(other).trim_end()),
    }
}

fn joined(line: &[Span], line_break: &str) -> String {
    let of = |span: &Span| match span {
        Span::Plain(text) => plain(text),
        Span::Code(text) => {
            format!("`{}`", text.replace(['`', '\n', '\r'], " ").replace('|', "\\|"))
        }
        Span::File(name) => format!("`{name}`"),
        Span::Break => line_break.to_owned(),
    };
    line.iter().map(of).collect()
}

/// Text of a stranger in which no character has a meaning in Markdown or HTML.
fn plain(text: &str) -> String {
    let mut safe = String::new();
    for character in text.chars() {
        match character {
            '\n' | '\r' => safe.push(' '),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '&' => safe.push_str("&amp;"),
            '|' | '*' | '`' | '[' | ']' | '\\' | '#' | '!' => {
                safe.push('\\');
                safe.push(character);
            }
            other => safe.push(other),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_name_is_markup() {
        let line = [Span::plain("a|b <script> *x*"), Span::Break, Span::Code("k|`ey".into())];
        assert_eq!(joined(&line, "<br>"), "a\\|b &lt;script&gt; \\*x\\*<br>`k\\| ey`");
    }
}
