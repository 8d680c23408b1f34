//! Where the net gain of the option that settles most needs comes from: the ledger as a waterfall.

use super::canvas::{
    Anchor, COLOURS, Canvas, LABEL, NARROW, Narrow, Scale, TOP, draw, draw_narrow,
};
use crate::experiment::results::Results;
use crate::report::block::Figure;
use crate::report::estimate::{gain, yearly};
use crate::report::labels::LEDGER;
use crate::report::ranking::ranked;
use crate::report::words::short;
use crate::text::grid::{Row, Table};
use crate::text::number::signed;

/// Where the names end in a wide drawing \[px\].
const NAMES: i32 = 230;
/// Where the bars end in a wide drawing \[px\].
const NUMBERS: i32 = 740;
/// Height of a row \[px\].
const ROW: i32 = 30;
/// Height of a row of a narrow drawing \[px\].
const NARROW_ROW: i32 = 46;
/// Height of the axis \[px\].
const AXIS: i32 = 52;

/// A bar: its words, what it adds, where it begins and ends.
struct Bar {
    words: &'static str,
    adds: f64,
    from: f64,
    to: f64,
}

/// The ledger of the first ranked option; `None` without a comparison that has one.
pub fn waterfall(results: &Results) -> Option<Figure> {
    let options = ranked(results, None);
    let best = options.first()?;
    let net = gain(best.compared, results.weeks)?;
    let mut at = 0.0;
    let mut bars = Vec::new();
    for (name, words) in LEDGER {
        let adds = yearly(best.compared.measure(name)?, results.weeks)?.mean;
        bars.push(Bar { words, adds, from: at, to: at + adds });
        at += adds;
    }
    bars.push(Bar { words: "Net appointments", adds: net.mean, from: 0.0, to: net.mean });
    let title = format!(
        "{} planned slots come to {} net appointments",
        signed(bars[0].adds),
        signed(net.mean)
    );
    let subtitle = format!(
        "\"{}\": appointment slots a year against the baseline, means. What each step of the ledger adds or takes \
         away.",
        short(&best.found.title, 60)
    );
    let subtitle = subtitle.as_str();
    let description: Vec<String> =
        bars.iter().map(|bar| format!("{}: {}.", bar.words, signed(bar.adds))).collect();
    let description = description.join(" ");
    let ends = bars.iter().flat_map(|bar| [bar.from, bar.to]);
    let (low, high) =
        ends.fold((0.0_f64, 0.0_f64), |(low, high), end| (low.min(end), high.max(end)));
    let rows = bars.len() as i32;
    let height = TOP + rows * ROW + AXIS;
    let wide = draw(("ledger", height), (&title, subtitle), &description, |canvas| {
        let x = Scale::new((low, high), (NAMES + 20, NUMBERS - 10));
        draw_axis(canvas, &x, (TOP, TOP + rows * ROW), 6.0);
        for (index, bar) in bars.iter().enumerate() {
            let y = TOP + index as i32 * ROW + ROW / 2;
            canvas.text(bar.words, (NAMES, y), LABEL, Anchor::End);
            draw_bar(canvas, &x, bar, (y - 9, y + 9));
            canvas.bold(&signed(bar.adds), (NUMBERS + 80, y), LABEL, Anchor::End);
        }
    });
    let words = Narrow { name: "ledger", title: &title, subtitle, description: &description };
    let narrow = draw_narrow(words, rows * NARROW_ROW + AXIS, |canvas, top| {
        let x = Scale::new((low, high), (16, NARROW - 16));
        draw_axis(canvas, &x, (top, top + rows * NARROW_ROW), 3.0);
        for (index, bar) in bars.iter().enumerate() {
            let y = top + index as i32 * NARROW_ROW;
            canvas.plate(&format!("{}: {}", bar.words, signed(bar.adds)), 46, (16, y + 12));
            draw_bar(canvas, &x, bar, (y + 24, y + 38));
        }
    });
    let row = |bar: &Bar| Row::new(bar.words, vec![vec![signed(bar.adds)], vec![signed(bar.to)]]);
    let table = Table {
        caption: subtitle.to_owned(),
        head: ["Step", "Adds", "Sum so far"].map(str::to_owned).into(),
        rows: bars.iter().map(row).collect(),
        note: String::new(),
    };
    Some(Figure { name: "ledger", title, description, svg: wide, narrow: Some(narrow), table })
}

fn draw_axis(canvas: &Canvas<'_>, x: &Scale, (top, bottom): (i32, i32), count: f64) {
    canvas.x_axis(x, count, (top, bottom), signed);
    canvas.quiet("slots a year", (x.middle(), bottom + 32), Anchor::Middle);
}

/// A bar from where the one before ended; what is lost has another colour, and its number another sign.
fn draw_bar(canvas: &Canvas<'_>, x: &Scale, bar: &Bar, (top, bottom): (i32, i32)) {
    let colour = if bar.adds < 0.0 { COLOURS[3] } else { COLOURS[0] };
    let (from, to) = (x.at(bar.from), x.at(bar.to));
    // A bar of nothing is still seen.
    let to = if from == to { from + 1 } else { to };
    canvas.bar([(from, top), (to, bottom)], colour);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn the_steps_add_up_to_the_last_sum() {
        let results = sample::results();
        let figure = waterfall(&results).expect("there is a ledger");
        let rows = &figure.table.rows;
        assert_eq!(rows.len(), LEDGER.len() + 1);
        assert!(figure.title.contains("net appointments"), "{}", figure.title);
        let mut none = results;
        none.comparisons.clear();
        assert!(waterfall(&none).is_none());
    }
}
