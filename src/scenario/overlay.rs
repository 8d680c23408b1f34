//! A scenario as differences from its base.

use crate::scenario::document::{Node, Value};

/// The words of which a parameter has exactly one.
const EVIDENCE: [&str; 3] = ["source", "assumption", "fitted"];

/// Lays `over` upon `base`: tables merge key by key, everything else is replaced. Each value keeps
/// its file and line. New keys come after those of the base, in their own order.
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
