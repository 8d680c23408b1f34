//! Several networks: independent if they share nothing, on one clock if they do.

use crate::identities::{check_finite, check_record, check_same};
use crate::support::{
    Case, Notes, SHORT, baseline, compared, leyton, one, patient, small, team, upon_baseline,
};
use pcn_sim::model::CareSystem;
use pcn_sim::model::place::Travel;
use pcn_sim::model::practice::Site;
use pcn_sim::model::roster::{Person, RosterSession, Scope, Team, people};
use pcn_sim::model::workforce::{LabourPool, Rotation, Service};
use pcn_sim::report::narrative::Narrator;
use pcn_sim::scenario::embedded::{BEFORE, CASE_STUDIES};
use pcn_sim::scenario::{FileSystem, load};
use pcn_sim::simulation::chances::Addressed;
use pcn_sim::simulation::record::Ledger;
use pcn_sim::simulation::{Horizon, simulate};
use pcn_sim::units::{Minutes, Probability};
use std::collections::BTreeSet;

/// Copies of the small network, as the reader makes them.
pub(crate) fn place(networks: usize) -> CareSystem {
    let mut system = small();
    let (practice, site) = (system.practices[0].clone(), system.sites[0].clone());
    let teams = system.teams.clone();
    system.place.pcns = (1..=networks).map(|number| number.to_string()).collect();
    for pcn in 1..networks {
        let mut practice = practice.clone();
        (practice.name, practice.pcn) = (format!("{}-{}", practice.name, pcn + 1), pcn);
        system.practices.push(practice);
        system.sites.push(Site { practice: pcn, ..site.clone() });
    }
    let of_network = |pcn: usize| teams.iter().map(move |team| Team { pcn, ..team.clone() });
    system.teams = (0..networks).flat_map(of_network).collect();
    system
}

/// The facts about the patients of the first practice.
fn stories_of_the_first(system: &CareSystem) -> Vec<String> {
    let mut notes = Notes::default();
    simulate(system, SHORT, &Addressed::new(5, 0), &mut notes).unwrap();
    let first = system.practices[0].identity();
    let is_of_the_first = |identity: u64| (identity >> 32) & 0xfff_ffff == first;
    let of_the_first = notes.0.iter().filter(|note| patient(note).is_some_and(is_of_the_first));
    let narrator = Narrator::new(system);
    of_the_first
        .map(|note| format!("{:?} {:?} {}", note.at, patient(note), narrator.words(&note.what)))
        .collect()
}

#[track_caller]
fn same(found: &[String], expected: &[String]) {
    let differ = found.iter().zip(expected).find(|(found, expected)| found != expected);
    assert_eq!((differ, found.len()), (None, expected.len()));
}

#[test]
fn networks_that_share_nobody_know_nothing_of_each_other() {
    let alone = stories_of_the_first(&small());
    assert!(alone.len() > 10_000, "{} notes", alone.len());
    same(&stories_of_the_first(&place(2)), &alone);
    // Not even if the other network is overwhelmed.
    let mut uneven = place(3);
    uneven.teams.iter_mut().filter(|team| team.pcn == 1).for_each(|team| team.wte *= 0.3);
    uneven.practices[2].need_multiplier *= 1.2;
    same(&stories_of_the_first(&uneven), &alone);
}

#[test]
fn networks_that_share_nobody_are_simulated_one_after_the_other_as_on_one_clock() {
    let gp = small().general_practitioner;
    let mut firsts = small().needs.into_iter().map(|need| need.routes[0]);
    let routed = firsts.find(|&profession| profession != gp).unwrap();
    // Those who are right for some needs, or the practice's own GPs, are in the other networks only.
    for missing in [routed, gp] {
        let mut system = place(3);
        system.teams.iter_mut().filter(|team| team.pcn == 1).for_each(|team| team.wte *= 0.5);
        let goes = |team: &Team| {
            let profession = system.roles[team.role].booked_as;
            team.pcn == 2 && team.sessions.is_empty() && profession == missing
        };
        assert!(system.teams.iter().any(goes));
        system.teams = system.teams.iter().filter(|team| !goes(team)).cloned().collect();
        assert_eq!(system.on_one_clock(), [[0], [1], [2]]);
        // An observer receives facts in order of time.
        let together =
            simulate(&system, SHORT, &Addressed::new(5, 0), &mut Notes::default()).unwrap();
        let apart = one(&system, SHORT, 5);
        assert!(together.appointments.attended > 100);
        check_same(&system, apart, together);
    }
}

