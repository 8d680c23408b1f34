//! Facts in words: what `trace` prints, line by line, and why a search found nothing.

use crate::model::CareSystem;
use crate::model::calendar::WEEKDAYS;
use crate::model::demand::{Channel, Urgency};
use crate::model::role::Mode;
use crate::simulation::observer::{
    Clinician, Continuation, Criteria, Fact, Found, FrontDoorEnd, NeedId, NotReached, Obstacles,
    PracticeId, ProfessionId, Release, SiteId, Supervisor, TeamId, What, Whereabouts, Who,
};
use crate::simulation::record::Constraint;
use crate::units::SimTime;

/// What a general practitioner is called in a sentence.
const GP: &str = "GP";

/// Puts facts about one network into words.
#[derive(Clone, Copy, Debug)]
pub struct Narrator<'n> {
    system: &'n CareSystem,
}

impl<'n> Narrator<'n> {
    /// A narrator of what happens in `system`.
    pub const fn new(system: &'n CareSystem) -> Self {
        Narrator { system }
    }

    /// One line: date, time, patient, what happened.
    pub fn line(&self, fact: &Fact) -> String {
        let patient = match fact.who {
            Who::Patient(id) | Who::Other(id) => format!("{:016x}", id.0),
            Who::Staff { .. } => String::new(),
        };
        let what = match fact.who {
            Who::Other(_) => format!("(about something else) {}", self.words(&fact.what)),
            Who::Staff { day } => {
                format!("{}: {}", self.system.calendar.date(day), self.words(&fact.what))
            }
            Who::Patient(_) => self.words(&fact.what),
        };
        let date = self.system.calendar.date(fact.at.day());
        let (weekday, time) = (self.weekday(fact.at), clock(fact.at));
        format!("{date} {weekday} {time}  {patient:16}  {what}")
    }

    /// The line of a fact that says how a patient fared with the book: what was asked, searched, booked,
    /// taken back, refused. `None` of anything else.
    pub fn why(&self, fact: &Fact) -> Option<String> {
        let is_about_the_book = matches!(
            fact.what,
            What::Arose { .. }
                | What::PlannedDue { .. }
                | What::VisitDue { .. }
                | What::Navigated { .. }
                | What::SettledAtFrontDoor(_)
                | What::FormLapsed
                | What::HungUp { .. }
                | What::LeftMenu { .. }
                | What::Searched { .. }
                | What::Booked(_)
                | What::AddedToDuty { .. }
                | What::BookedTwice { .. }
                | What::Released(_)
                | What::DidNotAttend
                | What::Began { .. }
                | What::NotReached(_)
                | What::Continues(_)
                | What::Rang111 { .. }
                | What::InsteadOfEd
                | What::SentElsewhere
                | What::ToldAnotherDay
                | What::RingsAgain { .. }
                | What::WillReturn { .. }
                | What::Lapsed
                | What::WaitsForRecall
                | What::Settled
                | What::Referred
                | What::Unmet { .. }
                | What::PlannedDone
                | What::PlannedGivenUp
                | What::VisitCalledOff
        );
        is_about_the_book.then(|| format!("{}  {}", self.moment(fact.at), self.words(&fact.what)))
    }

