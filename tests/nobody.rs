//! A stated number of zero means nobody: at the telephone, on duty, in a team, in a room. All
//! figures still add up, and `check` reports rounded values.

use crate::identities::{check_finite, check_record, check_stories};
use crate::support::{Case, Notes, SMALL, baseline, one, small};
use pcn_sim::model::CareSystem;
use pcn_sim::model::front_door::HandlerBand;
use pcn_sim::model::rooms::RoomPolicy;
use pcn_sim::model::rounded::rounded;
use pcn_sim::model::triage::TriagePolicy;
use pcn_sim::scenario::{FileSystem, embedded::BASELINE, load};
use pcn_sim::simulation::chances::Addressed;
use pcn_sim::simulation::observer::What;
use pcn_sim::simulation::record::Record;
use pcn_sim::simulation::{FOLLOWED_DAYS, Horizon, simulate};
use pcn_sim::units::whole_people;
use pcn_sim::units::{SimTime, TimeOfDay};

const BRIEF: Horizon = Horizon { warm_up_weeks: 1, weeks: 2 };

/// Every identity must hold of `system`, in the record and in the stories.
fn adds_up(system: &CareSystem) -> (Record, Notes) {
    let mut notes = Notes::default();
    let record = simulate(system, BRIEF, &Addressed::new(3, 0), &mut notes).unwrap();
    check_record(&record, system);
    check_finite(&record);
    check_stories(&notes, SimTime::midnight(-7), SimTime::midnight(14 + FOLLOWED_DAYS));
    (record, notes)
}

fn without_handlers(mut system: CareSystem) -> CareSystem {
    for band in &mut system.front_door.handlers {
        (band.per_10000, band.per_10000_monday) = (0.0, 0.0);
    }
    system
}

#[test]
fn with_nobody_at_the_telephone_no_call_is_answered() {
    for policy in TriagePolicy::CHOICES {
        let mut system = without_handlers(small());
        system.triage.policy = policy.1;
        system.triage.coordinators = 1;
        let (record, _) = adds_up(&system);
        let door = &record.front_door;
        assert_eq!((door.answered, door.wait_answered_min.count), (0, 0), "{}", policy.0);
        assert!(door.missed > 0 && record.requests.unmet_total() > 0, "{}", policy.0);
    }
}

#[test]
fn from_ten_to_two_with_nobody_at_the_telephone_no_call_is_answered() {
    let mut system = small();
    let band = |hour, per_10000| HandlerBand {
        from: TimeOfDay::at(hour, 0),
        per_10000,
        per_10000_monday: per_10000,
    };
    system.front_door.handlers = vec![band(8, 6.0), band(10, 0.0), band(14, 3.0)];
    let (_, notes) = adds_up(&system);
    let answered = |from: i32, to: i32| {
        let hours = TimeOfDay::at(from, 0)..TimeOfDay::at(to, 0);
        let is_answered = |what: &What| matches!(what, What::Answered { .. });
        notes
            .0
            .iter()
            .filter(|n| hours.contains(&n.at.time_of_day()) && is_answered(&n.what))
            .count()
    };
    assert_eq!(answered(10, 14), 0);
    assert!(answered(8, 10) > 0 && answered(14, 18) > 0);
}

#[test]
fn without_duty_sessions_nobody_triages_and_nobody_is_squeezed_in() {
    let mut system = small();
    system.triage.policy = TriagePolicy::TotalTriage;
    system.triage.duty_sessions_per_10000 = 0.0;
    let (record, _) = adds_up(&system);
    assert_eq!((record.requests.settled_triage, record.ledger().added), (0, 0));
    assert!(one(&small(), BRIEF, 3).ledger().added > 0);
}

#[test]
fn without_any_one_team_all_adds_up() {
    for index in 0..small().teams.len() {
        let mut system = small();
        let team = &mut system.teams[index];
        team.wte = 0.0;
        team.sessions.clear();
        adds_up(&system);
    }
}

#[test]
fn without_rooms_and_without_anybody_all_adds_up() {
    for (_, policy) in RoomPolicy::CHOICES {
        let mut system = without_handlers(small());
        system.rooms.policy = policy;
        (system.sites[0].consulting_rooms, system.sites[0].treatment_rooms) = (0, 0);
        adds_up(&system);
        system.triage.duty_sessions_per_10000 = 0.0;
        system.teams.iter_mut().for_each(|team| {
            team.wte = 0.0;
            team.sessions.clear();
        });
        adds_up(&system);
    }
}

#[test]
fn whole_people_are_nobody_only_where_nobody_is_stated() {
    let whole = [0.0, 1e-9, 0.4, 1.4, 1.5, 3.4].map(whole_people);
    assert_eq!(whole, [0, 1, 1, 1, 2, 3]);
}

