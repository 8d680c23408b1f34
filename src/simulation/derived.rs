//! Values that are derived from the system once, before the clock starts.

use crate::engine::samplers::LogNormal;
use crate::model::CareSystem;
use crate::model::appointments::SLOT_KINDS;
use crate::model::demand::Need;
use crate::model::finding::Needed;
use crate::model::policy::Policy;
use crate::model::practice::{Practice, Recorded};
use crate::model::role::{RoomNeed, StaffGroup};
use crate::model::rooms::{RoomPolicy, RoomProject};
use crate::model::roster::Person;
use crate::simulation::diary::DIARIES;
use crate::simulation::state::{NONE, Request};
use jiff::civil::Date;
use std::ops::Range;

/// The rooms of a site, as ranges of room numbers.
#[derive(Clone, Debug)]
pub(crate) struct SiteRooms {
    /// Consulting rooms.
    pub(crate) consulting: Range<u32>,
    /// Treatment rooms.
    pub(crate) treatment: Range<u32>,
    /// Rooms in one half-day of the week only.
    pub(crate) lent: Range<u32>,
}

/// To whom a diary belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Owner {
    /// A practice.
    Practice(usize),
    /// A network.
    Network(usize),
    /// All networks of the place.
    Place,
}

impl Owner {
    /// The owner of the diary of `person` when at work in network `pcn`. A person who is based in one
    /// network after another is in the book of the current one.
    pub(crate) const fn of(person: &Person, pcn: usize) -> Owner {
        match (person.practice, person.pcn, &person.spells) {
            (Some(practice), ..) => Owner::Practice(practice),
            (None, Some(own), _) => Owner::Network(own),
            (None, None, Some(_)) => Owner::Network(pcn),
            (None, None, None) => Owner::Place,
        }
    }
}

/// Days with the same rooms.
#[derive(Clone, Debug)]
pub(crate) struct RoomPeriod {
    /// The first of these days.
    from: i32,
    /// Rooms that cannot be used.
    pub(crate) out_of_use: Vec<u32>,
    /// By site: rooms that can be used.
    pub(crate) rooms_of_site: Vec<u32>,
    /// By person and site: the clinician's own room, under the policy of a room each.
    pub(crate) own_rooms: Vec<((u16, u8), u32)>,
}

/// Values that are derived from the system once, before the clock starts.
#[derive(Clone, Debug)]
pub(crate) struct Derived {
    practices: usize,
    /// By practice: where its patients ask; `None` if it has not begun or has left.
    pub(crate) at: Vec<Option<u8>>,
    /// Whether patients of some list are registered elsewhere than at its practice on some day.
    pub(crate) patients_move: bool,
    /// By practice: patients whom it has because their own practice has left.
    pub(crate) taken_over: Vec<f64>,
    /// By practice: the one with which it shares its book.
    shares_book: Vec<Option<usize>>,
    /// By person: the practice for which they work.
    pub(crate) works_for: Vec<Option<usize>>,
    /// By site: whether it is in use.
    open_sites: Vec<bool>,
    /// By practice: its identity, which is part of those of its patients.
    pub(crate) identity_of: Vec<u64>,
    /// The shares of what happens that each practice records as appointments.
    pub(crate) recorded: Vec<Recorded>,
    /// By practice: its policy.
    pub(crate) policies: Vec<Policy>,
    /// By person: the shares of the kinds of slot.
    pub(crate) slot_shares: Vec<[f64; SLOT_KINDS]>,
    /// By practice: not attended, planned care and background attendances, relative to the stated.
    pub(crate) not_attended_factor: Vec<f64>,
    pub(crate) planned_factor: Vec<f64>,
    pub(crate) background_factor: Vec<f64>,
    /// By practice: its network, as an index.
    pub(crate) pcn_of: Vec<usize>,
    /// Owners of diaries: practices, networks, and the place if it has one.
    owners: usize,
    /// Whether anyone is pooled over several networks. The place then has diaries.
    is_pooled: bool,
    /// By profession and owner: the diary, if anyone's slots are in it.
    diary_of: Vec<Option<u16>>,
    /// The number of diaries.
    pub(crate) diaries: usize,
    /// How many days ahead a day of the book opens.
    pub(crate) open_ahead_days: i32,
    /// The number of rooms, over all periods; rooms in one half-day are the last.
    pub(crate) rooms: u32,
    /// The first of the rooms in one half-day.
    first_lent: u32,
    /// By site.
    pub(crate) rooms_of_site: Vec<SiteRooms>,
    /// Periods with the same rooms, in order of time; the first has no beginning.
    room_periods: Vec<RoomPeriod>,
    /// By role: the length of a consultation relative to its mean.
    pub(crate) length: Vec<LogNormal>,
    /// The length of a call relative to its mean.
    pub(crate) call_length: Option<LogNormal>,
    /// The length of clinical triage \[min\].
    pub(crate) triage_length: LogNormal,
    /// The length of advice \[min\].
    pub(crate) advice_length: LogNormal,
    /// By role: the staff group, as a number.
    pub(crate) group: Vec<usize>,
    /// By role: whether it is a GP's and sees patients.
    pub(crate) holds_gp_clinics: Vec<bool>,
    /// By practice: its GPs.
    pub(crate) gps: Vec<Vec<u16>>,
    /// By network and profession: whether anyone of it works there.
    is_staffed: Vec<Vec<bool>>,
    /// Professions other than GPs to which some need is routed.
    pub(crate) first_visit: Vec<usize>,
    /// By network and need: the profession that is right for it where someone other than a GP is: the
    /// first of its routes in which someone works there, or the first if there is nobody.
    right: Vec<Vec<usize>>,
    /// By need, and whether someone other than a GP is right for it: what requests need.
    pub(crate) needed: Vec<[Needed; 2]>,
    /// Cumulative shares of needs, and by month where they differ.
    need_cumulative: Vec<f64>,
    need_by_month: Vec<Vec<f64>>,
}

