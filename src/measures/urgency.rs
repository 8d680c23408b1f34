//! The measures of access by urgency when the need arose.

use super::{Better, Kind, Measure, count, share};
use crate::model::demand::Urgency;
use crate::simulation::record::{Constraint, OfUrgency, Record};

const fn of(record: &Record, urgency: Urgency) -> &OfUrgency {
    &record.requests.by_urgency[urgency as usize]
}

/// One measure of requests of one urgency.
macro_rules! of_urgency {
    ($name:expr, $unit:literal, $kind:ident, $better:ident, $definition:expr, $value:expr) => {
        Measure {
            name: $name,
            unit: $unit,
            kind: Kind::$kind,
            better: Better::$better,
            definition: $definition,
            value: $value,
        }
    };
}

macro_rules! by_urgency {
    ($(($urgency:ident, $word:literal)),* $(,)?) => {
        [$([
            of_urgency!(
                concat!("requests_", $word), "requests", Flow, Neither,
                concat!("The same as `requests`, of needs that were ", $word, " when they arose."),
                |r| count(of(r, Urgency::$urgency).made)
            ),
            of_urgency!(
                concat!("needs_settled_", $word), "needs", Flow, More,
                concat!("The same as `needs_settled`, of needs that were ", $word, " when they arose."),
                |r| count(of(r, Urgency::$urgency).settled)
            ),
            of_urgency!(
                concat!("requests_not_met_", $word), "requests", Flow, Less,
                concat!("The same as `requests_not_met`, of needs that were ", $word, " when they arose."),
                |r| { let of = of(r, Urgency::$urgency); count(of.made - of.met()) }
            ),
            of_urgency!(
                concat!("told_another_day_share_", $word), "share", Share, Less,
                concat!("The same as `told_another_day_share`, of needs that were ", $word, " when they arose."),
                |r| { let of = of(r, Urgency::$urgency); share(of.told_another_day, of.reached) }
            ),
            of_urgency!(
                concat!("tried_none_share_", $word), "share", Share, Less,
                concat!("The same as `tried_none_share`, of needs that were ", $word, " when they arose."),
                |r| { let of = of(r, Urgency::$urgency); share(of.unmet_total(), of.ended()) }
            ),
            of_urgency!(
                concat!("offered_share_", $word), "share", Share, More,
                concat!("The same as `offered_share`, of needs that were ", $word, " when they arose."),
                |r| { let of = of(r, Urgency::$urgency); share(of.offered, of.made) }
            ),
            by_urgency!(stopped Telephone, "telephone", $urgency, $word),
            by_urgency!(stopped Triage, "triage", $urgency, $word),
            by_urgency!(stopped Gp, "gp", $urgency, $word),
            by_urgency!(stopped Role, "role", $urgency, $word),
            by_urgency!(stopped Room, "room", $urgency, $word),
            by_urgency!(stopped Supervision, "supervision", $urgency, $word),
            by_urgency!(stopped Horizon, "horizon", $urgency, $word),
        ]),*]
    };
    (stopped $constraint:ident, $by:literal, $urgency:ident, $word:literal) => {
        of_urgency!(
            concat!("requests_unmet_", $by, "_", $word), "requests", Flow, Less,
            concat!("The same as `requests_unmet_", $by, "`, of needs that were ", $word, " when they arose."),
            |r| count(of(r, Urgency::$urgency).unmet[Constraint::$constraint as usize])
        )
    };
}

/// The measures of each urgency.
const EACH: [[Measure; 13]; 3] =
    by_urgency![(Urgent, "urgent"), (Soon, "soon"), (Routine, "routine")];

/// The same, in one list.
pub(super) const BY_URGENCY: &[Measure] = EACH.as_flattened();
