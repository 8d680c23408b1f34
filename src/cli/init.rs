//! Describes a network of one's own and writes it as a short scenario.

use crate::cli::Exit;
use crate::cli::arguments::InitOptions;
use crate::cli::exit::WrongRequest;
use crate::cli::files::{NotYetAFile, files};
use crate::cli::init_questions::Asker;
use crate::cli::init_sheet;
use crate::cli::terminal::{answer, tell};
use anyhow::Context;
use pcn_sim::model::CareSystem;
use pcn_sim::own::fill::{Network, fill, size};
use pcn_sim::own::planned::{Planned, scaled};
use pcn_sim::own::questions::{England, Question, questions};
use pcn_sim::own::stated::{Place, Reader, Stated};
use pcn_sim::own::words::pairs;
use pcn_sim::own::write::{BY_INIT, write};
use pcn_sim::own::{against, fit, form};
use pcn_sim::report::disk::{Durability, put};
use pcn_sim::scenario::embedded;
use pcn_sim::scenario::error::{Problem, list};
use pcn_sim::scenario::{Scenario, load};
use pcn_sim::text::grid::dashes;
use pcn_sim::validation::targets;
use std::io::{self, IsTerminal, Write};
use std::path::Path;

/// The targets that hold England's calls and online forms.
const ENGLAND: &str = "england-2025-26";

/// What the command says where nothing is stated and nobody answers.
const NOTHING: &str = "nothing is stated and the input has ended; state practices with --practice \"Station Road: \
                       list=14200, gps=6.2, rooms=6+3\", or write an empty form with --form practices.xlsx";

/// Carries out the command.
pub(crate) fn init(options: &InitOptions) -> anyhow::Result<Exit> {
    if let Some(path) = &options.form {
        return empty_form(path, options);
    }
    refuse_existing(&options.output, options.force)?;
    let base = base(&options.base)?;
    let england = targets::load(ENGLAND, files()).ok().as_ref().and_then(England::of);
    let england = england.context("the built-in targets state calls and online forms")?;
    let system = &base.system;
    let roles: Vec<&str> = system.roles.iter().map(|role| role.name.as_str()).collect();
    let is_asked = options.filled.is_none() && options.practice.is_empty();
    let mut asker = (is_asked || io::stdin().is_terminal()).then(Asker::new);
    let mut stated = by_options(options, &roles)?;
    if let Some(asker) = asker.as_mut().filter(|_| is_asked) {
        stated = asker.network(&roles, stated).ok_or_else(|| WrongRequest(NOTHING.to_owned()))?;
    }
    if stated.practices.is_empty() {
        return Err(WrongRequest(NOTHING.to_owned()).into());
    }
    let confirmed = ask(options, &mut stated, system, &england, asker.as_mut())?;
    let network = fill(&stated, system).map_err(wrong)?;
    let made = Made::of(&stated, network, &base, &options.base, confirmed, options.quiet)?;
    let path = &options.output;
    put(path, Durability::Synced, |out| out.write_all(made.text.as_bytes()))
        .with_context(|| format!("cannot write {}", path.display()))?;
    if options.quiet {
        return Ok(Exit::Done);
    }
    let answered = answer(|out| made.print(out, path, &stated, system, &england));
    Ok(answered.exit(Exit::Done, &format!("; the scenario is complete in {}", path.display())))
}

/// Writes an empty form.
fn empty_form(path: &Path, options: &InitOptions) -> anyhow::Result<Exit> {
    refuse_existing(path, options.force)?;
    init_sheet::write_empty(path)?;
    if !options.quiet {
        tell!(
            "an empty form: {path}; fill in one row a practice, then pcn-sim init {path}",
            path = path.display()
        );
    }
    Ok(Exit::Done)
}

fn refuse_existing(path: &Path, may_replace: bool) -> anyhow::Result<()> {
    if may_replace || !path.exists() {
        return Ok(());
    }
    let text = format!("{} exists; name another file, or replace it with --force", path.display());
    Err(WrongRequest(text).into())
}

/// The base, which must be one network.
fn base(name: &str) -> anyhow::Result<Scenario> {
    if embedded::text(name).is_none() {
        let text =
            format!("--base {name}: it is not built in; write one of: {}", embedded::known());
        return Err(WrongRequest(text).into());
    }
    let base = load(name, files())?;
    if base.system.pcns() == 1 && base.system.patients() > 0.0 {
        return Ok(base);
    }
    let text = format!("--base {name}: it has {} networks; a base has one", base.system.pcns());
    Err(WrongRequest(text).into())
}

fn wrong(problems: Vec<Problem>) -> anyhow::Error {
    WrongRequest(format!("the network cannot be understood: {}", list(&problems))).into()
}

