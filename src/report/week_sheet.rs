//! One week of one practice as its manager would see it: calls by half hour, clinics, rooms, what is left over.
//!
//! The sheet names no scenario, no patient and no clinician, and does not say where its figures come from, so that it
//! can be laid beside a real week and judged blind. A form without figures has the same layout.

use crate::model::CareSystem;
use crate::simulation::observer::{
    ClinicEnd, DayEnd, Fact, FreeStart, Observer, PersonId, PracticeId, ProfessionId, RoomId, What,
    Who,
};
use crate::text::csv::cell;
use crate::units::SimTime;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// The days of a sheet, from Monday.
const DAYS: usize = 6;
/// The last weekday: what is left over is counted when it ends.
const FRIDAY: i32 = 4;
const NAMES: [&str; DAYS] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
/// Half hours from 08:00 to 18:30, with the time before and after.
const HALF_HOURS: usize = 21;
/// Starts before this hour are in the morning.
const NOON: f64 = 13.0 * 60.0;

/// What is shown of a sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content {
    /// The week.
    Filled,
    /// A form of the same layout, for a real week.
    Blank,
}

/// The calls of one half hour of one day.
#[derive(Clone, Copy, Debug, Default)]
struct Calls {
    offered: u32,
    answered: u32,
    given_up: u32,
    menu: u32,
    waited_min: f64,
}

/// A request or an item of planned care under way.
#[derive(Clone, Copy, Debug, Default)]
struct Open {
    is_planned: bool,
    is_booked: bool,
    awaits_triage: bool,
    form_unread: bool,
}

/// Planned care of one profession in the week.
#[derive(Clone, Copy, Debug, Default)]
struct Planned {
    due: u32,
    done: u32,
    given_up: u32,
}

/// What is left over when Friday ends.
#[derive(Clone, Debug, Default)]
struct Left {
    not_booked: u32,
    triage: u32,
    forms: u32,
    booked: u32,
    planned_booked: u32,
    planned_not_booked: u32,
    call_backs: u32,
    free: Vec<FreeStart>,
}

/// Collects the week of a practice from what is observed.
pub struct WeekSheet<'n> {
    system: &'n CareSystem,
    practice: PracticeId,
    /// The Monday, from the first measured day.
    monday: i32,
    calls: Vec<[Calls; DAYS]>,
    /// The call under way of each caller of the practice, and when it came in.
    calling: BTreeMap<Who, SimTime>,
    call_backs: BTreeSet<Who>,
    open: BTreeMap<Who, Open>,
    of_planned: BTreeMap<Who, ProfessionId>,
    planned: BTreeMap<u8, Planned>,
    /// The appointment that stands of each patient.
    standing: BTreeMap<Who, (PersonId, SimTime)>,
    /// Appointments of the week: whether they were booked on the day.
    booked: BTreeMap<(PersonId, SimTime), bool>,
    clinics: Vec<ClinicEnd>,
    left: Left,
}

impl<'n> WeekSheet<'n> {
    /// An empty sheet of `practice` for the week of measurement with this number, from 1, that begins on a Monday.
    pub fn new(system: &'n CareSystem, practice: PracticeId, week: u32) -> Self {
        let to_monday = (7 - system.calendar.weekday_of_zero() as i32) % 7;
        WeekSheet {
            system,
            practice,
            monday: to_monday + (week as i32 - 1) * 7,
            calls: vec![[Calls::default(); DAYS]; HALF_HOURS + 2],
            calling: BTreeMap::new(),
            call_backs: BTreeSet::new(),
            open: BTreeMap::new(),
            of_planned: BTreeMap::new(),
            planned: BTreeMap::new(),
            standing: BTreeMap::new(),
            booked: BTreeMap::new(),
            clinics: Vec::new(),
            left: Left::default(),
        }
    }

    /// Weeks to measure, so that the week with this number, from 1, that begins on a Monday is whole.
    pub const fn weeks(week: u32) -> u32 {
        week + 1
    }

    /// The place of a day among those of the sheet.
    fn place(&self, day: i32) -> Option<usize> {
        let place = usize::try_from(day - self.monday).ok()?;
        (place < DAYS).then_some(place)
    }

