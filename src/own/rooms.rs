//! Rooms by site: as stated, divided by list, or as many per patient as the base.

use crate::model::CareSystem;
use crate::own::stated::{Place, Practice, Stated};
use crate::scenario::error::Problem;

/// The sites of a practice: key, consulting rooms, treatment rooms.
pub type Sites = Vec<(String, u32, u32)>;

/// The sites of each practice of `stated`. What is assumed and what is wrong is added to the lists.
pub fn sites(
    stated: &Stated,
    base: &CareSystem,
    assumed: &mut Vec<String>,
    problems: &mut Vec<Problem>,
) -> Vec<Sites> {
    let practices = &stated.practices;
    let is_unknown: Vec<bool> = practices.iter().map(|own| own.rooms.is_empty()).collect();
    let mut rooms: Vec<Vec<u32>> = practices.iter().map(|own| own.rooms.clone()).collect();
    let known: u32 = rooms.iter().flatten().sum();
    let unknown = is_unknown.iter().filter(|unknown| **unknown).count() as u32;
    match stated.rooms {
        Some((total, sites)) => {
            let sites_known = rooms.iter().filter(|of| !of.is_empty()).map(Vec::len).sum::<usize>();
            let sites_left = sites.map(|sites| sites.saturating_sub(sites_known as u32));
            if let Some(problem) = contradiction((total, sites_left), known, unknown) {
                problems.push(problem);
                return vec![Vec::new(); practices.len()];
            }
            if unknown > 0 {
                divide(practices, &mut rooms, total - known, sites_left.unwrap_or(unknown));
                let on = if sites.is_some() { " and sites" } else { "" };
                assumed.push(format!("rooms{on} are divided among practices by list"));
            }
        }
        None if unknown > 0 => {
            let per_patient = f64::from(base.rooms_total()) / base.patients();
            for (own, rooms) in practices.iter().zip(&mut rooms).filter(|(_, of)| of.is_empty()) {
                rooms.push((own.list_size * per_patient).round().max(2.0) as u32);
            }
            assumed.push(
                "rooms that are not stated: as many per patient as assumed for England (nobody \
                 publishes them), on one site"
                    .to_owned(),
            );
        }
        None => {}
    }
    if practices.iter().any(|own| own.treatment.is_none()) {
        let of_base: u32 = base.sites.iter().map(|site| site.treatment_rooms).sum();
        let percent = 100.0 * f64::from(of_base) / f64::from(base.rooms_total());
        assumed.push(format!("{percent:.0}% of rooms are treatment rooms, as in the base"));
    }
    let of_practice = |(own, rooms): (&Practice, &Vec<u32>)| split(own, rooms, base, problems);
    practices.iter().zip(&rooms).map(of_practice).collect()
}

/// Rooms of all practices that do not fit those of single practices.
fn contradiction((total, sites): (u32, Option<u32>), known: u32, unknown: u32) -> Option<Problem> {
    let at = Place::option("the network");
    let remedy = "correct one of them";
    if unknown == 0 && total != known {
        let found = format!("{total} rooms of all practices, and {known} practice by practice");
        return Some(at.problem("rooms", &found, "the same rooms", remedy));
    }
    let least = known + unknown.max(sites.filter(|_| unknown > 0).unwrap_or(0));
    if total < least || unknown > 0 && sites.is_some_and(|sites| sites < unknown) {
        let found = format!("{total} rooms for all practices, of which {known} are at single ones");
        let expected = "a room at every site, and a site at every practice";
        return Some(at.problem("rooms", &found, expected, remedy));
    }
    None
}

