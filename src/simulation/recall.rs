//! Recall: who is due, who waits, and kept slots that are filled with those who have waited longest.
//!
//! A person is *not due* until the due day, then *due* until the recall is done; then the clock starts again.
//! Whoever is due waits in a queue of the practice. On each working day the practice fills kept slots that
//! are still free. Nobody in a queue is an open request: the request begins when the recall is booked.

use crate::model::CareSystem;
use crate::model::appointments::{SLOT_KINDS, SlotKind};
use crate::model::calendar::MONDAY;
use crate::model::chance::{Chance, Decision};
use crate::model::competence::Competence;
use crate::model::recall::{Combined, Condition, Group, slots_for};
use crate::model::role::{MODES, Role};
use crate::simulation::Simulation;
use crate::simulation::arrivals::recall_identity;
use crate::simulation::diary::{NO_DAY, Query, Wanted};
use crate::simulation::fact;
use crate::simulation::facts::Sought;
use crate::simulation::observer::{Observer, PracticeId, ProfessionId, What};
use crate::simulation::state::{NONE, RECALL_STREAM, Request, RequestId, Slot, SlotId, SlotState};
use crate::units::SimTime;

/// Successive multiples of it are spread evenly over a cycle, whatever group they belong to.
const GOLDEN: f64 = 0.618_033_988_749_894_9;

/// Kinds of recall of a practice: by profession and slots, each in person or not.
const IN_PERSON: u16 = 2;

/// Someone who is called in.
#[derive(Clone, Copy, Debug)]
pub(super) struct Person {
    /// The day on which the recall is or was due.
    pub(super) due: i32,
    /// When they joined the queue.
    pub(super) joined: i32,
    /// The next in the same queue, or to be invited on the same day, or [`NONE`].
    next: u32,
    /// The set of conditions.
    set: u16,
    /// Invitations so far: a part of the identity of each.
    invitations: u16,
    /// Whose list they are on, and which practice calls them in now.
    pub(super) practice: u8,
    pub(super) at: u8,
    /// The preparation is held: only the recall itself is due.
    is_prepared: bool,
}

/// The combined recall of a set, as this network holds it.
#[derive(Clone, Copy, Debug)]
struct Plan {
    combined: Combined,
    interval_days: i32,
    /// The kind of queue for the recall: the first of those in person or not.
    kind: u16,
    /// That of the preparation, which is in person, or [`NO_KIND`].
    kind_before: u16,
}

/// No kind of queue.
const NO_KIND: u16 = u16::MAX;

/// What people in one queue wait for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Kind {
    profession: usize,
    slots: u8,
    modes: [bool; MODES],
}

/// How many kept slots people who are due may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Allowed {
    /// A share of them.
    Share,
    /// All.
    All,
}

/// People who wait for a recall of one kind at one practice, the first to join first.
#[derive(Clone, Copy, Debug)]
pub(super) struct Queue {
    pub(super) first: u32,
    last: u32,
    /// Today no slot is left for the first.
    is_closed: bool,
}

const EMPTY: Queue = Queue { first: NONE, last: NONE, is_closed: false };

/// All people who are called in, and those who wait.
#[derive(Clone, Debug, Default)]
pub(crate) struct Recalls {
    pub(super) people: Vec<Person>,
    /// By practice: the first of its people; and the end.
    first_of: Vec<u32>,
    /// By set of conditions.
    plans: Vec<Option<Plan>>,
    /// Those of one profession follow each other.
    pub(super) kinds: Vec<Kind>,
    /// By practice and kind.
    pub(super) queues: Vec<Queue>,
    /// By day from the first: the first person to be invited on it, or [`NONE`].
    invited_on: Vec<u32>,
    /// By diary: kept slots that people who are due may still take today.
    allowance: Vec<f64>,
    /// By practice: requests relative to those if nobody were overdue.
    pub(super) requests_factor: Vec<f64>,
}

