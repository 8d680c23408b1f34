//! The comparison of networks as tables: comma-separated for other programs, text for the terminal.

use crate::text::csv::Csv;
use crate::validation::networks::agreement::{Agreement, Between, Held, OUTCOMES, Pair};
use std::fmt::Write;

/// One row for each network, unrounded. Fields without a value are empty.
pub fn networks_csv(found: &Between, is_partial: bool) -> String {
    let mut head: Vec<String> = ["network", "practices", "patients"].map(str::to_owned).into();
    let names = ["calls_per_1000_month", "online_per_1000_month"];
    for name in names.into_iter().chain(OUTCOMES.map(|outcome| outcome.key)) {
        head.extend(["observed", "simulated"].map(|which| format!("{name}_{which}")));
    }
    head.extend(["fitted", "partial"].map(str::to_owned));
    let mut table = Csv::new(&head);
    let field = |value: Option<f64>| value.map_or_else(String::new, |value| value.to_string());
    for held in &found.networks {
        let mut row =
            vec![held.network.clone(), held.practices.to_string(), held.patients.to_string()];
        for pair in held.inputs.iter().chain(&held.outcomes) {
            row.extend([field(pair.observed), field(pair.simulated)]);
        }
        row.push(if held.is_fitted { "yes" } else { "no" }.to_owned());
        row.push(if is_partial { "partial".to_owned() } else { String::new() });
        table.row(&row);
    }
    table.text()
}

/// One line for each network: observed and simulated side by side.
pub fn networks_text(found: &Between) -> String {
    let mut text = String::new();
    let pairs = ["calls", "forms"].into_iter().chain(OUTCOMES.map(|outcome| outcome.short));
    let mut heads = format!("{:<12}{:>9}{:>9}", "", "", "");
    let mut under = format!("{:<12}{:>9}{:>9}", "network", "practices", "patients");
    for head in pairs {
        let _ = write!(heads, "{head:>13}");
        let _ = write!(under, "{:>13}", "obs.   sim.");
    }
    let _ = writeln!(text, "{}\n{under}", heads.trim_end());
    for held in &found.networks {
        let mut name: String = held.network.chars().take(10).collect();
        if !held.is_fitted {
            name.push('*');
        }
        let _ = write!(text, "{name:<12}{:>9}{:>9.0}", held.practices, held.patients);
        for [observed, simulated] in shown(held) {
            let _ = write!(text, "{observed:>7}{simulated:>6}");
        }
        text.push('\n');
    }
    text.push_str(ABOUT_NETWORKS);
    let left = found.networks.iter().filter(|held| !held.is_fitted).count();
    if left > 0 {
        let noun = if left == 1 { "network" } else { "networks" };
        let _ = writeln!(
            text,
            "* Calls or forms of {left} {noun} could not be fitted; what follows is without them."
        );
    }
    text
}

/// What calls, forms and the other columns are.
pub const ABOUT_NETWORKS: &str = "\
Calls and forms are per 1,000 patients and month. They are inputs; the model
meets them as closely as it can. All other columns are in per cent and are not
inputs.
";

/// Observed and simulated of a network: calls, forms, then the outcomes.
pub fn shown(held: &Held) -> impl Iterator<Item = [String; 2]> {
    let inputs = held.inputs.iter().map(|pair| cells(*pair, 1.0, 0));
    inputs.chain(held.outcomes.iter().map(|pair| cells(*pair, 100.0, 1)))
}

/// Observed and simulated.
fn cells(pair: Pair, times: f64, digits: usize) -> [String; 2] {
    [pair.observed, pair.simulated].map(|value| {
        value.map_or_else(|| "–".to_owned(), |value| format!("{:.digits$}", value * times))
    })
}

/// The heads of [`agreed`].
pub const AGREED: [&str; 5] = ["Networks", "Rank correlation", "Error", "Of mean", "Bias"];

/// How well an outcome is predicted: networks, rank correlation, error, that of the mean, bias.
pub fn agreed(agreement: Option<&Agreement>) -> [String; 5] {
    let Some(found) = agreement else {
        return ["0", "not observed", "", "", ""].map(str::to_owned);
    };
    [
        found.networks.to_string(),
        correlation(found),
        format!("{:.1}", found.error * 100.0),
        format!("{:.1}", found.error_of_mean * 100.0),
        format!("{:+.1}", found.bias * 100.0),
    ]
}

/// How well each outcome is predicted.
pub fn agreement_text(found: &Between) -> String {
    let mut text = format!(
        "{:<44}{:>8}  {:<22}{:>6}{:>8}{:>8}\n",
        "", "networks", "rank correlation", "error", "of mean", "bias"
    );
    for (outcome, agreement) in OUTCOMES.iter().zip(&found.agreements) {
        let [networks, correlation, error, of_mean, bias] = agreed(agreement.as_ref());
        let line = format!(
            "{:<44}{networks:>8}  {correlation:<22}{error:>6}{of_mean:>8}{bias:>8}",
            outcome.title
        );
        let _ = writeln!(text, "{}", line.trim_end());
    }
    text.push_str(ABOUT_AGREEMENT);
    text
}

/// What the columns of agreement mean.
pub const ABOUT_AGREEMENT: &str = "\
Rank correlation: Spearman, simulated against observed, with its 95% interval.
Error: mean absolute error in percentage points. Of mean: the error of predicting
the observed mean for every network. Bias: mean of simulated minus observed. The
model adds information if the interval is above 0 and the error is below that of
the mean.
";

fn correlation(found: &Agreement) -> String {
    match (found.correlation, found.interval) {
        (Some(r), Some((low, high))) => format!("{r:+.2} ({low:+.2} to {high:+.2})"),
        (Some(r), None) => format!("{r:+.2}"),
        (None, _) => "–".into(),
    }
}