    /// The counts of the calls that came in at `at`, if that is in the week.
    fn calls_at(&mut self, at: SimTime) -> Option<&mut Calls> {
        let day = self.place(at.day())?;
        let half_hours = (at.time_of_day().as_minutes() - 8.0 * 60.0) / 30.0;
        let row = if half_hours < 0.0 { 0 } else { (half_hours as usize).min(HALF_HOURS) + 1 };
        Some(&mut self.calls[row][day])
    }

    /// The outcome of the call under way of `who`.
    fn call_ended(&mut self, who: Who, count: impl FnOnce(&mut Calls)) {
        self.call_backs.remove(&who);
        if let Some(at) = self.calling.remove(&who)
            && let Some(calls) = self.calls_at(at)
        {
            count(calls);
        }
    }

    fn about_the_call(&mut self, fact: &Fact) {
        match fact.what {
            What::Called { practice } if practice == self.practice => {
                self.calling.insert(fact.who, fact.at);
                if let Some(calls) = self.calls_at(fact.at) {
                    calls.offered += 1;
                }
            }
            What::LeftMenu { .. } => self.call_ended(fact.who, |calls| calls.menu += 1),
            What::JoinedQueue { call_back: true, .. } if self.calling.contains_key(&fact.who) => {
                self.call_backs.insert(fact.who);
            }
            What::Answered { waited_min, .. } => self.call_ended(fact.who, |calls| {
                calls.answered += 1;
                calls.waited_min += waited_min;
            }),
            What::HungUp { .. } => self.call_ended(fact.who, |calls| calls.given_up += 1),
            _ => {}
        }
    }

    fn about_the_request(&mut self, fact: &Fact) {
        let is_in_week = self.place(fact.at.day()).is_some();
        match fact.what {
            What::Arose { practice, .. } if practice == self.practice => {
                self.open.insert(fact.who, Open::default());
            }
            What::PlannedDue { practice, profession, .. } if practice == self.practice => {
                self.open.insert(fact.who, Open { is_planned: true, ..Open::default() });
                self.of_planned.insert(fact.who, profession);
                if is_in_week {
                    self.planned.entry(profession.0).or_default().due += 1;
                }
            }
            What::PlannedDone | What::PlannedGivenUp => {
                let Some(profession) = self.of_planned.remove(&fact.who) else { return };
                self.open.remove(&fact.who);
                let planned = self.planned.entry(profession.0).or_default();
                let is_done = fact.what == What::PlannedDone;
                *(if is_done { &mut planned.done } else { &mut planned.given_up }) +=
                    u32::from(is_in_week);
            }
            What::Settled
            | What::Referred
            | What::Unmet { .. }
            | What::Lapsed
            | What::VisitCalledOff => {
                self.open.remove(&fact.who);
            }
            _ => {
                let Some(open) = self.open.get_mut(&fact.who) else { return };
                match fact.what {
                    What::FormSent => open.form_unread = true,
                    What::DeskBegan | What::FormLapsed => open.form_unread = false,
                    What::TriageAsked => open.awaits_triage = true,
                    What::TriageBegan { .. } | What::TriageLimitReached => {
                        open.awaits_triage = false
                    }
                    What::Booked(_) | What::AddedToDuty { .. } | What::BookedTwice { .. } => {
                        open.is_booked = true;
                    }
                    What::Released(_)
                    | What::DidNotAttend
                    | What::Ended { .. }
                    | What::NotReached(_) => {
                        open.is_booked = false;
                    }
                    _ => {}
                }
            }
        }
    }

    fn about_the_book(&mut self, fact: &Fact) {
        match fact.what {
            What::Booked(found) => {
                let slot = (found.clinician.person, found.start);
                self.standing.insert(fact.who, slot);
                if self.place(found.start.day()).is_some() {
                    self.booked.insert(slot, fact.at.day() == found.start.day());
                }
            }
            What::Released(_) => {
                if let Some(slot) = self.standing.remove(&fact.who) {
                    self.booked.remove(&slot);
                }
            }
            What::Ended { .. } | What::DidNotAttend | What::NotReached(_) => {
                self.standing.remove(&fact.who);
            }
            _ => {}
        }
    }

