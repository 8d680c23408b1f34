//! The sheet that figures are drawn on: titles, scales, axes, marks.

use crate::text::grid::wrap;
use crate::text::shown_lines;
use plotters::coord::Shift;
use plotters::element::{Circle, PathElement, Polygon, Rectangle, Text};
use plotters::prelude::{DrawingArea, IntoDrawingArea, SVGBackend};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontDesc, FontFamily, FontStyle, RGBColor, TextStyle, WHITE};

/// Width of all figures \[px\].
pub(super) const WIDTH: i32 = 860;
/// The right end of what is drawn \[px\].
pub(super) const RIGHT: i32 = WIDTH - 24;
/// Where the drawing begins below title and subtitle \[px\].
pub(super) const TOP: i32 = 84;

/// The palette, in the order in which it is used.
pub(super) const COLOURS: [RGBColor; 4] = [
    RGBColor(0x12, 0x43, 0x6D),
    RGBColor(0x28, 0xA1, 0x97),
    RGBColor(0x80, 0x16, 0x50),
    RGBColor(0xF4, 0x6A, 0x25),
];
/// Text and axes.
pub(super) const INK: RGBColor = RGBColor(0x21, 0x2B, 0x32);
/// Text of less weight; still 7 to 1 against white.
const QUIET: RGBColor = RGBColor(0x4C, 0x62, 0x72);
/// Gridlines.
pub(super) const GRID: RGBColor = RGBColor(0xD9, 0xD9, 0xD9);

const FONT: &str = "Arial, sans-serif";
/// plotters divides a font's size by this before it writes it.
const FONT_FACTOR: f64 = 1.24;
/// Size of labels \[px\].
pub(super) const LABEL: f64 = 13.0;

/// Where a text stands in relation to its point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Anchor {
    /// The text starts there.
    Start,
    /// Its middle is there.
    Middle,
    /// It ends there.
    End,
}

/// A straight scale from numbers to pixels.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scale {
    from: f64,
    to: f64,
    low: i32,
    high: i32,
}

impl Scale {
    /// From `from` at pixel `low` to `to` at pixel `high`.
    pub(super) fn new((from, to): (f64, f64), (low, high): (i32, i32)) -> Scale {
        // A scale without extent would divide by zero.
        let to = if to > from { to } else { from + 1.0 };
        Scale { from, to, low, high }
    }

    /// The pixel of `value`.
    pub(super) fn at(&self, value: f64) -> i32 {
        let share = (value - self.from) / (self.to - self.from);
        self.low + (share * f64::from(self.high - self.low)).round() as i32
    }

    /// Round numbers within the scale, about `count` of them.
    pub(super) fn ticks(&self, count: f64) -> Vec<f64> {
        let step = round_step((self.to - self.from) / count);
        let first = (self.from / step - 1e-9).ceil() as i64;
        let last = (self.to / step + 1e-9).floor() as i64;
        (first..=last).map(|tick| tick as f64 * step).collect()
    }
}

/// The next of 1, 2, 5, 10, … that is at least `rough`.
fn round_step(rough: f64) -> f64 {
    let power = 10_f64.powf(rough.log10().floor());
    let steps = [1.0, 2.0, 5.0, 10.0].map(|step| step * power);
    steps.into_iter().find(|step| *step >= rough * 0.999).unwrap_or(power * 10.0)
}

/// The end of a scale from zero that holds `most` and ends with one of about `count` ticks.
pub(super) fn up_to_tick(most: f64, count: f64) -> f64 {
    let step = round_step(most / count);
    (most / step).ceil() * step
}

/// A sheet with a title; everything is placed in pixels from its upper left corner.
pub(super) struct Canvas<'s> {
    area: DrawingArea<SVGBackend<'s>, Shift>,
}

