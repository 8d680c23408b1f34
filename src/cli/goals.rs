//! Reads --precision and --measure into the goals of a study.

use crate::cli::arguments::{RunOptions, usual};
use crate::cli::exit::WrongRequest;
use pcn_sim::experiment::study::{Goal, Outline, Study};
use pcn_sim::measures::{COMPARED, MEASURES, find, find_compared};
use pcn_sim::report::study_file::StudyFile;
use pcn_sim::statistics::precision::Wanted;
use pcn_sim::text::alike::most_alike;

/// `study` with the goals that `options` state, or those of the resumed run.
pub(crate) fn with_goals(
    study: Study,
    options: &RunOptions,
    before: Option<&StudyFile>,
) -> anyhow::Result<Study> {
    let before = before.map(|file| &file.outline).filter(|outline| !outline.goals.is_empty());
    let at_most = at_most(options, before)?;
    if options.precision.is_empty() {
        return Ok(match before {
            Some(outline) if options.replications.is_none() => {
                study.until(outline.goals.clone(), at_most)
            }
            _ => study,
        });
    }
    if study.variants().iter().any(|variant| variant.other_days) {
        let text = "--precision: scenarios that measure different days are not compared replication by \
                    replication, so no precision can be computed; state --replications instead";
        return Err(WrongRequest(text.to_owned()).into());
    }
    let is_compared = study.variants().iter().any(|variant| variant.baseline.is_some());
    let usual = if is_compared { "appointments_gained_net" } else { "appointments_net" };
    let names: Vec<&str> = match options.measure.as_slice() {
        [] => vec![usual],
        names => names.iter().map(String::as_str).collect(),
    };
    let wanted: Vec<Wanted> = match options.precision.as_slice() {
        [one] => vec![*one; names.len()],
        several if several.len() == names.len() => several.to_vec(),
        several => {
            let text = format!(
                "--precision is given {} times and --measure {} times; give one precision for all \
                 measures, or one for each measure in the same order",
                several.len(),
                names.len()
            );
            return Err(WrongRequest(text).into());
        }
    };
    let goal = |(name, wanted): (&str, Wanted)| {
        known(name, is_compared).map(|()| Goal { measure: name.to_owned(), wanted })
    };
    let goals: Result<Vec<Goal>, WrongRequest> = names.into_iter().zip(wanted).map(goal).collect();
    Ok(study.until(goals?, at_most))
}

/// The maximum number of replications for a precision: as stated, or that of the resumed run, whose
/// limit may be raised, or the usual number.
fn at_most(options: &RunOptions, before: Option<&Outline>) -> anyhow::Result<u32> {
    let of_before = before.map(|outline| outline.replications);
    let wrong = |text: String| Err(WrongRequest(text).into());
    match (options.max_replications, of_before) {
        (Some(_), None) if options.precision.is_empty() => wrong(
            "--max-replications: it limits the replications of --precision, which is missing; state \
             --precision too, or --replications instead"
                .to_owned(),
        ),
        (Some(most), Some(had)) if most < had => wrong(format!(
            "--max-replications {most}: the resumed run has a limit of {had}, which can be \
             raised but not lowered"
        )),
        (stated, had) => Ok(stated.or(had).unwrap_or(usual::AT_MOST)),
    }
}

/// Lets a resumed run make as many replications as `study` if both have the same goals: more
/// replications belong to the same study.
pub(crate) fn raise_limit(before: &mut StudyFile, study: &Study) {
    let wanted = study.outline();
    let had = &mut before.outline;
    if !had.goals.is_empty() && had.goals == wanted.goals {
        had.replications = had.replications.max(wanted.replications);
    }
}

/// Checks that a goal can be set for the measure called `name`.
fn known(name: &str, is_compared: bool) -> Result<(), WrongRequest> {
    if find(name).is_some() || is_compared && find_compared(name).is_some() {
        return Ok(());
    }
    if find_compared(name).is_some() {
        let text = format!("--measure {name}: only a comparison has this measure; use `compare`");
        return Err(WrongRequest(text));
    }
    let compared = COMPARED.iter().map(|measure| measure.name).filter(|_| is_compared);
    let known = MEASURES.iter().map(|measure| measure.name).chain(compared);
    Err(WrongRequest(format!(
        "--measure {name}: no measure has this name; did you mean {}? `pcn-sim describe measures` lists \
         them",
        most_alike(name, known, 3).join(", ")
    )))
}
