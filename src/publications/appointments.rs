//! Appointments in General Practice by practice: a million rows a month, each a number of appointments of
//! one profession, mode, category, time from booking and status.

use super::left::Left;
use super::measure::{Group, M};
use super::schema::Role;
use super::table::{Network, Row, Table};

/// Takes one row.
pub(super) fn take(row: &Row<'_>, table: &mut Table, left: &mut Left) {
    let Some(code) = row.practice(left) else { return };
    table.practice(&code);
    let Some(month) = row.month(&code, left) else { return };
    let Some(count) = row.number(&code, Role::Count, true, left) else { return };
    if !table.is_first(row, &code, Some(month), Role::Count) {
        return;
    }
    let measures = [
        of(row, Role::Status, status, M::StatusUnknown, table, left),
        of(row, Role::Mode, mode, M::ModeUnknown, table, left),
        of(row, Role::Profession, profession, M::StaffUnknown, table, left),
        of(row, Role::Lag, lag, M::LagUnknown, table, left),
    ];
    let category = row
        .text(Role::Category)
        .map(|_| of(row, Role::Category, category, M::CategoryUnknown, table, left));
    let is_new = table.practices.get(&code).is_none_or(|known| known.network.is_none());
    let network = if is_new { row.network(&code, left) } else { None };
    let practice = table.practice(&code);
    if is_new {
        let text = |role| row.text(role).filter(|text| !text.is_empty()).map(str::to_owned);
        let network = network.unwrap_or_else(|| Network::Outside(String::new()));
        practice.network = row.text(Role::Network).map(|_| (Some(month), network));
        practice.name = text(Role::Name);
        practice.sub_icb = text(Role::SubIcb);
    }
    let cells = practice.months.entry(month).or_default();
    if cells.get(M::Appointments).is_none() {
        let all = Group::Appointments.measures();
        let categories = all.iter().position(|of| of.is_category()).unwrap_or(all.len());
        // A file without categories says nothing of them.
        cells.start(if category.is_some() { all } else { &all[..categories] });
    }
    cells.add(M::Appointments, count);
    for measure in measures.into_iter().chain(category) {
        cells.add(measure, count);
    }
    if let Some(measure) = category.and_then(|category| category.by_staff(measures[2])) {
        cells.add(measure, count);
    }
}

/// So many texts of each column are remembered.
const REMEMBERED: usize = 64;

/// The measure of a category. One that is not known counts as unknown, and is named.
fn of(
    row: &Row<'_>,
    role: Role,
    known: fn(&str) -> Option<M>,
    unknown: M,
    table: &mut Table,
    left: &mut Left,
) -> M {
    let text = row.text(role).unwrap_or("");
    if let Some(measure) = table.categories.get(&role).and_then(|known| known.get(text)) {
        return *measure;
    }
    let found = words(text);
    if let Some(measure) = known(text).or_else(|| known(&found)) {
        let held = table.categories.entry(role).or_default();
        if held.len() < REMEMBERED {
            held.insert(text.to_owned(), measure);
        }
        return measure;
    }
    let found = found.to_lowercase();
    if !["", "not available"].contains(&found.as_str()) && !found.starts_with("unknown") {
        let reason = "the category is not known; it counts as unknown";
        left.note(row.line, row.entry("category", "", role, reason));
    }
    unknown
}

/// The text with single spaces and a capital letter at its beginning only.
fn words(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    crate::text::first_upper(&text)
}

fn status(text: &str) -> Option<M> {
    match text {
        "Attended" => Some(M::Attended),
        "DNA" | "Dna" | "Did not attend" => Some(M::NotAttended),
        "Unknown" => Some(M::StatusUnknown),
        _ => None,
    }
}

fn mode(text: &str) -> Option<M> {
    match text {
        "Face-to-Face" | "Face-to-face" | "Face to face" => Some(M::FaceToFace),
        "Telephone" => Some(M::Telephone),
        "Video/Online" | "Video/online" | "Video conference/online" | "Video" | "Online" => {
            Some(M::Online)
        }
        "Home Visit" | "Home visit" => Some(M::HomeVisit),
        "Unknown" => Some(M::ModeUnknown),
        _ => None,
    }
}

fn profession(text: &str) -> Option<M> {
    match text {
        "GP" | "Gp" => Some(M::ByGp),
        "Other Practice staff" | "Other practice staff" => Some(M::ByOther),
        "Unknown" => Some(M::StaffUnknown),
        _ => None,
    }
}

fn lag(text: &str) -> Option<M> {
    match text {
        "Same Day" | "Same day" => Some(M::SameDay),
        "1 Day" | "1 day" => Some(M::Days1),
        "2 to 7 Days" | "2 to 7 days" => Some(M::Days2To7),
        "8  to 14 Days" | "8 to 14 days" => Some(M::Days8To14),
        "15  to 21 Days" | "15 to 21 days" => Some(M::Days15To21),
        "22  to 28 Days" | "22 to 28 days" => Some(M::Days22To28),
        "More than 28 Days" | "More than 28 days" => Some(M::DaysOver28),
        "Unknown / Data Quality" => Some(M::LagUnknown),
        _ => None,
    }
}

fn category(text: &str) -> Option<M> {
    // The publication's names, with the parts of their spelling that changed left out.
    let text = text.to_lowercase();
    let has = |part: &str| text.contains(part);
    Some(match () {
        () if has("consultation acute") => M::Acute,
        () if has("consultation routine") => M::Routine,
        () if has("triage") => M::Triage,
        () if has("planned clinics") => M::Planned,
        () if has("planned clinical procedure") => M::Procedure,
        () if has("unplanned") => M::Unplanned,
        () if has("walk-in") || has("walk in") => M::WalkIn,
        () if has("care home visit") => M::CareHome,
        () if has("care home needs") => M::CareHomeNeeds,
        () if has("home visit") => M::Home,
        () if has("medication review") => M::Medication,
        () if has("social prescribing") => M::Prescribing,
        () if has("group consultation") => M::Group,
        () if has("non-contractual") => M::NonContractual,
        () if has("service provided by organisation") => M::OtherCategory,
        () if has("does not fit into any other category") => M::OtherCategory,
        () if has("patient contact during care home round") => M::CareHome,
        () if has("unmapped") || has("inconsistent") || has("unavailable") || has("unknown") => {
            M::CategoryUnknown
        }
        () => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn categories_are_known_in_the_spelling_of_every_year() {
        for (text, measure) in [
            ("8  to 14 Days", M::Days8To14),
            ("8 to 14 Days", M::Days8To14),
            ("More than 28 Days", M::DaysOver28),
        ] {
            assert_eq!(lag(text).or_else(|| lag(&words(text))), Some(measure), "{text}");
        }
        assert_eq!(mode("Face-to-Face"), Some(M::FaceToFace));
        assert_eq!(category("Planned Clinics"), Some(M::Planned));
        assert_eq!(category("Unplanned Clinical Activity"), Some(M::Unplanned));
        assert_eq!(category("Care Home Visit"), Some(M::CareHome));
        assert_eq!(category("Unmapped"), Some(M::CategoryUnknown));
        let other = "Care Related Encounter but does not fit into any other category";
        assert_eq!(category(other), Some(M::OtherCategory));
        assert_eq!(category("A new one"), None);
    }
}
