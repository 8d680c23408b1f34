//! Whether a warm-up is long enough, as a page.

use super::cells::{heads, row};
use crate::experiment::warm_up::WarmUp;
use crate::report::block::Figure;
use crate::report::parted::{Paper, Part, Place, html};
use crate::report::warm_up::{about, cells, headline, reasons};
use crate::text::grid::Table;

/// The page, with `figures` inline.
pub(in crate::report) fn warm_up_html(found: &WarmUp, figures: &[Figure]) -> String {
    let (warm_up, weeks) = (found.horizon.warm_up_weeks, found.horizon.weeks);
    let replications = format!("{} of {}", found.replications, found.asked);
    let paper = Paper {
        title: found.title.clone(),
        question: format!("Is a warm-up of {warm_up} weeks enough for {weeks} measured weeks?"),
        partial: found.is_partial(),
        replications: Some(found.replications),
        figures,
        made: vec![
            ("Seed", found.seed.to_string()),
            ("Replications", replications),
            ("Measured", format!("{weeks} weeks, after {warm_up} weeks of warm-up")),
        ],
    };
    let table = Table {
        caption: "Where the bias of the start ends, and what of it is left".into(),
        head: heads("Quantity", &["Bias ends after", "Bias: first week", "Measured weeks"]),
        rows: found.series.iter().map(|series| row(series.words, cells(series))).collect(),
        note: String::new(),
    };
    let sentences: Vec<String> =
        std::iter::once(format!("{}.", headline(found))).chain(reasons(found)).collect();
    let parts = vec![
        Part::sentences(sentences),
        Part::table(Place::Ranked, table),
        Part::words(Place::Sure, about(found)),
    ];
    html(paper, parts)
}