    /// What happened, in a few words.
    pub fn words(&self, what: &What) -> String {
        match *what {
            What::Arose { practice, need, urgency, channel } => {
                self.request(practice, need, urgency, channel)
            }
            What::PlannedDue { profession, days, .. } => {
                let who = self.profession(profession);
                format!("planned care with {who} is due {}", in_days(days))
            }
            What::VisitDue { week, days, .. } => {
                format!("visit of week {week} is due {}", in_days(days))
            }
            What::Called { practice } => {
                format!("rings {}", self.system.practices[practice.index()].called())
            }
            What::JoinedQueue { ahead, call_back } => {
                let how = if call_back { ", asks to be called back" } else { "" };
                format!("joins the queue behind {ahead}{how}")
            }
            What::Answered { waited_min, called_back } => {
                let how = if called_back { "called back" } else { "answered" };
                format!("{how} after {waited_min:.1} min")
            }
            What::HungUp { waited_min } => format!("hangs up after {waited_min:.1} min"),
            What::TriageBegan { clinician } => {
                format!("triage by {}", self.clinician(clinician))
            }
            What::Navigated { profession, is_right } => {
                let error = if is_right { "" } else { ", which is not what the need calls for" };
                format!("navigated to {}{error}", self.profession(profession))
            }
            What::Searched { criteria, found, obstacles } => {
                self.search(&criteria, found, &obstacles)
            }
            What::Booked(found) => format!("booked: {}", self.found(found)),
            What::AddedToDuty { clinician, from } => self.added_to_duty(clinician, from),
            What::BookedTwice { clinician, start } => self.booked_twice(clinician, start),
            What::CalledIn { clinician } => format!("called in by {}", self.clinician(clinician)),
            What::Began { clinician, mode, whereabouts, supervisor, waited_min } => {
                let (mode, who) = (mode.name(), self.clinician(clinician));
                let room = self.room(clinician.site, whereabouts);
                let by = self.supervised(supervisor);
                format!(
                    "consultation begins, {mode}: {who}{room}{by}, {waited_min:.0} min after its time"
                )
            }
            What::AdviceBegan { supervisor, length_min } => {
                format!("{} advises for {length_min:.1} min", self.clinician(supervisor))
            }
            What::Ended { clinician } => {
                format!("consultation ends: {}", self.clinician(clinician))
            }
            What::Continues(how) => self.continuation(how),
            What::RingsAgain { at } => format!("will ring again {}", self.moment(at)),
            What::WillReturn { at } => format!("will ask again {}", self.moment(at)),
            What::Unmet { constraint, missing } => self.what_stopped(constraint, missing),
            What::Meeting { cohort, attend } => {
                let name = &self.system.cohorts[cohort.index()].name;
                format!("{name}: a meeting that {attend} attend")
            }
            What::Hired(team) => self.of_team(team, "hired from the labour pool"),
            What::PostVacant(team) => self.of_team(team, "a post falls vacant"),
            What::SuccessorBegan(team) => self.of_team(team, "a successor begins"),
            _ => plain_words(what).unwrap_or_default().to_owned(),
        }
    }

    /// What stopped a request: the capacity that was missing.
    fn what_stopped(&self, constraint: Constraint, missing: Option<ProfessionId>) -> String {
        let words = match constraint {
            Constraint::Telephone => "could not get through to the practice",
            Constraint::Triage => "gave up waiting for a reply to the form",
            Constraint::Gp | Constraint::Role => {
                let who = missing.map_or("clinician".into(), |missing| self.profession(missing));
                return format!("unmet: no time of {who}");
            }
            Constraint::Room => "a clinician was there, but no room",
            Constraint::Supervision => {
                "the time was taken by supervision, or nobody could supervise"
            }
            Constraint::Horizon => "a later appointment would have done, but the book was closed",
        };
        format!("unmet: {words}")
    }

    /// A request that arises.
    fn request(
        &self,
        practice: PracticeId,
        need: NeedId,
        urgency: Urgency,
        channel: Channel,
    ) -> String {
        let name = self.system.practices[practice.index()].called();
        let need = &self.system.needs[need.index()].name;
        let urgency = Urgency::WORDS[urgency as usize];
        format!("request arises at {name}: {need}, {urgency}, {}", channel_words(channel))
    }

    /// The room in which a patient is met, behind the name of the clinician.
    fn room(&self, site: SiteId, whereabouts: Whereabouts) -> String {
        let site = &self.system.sites[site.index()].name;
        match whereabouts {
            Whereabouts::NoRoom => String::new(),
            Whereabouts::Room(room) => format!(" in room {} of {site}", room.0),
            Whereabouts::SharedRoom => format!(" in a shared room of {site}"),
        }
    }

    /// Who supervises, behind the name of the clinician.
    fn supervised(&self, supervisor: Option<Supervisor>) -> String {
        let title = |by: Supervisor| &self.system.roles[by.role.index()].title;
        supervisor
            .map_or_else(String::new, |by| format!(", supervised by {} {}", title(by), by.person.0))
    }

