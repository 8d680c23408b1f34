//! The canvas on which figures are drawn: titles, scales, axes, marks.

use crate::text::grid::wrap;
use crate::text::shown_lines;
use plotters_backend::text_anchor::{HPos, Pos, VPos};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, FontFamily,
    FontStyle,
};
use plotters_svg::SVGBackend;
use std::cell::RefCell;
use std::convert::Infallible;

/// Width of all figures \[px\].
pub(super) const WIDTH: i32 = 860;
/// The right end of what is drawn \[px\].
pub(super) const RIGHT: i32 = WIDTH - 24;
/// Width of narrow figures, for a phone \[px\].
pub(super) const NARROW: i32 = 360;
/// Where the drawing begins below title and subtitle \[px\].
pub(super) const TOP: i32 = 84;

/// A colour, by its shares of red, green and blue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct RgbColour(u8, u8, u8);

impl RgbColour {
    /// The colour on white: none of it at 0, all of it at 1.
    pub(super) fn tinted(self, share: f64) -> RgbColour {
        let share = share.clamp(0.0, 1.0);
        let mix = |of: u8| (255.0 - share * (255.0 - f64::from(of))).round() as u8;
        RgbColour(mix(self.0), mix(self.1), mix(self.2))
    }
}

impl BackendStyle for RgbColour {
    fn color(&self) -> BackendColor {
        BackendColor { alpha: 1.0, rgb: (self.0, self.1, self.2) }
    }
}

const WHITE: RgbColour = RgbColour(0xFF, 0xFF, 0xFF);

/// The palette, in the order in which it is used.
pub(super) const COLOURS: [RgbColour; 4] = [
    RgbColour(0x12, 0x43, 0x6D),
    RgbColour(0x28, 0xA1, 0x97),
    RgbColour(0x80, 0x16, 0x50),
    RgbColour(0xF4, 0x6A, 0x25),
];
/// Text and axes.
pub(super) const INK: RgbColour = RgbColour(0x21, 0x2B, 0x32);
/// Secondary text; its contrast against white is still 7 to 1.
const QUIET: RgbColour = RgbColour(0x4C, 0x62, 0x72);
/// Gridlines.
pub(super) const GRID: RgbColour = RgbColour(0xD9, 0xD9, 0xD9);

const FONT: &str = "Arial, sans-serif";
/// The SVG backend divides a font's size by this before it writes it.
const FONT_FACTOR: f64 = 1.24;
/// Size of labels \[px\].
pub(super) const LABEL: f64 = 13.0;

/// How a text is aligned to its point.
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

    /// The pixel halfway.
    pub(super) const fn middle(&self) -> i32 {
        (self.low + self.high) / 2
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
    let power = libm::exp10(libm::log10(rough).floor());
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
    backend: RefCell<SVGBackend<'s>>,
}

/// A line of some width.
struct Stroke {
    colour: RgbColour,
    width: u32,
}

impl BackendStyle for Stroke {
    fn color(&self) -> BackendColor {
        self.colour.color()
    }

    fn stroke_width(&self) -> u32 {
        self.width
    }
}

/// How a text is written.
struct Lettering {
    size: f64,
    anchor: HPos,
    colour: RgbColour,
    font: FontStyle,
}

impl BackendTextStyle for Lettering {
    type FontError = Infallible;

    fn color(&self) -> BackendColor {
        self.colour.color()
    }

    fn size(&self) -> f64 {
        self.size * FONT_FACTOR
    }

    fn style(&self) -> FontStyle {
        self.font
    }

    fn anchor(&self) -> Pos {
        Pos::new(self.anchor, VPos::Center)
    }