impl Derived {
    /// The values derived from `system` and its people
    /// on `date`, on which those of them work who are `in_post`.
    pub(crate) fn new(
        system: &CareSystem,
        people: &[Person],
        in_post: &[bool],
        date: Date,
    ) -> Self {
        let practices = system.practices.len();
        let pcns = system.pcns();
        let is_of_place = |person: &Person| Owner::of(person, 0) == Owner::Place;
        let is_pooled = pcns > 1 && people.iter().any(is_of_place);
        let owners = practices + pcns + usize::from(is_pooled);
        let (rooms_of_site, first_lent) = numbered_rooms(system);
        let relative = |variation: f64| LogNormal::from_mean_sd(1.0, variation);
        let first_visit = (0..system.professions.len())
            .filter(|&p| p != system.general_practitioner)
            .filter(|p| system.needs.iter().any(|need| need.routes.contains(p)))
            .collect();
        let variation = system.front_door.call_variation;
        let triage = &system.triage;
        let supervision = &system.supervision;
        let is_staffed: Vec<Vec<bool>> = (0..pcns)
            .map(|pcn| {
                let works_there = |&(person, is_in_post): &(&Person, &bool)| {
                    *is_in_post && person.pcn.is_none_or(|own| own == pcn)
                };
                let roles = || {
                    let here = people.iter().zip(in_post).filter(works_there);
                    here.map(|(person, _)| &system.roles[person.role])
                };
                let is_staffed = |p| roles().any(|role| role.sees_patients && role.booked_as == p);
                (0..system.professions.len()).map(is_staffed).collect()
            })
            .collect();
        let right = |is_staffed: &Vec<bool>, need: &Need| {
            let is_possible = |p: &&usize| **p != system.general_practitioner && is_staffed[**p];
            *need.routes.iter().find(is_possible).unwrap_or(&need.routes[0])
        };
        let right_in =
            |is_staffed| system.needs.iter().map(|need| right(is_staffed, need)).collect();
        let at: Vec<Option<u8>> =
            (0..practices).map(|practice| asked_at(system, practice, date)).collect();
        let works_for = works_for(system, people, date);
        let mut derived = Derived {
            practices,
            patients_move: system.patients_move(),
            taken_over: (0..practices).map(|practice| system.taken_over(practice, date)).collect(),
            shares_book: shared_books(system, date),
            open_sites: (0..system.sites.len()).map(|site| system.is_in_use(site, date)).collect(),
            at,
            identity_of: system.practices.iter().map(Practice::identity).collect(),
            recorded: (0..practices).map(|practice| system.recorded_by(practice)).collect(),
            policies: (0..practices).map(|practice| system.policy_of(practice)).collect(),
            slot_shares: (people.iter().zip(&works_for))
                .map(|(person, practice)| slot_shares(system, person, *practice))
                .collect(),
            not_attended_factor: of_practices(system, CareSystem::not_attended_factor),
            planned_factor: of_practices(system, CareSystem::planned_factor),
            background_factor: of_practices(system, CareSystem::background_factor),
            pcn_of: system.practices.iter().map(|practice| practice.pcn).collect(),
            owners,
            is_pooled,
            diary_of: Vec::new(),
            diaries: 0,
            open_ahead_days: (0..practices)
                .map(|practice| system.policy_of(practice).horizon_days)
                .fold(system.book.planned_horizon_days.max(system.book.horizon_days), u32::max)
                as i32,
            rooms: rooms_of_site.iter().map(|rooms| rooms.lent.end).max().unwrap_or(first_lent),
            first_lent,
            room_periods: room_periods(system, people, &rooms_of_site),
            rooms_of_site,
            length: system.roles.iter().map(|role| relative(role.length.variation)).collect(),
            call_length: (variation > 0.0).then(|| relative(variation)),
            triage_length: around(triage.triage_minutes.get(), triage.triage_variation),
            advice_length: around(supervision.advice_minutes.get(), supervision.advice_variation),
            group: system
                .roles
                .iter()
                .map(|role| {
                    StaffGroup::ALL
                        .iter()
                        .position(|group| *group == role.group)
                        .expect("every group is among all groups")
                })
                .collect(),
            holds_gp_clinics: system
                .roles
                .iter()
                .map(|role| role.group == StaffGroup::Gp && role.sees_patients)
                .collect(),
            gps: (0..practices)
                .map(|practice| {
                    (0..people.len())
                        .filter(|&p| {
                            let role = &system.roles[people[p].role];
                            in_post[p]
                                && works_for[p] == Some(practice)
                                && role.booked_as == system.general_practitioner
                                && role.sees_patients
                        })
                        .map(|p| p as u16)
                        .collect()
                })
                .collect(),
            first_visit,
            works_for: works_for.clone(),
            right: is_staffed.iter().map(right_in).collect(),
            is_staffed,
            needed: (0..system.needs.len()).map(|need| Needed::of(system, need)).collect(),
            need_by_month: system.months.as_ref().map_or_else(Vec::new, |months| {
                (0..12).map(|month| months.cumulative(month, &system.needs)).collect()
            }),
            need_cumulative: system
                .needs
                .iter()
                .scan(0.0, |sum, need| {
                    *sum += need.share;
                    Some(*sum)
                })
                .collect(),
        };
        derived.number_diaries(system, people);
        derived
    }