    fn continuation(&self, how: Continuation) -> String {
        match how {
            Continuation::HandedBack => "handed back to a GP".to_owned(),
            Continuation::SeenInPerson => "to be seen in person".to_owned(),
            Continuation::FollowUp { days } => format!("follow-up in {days} days"),
            Continuation::Reconsultation { at } => {
                format!("not settled: will ring again {}", self.moment(at))
            }
        }
    }

    /// What was looked for, what was found or what stood in the way.
    fn search(&self, criteria: &Criteria, found: Option<Found>, obstacles: &Obstacles) -> String {
        let who = if criteria.own_gp {
            "the patient's own GP".to_owned()
        } else {
            self.profession(criteria.profession)
        };
        let modes = Mode::ALL.iter().filter(|mode| criteria.modes[**mode as usize]);
        let modes: Vec<&str> = modes.map(|mode| mode.name()).collect();
        let from = self.moment(criteria.from);
        let until = self.date(SimTime::midnight(criteria.last_day));
        let asked = format!("looks for {who} ({}) from {from} to {until}", modes.join(" or "));
        match found {
            Some(found) => format!("{asked}: finds {}", self.found(found)),
            None => format!("{asked}: finds nothing{}", self.reasons(obstacles)),
        }
    }

    /// What stood in the way, the first slot of each kind that would have done.
    fn reasons(&self, obstacles: &Obstacles) -> String {
        if obstacles.no_staff {
            return "; nobody of that profession works for this practice".to_owned();
        }
        let of =
            |slot: Option<SimTime>, why: &str| slot.map(|at| format!("{} {why}", self.moment(at)));
        let reasons = [
            of(obstacles.kept, "is free but kept for other patients or not yet released"),
            of(obstacles.no_room, "has a clinician but no room"),
            of(obstacles.supervision, "is closed for supervision"),
            of(obstacles.other_mode, "is free in a mode that does not suit"),
            of(obstacles.too_late, "is free but later than the need allows"),
        ];
        let reasons: Vec<String> = reasons.into_iter().flatten().collect();
        if reasons.is_empty() {
            return "; every slot in the book is taken".to_owned();
        }
        format!("; {}", reasons.join("; "))
    }

    fn added_to_duty(&self, clinician: Clinician, from: SimTime) -> String {
        format!("added to the duty list of {}, from {}", self.clinician(clinician), clock(from))
    }

    fn booked_twice(&self, clinician: Clinician, start: SimTime) -> String {
        let (who, at) = (self.clinician(clinician), clock(start));
        format!("given the start of {who} at {at}, for which someone is booked who may not come")
    }

    fn found(&self, found: Found) -> String {
        let (who, mode) = (self.clinician(found.clinician), found.mode.name());
        format!("{who}, {mode}, {}", self.moment(found.start))
    }

    /// A clinician: the role, and which person.
    fn clinician(&self, clinician: Clinician) -> String {
        let title = &self.system.roles[clinician.role.index()].title;
        format!("{title} {}", clinician.person.0)
    }

    fn profession(&self, profession: ProfessionId) -> String {
        if profession.index() == self.system.general_practitioner {
            return format!("a {GP}");
        }
        format!("a {}", self.system.professions[profession.index()].replace('-', " "))
    }

    fn of_team(&self, team: TeamId, what: &str) -> String {
        format!("{}: {what}", self.system.teams[team.index()].name)
    }

    fn weekday(&self, at: SimTime) -> String {
        let weekday = &WEEKDAYS[self.system.calendar.day(at.day()).weekday][..3];
        weekday[..1].to_uppercase() + &weekday[1..]
    }

    fn date(&self, at: SimTime) -> String {
        format!("{} {}", self.weekday(at), self.system.calendar.date(at.day()))
    }

    fn moment(&self, at: SimTime) -> String {
        format!("{} {}", self.date(at), &clock(at)[..5])
    }
}

/// In so many days, or today.
fn in_days(days: i32) -> String {
    if days == 0 { "today".to_owned() } else { format!("in {days} days") }
}

