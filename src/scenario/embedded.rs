//! The scenarios and targets that are built into the program. The same files are in `scenarios/`.

use super::aliases::question;
use crate::text::alike::near;

/// The baseline: the mean network of England.
pub const BASELINE: &str = "average-pcn";

/// Names and texts of scenarios.
type Texts<const N: usize> = [(&'static str, &'static str); N];

/// Names and texts of the built-in scenarios that are compared by default, the baseline first.
pub const SCENARIOS: Texts<6> = [
    (BASELINE, include_str!("../../scenarios/average-pcn.toml")),
    ("two-more-physiotherapists", include_str!("../../scenarios/two-more-physiotherapists.toml")),
    ("two-more-rooms", include_str!("../../scenarios/two-more-rooms.toml")),
    ("physiotherapists-and-rooms", include_str!("../../scenarios/physiotherapists-and-rooms.toml")),
    ("without-arrs", include_str!("../../scenarios/without-arrs.toml")),
    ("total-triage", include_str!("../../scenarios/total-triage.toml")),
];

/// Scenarios of other years: the same network in 2019, and with the additional roles of 2023.
pub const OTHER_YEARS: Texts<3> = [
    ("average-pcn-2019", include_str!("../../scenarios/average-pcn-2019.toml")),
    (
        "arrs-2023-without-navigation",
        include_str!("../../scenarios/arrs-2023-without-navigation.toml"),
    ),
    ("arrs-2023", include_str!("../../scenarios/arrs-2023.toml")),
];

/// Networks whose practices exchange their deprivation: how access differs with it, all else being equal.
pub const EQUITY: Texts<1> = [("equity", include_str!("../../scenarios/equity.toml"))];

/// England before and after practices had to keep their online forms open: a change foretold, compared
/// with what came.
pub const CHANGE: Texts<3> = [
    ("online-before", include_str!("../../scenarios/online-before.toml")),
    ("online-not-opened", include_str!("../../scenarios/online-not-opened.toml")),
    ("online-opened", include_str!("../../scenarios/online-opened.toml")),
];

/// Lists the named files of one folder.
macro_rules! texts {
    ($folder:literal: $($name:literal),+ $(,)?) => {
        [$(($name, include_str!(concat!("../../scenarios/", $folder, "/", $name, ".toml")))),+]
    };
}

/// Levers: what planners ask for, each relative to the baseline, in the order of the report that
/// asks.
pub const LEVERS: Texts<21> = texts!("levers":
    "caps-lifted",
    "supervision-funded",
    "retained-gp-supervisors",
    "advanced-practitioners-supervise",
    "rooms-converted",
    "estate-convert",
    "estate-modular",
    "estate-extend",
    "estate-new-build",
    "hot-desking",
    "remote-first-roles",
    "pay-uplift-unfunded",
    "place-level-pool",
    "triage-tools",
    "patient-awareness",
    "turnover-high",
    "mental-health-substitutes",
    "labour-pool-tight",
    "career-progression",
    "practice-closes-october",
    "total-triage-october",
);

/// What managers decide from week to week, and posts from year to year: each relative to the baseline, unless
/// [`HELD_AGAINST`] names another reference.
pub const WEEKLY: Texts<15> = texts!("levers":
    "enhanced-access-mornings",
    "room-at-oak-lane",
    "room-at-the-green",
    "gp-on-mondays",
    "gp-on-fridays",
    "gp-at-the-green",
    "gps-by-telephone",
    "more-for-the-day",
    "more-for-mondays",
    "posts-in-order",
    "own-gp-effect",
    "patients-mixed",
    "lists-redrawn",
    "starts-booked-twice",
    "evenings-at-one-site",
);

/// Levers that have another reference than the baseline, and these references. Both have the same
/// patients.
pub const HELD_AGAINST: [(&str, &str); 5] = [
    ("place-level-pool", "place-level-divided"),
    ("gp-on-fridays", "gp-on-mondays"),
    ("gp-at-the-green", "gp-on-mondays"),
    ("patients-mixed", "own-gp-effect"),
    ("lists-redrawn", "own-gp-effect"),
];