    /// Gives a number to each diary in which there will be slots, in the order of professions and
    /// owners: professions without staff take no memory.
    fn number_diaries(&mut self, system: &CareSystem, people: &[Person]) {
        let mut in_use = vec![false; system.professions.len() * self.owners];
        for person in people {
            let profession = system.roles[person.role].booked_as;
            for pcn in 0..system.pcns() {
                in_use[self.index_of(Owner::of(person, pcn), profession)] = true;
            }
        }
        let mut next = 0;
        let number = |is_in_use: &bool| {
            is_in_use.then(|| {
                next += 1;
                next - 1
            })
        };
        self.diary_of = in_use.iter().map(number).collect();
        self.diaries = usize::from(next);
    }

    const fn index_of(&self, owner: Owner, profession: usize) -> usize {
        let owner = match owner {
            Owner::Practice(practice) => practice,
            Owner::Network(pcn) => self.practices + pcn,
            // A place of one network is that network.
            Owner::Place if !self.is_pooled => self.practices,
            Owner::Place => self.owners - 1,
        };
        profession * self.owners + owner
    }

    /// The diary of a profession at a practice, over a network or over the place; `None` if nobody
    /// has slots there.
    pub(crate) fn diary(&self, owner: Owner, profession: usize) -> Option<u16> {
        self.diary_of[self.index_of(owner, profession)]
    }

    /// The diaries of a profession in which patients of a practice find a slot.
    pub(crate) fn diaries_for(&self, practice: usize, profession: usize) -> [Option<u16>; DIARIES] {
        [
            self.diary(Owner::Practice(practice), profession),
            self.diary(Owner::Network(self.pcn_of[practice]), profession),
            match (self.is_pooled, self.shares_book[practice]) {
                (true, _) => self.diary(Owner::Place, profession),
                (false, Some(other)) => self.diary(Owner::Practice(other), profession),
                (false, None) => None,
            },
        ]
    }

    /// Cumulative shares of needs in `month`, January being 0.
    pub(crate) fn needs_in(&self, month: usize) -> &[f64] {
        self.need_by_month.get(month).unwrap_or(&self.need_cumulative)
    }

