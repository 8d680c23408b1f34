//! One practice, one GP, one room, one call handler, five patients, scripted chances: every time is
//! worked out by hand and must come out to the millisecond.

use crate::support::{Notes, baseline, patient, team};
use pcn_sim::model::CareSystem;
use pcn_sim::model::appointments::{Exits, Nhs111Advice};
use pcn_sim::model::chance::{Chance, Decision};
use pcn_sim::model::competence::Competence;
use pcn_sim::model::demand::{DAY_BANDS, WeekShape};
use pcn_sim::model::front_door::{AfterHangingUp, HandlerBand};
use pcn_sim::model::role::{SessionStart, SlotShares};
use pcn_sim::model::rooms::RoomPolicy;
use pcn_sim::model::triage::TriagePolicy;
use pcn_sim::report::narrative::Narrator;
use pcn_sim::simulation::observer::{Fact, What};
use pcn_sim::simulation::record::{Constraint, Ledger, Record, TimeUse};
use pcn_sim::simulation::{Horizon, simulate};
use pcn_sim::units::{Minutes, Probability, TimeOfDay};

/// The five patients in the order in which they are drawn, and when each rings first.
const RINGS_AT: [(i32, i32); 5] = [(8, 0), (8, 2), (8, 3), (8, 30), (8, 40)];
/// The name of the practice, which follows from its key.
const PRACTICE: u64 = 0x57b_bed9;
const A: u64 = 0;
const B: u64 = 1;
const C: u64 = 2;
const D: u64 = 3;
const E: u64 = 4;

/// The identity of request `number` of the practice on day zero: stream 1, the practice's own name,
/// day 2,048 (from which days are counted) and the number.
fn identity(number: u64) -> u64 {
    1 << 60 | PRACTICE << 32 | 2_048 << 19 | number
}

/// The chance at which an exponential of `mean` takes the value `minutes`.
fn at_exponential(minutes: f64, mean: f64) -> f64 {
    1.0 - (-minutes / mean).exp()
}

/// Chances by decision, patient, step and ordinal; one half for all that is not scripted.
struct Script(Vec<(Decision, u64, u32, u16, f64)>);

impl Chance for Script {
    fn uniform(&self, decision: Decision, subject: u64, step: u32, ordinal: u16) -> f64 {
        let is_asked = |line: &&(Decision, u64, u32, u16, f64)| {
            (line.0, identity(line.1), line.2, line.3) == (decision, subject, step, ordinal)
        };
        match self.0.iter().find(is_asked) {
            Some(line) => line.4,
            // Every candidate is a request, and by telephone.
            None if decision == Decision::Arising => 0.0,
            None => 0.5,
        }
    }

    fn count(&self, subject: u64, _: f64) -> u32 {
        if subject == identity(0) { RINGS_AT.len() as u32 } else { 0 }
    }
}

fn script() -> Script {
    let mut lines: Vec<_> = (0..)
        .zip(RINGS_AT)
        .map(|(patient, (hours, minutes))| {
            // The day is uniform from midnight to midnight.
            let chance = f64::from(hours * 60 + minutes) / 1440.0;
            (Decision::TimeOfDay, patient, 0, 0, chance)
        })
        .collect();
    lines.extend([
        // C waits for 4 min at most, then hangs up and rings again 10 min later.
        (Decision::Patience, C, 1, 1, at_exponential(4.0, 30.0)),
        (Decision::AfterHangingUp, C, 1, 1, 0.5),
        (Decision::RedialDelay, C, 1, 1, at_exponential(10.0, 20.0)),
        // C does not attend and does not come again.
        (Decision::Attendance, C, 1, 1, 0.05),
        (Decision::Rebooking, C, 1, 3, 0.9),
        // B needs a referral; the GP finds it.
        (Decision::Needed, B, 0, 0, 0.05),
        // D and E are urgent; D tries again the next day, six minutes after the opening. Attempts
        // are numbered by day: 64 is the first after one day.
        (Decision::Urgency, D, 0, 0, 0.1),
        (Decision::Urgency, E, 0, 0, 0.1),
        (Decision::AfterRefusal, D, 1, 0, 0.1),
        (Decision::RedialDelay, D, 1, 64, at_exponential(6.0, 30.0)),
        (Decision::AfterRefusal, E, 1, 0, 0.9),
        // D is to be seen again after one week.
        (Decision::Outcome, D, 1, 0, 0.2),
        (Decision::Return, D, 1, 0, 0.5),
    ]);
    Script(lines)
}

