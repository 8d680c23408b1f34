//! Charts of what each change does, drawn by the spreadsheet program from the numbers above them.

use super::grid::{Column, Show, Value, for_paper, head_format, put};
use super::headlines::in_order;
use crate::experiment::results::{Comparison, ScenarioResults};
use crate::report::block::ReportInput;
use crate::report::estimate::yearly;
use crate::report::words::percent;
use crate::statistics::interval::{CONFIDENCE, MeanInterval};
use crate::text::number::signed;
use crate::text::{shortened, shown};
use crate::uncertainty::total::{DECIDING, HEADLINES};
use rust_xlsxwriter::{
    Chart, ChartErrorBars, ChartErrorBarsType, ChartRange, Format, Workbook, XlsxError,
};

/// The name of the sheet.
pub(super) const NAME: &str = "Charts";

/// The size of a chart \[pixels\].
const SIZE: (u32, u32) = (900, 420);

/// The rows that a chart covers.
const ROWS: u32 = 22;

/// The maximum number of changes in a chart.
const MOST: usize = 40;

/// The maximum length of an alternative text \[units of UTF-16\]. The library drops a longer one.
const LONGEST: usize = 255;

/// A chart: its measure, its words, and the value of every change with its interval.
struct Drawn<'r> {
    words: &'static str,
    unit: String,
    values: Vec<(&'r str, MeanInterval)>,
}

/// The headlines that have a value for every change.
fn drawn<'r>(input: &ReportInput<'r>) -> Vec<Drawn<'r>> {
    let all: Vec<_> = in_order(input.results).into_iter().take(MOST).collect();
    let of = |(name, words): &(&'static str, &'static str)| {
        let unit = all.first()?.1.measure(name)?.unit.clone();
        let value = |(found, compared): &(&'r ScenarioResults, &'r Comparison)| {
            let found =
                (found.title.as_str(), yearly(compared.measure(name)?, input.results.weeks)?);
            Some(found)
        };
        let values = all.iter().map(value).collect::<Option<Vec<_>>>()?;
        Some(Drawn { words, unit, values })
    };
    HEADLINES.iter().take(DECIDING).filter_map(of).collect()
}

/// Whether there is something to draw.
pub(super) fn is_any(input: &ReportInput<'_>) -> bool {
    !drawn(input).is_empty()
}

/// Adds the sheet: a table with the numbers, and a chart below it for each headline.
pub(super) fn add_to(input: &ReportInput<'_>, book: &mut Workbook) -> Result<(), XlsxError> {
    let all = drawn(input);
    let Some(first) = all.first() else { return Ok(()) };
    let height = first.values.len() as u32;
    let sheet = book.add_worksheet();
    sheet.set_name(NAME)?;
    let head = head_format();
    sheet.set_column_width(0, 44.0)?;
    put(sheet, (0, 0), &Value::text("Change"), &head)?;
    for (row, (title, _)) in (1_u32..).zip(&first.values) {
        put(sheet, (row, 0), &Value::text(*title), &Format::new().set_text_wrap())?;
    }
    for (column, of) in (1_u16..).step_by(2).zip(&all) {
        let heads = [
            format!("{}, more or fewer [{} a year]", of.words, of.unit),
            format!(
                "{}: half the width of the interval, chance only, {} [{} a year]",
                of.words,
                percent(CONFIDENCE),
                of.unit
            ),
        ];
        for (at, (text, show)) in
            (column..).zip(heads.into_iter().zip([Show::Signed, Show::Number]))
        {
            let column = Column::new(text, 20.0, show);
            put(sheet, (0, at), &Value::text(column.head.as_str()), &head)?;
            sheet.set_column_width(at, column.width)?;
            for (row, (_, found)) in (1_u32..).zip(&of.values) {
                let number = if show == Show::Signed { Some(found.mean) } else { found.half_width };
                put(sheet, (row, at), &Value::number(number), &column.show.format())?;
            }
        }
    }
    sheet.set_row_height(0, 75)?;
    sheet.set_freeze_panes(1, 1)?;
    for (number, (column, of)) in (0_u32..).zip((1_u16..).step_by(2).zip(&all)) {
        sheet.insert_chart(height + 2 + number * ROWS, 0, &chart(of, column))?;
    }
    for_paper(sheet)
}

/// Horizontal bars, one a change, with the interval of chance.
fn chart(of: &Drawn<'_>, column: u16) -> Chart {
    let height = of.values.len() as u32;
    let mut chart = Chart::new_bar();
    let has_interval = of.values.iter().all(|(_, found)| found.half_width.is_some());
    let series = chart.add_series();
    series
        .set_name((NAME, 0, column))
        .set_categories((NAME, 1, 0, height, 0))
        .set_values((NAME, 1, column, height, column));
    if has_interval {
        let half = ChartRange::new_from_range(NAME, 1, column + 1, height, column + 1);
        let mut bars = ChartErrorBars::new();
        bars.set_type(ChartErrorBarsType::Custom(half.clone(), half));
        // The values of a bar chart are on the horizontal axis.
        series.set_x_error_bars(&bars);
    }
    let with = if has_interval {
        format!(", with {} intervals of chance only", percent(CONFIDENCE))
    } else {
        String::new()
    };
    chart.title().set_name(&format!("{}: more or fewer a year than the baseline{with}", of.words));
    chart.legend().set_hidden();
    chart.y_axis().set_reverse();
    chart.x_axis().set_name(&format!("{} a year", of.unit)).set_num_format("#,##0");
    chart.set_width(SIZE.0).set_height(SIZE.1).set_name(format!("{} by change", of.words));
    chart.set_alt_text(alternative(of));
    chart
}

/// What the chart shows, for who cannot see it: the changes with most and with least. Titles are cut until it is
/// no longer than the format allows.
fn alternative(of: &Drawn<'_>) -> String {
    let one = |(title, found): &(&str, MeanInterval), longest: usize| {
        let interval = found.bounds().map_or_else(String::new, |(low, high)| {
            format!(" ({} to {})", signed(low), signed(high))
        });
        format!("{}: {}{interval}", shortened(&shown(title), longest), signed(found.mean))
    };
    let by_mean = |one: &&(&str, MeanInterval), other: &&(&str, MeanInterval)| {
        one.1.mean.total_cmp(&other.1.mean)
    };
    let ends = of.values.iter().max_by(by_mean).zip(of.values.iter().min_by(by_mean));
    let text = |longest: usize| {
        let values = match ends {
            Some((most, least)) if of.values.len() > 1 => {
                format!("Most: {}. Least: {}.", one(most, longest), one(least, longest))
            }
            Some((only, _)) => format!("{}.", one(only, longest)),
            None => String::new(),
        };
        let words = of.words;
        format!(
            "Bars: {words}, more or fewer a year, by change. {values} The table above has all numbers."
        )
    };
    let fits = |longest: &usize| text(*longest).encode_utf16().count() <= LONGEST;
    (0..=LONGEST).rev().find(fits).map_or_else(|| of.words.to_owned(), text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_alternative_text_fits_whatever_changes_are_called() {
        let long = "𝔘".repeat(300);
        let found = |mean| MeanInterval { mean, half_width: Some(123_456.0) };
        let values = vec![(long.as_str(), found(7.0)), ("short", found(-123_456.0))];
        let of = Drawn { words: "ED attendances deflected", unit: "attendances".into(), values };
        let text = alternative(&of);
        let units = text.encode_utf16().count();
        assert!((200..=LONGEST).contains(&units), "{units}: {text}");
        assert!(text.contains("Most: 𝔘𝔘") && text.contains("Least: short: −123,456 ("), "{text}");
    }
}
