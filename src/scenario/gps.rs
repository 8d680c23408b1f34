//! GPs stated practice by practice: what `gp_wte` does to the teams of the document.
//!
//! The total of a network's own GPs is under `[staff]`, and how it is divided is under
//! `[practices]`. An overlay that states `gp_wte` changes the total with it, so that a practice has
//! the GPs it states. Once merged, both agree, and a later change of a team changes the total.

use crate::scenario::document::{Node, Value};
use crate::scenario::overlay::lay;

/// The key of a practice's own GPs.
const KEY: &str = "gp_wte";

/// Decimals of what follows from other values: a thousandth of a whole-time equivalent.
const STEPS: f64 = 1_000.0;

/// A network's own GPs as a document has them.
#[derive(Clone, Debug, Default)]
pub(super) struct Gps {
    /// The teams under `[staff]`, by name, with their whole-time equivalents.
    teams: Vec<(String, f64)>,
    /// Sum of the practices' weights, by which GPs are divided if none are stated.
    weights: f64,
    /// The GPs that practices state, if all of them do.
    stated: Option<f64>,
    /// The practices.
    practices: Vec<String>,
}

/// Applies `over` to `base`, as [`lay`] does, and makes the GPs agree with what `over` states of practices.
/// `before` are those of the base, before anything was left out of it.
pub(super) fn lay_with_gps(base: &mut Node, over: Node, before: &Gps) {
    let is_stated = tables(&over, "practices").iter().any(|(_, own)| own.get(KEY).is_some());
    if !is_stated {
        return lay(base, over);
    }
    let states_teams = before.teams.iter().any(|(name, _)| wte(&over, name).is_some());
    lay(base, over);
    before.complete(base);
    // Where practices name their networks, each network has the teams of the file: their total cannot follow.
    let are_networks = tables(base, "practices").iter().any(|(_, own)| own.get("pcn").is_some());
    let may_follow = !states_teams && !are_networks;
    let Some(now) = Gps::of(base).stated.filter(|_| may_follow) else { return };
    let total: f64 = before.teams.iter().map(|(_, wte)| wte).sum();
    // Posts that were added to the teams after practices had stated theirs stay added.
    let wanted = before.stated.map_or(now, |stated| (total + now - stated).max(0.0));
    // Other practices have other GPs, in the same proportion of partners and salaried GPs. Where the same
    // practices have more, the new posts are those that have a price.
    let is_same = Gps::of(base).practices == before.practices;
    let priced = before.teams.iter().filter(|_| is_same).find(|(name, _)| has_price(base, name));
    let more = wanted - total;
    let of_priced = priced.map(|(name, wte)| (name.clone(), (wte + more).max(0.0)));
    let others: f64 = total - priced.map_or(0.0, |(_, wte)| *wte);
    let left = wanted - of_priced.as_ref().map_or(0.0, |(_, wte)| *wte);
    for (name, wte) in &before.teams {
        let of_team = match &of_priced {
            Some((priced, now)) if priced == name => *now,
            _ if others > 0.0 => wte * left / others,
            _ => *wte,
        };
        if let Some(node) = at_mut(base, &["staff", name, "wte"]) {
            node.value = Value::Number(rounded(of_team));
        }
    }
}

/// Whether the role of a team has a price under `[money]`.
fn has_price(root: &Node, team: &str) -> bool {
    let role = root.get("staff").and_then(|staff| text(staff.get(team)?, "role"));
    let prices = root.get("money").and_then(|money| money.get("roles"));
    role.zip(prices).is_some_and(|(role, prices)| prices.get(role).is_some())
}

fn rounded(wte: f64) -> f64 {
    (wte * STEPS).round() / STEPS
}

impl Gps {
    pub(super) fn of(root: &Node) -> Gps {
        let practices = tables(root, "practices");
        let stated: Option<Vec<f64>> = practices.iter().map(|(_, own)| number(own, KEY)).collect();
        Gps {
            teams: teams(root),
            weights: practices.iter().map(|(_, own)| weight(root, own)).sum(),
            stated: stated.filter(|all| !all.is_empty()).map(|all| all.iter().sum()),
            practices: practices.iter().map(|(name, _)| (*name).to_owned()).collect(),
        }
    }