/// The smallest practice in which something happens; times are minutes.
///
/// The clinic is from 09:00 to 09:30 on every working day, with slots at 09:00, 09:10 and 09:20; a
/// consultation takes 12. A caller hears the menu for 1 and talks for 4. A start can be booked 20
/// ahead. Urgent patients take a start of the same day or none. Day zero is a Tuesday.
fn practice() -> CareSystem {
    let probability = |value| Probability::new(value).unwrap();
    let minutes = |value| Minutes::new(value).unwrap();
    let mut system = baseline();
    system.practices.retain(|practice| practice.name == "oak-lane");
    system.sites.retain(|site| site.name == "oak-lane/main");
    system.sites[0].practice = 0;
    system.sites[0].consulting_rooms = 1;
    system.sites[0].treatment_rooms = 0;
    system.rooms.policy = RoomPolicy::RoomPerSession;

    let gp = system.general_practitioner;
    system.needs.retain(|need| need.name == "msk");
    let need = &mut system.needs[0];
    need.share = 1.0;
    (need.urgent, need.soon) = (probability(0.3), Probability::ZERO);
    need.routes = vec![gp];
    (need.suitable, need.face_to_face) = (Probability::ZERO, Probability::ONE);
    (need.home_visit, need.administrative) = (Probability::ZERO, Probability::ZERO);
    (need.pharmacy, need.follow_up_weeks) = (Probability::ZERO, 1.0);
    let usual = Competence {
        advice: Probability::ZERO,
        hand_back: Probability::ZERO,
        follow_up: probability(0.2),
        referral: probability(0.1),
    };
    system.competence = vec![vec![Some(usual)]; system.professions.len()];

    let demand = &mut system.demand;
    demand.channel_share = [1.0, 0.0, 0.0, 0.0];
    let midnight_to_midnight = std::array::from_fn(|band| DAY_BANDS[band + 1] / 1440.0);
    for shape in &mut demand.shape {
        *shape =
            WeekShape { weekday_share: [1.0 / 7.0; 7], band_cumulative: [midnight_to_midnight; 7] };
    }
    demand.day_variation = 0.0;
    demand.latent_share = 0.0;
    demand.online_ability = [Probability::ZERO; 5];
    system.planned.clear();
    system.recall = None;

    let door = &mut system.front_door;
    // A practice has at least one handler, unless it states none.
    let opens = system.calendar.opens;
    door.handlers = vec![HandlerBand { from: opens, per_10000: 0.1, per_10000_monday: 0.1 }];
    (door.menu_time, door.menu_exit) = (minutes(1.0), Probability::ZERO);
    (door.impatient_share, door.patient_mean) = (Probability::ZERO, minutes(30.0));
    (door.call_length_request, door.call_variation) = (minutes(4.0), 0.0);
    door.call_back_offered_at = 100.0;
    door.after_hanging_up = AfterHangingUp {
        redial: Probability::ONE,
        online: Probability::ZERO,
        another_day: Probability::ZERO,
    };
    (door.redial_delay, door.opening_delay) = (minutes(20.0), minutes(30.0));
    system.triage.policy = TriagePolicy::GpFirst;
    system.aftercare.referrals_per_course = Probability::ONE;

    let mut role = system.roles.iter().find(|role| role.name == "gp-salaried").unwrap().clone();
    role.title = "GP".into();
    (role.slot, role.session) = (minutes(10.0), minutes(30.0));
    role.sessions_per_wte = 5.0;
    role.session_starts = vec![SessionStart { at: TimeOfDay::at(9, 0), weight: 1.0 }];
    (role.length.face_to_face, role.length.variation) = (minutes(12.0), 0.0);
    (role.remote_sessions, role.telephone_share) = (Probability::ZERO, Probability::ZERO);
    role.home_visit_share = Probability::ZERO;
    let none = Probability::ZERO;
    role.slots = SlotShares {
        planned: none,
        week: none,
        two_day: none,
        same_day: none,
        nhs_111: none,
        fortnight: none,
    };
    (role.sends_to_ed, role.reconsultation) = (Probability::ZERO, Probability::ZERO);
    role.takes_duty = false;
    system.roles = vec![role];
    system.teams = vec![team(&system, "gp", "gp-salaried", 1.0)];
    let absence = &mut system.absence;
    (absence.leave_days, absence.study_days) = (0.0, 0.0);
    (absence.sickness_share, absence.parental_leave) = (0.0, 0.0);

    system.deprivation = pcn_sim::model::deprivation::Gradients::NONE;
    system.aftercare.follow_up_in_weeks = Probability::ZERO;
    let book = &mut system.book;
    (book.horizon_days, book.planned_horizon_days) = (28, 28);
    book.longest_wait_days = [0, 14, 28];
    book.notice = minutes(20.0);
    (book.same_day_for_others, book.convenience_days) = (Probability::ZERO, 0.0);
    book.own_gp = Probability::ZERO;
    (book.tries_again, book.days_of_trying) = (probability(0.6), 3);
    book.redirected = probability(0.0);
    book.exits =
        Exits { nhs_111: none, pharmacy: none, urgent_treatment_centre: none, private: none };
    book.nhs_111 = Nhs111Advice { primary_care: none, emergency: none };
    (book.cancelled, book.rebooks) = (Probability::ZERO, probability(0.6));
    book.dna = [[probability(0.1); 7]; 3];
    book.gpad_counted = Probability::ONE;
    system.emergency.background_per_1000_year = 0.0;
    system.emergency.per_failure = [none, probability(0.1), probability(0.2)];
    system
}

