//! All that exports say of a scenario.

use crate::engine::streams::Streams;
use crate::exports::arrivals::arrivals;
use crate::exports::attendance::attendance;
use crate::exports::found::{Findings, few};
use crate::exports::lengths::lengths;
use crate::exports::patience::patience;
use crate::exports::read::Export;
use crate::exports::release::release;
use crate::scenario::Scenario;

/// What an export of appointments and a log of calls say of the parameters of `base`. Random numbers of `seed` are
/// for ranges and probabilities only.
pub fn fit(
    appointments: Option<&Export>,
    calls: Option<&Export>,
    base: &Scenario,
    seed: u64,
) -> Findings {
    let streams = Streams::new(seed, 0);
    let mut found = Findings::default();
    if let Some(export) = appointments {
        let days = export.appointments.iter().map(|of| of.starts.date());
        found.periods.extend(period("appointments", export.rows, days.clone().min(), days.max()));
        found.told.extend(export.told.iter().map(|told| format!("appointments: {told}")));
        found.words.extend(export.words.iter().map(|told| format!("appointments: {told}")));
        // Narrow kinds of clinicians come before those of several roles: the first estimate of a role counts.
        let mut export = export.clone();
        sort_clinicians(&mut export);
        found.join(lengths(&export, &streams));
        found.join(attendance(&export, &base.system));
        found.join(release(&export, &base.system));
    }
    if let Some(export) = calls {
        let days = export.calls.iter().map(|of| of.start.date());
        found.periods.extend(period("calls", export.rows, days.clone().min(), days.max()));
        found.told.extend(export.told.iter().map(|told| format!("calls: {told}")));
        found.words.extend(export.words.iter().map(|told| format!("calls: {told}")));
        found.join(arrivals(export, base));
        found.join(patience(export, &streams));
    }
    found
}

fn period(
    what: &str,
    rows: u64,
    first: Option<jiff::civil::Date>,
    last: Option<jiff::civil::Date>,
) -> Option<String> {
    Some(format!("{what}: {} rows, {} to {}", few(rows), first?, last?))
}

fn sort_clinicians(export: &mut Export) {
    let mut order: Vec<usize> = (0..export.clinicians.len()).collect();
    order.sort_by_key(|index| (export.clinicians[*index].len(), export.clinicians[*index].clone()));
    let place = |old: usize| order.iter().position(|index| *index == old);
    for appointment in &mut export.appointments {
        appointment.clinician = appointment.clinician.and_then(place);
    }
    export.clinicians = order.iter().map(|index| export.clinicians[*index].clone()).collect();
}
