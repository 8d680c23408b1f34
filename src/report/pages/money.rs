//! The costs of scenarios as a page.

use super::cells::{heads, row};
use crate::report::block::Block;
use crate::report::cost::pounds;
use crate::report::estate::estate;
use crate::report::money::{first_year, money_tables, money_warnings};
use crate::report::parted::{Paper, Part, Place, html};
use crate::scenario::Scenario;
use crate::text::grid::{Row, Table};

/// The page. The first scenario is the baseline of the others.
pub(in crate::report) fn money_html(scenarios: &[Scenario]) -> String {
    let titles: Vec<String> =
        scenarios.iter().map(|scenario| format!("\"{}\"", scenario.title)).collect();
    let title = match scenarios {
        [one] => format!("{}: what it costs", one.title),
        _ => format!("What {} scenarios cost", scenarios.len()),
    };
    let paper = Paper {
        title,
        question:
            "What do the claimed teams cost, what is reimbursed, and what does the network pay?"
                .to_owned(),
        partial: false,
        replications: None,
        figures: &[],
        made: vec![
            ("Scenarios", titles.join(", ")),
            ("Simulated", "nothing: these are the sums that the scenarios state".to_owned()),
        ],
    };
    html(paper, parts(scenarios))
}

fn parts(scenarios: &[Scenario]) -> Vec<Part<'static>> {
    let mut parts: Vec<Part<'static>> = Vec::new();
    parts.extend(scenarios.iter().filter_map(answer).map(|words| Part::sentences([words])));
    parts.extend(side_by_side(scenarios).map(|table| Part::table(Place::Ranked, table)));
    let warnings: Vec<String> = scenarios
        .iter()
        .enumerate()
        .flat_map(|(index, scenario)| {
            let baseline = scenarios.first().filter(|_| index > 0);
            let found = money_warnings(scenario, baseline);
            found.into_iter().map(move |warning| format!("{}: {warning}", scenario.title))
        })
        .collect();
    if !warnings.is_empty() {
        let caution = Block::Caution { heading: "Before you use these sums", lines: warnings };
        parts.push(Part::new(Place::Before, caution));
    }
    let tables = scenarios.iter().filter_map(money_tables).flatten();
    parts.extend(tables.map(|table| Part::table(Place::Rest("Roles and years"), table)));
    parts.extend(estate(scenarios).map(|table| Part::table(Place::Rest("Estate"), table)));
    parts
}

/// The cost of a scenario's first year in a sentence.
fn answer(scenario: &Scenario) -> Option<String> {
    let year = first_year(scenario)?;
    Some(format!(
        "{}: in {} the claimed teams cost {}, of which {} is reimbursed; the network pays {} in all, and {} of the \
         reimbursement sum of {} is left.",
        scenario.title,
        year.name(),
        pounds(year.cost()),
        pounds(year.reimbursed()),
        pounds(year.paid()),
        pounds(year.unspent()),
        pounds(year.sum)
    ))
}

/// The first year of all scenarios, the one that the network pays least for first.
fn side_by_side(scenarios: &[Scenario]) -> Option<Table> {
    let mut years: Vec<_> = scenarios
        .iter()
        .filter_map(|scenario| Some((scenario.title.as_str(), first_year(scenario)?)))
        .collect();
    let name = years.first()?.1.name();
    if years.len() < 2 {
        return None;
    }
    years.sort_by_key(|(_, year)| year.paid());
    let of = |(title, year): &(&str, crate::model::money::Year)| -> Row {
        let amounts = [year.cost(), year.claim(), year.reimbursed(), year.unspent(), year.paid()];
        row(*title, amounts.map(pounds))
    };
    Some(Table {
        caption: format!("The first year side by side ({name}), by what the network pays"),
        head: heads("Scenario", &["Cost", "Claim", "Reimbursed", "Unspent", "The network pays"]),
        rows: years.iter().map(of).collect(),
        note: "Whole pounds; money.csv has every amount to the penny. A scenario without a cost of its own is not \
               cheaper: see the warnings."
            .into(),
    })
}