fn run() -> (Record, Vec<Fact>) {
    let mut notes = Notes::default();
    let horizon = Horizon { warm_up_weeks: 0, weeks: 1 };
    let record = simulate(&practice(), horizon, &script(), &mut notes).unwrap();
    (record, notes.0)
}

/// What happens to a patient, searches and the steps between apart, as day, time of day to the millisecond,
/// and words.
fn story(notes: &[Fact], who: u64) -> Vec<(i32, String, String)> {
    let system = practice();
    let is_step = |what: &What| {
        matches!(
            what,
            What::Called { .. }
                | What::DeskEnded
                | What::Navigated { .. }
                | What::Searched { .. }
                | What::CalledIn { .. }
                | What::RingsAgain { .. }
                | What::Lapsed
                | What::Ended { .. }
        )
    };
    notes
        .iter()
        .filter(|note| patient(note) == Some(identity(who)) && !is_step(&note.what))
        .map(|note| {
            let second = note.at.as_ms().rem_euclid(60_000);
            let clock = format!("{} {:06.3}", note.at.time_of_day(), second as f64 / 1000.0);
            (note.at.day(), clock.replace(" 00.000", ""), Narrator::new(&system).words(&note.what))
        })
        .collect()
}

#[track_caller]
fn assert_story(patient: u64, expected: &[(i32, &str, &str)]) {
    let (_, notes) = run();
    let found = story(&notes, patient);
    let found: Vec<_> =
        found.iter().map(|(day, time, what)| (*day, time.as_str(), what.as_str())).collect();
    assert_eq!(found, expected);
}

/// Rings at 08:00, has heard the menu at 08:01, is answered at once and talks until 08:05. From 08:25
/// the first start is 09:00; nobody is before.
#[test]
fn the_first_caller_is_answered_at_once_and_has_the_first_start() {
    assert_story(
        A,
        &[
            (0, "08:00", "request arises at oak-lane: msk, routine, by telephone"),
            (0, "08:01", "answered after 0.0 min"),
            (0, "08:05", "booked: GP 0, face to face, Tue 2025-04-01 09:00"),
            (
                0,
                "09:00",
                "consultation begins, face to face: GP 0 in room 0 of oak-lane/main, 0 min after its time",
            ),
            (0, "09:12", "settled"),
        ],
    );
}