/// The time of day, to the second.
pub(super) fn clock(at: SimTime) -> String {
    let seconds = at.as_ms().rem_euclid(86_400_000) / 1000;
    format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

const fn channel_words(channel: Channel) -> &'static str {
    match channel {
        Channel::Telephone => "by telephone",
        Channel::Online => "online",
        Channel::WalkIn => "at the desk",
        Channel::Nhs111 => "through NHS 111",
    }
}

const fn front_door_words(how: FrontDoorEnd) -> &'static str {
    match how {
        FrontDoorEnd::Menu => "settled at the front door: by the menu",
        FrontDoorEnd::Administrative => "settled at the front door: administration",
        FrontDoorEnd::Pharmacy => "settled at the front door: community pharmacy",
        FrontDoorEnd::Triage => "settled at the front door: advice after triage",
    }
}

const fn release_words(how: Release) -> &'static str {
    match how {
        Release::Cancelled => "the patient cancels",
        Release::Closed => "the practice cancels: the slot is closed",
        Release::LeftCohort => "the appointment is cancelled: no longer a member",
    }
}

/// The words of facts that need no numbers; `None` of all others.
const fn plain_words(what: &What) -> Option<&'static str> {
    Some(match what {
        What::SentOnline => "the menu sends the caller online",
        What::FormSent => "sends an online form",
        What::WalkedIn => "comes to the desk",
        What::DeskBegan => "a receptionist begins",
        What::DeskEnded => "a receptionist is done",
        What::FormLapsed => "no longer waits for the form to be read",
        What::TriageAsked => "waits for clinical triage",
        What::TriageEnded => "triage ends",
        What::TriageLimitReached => "has waited for triage as long as an urgent request may",
        What::NeedMissed => "more is needed, and it is missed",
        What::DidNotAttend => "does not attend",
        What::AdviceAsked => "the clinician asks for advice",
        What::AdviceEnded { .. } => "the advice is given",
        What::AdviceTimedOut => "no supervisor is free in time",
        What::NotReached(NotReached::NoRoom) => "not reached: no room came free",
        What::NotReached(NotReached::ClinicEnded) => "not reached: the clinic has ended",
        What::SentToEd => "sent to the emergency department by the clinician",
        What::RapidResponse { by_clinician: true } => {
            "needs a visit within hours: the clinician makes it"
        }
        What::RapidResponse { by_clinician: false } => "sent to the rapid response team",
        What::LeftMenu { is_open: true } => "the call ends in the menu",
        What::LeftMenu { is_open: false } => "the call ends at the message: the practice is closed",
        What::Released(how) => release_words(*how),
        What::SettledAtFrontDoor(how) => front_door_words(*how),
        What::Rang111 { first: true } => "rings NHS 111 first",
        What::Rang111 { first: false } => "rings NHS 111",
        What::SentToEdBy111 => "NHS 111 sends the patient to the emergency department",
        What::GoesToEd => "goes to the emergency department (if failures lead there)",
        What::SentElsewhere => "nothing is found: sent elsewhere",
        What::ToldAnotherDay => "told to try another day",
        What::InsteadOfEd => {
            "was about to attend the emergency department, and asks for a start instead"
        }
        What::Lapsed => "does not come again",
        What::WaitsForRecall => "waits to be called in again",
        What::Settled => "settled",
        What::Referred => "referred to secondary care",
        What::PlannedDone => "planned care is done",
        What::PlannedGivenUp => "planned care is given up",
        What::VisitCalledOff => "called off: no longer a member",
        What::Arose { .. }
        | What::PlannedDue { .. }
        | What::VisitDue { .. }
        | What::Called { .. }
        | What::JoinedQueue { .. }
        | What::Answered { .. }
        | What::HungUp { .. }
        | What::TriageBegan { .. }
        | What::Navigated { .. }
        | What::Searched { .. }
        | What::Booked(_)
        | What::AddedToDuty { .. }
        | What::BookedTwice { .. }
        | What::CalledIn { .. }
        | What::Began { .. }
        | What::AdviceBegan { .. }
        | What::Ended { .. }
        | What::Continues(_)
        | What::RingsAgain { .. }
        | What::WillReturn { .. }
        | What::Unmet { .. }
        | What::Meeting { .. }
        | What::Hired(_)
        | What::PostVacant(_)
        | What::SuccessorBegan(_) => return None,
    })
}