/// Divides `total` rooms on `sites` sites among the practices without rooms: by list, as evenly as possible.
fn divide(practices: &[Practice], rooms: &mut [Vec<u32>], total: u32, sites: u32) {
    let open: Vec<usize> = (0..rooms.len()).filter(|at| rooms[*at].is_empty()).collect();
    let list = |at: usize| practices[at].list_size;
    // A further unit goes where there are most patients for each that is already there.
    let next = |given: &[u32]| {
        let per_unit = |n: usize| list(open[n]) / f64::from(given[n] + 1);
        (0..open.len()).max_by(|a, b| per_unit(*a).total_cmp(&per_unit(*b)).then(b.cmp(a)))
    };
    let shares = |total: u32, least: &[u32]| {
        let mut given = least.to_vec();
        for _ in given.iter().sum::<u32>()..total {
            let Some(n) = next(&given) else { break };
            given[n] += 1;
        }
        given
    };
    let of_sites = shares(sites, &vec![1; open.len()]);
    let of_rooms = shares(total, &of_sites);
    for (n, at) in open.iter().enumerate() {
        let (sites, all) = (of_sites[n], of_rooms[n]);
        // The first site has what does not divide evenly.
        rooms[*at] = (0..sites).map(|site| all / sites + u32::from(site < all % sites)).collect();
    }
}

/// The rooms of a practice, told apart: treatment rooms as stated, otherwise in the base's proportion. A site
/// keeps a consulting room.
fn split(own: &Practice, rooms: &[u32], base: &CareSystem, problems: &mut Vec<Problem>) -> Sites {
    let all: u32 = rooms.iter().sum();
    let spare = all.saturating_sub(rooms.len() as u32);
    let of_base: u32 = base.sites.iter().map(|site| site.treatment_rooms).sum();
    let usual = f64::from(all) * f64::from(of_base) / f64::from(base.rooms_total());
    let treatment = own.treatment.unwrap_or_else(|| (usual.round() as u32).min(spare));
    if treatment > spare {
        let at = Place::option("the network");
        let found = format!("{treatment} treatment rooms among {all} rooms of {}", own.title);
        let expected = "at least one consulting room at every site";
        problems.push(at.problem("treatment rooms", &found, expected, "correct one of them"));
    }
    let mut sites: Sites =
        rooms.iter().enumerate().map(|(site, rooms)| (site_key(site), *rooms, 0)).collect();
    for _ in 0..treatment.min(spare) {
        // The site with most consulting rooms gives one.
        let most = sites.iter_mut().rev().max_by_key(|(_, consulting, _)| *consulting);
        if let Some((_, consulting, treatment)) = most {
            *consulting -= 1;
            *treatment += 1;
        }
    }
    sites
}

fn site_key(site: usize) -> String {
    match site {
        0 => "main".to_owned(),
        1 => "branch".to_owned(),
        further => format!("branch-{further}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{FileSystem, embedded::BASELINE, load};

    fn practice(list_size: f64, rooms: &[u32]) -> Practice {
        Practice { list_size, rooms: rooms.to_vec(), ..Practice::default() }
    }

    fn found(stated: &Stated) -> (Vec<Sites>, usize) {
        let base = load(BASELINE, &FileSystem).expect("the built-in baseline").system;
        let (mut assumed, mut problems) = (Vec::new(), Vec::new());
        (sites(stated, &base, &mut assumed, &mut problems), problems.len())
    }

    #[test]
    fn rooms_and_sites_of_all_are_divided_by_list() {
        let practices = [14_200.0, 9_800.0, 6_100.0].map(|list| practice(list, &[])).to_vec();
        let (sites, problems) =
            found(&Stated { practices, rooms: Some((18, Some(4))), ..Stated::default() });
        let rooms: Vec<Vec<u32>> =
            sites.iter().map(|of| of.iter().map(|(_, c, t)| c + t).collect()).collect();
        assert_eq!((rooms, problems), (vec![vec![5, 4], vec![6], vec![3]], 0));
        assert!(sites.iter().flatten().all(|(_, consulting, _)| *consulting > 0));
    }

    #[test]
    fn rooms_that_contradict_each_other_are_a_problem() {
        let practices = vec![practice(9_000.0, &[6, 3]), practice(5_000.0, &[2])];
        let with = |rooms| Stated { practices: practices.clone(), rooms, ..Stated::default() };
        assert_eq!(found(&with(Some((11, None)))).1, 0);
        assert_eq!(found(&with(Some((12, None)))).1, 1);
        let (sites, _) = found(&with(None));
        let keys: Vec<&str> = sites[0].iter().map(|(key, ..)| key.as_str()).collect();
        assert_eq!(keys, ["main", "branch"]);
        let treatment: u32 = sites[0].iter().map(|(_, _, treatment)| treatment).sum();
        assert_eq!(treatment, 2);
    }
}