    fn family(&self) -> FontFamily<'_> {
        FontFamily::Name(FONT)
    }

    /// The program that shows an SVG lays out its text.
    fn layout_box(&self, _: &str) -> Result<(BackendCoord, BackendCoord), Infallible> {
        Ok(((0, 0), (0, 0)))
    }

    /// Text in SVG stays text, so nothing is drawn pixel by pixel.
    fn draw<E, F: FnMut(i32, i32, BackendColor) -> Result<(), E>>(
        &self,
        _: &str,
        _: BackendCoord,
        _: F,
    ) -> Result<Result<(), E>, Infallible> {
        Ok(Ok(()))
    }
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
        (colour, font): (RgbColour, FontStyle),
    ) {
        let anchor = match anchor {
            Anchor::Start => HPos::Left,
            Anchor::Middle => HPos::Center,
            Anchor::End => HPos::Right,
        };
        let lettering = Lettering { size, anchor, colour, font };
        done(self.backend.borrow_mut().draw_text(text, &lettering, at));
    }

    /// Lines of text, their common middle at `y`.
    pub(super) fn lines(&self, text: &str, limit: usize, (x, y): (i32, i32), anchor: Anchor) {
        let lines = wrap(text, limit);
        let first = y - (lines.len() as i32 - 1) * 8;
        for (index, line) in lines.iter().enumerate() {
            self.text(line, (x, first + index as i32 * 16), LABEL, anchor);
        }
    }

    /// Lines of text from `x` on a white ground, so that gridlines do not cross them.
    pub(super) fn plate(&self, text: &str, limit: usize, (x, y): (i32, i32)) {
        let lines = wrap(text, limit);
        for (index, line) in lines.iter().take(2).enumerate() {
            self.on_white(
                line,
                (x, y + index as i32 * 16 - (lines.len() as i32 - 1) * 8),
                FontStyle::Normal,
            );
        }
    }

    /// A text that stands out, on a white ground.
    pub(super) fn plate_bold(&self, text: &str, at: (i32, i32)) {
        self.on_white(text, at, FontStyle::Bold);
    }

    fn on_white(&self, text: &str, (x, y): (i32, i32), font: FontStyle) {
        let width = text.chars().count() as i32 * 7;
        self.bar([(x - 2, y - 8), (x + width, y + 8)], WHITE);
        self.styled(text, (x, y), LABEL, Anchor::Start, (INK, font));
    }

    /// A line through `points`.
    pub(super) fn path(&self, points: &[(i32, i32)], colour: RgbColour, width: u32) {
        let stroke = Stroke { colour, width };
        done(self.backend.borrow_mut().draw_path(points.iter().copied(), &stroke));
    }

    /// A thin line through `points` within a bar.
    pub(super) fn within(&self, points: &[(i32, i32)]) {
        self.path(points, WHITE, 1);
    }

    /// A filled rectangle between two corners.
    pub(super) fn bar(&self, corners: [(i32, i32); 2], colour: RgbColour) {
        let [(x, y), (to_x, to_y)] = corners;
        let upper_left = (x.min(to_x), y.min(to_y));
        let lower_right = (x.max(to_x), y.max(to_y));
        done(self.backend.borrow_mut().draw_rect(upper_left, lower_right, &colour, true));
    }

    /// A mark. Each `kind` has its own shape, so that lines can be distinguished without colour.
    pub(super) fn mark(&self, (x, y): (i32, i32), kind: usize, colour: RgbColour) {
        let polygon = |points: &[(i32, i32)]| {
            let points = points.iter().map(|(dx, dy)| (x + dx, y + dy));
            done(self.backend.borrow_mut().fill_polygon(points, &colour));
        };
        match kind % 4 {
            0 => done(self.backend.borrow_mut().draw_circle((x, y), 4, &colour, true)),
            1 => polygon(&[(-4, -4), (4, -4), (4, 4), (-4, 4)]),
            2 => polygon(&[(0, -5), (5, 4), (-5, 4)]),
            _ => polygon(&[(0, -6), (6, 0), (0, 6), (-6, 0)]),
        }
    }

    /// Vertical gridlines at about `count` ticks of `x`, from `top` to `bottom`, with their labels below.
    pub(super) fn x_axis(
        &self,
        x: &Scale,
        count: f64,
        (top, bottom): (i32, i32),
        label: impl Fn(f64) -> String,
    ) {
        for tick in x.ticks(count) {
            let at = x.at(tick);
            let colour = if tick == 0.0 { INK } else { GRID };
            self.path(&[(at, top), (at, bottom)], colour, 1);
            self.quiet(&label(tick), (at, bottom + 14), Anchor::Middle);
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
        let canvas = Canvas { backend: RefCell::new(backend) };
        canvas.bold(title, (24, 26), 20.0, Anchor::Start);
        for (index, line) in wrap(subtitle, 120).iter().enumerate() {
            canvas.quiet(line, (24, 50 + 17 * index as i32), Anchor::Start);
        }
        figure(&canvas);
        done(canvas.backend.into_inner().present());
    }
    described(&svg, name, title, description)
}