    fn left_over(&self, free: &[FreeStart]) -> Left {
        let count =
            |is: fn(&Open) -> bool| self.open.values().filter(|open| is(open)).count() as u32;
        Left {
            not_booked: count(|open| {
                !(open.is_planned || open.is_booked || open.awaits_triage || open.form_unread)
            }),
            triage: count(|open| open.awaits_triage),
            forms: count(|open| open.form_unread),
            booked: count(|open| open.is_booked && !open.is_planned),
            planned_booked: count(|open| open.is_booked && open.is_planned),
            planned_not_booked: count(|open| !open.is_booked && open.is_planned),
            call_backs: self.call_backs.len() as u32,
            free: free.iter().filter(|free| free.practice == self.practice).cloned().collect(),
        }
    }

    /// The sheet as text.
    pub fn text(&self, content: Content) -> String {
        let mut out = String::new();
        for line in self.heading(content) {
            let _ = writeln!(out, "{line}");
        }
        for grid in self.grids() {
            let _ = write!(out, "\n{}", grid.shown(content).text());
        }
        out
    }

    /// The sheet as comma-separated text: one table below the other.
    pub fn csv(&self, content: Content) -> String {
        let line =
            |cells: &[String]| cells.iter().map(|text| cell(text)).collect::<Vec<_>>().join(",");
        let mut out = String::new();
        for text in self.heading(content) {
            let _ = writeln!(out, "{}", cell(&text));
        }
        for grid in self.grids() {
            let grid = grid.shown(content);
            let _ = writeln!(out, "\n{}\n{}", cell(&grid.title), line(&grid.head));
            grid.rows.iter().for_each(|row| {
                let _ = writeln!(out, "{}", line(row));
            });
        }
        out
    }

    fn heading(&self, content: Content) -> [String; 2] {
        let date = self.system.calendar.date(self.monday);
        let patients = self.registered();
        match content {
            Content::Filled => {
                [format!("Week from Monday {date}"), format!("Registered patients: {patients}")]
            }
            Content::Blank => ["Week from Monday".to_owned(), "Registered patients:".to_owned()],
        }
    }

    /// Patients registered on the Monday, whole people where the list has changed.
    fn registered(&self) -> f64 {
        let today = self.system.registered(self.practice.index(), self.monday);
        if self.system.lists_change() { today.round() } else { today }
    }

    fn grids(&self) -> Vec<Grid> {
        let mut grids = self.call_grids();
        grids.push(self.clinic_grid());
        grids.push(self.room_grid());
        grids.push(self.planned_grid());
        grids.push(self.left_grid());
        grids.push(self.free_grid());
        grids
    }

    fn call_grids(&self) -> Vec<Grid> {
        let name = |row: usize| match row {
            0 => "before 08:00".to_owned(),
            row if row > HALF_HOURS => "from 18:30".to_owned(),
            row => format!("{:02}:{:02}", 8 + (row - 1) / 2, (row - 1) % 2 * 30),
        };
        let grid = |title: &str, shown: &dyn Fn(&Calls) -> String| {
            let rows = self.calls.iter().enumerate();
            let row = |(row, days): (usize, &[Calls; DAYS])| {
                std::iter::once(name(row)).chain(days.iter().map(shown)).collect()
            };
            Grid::new(title, &by_day("Half hour"), rows.map(row).collect())
        };
        vec![
            grid("Calls offered, by the half hour in which they come in", &|calls| {
                calls.offered.to_string()
            }),
            grid("Calls answered", &|calls| calls.answered.to_string()),
            grid("Calls given up in the queue", &|calls| calls.given_up.to_string()),
            grid("Calls that end in the menu, or at the message when closed", &|calls| {
                calls.menu.to_string()
            }),
            grid("Mean wait of the calls answered [min]", &|calls| match calls.answered {
                0 => "-".to_owned(),
                answered => format!("{:.1}", calls.waited_min / f64::from(answered)),
            }),
        ]
    }

