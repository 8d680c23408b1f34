//! The values of each practice that are written: rates over patient-months, shares, staff, lists by age.

use super::cell::Month;
use super::data::{Dataset, NetworkStaff, Practice, PracticeMonth};
use super::england;
use super::join::{Joined, Known, SILENT_MONTHS};
use super::left::{Left, LeftOut};
use super::limits::bound;
use super::measure::{Cells, EVENTS, Group, M};
use super::table::{Network, Staff};
use std::collections::{BTreeMap, BTreeSet};

/// The patients of a practice in a month, or else in the nearest month that states them.
fn patients(known: &Known, month: Month) -> Option<f64> {
    if let Some((_, list)) = known.lists.get(&month) {
        return Some(*list);
    }
    let distance = |other: &Month| (other.index() - month.index()).abs();
    let nearest = known.lists.iter().min_by_key(|(other, _)| distance(other));
    nearest.map(|(_, (_, list))| *list).or(known.undated)
}

fn entry(what: &'static str, practice: &str, network: &str, reason: &str) -> LeftOut {
    LeftOut {
        what,
        practice: practice.to_owned(),
        network: network.to_owned(),
        reason: reason.to_owned(),
        ..LeftOut::default()
    }
}

/// The network and the list of a practice; or its network, if it is known, and why it is not written.
fn place(
    known: &Known,
    has_register: bool,
    latest: Option<Month>,
) -> Result<(String, f64), (String, String)> {
    let network = match &known.network {
        Some((_, _, Network::In(network))) => network.clone(),
        _ => String::new(),
    };
    if let Some((_, _, Network::Outside(text))) = &known.network {
        let shown = if text.is_empty() { "an empty cell".to_owned() } else { format!("`{text}`") };
        return Err((
            network,
            format!("it is in no network: the files have {shown} in place of one"),
        ));
    }
    if has_register && !known.is_open {
        let reason = "the newest lists of practices do not have it: it closed, merged, or is outside their \
                      area; the month is the last with data";
        return Err((network, reason.into()));
    }
    let silent = latest.zip(known.last_event()).map(|(latest, last)| latest.index() - last.index());
    if !has_register && silent.is_some_and(|months| months >= SILENT_MONTHS) {
        let reason = "no publication has it in the last three months: it closed or merged; the month is the last with data";
        return Err((network, reason.into()));
    }
    if network.is_empty() {
        return Err((network, "no file says in which network it is".into()));
    }
    let latest = known.lists.iter().next_back().map(|(_, (_, list))| *list);
    match latest.or(known.undated) {
        Some(list) => Ok((network, list)),
        None => Err((network, "no file states its list size".into())),
    }
}

/// The rows of all practices.
pub(super) fn dataset(mut joined: Joined, mut left: Left, accept: bool) -> Dataset {
    let mut found = Dataset::default();
    let latest_staff = joined.latest_of(Group::Staff);
    let latest_event = joined.latest_event();
    let mut lost: BTreeSet<String> = joined.networks().into_iter().map(str::to_owned).collect();
    let has = |group: Group| {
        joined.practices.values().any(|known| {
            known.months.values().any(|cells| cells.has(group))
                || known
                    .annual
                    .as_ref()
                    .is_some_and(|annual| annual.rates.contains_key(&group.measures()[0]))
        })
    };
    let windows: BTreeMap<Group, Month> =
        EVENTS.iter().filter_map(|group| Some((*group, joined.latest_of(*group)?))).collect();
    let groups: Vec<Group> = Group::ALL.iter().copied().filter(|group| has(*group)).collect();
    let has_fifths =
        joined.practices.values().any(|known| matches!(known.deprivation, Some((_, Some(_)))));
    found.seen = joined.practices.len();
    for (code, known) in &mut joined.practices {
        let known = std::mem::take(known);
        let (network, list_size) = match place(&known, joined.has_register, latest_event) {
            Ok(place) => place,
            Err((network, reason)) => {
                let last = known.months.keys().chain(known.lists.keys()).max();
                let mut entry = entry("practice", code, &network, &reason);
                entry.month = last.map(|month| month.to_string()).unwrap_or_default();
                left.note(0, entry);
                continue;
            }
        };
        let mut practice = Practice {
            network,
            practice: code.clone(),
            name: known.name.clone().unwrap_or_default(),
            sub_icb: known.sub_icb.clone().unwrap_or_default(),
            list_size,
            ..Practice::default()
        };
        rates(&known, &windows, &mut practice.values);
        staff(&known, latest_staff, &mut practice, &mut left);
        ages(&known, &mut practice.values);
        if let Some((score, fifth)) = known.deprivation {
            practice.values.extend(fifth.map(|fifth| ("deprivation_quintile", f64::from(fifth))));
            practice.values.extend(score.map(|score| ("deprivation_score", score)));
        }
        let before: Vec<&'static str> = practice.values.keys().copied().collect();
        if !bound(&mut practice, &mut left) || !england::judge(&mut practice, accept, &mut left) {
            continue;
        }
        let is_refused = |column: &&str| !practice.values.contains_key(column);
        let refused: Vec<&str> = before.into_iter().filter(is_refused).collect();
        unknown(&practice, &groups, has_fifths, &mut left);
        lost.remove(&practice.network);
        months(&known, &practice, &refused, &mut found.months);
        found.practices.push(practice);
    }
    for network in lost {
        left.note(
            0,
            entry("network", "", &network, "none of its practices could be used; each is named"),
        );
    }
    found.practices.sort_by(|a, b| (&a.network, &a.practice).cmp(&(&b.network, &b.practice)));
    found.staff = staff_of_networks(joined.staff);
    found.told = joined.told;
    found.left = left;
    found
}

