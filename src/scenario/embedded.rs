//! Scenarios and targets that are part of the program; the same files stand in `scenarios/`.

/// The baseline: the mean network of England.
pub const BASELINE: &str = "average-pcn";

/// How many of the embedded scenarios are the baseline and its changes, which are compared unless
/// something else is asked for. Those after them are of another year, and have a baseline of their
/// own.
pub const OF_THE_BASELINE: usize = 6;

/// Names and texts of the embedded scenarios, the baseline first, then its changes.
pub const SCENARIOS: [(&str, &str); 9] = [
    (BASELINE, include_str!("../../scenarios/average-pcn.toml")),
    ("two-more-physiotherapists", include_str!("../../scenarios/two-more-physiotherapists.toml")),
    ("two-more-rooms", include_str!("../../scenarios/two-more-rooms.toml")),
    ("physiotherapists-and-rooms", include_str!("../../scenarios/physiotherapists-and-rooms.toml")),
    ("without-arrs", include_str!("../../scenarios/without-arrs.toml")),
    ("total-triage", include_str!("../../scenarios/total-triage.toml")),
    ("average-pcn-2019", include_str!("../../scenarios/average-pcn-2019.toml")),
    (
        "arrs-2023-without-navigation",
        include_str!("../../scenarios/arrs-2023-without-navigation.toml"),
    ),
    ("arrs-2023", include_str!("../../scenarios/arrs-2023.toml")),
];

/// The targets of England, for scenarios that name no others.
pub const ENGLAND: &str = "england-2025-26";

/// Names and texts of the embedded targets, those of England first.
pub const TARGETS: [(&str, &str); 2] = [
    (ENGLAND, include_str!("../../scenarios/targets/england-2025-26.toml")),
    ("england-2019-20", include_str!("../../scenarios/targets/england-2019-20.toml")),
];

/// What may be fitted to the targets of England.
pub const ENGLAND_FIT: &str = "england-2025-26-fit";

/// Names and texts of the embedded lists of what may be fitted, each named for its targets.
pub const FITS: [(&str, &str); 1] =
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
    SCENARIOS.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
}