#[test]
fn what_is_shared_is_on_one_clock() {
    let clocks = |system: &CareSystem| system.on_one_clock().len();
    let mut shared = place(3);
    shared.teams[1].scope = Scope::Place;
    let mut pooled = place(3);
    pooled.labour_pools = vec![LabourPool {
        role: pooled.teams[1].role,
        people: 3,
        leavers_return: Probability::ONE,
        taken_from: Service::CommunityPharmacy,
    }];
    let mut with_cohort = place(3);
    with_cohort.cohorts = leyton().cohorts;
    assert_eq!([&place(3), &shared, &pooled, &with_cohort].map(clocks), [3, 1, 1, 1]);
    assert_eq!(clocks(&small()), 1);
}

#[test]
fn what_must_hold_of_any_replication_holds_of_several_networks() {
    let system = place(3);
    let record = one(&system, SHORT, 3);
    check_record(&record, &system);
    check_finite(&record);
    let made: u64 = record.by_pcn.iter().map(|of_network| of_network[0]).sum();
    let unmet: u64 = record.by_pcn.iter().map(|of_network| of_network[1]).sum();
    assert_eq!((made, unmet), (record.requests.made, record.requests.unmet_total()));
    // The same lists, other patients.
    assert!(record.by_pcn[0] != record.by_pcn[1] && record.by_pcn[1] != record.by_pcn[2]);
}

#[test]
fn everyone_in_a_place_has_a_name_of_their_own() {
    let system = place(4);
    let everyone = people(&system);
    let names: BTreeSet<u64> = everyone.iter().map(|person| person.identity).collect();
    assert_eq!(names.len(), everyone.len());
    let of_one: BTreeSet<u64> = people(&small()).iter().map(|person| person.identity).collect();
    assert_eq!(everyone.len(), 4 * of_one.len());
    assert!(of_one.is_subset(&names));
}

#[test]
fn a_place_of_one_network_is_that_network() {
    let mut pooled = small();
    for team in pooled.teams.iter_mut().filter(|team| team.scope == Scope::Network) {
        team.scope = Scope::Place;
    }
    assert_ne!(pooled, small());
    assert_eq!(one(&pooled, SHORT, 1), one(&small(), SHORT, 1));
}

#[test]
fn a_file_of_one_network_is_read_as_several() {
    let one = baseline();
    let three = upon_baseline(
        "[place]\nnetworks = 3\n[place.changes.2]\nlist_size_factor = 1.5\nneed_factor = 1.1\n\
         [place.changes.3.staff.clinical-pharmacists]\nwte = 2.0\n\
         [staff.paramedics]\nscope = \"place\"\nwte = 4.0\n",
    );
    let system = &three.system;
    assert_eq!(system.place.pcns, ["1", "2", "3"]);
    assert_eq!((system.practices.len(), system.sites.len()), (15, 15));
    assert_eq!(system.rooms_total(), 3 * one.rooms_total());
    assert_eq!(system.practices[..5], one.practices);
    assert_eq!((system.practices[14].name.as_str(), system.practices[14].pcn), ("the-green-3", 2));
    assert_eq!(
        (system.sites[14].name.as_str(), system.sites[14].practice),
        ("the-green-3/main", 14)
    );
    assert_eq!(system.practices[5].list_size, 1.5 * one.practices[0].list_size);
    assert_eq!(system.practices[5].need_multiplier, 1.1 * one.practices[0].need_multiplier);
    let wte = |name: &str| -> Vec<f64> {
        system.teams.iter().filter(|team| team.name == name).map(|team| team.wte).collect()
    };
    assert_eq!(wte("clinical-pharmacists"), [5.7, 5.7, 2.0]);
    assert_eq!(wte("paramedics"), [4.0]);
    assert_eq!(wte("gp-partners"), [12.4; 3]);
    // The sums of all networks together, and nobody claimed for twice.
    let money = three.money.unwrap();
    let of_one = load("average-pcn", &FileSystem).unwrap().money.unwrap();
    assert_eq!(money.not_claimed.len(), 3 * of_one.not_claimed.len());
}