impl Recalls {
    /// The people of `practices`; without [recall] nobody.
    pub(crate) fn new(
        system: &CareSystem,
        practices: &[usize],
        days: usize,
        diaries: usize,
    ) -> Self {
        let Some(recall) = &system.recall else { return Recalls::default() };
        let mut recalls = Recalls {
            invited_on: vec![NONE; days],
            allowance: vec![0.0; diaries],
            requests_factor: vec![1.0; system.practices.len()],
            plans: vec![None; 1 << recall.conditions.len()],
            ..Recalls::default()
        };
        for (index, practice) in system.practices.iter().enumerate() {
            recalls.first_of.push(recalls.people.len() as u32);
            if !practices.contains(&index) {
                continue;
            }
            for Group { set, people, .. } in recall.groups(practice) {
                let person = Person {
                    due: 0,
                    joined: 0,
                    next: NONE,
                    set,
                    invitations: 0,
                    practice: index as u8,
                    at: index as u8,
                    is_prepared: false,
                };
                recalls.people.extend(std::iter::repeat_n(person, people as usize));
                if recalls.plans[usize::from(set)].is_none() {
                    recalls.plan(system, set, recall.combined(set));
                }
            }
        }
        recalls.first_of.push(recalls.people.len() as u32);
        recalls.put_professions_together();
        recalls.queues = vec![EMPTY; system.practices.len() * recalls.kinds.len()];
        recalls
    }

    /// Whether nobody is called in.
    pub(crate) const fn is_empty(&self) -> bool {
        self.people.is_empty()
    }

    /// How a set is called in.
    fn plan(&mut self, system: &CareSystem, set: u16, combined: Combined) {
        let recall = system.recall.as_ref().expect("someone is called in");
        let profession = recall.conditions[combined.lead].profession;
        let kind = self.kind_for(system, profession, combined.minutes);
        let kind_before = combined.preparation.map_or(NO_KIND, |before| {
            let kind = self.kind_for(system, before.profession, before.minutes.get());
            kind + IN_PERSON - 1
        });
        let interval_days = (combined.interval_weeks * 7.0).round() as i32;
        let plan = Plan { combined, interval_days, kind, kind_before };
        self.plans[usize::from(set)] = Some(plan);
    }

    /// The first kind of queue for appointments of so many minutes. A profession's slots are those of the first
    /// role that is booked as it.
    fn kind_for(&mut self, system: &CareSystem, profession: usize, minutes: f64) -> u16 {
        let takes = |role: &&Role| role.booked_as == profession && role.sees_patients;
        let role = system.roles.iter().find(takes);
        let slots = role.map_or(1, |role| slots_for(minutes, role.slot));
        let is_it = |kind: &Kind| kind.profession == profession && kind.slots == slots;
        let known = self.kinds.iter().position(is_it);
        let kind = known.unwrap_or_else(|| {
            let any = [true, true, true, false];
            let in_person = [true, false, false, false];
            for modes in [any, in_person] {
                self.kinds.push(Kind { profession, slots, modes });
            }
            self.kinds.len() - usize::from(IN_PERSON)
        });
        kind as u16
    }

    /// Sorts the kinds by profession; in each the order stays, so that pairs stay together.
    fn put_professions_together(&mut self) {
        let mut order: Vec<usize> = (0..self.kinds.len()).collect();
        order.sort_by_key(|&kind| self.kinds[kind].profession);
        let kinds = order.iter().map(|&kind| self.kinds[kind]).collect();
        for plan in self.plans.iter_mut().flatten() {
            for kind in [&mut plan.kind, &mut plan.kind_before] {
                let at = order.iter().position(|&other| other == usize::from(*kind));
                *kind = at.map_or(NO_KIND, |at| at as u16);
            }
        }
        self.kinds = kinds;
    }

    fn plan_of(&self, person: u32) -> Plan {
        self.plans[usize::from(self.people[person as usize].set)].expect("everyone has a plan")
    }

    /// The people of `practice` who are overdue on `day`.
    pub(super) fn overdue_at(&self, practice: usize, day: i32) -> usize {
        let (from, to) = (self.first_of[practice] as usize, self.first_of[practice + 1] as usize);
        self.people[from..to].iter().filter(|person| person.due < day).count()
    }

