//! `trace --week-sheet`: one week of one practice, as its manager would see it.

use crate::support::{Case, SMALL, small};
use pcn_sim::report::week_sheet::{Content, WeekSheet};
use pcn_sim::simulation::chances::Addressed;
use pcn_sim::simulation::observer::{DayEnd, Fact, Observer, PracticeId, What};
use pcn_sim::simulation::{Horizon, simulate};

const HORIZON: Horizon = Horizon { warm_up_weeks: 2, weeks: 3 };

/// The rows of the table called `title`, each with its cells, from a sheet as comma-separated text.
fn table<'s>(sheet: &'s str, title: &str) -> Vec<Vec<&'s str>> {
    let lines = sheet.lines().skip_while(|line| !line.trim_matches('"').starts_with(title)).skip(2);
    lines.take_while(|line| !line.is_empty()).map(|line| line.split(',').collect()).collect()
}

/// The captions of a sheet: each stands between two empty lines.
fn captions(text: &str) -> Vec<&str> {
    let lines: Vec<&str> = text.lines().collect();
    let is_caption = |three: &&[&str]| three[0].is_empty() && three[2].is_empty();
    lines.windows(3).filter(is_caption).map(|three| three[1]).collect()
}

fn sums(rows: &[Vec<&str>]) -> u32 {
    rows.iter().flat_map(|row| &row[1..]).map(|cell| cell.parse::<u32>().unwrap()).sum()
}

/// Counts what a sheet should hold, in another way.
#[derive(Default)]
struct Counted {
    called: u32,
    answered: u32,
    starts: u32,
    attended: u32,
    missed: u32,
}

/// From Monday, 7 April 2025: day 6.
const WEEK: std::ops::Range<i32> = 6..12;

impl Observer for Counted {
    const LISTENS: bool = true;
    const WANTS_DAYS: bool = true;

    fn note(&mut self, fact: Fact) {
        let is_in_week = WEEK.contains(&fact.at.day());
        match fact.what {
            What::Called { .. } if is_in_week => self.called += 1,
            What::Answered { called_back: false, .. } if is_in_week => self.answered += 1,
            What::DidNotAttend if is_in_week => self.missed += 1,
            _ => {}
        }
    }

    fn day_ended(&mut self, end: &DayEnd) {
        for clinic in end.clinics.iter().filter(|_| WEEK.contains(&end.day)) {
            self.starts += clinic.starts;
            self.attended += clinic.attended;
            let parts =
                [clinic.closed, clinic.attended, clinic.missed, clinic.cancelled, clinic.empty];
            assert_eq!(parts.iter().sum::<u32>(), clinic.starts, "every start is in one count");
        }
    }
}

#[test]
fn a_sheet_counts_what_happens() {
    let system = small();
    let chance = Addressed::new(1, 0);
    let mut sheet = WeekSheet::new(&system, PracticeId(0), 1);
    simulate(&system, HORIZON, &chance, &mut sheet).unwrap();
    let mut counted = Counted::default();
    simulate(&system, HORIZON, &chance, &mut counted).unwrap();
    let text = sheet.csv(Content::Filled);
    let [offered, answered, given_up, menu] =
        ["Calls offered", "Calls answered", "Calls given up", "Calls that end"]
            .map(|title| sums(&table(&text, title)));
    assert!(offered > 100, "{text}");
    assert_eq!(offered, counted.called);
    // A call-back may be answered, and a caller may wait, when the week is over.
    assert_eq!(answered + given_up + menu, offered, "{answered} + {given_up} + {menu}");
    assert!(answered >= counted.answered && answered < offered);
    let clinics = table(&text, "Clinics");
    let sum =
        |column: usize| clinics.iter().map(|row| row[column].parse::<u32>().unwrap()).sum::<u32>();
    assert_eq!((sum(3), sum(4)), (counted.starts, counted.attended));
    assert!(sum(6) <= counted.missed && sum(6) > 0, "those squeezed in may stay away too");
    assert!(sum(5) > 0 && sum(5) <= sum(3), "some are booked on the day");
    for row in &clinics {
        let number = |column: usize| row[column].parse::<u32>().unwrap();
        assert_eq!(number(3), (4..=9).filter(|c| *c != 5).map(number).sum::<u32>(), "{row:?}");
    }
}

#[test]
fn a_sheet_is_blind_and_its_blank_form_has_its_layout() {
    let sheet = |more: &[&str]| {
        let args = ["trace", "small.toml", "--warm-up-weeks", "1", "--week-sheet"];
        let all = args.into_iter().chain(more.iter().copied());
        Case::new().file("small.toml", SMALL).args(all).succeeds()
    };
    let (filled, blank) = (sheet(&[]), sheet(&["--blank"]));
    assert!(filled.stderr().contains("seed 1, replication 1"), "{}", filled.stderr());
    let (filled, blank) = (filled.stdout(), blank.stdout());
    assert!(filled.starts_with("Week from Monday 2025-04-07\n"), "{filled}");
    for word in ["simulat", "scenario", "seed", "replication", "model", "pcn", "oak-lane"] {
        assert!(
            !filled.to_lowercase().contains(word) && !blank.to_lowercase().contains(word),
            "{word}"
        );
    }
    assert!(filled.lines().all(|line| line.len() < 140), "it fits a page");
    assert_eq!(filled.lines().count(), blank.lines().count());
    assert_eq!(captions(&filled), captions(&blank));
    assert_eq!(
        captions(&filled).len(),
        10,
        "calls five times, clinics, rooms, planned, left, free"
    );
    let form = sheet(&["--blank", "--csv"]).stdout();
    let calls = table(&form, "Calls offered");
    assert_eq!((calls.len(), calls[1][0]), (23, "08:00"), "{form}");
    assert!(calls.iter().all(|row| row[1..].iter().all(|cell| *cell == "____")), "{form}");
    assert_ne!(filled, sheet(&["--seed", "2"]).stdout(), "another seed is another week");
    assert_ne!(filled, sheet(&["--weeks", "2"]).stdout(), "the next week is another one");
    assert_eq!(filled, sheet(&[]).stdout(), "the same week is the same");
}

#[test]
fn a_practice_that_is_not_there_is_refused_with_the_nearest_name() {
    let args = ["trace", "average-pcn", "--week-sheet", "--practice", "river-side"];
    Case::new().args(args).fails_with(2).stderr_contains("nearest names: riverside");
    Case::new()
        .args(["trace", "average-pcn", "--blank"])
        .fails_with(2)
        .stderr_contains("--week-sheet");
}
