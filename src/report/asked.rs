//! The command of a study in the form in which a page states it: the same whether the study was resumed, divided
//! or written again.

use super::study_file::{InputText, StudyFile, Task};
use crate::across::request::RankBy;
use crate::experiment::sweep::Arrangement;

/// The command that asks for the study of `file`: its scenarios by name, what is asked of them, and the usual
/// options of a run. Options of the folder, of threads and of printing are left out.
pub fn command_of(file: &StudyFile) -> String {
    let mut words = vec!["pcn-sim".to_owned(), file.task.command().to_owned()];
    let mut names: Vec<&str> = file.scenarios.iter().map(|text| text.name.as_str()).collect();
    match &file.task {
        // The points of a sweep are made from the first scenario.
        Task::Sweep { .. } | Task::Networks { .. } | Task::Across(_) => names.truncate(1),
        Task::CaseStudies { order } => {
            names = order.iter().filter_map(|index| names.get(*index).copied()).collect();
        }
        _ => {}
    }
    if !matches!(file.task, Task::Networks { .. } | Task::Across(_)) {
        words.extend(names.into_iter().map(word));
    }
    words.extend(of_task(&file.task));
    let outline = &file.outline;
    if !matches!(file.task, Task::Verify { .. }) {
        words.push(format!("--weeks {}", outline.horizon.weeks));
        words.push(format!("--warm-up-weeks {}", outline.horizon.warm_up_weeks));
    }
    let has_replications = matches!(
        file.task,
        Task::Run
            | Task::Compare { .. }
            | Task::Validate { .. }
            | Task::Networks { .. }
            | Task::CaseStudies { .. }
            | Task::WarmUp
            | Task::Elasticities
            | Task::Sweep { .. }
            | Task::Marginal { .. }
            | Task::Across(_)
    );
    if has_replications {
        words.push(format!("--replications {}", outline.replications));
    }
    if !matches!(file.task, Task::Verify { .. }) {
        words.push(format!("--seed {}", outline.seed));
    }
    words.join(" ")
}

/// What is asked beside scenarios and the usual options.
fn of_task(task: &Task) -> Vec<String> {
    let of = |option: &str, value: &str| format!("--{option} {}", word(value));
    let file = |option: &str, text: &InputText| of(option, &text.name);
    match task {
        Task::Validate { targets } => vec![file("targets", targets)],
        Task::Networks { networks } => vec![file("networks", networks)],
        Task::Emulate { draws, waves, targets } => {
            vec![file("targets", targets), format!("--draws {draws}"), format!("--waves {waves}")]
        }
        Task::Calibrate { targets, parameters, points, waves, .. } => vec![
            file("targets", targets),
            file("parameters", parameters),
            format!("--points {points}"),
            format!("--waves {waves}"),
        ],
        Task::Bottlenecks { at_most, hours, .. } => {
            let most = format!("--max-replications {at_most}");
            hours.then(|| "--hours".to_owned()).into_iter().chain([most]).collect()
        }
        Task::Elasticities => vec!["--elasticities".to_owned()],
        Task::Sweep { vary, arrangement, measure } => {
            let mut words: Vec<String> = vary.iter().map(|vary| of("vary", vary)).collect();
            words.extend(match arrangement {
                Arrangement::Grid => None,
                Arrangement::OneAtATime => Some("--design one-at-a-time".to_owned()),
                Arrangement::LatinHypercube(points) => {
                    Some(format!("--design latin-hypercube --points {points}"))
                }
                Arrangement::Sobol(points) => Some(format!("--design sobol --points {points}")),
            });
            words.push(of("measure", measure));
            words
        }
        Task::Marginal { by, .. } => vec![of("by", by)],
        Task::Optimise(request) => {
            vec![of("goal", &request.goal), format!("--budget {}", request.budget)]
        }
        Task::Sensitivity(request) => vec![
            format!("--groups {}", request.groups),
            format!("--trajectories {}", request.trajectories),
            format!("--replications {}", request.replications),
            format!("--tornado {}", request.tornado),
            format!("--sobol {}", request.sobol),
        ],
        Task::Across(request) => {
            let mut words: Vec<String> =
                request.changes.iter().map(|change| word(&change.name)).collect();
            if request.rank_by != RankBy::default() {
                words.push("--rank-by per-1000".to_owned());
            }
            words
        }
        Task::Verify { cases, replications, .. } => {
            let cases = cases.iter().map(|cases| word(&cases.name));
            cases.chain([format!("--replications {replications}")]).collect()
        }
        Task::Run | Task::Compare { .. } | Task::CaseStudies { .. } | Task::WarmUp => Vec::new(),
    }
}

/// A word as a shell reads it.
fn word(text: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "-_./=,:+".contains(c);
    if !text.is_empty() && text.chars().all(is_plain) {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_quoted_where_a_shell_needs_it() {
        assert_eq!(word("staff.paramedics.wte=0..6:1"), "staff.paramedics.wte=0..6:1");
        assert_eq!(word("a b"), "'a b'");
        assert_eq!(word("it's"), "'it'\\''s'");
        assert_eq!(word("$(rm)"), "'$(rm)'");
        assert_eq!(word(""), "''");
    }
}