#[test]
fn what_is_rounded_is_told_and_nothing_else() {
    let system = baseline();
    let told = rounded(&system);
    for about in &told {
        assert!((about.stated - about.used).abs() > 0.0 && about.off() > 0.0, "{about:?}");
    }
    let of = |key: &str| told.iter().filter(|r| r.key.starts_with(key)).collect::<Vec<_>>();
    let at_the_green = of("front_door.handlers[0].per_10000");
    let words: Vec<&str> = at_the_green.iter().map(|about| about.words.as_str()).collect();
    let expected = "1.02 receptionists at the-green from Tuesday to Friday from 08:00 on become 1";
    assert!(words.contains(&expected), "{words:#?}");
    assert_eq!(of("triage.duty_sessions_per_10000").len(), 5);
    // Whole numbers are not rounded.
    let mut whole = system;
    whole.deprivation = pcn_sim::model::deprivation::Gradients::NONE;
    whole.practices.iter_mut().for_each(|practice| practice.list_size = 10_000.0);
    for band in &mut whole.front_door.handlers {
        (band.per_10000, band.per_10000_monday) = (2.0, 0.0);
    }
    let told = rounded(&whole);
    let is_of_people = |key: &str| key.starts_with("front_door") || key.starts_with("triage");
    assert!(!told.iter().any(|about| is_of_people(&about.key)), "{told:#?}");
}

#[test]
fn every_kind_of_rounding_is_told() {
    let mut system = baseline();
    system.demand.day_variation = 0.5;
    system.absence.sickness_spell_days = 30.0;
    system.book.horizon_days = 7;
    system.book.dna_remote_factor = 1e3;
    system.triage.coordinators = 2;
    system.rooms.also_shown_at = vec![3];
    system.front_door.handlers.push(HandlerBand {
        from: TimeOfDay::at(20, 0),
        per_10000: 1.0,
        per_10000_monday: 1.0,
    });
    system.roles.iter_mut().for_each(|role| role.extra_advice = pcn_sim::units::Probability::ONE);
    let partner = system.roles.iter_mut().find(|role| role.name == "gp-partner").unwrap();
    partner.sessions_per_wte = 40.0;
    let told = rounded(&system);
    for key in [
        "rooms.also_shown_at",
        "demand.day_variation",
        "front_door.handlers[5].per_10000",
        "triage.coordinators",
        "roles.practice-nurse.slot",
        "roles.practice-nurse.extra_advice",
        "staff.gp-partners.wte_per_person",
        "absence.sickness_spell_days",
        "book.longest_wait_days.routine",
        "book.dna.remote_factor",
    ] {
        assert!(told.iter().any(|about| about.key == key), "{key} is not in {told:#?}");
    }
}

#[test]
fn check_prints_what_is_rounded() {
    let scenario = load(BASELINE, &FileSystem).unwrap();
    assert!(scenario.rounded.iter().all(|about| !about.key.ends_with("wte_per_person")));
    Case::new()
        .scenario(&format!("{SMALL}[staff.enhanced-access-gps]\nwte_per_person = 0.5\n"))
        .args(["check", "scenario.toml"])
        .succeeds()
        .stdout_contains(
            "rounded    front_door.handlers[0].per_10000: 0.05 receptionists at the-green",
        )
        .stdout_contains("rounded    staff.enhanced-access-gps.wte_per_person: not used");
}

#[test]
fn slots_may_be_left_out_only_where_nobody_holds_sessions() {
    // Sessions of enhanced access are held by rota alone.
    let whole = load(BASELINE, &FileSystem).unwrap().resolved;
    let (before, after) = whole.split_once("[roles.gp-enhanced-access]").unwrap();
    let without = after.replacen("\nplanned_share = 0.1\n", "\n", 1);
    assert_ne!(without, after);
    Case::new()
        .scenario(&format!("{before}[roles.gp-enhanced-access]{without}"))
        .args(["check", "scenario.toml"])
        .fails_with(2)
        .stderr_contains("roles.gp-enhanced-access.planned_share");
}

#[test]
fn limits_are_told_and_not_applied_in_silence() {
    for (table, line) in [
        ("front_door", "attempts_per_day = { value = 0, range = [0, 90], assumption = \"n\" }"),
        ("front_door", "attempts_per_day = { value = 90, range = [1, 90], assumption = \"n\" }"),
        ("book", "days_of_trying = { value = 0, range = [0, 9], assumption = \"n\" }"),
        ("book", "days_of_trying = { value = 300, range = [1, 300], assumption = \"n\" }"),
        ("book", "planned_tries = { value = 300, range = [1, 300], assumption = \"n\" }"),
        ("absence", "parental_leave_weeks = { value = 60, range = [1, 60], assumption = \"n\" }"),
        ("aftercare", "consultations_limit = { value = 0, range = [0, 9], assumption = \"n\" }"),
    ] {
        let key = line.split(' ').next().unwrap();
        Case::new()
            .scenario(&format!("{SMALL}[{table}]\n{line}\n"))
            .args(["check", "scenario.toml"])
            .fails_with(2)
            .stderr_contains(&format!("{table}.{key}"));
    }
}