/// What the form and the options state.
fn by_options(options: &InitOptions, roles: &[&str]) -> anyhow::Result<Stated> {
    let mut reader = Reader::new(roles);
    if let Some(path) = &options.filled {
        let rows = init_sheet::read(path)?;
        form::read(&rows, &path.display().to_string(), &mut reader);
    }
    for text in &options.practice {
        let at = Place::option("--practice");
        let (name, known) = text.split_once(':').unwrap_or((text, ""));
        match pairs(known) {
            Ok(pairs) => {
                reader.practice(&Place::option(&format!("--practice {name:?}")), name, &pairs)
            }
            Err(part) => {
                let expected = "a name, then words with their values: \"Park: list=9800, gps=3.9\"";
                let found = format!("{part:?} in {text:?}");
                let remedy = match part.bytes().all(|byte| byte.is_ascii_digit()) {
                    true => "write word=value, separated by commas; decimals with a point: 6.2",
                    false => "write word=value, separated by commas",
                };
                reader.problems.push(at.problem("", &found, expected, remedy));
            }
        }
    }
    for text in &options.staff {
        reader.staff(&Place::option("--staff"), text);
    }
    for (option, word, value) in [
        ("--rooms", "rooms", &options.rooms),
        ("--calls", "calls", &options.calls),
        ("--online", "online forms", &options.online),
        ("--open", "opening hours", &options.open),
        ("--online-open", "online hours", &options.online_open),
    ] {
        if let Some(value) = value {
            reader.network(&Place::option(option), &[(word.to_owned(), value.clone())]);
        }
    }
    if let Some(title) = &options.title {
        reader.stated.title = Some(title.clone());
    }
    if !reader.problems.is_empty() {
        return Err(wrong(reader.problems));
    }
    Ok(reader.stated)
}

/// Asks about what is unusual. Returns what was looked at and confirmed.
fn ask(
    options: &InitOptions,
    stated: &mut Stated,
    base: &CareSystem,
    england: &England,
    asker: Option<&mut Asker>,
) -> anyhow::Result<Vec<String>> {
    let mut open = questions(stated, base, england);
    if let Some(asker) = asker.filter(|_| !options.accept) {
        let asked = std::mem::take(&mut open);
        for question in asked {
            if !asker.answer(&question, stated) {
                open.push(question);
            }
        }
        if open.is_empty() {
            let confirmed =
                questions(stated, base, england).into_iter().map(|question| question.fact);
            return Ok(confirmed.collect());
        }
    }
    if options.accept {
        let (unanswered, taken): (Vec<Question>, Vec<Question>) =
            open.into_iter().partition(|question| question.is_open);
        if unanswered.is_empty() {
            return Ok(taken.into_iter().map(|question| question.fact).collect());
        }
        open = unanswered;
    }
    if open.is_empty() {
        return Ok(Vec::new());
    }
    let mut text = match open.len() {
        1 => "a question about what you stated:".to_owned(),
        count => format!("{count} questions about what you stated:"),
    };
    for question in &open {
        let fact = format!("{}. {}", question.fact, question.ask);
        text.push_str(&format!("\n  {fact}\n    answer    {}", question.remedy));
    }
    if open.iter().all(|question| !question.is_open) {
        text.push_str("\n  --accept takes all of it as stated");
    }
    Err(WrongRequest(text).into())
}

/// The written scenario.
struct Made {
    text: String,
    network: Network,
    told: Vec<String>,
    scenario: Scenario,
}

impl Made {
    fn of(
        stated: &Stated,
        mut network: Network,
        base: &Scenario,
        base_name: &str,
        confirmed: Vec<String>,
        quiet: bool,
    ) -> anyhow::Result<Made> {
        let source = (base_name, &base.system);
        let first = loaded(&write(&network, &Planned::default(), source, (BY_INIT, &[])))?;
        let planned = scaled(&first.system, &base.system);
        let mut system = loaded(&write(&network, &planned, source, (BY_INIT, &[])))?.system;
        fit::fit(stated, &mut network, &mut system, &mut |round| {
            if !quiet {
                tell!("calls and online forms fitted: round {round} of {} at most", fit::ROUNDS);
            }
        })?;
        let confirmed =
            confirmed.into_iter().map(|fact| format!("looked at and confirmed: {fact}"));
        let mut told: Vec<String> = Vec::new();
        if !stated.understood.is_empty() {
            told.push(format!("roles were understood: {}", stated.understood.join(", ")));
        }
        told.extend(confirmed);
        told.extend(fit::told(&network));
        told.extend(planned.assumed.iter().chain(&network.assumed).cloned());
        let text = write(&network, &planned, source, (BY_INIT, &told));
        let scenario = loaded(&text)?;
        Ok(Made { text, network, told, scenario })
    }

    fn print(
        &self,
        out: &mut dyn Write,
        path: &Path,
        stated: &Stated,
        base: &CareSystem,
        england: &England,
    ) -> io::Result<()> {
        let shown = path.display();
        let lines = self.text.lines().count();
        let rooms = self.scenario.system.rooms_total();
        writeln!(out, "{shown}: {}, {rooms} rooms; {lines} lines", size(&self.network))?;
        writeln!(out, "\nAssumed or understood")?;
        write!(out, "{}", dashes(self.told.iter().map(|told| format!("{told}."))))?;
        let table = against::table(stated, &self.scenario.system, base, england);
        writeln!(out, "\n{}", table.to_text())?;
        writeln!(
            out,
            "Next\n  pcn-sim check {shown}        every value, with its source or assumption"
        )?;
        writeln!(
            out,
            "  pcn-sim marginal {shown}     what to add next, in order of what it gains"
        )?;
        writeln!(out, "  pcn-sim bottlenecks {shown}  what stops requests")
    }
}

/// The scenario that `text` holds.
fn loaded(text: &str) -> anyhow::Result<Scenario> {
    // What is stated may be impossible in ways that only the whole scenario shows.
    load(NAME, &NotYetAFile { name: NAME, text })
        .map_err(|error| WrongRequest(format!("the network is impossible: {error}")).into())
}

/// The name of a scenario that is not yet a file.
const NAME: &str = "my-network.toml";