impl Canvas<'_> {
    /// Text of `size` \[px\], its vertical middle at `y`.
    pub(super) fn text(&self, text: &str, (x, y): (i32, i32), size: f64, anchor: Anchor) {
        self.styled(text, (x, y), size, anchor, (INK, FontStyle::Normal));
    }

    /// Text that explains.
    pub(super) fn quiet(&self, text: &str, (x, y): (i32, i32), anchor: Anchor) {
        self.styled(text, (x, y), LABEL, anchor, (QUIET, FontStyle::Normal));
    }

    /// Text that stands out.
    pub(super) fn bold(&self, text: &str, (x, y): (i32, i32), size: f64, anchor: Anchor) {
        self.styled(text, (x, y), size, anchor, (INK, FontStyle::Bold));
    }

    fn styled(
        &self,
        text: &str,
        at: (i32, i32),
        size: f64,
        anchor: Anchor,
        (colour, font): (RGBColor, FontStyle),
    ) {
        let horizontal = match anchor {
            Anchor::Start => HPos::Left,
            Anchor::Middle => HPos::Center,
            Anchor::End => HPos::Right,
        };
        let font = FontDesc::new(FontFamily::Name(FONT), size * FONT_FACTOR, font);
        let style = TextStyle::from(font).color(&colour).pos(Pos::new(horizontal, VPos::Center));
        done(self.area.draw(&Text::new(text.to_owned(), at, style)));
    }

    /// Lines of text, their common middle at `y`.
    pub(super) fn lines(&self, text: &str, limit: usize, (x, y): (i32, i32), anchor: Anchor) {
        let lines = wrap(text, limit);
        let first = y - (lines.len() as i32 - 1) * 8;
        for (place, line) in lines.iter().enumerate() {
            self.text(line, (x, first + place as i32 * 16), LABEL, anchor);
        }
    }

    /// A line through `points`.
    pub(super) fn path(&self, points: &[(i32, i32)], colour: RGBColor, width: u32) {
        done(self.area.draw(&PathElement::new(points.to_vec(), colour.stroke_width(width))));
    }

    /// A thin line through `points` within a bar.
    pub(super) fn within(&self, points: &[(i32, i32)]) {
        self.path(points, WHITE, 1);
    }

    /// A filled rectangle between two corners.
    pub(super) fn bar(&self, corners: [(i32, i32); 2], colour: RGBColor) {
        done(self.area.draw(&Rectangle::new(corners, colour.filled())));
    }

    /// A mark; each `kind` has its own shape, so that lines can be told apart without colour.
    pub(super) fn mark(&self, (x, y): (i32, i32), kind: usize, colour: RGBColor) {
        let polygon = |points: &[(i32, i32)]| {
            let points: Vec<_> = points.iter().map(|(dx, dy)| (x + dx, y + dy)).collect();
            done(self.area.draw(&Polygon::new(points, colour.filled())));
        };
        match kind % 4 {
            0 => done(self.area.draw(&Circle::new((x, y), 4, colour.filled()))),
            1 => polygon(&[(-4, -4), (4, -4), (4, 4), (-4, 4)]),
            2 => polygon(&[(0, -5), (5, 4), (-5, 4)]),
            _ => polygon(&[(0, -6), (6, 0), (0, 6), (-6, 0)]),
        }
    }

    /// Horizontal gridlines at the ticks of `y`, between `left` and `right`, with their labels.
    pub(super) fn y_axis(
        &self,
        y: &Scale,
        count: f64,
        (left, right): (i32, i32),
        label: impl Fn(f64) -> String,
    ) {
        for tick in y.ticks(count) {
            let at = y.at(tick);
            let colour = if tick == 0.0 { INK } else { GRID };
            self.path(&[(left, at), (right, at)], colour, 1);
            self.quiet(&label(tick), (left - 8, at), Anchor::End);
        }
    }
}

/// Draws a figure of `height` \[px\] with a title and a subtitle and returns it as SVG.
///
/// `name` makes the identifiers of its description unique in a page.
pub(super) fn draw(
    (name, height): (&str, i32),
    (title, subtitle): (&str, &str),
    description: &str,
    figure: impl FnOnce(&Canvas),
) -> String {
    let mut svg = String::new();
    {
        let backend = SVGBackend::with_string(&mut svg, (WIDTH as u32, height as u32));
        let canvas = Canvas { area: backend.into_drawing_area() };
        done(canvas.area.fill(&WHITE));
        canvas.bold(title, (24, 26), 20.0, Anchor::Start);
        for (place, line) in wrap(subtitle, 120).iter().enumerate() {
            canvas.quiet(line, (24, 50 + 17 * place as i32), Anchor::Start);
        }
        figure(&canvas);
        done(canvas.area.present());
    }
    described(&svg, name, title, description)
}

/// The drawing as an image with a name and a description for those who cannot see it.
fn described(svg: &str, name: &str, title: &str, description: &str) -> String {
    let head = format!("<svg role=\"img\" aria-labelledby=\"{name}-title {name}-desc\" ");
    let words = format!(
        ">\n<title id=\"{name}-title\">{}</title>\n<desc id=\"{name}-desc\">{}</desc>",
        escaped(title),
        escaped(description)
    );
    // Neither escapes nor an XML reader's rules help against control characters: they are written out.
    shown_lines(&svg.replacen("<svg ", &head, 1).replacen('>', &words, 1))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// What is drawn is text in memory, which does not fail.
fn done<E: std::fmt::Debug>(drawn: Result<(), E>) {
    drawn.expect("a drawing in memory can always be written to");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_within_the_scale() {
        let scale = Scale::new((-130.0, 410.0), (0, 540));
        assert_eq!(scale.ticks(6.0), [-100.0, 0.0, 100.0, 200.0, 300.0, 400.0]);
        assert_eq!(scale.at(0.0), 130);
    }

    #[test]
    fn a_scale_without_extent_divides_by_nothing() {
        assert_eq!(Scale::new((3.0, 3.0), (0, 10)).at(3.0), 0);
    }
}
