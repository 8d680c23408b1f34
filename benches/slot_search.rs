//! The appointment book: the earliest acceptable start, near, far, and where there is none.

use criterion::{Criterion, criterion_group, criterion_main};
use pcn_sim::model::appointments::{SLOT_KINDS, SlotKind};
use pcn_sim::model::role::Mode;
use pcn_sim::simulation::diary::{Diary, NO_DAY, Query};
use pcn_sim::simulation::state::{NONE, Slot, SlotState};
use pcn_sim::units::{SimTime, Span, TimeOfDay};

const DAYS: i32 = 90;
const SLOTS_A_DAY: i32 = 60;

/// A book in which every slot before `free_from` is booked.
fn book(free_from: i32) -> Diary {
    let mut diary = Diary::new(2, DAYS as usize);
    for day in 0..DAYS {
        let state = if day < free_from { SlotState::Booked } else { SlotState::Free };
        let slots: Vec<Slot> = (0..SLOTS_A_DAY)
            .map(|number| Slot {
                start: SimTime::on(day, TimeOfDay::at(8, 0))
                    + Span::from_minutes(f64::from(number) * 10.0),
                session: 0,
                request: NONE,
                after: NONE,
                diary: 0,
                person: 0,
                kind: SlotKind::Routine as u8,
                mode: Mode::ALL[number as usize % 2],
                state,
                was_cancelled: false,
                is_in_room: true,
            })
            .collect();
        diary.open(day, &slots, |_, _| {});
    }
    diary
}

fn searches(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("slot_search");
    for (name, free_from) in [("tomorrow", 1), ("in_28_days", 28), ("none", DAYS)] {
        let diary = book(free_from);
        let mut last_days = [NO_DAY; SLOT_KINDS];
        last_days[SlotKind::Routine as usize] = 42;
        last_days[SlotKind::Week as usize] = 42;
        let (modes, from) = ([true, true, false, false], SimTime::on(0, TimeOfDay::at(9, 0)));
        let query = Query {
            diaries: [Some(0), Some(1), None],
            modes,
            from,
            last_days,
            either_until: NO_DAY,
        };
        let found = diary.earliest_free(&query);
        assert_eq!(found.is_some(), free_from < DAYS, "{name}");
        group.bench_function(name, |bencher| {
            bencher.iter(|| diary.earliest_free(&query));
        });
    }
    group.finish();
}

criterion_group!(benches, searches);
criterion_main!(benches);