    fn clinic_grid(&self) -> Grid {
        let people: BTreeSet<(u8, PersonId)> = self
            .clinics
            .iter()
            .map(|clinic| (clinic.clinician.role.0, clinic.clinician.person))
            .collect();
        let label = |clinic: &ClinicEnd| {
            let role = clinic.clinician.role;
            let of_role = people.iter().filter(|(known, _)| *known == role.0);
            let before = of_role.take_while(|(_, person)| *person != clinic.clinician.person);
            format!("{} {}", self.system.roles[role.index()].title, before.count() + 1)
        };
        let head = [
            "Clinic",
            "Planned",
            "How",
            "Starts",
            "Used",
            "Today",
            "DNA",
            "Cancelled",
            "Empty",
            "Closed",
            "Added",
            "Over",
        ];
        let mut clinics: Vec<&ClinicEnd> = self.clinics.iter().collect();
        clinics.sort_by_key(|clinic| {
            let of = clinic.clinician;
            (clinic.start.day(), of.role.0, of.person, clinic.start)
        });
        let rows = clinics.into_iter().map(|clinic| self.clinic_row(clinic, &label(clinic)));
        let title = "Clinics: starts in the book, and what became of them (today: booked on the \
                     day; over: minutes after the planned end)";
        Grid { names_stay: false, ..Grid::new(title, &head, rows.collect()) }
    }

    fn clinic_row(&self, clinic: &ClinicEnd, label: &str) -> Vec<String> {
        let clock = |at: SimTime| {
            let time = at.time_of_day();
            format!("{:02}:{:02}", time.hour(), time.minute())
        };
        let day = self.place(clinic.start.day()).map_or("", |day| NAMES[day]);
        let (person, start, end) = (clinic.clinician.person, clinic.start, clinic.end);
        let of_clinic = self.booked.range((person, start)..);
        let here = of_clinic.take_while(|((of, at), _)| *of == person && *at < end);
        let same_day = here.filter(|(_, is_same_day)| **is_same_day).count();
        let how = match (clinic.is_held, clinic.is_remote) {
            (false, _) => "not held",
            (true, true) => "telephone",
            (true, false) => "in person",
        };
        let duty = if clinic.is_duty { " (duty)" } else { "" };
        let over = (clinic.ended - end).as_minutes().max(0.0).round();
        let counts = [
            clinic.starts,
            clinic.attended,
            same_day as u32,
            clinic.missed,
            clinic.cancelled,
            clinic.empty,
            clinic.closed,
            clinic.added,
        ];
        let mut cells = vec![
            format!("{day} {label}{duty}"),
            format!("{}-{}", clock(start), clock(end)),
            how.to_owned(),
        ];
        cells.extend(counts.map(|count| count.to_string()));
        cells.push(if clinic.is_held { format!("{over}") } else { "-".to_owned() });
        cells
    }

    fn room_grid(&self) -> Grid {
        let had = |day: usize| -> u32 {
            let date = self.system.calendar.date(self.monday + day as i32);
            let sites = self.system.sites.iter().enumerate();
            let of = |practice| self.system.joined(practice, date).unwrap_or(practice);
            let own = sites.filter(|(_, site)| of(site.practice) == self.practice.index());
            own.map(|(index, _)| self.system.rooms_of_site(index, date)).sum()
        };
        let used = |day: usize, is_morning: bool| {
            let in_half = self.clinics.iter().filter(|clinic| {
                self.place(clinic.start.day()) == Some(day)
                    && clinic.is_held
                    && (clinic.start.time_of_day().as_minutes() < NOON) == is_morning
            });
            let mut rooms: BTreeSet<RoomId> = BTreeSet::new();
            let mut shared = 0;
            for clinic in in_half {
                match clinic.room {
                    Some(room) => {
                        rooms.insert(room);
                    }
                    // Where all rooms are shared, a clinic in person uses one.
                    None => shared += usize::from(!clinic.is_remote),
                }
            }
            rooms.len() + shared
        };
        let row = |(name, is_morning): (&str, bool)| {
            let cells = (0..DAYS).map(|day| format!("{} of {}", used(day, is_morning), had(day)));
            std::iter::once(name.to_owned()).chain(cells).collect()
        };
        let halves = [("Morning, to 13:00", true), ("Afternoon", false)];
        Grid::new(
            "Rooms used, of those there are",
            &by_day("Half day"),
            halves.into_iter().map(row).collect(),
        )
    }

    fn planned_grid(&self) -> Grid {
        let row = |(profession, planned): (&u8, &Planned)| {
            let name = self.system.professions[usize::from(*profession)].replace('-', " ");
            vec![
                name,
                planned.due.to_string(),
                planned.done.to_string(),
                planned.given_up.to_string(),
            ]
        };
        let head = ["With", "Fell due", "Done", "Given up"];
        Grid::new("Planned care in the week", &head, self.planned.iter().map(row).collect())
    }

