//! One replication, event by event.

use crate::cli::Exit;
use crate::cli::arguments::TraceOptions;
use crate::cli::exit::WrongRequest;
use crate::cli::files::files;
use crate::cli::horizon::check_horizon;
use pcn_sim::model::calendar::{PracticeCalendar, WEEKDAYS};
use pcn_sim::scenario::load;
use pcn_sim::simulation::chances::Addressed;
use pcn_sim::simulation::trace::Observer;
use pcn_sim::simulation::{Horizon, simulate};
use pcn_sim::units::SimTime;
use std::fmt;
use std::io::{BufWriter, StdoutLock, Write};

/// Writes a line for each event.
struct Teller<'c> {
    calendar: &'c PracticeCalendar,
    patient: Option<u64>,
    /// Nothing later is told, unless one patient is followed.
    until: SimTime,
    out: BufWriter<StdoutLock<'static>>,
    /// The reader has gone (a closed pipe): nothing more is told.
    is_closed: bool,
}

impl Observer for Teller<'_> {
    const LISTENS: bool = true;

    fn note(&mut self, now: SimTime, patient: Option<u64>, what: fmt::Arguments<'_>) {
        let is_wanted = self.patient.is_none_or(|wanted| patient == Some(wanted));
        // The warm-up and what comes after the measured period are told of one patient only.
        let is_measured = (SimTime::ZERO..self.until).contains(&now);
        if self.is_closed || !is_wanted || !is_measured && self.patient.is_none() {
            return;
        }
        let day = self.calendar.day(now.day());
        let date = self.calendar.date(now.day());
        let time = now.as_ms().rem_euclid(86_400_000) / 1000;
        let (hours, minutes, seconds) = (time / 3600, time / 60 % 60, time % 60);
        let weekday = &WEEKDAYS[day.weekday][..3];
        let patient = patient.map_or_else(String::new, |name| format!("{name:016x}"));
        let line = writeln!(
            self.out,
            "{date} {weekday} {hours:02}:{minutes:02}:{seconds:02}  {patient:16}  {what}"
        );
        self.is_closed = line.is_err();
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
    check_horizon(&scenario, horizon)?;
    let chance = Addressed::new(options.seed, options.replication - 1);
    let mut out = BufWriter::new(std::io::stdout().lock());
    writeln!(out, "{:23}  {:16}  event", "date and time", "patient")?;
    let calendar = &scenario.network.calendar;
    let until = SimTime::midnight(options.weeks as i32 * 7);
    let mut teller = Teller { calendar, patient, until, out, is_closed: false };
    simulate(&scenario.network, horizon, &chance, &mut teller);
    // A reader who has seen enough, such as `head`, is no failure.
    let _ = teller.out.flush();
    Ok(Exit::Done)
}