#[test]
fn practices_can_name_their_network() {
    let lines: String = ["oak-lane", "riverside", "market-street", "hillside", "the-green"]
        .iter()
        .zip(["north", "south", "north", "south", "south"])
        .map(|(practice, pcn)| format!("[practices.{practice}]\npcn = \"{pcn}\"\n"))
        .collect();
    let system = upon_baseline(&lines).system;
    assert_eq!(system.place.pcns, ["north", "south"]);
    let pcns: Vec<usize> = system.practices.iter().map(|practice| practice.pcn).collect();
    // In the order of keys: hillside, market-street, oak-lane, riverside, the-green.
    assert_eq!(pcns, [1, 0, 0, 1, 1]);
    assert_eq!(system.teams.len(), 2 * baseline().teams.len());
    let people = people(&system);
    assert!(people.iter().all(|person| {
        person.practice.is_none_or(|practice| Some(pcns[practice]) == person.pcn)
    }));
}

#[test]
fn what_is_wrong_with_a_place_is_told() {
    let travel = |minutes: &str| {
        format!(
            "[place.travel]\nassumption = \"none\"\nrelative_range = [0.5, 2.0]\nwithin = \
             \"{minutes}\"\nbetween = \"20 min\"\nnetwork_teams = false\n"
        )
    };
    let shared = "[staff.paramedics]\nscope = \"place\"\nweeks_per_network";
    for (lines, expected) in [
        ("[place]\nnetworks = 0\n".into(), "a whole number from 1 to 20, in networks"),
        ("[place]\nnetworks = 21\n".into(), "a whole number from 1 to 20, in networks"),
        ("[place]\nnetworks = 2.5\n".into(), "a whole number from 1 to 20, in networks"),
        ("[place]\nnetworks = \"six\"\n".into(), ": 1 problem\n"),
        ("[place]\nnetworks = \"six\"\n".into(), "found     the text \"six\""),
        (
            "[place.changes.1]\nlist_sise = 2\n".into(),
            "expected  one of: list_size_factor, need_factor, staff\n",
        ),
        ("[place.changes.1]\nassumption = \"a\"\n".into(), "a key that is not used here"),
        (
            "[place.changes.1.staff.paramedics]\nwte = 1\nsource = \"a\"\n".into(),
            "expected  one of: wte\n",
        ),
        ("[place]\nnetwork = 2\n".into(), "did you mean `networks`?"),
        (
            "[place]\nnetworks = 20\n[place.changes.1]\nlist_size_factor = 3\n".into(),
            "at most 1000000",
        ),
        ("[place]\nnetworks = 2\n[place.changes.3]\nneed_factor = 1\n".into(), "one of: 1, 2"),
        ("[place.changes.1]\nneed_factor = 0\n".into(), "a number above 0"),
        ("[place.changes.1]\nlist_size_factor = 11\n".into(), "at most 10"),
        ("[place.changes.1.staff.paramedics]\nwte = -1\n".into(), "a number from 0"),
        ("[place.changes.1.staff.paramedic]\nwte = 1\n".into(), "a team that does not exist"),
        ("[place.changes.1.staff.enhanced-access-gps]\nwte = 1\n".into(), "with fixed sessions"),
        (
            "[place.changes.1.staff.paramedics]\nwte = 1\n[staff.paramedics]\nscope = \"place\"\n"
                .into(),
            "a team shared by the place",
        ),
        ("[practices.oak-lane]\npcn = \"north\"\n".into(), "a practice without `pcn`"),
        (travel("-1 min"), "a length of time"),
        (travel("5 h"), "at most 240 min"),
        (travel("20 min").replace("assumption", "why"), "a value without evidence"),
        (format!("{shared} = 0\n"), "1 to 520 weeks"),
        (format!("{shared} = 2\n").replace("\"place\"", "\"network\""), "scope = \"place\""),
        (
            "[staff.paramedics]\nwte_per_person = 0.5\nrotation = { weeks_on = 2, weeks_off = 2, \
             leave = \"never\" }\n"
                .into(),
            "one of \"away\", \"any-week\"",
        ),
    ] {
        let text =
            format!("base = \"average-pcn\"\n[about]\ntitle = \"A\"\nquestion = \"B?\"\n{lines}");
        let stderr =
            Case::new().scenario(&text).args(["check", "scenario.toml"]).fails_with(2).stderr();
        assert!(stderr.contains(expected), "{lines}: {expected:?} is not in\n{stderr}");
        assert!(stderr.contains("scenario.toml:"), "{lines}: no line in\n{stderr}");
    }
}