    fn left_grid(&self) -> Grid {
        let left = &self.left;
        let rows = [
            ("Patients who asked and have neither appointment nor answer", left.not_booked),
            ("Forms not read", left.forms),
            ("Requests that wait for triage", left.triage),
            ("Call-backs due", left.call_backs),
            ("Patients with an appointment ahead", left.booked),
            ("Planned care with an appointment ahead", left.planned_booked),
            ("Planned care due and not booked", left.planned_not_booked),
        ];
        let row = |(name, count): (&str, u32)| vec![name.to_owned(), count.to_string()];
        Grid::new(
            "Left over on Friday evening",
            &["What", "Number"],
            rows.into_iter().map(row).collect(),
        )
    }

    fn free_grid(&self) -> Grid {
        let moment = |at: Option<&SimTime>| {
            at.map_or("none in the book".to_owned(), |at| {
                let time = at.time_of_day();
                format!(
                    "{} {:02}:{:02}",
                    self.system.calendar.date(at.day()),
                    time.hour(),
                    time.minute()
                )
            })
        };
        let row = |free: &FreeStart| {
            let title = self.system.roles[free.role.index()].title.clone();
            vec![title, moment(free.starts.first()), moment(free.starts.get(2))]
        };
        let head = ["Role", "First", "Third"];
        Grid::new(
            "Next free start on Friday evening",
            &head,
            self.left.free.iter().map(row).collect(),
        )
    }
}

impl Observer for WeekSheet<'_> {
    const LISTENS: bool = true;
    const WANTS_DAYS: bool = true;

    fn note(&mut self, fact: Fact) {
        if fact.at.day() > self.monday + DAYS as i32 {
            return;
        }
        self.about_the_call(&fact);
        if matches!(fact.who, Who::Patient(_)) {
            self.about_the_request(&fact);
            self.about_the_book(&fact);
        }
    }

    fn day_ended(&mut self, end: &DayEnd) {
        if self.place(end.day).is_some() {
            let own = end.clinics.iter().filter(|clinic| clinic.practice == self.practice);
            self.clinics.extend(own.copied());
        }
        if end.day == self.monday + FRIDAY {
            self.left = self.left_over(&end.free);
        }
    }
}

/// The head of a table by day.
fn by_day(first: &str) -> Vec<&str> {
    std::iter::once(first).chain(NAMES).collect()
}

/// A table of the sheet.
struct Grid {
    title: String,
    head: Vec<String>,
    rows: Vec<Vec<String>>,
    /// Whether the names of rows are part of the form.
    names_stay: bool,
}

impl Grid {
    fn new(title: &str, head: &[&str], rows: Vec<Vec<String>>) -> Self {
        let head = head.iter().map(|text| (*text).to_owned()).collect();
        Grid { title: title.to_owned(), head, rows, names_stay: true }
    }

    /// The table in columns: names to the left, figures to the right. No line is broken, so that two sheets can be laid
    /// side by side.
    fn text(&self) -> String {
        let lines = || std::iter::once(&self.head).chain(&self.rows);
        let width = |column: usize| {
            let cells = lines().filter_map(|row| row.get(column));
            cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
        };
        let widths: Vec<usize> = (0..self.head.len()).map(width).collect();
        let line = |row: &Vec<String>| {
            let cell = |(column, (text, width)): (usize, (&String, &usize))| match column {
                0 => format!("{text:width$}"),
                _ => format!("  {text:>width$}"),
            };
            row.iter().zip(&widths).enumerate().map(cell).collect::<String>().trim_end().to_owned()
        };
        let rule = "-".repeat(widths.iter().sum::<usize>() + 2 * widths.len().saturating_sub(1));
        let rows: String = self.rows.iter().map(|row| format!("{}\n", line(row))).collect();
        format!("{}\n\n{}\n{rule}\n{rows}", self.title, line(&self.head))
    }

    /// The table, or the same without figures.
    fn shown(self, content: Content) -> Self {
        if content == Content::Filled {
            return self;
        }
        let kept = usize::from(self.names_stay);
        let emptied = |row: Vec<String>| {
            row.into_iter()
                .enumerate()
                .map(|(column, cell)| if column < kept { cell } else { "_".repeat(4) })
                .collect()
        };
        Grid { rows: self.rows.into_iter().map(emptied).collect(), ..self }
    }
}
