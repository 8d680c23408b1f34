//! Levels of a fitted network: what each moves, how they are stated, and what is not drawn beside them.

use crate::support::{Case, baseline};
use pcn_sim::model::levels::{Level, Levels};
use pcn_sim::scenario::{FileSystem, load};

#[test]
fn every_level_moves_what_it_says_and_at_one_nothing() {
    let system = baseline();
    assert_eq!(system.clone().at_levels(&Levels::USUAL), system);
    for (level, key, _) in Level::ALL {
        let mut levels = Levels::USUAL;
        levels.0[level as usize] = 1.2;
        assert_ne!(system.clone().at_levels(&levels), system, "{key}");
    }
    let at = |level: Level, value: f64| {
        let mut levels = Levels::USUAL;
        levels.0[level as usize] = value;
        system.clone().at_levels(&levels)
    };
    // Shares of starts still add up: what is kept for the day is taken from the others in proportion.
    for (level, value) in
        [(Level::KeptForToday, 3.0), (Level::KeptForToday, 0.2), (Level::KeptForTwoDays, 4.0)]
    {
        for (role, before) in at(level, value).roles.iter().zip(&system.roles) {
            let sum: f64 = role.slots.kept().iter().sum();
            assert!(sum < 1.0 + 1e-9, "{}: {sum}", role.name);
            assert_eq!(role.slots.planned, before.slots.planned, "planned care keeps its starts");
        }
    }
    // Doubled odds of 0.56 of what is free, by hand.
    let (role, before) = (&at(Level::KeptForToday, 2.0).roles[0].slots, &system.roles[0].slots);
    let free = 1.0 - before.planned.get() - before.nhs_111.get();
    let share = before.same_day.get() / free;
    let doubled = 2.0 * share / (1.0 + share);
    assert!((role.same_day.get() - doubled * free).abs() < 1e-12);
    let later = at(Level::PlannedLead, 4.0);
    for (stream, before) in later.planned.iter().zip(&system.planned) {
        let sooner = stream.lead_cumulative.iter().zip(&before.lead_cumulative);
        assert!(sooner.clone().all(|(one, other)| one <= &(other + 1e-12)), "{}", stream.name);
        assert_eq!(stream.lead_cumulative.last(), Some(&1.0));
    }
    let online = at(Level::Online, 3.0).demand.channel_share;
    assert!((online.iter().sum::<f64>() - 1.0).abs() < 1e-9 && online[1] > 0.5 * 0.88);
}

#[test]
fn levels_are_stated_with_evidence_and_within_limits() {
    let stated = |line: &str| {
        let text = format!("base = \"average-pcn\"\n[about]\ntitle = \"T\"\n[levels]\n{line}\n");
        let case = Case::new().file("own.toml", &text);
        load(case.path().join("own.toml").to_str().unwrap(), &FileSystem)
    };
    let evidence = "range = [0.5, 2], assumption = \"a guess\"";
    let system = stated(&format!("requests = {{ value = 1.1, {evidence} }}")).unwrap().system;
    let ratio =
        system.demand.requests_per_patient_year / baseline().demand.requests_per_patient_year;
    assert!((ratio - 1.1).abs() < 1e-12);
    for (line, words) in [
        ("requests = 1.1", "without evidence"),
        ("requests = { value = 0, range = [0, 2], assumption = \"a\" }", "above 0"),
        ("sessions = { value = 900, range = [1, 900], assumption = \"a\" }", "1 changes nothing"),
        ("requestz = 1", "requestz"),
    ] {
        let error = stated(line).unwrap_err().to_string();
        assert!(error.contains(words), "{line}: {error}");
    }
}

#[test]
fn what_a_fitted_level_moves_is_not_drawn_a_second_time() {
    use pcn_sim::uncertainty::spread::Uncertain;
    let sources = |how: &str| -> Vec<String> {
        let text = format!(
            "base = \"average-pcn\"\n[about]\ntitle = \"T\"\n[levels]\n\
             menu_exit = {{ value = 1.1, range = [0.9, 1.3], {how} = \"calls\" }}\n"
        );
        let case = Case::new().file("own.toml", &text);
        let path = case.path().join("own.toml");
        let name = path.to_str().unwrap();
        let written = pcn_sim::scenario::read(name, &FileSystem).unwrap();
        let scenario = written.scenario().unwrap();
        Uncertain::new(&scenario, written)
            .sources()
            .iter()
            .map(|source| source.key.clone())
            .collect()
    };
    let fitted = sources("fitted");
    assert!(fitted.contains(&"levels.menu_exit".to_owned()), "{fitted:?}");
    assert!(!fitted.contains(&"front_door.menu_exit".to_owned()));
    let assumed = sources("assumption");
    assert!(assumed.contains(&"front_door.menu_exit".to_owned()));
}
