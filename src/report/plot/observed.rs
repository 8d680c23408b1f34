//! Observed and simulated distributions: one panel for each distribution, two bars for each band.

use super::canvas::{Anchor, COLOURS, Canvas, INK, LABEL, RIGHT, Scale, TOP, draw, up_to_tick};
use crate::experiment::results::{Bands, ScenarioResults};
use crate::report::block::Figure;
use crate::statistics::interval::MeanInterval;
use crate::text::grid::{Row, Table};
use crate::validation::judgement::{Validation, Verdict};

/// The content of a figure.
struct Sheet {
    /// The name of its file, without the ending.
    name: &'static str,
    subject: &'static str,
    /// Headings, each with its distribution.
    panels: &'static [(&'static str, &'static str)],
}

impl Sheet {
    fn shows(&self, distribution: &str) -> bool {
        self.panels.iter().any(|(_, name)| *name == distribution)
    }
}

const FIGURES: [Sheet; 7] = [
    Sheet {
        name: "validation-booking-lag",
        subject: "Time from booking to appointment",
        panels: &[
            ("All staff", "booking_lag_all"),
            ("General practitioners", "booking_lag_gp"),
            ("Other staff", "booking_lag_other"),
        ],
    },
    Sheet {
        name: "validation-appointments",
        subject: "Appointments",
        panels: &[
            ("By mode", "appointments_by_mode"),
            ("By weekday", "appointments_by_weekday"),
            ("By month: per working day, relative to the year", "appointments_by_month"),
        ],
    },
    Sheet {
        name: "validation-not-attended",
        subject: "Appointments not attended",
        panels: &[
            ("By time from booking to appointment: per cent of each band", "dna_by_lag"),
            ("The same, general practitioners", "dna_by_lag_gp"),
            ("The same, other staff", "dna_by_lag_other"),
            ("Attended, general practitioners: per cent of all", "joint_gp_attended"),
            ("Not attended, general practitioners: per cent of all", "joint_gp_missed"),
            ("Attended, other staff: per cent of all", "joint_other_attended"),
            ("Not attended, other staff: per cent of all", "joint_other_missed"),
        ],
    },
    Sheet {
        name: "validation-length",
        subject: "Length of consultations",
        panels: &[("Consultations attended", "consultation_length")],
    },
    Sheet {
        name: "validation-calls",
        subject: "Calls by weekday and hour",
        panels: &[
            ("By weekday", "calls_by_weekday"),
            ("Mondays", "calls_on_monday"),
            ("Tuesdays", "calls_on_tuesday"),
            ("Wednesdays", "calls_on_wednesday"),
            ("Thursdays", "calls_on_thursday"),
            ("Fridays", "calls_on_friday"),
        ],
    },
    Sheet {
        name: "validation-waits",
        subject: "Waits on the telephone",
        panels: &[("Calls answered", "answered_wait"), ("Calls missed", "missed_wait")],
    },
    Sheet {
        name: "validation-online",
        subject: "Online submissions",
        panels: &[
            ("By weekday", "online_by_weekday"),
            ("Mondays", "online_on_monday"),
            ("Mondays to Fridays", "online_by_band"),
        ],
    },
];

const LEFT: i32 = 72;
/// Height of the bars of a panel \[px\].
const PANEL: i32 = 130;
/// Height of a panel with its heading and its labels \[px\].
const STEP: i32 = PANEL + 74;
/// Space for the legend above the panels \[px\].
const LEGEND: i32 = 26;
/// The widest bar \[px\].
const WIDEST: i32 = 34;
/// Size of the numbers on the bars \[px\].
const NUMBER: f64 = 11.0;

/// A band: the observed value, its tolerance and the simulated value.
struct Band {
    name: String,
    observed: Option<f64>,
    limits: Option<(f64, f64)>,
    simulated: Option<MeanInterval>,
}

/// A distribution under its heading.
struct Panel {
    heading: String,
    is_share: bool,
    bands: Vec<Band>,
}

impl Panel {
    fn write(&self, value: f64) -> String {
        if self.is_share { format!("{:.1}", value * 100.0) } else { format!("{value:.2}") }
    }

    /// The same with its unit.
    fn write_fully(&self, value: f64) -> String {
        if self.is_share { format!("{:.1}%", value * 100.0) } else { format!("{value:.2}") }
    }
}

/// Every figure for which there are observations.
pub fn observed(found: &Validation<'_>, results: &ScenarioResults) -> Vec<Figure> {
    FIGURES.iter().filter_map(|sheet| figure(sheet, found, results)).collect()
}

