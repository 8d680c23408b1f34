//! Tests the engine against theory: every case is simulated, compared and reported.

use crate::cli::arguments::{PrintOptions, VerifyOptions, usual};
use crate::cli::exit::{Exit, WrongRequest};
use crate::cli::progress::{is_stopped, stop_on_signals};
use crate::cli::study::{
    Clock, Finished, KeptRows, Opened, Presentation, before, nothing_to_report, open, publish,
    rows_in_order, use_threads,
};
use crate::cli::terminal::tell;
use anyhow::Context;
use pcn_sim::experiment::run::spread;
use pcn_sim::experiment::study::{Outline, Study};
use pcn_sim::report::outputs::Output;
use pcn_sim::report::plain::{Plain, plain_html};
use pcn_sim::report::study_file::{InputText, StudyFile, Task};
use pcn_sim::scenario::{FileSystem, Files, Sort};
use pcn_sim::simulation::Horizon;
use pcn_sim::text::grid::{PROSE, wrap};
use pcn_sim::text::shown;
use pcn_sim::verification::case::{Case, read_cases};
use pcn_sim::verification::judgement::RULE;
use pcn_sim::verification::table::{findings_csv, findings_table, findings_text, summary_text};
use pcn_sim::verification::{CaseRow, Settings, Verification, Verifying, built_in};
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::io;
use std::path::Path;

/// Replications of each case by default.
const REPLICATIONS: u32 = 40;

/// Verifies the engine with the cases of a file, or the built-in ones.
pub(crate) fn run(options: &VerifyOptions) -> anyhow::Result<Finished> {
    let clock = Clock::start();
    let resume = options.resume.resume.as_deref();
    let before = before(resume, "verify")?;
    let task = task(options, before.as_ref())?;
    let cases = cases_of(&task)?;
    let outline = Outline {
        horizon: Horizon { warm_up_weeks: 0, weeks: 1 },
        seed: settings_of(&task).seed,
        replications: settings_of(&task).replications,
        goals: Vec::new(),
        keeps_days: false,
        variants: Vec::new(),
    };
    let study = Study::of_outline(outline.clone(), &[])?;
    let file = StudyFile::new(task, None, outline, &[]);
    use_threads(options.chance.threads)?;
    let opened = open(study, file, Vec::new(), (before, resume), &options.output)?;
    make_rows(&opened, &Verifying::new(&cases, &settings_of(&opened.file.task)))?;
    let presentation = PrintOptions { json: false, quiet: options.quiet };
    Ok(Finished::Rows(Box::new(opened), presentation, clock))
}

/// The task asked for, or that of the resumed run.
fn task(options: &VerifyOptions, before: Option<&StudyFile>) -> anyhow::Result<Task> {
    let known = before.map(|file| file.task.clone());
    let (cases, tables) = match (&options.file, &known) {
        (None, Some(Task::Verify { cases, tables, .. })) => (cases.clone(), tables.clone()),
        (None, _) => (None, Vec::new()),
        (Some(path), _) => {
            let (cases, tables) = load(path)?;
            (Some(cases), tables)
        }
    };
    let settings = known.as_ref().map(settings_of);
    let seed =
        options.chance.seed.or(settings.map(|settings| settings.seed)).unwrap_or(usual::SEED);
    let replications = options.replications.or(settings.map(|settings| settings.replications));
    Ok(Task::Verify { cases, tables, seed, replications: replications.unwrap_or(REPLICATIONS) })
}

fn settings_of(task: &Task) -> Settings {
    match task {
        Task::Verify { seed, replications, .. } => {
            Settings { seed: *seed, replications: *replications, ..Settings::default() }
        }
        _ => Settings::default(),
    }
}

/// A file of cases, and the tables that it names in the same folder.
fn load(path: &Path) -> anyhow::Result<(InputText, Vec<InputText>)> {
    let name = shown(&path.display().to_string());
    let wrong = |text: String| WrongRequest(format!("{name}: {text}"));
    let text = FileSystem.read(path, Sort::Cases).map_err(wrong)?;
    let tables = RefCell::new(Vec::new());
    let beside = |table: &str| {
        // Only the file name is used, so cases cannot read files elsewhere.
        let file = Path::new(table).file_name()?;
        let text = FileSystem.read(&path.parent()?.join(file), Sort::CaseTable).ok()?;
        tables.borrow_mut().push(InputText::new(table, &text));
        Some(text)
    };
    read_cases(&text, beside).map_err(|error| wrong(error.to_string()))?;
    Ok((InputText::new(&name, &text), tables.into_inner()))
}

