//! Scenarios and targets that are part of the program; the same files stand in `scenarios/`.

use super::aliases::question;
use crate::text::alike::near;

/// The baseline: the mean network of England.
pub const BASELINE: &str = "average-pcn";

/// Names and texts of scenarios.
type Texts<const N: usize> = [(&'static str, &'static str); N];

/// Names and texts of the embedded scenarios that are compared when nothing else is asked for, the
/// baseline first.
pub const SCENARIOS: Texts<6> = [
    (BASELINE, include_str!("../../scenarios/average-pcn.toml")),
    ("two-more-physiotherapists", include_str!("../../scenarios/two-more-physiotherapists.toml")),
    ("two-more-rooms", include_str!("../../scenarios/two-more-rooms.toml")),
    ("physiotherapists-and-rooms", include_str!("../../scenarios/physiotherapists-and-rooms.toml")),
    ("without-arrs", include_str!("../../scenarios/without-arrs.toml")),
    ("total-triage", include_str!("../../scenarios/total-triage.toml")),
];

/// Of another year: the same network in 2019, and with the additional roles of 2023.
pub const OTHER_YEARS: Texts<3> = [
    ("average-pcn-2019", include_str!("../../scenarios/average-pcn-2019.toml")),
    (
        "arrs-2023-without-navigation",
        include_str!("../../scenarios/arrs-2023-without-navigation.toml"),
    ),
    ("arrs-2023", include_str!("../../scenarios/arrs-2023.toml")),
];

/// Makes a list of the files named, which stand in one folder.
macro_rules! texts {
    ($folder:literal: $($name:literal),+ $(,)?) => {
        [$(($name, include_str!(concat!("../../scenarios/", $folder, "/", $name, ".toml")))),+]
    };
}

/// Levers: what planners ask for, each upon the baseline, in the order of the report that asks.
pub const LEVERS: Texts<19> = texts!("levers":
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
);

/// Levers of another place than the baseline's, each with what it is held against: of the same
/// patients.
pub const HELD_AGAINST: [(&str, &str); 1] = [("place-level-pool", "place-level-divided")];

/// What a lever is held against where that is not the baseline.
pub const BESIDE_LEVERS: Texts<1> = texts!("levers":
    "place-level-divided",
);

/// Case studies: changes that a system made, with what it reported.
pub const CASE_STUDIES: Texts<7> = texts!("case-studies":
    "well-up-north",
    "merton",
    "valens",
    "leyton",
    "central-thistlemoor",
    "alliance-for-better-care",
    "bolton",
);

/// The networks of case studies without the change, where the baseline is not what was changed.
pub const BEFORE: Texts<7> = texts!("case-studies":
    "well-up-north-before",
    "merton-before",
    "leyton-before",
    "valens-before",
    "central-thistlemoor-before",
    "alliance-for-better-care-before",
    "bolton-before",
);

/// Every embedded scenario.
pub fn all() -> impl Iterator<Item = (&'static str, &'static str)> {
    let groups: [&[(&str, &str)]; 6] =
        [&SCENARIOS, &OTHER_YEARS, &LEVERS, &BESIDE_LEVERS, &CASE_STUDIES, &BEFORE];
    groups.into_iter().flatten().copied()
}

/// What is built in, for a message: the names most asked for, and where the rest are listed.
pub fn known() -> String {
    let names: Vec<_> = SCENARIOS.iter().chain(&OTHER_YEARS).map(|(name, _)| *name).collect();
    format!("{} (more: `pcn-sim describe scenarios`)", names.join(", "))
}

/// Which embedded scenarios `name` may be meant for, as a question; `otherwise` if none.
pub fn meant(name: &str, otherwise: &str) -> String {
    let name = name.strip_suffix(".toml").unwrap_or(name);
    question(&near(name, all().map(|(known, _)| known), 3), otherwise)
}

/// The targets of England, for scenarios that name no others.
pub const ENGLAND: &str = "england-2025-26";

/// Names and texts of the embedded targets, those of England first.
pub const TARGETS: Texts<2> = [
    (ENGLAND, include_str!("../../scenarios/targets/england-2025-26.toml")),
    ("england-2019-20", include_str!("../../scenarios/targets/england-2019-20.toml")),
];

/// What may be fitted to the targets of England.
pub const ENGLAND_FIT: &str = "england-2025-26-fit";

/// Names and texts of the embedded lists of what may be fitted, each named for its targets.
pub const FITS: Texts<1> =
    [(ENGLAND_FIT, include_str!("../../scenarios/targets/england-2025-26-fit.toml"))];

/// The text of the embedded list called `name` of what may be fitted.
pub fn fit(name: &str) -> Option<&'static str> {
    FITS.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
}

/// The text of the embedded targets called `name`.
pub fn targets(name: &str) -> Option<&'static str> {
    TARGETS.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
}

/// The text of the embedded scenario called `name`.
pub fn text(name: &str) -> Option<&'static str> {
    all().find(|(known, _)| *known == name).map(|(_, text)| text)
}