fn figure(sheet: &Sheet, found: &Validation<'_>, results: &ScenarioResults) -> Option<Figure> {
    let (name, subject) = (sheet.name, sheet.subject);
    let panels: Vec<Panel> = (sheet.panels.iter())
        .filter_map(|(heading, name)| panel(heading, results.distribution(name)?, found))
        .collect();
    if panels.is_empty() {
        return None;
    }
    let title = title(sheet, found);
    let subtitle = format!(
        "{}: per cent of each panel unless stated otherwise. Lines on the observed bars: the \
         tolerance; on the simulated bars: the 95% interval of the mean.",
        results.title
    );
    let description = panels.iter().map(describe).collect::<Vec<_>>().join(" ");
    let height = TOP + LEGEND + panels.len() as i32 * STEP;
    let svg = draw((name, height), (&title, &subtitle), &description, |canvas| {
        draw_legend(canvas);
        for (index, panel) in panels.iter().enumerate() {
            draw_panel(canvas, panel, TOP + LEGEND + index as i32 * STEP);
        }
    });
    Some(Figure { name, title, description, svg, narrow: None, table: table(subject, &panels) })
}

/// The message: how many of the bands are within tolerance.
fn title(sheet: &Sheet, found: &Validation<'_>) -> String {
    let subject = sheet.subject;
    let of_figure =
        found.findings.iter().filter(|finding| sheet.shows(finding.target.compared.name()));
    let judged = of_figure.filter(|one| matches!(one.verdict, Verdict::Pass | Verdict::Fail));
    let (passed, all) = judged.fold((0, 0), |(passed, all), one| {
        (passed + usize::from(one.verdict == Verdict::Pass), all + 1)
    });
    match all {
        0 => format!("{subject}: observed and simulated"),
        1 => format!("{subject}: {passed} of 1 judged band within tolerance"),
        _ => format!("{subject}: {passed} of {all} judged bands within tolerance"),
    }
}

/// A distribution with an observed and a simulated value.
fn panel(heading: &str, simulated: &Bands, found: &Validation<'_>) -> Option<Panel> {
    let of_panel: Vec<_> = (found.findings.iter())
        .filter(|finding| finding.target.compared.name() == simulated.name)
        .collect();
    let claimed = |index: usize| {
        let finding = of_panel.iter().find(|finding| finding.target_value.band == Some(index));
        finding.map(|finding| finding.target_value)
    };
    // Agreement with the model's own inputs is no evidence, so the heading says which are inputs.
    let given = of_panel.iter().filter(|finding| finding.verdict == Verdict::Input).count();
    let words = match given {
        0 => "",
        all if all == of_panel.len() => " (given to the model)",
        _ => " (in part given to the model)",
    };
    let heading = format!("{heading}{words}");
    let bands: Vec<Band> = (simulated.bands.iter().enumerate())
        .map(|(index, name)| {
            let target_value = claimed(index);
            Band {
                name: name.clone(),
                observed: target_value.and_then(|target_value| target_value.observed),
                limits: target_value.and_then(|target_value| target_value.limits),
                simulated: simulated.interval(index).filter(|found| found.mean.is_finite()),
            }
        })
        .collect();
    let is_drawn = bands.iter().any(|band| band.observed.is_some())
        && bands.iter().any(|band| band.simulated.is_some());
    is_drawn.then_some(Panel { heading, is_share: simulated.unit == "share", bands })
}

fn describe(panel: &Panel) -> String {
    let bands = panel.bands.iter().filter_map(|band| {
        let simulated = panel.write_fully(band.simulated?.mean);
        let observed = panel.write_fully(band.observed?);
        Some(format!("{}: observed {observed}, simulated {simulated}", band.name))
    });
    format!("{}. {}.", panel.heading, bands.collect::<Vec<_>>().join("; "))
}

/// The legend has the order of the bars: they can be distinguished without colour.
fn draw_legend(canvas: &Canvas) {
    for (index, words) in ["Observed (left)", "Simulated (right)"].iter().enumerate() {
        let left = LEFT + index as i32 * 170;
        canvas.bar([(left, TOP + 6), (left + 14, TOP + 20)], COLOURS[1 - index]);
        canvas.text(words, (left + 20, TOP + 13), LABEL, Anchor::Start);
    }
}

fn draw_panel(canvas: &Canvas, panel: &Panel, top: i32) {
    canvas.bold(&panel.heading, (LEFT, top + 14), LABEL, Anchor::Start);
    let ends = panel.bands.iter().flat_map(|band| {
        let simulated = band.simulated.map(|found| found.mean + found.half_width.unwrap_or(0.0));
        [band.observed, band.limits.map(|(_, high)| high), simulated]
    });
    let most = ends.flatten().fold(f64::MIN_POSITIVE, f64::max);
    let (high, bottom) = (top + 44, top + 40 + PANEL);
    let y = Scale::new((0.0, up_to_tick(most, 4.0)), (bottom, high));
    canvas.y_axis(&y, 4.0, (LEFT, RIGHT), |value| {
        if panel.is_share { format!("{:.0}%", value * 100.0) } else { format!("{value:.1}") }
    });
    let step = (RIGHT - LEFT) / panel.bands.len() as i32;
    let width = (step / 2 - 5).min(WIDEST);
    for (index, band) in panel.bands.iter().enumerate() {
        let middle = LEFT + index as i32 * step + step / 2;
        canvas.text(&band.name, (middle, bottom + 16), 12.0, Anchor::Middle);
        if let Some(value) = band.observed {
            let bar = (middle - width, width);
            draw_bar(canvas, &y, bar, 1, (value, band.limits, &panel.write(value)));
        }
        if let Some(found) = band.simulated {
            let bounds = found.bounds();
            draw_bar(
                canvas,
                &y,
                (middle, width),
                0,
                (found.mean, bounds, &panel.write(found.mean)),
            );
        }
    }
}