/// The reference of a lever, if it is not the baseline.
pub const BESIDE_LEVERS: Texts<1> = texts!("levers":
    "place-level-divided",
);

/// What nobody measured, or what the baseline leaves out, at another value than in the baseline, where it has no
/// effect.
pub const UNMEASURED: Texts<9> = texts!("levers":
    "refused-return",
    "ed-by-hour",
    "ed-takes-starts",
    "ed-takes-evening-starts",
    "winter",
    "double-slots",
    "administrative-time",
    "starts-closed",
    "prescribing-pharmacist",
);

/// Case studies: changes that a system made, with what it reported.
pub const CASE_STUDIES: Texts<8> = texts!("case-studies":
    "well-up-north",
    "merton",
    "valens",
    "leyton",
    "central-thistlemoor",
    "alliance-for-better-care",
    "bolton",
    "esteem",
);

/// The networks of case studies before the change, if the baseline was not the network changed.
pub const BEFORE: Texts<8> = texts!("case-studies":
    "well-up-north-before",
    "merton-before",
    "leyton-before",
    "valens-before",
    "central-thistlemoor-before",
    "alliance-for-better-care-before",
    "bolton-before",
    "esteem-before",
);

/// Every embedded scenario.
pub fn all() -> impl Iterator<Item = (&'static str, &'static str)> {
    let groups: [&[(&str, &str)]; 10] = [
        &SCENARIOS,
        &OTHER_YEARS,
        &EQUITY,
        &CHANGE,
        &LEVERS,
        &WEEKLY,
        &BESIDE_LEVERS,
        &UNMEASURED,
        &CASE_STUDIES,
        &BEFORE,
    ];
    groups.into_iter().flatten().copied()
}

/// The built-in names for a message: the most used, and where the rest are listed.
pub fn known() -> String {
    let names: Vec<_> = SCENARIOS.iter().chain(&OTHER_YEARS).map(|(name, _)| *name).collect();
    format!("{} (more: `pcn-sim describe scenarios`)", names.join(", "))
}

/// The built-in scenarios that `name` may mean, as a question; `otherwise` if there are none.
pub fn meant(name: &str, otherwise: &str) -> String {
    let name = name.strip_suffix(".toml").unwrap_or(name);
    question(&near(name, all().map(|(known, _)| known), 3), otherwise)
}

/// The targets of England, used for scenarios that name no others.
pub const ENGLAND: &str = "england-2025-26";

/// Names and texts of the embedded targets, those of England first.
pub const TARGETS: Texts<4> = [
    (ENGLAND, include_str!("../../scenarios/targets/england-2025-26.toml")),
    ("england-2019-20", include_str!("../../scenarios/targets/england-2019-20.toml")),
    ("online-before", include_str!("../../scenarios/targets/online-before.toml")),
    ("online-after", include_str!("../../scenarios/targets/online-after.toml")),
];

/// The emulator of the baseline beside the targets of England, made by `pcn-sim emulate`: by how much draws of
/// all parameters miss them.
pub const EMULATOR: &str = include_str!("../../scenarios/emulators/average-pcn.csv");

/// The parameters that may be fitted to the targets of England.
pub const ENGLAND_FIT: &str = "england-2025-26-fit";

/// Names and texts of the built-in lists of parameters that may be fitted, each named after its
/// targets.
pub const FITS: Texts<1> =
    [(ENGLAND_FIT, include_str!("../../scenarios/targets/england-2025-26-fit.toml"))];

/// The text of the built-in list of parameters that may be fitted called `name`.
pub fn fit(name: &str) -> Option<&'static str> {
    FITS.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
}

/// The text of the built-in targets called `name`.
pub fn targets(name: &str) -> Option<&'static str> {
    TARGETS.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
}

/// The text of the built-in scenario called `name`.
pub fn text(name: &str) -> Option<&'static str> {
    all().find(|(known, _)| *known == name).map(|(_, text)| text)
}
