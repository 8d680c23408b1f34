//! The parameters of a case, asked for by name. What nobody asked for is not ignored: the case is left out.

use crate::verification::case::{Case, Unsupported};
use serde_json::{Map, Value};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

/// Parameters that say nothing about the system.
const HARMLESS: [&str; 12] = [
    "note",
    "notes",
    "comment",
    "name",
    "description",
    "title",
    "unit",
    "units",
    "time_unit",
    "seed",
    "source",
    "exact",
];

/// Lists of tables: one for each class of customers, or for each station.
const TABLES: [&str; 4] = ["classes", "stations", "nodes", "stages"];

/// The parameters of a case, and the names that were asked for.
pub(super) struct Stated<'c> {
    /// The model, in Kendall's notation or in words.
    pub(super) model: &'c str,
    /// The text of the tables that the parameters name.
    pub(super) tables: &'c BTreeMap<String, String>,
    parameters: Map<String, Value>,
    asked: RefCell<BTreeSet<String>>,
}

impl<'c> Stated<'c> {
    /// The parameters of `case`. A list of tables, such as `classes`, is read as one list for each of their
    /// keys.
    pub(super) fn of(case: &'c Case) -> Self {
        let mut parameters = case.parameters.clone();
        for name in TABLES {
            let Some(Value::Array(tables)) = parameters.get(name) else { continue };
            let tables: Vec<Map<String, Value>> =
                tables.iter().filter_map(|table| table.as_object().cloned()).collect();
            if tables.is_empty() {
                continue;
            }
            parameters.remove(name);
            let keys: BTreeSet<String> =
                tables.iter().flat_map(|table| table.keys().cloned()).collect();
            for key in keys {
                let value = |table: &Map<String, Value>| table.get(&key).cloned();
                let list = tables.iter().map(|table| value(table).unwrap_or(Value::Null)).collect();
                parameters.entry(key.clone()).or_insert(Value::Array(list));
            }
        }
        let (model, tables) = (case.model.as_str(), &case.tables);
        Stated { model, tables, parameters, asked: RefCell::default() }
    }

    /// Whether one of `names` is stated.
    pub(super) fn has(&self, names: &[&str]) -> bool {
        names.iter().any(|name| self.parameters.contains_key(*name))
    }

    /// # Errors
    ///
    /// A parameter that was stated and that nobody asked for.
    pub(super) fn all_asked(&self) -> Result<(), Unsupported> {
        let asked = self.asked.borrow();
        let is_unknown =
            |name: &&String| !asked.contains(*name) && !HARMLESS.contains(&name.as_str());
        let unknown: Vec<String> =
            self.parameters.keys().filter(is_unknown).map(|name| format!("`{name}`")).collect();
        if unknown.is_empty() {
            return Ok(());
        }
        let names = unknown.join(", ");
        Err(Unsupported::new(
            format!("this model has no parameter {names}"),
            format!("a system in which {names} plays a part, or the case without it"),
        ))
    }

    /// The number stated under one of `names`, if there is one.
    pub(super) fn number(&self, names: &[&str]) -> Result<Option<f64>, Unsupported> {
        let Some((name, value)) = self.find(names) else { return Ok(None) };
        let only = match value {
            Value::Array(list) if list.len() == 1 => &list[0],
            value => value,
        };
        let number = only.as_f64().filter(|number| number.is_finite());
        let wrong = || {
            Unsupported::new(
                format!("parameter `{name}` is not a number: {value}"),
                format!("one number as `{name}`"),
            )
        };
        number.map(Some).ok_or_else(wrong)
    }

    /// The number stated under one of `names`, which is required.
    pub(super) fn needed(&self, names: &[&str]) -> Result<f64, Unsupported> {
        self.number(names)?.ok_or_else(|| missing(names))
    }

    /// The positive number stated under one of `names`, which is required.
    pub(super) fn positive(&self, names: &[&str]) -> Result<f64, Unsupported> {
        let number = self.needed(names)?;
        let wrong = || {
            Unsupported::new(
                format!("parameter `{}` must be positive: {number}", names[0]),
                format!("`{}` above 0", names[0]),
            )
        };
        if number > 0.0 { Ok(number) } else { Err(wrong()) }
    }

    /// The whole number, at most a million, stated under one of `names`, which is required.
    pub(super) fn count(&self, names: &[&str]) -> Result<u32, Unsupported> {
        whole(names[0], self.needed(names)?)
    }

    /// The whole numbers, at most a million each, stated under one of `names`.
    pub(super) fn counts(&self, names: &[&str]) -> Result<Option<Vec<u32>>, Unsupported> {
        let Some(numbers) = self.numbers(names)? else { return Ok(None) };
        numbers
            .into_iter()
            .map(|number| whole(names[0], number))
            .collect::<Result<_, _>>()
            .map(Some)
    }

