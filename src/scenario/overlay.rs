//! A scenario as differences from its base.

use crate::scenario::document::{Node, Value};

/// The words of which a parameter has exactly one.
const EVIDENCE: [&str; 3] = ["source", "assumption", "fitted"];

/// Whether `key` names a table of the base that is not wanted: `oak-lane = false`.
fn is_left_out(below: &[(String, Node)], key: &str, node: &Node) -> bool {
    let is_table = |node: &Node| matches!(node.value, Value::Table(_));
    node.value == Value::Boolean(false)
        && below.iter().any(|(known, node)| known == key && is_table(node))
}

/// The practices of `base` that `over` does not mention, if it adds some of its own: whoever writes
/// their own practices may not know that those of the base stay.
pub fn practices_left_in(base: &Node, over: &Node) -> Vec<String> {
    let names = |node: &Node| match node.get("practices").map(|node| &node.value) {
        Some(Value::Table(entries)) => entries.iter().map(|(name, _)| name.clone()).collect(),
        _ => Vec::new(),
    };
    let (below, above): (Vec<String>, Vec<String>) = (names(base), names(over));
    if above.iter().all(|name| below.contains(name)) {
        return Vec::new();
    }
    below.into_iter().filter(|name| !above.contains(name)).collect()
}

/// Lays `over` upon `base`: tables merge key by key, everything else is replaced. Each value keeps
/// its file and line. A table of the base is left out by `false` in its place. New keys come after those of the base, in their own order.
pub fn lay(base: &mut Node, over: Node) {
    // A merged table stands where it was written last: what is wrong with it was made wrong there.
    (base.file, base.line) = (over.file, over.line);
    match (&mut base.value, over.value) {
        (Value::Table(below), Value::Table(above)) => {
            // Whoever states new evidence means it instead of the old, not beside it.
            if above.iter().any(|(key, _)| EVIDENCE.contains(&key.as_str())) {
                below.retain(|(key, _)| !EVIDENCE.contains(&key.as_str()));
            }
            for (key, node) in above {
                if is_left_out(below, &key, &node) {
                    below.retain(|(known, _)| *known != key);
                    continue;
                }
                match below.iter_mut().find(|(k, _)| *k == key) {
                    Some((_, place)) => lay(place, node),
                    None => below.push((key, node)),
                }
            }
        }
        (place, value) => *place = value,
    }
}

/// The keys in which `over` differs from nothing: every value it states, for the list of levers.
pub fn stated(over: &Node) -> Vec<(String, String)> {
    fn walk(node: &Node, key: String, out: &mut Vec<(String, String)>) {
        match &node.value {
            Value::Table(entries) if !entries.iter().any(|(k, _)| k == "value") => {
                for (k, child) in entries {
                    let key = if key.is_empty() { k.clone() } else { format!("{key}.{k}") };
                    walk(child, key, out);
                }
            }
            _ => out.push((key, node.to_toml())),
        }
    }
    let mut out = Vec::new();
    walk(over, String::new(), &mut out);
    out.retain(|(key, _)| {
        key != "base"
            && !["about.", "sources.", "case_study."].iter().any(|table| key.starts_with(table))
    });
    out
}