    /// Puts someone at the end of a queue.
    pub(super) fn join(&mut self, queue: usize, person: u32, day: i32) {
        let about = &mut self.people[person as usize];
        (about.joined, about.next) = (day, NONE);
        let queue = &mut self.queues[queue];
        match queue.last {
            NONE => queue.first = person,
            last => self.people[last as usize].next = person,
        }
        queue.last = person;
    }

    /// Takes the first out of a queue.
    pub(super) fn take_first(&mut self, queue: usize) -> u32 {
        let queue = &mut self.queues[queue];
        let person = queue.first;
        queue.first = self.people[person as usize].next;
        if queue.first == NONE {
            queue.last = NONE;
        }
        person
    }

    /// Closes `queue`, for which there is no slot, and those at the same practice, of these `kinds`, that would
    /// need at least as much.
    fn close_like(&mut self, queue: usize, kinds: std::ops::Range<usize>) {
        let all = self.kinds.len();
        let (first, failed) = (queue - queue % all, self.kinds[queue % all]);
        for kind in kinds {
            let other = &self.kinds[kind];
            let is_in_modes = (0..MODES).all(|mode| failed.modes[mode] || !other.modes[mode]);
            if other.slots >= failed.slots && is_in_modes {
                self.queues[first + kind].is_closed = true;
            }
        }
    }

    /// The open queue, of those of `kinds` at `practices`, whose first has waited longest.
    fn longest_wait(&self, practices: &[usize], kinds: &std::ops::Range<usize>) -> Option<usize> {
        let queues = practices.iter().flat_map(|practice| {
            let of_practice = practice * self.kinds.len();
            kinds.clone().map(move |kind| of_practice + kind)
        });
        queues
            .filter(|&queue| !self.queues[queue].is_closed && self.queues[queue].first != NONE)
            .min_by_key(|&queue| self.people[self.queues[queue].first as usize].joined)
    }
}