    /// The numbers stated under one of `names`: a list, a single one, or one each under `mu1`, `mu2` or
    /// `mu_1`, `mu_2`, ….
    pub(super) fn numbers(&self, names: &[&str]) -> Result<Option<Vec<f64>>, Unsupported> {
        let Some((name, value)) = self.find(names) else { return Ok(self.numbered(names)) };
        let list: Option<Vec<f64>> = match value {
            Value::Array(list) => list.iter().map(Value::as_f64).collect(),
            single => single.as_f64().map(|number| vec![number]),
        };
        let wrong = || {
            Unsupported::new(
                format!("parameter `{name}` is not a list of numbers: {value}"),
                format!("a number for each entry of `{name}`"),
            )
        };
        list.map(Some).ok_or_else(wrong)
    }

    fn numbered(&self, names: &[&str]) -> Option<Vec<f64>> {
        let forms: [fn(&str, usize) -> String; 3] = [
            |name, index| format!("{name}{index}"),
            |name, index| format!("{name}_{index}"),
            |name, index| format!("{name}_class{index}"),
        ];
        let of = |key: String| {
            let number = self.parameters.get(&key)?.as_f64();
            self.asked.borrow_mut().insert(key);
            number
        };
        let list = |name: &str, form: &fn(&str, usize) -> String| {
            (1..).map_while(|index| of(form(name, index))).collect::<Vec<f64>>()
        };
        let all = names.iter().flat_map(|name| forms.iter().map(move |form| (name, form)));
        all.map(|(name, form)| list(name, form)).find(|list| !list.is_empty())
    }

    /// The text stated under one of `names`, if there is one.
    pub(super) fn text(&self, names: &[&str]) -> Option<&str> {
        self.find(names)?.1.as_str()
    }

    /// The texts stated under one of `names`: a list, or a single one.
    pub(super) fn texts(&self, names: &[&str]) -> Option<Vec<&str>> {
        match self.find(names)?.1 {
            Value::Array(list) => list.iter().map(Value::as_str).collect(),
            single => single.as_str().map(|text| vec![text]),
        }
    }

    /// The value stated under one of `names`.
    pub(super) fn value(&self, names: &[&str]) -> Option<&Value> {
        self.find(names).map(|(_, value)| value)
    }

    fn find(&self, names: &[&str]) -> Option<(&str, &Value)> {
        let mut asked = self.asked.borrow_mut();
        asked.extend(names.iter().map(|name| (*name).to_owned()));
        names.iter().find_map(|name| {
            self.parameters.get_key_value(*name).map(|(name, value)| (name.as_str(), value))
        })
    }
}

fn missing(names: &[&str]) -> Unsupported {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    Unsupported::new(format!("parameter {} is missing", names[0]), names.join(" or "))
}

fn whole(name: &str, number: f64) -> Result<u32, Unsupported> {
    if (0.0..=1e6).contains(&number) && number.fract() == 0.0 {
        Ok(number as u32)
    } else {
        Err(Unsupported::new(
            format!("parameter `{name}` is not a whole number: {number}"),
            format!("`{name}` as a whole number up to a million"),
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verification::case::read_cases;

    fn case(parameters: &str) -> Case {
        let parameters = parameters.replace('"', "\"\"");
        let text = format!(
            "case_id,model,parameters_json,metric,value,reference\na,M/M/1,\"{parameters}\",Wq,1,x\n"
        );
        read_cases(&text, |_| None).expect("one row").remove(0)
    }

    #[test]
    fn a_list_is_read_in_each_of_its_forms() {
        for text in [
            r#"{"mu": [2, 3]}"#,
            r#"{"mu1": 2, "mu2": 3}"#,
            r#"{"mu_1": 2, "mu_2": 3}"#,
            r#"{"classes": [{"mu": 2}, {"mu": 3}]}"#,
            r#"{"stations": [{"mu": 2}, {"mu": 3}]}"#,
        ] {
            let case = case(text);
            let stated = Stated::of(&case);
            assert_eq!(stated.numbers(&["mu"]), Ok(Some(vec![2.0, 3.0])), "{text}");
            assert_eq!(stated.all_asked(), Ok(()), "{text}");
        }
    }

    #[test]
    fn what_nobody_asked_for_is_named() {
        let case = case(r#"{"mu": 1, "setup": 2, "note": "x"}"#);
        let stated = Stated::of(&case);
        assert_eq!(stated.needed(&["service_rate", "mu"]), Ok(1.0));
        let told = stated.all_asked().expect_err("setup is unknown").to_string();
        assert!(told.starts_with("this model has no parameter `setup`; it would need"), "{told}");
    }
}
