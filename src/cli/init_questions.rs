//! Answers of a person at the terminal, or of a file that takes her place.

use crate::cli::terminal::tell;
use pcn_sim::own::amount::{Amount, Per, number};
use pcn_sim::own::questions::{Question, Topic};
use pcn_sim::own::stated::{GPS, Place, Reader, Staff, Stated, WORDS};
use std::io;

/// Asks on standard error and reads answers from standard input.
pub(crate) struct Asker {
    lines: io::Lines<io::StdinLock<'static>>,
}

impl Asker {
    pub(crate) fn new() -> Self {
        Asker { lines: io::stdin().lines() }
    }

    /// The answer to a question; `None` at the end of the input.
    fn ask(&mut self, question: &str) -> Option<String> {
        tell!("{question}");
        Some(self.lines.next()?.ok()?.trim().to_owned())
    }

    /// Asks until an answer is understood; `None` at the end of the input.
    fn ask_until<T>(
        &mut self,
        question: &str,
        read: impl Fn(&str) -> Result<T, String>,
    ) -> Option<T> {
        loop {
            match read(&self.ask(question)?) {
                Ok(answer) => return Some(answer),
                Err(expected) => tell!("  expected {expected}"),
            }
        }
    }

    /// Asks for a whole network, of which `stated` is known; `None` if the input ended before a practice was
    /// stated. Problems of an answer are told at once, and it is asked again.
    pub(crate) fn network(&mut self, roles: &[&str], stated: Stated) -> Option<Stated> {
        let mut reader = Reader::new(roles);
        reader.stated = stated;
        tell!("Your network. Leave empty what you do not know.");
        if reader.stated.title.is_none() {
            reader.stated.title =
                self.ask("The name of the network:").filter(|title| !title.is_empty());
        }
        loop {
            let count = reader.stated.practices.len();
            let more = if count == 0 {
                "The name of a practice:"
            } else {
                "The next practice (empty: no more):"
            };
            match self.ask(more) {
                Some(name) if !name.is_empty() => self.practice(&mut reader, &name),
                Some(_) if count == 0 => tell!("  a network has at least one practice"),
                _ => break,
            }
        }
        if reader.stated.practices.is_empty() {
            return None;
        }
        tell!("Staff of all practices together, in whole-time equivalents.");
        for role in ["trainees", "nurses", "healthcare assistants"] {
            if reader.has_no_need_of(role) {
                continue;
            }
            let question = format!("How many {role}?");
            self.value(&mut reader, &question, |reader, at, value| {
                reader.network(at, &[(role.to_owned(), value.to_owned())]);
            });
        }
        while self.value(
            &mut reader,
            "Others, such as \"1 FCP, 2.5 pharmacists\" (empty: no more):",
            |reader, at, value| reader.staff(at, value),
        ) {}
        for (word, question) in [
            ("calls", "Calls that come in, answered or not, such as \"1300 a week\":"),
            ("online forms", "Online forms, such as \"900 a month\":"),
            ("opening hours", "Opening hours, such as 08:00-18:30:"),
        ] {
            if reader.has_no_need_of(word) {
                continue;
            }
            self.value(&mut reader, question, |reader, at, value| {
                reader.network(at, &[(word.to_owned(), value.to_owned())]);
            });
        }
        Some(reader.stated)
    }

    /// Asks for one practice.
    fn practice(&mut self, reader: &mut Reader<'_>, name: &str) {
        let mut pairs: Vec<(String, String)> = Vec::new();
        for (word, question) in [
            (WORDS[0], "  Registered patients:"),
            (WORDS[1], "  GPs, whole-time equivalents without trainees and locums:"),
            (WORDS[2], "  Clinical rooms (6+3 for two sites):"),
            (WORDS[4], "  Deprivation, 1 the most deprived fifth of England to 5:"),
        ] {
            while let Some(value) = self.ask(question) {
                if value.is_empty() && word != WORDS[0] {
                    break;
                }
                // Tried alone, so that a wrong answer is asked again.
                let mut alone = Reader::new(reader.roles);
                let mut tried = vec![(word.to_owned(), value.clone())];
                if word != WORDS[0] {
                    tried.push((WORDS[0].to_owned(), "1000".to_owned()));
                }
                alone.practice(&Place::option("answer"), "practice", &tried);
                match alone.problems.first() {
                    None => {
                        pairs.push((word.to_owned(), value));
                        break;
                    }
                    Some(problem) => tell!("  expected {}", problem.expected),
                }
            }
        }
        reader.practice(&Place::option("answer"), name, &pairs);
        for problem in std::mem::take(&mut reader.problems) {
            tell!("  found {}, expected {}", problem.found, problem.expected);
        }
    }