    /// Whether a site is in use.
    pub(crate) fn is_in_use(&self, site: usize) -> bool {
        self.open_sites[site]
    }

    /// Whether patients of a practice have anyone of a profession.
    pub(crate) fn is_staffed(&self, practice: usize, profession: usize) -> bool {
        self.is_staffed[self.pcn_of[practice]][profession]
    }

    /// The profession other than a GP that is right for the need of `request`.
    pub(crate) fn right(&self, request: &Request) -> usize {
        self.right[self.pcn_of[usize::from(request.practice)]][usize::from(request.need)]
    }

    /// The site at which a clinic at `site` is held: another of the network, or of the clinician's practice, while
    /// the site is not in use; then one after the other by `turn`.
    pub(crate) fn site_in_use(
        &self,
        system: &CareSystem,
        person: &Person,
        site: usize,
        turn: usize,
    ) -> usize {
        if self.open_sites[site] {
            return site;
        }
        let is_near = |other: &usize| match person.practice {
            Some(_) => system.sites[*other].practice == system.sites[site].practice,
            None => system.pcn_of_site(*other) == system.pcn_of_site(site),
        };
        let near =
            (0..self.open_sites.len()).filter(|&other| self.open_sites[other]).filter(is_near);
        let number = near.clone().count();
        near.cycle().nth(turn % number.max(1)).unwrap_or(site)
    }

    /// The site of a room.
    pub(crate) fn site_of_room(&self, room: u32) -> usize {
        let is_here = |rooms: &SiteRooms| {
            [&rooms.consulting, &rooms.treatment, &rooms.lent].iter().any(|of| of.contains(&room))
        };
        self.rooms_of_site.iter().position(is_here).expect("every room is at a site")
    }

    /// Whether a room, if it is one, is there in one half-day of the week only.
    pub(crate) const fn is_lent(&self, room: u32) -> bool {
        room != NONE && room >= self.first_lent
    }

    /// The rooms of `day`.
    pub(crate) fn rooms_on(&self, day: i32) -> &RoomPeriod {
        let later = self.room_periods.iter().rposition(|period| period.from <= day);
        &self.room_periods[later.unwrap_or(0)]
    }

    /// The rooms from `day` on, if they are other than those of the day before.
    pub(crate) fn rooms_change_on(&self, day: i32) -> Option<&RoomPeriod> {
        self.room_periods.iter().find(|period| period.from == day)
    }
}

/// The numbers of all rooms by site, and the first of those that are there in one half-day only.
fn numbered_rooms(system: &CareSystem) -> (Vec<SiteRooms>, u32) {
    let mut next = 0;
    let mut all = Vec::new();
    for (number, site) in system.sites.iter().enumerate() {
        // Rooms to be built are numbered after the existing ones.
        let of_site = system.projects.iter().filter(|project| project.site == number);
        let built: u32 = of_site.map(|project| project.rooms).sum();
        let built = built + site.rooms_for_a_time();
        let consulting = next..next + site.consulting_rooms + built;
        let treatment = consulting.end..consulting.end + site.treatment_rooms;
        next = treatment.end;
        all.push(SiteRooms { consulting, treatment, lent: 0..0 });
    }
    let first_lent = next;
    let lent = system.in_half_day.map_or(0, |more| more.rooms);
    for of_site in &mut all {
        of_site.lent = next..next + lent;
        next += lent;
    }
    (all, first_lent)
}

fn of_practices(system: &CareSystem, of: fn(&CareSystem, &Practice) -> f64) -> Vec<f64> {
    system.practices.iter().map(|practice| of(system, practice)).collect()
}

/// Where patients of `practice` ask on `date`.
fn asked_at(system: &CareSystem, practice: usize, date: Date) -> Option<u8> {
    let is_there = system.practices[practice].list.during.holds(date);
    is_there.then(|| system.joined(practice, date).unwrap_or(practice) as u8)
}

/// By person: the practice for which they work on `date`.
fn works_for(system: &CareSystem, people: &[Person], date: Date) -> Vec<Option<usize>> {
    let of = |practice: usize| system.joined(practice, date).unwrap_or(practice);
    people.iter().map(|person| person.practice.map(of)).collect()
}

/// By practice: the one whose book is open to its patients too on `date`, because one of the two has joined the
/// other.
fn shared_books(system: &CareSystem, date: Date) -> Vec<Option<usize>> {
    let mut shared = vec![None; system.practices.len()];
    for practice in 0..shared.len() {
        if let Some(other) = system.joined(practice, date) {
            (shared[practice], shared[other]) = (Some(other), Some(practice));
        }
    }
    shared
}