fn staff_of_networks(staff: Staff) -> Vec<NetworkStaff> {
    let row = |((month, network, group, role, detail), wte)| NetworkStaff {
        month,
        network,
        role: [group, role, detail],
        wte,
    };
    staff.into_iter().map(row).collect()
}

/// Names the values that a practice lacks although others have them.
fn unknown(practice: &Practice, groups: &[Group], has_fifths: bool, left: &mut Left) {
    let columns = [
        (Group::Staff, "gp_wte"),
        (Group::Calls, "calls_per_1000_month"),
        (Group::Calls, "missed_share"),
        (Group::Forms, "online_per_1000_month"),
        (Group::Appointments, "appointments_per_1000_month"),
    ];
    let columns =
        columns.iter().filter(|(group, _)| groups.contains(group)).map(|(_, column)| *column);
    for column in columns
        .chain(has_fifths.then_some("deprivation_quintile"))
        .filter(|column| !practice.values.contains_key(column))
    {
        let reason = "the value is not known; the practice is kept with what is known";
        let mut entry = entry("value", &practice.practice, &practice.network, reason);
        entry.column = column.to_owned();
        left.note(0, entry);
    }
}

/// Rates are over so many months to the latest, so that every season counts once.
const WINDOW: i32 = 12;

/// Whether a month of a publication is among those over which its rates are.
fn is_within(windows: &BTreeMap<Group, Month>, group: Group, month: Month) -> bool {
    month.month > 0 && windows.get(&group).is_some_and(|last| last.index() - month.index() < WINDOW)
}

/// Rates over patient-months, and shares of what is known.
fn rates(
    known: &Known,
    windows: &BTreeMap<Group, Month>,
    values: &mut BTreeMap<&'static str, f64>,
) {
    let mut sums: BTreeMap<M, (f64, f64)> = BTreeMap::new();
    let mut counted: BTreeMap<Group, u32> = BTreeMap::new();
    for (month, cells) in &known.months {
        let Some(list) = patients(known, *month) else { continue };
        let is_counted = |group: &&Group| cells.has(**group) && is_within(windows, **group, *month);
        for group in EVENTS.iter().filter(is_counted) {
            *counted.entry(*group).or_default() += 1;
            for measure in group.measures() {
                if let Some(count) = cells.get(*measure) {
                    let sum = sums.entry(*measure).or_insert((0.0, 0.0));
                    *sum = (sum.0 + count, sum.1 + list);
                }
            }
        }
    }
    for (measure, (count, exposure)) in sums {
        values.insert(measure.rate(), count / exposure * 1000.0);
    }
    for (group, column) in [
        (Group::Appointments, "appointment_months"),
        (Group::Calls, "call_months"),
        (Group::Forms, "online_months"),
    ] {
        values.extend(counted.get(&group).map(|count| (column, f64::from(*count))));
    }
    let annual = known.annual.as_ref();
    for (measure, rate) in annual.iter().flat_map(|annual| &annual.rates) {
        if !counted.contains_key(&measure.group()) {
            values.insert(measure.rate(), *rate);
        }
    }
    missed(known, windows, values);
    lags(values);
    if let Some(annual) = annual.filter(|_| !counted.contains_key(&Group::Appointments)) {
        let shares = [
            ("same_day_share", annual.same_day_share),
            ("over_14_days_share", annual.over_14_share),
        ];
        for (column, share) in shares {
            if let Some(share) = share.filter(|_| values.contains_key(M::Appointments.rate())) {
                values.entry(column).or_insert(share);
            }
        }
    }
}

