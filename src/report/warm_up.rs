//! The verdict on a warm-up, in words and week by week.

use super::words::{level_lines, partial};
use crate::experiment::warm_up::{WarmUp, WarmUpSeries};
use crate::text::number::level;
use std::fmt::Write;

/// The verdict on each quantity, and on the warm-up, as text for the terminal.
pub fn warm_up_text(found: &WarmUp) -> String {
    let WarmUp { title, horizon, .. } = found;
    let (warm_up, weeks) = (horizon.warm_up_weeks, horizon.weeks);
    let mut text = format!(
        "{title}\nIs a warm-up of {warm_up} weeks enough for {weeks} measured weeks?\n\n\
         {:38}{:>16}{:>22}{:>18}\n{}\n",
        "",
        "bias ends after",
        "bias: first week",
        "measured weeks",
        "-".repeat(94)
    );
    for series in &found.series {
        let [cut, first, all] = cells(series);
        // Writing to text in memory cannot fail.
        let _ = writeln!(text, "{:38}{cut:>16}{first:>22}{all:>18}", series.words);
    }
    let _ = writeln!(text, "\n{}\n", about_lines(found));
    let _ = writeln!(text, "{}", verdict(found));
    text
}

/// What the columns mean.
fn about_lines(found: &WarmUp) -> String {
    let WarmUp { expected_warm_up_weeks: earlier, replications, .. } = found;
    format!(
        "Bias ends: the truncation point of MSER-5 over weeks, on means of {replications}\n\
         replications. Each week is compared with the same week of {replications} other\n\
         replications that start {earlier} weeks before the measured period, so that\n\
         seasons cancel. A truncation point beyond half of the weeks is no verdict.\n\
         Bias: the difference from the same replications, started {earlier} weeks before\n\
         the measured period."
    )
}

/// The same on one line.
#[cfg(feature = "report")]
pub(super) fn about(found: &WarmUp) -> String {
    about_lines(found).replace('\n', " ")
}

/// What is shown of a quantity: where its bias ends, its bias in the first week and over all measured weeks.
pub(super) fn cells(series: &WarmUpSeries) -> [String; 3] {
    let cut = match series.truncation {
        None => "too few weeks".into(),
        Some(cut) if !cut.is_trustworthy() => format!("no verdict ({})", cut.cut),
        Some(cut) => format!("{} weeks", cut.cut),
    };
    let [first, all] = [series.left_first_week, series.left_over_all].map(signed_percent);
    [cut, first, all]
}

/// The first sentence about a run that was stopped; empty for a complete run.
fn partial_text(found: &WarmUp) -> String {
    if !found.is_partial() {
        return String::new();
    }
    format!(
        "Partial: {} of {} replications are done; what follows uses only these.\n",
        found.replications, found.asked
    )
}

/// The verdict on the appointment book, in a few words.
pub fn headline(found: &WarmUp) -> String {
    let warm_up = found.horizon.warm_up_weeks;
    if let Some((series, growth)) = found.growing().next() {
        let per_week = level(series.unit, growth.mean);
        return format!(
            "No steady state: {} grow by about {per_week} a week",
            series.words.to_lowercase()
        );
    }
    if !found.is_enough() {
        return format!(
            "{warm_up} weeks of warm-up are NOT shown to be enough to fill the appointment book"
        );
    }
    let cuts = found.book().iter().filter_map(|series| series.truncation);
    let longest = cuts.map(|truncation| truncation.cut).max().unwrap_or(0);
    format!("{warm_up} weeks of warm-up fill the appointment book: MSER-5 asks for {longest}")
}

/// The verdict in sentences: on the appointment book, then on quantities not shown to be unbiased.
pub fn verdict(found: &WarmUp) -> String {
    let mut text = format!("{}{}.", partial_text(found), headline(found));
    if found.growing().next().is_some() {
        for (series, growth) in found.growing() {
            let [mean, interval] = level_lines(series.unit, growth);
            let _ = write!(text, "\n{}: +{mean} a week (95% interval {interval}).", series.words);
        }
        let earlier = found.expected_warm_up_weeks - found.horizon.warm_up_weeks;
        let _ = write!(
            text,
            "\nThis is the difference from the same replications started {earlier} weeks earlier,\n\
             for each of these weeks. It does not fade, so a longer warm-up does not help.\n\
             Add capacity where the queue is, or measure a transient period: state its weeks, and\n\
             do not quote its levels as lasting."
        );
        return text;
    }
    let not_shown = found.series.iter().filter(|series| !found.is_enough_for(series));
    let not_shown: Vec<String> = not_shown.map(|series| series.words.to_lowercase()).collect();
    if !not_shown.is_empty() {
        let _ = write!(text, "\nNot shown to be enough for: {}.", not_shown.join("; "));
    }
    if !found.is_enough() {
        text += "\nUse a longer warm-up. Where there is no verdict, use more --weeks or --replications.";
    }
    text
}