/// The paramedics of Merton, of six networks as they are in the case study.
fn merton() -> (CareSystem, Vec<Person>) {
    let system = load("merton", &FileSystem).unwrap().system;
    let team = system.teams.iter().position(|team| team.name == "rotational-paramedics").unwrap();
    let paramedics = people(&system).into_iter().filter(|person| person.team == team).collect();
    (system, paramedics)
}

#[test]
fn in_merton_exactly_one_paramedic_is_rostered_in_each_network_in_every_week() {
    let (system, paramedics) = merton();
    assert_eq!((system.pcns(), paramedics.len()), (6, 12));
    for week in -60..120 {
        let here = paramedics.iter().filter(|person| person.is_here(week));
        let mut pcns: Vec<usize> = here.map(|person| person.pcn_in(week).unwrap()).collect();
        pcns.sort_unstable();
        assert_eq!(pcns, [0, 1, 2, 3, 4, 5], "week {week}");
        for person in &paramedics {
            let pcn = person.pcn_in(week).unwrap();
            let sites = (0..person.week.len()).map(|held| person.site_in(held, week));
            let sites = sites.chain([person.base_in(week)]);
            assert!(sites.into_iter().all(|site| system.pcn_of_site(site) == pcn));
        }
    }
    // Everyone comes to every network, a fortnight each.
    for person in &paramedics {
        let weeks_in = |pcn| {
            (0..24).filter(|&week| person.is_here(week) && person.pcn_in(week) == Some(pcn)).count()
        };
        assert_eq!((0..6).map(weeks_in).collect::<Vec<_>>(), [2; 6]);
    }
}

#[test]
fn in_merton_both_employers_have_half_of_everyone() {
    let (system, paramedics) = merton();
    let team = &system.teams[paramedics[0].team];
    let per_wte = system.roles[team.role].sessions_per_wte;
    assert_eq!((team.wte, team.wte_per_person), (6.0, 0.5));
    for person in &paramedics {
        // A whole-time week wherever they are: 12 people, 6 WTE here and 6 WTE there.
        let of_week: f64 = person.week.iter().map(|session| session.weekly_share).sum();
        assert!((of_week - per_wte).abs() < 1e-9);
        assert_eq!((0..48).filter(|&week| person.is_here(week)).count(), 24);
    }
    let held = |week| {
        let of_person = |person: &Person| {
            person.week.iter().filter(|session| person.holds(session, week)).count()
        };
        paramedics.iter().map(of_person).sum::<usize>()
    };
    let all: usize = (0..400).map(held).sum();
    assert!((all as f64 - 6.0 * per_wte * 400.0).abs() <= 12.0, "{all} sessions");
}

/// The slot ledger of the paramedics of Merton in a small place of six networks, over a year.
fn ledger_of_rotation(takes_leave_away: bool, sickness: f64) -> Ledger {
    let mut system = place(6);
    let mut paramedics = team(&system, "rotating", "paramedic", 6.0);
    (paramedics.wte_per_person, paramedics.scope) = (0.5, Scope::Place);
    paramedics.rotation = Some(Rotation { weeks_on: 2, weeks_off: 2, takes_leave_away });
    paramedics.weeks_per_pcn = Some(2);
    for team in system.teams.iter_mut().filter(|team| team.role == paramedics.role) {
        team.wte = 0.0;
    }
    let profession = system.roles[paramedics.role].booked_as;
    system.teams.push(paramedics);
    system.practices.iter_mut().for_each(|practice| practice.list_size = 200.0);
    system.absence.study_days = 0.0;
    system.absence.parental_leave = 0.0;
    system.absence.leave_days = 35.0;
    system.absence.sickness_share = sickness;
    one(&system, Horizon { warm_up_weeks: 1, weeks: 52 }, 1).ledgers[profession]
}

