//! What is to be known how precisely, as it was typed.

use crate::cli::arguments::RunOptions;
use crate::cli::exit::WrongRequest;
use pcn_sim::experiment::Design;
use pcn_sim::experiment::precision::{Goal, Watched};
use pcn_sim::measures::{COMPARED, MEASURES, find, find_compared};
use pcn_sim::text::alike::most_alike;

/// The goal that `options` set for `design`, if any.
pub(crate) fn goal(design: &Design, options: &RunOptions) -> anyhow::Result<Option<Goal>> {
    let Some(wanted) = options.precision else { return Ok(None) };
    let is_compared = !design.comparisons.is_empty();
    let usual = if is_compared { "appointments_gained_net" } else { "appointments_net" };
    let name = options.measure.as_deref().unwrap_or(usual);
    let level = find(name).map(Watched::Level);
    let gain = || find_compared(name).map(Watched::Gain);
    match level.or_else(gain) {
        Some(Watched::Gain(_)) if !is_compared => {
            let text = format!("--measure {name}: only a comparison has it; use `compare`");
            Err(WrongRequest(text).into())
        }
        Some(watched) => Ok(Some(Goal { watched, wanted })),
        None => {
            let compared = COMPARED.iter().map(|measure| measure.name).filter(|_| is_compared);
            let known = MEASURES.iter().map(|measure| measure.name).chain(compared);
            let text = format!(
                "--measure {name}: no measure has this name; did you mean {}? \
                 `pcn-sim describe measures` lists them",
                most_alike(name, known, 3).join(", ")
            );
            Err(WrongRequest(text).into())
        }
    }
}
