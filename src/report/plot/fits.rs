//! A distribution beside its data: bars of the data, the line of the fit.

use super::canvas::{Anchor, COLOURS, Canvas, LABEL, RIGHT, Scale, TOP, draw, up_to_tick};
use crate::exports::found::{Bin, Fit};
use crate::report::block::Figure;
use crate::report::words::percent;
use crate::text::grid::{Row, Table};
use crate::text::number::whole;

/// Height of the drawing \[px\].
const HEIGHT: i32 = 220;
/// Where the axis begins \[px\].
const LEFT: i32 = 84;

/// The figure of `fit`, called `name`; `None` without bars.
pub fn fit(fit: &Fit, name: &'static str) -> Option<Figure> {
    if fit.bins.is_empty() {
        return None;
    }
    let is_density = matches!(fit.sort, "length" | "patience");
    let subtitle = format!(
        "Own export, n = {}. Bars: the data. Line and marks: {}.{}",
        whole(fit.n as f64),
        fit.distribution,
        if is_density { " Areas are shares." } else { "" }
    );
    let sentence = |bin: &Bin| {
        let observed = bin.observed.map_or("suppressed".to_owned(), percent);
        let fitted = bin.fitted.map_or(String::new(), |share| format!(", fit {}", percent(share)));
        format!("{}: {observed}{fitted}.", bin.label)
    };
    let description: Vec<String> = fit.bins.iter().map(sentence).collect();
    let description = description.join(" ");
    let height = TOP + HEIGHT + 60;
    let svg = draw((name, height), (&fit.title, &subtitle), &description, |canvas| {
        drawn(canvas, fit, is_density);
    });
    let row = |bin: &Bin| {
        let observed = bin.observed.map_or("suppressed".to_owned(), percent);
        let fitted = bin.fitted.map_or(String::new(), percent);
        let count = bin.count.map_or("<10".to_owned(), |count| whole(count as f64));
        Row::new(bin.label.as_str(), vec![vec![count], vec![observed], vec![fitted]])
    };
    let table = Table {
        caption: fit.title.clone(),
        head: vec![String::new(), "n".into(), "Data".into(), "Fit".into()],
        rows: fit.bins.iter().map(row).collect(),
        note: String::new(),
    };
    Some(Figure { name, title: fit.title.clone(), description, svg, narrow: None, table })
}

/// The last bar that is drawn: tails a hundred times as wide as the others would hide them.
fn shown(fit: &Fit, is_density: bool) -> &[Bin] {
    if !is_density {
        return &fit.bins;
    }
    let mut share = 0.0;
    let enough = fit.bins.iter().position(|bin| {
        share += bin.observed.unwrap_or(0.0);
        share > 0.995
    });
    &fit.bins[..enough.map_or(fit.bins.len(), |last| last + 1)]
}

fn drawn(canvas: &Canvas<'_>, fit: &Fit, is_density: bool) {
    let bins = shown(fit, is_density);
    let height = |bin: &Bin, share: Option<f64>| {
        share.map_or(0.0, |share| if is_density { share / (bin.to - bin.from) } else { share })
    };
    let heights = bins.iter().flat_map(|bin| [height(bin, bin.observed), height(bin, bin.fitted)]);
    let most = heights.fold(1e-9, f64::max);
    let first = bins.first().map_or(0.0, |bin| bin.from);
    let last = bins.last().map_or(1.0, |bin| bin.to);
    let x = Scale::new((first, last), (LEFT, RIGHT));
    let y = Scale::new((0.0, up_to_tick(most, 4.0)), (TOP + HEIGHT, TOP + 16));
    let per = if is_density { " per min" } else { "" };
    canvas.y_axis(&y, 4.0, (LEFT, RIGHT), |tick| {
        format!("{:.3}%", tick * 100.0).replace(".000%", "%")
    });
    canvas.quiet(&format!("Share{per}"), (LEFT - 8, TOP - 4), Anchor::End);
    for bin in bins {
        let gap = i32::from(!is_density) * 4;
        let (from, to) = (x.at(bin.from) + 1 + gap, x.at(bin.to) - 1 - gap);
        let top = height(bin, bin.observed);
        canvas.bar([(from, y.at(0.0)), (to.max(from + 1), y.at(top))], COLOURS[0].tinted(0.5));
        if bin.observed.is_none() {
            canvas.quiet("<10", (i32::midpoint(from, to), y.at(0.0) - 10), Anchor::Middle);
        }
    }
    let line: Vec<(i32, i32)> = bins
        .iter()
        .filter(|bin| bin.fitted.is_some())
        .map(|bin| (i32::midpoint(x.at(bin.from), x.at(bin.to)), y.at(height(bin, bin.fitted))))
        .collect();
    if line.len() > 1 {
        canvas.path(&line, COLOURS[3], 2);
    }
    line.iter().for_each(|at| canvas.mark(*at, 0, COLOURS[3]));
    let below = TOP + HEIGHT + 14;
    if matches!(fit.sort, "length" | "patience") || fit.bins.iter().any(|bin| bin.to > 7.5) {
        for tick in x.ticks(10.0) {
            canvas.quiet(
                &format!("{}", (tick * 100.0).round() / 100.0),
                (x.at(tick), below),
                Anchor::Middle,
            );
        }
    } else {
        for bin in bins {
            canvas.quiet(
                &bin.label,
                (i32::midpoint(x.at(bin.from), x.at(bin.to)), below),
                Anchor::Middle,
            );
        }
    }
    canvas.text(&fit.axis, (i32::midpoint(LEFT, RIGHT), below + 24), LABEL, Anchor::Middle);
}
