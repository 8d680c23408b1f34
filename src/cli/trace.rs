//! One replication, event by event.

use crate::cli::Exit;
use crate::cli::arguments::TraceOptions;
use crate::cli::exit::WrongRequest;
use crate::cli::files::files;
use crate::cli::terminal::{Answered, answer, tell};
use pcn_sim::experiment::study::{Design, Extent, Study};
use pcn_sim::report::narrative::Narrator;
use pcn_sim::report::study_file::entries;
use pcn_sim::report::week_sheet::{Content, WeekSheet};
use pcn_sim::scenario::{Scenario, load};
use pcn_sim::simulation::chances::Addressed;
use pcn_sim::simulation::observer::{Fact, Observer, PatientId, PracticeId, Who};
use pcn_sim::simulation::{Horizon, simulate};
use pcn_sim::text::alike::most_alike;
use pcn_sim::text::shown;
use pcn_sim::units::SimTime;
use std::io::{self, BufWriter, StdoutLock, Write};

/// Which patients and facts are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Subject {
    /// All facts about all patients, in the measured weeks.
    All,
    /// All facts about one patient, from the warm-up on.
    One(PatientId),
    /// How the book was searched for one patient.
    Why(PatientId),
}

/// Writes a line for each fact.
struct Printer<'n> {
    narrator: Narrator<'n>,
    subject: Subject,
    /// Facts at or after this time are printed only if one patient is followed.
    until: SimTime,
    out: BufWriter<StdoutLock<'static>>,
    /// Lines written, without the head.
    lines: u64,
    /// Why printing stopped: the reader has closed its end, or the disk is full.
    lost: Option<io::Error>,
}

impl Printer<'_> {
    fn line(&self, fact: &Fact) -> Option<String> {
        let is_measured = (SimTime::ZERO..self.until).contains(&fact.at);
        match (self.subject, fact.who) {
            (Subject::All, Who::Patient(_) | Who::Staff { .. }) if is_measured => {
                Some(self.narrator.line(fact))
            }
            (Subject::One(wanted), Who::Patient(id)) if id == wanted => {
                Some(self.narrator.line(fact))
            }
            (Subject::Why(wanted), Who::Patient(id)) if id == wanted => self.narrator.why(fact),
            _ => None,
        }
    }

    fn say(&mut self, line: &str) -> io::Result<()> {
        if self.lines == 0 && !matches!(self.subject, Subject::Why(_)) {
            writeln!(self.out, "{:23}  {:16}  event", "date and time", "patient")?;
        }
        self.lines += 1;
        writeln!(self.out, "{line}")
    }
}

impl Observer for Printer<'_> {
    const LISTENS: bool = true;

    fn note(&mut self, fact: Fact) {
        if self.lost.is_some() {
            return;
        }
        if let Some(line) = self.line(&fact) {
            self.lost = self.say(&line).err();
        }
    }
}

/// Prints one week of one practice. Whence it comes is told beside it, and not in it.
fn week_sheet(options: &TraceOptions, scenario: Scenario) -> anyhow::Result<Exit> {
    let practices = &scenario.system.practices;
    let name = options.practice.as_deref().unwrap_or_else(|| &practices[0].name);
    let index = practices.iter().position(|practice| practice.name == name).ok_or_else(|| {
        let names = practices.iter().map(|practice| practice.name.as_str());
        let near = most_alike(name, names, 3).join(", ");
        let name = shown(name);
        WrongRequest(format!(
            "--practice {name}: {} has no such practice; nearest names: {near}",
            options.scenario
        ))
    })?;
    let weeks = WeekSheet::weeks(options.weeks);
    let horizon = Horizon { warm_up_weeks: options.warm_up_weeks, weeks };
    let extent = Extent { horizon, seed: options.seed, replications: options.replication };
    let scenarios = [scenario];
    // Refuses what a study of this scenario would refuse.
    Study::new(entries(&scenarios), Design::Alone, extent)?;
    let [scenario] = scenarios;
    let chance = Addressed::new(options.seed, options.replication - 1);
    let mut sheet = WeekSheet::new(&scenario.system, PracticeId(index as u8), options.weeks);
    simulate(&scenario.system, horizon, &chance, &mut sheet)?;
    tell!(
        "note: {} of {}, seed {}, replication {}; the sheet itself does not say so",
        scenario.system.practices[index].called(),
        scenario.name,
        options.seed,
        options.replication
    );
    let content = if options.blank { Content::Blank } else { Content::Filled };
    let text = if options.csv { sheet.csv(content) } else { sheet.text(content) };
    Ok(answer(|out| out.write_all(text.as_bytes())).exit(Exit::Done, ""))
}

/// The subject that `options` name.
fn subject(options: &TraceOptions) -> Result<Subject, WrongRequest> {
    let id = |option: &str, name: &str| {
        // The event log puts scenario and replication before it.
        let digits = name.rsplit('-').next().unwrap_or(name);
        u64::from_str_radix(digits, 16).map(PatientId).map_err(|_| {
            WrongRequest(format!(
                "{option} {name}: a patient's name is 16 hexadecimal digits, as `trace` shows it"
            ))
        })
    };
    match (&options.patient, &options.why) {
        (Some(name), _) => id("--patient", name).map(Subject::One),
        (_, Some(name)) => id("--why", name).map(Subject::Why),
        (None, None) => Ok(Subject::All),
    }
}

/// Prints one replication, or one week of it as a sheet.
pub(crate) fn trace(options: &TraceOptions) -> anyhow::Result<Exit> {
    let scenario = load(&options.scenario, files())?;
    if options.week_sheet {
        return week_sheet(options, scenario);
    }
    let subject = subject(options)?;
    let horizon = Horizon { warm_up_weeks: options.warm_up_weeks, weeks: options.weeks };
    let extent = Extent { horizon, seed: options.seed, replications: options.replication };
    let scenarios = [scenario];
    // Refuses what a study of this scenario would refuse.
    Study::new(entries(&scenarios), Design::Alone, extent)?;
    let [scenario] = scenarios;
    let chance = Addressed::new(options.seed, options.replication - 1);
    let mut printer = Printer {
        narrator: Narrator::new(&scenario.system),
        subject,
        until: SimTime::midnight(options.weeks as i32 * 7),
        out: BufWriter::new(std::io::stdout().lock()),
        lines: 0,
        lost: None,
    };
    let ended = simulate(&scenario.system, horizon, &chance, &mut printer);
    if printer.lost.is_none() {
        printer.lost = printer.out.flush().err();
    }
    ended?;
    if let (0, Subject::One(id) | Subject::Why(id)) = (printer.lines, subject) {
        let text = format!(
            "no patient is called {:016x} in replication {} of seed {}, {} weeks with a warm-up of {}; \
             `pcn-sim trace {}` with the same options shows the names",
            id.0,
            options.replication,
            options.seed,
            options.weeks,
            options.warm_up_weeks,
            options.scenario
        );
        return Err(WrongRequest(text).into());
    }
    // A reader that stops early, such as `head`, is not a failure.
    let seen_enough = |error: &io::Error| error.kind() == io::ErrorKind::BrokenPipe;
    let answered = match printer.lost {
        None => Answered::Whole,
        Some(error) if seen_enough(&error) => Answered::SeenEnough,
        Some(error) => Answered::Lost(error),
    };
    Ok(answered.exit(Exit::Done, "; the trace is incomplete"))
}