impl<C: Chance, O: Observer> Simulation<'_, C, O> {
    /// Places everyone in the cycle as it settles with the stated share overdue: those overdue spread over the
    /// wait, the others over the interval.
    pub(super) fn begin_recall(&mut self) {
        let Some(recall) = &self.system.recall else { return };
        let share = recall.overdue_at_start.get();
        let mut waiting: Vec<(i32, u32)> = Vec::new();
        for person in 0..self.recalls.people.len() as u32 {
            let practice = usize::from(self.recalls.people[person as usize].practice);
            let number = person - self.recalls.first_of[practice];
            let identity = self.derived.identity_of[practice];
            let moved = self.chance.uniform(Decision::RecallPhase, identity, 0, 0);
            let phase = (f64::from(number) * GOLDEN + moved).fract();
            let interval = f64::from(self.recalls.plan_of(person).interval_days);
            let first_day = self.first_day;
            let due = if phase < share {
                // Someone who waits all the time is overdue by a cycle at most.
                let wait = share / (1.0 - share).max(0.5) * interval;
                first_day - 1 - (wait * phase / share) as i32
            } else {
                let ahead = (phase - share) / (1.0 - share) * interval;
                self.working_day_from(first_day + ahead as i32)
            };
            self.recalls.people[person as usize].due = due;
            if due < first_day {
                waiting.push((due, person));
            } else {
                self.invite_later(person, first_day);
            }
        }
        waiting.sort_unstable();
        for (due, person) in waiting {
            let queue = self.queue_of(person);
            self.recalls.join(queue, person, due);
        }
    }

    /// A working day: `day`, or the first after it. Beyond the end of the calendar every day is one.
    fn working_day_from(&self, day: i32) -> i32 {
        let known = self.last_day;
        (day..known).find(|&day| self.day(day).is_working).unwrap_or(day)
    }

    /// Notes on which day someone is to be invited, so that the appointment can be on the due day; from
    /// `earliest` on.
    fn invite_later(&mut self, person: u32, earliest: i32) {
        let due = self.recalls.people[person as usize].due;
        if due > self.last_day {
            return;
        }
        let mut ahead = self.system.recall.as_ref().map_or(0, |recall| recall.filled_ahead_days);
        let mut day = due;
        while day > earliest && (ahead > 0 || !self.day(day).is_working) {
            day -= 1;
            ahead -= u32::from(self.day(day).is_working && ahead > 0);
        }
        let index = (day.max(earliest) - self.first_day) as usize;
        let Some(first) = self.recalls.invited_on.get_mut(index) else { return };
        self.recalls.people[person as usize].next = std::mem::replace(first, person);
    }

    /// The identity of the next invitation of someone.
    pub(super) fn identity_of_recall(&self, person: u32) -> u64 {
        let about = &self.recalls.people[person as usize];
        let practice = usize::from(about.practice);
        let number = person - self.recalls.first_of[practice];
        recall_identity(self.derived.identity_of[practice], number, about.invitations)
    }

    /// The queue in which someone waits.
    fn queue_of(&self, person: u32) -> usize {
        let about = &self.recalls.people[person as usize];
        let plan = self.recalls.plan_of(person);
        let of_practice = usize::from(about.at) * self.recalls.kinds.len();
        if plan.kind_before != NO_KIND && !about.is_prepared {
            return of_practice + usize::from(plan.kind_before);
        }
        let identity = self.identity_of_recall(person);
        let chance = self.chance.uniform(Decision::FaceToFace, identity, 0, 0);
        let in_person = self.condition(&plan).face_to_face.happens(chance);
        of_practice + usize::from(plan.kind) + usize::from(in_person)
    }

    fn condition(&self, plan: &Plan) -> &Condition {
        let recall = self.system.recall.as_ref().expect("someone is called in");
        &recall.conditions[plan.combined.lead]
    }

    /// Whether a request is the preparation of a recall, not the recall itself.
    fn is_preparation(&self, request: &Request) -> bool {
        let plan = self.recalls.plan_of(request.recalled);
        plan.kind_before != NO_KIND && !self.recalls.people[request.recalled as usize].is_prepared
    }

    /// How the consultation of a recall proceeds.
    pub(super) fn competence_of_recall(&self, request: &Request) -> Competence {
        if self.is_preparation(request) {
            return Competence::ALONE;
        }
        self.condition(&self.recalls.plan_of(request.recalled)).competence
    }

    /// The time of the recall of a request, or of its preparation, in person \[min\].
    pub(super) fn recall_minutes(&self, request: &Request) -> f64 {
        let combined = self.recalls.plan_of(request.recalled).combined;
        match combined.preparation {
            Some(before) if self.is_preparation(request) => before.minutes.get(),
            _ => combined.minutes,
        }
    }

    /// The morning of `today`: people fall due, and the practices fill kept slots.
    pub(super) fn recall_of_day(&mut self, today: i32) {
        let index = (today - self.first_day) as usize;
        let mut person = self.recalls.invited_on.get(index).copied().unwrap_or(NONE);
        while person != NONE {
            let next = self.recalls.people[person as usize].next;
            let practice = usize::from(self.recalls.people[person as usize].at);
            let is_there = u64::from(self.derived.at[practice].is_some());
            let queue = self.queue_of(person);
            self.recalls.join(queue, person, today);
            self.record_now(|record| record.planned_items[0] += is_there);
            person = next;
        }
        let about = self.day(today);
        if about.weekday == MONDAY {
            self.weigh_requests(today);
        }
        if about.is_working {
            self.fill_kept_slots(today);
        }
    }

    /// Fills slots kept for planned work: all that are left from tomorrow to the last working day that is filled
    /// ahead, then some of those further ahead, as far as the book is open.
    fn fill_kept_slots(&mut self, today: i32) {
        let Some(recall) = &self.system.recall else { return };
        let last = self.working_days_after(today, recall.filled_ahead_days);
        self.fill((today + 1, last), Allowed::All);
        for &(ahead, share) in &recall.booked_ahead {
            let day = self.working_days_after(today, ahead);
            if day <= today + self.derived.open_ahead_days {
                self.allow_share(day, share.get());
                self.fill((day, day), Allowed::Share);
            }
        }
    }

    /// The working day that comes `ahead` working days after `today`.
    fn working_days_after(&self, today: i32, ahead: u32) -> i32 {
        (0..ahead).fold(today, |day, _| self.working_day_from(day + 1))
    }

    /// Allows people who are due a share of the kept slots that are free on `day`, diary by diary. What is left
    /// of a slot is carried to the next day.
    fn allow_share(&mut self, day: i32, share: f64) {
        for allowance in &mut self.recalls.allowance {
            *allowance = allowance.min(1.0);
        }
        for s in self.sessions_of(day) {
            let session = &self.sessions[s];
            let profession = usize::from(session.profession);
            if !self.recalls.kinds.iter().any(|kind| kind.profession == profession) {
                continue;
            }
            let is_kept =
                |slot: &Slot| slot.kind == SlotKind::Planned as u8 && slot.state == SlotState::Free;
            let slots = self.diary.slots_from(session.first);
            let free = slots.filter(|(_, slot)| is_kept(slot)).count();
            self.recalls.allowance[usize::from(session.diary)] += free as f64 * share;
        }
    }

    /// Fills kept slots from the first to the last of these `days`, with whoever has waited longest.
    fn fill(&mut self, days: (i32, i32), allowed: Allowed) {
        let practices = std::mem::take(&mut self.practices);
        let mut from = 0;
        while from < self.recalls.kinds.len() {
            let profession = self.recalls.kinds[from].profession;
            let others = self.recalls.kinds[from..].iter();
            let to = from + others.take_while(|kind| kind.profession == profession).count();
            let kinds = self.recalls.kinds.len();
            for (number, queue) in self.recalls.queues.iter_mut().enumerate() {
                // A practice that is not there calls nobody in.
                queue.is_closed = self.derived.at[number / kinds].is_none();
            }
            while let Some(queue) = self.recalls.longest_wait(&practices, &(from..to)) {
                if allowed == Allowed::Share && !self.has_allowance(queue) {
                    self.recalls.queues[queue].is_closed = true;
                    continue;
                }
                let query = self.kept_slots(queue, days);
                match self.kept_slot(queue, &query) {
                    Some(slot) if self.is_allowed(slot, allowed) => {
                        self.book_recall(queue, slot, query);
                    }
                    Some(_) => self.recalls.queues[queue].is_closed = true,
                    None => self.recalls.close_like(queue, from..to),
                }
            }
            from = to;
        }
        self.practices = practices;
    }

    /// Whether those who wait in `queue` may still take a slot of any diary that is theirs.
    fn has_allowance(&self, queue: usize) -> bool {
        let kinds = self.recalls.kinds.len();
        let profession = self.recalls.kinds[queue % kinds].profession;
        let mut diaries = self.derived.diaries_for(queue / kinds, profession).into_iter().flatten();
        diaries.any(|diary| self.recalls.allowance[usize::from(diary)] >= 1.0)
    }

    /// Whether people who are due may take `slot`. Takes it off the allowance.
    fn is_allowed(&mut self, slot: SlotId, allowed: Allowed) -> bool {
        let left = &mut self.recalls.allowance[usize::from(self.diary.slot(slot).diary)];
        let is_allowed = allowed == Allowed::All || *left >= 1.0;
        if is_allowed && allowed == Allowed::Share {
            *left -= 1.0;
        }
        is_allowed
    }

    /// The slots kept for planned work on these days that suit those who wait in `queue`.
    fn kept_slots(&self, queue: usize, (first, last): (i32, i32)) -> Query {
        let kinds = self.recalls.kinds.len();
        let kind = &self.recalls.kinds[queue % kinds];
        let mut last_days = [NO_DAY; SLOT_KINDS];
        last_days[SlotKind::Planned as usize] = last;
        Query {
            diaries: self.derived.diaries_for(queue / kinds, kind.profession),
            modes: kind.modes,
            from: SimTime::midnight(first),
            last_days,
            either_until: NO_DAY,
        }
    }

    /// The earliest of them that is free, with as many after it as are needed.
    fn kept_slot(&self, queue: usize, query: &Query) -> Option<SlotId> {
        let slots = u32::from(self.recalls.kinds[queue % self.recalls.kinds.len()].slots);
        if slots == 1 {
            return self.diary.earliest_free(query);
        }
        self.diary.earliest(query, Wanted::Free, |slot, _| self.has_free_after(slot, slots))
    }

    /// Books the first of a queue into `slot`.
    fn book_recall(&mut self, queue: usize, slot: SlotId, query: Query) {
        let person = self.recalls.take_first(queue);
        let identity = self.identity_of_recall(person);
        let now = self.calendar.now();
        let kind = self.recalls.kinds[queue % self.recalls.kinds.len()];
        let about = &mut self.recalls.people[person as usize];
        about.invitations = about.invitations.wrapping_add(1);
        let practice = self.derived.at[usize::from(about.at)].unwrap_or(about.at);
        let profession = kind.profession as u8;
        let in_person = if kind.modes[1] { 0 } else { fact::FACE_TO_FACE };
        let measured =
            if (0..self.measured_days).contains(&now.day()) { fact::MEASURED } else { 0 };
        let request = Request {
            stream: RECALL_STREAM,
            recalled: person,
            facts: in_person | measured,
            ..Request::new(identity, practice, profession, now)
        };
        let days = self.diary.slot(slot).start.day() - now.day();
        let id = RequestId(self.requests.insert(request));
        let practice = PracticeId(practice);
        self.note(id, What::PlannedDue { practice, profession: ProfessionId(profession), days });
        self.note_search(id, kind.profession, &Sought { query, only: None }, Some(slot));
        self.book(id, slot, kind.slots);
    }

    /// The practice cancelled an appointment for a recall: another is found soon, or the person waits again.
    pub(super) fn offer_recall_again(&mut self, id: RequestId) {
        let tolerance = self.system.book.planned_tolerance_days;
        let request = self.requests.get(id.0);
        let kind = self.queue_of(request.recalled) % self.recalls.kinds.len();
        let slots = self.recalls.kinds[kind].slots;
        let profession = usize::from(request.profession);
        let slot = self.find_ahead(request, profession, tolerance, u32::from(slots));
        self.note_search_ahead(id, tolerance, slot);
        match slot {
            Some(slot) => self.book(id, slot, slots),
            None => self.wait_for_recall_again(id),
        }
    }

    /// Someone did not come, or cannot be booked: still due, they are invited again in their turn.
    pub(super) fn wait_for_recall_again(&mut self, id: RequestId) {
        let person = self.requests.get(id.0).recalled;
        self.note(id, What::WaitsForRecall);
        self.requests.remove(id.0);
        let queue = self.queue_of(person);
        self.recalls.join(queue, person, self.calendar.now().day());
    }

    /// An appointment is held. After the preparation the recall itself is due; after that the clock starts
    /// again.
    pub(super) fn recall_held(&mut self, person: u32) {
        let today = self.calendar.now().day();
        let plan = self.recalls.plan_of(person);
        let about = &mut self.recalls.people[person as usize];
        if plan.kind_before != NO_KIND && !about.is_prepared {
            about.is_prepared = true;
            self.record_now(|record| record.planned_items[0] += 1);
            let queue = self.queue_of(person);
            self.recalls.join(queue, person, today);
            return;
        }
        about.is_prepared = false;
        let due = self.working_day_from(today + plan.interval_days);
        self.recalls.people[person as usize].due = due;
        self.invite_later(person, today + 1);
    }

    /// Counts people who are overdue, when measurement begins and when it ends.
    pub(super) fn count_overdue(&mut self, today: i32, is_end: bool) {
        if self.recalls.is_empty() {
            return;
        }
        let sum = self.recalls.overdue(today, &self.derived.at);
        let counts = &mut self.record.recall;
        if is_end {
            counts.overdue_at_end += sum;
            counts.people += self.recalls.called(&self.derived.at);
        } else {
            counts.overdue_at_start += sum;
        }
    }
}