/// Rings at 08:02 and is in the queue at 08:03, while the handler talks with the first until 08:05;
/// talks until 08:09. The first consultation ends at 09:12, two minutes after the second start.
#[test]
fn the_second_caller_waits_twice() {
    assert_story(
        B,
        &[
            (0, "08:02", "request arises at oak-lane: msk, routine, by telephone"),
            (0, "08:03", "joins the queue behind 0"),
            (0, "08:05", "answered after 2.0 min"),
            (0, "08:09", "booked: GP 0, face to face, Tue 2025-04-01 09:10"),
            (
                0,
                "09:12",
                "consultation begins, face to face: GP 0 in room 0 of oak-lane/main, 2 min after its time",
            ),
            (0, "09:24", "referred to secondary care"),
        ],
    );
}

/// Rings at 08:03, is in the queue at 08:04 behind the second, whose call lasts until 08:09, and hangs
/// up at 08:08. Rings again at 08:18, is answered at 08:19, talks until 08:23. Called at 09:24, when
/// the second consultation ends, and is not there.
#[test]
fn the_third_caller_hangs_up_rings_again_and_does_not_attend() {
    assert_story(
        C,
        &[
            (0, "08:03", "request arises at oak-lane: msk, routine, by telephone"),
            (0, "08:04", "joins the queue behind 1"),
            (0, "08:08", "hangs up after 4.0 min"),
            (0, "08:19", "answered after 0.0 min"),
            (0, "08:23", "booked: GP 0, face to face, Tue 2025-04-01 09:20"),
            (0, "09:24", "does not attend"),
            (0, "09:24", "settled"),
        ],
    );
}

/// Rings at 08:30, talks from 08:31 to 08:35; today's slots are taken. Rings at 08:06 the next day,
/// talks from 08:07 to 08:11 and has the first start. Seven days later the first start again.
#[test]
fn the_fourth_caller_is_refused_tries_the_next_day_and_is_seen_twice() {
    assert_story(
        D,
        &[
            (0, "08:30", "request arises at oak-lane: msk, urgent, by telephone"),
            (0, "08:31", "answered after 0.0 min"),
            (0, "08:35", "told to try another day"),
            (1, "08:07", "answered after 0.0 min"),
            (1, "08:11", "booked: GP 0, face to face, Wed 2025-04-02 09:00"),
            (
                1,
                "09:00",
                "consultation begins, face to face: GP 0 in room 0 of oak-lane/main, 0 min after its time",
            ),
            (1, "09:12", "follow-up in 7 days"),
            (1, "09:12", "booked: GP 0, face to face, Wed 2025-04-09 09:00"),
            (
                8,
                "09:00",
                "consultation begins, face to face: GP 0 in room 0 of oak-lane/main, 0 min after its time",
            ),
            (8, "09:12", "settled"),
        ],
    );
}

/// Rings at 08:40, talks from 08:41 to 08:45 and gives up when refused. Tomorrow has a start, but
/// an urgent need does not accept it: the GP's time of today stopped the request, not the book.
#[test]
fn the_fifth_caller_gives_up() {
    assert_story(
        E,
        &[
            (0, "08:40", "request arises at oak-lane: msk, urgent, by telephone"),
            (0, "08:41", "answered after 0.0 min"),
            (0, "08:45", "told to try another day"),
            (0, "08:45", "unmet: no time of a GP"),
        ],
    );
}

#[test]
fn nothing_else_happens() {
    let (_, notes) = run();
    let is_known = |note: &Fact| (A..=E).any(|who| patient(note) == Some(identity(who)));
    assert!(notes.iter().all(is_known));
    assert!(notes.is_sorted_by_key(|note| note.at), "the clock never runs backwards");
}