/// The verdict after its headline, each sentence by itself.
#[cfg(feature = "report")]
pub(super) fn reasons(found: &WarmUp) -> Vec<String> {
    let whole = verdict(found);
    let start = format!("{}{}.", partial_text(found), headline(found));
    let rest = whole.strip_prefix(&start).unwrap_or_default().trim();
    let joined = rest.replace('\n', " ");
    if joined.is_empty() { Vec::new() } else { vec![joined] }
}

/// `−1.3%`, `+0.2%`.
fn signed_percent(share: f64) -> String {
    let sign = if share < 0.0 { '−' } else { '+' };
    format!("{sign}{:.1}%", share.abs() * 100.0)
}

/// Every quantity week by week. Weeks of the warm-up are negative.
pub fn warm_up_csv(found: &WarmUp) -> String {
    let mut text =
        "quantity,unit,week,mean,expected,apart,moving_average,mser5_cuts,warm_up,partial\n"
            .to_owned();
    for series in &found.series {
        for index in 0..series.weeks.len() {
            let _ = writeln!(text, "{}", row(found, series, index));
        }
    }
    text
}

fn row(found: &WarmUp, series: &WarmUpSeries, index: usize) -> String {
    let week = index as i64 - i64::from(found.horizon.warm_up_weeks);
    let is_cut = series.truncation.is_some_and(|truncation| index < truncation.cut);
    format!(
        "{},{},{week},{},{},{},{},{is_cut},{},{}",
        series.name,
        series.unit,
        series.weeks[index],
        series.expected[index],
        series.apart[index],
        series.smooth[index],
        week < 0,
        partial(found.is_partial())
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;
    use crate::statistics::interval::MeanInterval;

    #[test]
    fn a_warm_up_that_is_enough_is_said_to_be() {
        let text = warm_up_text(&sample::warm_up(9));
        assert!(text.contains("Appointments booked ahead                      9 weeks"), "{text}");
        assert!(text.ends_with("fill the appointment book: MSER-5 asks for 9.\n"), "{text}");
        assert!(text.lines().all(|line| line.chars().count() <= 100), "{text}");
    }

    #[test]
    fn a_late_cut_is_no_verdict_and_one_after_the_warm_up_not_enough() {
        assert!(warm_up_text(&sample::warm_up(60)).contains("no verdict (60)"));
        for cut in [27, 60] {
            let said = verdict(&sample::warm_up(cut));
            assert!(
                said.contains(
                    "NOT shown to be enough to fill the appointment book.\nNot shown to be enough for: app"
                ),
                "{said}"
            );
        }
    }

    #[test]
    fn what_grows_without_end_is_said_to_have_no_steady_state() {
        let mut found = sample::warm_up(9);
        assert!(found.is_enough());
        found.series[0].growth = Some(MeanInterval { mean: 61.4, half_width: Some(3.0) });
        assert!(!found.is_enough());
        let said = verdict(&found);
        let first = "No steady state: appointments booked ahead grow by about 61 a week.\n";
        assert!(said.starts_with(first), "{said}");
        assert!(said.contains("Appointments booked ahead: +61 a week (95% interval 58 to 64)."));
        assert!(said.contains("a longer warm-up does not help") && !said.contains("Use a longer"));
        assert!(said.lines().all(|line| line.chars().count() <= 100), "{said}");
    }

    #[test]
    fn what_was_stopped_is_said_to_be_partial() {
        let mut found = sample::warm_up(9);
        found.replications = 4;
        let start = "Partial: 4 of 10 replications are done; what follows uses only these.\n";
        assert!(verdict(&found).starts_with(start), "{}", verdict(&found));
        assert!(warm_up_csv(&found).lines().skip(1).all(|line| line.ends_with(",partial")));
    }

    #[test]
    fn every_week_has_a_row() {
        let csv = warm_up_csv(&sample::warm_up(9));
        assert_eq!(csv.lines().count(), 1 + 78);
        assert!(csv.contains("\nbooked_ahead,appointments,-26,"));
    }
}
