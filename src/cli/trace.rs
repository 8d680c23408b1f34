//! One replication, event by event.

use crate::cli::Exit;
use crate::cli::arguments::TraceOptions;
use crate::cli::exit::WrongRequest;
use crate::cli::files::files;
use crate::cli::terminal::Answered;
use pcn_sim::experiment::study::{Extent, Plan, Study};
use pcn_sim::model::calendar::{PracticeCalendar, WEEKDAYS};
use pcn_sim::report::study_file::entries;
use pcn_sim::scenario::load;
use pcn_sim::simulation::chances::Addressed;
use pcn_sim::simulation::trace::Observer;
use pcn_sim::simulation::{Horizon, simulate};
use pcn_sim::units::SimTime;
use std::fmt;
use std::io::{self, BufWriter, StdoutLock, Write};

/// Writes a line for each event.
struct Teller<'c> {
    calendar: &'c PracticeCalendar,
    patient: Option<u64>,
    /// Nothing later is told, unless one patient is followed.
    until: SimTime,
    out: BufWriter<StdoutLock<'static>>,
    /// Why nothing more is told: the reader has gone, or there is no room.
    lost: Option<io::Error>,
}

impl Teller<'_> {
    fn say(&mut self, line: fmt::Arguments<'_>) {
        self.lost = writeln!(self.out, "{line}").err();
    }
}

impl Observer for Teller<'_> {
    const LISTENS: bool = true;

    fn note(&mut self, now: SimTime, patient: Option<u64>, what: fmt::Arguments<'_>) {
        let is_wanted = self.patient.is_none_or(|wanted| patient == Some(wanted));
        // The warm-up and what comes after the measured period are told of one patient only.
        let is_measured = (SimTime::ZERO..self.until).contains(&now);
        if self.lost.is_some() || !is_wanted || !is_measured && self.patient.is_none() {
            return;
        }
        let day = self.calendar.day(now.day());
        let date = self.calendar.date(now.day());
        let time = now.as_ms().rem_euclid(86_400_000) / 1000;
        let (hours, minutes, seconds) = (time / 3600, time / 60 % 60, time % 60);
        let weekday = &WEEKDAYS[day.weekday][..3];
        let patient = patient.map_or_else(String::new, |name| format!("{name:016x}"));
        self.say(format_args!(
            "{date} {weekday} {hours:02}:{minutes:02}:{seconds:02}  {patient:16}  {what}"
        ));
    }
}

/// Tells one replication.
pub(crate) fn trace(options: &TraceOptions) -> anyhow::Result<Exit> {
    let scenario = load(&options.scenario, files())?;
    let patient = match &options.patient {
        Some(name) => Some(u64::from_str_radix(name, 16).map_err(|_| {
            WrongRequest(format!(
                "--patient {name}: a patient's name is 16 hexadecimal digits, as `trace` shows it"
            ))
        })?),
        None => None,
    };
    let horizon = Horizon { warm_up_weeks: options.warm_up_weeks, weeks: options.weeks };
    let extent = Extent { horizon, seed: options.seed, replications: options.replication };
    let scenarios = [scenario];
    // Whatever a study of it would refuse is refused here.
    Study::new(entries(&scenarios), Plan::Alone, extent)?;
    let [scenario] = scenarios;
    let chance = Addressed::new(options.seed, options.replication - 1);
    let out = BufWriter::new(std::io::stdout().lock());
    let calendar = &scenario.network.calendar;
    let until = SimTime::midnight(options.weeks as i32 * 7);
    let mut teller = Teller { calendar, patient, until, out, lost: None };
    teller.say(format_args!("{:23}  {:16}  event", "date and time", "patient"));
    let ended = simulate(&scenario.network, horizon, &chance, &mut teller);
    if teller.lost.is_none() {
        teller.lost = teller.out.flush().err();
    }
    ended?;
    // A reader who has seen enough, such as `head`, is no failure.
    let seen_enough = |error: &io::Error| error.kind() == io::ErrorKind::BrokenPipe;
    let answered = match teller.lost {
        None => Answered::Whole,
        Some(error) if seen_enough(&error) => Answered::SeenEnough,
        Some(error) => Answered::Lost(error),
    };
    Ok(answered.exit(Exit::Done, "; it ends early"))
}
