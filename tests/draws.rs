//! Total uncertainty: parameters drawn from their ranges.

use pcn_sim::scenario::{FileSystem, load};
use pcn_sim::uncertainty::draw::Draws;

#[test]
fn draws_of_the_shipped_network_are_seldom_refused() {
    let scenarios = ["average-pcn", "two-more-physiotherapists"]
        .map(|name| load(name, &FileSystem).expect("built in"));
    let draws = Draws::new(&scenarios, 1).unwrap();
    let tries = 40;
    let valid = (1..=tries).filter(|draw| draws.drawn(*draw, 0).is_some()).count();
    eprintln!("{valid} of {tries}; {} sources", draws.sources().len());
    eprintln!("held {:?}", draws.held());
    eprintln!("halves {:?}", draws.in_halves());
    assert!(valid * 2 > tries as usize, "{valid} of {tries} were valid");
}