/// A bar with a line across its end and its number above both.
fn draw_bar(
    canvas: &Canvas,
    y: &Scale,
    (left, width): (i32, i32),
    colour: usize,
    (value, line, number): (f64, Option<(f64, f64)>, &str),
) {
    let (bottom, centre) = (y.at(0.0), left + width / 2);
    let mut top = y.at(value);
    canvas.bar([(left + 1, top), (left + width - 1, bottom)], COLOURS[colour]);
    if let Some((low, high)) = line {
        // Above the bar in ink, within it in white: both can be seen.
        let (from, to) = (y.at(low.max(0.0)), y.at(high));
        canvas.path(&[(centre, top), (centre, to)], INK, 1);
        canvas.path(&[(centre - 3, to), (centre + 3, to)], INK, 1);
        canvas.within(&[(centre, top), (centre, from)]);
        canvas.within(&[(centre - 3, from), (centre + 3, from)]);
        top = to;
    }
    canvas.text(number, (centre, top - 8), NUMBER, Anchor::Middle);
}

fn table(subject: &str, panels: &[Panel]) -> Table {
    let row = |panel: &Panel, band: &Band| {
        let cell = |value: Option<f64>| {
            vec![value.map_or_else(|| "–".to_owned(), |value| panel.write_fully(value))]
        };
        let simulated = band.simulated.map(|found| found.mean);
        let name = format!("{}: {}", panel.heading, band.name);
        Row::new(name, vec![cell(band.observed), cell(simulated)])
    };
    let rows = panels.iter().flat_map(|panel| panel.bands.iter().map(move |band| row(panel, band)));
    Table {
        caption: format!("{subject}: observed and simulated"),
        head: ["Band", "Observed", "Simulated"].map(String::from).to_vec(),
        rows: rows.collect(),
        note: String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measures::distributions::DISTRIBUTIONS;
    use crate::report::sample;
    use crate::scenario::{FileSystem, embedded};
    use crate::validation::judgement::judge;
    use crate::validation::targets::{Compared, Target, load};

    /// The sample's baseline with every distribution flat, or undefined.
    fn results(is_defined: bool) -> ScenarioResults {
        let mut results = sample::results().scenarios.remove(0);
        results.distributions = DISTRIBUTIONS
            .iter()
            .map(|distribution| {
                let share = 1.0 / distribution.bands.len() as f64;
                let values = vec![is_defined.then_some(share); distribution.bands.len()];
                Bands {
                    name: distribution.name.into(),
                    unit: distribution.unit.into(),
                    bands: distribution.bands.iter().map(|band| (*band).into()).collect(),
                    values: vec![values.clone(), values],
                }
            })
            .collect();
        results
    }

    #[test]
    fn figures_hold_both_series_of_every_distribution_that_has_targets() {
        let targets = load(embedded::ENGLAND, &FileSystem).expect("built-in targets load");
        let results = results(true);
        let figures = observed(&judge(&targets, &results), &results);
        assert_eq!(figures.len(), FIGURES.len());
        let lag = figures.iter().find(|figure| figure.name == "validation-booking-lag");
        let lag = lag.expect("it is among them");
        // Observed 43.8 of all staff on the same day; simulated a seventh.
        for text in ["43.8", "14.3", "Observed (left)", "Simulated (right)", "All staff"] {
            assert!(lag.svg.contains(text), "{text} is not in the figure");
        }
        let rows = &lag.table.rows;
        assert_eq!(
            (rows.len(), &rows[0].cells[0][0], &rows[0].cells[1][0]),
            (21, &"43.8%".to_owned(), &"14.3%".to_owned())
        );
        let is_target = |name: &str| {
            let of = |target: &Target| matches!(target.compared, Compared::Distribution(d) if d.name == name);
            targets.targets.iter().any(of)
        };
        for distribution in DISTRIBUTIONS.iter().filter(|d| is_target(d.name)) {
            let is_shown = FIGURES.iter().any(|sheet| sheet.shows(distribution.name));
            assert!(is_shown, "{} is in no figure", distribution.name);
        }
    }

    #[test]
    fn what_was_not_simulated_is_not_drawn() {
        let targets = load(embedded::ENGLAND, &FileSystem).expect("built-in targets load");
        let results = results(false);
        assert!(observed(&judge(&targets, &results), &results).is_empty());
    }
}