/// The share of calls missed, over the months that state both.
fn missed(
    known: &Known,
    windows: &BTreeMap<Group, Month>,
    values: &mut BTreeMap<&'static str, f64>,
) {
    let both = |cells: &Cells| cells.get(M::Missed).zip(cells.get(M::Inbound));
    let within = known.months.iter().filter(|(month, _)| is_within(windows, Group::Calls, **month));
    let sums = within.filter_map(|(_, cells)| both(cells));
    let (missed, calls) =
        sums.fold((0.0, 0.0), |sum, (missed, calls)| (sum.0 + missed, sum.1 + calls));
    if calls > 0.0 && missed <= calls {
        values.insert("missed_share", missed / calls);
    }
}

/// The shares of appointments by the time from booking, of those of which it is known.
fn lags(values: &mut BTreeMap<&'static str, f64>) {
    let of = |measures: &[M]| -> Option<f64> {
        measures.iter().map(|measure| values.get(measure.rate()).copied()).sum()
    };
    let over = [M::Days15To21, M::Days22To28, M::DaysOver28];
    let within = [M::SameDay, M::Days1, M::Days2To7, M::Days8To14];
    if let (Some(within), Some(over), Some(same)) = (of(&within), of(&over), of(&[M::SameDay]))
        && within + over > 0.0
    {
        values.insert("same_day_share", same / (within + over));
        values.insert("over_14_days_share", over / (within + over));
    }
}

/// A practice's staff may be so many months older than the newest.
const STAFF_MONTHS: i32 = 12;

/// Staff as last published.
fn staff(known: &Known, latest: Option<Month>, practice: &mut Practice, left: &mut Left) {
    let found = known.months.iter().rev().find(|(_, cells)| cells.has(Group::Staff));
    let Some((month, cells)) = found else { return };
    let mut note = |column: &str, value: String, reason: &str| {
        let mut entry = entry("value", &practice.practice, &practice.network, reason);
        (entry.column, entry.value, entry.month) = (column.to_owned(), value, month.to_string());
        left.note(0, entry);
    };
    if latest.is_some_and(|latest| latest.index() - month.index() >= STAFF_MONTHS) {
        let value = cells.get(M::GpWte).map(|wte| wte.to_string()).unwrap_or_default();
        note("gp_wte", value, "its staff are a year or more older than those of other practices");
        return;
    }
    for measure in Group::Staff.measures() {
        match cells.get(*measure) {
            Some(0.0) if *measure == M::GpWte => {
                let reason = "no qualified GP apart from trainees and locums; taken as not known, because \
                              the practice may not have reported";
                note("gp_wte", "0".into(), reason);
            }
            Some(wte) => {
                practice.values.insert(measure.name(), wte);
            }
            None => {}
        }
    }
}

/// The list by age, as last published.
fn ages(known: &Known, values: &mut BTreeMap<&'static str, f64>) {
    let found = known.months.iter().rev().find(|(_, cells)| cells.has(Group::Ages));
    let Some((_, cells)) = found else { return };
    values
        .extend(Group::Ages.measures().iter().filter_map(|of| Some((of.name(), cells.get(*of)?))));
}

/// The months of a practice, without the columns that were refused for it.
fn months(known: &Known, practice: &Practice, refused: &[&str], found: &mut Vec<PracticeMonth>) {
    for (month, cells) in known.months.iter().filter(|(month, _)| month.month > 0) {
        let Some(list) = patients(known, *month) else { continue };
        let mut values = BTreeMap::new();
        for measure in M::ALL {
            let Some(value) = cells.get(*measure) else { continue };
            if EVENTS.contains(&measure.group()) {
                values.insert(measure.rate(), value / list * 1000.0);
            } else if [Group::Ages, Group::Staff].contains(&measure.group()) {
                values.insert(measure.name(), value);
            }
        }
        if let Some((missed, calls)) =
            cells.get(M::Missed).zip(cells.get(M::Inbound)).filter(|(_, c)| *c > 0.0)
        {
            values.insert("missed_share", missed / calls);
        }
        lags(&mut values);
        values.retain(|column, _| !refused.contains(column));
        if values.is_empty() {
            continue;
        }
        found.push(PracticeMonth {
            month: *month,
            network: practice.network.clone(),
            practice: practice.practice.clone(),
            patients: list,
            values: values.into(),
        });
    }
}