    /// Writes `gp_wte` at each practice of `root` that does not state it: as many GPs as it had.
    fn complete(&self, root: &mut Node) {
        let total: f64 = self.teams.iter().map(|(_, wte)| wte).sum();
        let missing: Vec<(String, f64)> = tables(root, "practices")
            .into_iter()
            .filter(|(_, own)| own.get(KEY).is_none())
            .map(|(name, own)| (name.to_owned(), weight(root, own)))
            .collect();
        for (name, weight) in missing {
            let own = at_mut(root, &["practices", &name]);
            if let Some(Node { value: Value::Table(entries), file, line }) = own
                && self.weights > 0.0
            {
                let value = Value::Number(rounded(total * weight / self.weights));
                entries.push((KEY.to_owned(), Node { value, file: *file, line: *line }));
            }
        }
    }
}

/// The weight of a practice among others, as the model divides GPs: patients, times its own staffing, times
/// the gradient by deprivation.
fn weight(root: &Node, practice: &Node) -> f64 {
    let fifth = number(practice, "deprivation_quintile").unwrap_or(3.0) as usize;
    let gradient = root.get("deprivation").and_then(|table| table.get("gps"));
    let gradient = match gradient.and_then(|gps| gps.get("value")).map(|node| &node.value) {
        Some(Value::Array(values)) => values.get(fifth.saturating_sub(1)).and_then(of_number),
        _ => None,
    };
    let list = number(practice, "list_size").unwrap_or(0.0);
    list * number(practice, "gp_staffing").unwrap_or(1.0) * gradient.unwrap_or(1.0)
}

/// The teams of GPs that practices employ and that take duty, as `gp_wte` means them: without trainees
/// and locums.
fn teams(root: &Node) -> Vec<(String, f64)> {
    let is_own_gp = |team: &Node| {
        let role = text(team, "role").and_then(|role| root.get("roles")?.get(role));
        let takes_duty = role.and_then(|role| role.get("takes_duty"));
        text(team, "scope") == Some("practices")
            && team.get("practice").is_none()
            && role.and_then(|role| text(role, "booked_as")) == Some("general-practitioner")
            && takes_duty.is_some_and(|node| node.value == Value::Boolean(true))
    };
    let staff = tables(root, "staff").into_iter().filter(|(_, team)| is_own_gp(team));
    let with_wte = staff.filter_map(|(name, team)| Some((name.to_owned(), number(team, "wte")?)));
    with_wte.filter(|(_, wte)| *wte > 0.0).collect()
}

fn wte(root: &Node, team: &str) -> Option<f64> {
    number(root.get("staff")?.get(team)?, "wte")
}

fn tables<'n>(root: &'n Node, key: &str) -> Vec<(&'n str, &'n Node)> {
    let Some(Value::Table(entries)) = root.get(key).map(|node| &node.value) else {
        return Vec::new();
    };
    let inner = entries.iter().filter(|(_, node)| matches!(node.value, Value::Table(_)));
    inner.map(|(name, node)| (name.as_str(), node)).collect()
}

fn at_mut<'n>(root: &'n mut Node, path: &[&str]) -> Option<&'n mut Node> {
    let Some((key, rest)) = path.split_first() else { return Some(root) };
    let Value::Table(entries) = &mut root.value else { return None };
    at_mut(entries.iter_mut().find(|(known, _)| known == key).map(|(_, node)| node)?, rest)
}

fn text<'n>(node: &'n Node, key: &str) -> Option<&'n str> {
    match &node.get(key)?.value {
        Value::Text(text) => Some(text),
        _ => None,
    }
}

fn of_number(node: &Node) -> Option<f64> {
    if let Value::Number(number) = node.value { Some(number) } else { None }
}

fn number(node: &Node, key: &str) -> Option<f64> {
    node.get(key).and_then(of_number)
}