/// The shares of the kinds of slot of a person: the practice for which they work decides them for its own GPs.
fn slot_shares(system: &CareSystem, person: &Person, practice: Option<usize>) -> [f64; SLOT_KINDS] {
    let role = &system.roles[person.role];
    match practice {
        Some(practice) if role.booked_as == system.general_practitioner => {
            system.practices[practice].policy.slot_shares(&role.slots)
        }
        _ => role.slots.of_kinds(),
    }
}

/// A lognormal length with this `mean` \[min\]. A mean of zero gives a negligible length.
fn around(mean: f64, variation: f64) -> LogNormal {
    let mean = mean.max(1e-6);
    LogNormal::from_mean_sd(mean, mean * variation)
}

/// Periods between the days on which projects change the rooms.
fn room_periods(system: &CareSystem, people: &[Person], rooms: &[SiteRooms]) -> Vec<RoomPeriod> {
    let calendar = &system.calendar;
    let days = system.projects.iter().flat_map(RoomProject::changes).chain(system.changes());
    let mut days: Vec<i32> = days.map(|date| calendar.day_of(date)).chain([i32::MIN]).collect();
    days.sort_unstable();
    days.dedup();
    days.into_iter()
        .map(|from| {
            // Before the first change it is as on the day before any project begins.
            let date = if from == i32::MIN { Date::MIN } else { calendar.date(from) };
            let out_of_use = out_of_use(system, rooms, date);
            RoomPeriod {
                from,
                rooms_of_site: (0..rooms.len())
                    .map(|site| system.rooms_of_site(site, date))
                    .collect(),
                own_rooms: own_rooms(system, people, rooms, &out_of_use),
                out_of_use,
            }
        })
        .collect()
}

/// Rooms that cannot be used on `date`: those not built yet or no longer in use; and, where works
/// close rooms, the last of the site's own rooms.
fn out_of_use(system: &CareSystem, rooms: &[SiteRooms], date: Date) -> Vec<u32> {
    let mut out = Vec::new();
    for (site, of_site) in rooms.iter().enumerate() {
        let own_end = of_site.consulting.start + system.sites[site].consulting_rooms;
        let mut built = own_end;
        let mut closed = 0;
        for project in system.projects.iter().filter(|project| project.site == site) {
            if project.added_on(date) == 0 {
                out.extend(built..built + project.rooms);
            }
            built += project.rooms;
            closed += project.closed_on(date);
        }
        for rooms in &system.sites[site].dated_rooms {
            if !rooms.during.holds(date.max(system.calendar.start)) {
                out.extend(built..built + rooms.rooms);
            }
            built += rooms.rooms;
        }
        if !system.is_in_use(site, date) {
            out.extend(of_site.consulting.start..of_site.treatment.end);
        }
        out.extend(own_end.saturating_sub(closed).max(of_site.consulting.start)..own_end);
    }
    out
}

/// The own room of each person, allocated in the order of people until the rooms of the site are
/// used up.
fn own_rooms(
    system: &CareSystem,
    people: &[Person],
    rooms: &[SiteRooms],
    out_of_use: &[u32],
) -> Vec<((u16, u8), u32)> {
    let mut own = Vec::new();
    if system.rooms.policy != RoomPolicy::RoomEach {
        return own;
    }
    let mut is_given =
        vec![false; rooms.iter().map(|of_site| of_site.treatment.end).max().unwrap_or(0) as usize];
    out_of_use.iter().for_each(|room| is_given[*room as usize] = true);
    for (number, person) in people.iter().enumerate() {
        let need = system.roles[person.role].room;
        let before = own.len();
        let elsewhere = person.spells.iter().flat_map(|spells| spells.sites.iter().flatten());
        for &site in person.week.iter().map(|session| &session.site).chain(elsewhere) {
            let key = (number as u16, site as u8);
            if need == RoomNeed::None || own[before..].iter().any(|(k, _)| *k == key) {
                continue;
            }
            let of_site = &rooms[site];
            let is_free = |room: &u32| !is_given[*room as usize];
            let consulting = of_site.consulting.clone();
            let treatment = of_site.treatment.clone();
            let room = match need {
                RoomNeed::Treatment => treatment.chain(consulting).find(is_free),
                _ => consulting.chain(treatment).find(is_free),
            };
            if let Some(room) = room {
                is_given[room as usize] = true;
                own.push((key, room));
            }
        }
    }
    own
}