/// The cases of a study.
fn cases_of(task: &Task) -> anyhow::Result<Vec<Case>> {
    let Task::Verify { cases: Some(cases), tables, .. } = task else {
        return built_in().context("the built-in cases");
    };
    let beside =
        |name: &str| tables.iter().find(|table| table.name == name).map(|table| table.text.clone());
    let wrong = |error: pcn_sim::verification::case::CaseError| {
        WrongRequest(format!("{}: {error}", cases.name))
    };
    Ok(read_cases(&cases.text, beside).map_err(wrong)?)
}

/// Simulates the missing replications; each replication of a case is written as a row.
fn make_rows(opened: &Opened, verifying: &Verifying<'_>) -> anyhow::Result<()> {
    stop_on_signals();
    let rows = opened.rows::<CaseRow>()?;
    let done: BTreeSet<(u32, usize)> = rows.keys().collect();
    let missing: Vec<_> = verifying.keys().into_iter().filter(|key| !done.contains(key)).collect();
    let kept = KeptRows::after(&rows)?;
    spread(missing.len(), |job| {
        if !is_stopped() && !kept.is_lost() {
            kept.add(&verifying.simulate(missing[job]));
        }
    });
    kept.end(opened)
}

/// The findings as a page.
fn page(found: &Verification, task: &Task) -> String {
    let answer = match (found.is_partial(), found.passes()) {
        (true, _) => "Not known yet: replications are missing.",
        (false, true) => {
            "Yes: the engine agrees with every known value as closely as chance allows."
        }
        (false, false) => "No: the engine misses known values by more than chance allows.",
    };
    let seed = match task {
        Task::Verify { seed, .. } => seed.to_string(),
        _ => String::new(),
    };
    let summary = summary_text(found).replace('\n', " ");
    let skipped = found.skipped.iter().map(|skipped| format!("Left out: {skipped}."));
    let sentences = [answer.to_owned(), summary, RULE.replace('\n', " ")];
    plain_html(Plain {
        title: "The engine beside theory".to_owned(),
        question: "Does the engine give the values that theory states?".to_owned(),
        partial: found.is_partial(),
        replications: None,
        sentences: sentences.into_iter().chain(skipped).collect(),
        ranked: Some(findings_table(found)),
        rest: Vec::new(),
        made: vec![("Seed", seed), ("Replications of each case", found.replications.to_string())],
    })
}

/// Prints and writes the result.
pub(crate) fn present(
    opened: &Opened,
    options: PrintOptions,
    clock: Clock,
) -> anyhow::Result<Exit> {
    let cases = cases_of(&opened.file.task)?;
    let verifying = Verifying::new(&cases, &settings_of(&opened.file.task));
    let mut rows: Vec<CaseRow> = Vec::new();
    rows_in_order(opened)?.each(|row| {
        rows.push(row);
        Ok(())
    })?;
    let Some(found) = verifying.judge(rows) else { return Ok(nothing_to_report(opened)) };
    for skipped in &found.skipped {
        tell!("left out: {skipped}");
    }
    let words = &found;
    let presentation = Presentation {
        answer: Box::new(move |out: &mut dyn io::Write| {
            if !options.quiet {
                out.write_all(findings_text(words).as_bytes())?;
                writeln!(out, "\n{}", wrap(RULE, PROSE).join("\n"))?;
            }
            writeln!(out, "\n{}", summary_text(words))
        }),
        outputs: vec![
            Output::text("verification.csv", findings_csv(words)),
            Output::text("report.html", page(words, &opened.file.task)),
        ],
        exit: if found.passes() { Exit::Done } else { Exit::Failed },
        partial: found.is_partial(),
        events: found.events,
        look_at: "report.html",
    };
    publish(opened, presentation, options, clock)
}