#[test]
fn rotating_paramedics_take_leave_in_ambulance_weeks_and_are_sick_all_the_same() {
    let absence = |ledger: Ledger| ledger.absence as f64 / ledger.planned as f64;
    assert_eq!(absence(ledger_of_rotation(true, 0.0)), 0.0);
    let in_any_week = absence(ledger_of_rotation(false, 0.0));
    assert!((0.08..0.19).contains(&in_any_week), "7 of 52 weeks are leave, not {in_any_week}");
    let sick = absence(ledger_of_rotation(true, 0.1));
    assert!((0.05..0.16).contains(&sick), "a tenth is sick, not {sick}");
}

/// A place of two networks with two sites each, whose paramedics are shared and always in a room.
fn with_travel(travel: Option<Travel>) -> CareSystem {
    let mut system = place(2);
    for practice in 0..2 {
        let site = system.sites[practice].clone();
        system.sites.push(Site { name: format!("{}-branch", site.name), ..site });
    }
    system.sites.iter_mut().for_each(|site| site.consulting_rooms = 20);
    let mut paramedics = team(&system, "shared", "paramedic", 3.0);
    paramedics.scope = Scope::Place;
    let role = paramedics.role;
    system.teams.iter_mut().filter(|team| team.role == role).for_each(|team| team.wte = 0.0);
    system.teams.push(paramedics);
    system.roles[role].remote_sessions = Probability::ZERO;
    system.roles[role].supervision = None;
    system.absence.study_days = 0.0;
    system.absence.parental_leave = 0.0;
    system.absence.leave_days = 0.0;
    system.absence.sickness_share = 0.0;
    system.place.travel = travel;
    system
}

fn minutes(minutes: f64) -> Minutes {
    Minutes::new(minutes).unwrap()
}

#[test]
fn journeys_are_taken_off_sessions_to_the_minute() {
    let travel = Travel { within: minutes(10.0), between: minutes(25.0), concerns_networks: false };
    let (without, with) = (with_travel(None), with_travel(Some(travel)));
    let shared = with.teams.len() - 1;
    let role = &with.roles[with.teams[shared].role];
    // By hand, from the roster: a journey to each session that is not where its holder is.
    let (mut expected, mut lost) = (0.0, 0);
    let everyone = people(&with);
    for day in 0..SHORT.weeks as i32 * 7 {
        let about = with.calendar.day(day);
        if !about.is_working {
            continue;
        }
        let week = (day + with.calendar.weekday_of_zero() as i32).div_euclid(7);
        for person in everyone.iter().filter(|person| person.team == shared) {
            let mut at = person.base_in(week);
            let of_day = |session: &&RosterSession| {
                session.weekday == about.weekday && person.holds(session, week)
            };
            for session in person.week.iter().filter(of_day) {
                let takes = match (
                    at == session.site,
                    with.pcn_of_site(at) == with.pcn_of_site(session.site),
                ) {
                    (true, _) => 0.0,
                    (_, true) => 10.0,
                    (_, false) => 25.0,
                };
                at = session.site;
                expected += takes;
                let slots = |minutes: f64| (minutes / role.slot.get()).floor() as u64;
                lost += slots(session.length.get()) - slots(session.length.get() - takes);
            }
        }
    }
    assert!(expected > 500.0 && lost > 30, "{expected} min, {lost} slots");
    let (without, with) = (one(&without, SHORT, 1), one(&with, SHORT, 1));
    assert_eq!((without.work.travel_min, with.work.travel_min), (0.0, expected));
    assert_eq!(without.ledger().planned - with.ledger().planned, lost);
}