    /// Asks for a value and reads it; whether one was given. A wrong one is asked again.
    fn value(
        &mut self,
        reader: &mut Reader<'_>,
        question: &str,
        read: impl Fn(&mut Reader<'_>, &Place, &str),
    ) -> bool {
        while let Some(value) = self.ask(question) {
            if value.is_empty() {
                return false;
            }
            let before = reader.stated.clone();
            read(reader, &Place::option("answer"), &value);
            let problems = std::mem::take(&mut reader.problems);
            if problems.is_empty() {
                return true;
            }
            reader.stated = before;
            for problem in problems {
                tell!(
                    "  found {}; expected {}; {}",
                    problem.found,
                    problem.expected,
                    problem.remedy
                );
            }
        }
        false
    }

    /// Asks one question of plausibility and changes `stated` by the answer; whether it was answered.
    pub(crate) fn answer(&mut self, question: &Question, stated: &mut Stated) -> bool {
        let text = format!("{}. {}", question.fact, question.ask);
        match &question.topic {
            Topic::Contacts(kind, practice) => {
                let of = |stated: &mut Stated| -> Option<Amount> {
                    let own = practice.map(|at| &stated.practices[at]);
                    match own {
                        Some(own) => [own.calls, own.forms][*kind],
                        None => [stated.calls, stated.forms][*kind],
                    }
                };
                let before = of(stated);
                let hint =
                    "(day, week, month, another number with its period, or empty: as stated)";
                let answer =
                    self.ask_until(&format!("{text} {hint}"), |answer| contacts(answer, before));
                let Some(amount) = answer else { return false };
                let place = match (practice, kind) {
                    (Some(at), 0) => &mut stated.practices[*at].calls,
                    (Some(at), _) => &mut stated.practices[*at].forms,
                    (None, 0) => &mut stated.calls,
                    (None, _) => &mut stated.forms,
                };
                *place = Some(amount);
            }
            Topic::Nobody(role) => {
                let hint = "(whole-time equivalents that you employ; 0: it is done elsewhere)";
                let answer = self.ask_until(&format!("{text} {hint}"), |answer| {
                    number(answer).ok_or_else(|| "a number, such as 2.5 or 0".to_owned())
                });
                let Some(wte) = answer else { return false };
                stated.staff.push(Staff { role: role.clone(), wte });
            }
            Topic::Gps(practice) => {
                let Some(wte) = self.number_or_as_stated(&text) else { return false };
                if let Some(wte) = wte {
                    let staff = &mut stated.practices[*practice].staff;
                    staff.retain(|of| of.role != GPS);
                    staff.push(Staff { role: GPS.to_owned(), wte });
                }
            }
            Topic::Many(role) => {
                let Some(wte) = self.number_or_as_stated(&text) else { return false };
                if let Some(wte) = wte {
                    stated
                        .practices
                        .iter_mut()
                        .for_each(|own| own.staff.retain(|of| of.role != *role));
                    stated.staff.retain(|of| of.role != *role);
                    stated.staff.push(Staff { role: role.clone(), wte });
                }
            }
            Topic::Rooms => {
                let hint = "(empty: as stated; to change them, stop with Ctrl-C and begin again)";
                return self.ask(&format!("{text} {hint}")).is_some();
            }
        }
        true
    }

    fn number_or_as_stated(&mut self, text: &str) -> Option<Option<f64>> {
        self.ask_until(&format!("{text} (another number, or empty: as stated)"), |answer| {
            match (answer, number(answer)) {
                ("", _) => Ok(None),
                (_, Some(number)) => Ok(Some(number)),
                (_, None) => Err("a number, or nothing".to_owned()),
            }
        })
    }
}

/// The amount that an answer means: another period, another amount, or the same.
fn contacts(answer: &str, before: Option<Amount>) -> Result<Amount, String> {
    let expected = || "day, week, month, or a number with its period".to_owned();
    let before = before.ok_or_else(expected)?;
    let small = answer.to_lowercase();
    match (small.as_str(), Per::parse(&small)) {
        ("", _) if before.per.is_some() => Ok(before),
        ("", _) => Err(expected()),
        (_, Some(per)) => Ok(Amount { per: Some(per), ..before }),
        (_, None) => Amount::parse(&small, before.per).and_then(|amount| match amount.per {
            Some(_) => Ok(amount),
            None => Err(expected()),
        }),
    }
}