/// The week has five clinics of three slots. Four slots were booked within it: three patients were
/// seen, one did not attend. The follow-up is beyond the week.
#[test]
fn the_books_of_the_week_are_these() {
    let (record, _) = run();
    let ledger = Ledger { planned: 15, unfilled: 11, dna: 1, net: 3, ..Ledger::default() };
    assert_eq!(record.ledger(), ledger);

    let requests = &record.requests;
    assert_eq!((requests.made, requests.reached, requests.offered, requests.seen), (5, 5, 4, 3));
    assert_eq!((requests.settled, requests.lapsed, requests.referred), (3, 1, 1));
    assert_eq!((requests.told_another_day, requests.right_first_time), (2, 3));
    let mut unmet = [0; 7];
    unmet[Constraint::Gp as usize] = 1;
    assert_eq!((requests.unmet, requests.open), (unmet, 0));

    // A, B, D and E once, C and D once more; C's first was missed after four minutes.
    let door = &record.front_door;
    assert_eq!((door.inbound, door.answered, door.missed), (7, 6, 1));
    assert_eq!((door.menu, door.call_back, door.missed_within), (0, 0, [0, 0, 1]));
    assert_eq!(door.answered_within, [5, 5, 6], "B waited for exactly two minutes");
    assert_eq!((door.wait_answered_min.sum, door.wait_missed_min.sum), (2.0, 4.0));

    let counts = &record.appointments;
    assert_eq!((counts.booked(), counts.attended, counts.dna), (4, 3, 1));
    assert_eq!(counts.by_group_and_lag[0], [4, 0, 0, 0, 0, 0, 0]);
    assert_eq!(counts.by_weekday, [0, 3, 1, 0, 0, 0, 0]);
    assert_eq!((record.exits, record.referrals), ([0, 0, 0, 0, 1], 1));
    assert_eq!(record.attendances.access_related, [0, 0, 0], "one half is no fifth");

    // Three consultations of 12 min; five clinics of half an hour, none of them late.
    let work = &record.work;
    assert_eq!((work.consultation_min[0].count, work.consultation_min[0].sum), (3, 36.0));
    assert_eq!((work.waiting_room_min.count, work.waiting_room_min.sum), (3, 2.0));
    assert_eq!((work.late_finish_min.count, work.late_finish_min.sum), (5, 0.0));
    let hours = |profile: &pcn_sim::engine::monitor::WeekProfile| {
        (profile.level_hours().iter().sum::<f64>() * 60.0 * 1e6).round() / 1e6
    };
    assert_eq!(
        (hours(&work.busy[0]), hours(&work.in_session[0]), hours(&work.rooms)),
        (36.0, 150.0, 150.0)
    );
    let time = &work.time[0];
    assert_eq!((time.contracted_ms, time.overtime_ms), (150 * 60_000, 0));
    let (seen, empty) = (time.of(TimeUse::Consultations), time.of(TimeUse::Empty));
    assert_eq!((seen, empty), (36 * 60_000, 114 * 60_000));
}

/// Every fact of the fourth caller's first two days, in order: what was asked of the book and what stood
/// in the way is told too. On the first day all three slots are taken, and the next day's are too late for
/// an urgent need.
#[test]
fn the_facts_of_the_fourth_caller_are_these() {
    let (_, notes) = run();
    let system = practice();
    let of_d = notes.iter().filter(|note| patient(note) == Some(identity(D)));
    let of_d = of_d.take_while(|note| note.at.day() < 8);
    let told: Vec<String> = of_d.map(|note| Narrator::new(&system).words(&note.what)).collect();
    let searched = "looks for a GP (face to face) from ";
    assert_eq!(
        told,
        [
            "request arises at oak-lane: msk, urgent, by telephone",
            "rings oak-lane",
            "answered after 0.0 min",
            "a receptionist is done",
            "navigated to a GP",
            &format!(
                "{searched}Tue 2025-04-01 08:55 to Tue 2025-04-01: finds nothing; Wed 2025-04-02 09:00 is \
                 free but later than the need allows"
            ),
            "told to try another day",
            "will ring again Wed 2025-04-02 08:06",
            "rings oak-lane",
            "answered after 0.0 min",
            "a receptionist is done",
            "navigated to a GP",
            &format!(
                "{searched}Wed 2025-04-02 08:31 to Wed 2025-04-02: finds GP 0, face to face, Wed \
                 2025-04-02 09:00"
            ),
            "booked: GP 0, face to face, Wed 2025-04-02 09:00",
            "called in by GP 0",
            "consultation begins, face to face: GP 0 in room 0 of oak-lane/main, 0 min after its time",
            "consultation ends: GP 0",
            "follow-up in 7 days",
            "looks for a GP (face to face) from Wed 2025-04-09 00:00 to Wed 2025-04-23: finds GP 0, face \
             to face, Wed 2025-04-09 09:00",
            "booked: GP 0, face to face, Wed 2025-04-09 09:00",
        ]
    );
}
