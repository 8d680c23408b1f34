//! A scenario as differences from its base.

use crate::scenario::document::{Node, Value};
use crate::text::alike::nearest;

/// The words for evidence. A parameter has exactly one of them.
const EVIDENCE: [&str; 3] = ["source", "assumption", "fitted"];

/// Whether `key` removes a table of the base, as `oak-lane = false` does.
fn is_left_out(below: &[(String, Node)], key: &str, node: &Node) -> bool {
    let is_table = |node: &Node| matches!(node.value, Value::Table(_));
    node.value == Value::Boolean(false)
        && below.iter().any(|(known, node)| known == key && is_table(node))
}

/// The key of a scenario that names what it leaves out of its base.
pub const LEAVE_OUT: &str = "leave_out";

/// Takes [`LEAVE_OUT`] out of `over`, and what it names out of `base`: tables or keys, as paths such as
/// `practices` or `practices.park`.
///
/// # Errors
///
/// Every path that is not in the base, with what was expected and the remedy.
pub(super) fn leave_out(base: &mut Node, over: &mut Node) -> Result<(), Vec<Unknown>> {
    let Value::Table(entries) = &mut over.value else { return Ok(()) };
    let Some(at) = entries.iter().position(|(key, _)| key == LEAVE_OUT) else { return Ok(()) };
    let (_, stated) = entries.remove(at);
    let items = match &stated.value {
        Value::Array(items) => items.as_slice(),
        _ => std::slice::from_ref(&stated),
    };
    let mut unknown = Vec::new();
    for item in items {
        let left_out = match &item.value {
            Value::Text(path) => remove(base, path),
            _ => Err("write leave_out = [\"practices\"], say".to_owned()),
        };
        if let Err(remedy) = left_out {
            unknown.push(Unknown { file: item.file, line: item.line, found: item.found(), remedy });
        }
    }
    if unknown.is_empty() { Ok(()) } else { Err(unknown) }
}

/// What a scenario leaves out although the base does not have it.
#[derive(Clone, Debug)]
pub(super) struct Unknown {
    /// The file, as an index into the scenario's list of files.
    pub(super) file: usize,
    /// Its line.
    pub(super) line: usize,
    /// What is written there.
    pub(super) found: String,
    /// How to correct it.
    pub(super) remedy: String,
}

/// Removes what stands at `path`, or says what may have been meant.
fn remove(root: &mut Node, path: &str) -> Result<(), String> {
    let mut node = root;
    let mut parts = path.split('.').peekable();
    let mut above = String::new();
    while let Some(part) = parts.next() {
        let Value::Table(entries) = &mut node.value else {
            return Err(format!("remove it: {above} has no tables or keys"));
        };
        let Some(at) = entries.iter().position(|(key, _)| key == part) else {
            let known: Vec<&str> = entries.iter().map(|(key, _)| key.as_str()).collect();
            return Err(instead_of(part, &above, parts.next().is_some(), &known));
        };
        if parts.peek().is_none() {
            entries.remove(at);
            return Ok(());
        }
        above.push_str(&format!("{part}."));
        node = &mut entries[at].1;
    }
    Ok(())
}

/// The most keys that are listed where none is near.
const MOST_LISTED: usize = 8;

/// What to write in place of `part`, which stands below `above` and is none of `known`. If more follows, only
/// the part is corrected.
fn instead_of(part: &str, above: &str, is_followed: bool, known: &[&str]) -> String {
    let more = if is_followed { ".…" } else { "" };
    if let Some(near) = nearest(part, known.iter().copied()) {
        return format!("did you mean \"{above}{near}{more}\"?");
    }
    let place = match above.strip_suffix('.') {
        Some(table) => format!("{table} of the base"),
        None => "the base".to_owned(),
    };
    match known {
        [] => format!("remove it from the list; {place} is empty"),
        _ => {
            let mut names: Vec<&str> = known.iter().take(MOST_LISTED).copied().collect();
            names.extend((known.len() > MOST_LISTED).then_some("…"));
            format!("remove it from the list; {place} has {}", names.join(", "))
        }
    }
}

/// The practices of `base` that `over` does not mention, if it adds its own. The author may not
/// know that they remain.
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

/// Applies `over` to `base`. Tables merge key by key; everything else is replaced. Each value keeps
/// its file and line. `false` in place of a table removes it from the base. New keys follow those
/// of the base, in their own order.
pub fn lay(base: &mut Node, over: Node) {
    // A merged table has the position where it was written last, because its errors were made
    // there.
    (base.file, base.line) = (over.file, over.line);
    match (&mut base.value, over.value) {
        (Value::Table(below), Value::Table(above)) => {
            // New evidence replaces the old.
            if above.iter().any(|(key, _)| EVIDENCE.contains(&key.as_str())) {
                below.retain(|(key, _)| !EVIDENCE.contains(&key.as_str()));
            }
            for (key, node) in above {
                if is_left_out(below, &key, &node) {
                    below.retain(|(known, _)| *known != key);
                    continue;
                }
                match below.iter_mut().find(|(k, _)| *k == key) {
                    Some((_, known)) => lay(known, node),
                    None => below.push((key, node)),
                }
            }
        }
        (below, value) => *below = value,
    }
}

/// Every value that `over` states, for the list of levers.
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
