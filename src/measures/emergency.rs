//! Emergency attendances by time of day, and the starts for which patients stay away.

use super::lists::list_of_measures;
use super::{count, share};
use crate::model::calendar::MONDAY;
use crate::simulation::record::{Record, StartKind};

/// Attendances avoided by starts of a kind, for each one booked.
fn per_start(record: &Record, kind: StartKind) -> Option<f64> {
    let counts = &record.emergency;
    share(counts.avoided[kind as usize], counts.starts(kind))
}

/// Attendances on one weekday in these hours.
pub(super) fn in_hours(record: &Record, weekday: usize, hours: std::ops::Range<usize>) -> u64 {
    record.emergency.by_hour[weekday][hours].iter().sum()
}

/// Attendances on each weekday, Monday first.
pub(super) fn by_weekday(record: &Record) -> [u64; 7] {
    std::array::from_fn(|weekday| in_hours(record, weekday, 0..24))
}

/// The share of access-related attendances, at the central probability, in hours in which practices are closed.
fn closed_share(record: &Record) -> Option<f64> {
    let [open, closed] = record.emergency.after_failure.map(|levels| levels[1]);
    share(closed, open + closed)
}

list_of_measures! {
    /// The measures of the emergency department by time of day.
    pub(super) EMERGENCY:
    "ed_attendances_background", "attendances", Flow, Neither,
        "Attendances that the practice cannot change, self-referred minor ones excluded where the scenario tells them apart.",
        |r| {
            let attended = r.emergency.self_referred - r.emergency.avoided_total();
            count(r.attendances.background - attended)
        };
    "ed_self_referred", "attendances", Flow, Neither,
        "Patients who were about to attend by themselves and would have needed only guidance or advice, whether or not they took a start instead. They are the same in every scenario. Zero without `[emergency_by_hour.self_referred]`.",
        |r| count(r.emergency.self_referred);
    "ed_self_referred_willing", "attendances", Flow, Neither,
        "Of them, those who would take a start within 24 hours instead.",
        |r| count(r.emergency.willing);
    "ed_self_referred_found_open", "attendances", Flow, More,
        "Of these, those to whom a practice or a clinic of its network was open at the hour.",
        |r| count(r.emergency.found_open);
    "ed_avoided", "attendances", Flow, More,
        "Of these, those who took a start and did not attend. Each is a request, counted as demand.",
        |r| count(r.emergency.avoided_total());
    "ed_avoided_core", "attendances", Flow, More,
        "Attendances avoided by a slot in core hours of a working day.",
        |r| count(r.emergency.avoided[StartKind::Core as usize]);
    "ed_avoided_evening", "attendances", Flow, More,
        "Attendances avoided by a slot before or after core hours of a working day. About 0 by rule where the clinics then keep no slots for the day (`roles.gp-enhanced-access.same_day_share`, 0 in the baseline): who would attend looks for a slot within 24 hours, and those opened earlier are booked.",
        |r| count(r.emergency.avoided[StartKind::Evening as usize]);
    "ed_avoided_weekend", "attendances", Flow, More,
        "Attendances avoided by a slot on a Saturday, a Sunday or a bank holiday.",
        |r| count(r.emergency.avoided[StartKind::Weekend as usize]);
    "slots_booked_core", "slots", Flow, Neither,
        "Slots in core hours booked, in the measured period, by patients who asked, follow-ups included. Planned care is excluded, and so are those who would otherwise have attended an emergency department.",
        |r| count(r.emergency.starts_others[StartKind::Core as usize]);
    "slots_booked_evening", "slots", Flow, Neither,
        "The same for slots before or after core hours of a working day.",
        |r| count(r.emergency.starts_others[StartKind::Evening as usize]);
    "slots_booked_weekend", "slots", Flow, Neither,
        "The same for slots on a Saturday, a Sunday or a bank holiday.",
        |r| count(r.emergency.starts_others[StartKind::Weekend as usize]);
    "slots_instead_of_ed_core", "slots", Flow, Neither,
        "Slots in core hours booked by patients who would otherwise have attended an emergency department: the one for which they stayed away, and any after it.",
        |r| count(r.emergency.starts_instead[StartKind::Core as usize]);
    "slots_instead_of_ed_evening", "slots", Flow, Neither,
        "The same for slots before or after core hours of a working day.",
        |r| count(r.emergency.starts_instead[StartKind::Evening as usize]);
    "slots_instead_of_ed_weekend", "slots", Flow, Neither,
        "The same for slots on a Saturday, a Sunday or a bank holiday.",
        |r| count(r.emergency.starts_instead[StartKind::Weekend as usize]);
    "ed_avoided_per_core_slot", "attendances per slot", Rate, More,
        "Attendances avoided by slots in core hours, per slot in core hours booked by anyone who asked.",
        |r| per_start(r, StartKind::Core);
    "ed_avoided_per_evening_slot", "attendances per slot", Rate, More,
        "The same for slots before or after core hours of a working day. About 0 by rule where the clinics then keep no slots for the day: see `ed_avoided_evening`.",
        |r| per_start(r, StartKind::Evening);
    "ed_avoided_per_weekend_slot", "attendances per slot", Rate, More,
        "The same for slots on a Saturday, a Sunday or a bank holiday.",
        |r| per_start(r, StartKind::Weekend);
    "ed_access_related_closed_share", "share", Share, Neither,
        "Attendances after a failed or late request that fall in hours in which practices are closed, as a share of all of them, at the central probability. Those sent by NHS 111 are excluded. Undefined without `[emergency_by_hour.after_failure]`.",
        closed_share;
    "ed_monday_share", "share", Share, Neither,
        "Attendances on Mondays, as a share of all. Access-related ones count at the central probability and, without `[emergency_by_hour.after_failure]`, at the time of the failure.",
        |r| share(in_hours(r, MONDAY, 0..24), by_weekday(r).iter().sum());
    "ed_monday_10_12_share", "share", Share, Neither,
        "Attendances between 10:00 and 12:00 on Mondays, as a share of those on Mondays.",
        |r| share(in_hours(r, MONDAY, 10..12), in_hours(r, MONDAY, 0..24));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measures::find;

    #[test]
    fn values_are_those_worked_by_hand() {
        let mut record = Record::new(0);
        record.attendances.background = 100;
        let counts = &mut record.emergency;
        (counts.self_referred, counts.willing, counts.found_open) = (30, 12, 9);
        counts.avoided = [4, 1, 0];
        counts.starts_instead = [5, 1, 0];
        counts.starts_others = [395, 9, 0];
        counts.after_failure = [[0, 3, 5], [0, 1, 2]];
        counts.by_hour[MONDAY][10] = 6;
        counts.by_hour[MONDAY][23] = 18;
        counts.by_hour[2][10] = 24;
        let of = |name: &str| (find(name).expect(name).value)(&record);
        // 30 were about to attend, 5 did not: 25 of the 100 that attended.
        assert_eq!(of("ed_attendances_background"), Some(75.0));
        assert_eq!(of("ed_avoided"), Some(5.0));
        assert_eq!(of("ed_avoided_per_core_slot"), Some(0.01));
        assert_eq!(of("ed_avoided_per_evening_slot"), Some(0.1));
        assert_eq!(of("ed_avoided_per_weekend_slot"), None);
        assert_eq!(of("ed_access_related_closed_share"), Some(0.25));
        assert_eq!(of("ed_monday_share"), Some(0.5));
        assert_eq!(of("ed_monday_10_12_share"), Some(0.25));
    }
}