#[test]
fn teams_of_networks_travel_only_if_it_is_said() {
    let hours = |concerns_networks| {
        let mut system = baseline();
        let journey = minutes(20.0);
        system.place.travel = Some(Travel { within: journey, between: journey, concerns_networks });
        let record = one(&system, Horizon { warm_up_weeks: 0, weeks: 2 }, 1);
        record.work.travel_min / 60.0
    };
    assert_eq!(hours(false), 0.0);
    assert!(hours(true) > 10.0);
}

/// Three networks with `teams` of their own, of which the third has a fifth of what they have on
/// average; or the same staff pooled, with journeys of so many minutes.
fn divided_or_pooled(teams: &[&str], journey: Option<f64>) -> CareSystem {
    let mut system = place(3);
    let is_meant = |team: &Team| teams.contains(&team.name.as_str());
    for team in system.teams.iter_mut().filter(|team| is_meant(team)) {
        team.wte *= match (journey, team.pcn) {
            (None, 2) => 0.2,
            (None, _) => 1.4,
            (Some(_), _) => 3.0,
        };
        if journey.is_some() {
            team.scope = Scope::Place;
        }
    }
    if let Some(journey) = journey {
        system.teams.retain(|team| !is_meant(team) || team.pcn == 0);
        let journey = minutes(journey);
        system.place.travel =
            Some(Travel { within: journey, between: journey, concerns_networks: false });
    }
    system
}

const ADDITIONAL: [&str; 6] = [
    "clinical-pharmacists",
    "pharmacy-technicians",
    "first-contact-physiotherapists",
    "physician-associates",
    "paramedics",
    "mental-health-practitioners",
];

#[test]
fn a_pool_helps_where_one_network_is_short_and_travel_takes_some_of_it_back() {
    let mut wrong = Vec::new();
    for teams in
        [&ADDITIONAL[..], &ADDITIONAL[..3], &["practice-nurses", "advanced-nurse-practitioners"]]
    {
        let networks = [None, Some(0.0), Some(40.0)].map(|how| divided_or_pooled(teams, how));
        let [divided, pooled, far] = &networks;
        let people_of = |system: &CareSystem| -> f64 { system.teams.iter().map(|t| t.wte).sum() };
        assert!((people_of(divided) - people_of(pooled)).abs() < 1e-9, "the same staff");
        let horizon = Horizon { warm_up_weeks: 6, weeks: 12 };
        let named = [("divided", divided), ("pooled", pooled), ("far", far)];
        let results = compared(&named, horizon, 11, 4);
        let mean = |place: usize, measure: &str| {
            let values = &results.comparisons[place].measure(measure).unwrap().values;
            values.iter().map(|value| value.unwrap()).sum::<f64>() / values.len() as f64
        };
        let (unmet, unmet_far) = (mean(0, "requests_unmet"), mean(1, "requests_unmet"));
        let (net, net_far) =
            (mean(0, "appointments_gained_net"), mean(1, "appointments_gained_net"));
        let worst = mean(0, "unmet_share_worst_network");
        if !(unmet < 0.0 && unmet < unmet_far && net > net_far && worst < 0.0) {
            wrong.push(format!(
                "{teams:?}: unmet {unmet}, with travel {unmet_far}; net {net}, with travel {net_far}; \
                 worst {worst}"
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn case_studies_of_several_networks_run() {
    for (name, networks) in [
        ("merton-before", 6),
        ("merton", 6),
        ("alliance-for-better-care-before", 10),
        ("alliance-for-better-care", 10),
        ("bolton-before", 7),
        ("bolton", 7),
    ] {
        let is_known = |(known, _): &&(&str, &str)| *known == name;
        assert!(CASE_STUDIES.iter().chain(&BEFORE).any(|known| is_known(&known)));
        let system = load(name, &FileSystem).unwrap().system;
        assert_eq!(system.pcns(), networks, "{name}");
        let record = one(&system, Horizon { warm_up_weeks: 0, weeks: 1 }, 1);
        check_record(&record, &system);
        assert_eq!(record.by_pcn.len(), networks);
        assert!(record.by_pcn.iter().all(|[made, _]| *made > 1_000), "{name}");
    }
}
