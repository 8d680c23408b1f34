//! Whose patients the GPs see: shares by hand, lists by weight, and what the own GP is worth.

use crate::identities::check_record;
use crate::support::{Case, SHORT, one, small, team};
use pcn_sim::measures::find;
use pcn_sim::model::CareSystem;
use pcn_sim::model::continuity::Continuity;
use pcn_sim::scenario::{FileSystem, load};
use pcn_sim::simulation::record::Record;
use pcn_sim::units::Probability;

fn share(value: f64) -> Probability {
    Probability::new(value).unwrap()
}

fn worth(mut system: CareSystem, longer_interval: f64, reference: f64) -> CareSystem {
    system.continuity = Some(Continuity { longer_interval, reference: share(reference) });
    system
}

/// The small practice with one GP who sees many patients and another who sees few, and nobody insists on either. The
/// lists are in the ratio of `weights`.
fn two_gps(weights: [f64; 2]) -> CareSystem {
    let mut system = small();
    system.demand.latent_share = 0.0;
    system.book.own_gp = Probability::ZERO;
    let gp = system.general_practitioner;
    let is_gp = |role: usize| system.roles[role].booked_as == gp;
    let others: Vec<_> = system.teams.iter().filter(|team| !is_gp(team.role)).cloned().collect();
    let mut gps = [("many", 1.0), ("few", 0.25)].map(|(name, wte)| {
        let mut gp = team(&system, name, "gp-partner", wte);
        gp.wte_per_person = wte;
        gp
    });
    for (gp, weight) in gps.iter_mut().zip(weights) {
        gp.list_weight = weight;
    }
    system.teams = others;
    system.teams.splice(0..0, gps);
    system
}

fn own_share(record: &Record) -> f64 {
    (find("seen_by_own_gp_share").unwrap().value)(record).unwrap()
}

#[test]
fn an_own_gp_who_makes_no_difference_gives_the_same_bytes() {
    let plain = one(&small(), SHORT, 9);
    for reference in [0.0, 0.3, 1.0] {
        assert_eq!(one(&worth(small(), 0.0, reference), SHORT, 9), plain);
    }
    assert_ne!(one(&worth(small(), 0.2, 1.0), SHORT, 9), plain);
    let mut twice = small();
    twice.teams.iter_mut().for_each(|team| team.list_weight = 2.0);
    assert_eq!(one(&twice, SHORT, 9), plain, "lists of twice the size of each other are the same");
}

#[test]
fn lists_are_in_the_ratio_of_their_weights() {
    let records = [[1.0, 0.0], [0.0, 1.0], [3.0, 1.0], [1.0, 1.0], [0.1, 10.0]]
        .map(|weights| one(&two_gps(weights), SHORT, 4));
    let [many, few, three, even, hardly] = records.each_ref().map(own_share);
    // Nobody insists, so everyone sees whoever is free, and all else stays.
    assert!(records.iter().all(|record| record.requests == records[0].requests));
    assert!((many + few - 1.0).abs() < 1e-12 && many > 0.6, "{many}, {few}");
    let seen = records[0].seen_by.gp as f64;
    for (found, of_many) in [(three, 0.75), (even, 0.5), (hardly, 0.1 / 10.1)] {
        let expected = of_many * many + (1.0 - of_many) * few;
        let error = 4.0 * (0.25 / seen).sqrt();
        assert!((found - expected).abs() < error, "{found} and {expected}, {seen} seen");
    }
}

#[test]
fn whose_patients_are_all_seen_by_their_own_gp_ask_less_often_by_hand() {
    let plain = one(&two_gps([1.0, 1.0]), SHORT, 5).requests.made as f64;
    let mut single = two_gps([1.0, 1.0]);
    single.teams.retain(|team| team.name != "few");
    // One GP: everyone sees their own. Nobody's list: nobody does.
    let nobody = two_gps([0.0, 0.0]);
    for (system, is_own, longer, reference, expected) in [
        (&single, 1.0, 0.181, 1.0, 1.0),
        (&single, 1.0, 1.0, 0.0, 0.5),
        (&single, 1.0, 0.181, 0.3, 1.0543 / 1.181),
        (&nobody, 0.0, 0.181, 0.3, 1.0543),
        (&nobody, 0.0, 1.0, 1.0, 2.0),
    ] {
        let system = worth(system.clone(), longer, reference);
        let record = one(&system, SHORT, 5);
        check_record(&record, &system);
        assert_eq!(own_share(&record), is_own);
        let made = record.requests.made as f64;
        // Requests are taken from the same candidates, or added to them.
        let error = 4.0 * (plain * (expected - 1.0_f64).abs()).sqrt() + 1e-9;
        assert!((made - plain * expected).abs() <= error, "{made} and {plain} times {expected}");
    }
}

#[test]
fn the_reference_is_the_share_of_the_average_network() {
    let system = load("own-gp-effect", &FileSystem).unwrap().system;
    let continuity = system.continuity.unwrap();
    let plain = CareSystem { continuity: None, ..system.clone() };
    let found = own_share(&one(&plain, SHORT, 2));
    let stated = continuity.reference.get();
    assert!((found - stated).abs() < 0.02, "{found} is found and {stated} stated");
    // So the effect by itself changes requests by a fraction of a per cent.
    assert!((continuity.requests(found) - 1.0).abs() < 0.004);
}

/// The scenario with `lines`, or the message why not.
fn told(lines: &str) -> Result<(), String> {
    let about = "base = \"average-pcn\"\n[about]\ntitle = \"T\"\nquestion = \"Q?\"\n";
    let case = Case::new().scenario(&format!("{about}{lines}\n"));
    let path = case.path().join("scenario.toml");
    load(path.to_str().unwrap(), &FileSystem).map(|_| ()).map_err(|error| error.to_string())
}

#[test]
fn what_cannot_be_is_refused_with_its_reason() {
    let effect = |longer: &str, reference: &str| {
        let value =
            |value: &str| format!("{{ value = {value}, range = [0, 1], assumption = \"a\" }}");
        format!(
            "[continuity]\nlonger_interval = {}\nreference = {}",
            value(longer),
            value(reference)
        )
    };
    let list = |team: &str, weight: &str| format!("[staff.{team}]\nlist_weight = {weight}");
    for fits in [
        effect("0", "0"),
        effect("1", "1"),
        list("gp-partners", "0"),
        list("gp-partners", "0.01"),
        list("salaried-gps", "100"),
    ] {
        assert_eq!(told(&fits), Ok(()), "{fits}");
    }
    for (wrong, word) in [
        (effect("1.5", "0.5"), "at most 1"),
        (effect("0.1", "1.5"), "reference"),
        ("[continuity]\nreference = 0.3".to_owned(), "longer_interval"),
        (list("gp-partners", "0.001"), "0, or 0.01 to 100"),
        (list("gp-partners", "101"), "0, or 0.01 to 100"),
        (list("gp-partners", "-1"), "list_weight"),
        (list("practice-nurses", "1"), "not GPs of a practice"),
        (list("enhanced-access-gps", "1"), "not GPs of a practice"),
    ] {
        let message = told(&wrong).expect_err(&wrong);
        assert!(message.contains(word), "{wrong}: {message}");
    }
}