/// The words of a narrow figure.
#[derive(Clone, Copy, Debug)]
pub(super) struct Narrow<'n> {
    /// Makes the identifiers of its description unique in a page.
    pub(super) name: &'n str,
    /// The finding.
    pub(super) title: &'n str,
    /// Measure, unit and period.
    pub(super) subtitle: &'n str,
    /// What a screen reader says.
    pub(super) description: &'n str,
}

/// Draws a figure for a phone: title and subtitle on as many lines as they need, then `height` \[px\] of
/// drawing. The drawing is told where it begins.
pub(super) fn draw_narrow(
    words: Narrow<'_>,
    height: i32,
    figure: impl FnOnce(&Canvas<'_>, i32),
) -> String {
    let (title, subtitle) = (wrap(words.title, 38), wrap(words.subtitle, 52));
    let below_title = 12 + 21 * title.len() as i32;
    let top = below_title + 16 * subtitle.len() as i32 + 14;
    let mut svg = String::new();
    {
        let size = (NARROW as u32, (top + height) as u32);
        let backend = SVGBackend::with_string(&mut svg, size);
        let canvas = Canvas { backend: RefCell::new(backend) };
        for (index, line) in title.iter().enumerate() {
            canvas.bold(line, (16, 18 + 21 * index as i32), 16.0, Anchor::Start);
        }
        for (index, line) in subtitle.iter().enumerate() {
            canvas.quiet(line, (16, below_title + 12 + 16 * index as i32), Anchor::Start);
        }
        figure(&canvas, top);
        done(canvas.backend.into_inner().present());
    }
    described(&svg, &format!("{}-narrow", words.name), words.title, words.description)
}

/// The drawing as an image with a name and a description for those who cannot see it.
fn described(svg: &str, name: &str, title: &str, description: &str) -> String {
    let head = format!(
        "<svg role=\"img\" style=\"background:#fff\" aria-labelledby=\"{name}-title {name}-desc\" "
    );
    let words = format!(
        ">\n<title id=\"{name}-title\">{}</title>\n<desc id=\"{name}-desc\">{}</desc>",
        escaped(title),
        escaped(description)
    );
    // XML has no escape for control characters, so they are written out as text.
    shown_lines(&svg.replacen("<svg ", &head, 1).replacen('>', &words, 1))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Drawing to text in memory cannot fail.
fn done<E: std::fmt::Debug>(drawn: Result<(), E>) {
    drawn.expect("a drawing in memory can always be written to");
}

/// Half an hour of the day as text, `slots` half hours after `hour`.
pub(super) fn half_hour(hour: usize, slots: usize) -> String {
    format!("{:02}:{:02}", hour + slots / 2, slots % 2 * 30)
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

    /// Contrast between a colour and white, by the Web Content Accessibility Guidelines 2.2.
    fn contrast(RgbColour(red, green, blue): RgbColour) -> f64 {
        let linear = |of: u8| {
            let share = f64::from(of) / 255.0;
            if share <= 0.04045 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
        };
        let luminance = 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
        1.05 / (luminance + 0.05)
    }

    #[test]
    fn text_and_marks_stand_out_from_white() {
        // A program that checks pages cannot decide what stands in a drawing.
        assert!((contrast(RgbColour(0, 0, 0)) - 21.0).abs() < 1e-9);
        assert!(contrast(INK) > 7.0 && contrast(QUIET) > 4.5);
        for (index, colour) in COLOURS.into_iter().enumerate() {
            assert!(contrast(colour) > 2.9, "{index}: {}", contrast(colour));
        }
    }

    #[test]
    fn a_scale_without_extent_divides_by_nothing() {
        assert_eq!(Scale::new((3.0, 3.0), (0, 10)).at(3.0), 0);
    }
}
