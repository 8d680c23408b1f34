//! Blocks of the report as text for the terminal: prose at most 80 columns wide, tables at most 100.

use super::block::{Answer, Block, Line, WordTable, plain_text};
use crate::text::grid::{PROSE, wrap};
use crate::text::shown_lines;

/// A block as text.
pub(super) fn text(block: &Block<'_>) -> String {
    match block {
        Block::Caution { heading, lines } => {
            format!("{heading}\n{}", list(lines.iter().map(String::as_str)))
        }
        Block::Words(line) => paragraph(&plain_text(line)),
        Block::Emphasis(words) => paragraph(words),
        Block::Answer(answer) => answer_text(answer),
        Block::Sentences(lines) => {
            lines.iter().map(|words| paragraph(words)).collect::<Vec<_>>().join("\n")
        }
        Block::Folded(_, table) => table.to_text(),
        Block::List(entries) => list(entries.iter().copied()),
        Block::Table(table) => table.to_text(),
        Block::WordTable(table) => word_table(table),
        Block::Figure(figure) => figure.table.to_text(),
    }
}

fn paragraph(text: &str) -> String {
    shown_lines(&wrap(text, PROSE).join("\n"))
}

fn list<'t>(entries: impl Iterator<Item = &'t str>) -> String {
    entries.map(|entry| format!("{}\n", list_entry(entry))).collect()
}

/// An entry of a list. Its further lines are indented below its first word.
fn list_entry(entry: &str) -> String {
    let lines = wrap(entry, PROSE - 4);
    shown_lines(&format!("  - {}", lines.join("\n    ")))
}

/// A paragraph, indented below its heading.
fn indented(text: &str) -> String {
    let lines = wrap(text, PROSE - 2);
    shown_lines(&lines.iter().map(|line| format!("  {line}")).collect::<Vec<_>>().join("\n"))
}

fn answer_text(answer: &Answer) -> String {
    let mut lines = vec![paragraph(&answer.title)];
    if !answer.question.is_empty() {
        lines.push(paragraph(&answer.question));
    }
    lines.push(indented(&answer.sentences.join(" ")));
    lines.join("\n")
}

/// A row of words, on as many lines as it needs: its subject, then its cells with their column headings.
fn word_table(table: &WordTable) -> String {
    let mut lines = vec![paragraph(&plain_text(&table.caption))];
    for row in &table.rows {
        let mut cells = row.iter().map(|cell: &Line| plain_text(cell));
        lines.extend(cells.next().map(|name| paragraph(&name)));
        let named = table.head.iter().skip(1).zip(cells);
        lines.extend(named.map(|(head, cell)| indented(&format!("{head}: {cell}"))));
    }
    lines.push(String::new());
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::block::{ReportInput, Span};
    use crate::report::{plot, sample, sections};
    use crate::text::grid::WIDTH;

    #[test]
    fn every_block_of_the_report_has_a_text_that_fits() {
        let (results, scenarios) = (sample::results(), sample::scenarios());
        let figures = plot::figures(&results, None);
        let input = ReportInput {
            results: &results,
            scenarios: &scenarios,
            figures: &figures,
            scale_to: Some(1e6),
            total: None,
        };
        for (section, blocks) in sections::filled(&input) {
            for text in blocks.iter().map(text) {
                assert!(!text.trim().is_empty(), "{}", section.id);
                let is_wide = |line: &&str| line.chars().count() > WIDTH;
                assert_eq!(text.lines().find(is_wide), None, "{}", section.id);
            }
        }
    }

    #[test]
    fn words_stand_below_what_they_are_about() {
        let cell = |text: &str| vec![Span::plain(text)];
        let table = WordTable {
            caption: cell("How it was run"),
            head: vec!["What", "Value"],
            rows: vec![vec![cell("Seed"), cell("1")]],
            folded: None,
        };
        assert_eq!(text(&Block::WordTable(table)), "How it was run\nSeed\n  Value: 1\n");
        let caution = Block::Caution { heading: "Before", lines: vec!["Mind\u{1b} it.".into()] };
        assert_eq!(text(&caution), "Before\n  - Mind\\u{1b} it.\n");
    }

    #[test]
    fn warnings_wrap_between_words_below_their_first_word() {
        let lines = vec!["Quote the interval, not the mean, of every single gain. ".repeat(4)];
        let found = text(&Block::Caution { heading: "Before", lines });
        let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        assert!(found.lines().all(|line| line.chars().count() <= PROSE), "{found}");
        assert!(found.lines().skip(2).all(|line| line.starts_with("    ")), "{found}");
        assert!(found.lines().count() > 3 && words(&found)[2..10] == words(&found)[12..20]);
    }
}
