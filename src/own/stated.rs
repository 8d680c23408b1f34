//! What somebody states about a network, in everyday words.
//!
//! Flags, forms and answers all end here: as pairs of a word and its value, each with the place where it
//! was written. A word is one of [`WORDS`] or the name of a role.

use crate::own::amount::{Amount, Per, number};
use crate::own::twice::{self, Said};
use crate::own::words::{instead_of, is_decimal_comma, parts, time_of, word_of};
use crate::scenario::aliases::named;
use crate::scenario::error::Problem;
use crate::text::alike::{near, plain};
use crate::text::{is_harmful, is_name, shortened, shown};
use crate::units::TimeOfDay;

/// Maximum number of practices of a network of one's own.
pub const MOST_PRACTICES: usize = 50;

/// Maximum whole-time equivalents of a role.
const MOST_WTE: f64 = 500.0;

/// Maximum number of rooms of a site.
const MOST_ROOMS: f64 = 100.0;

/// Maximum length of a name of a practice \[characters\].
const LONGEST_TITLE: usize = 80;

/// The words of a practice beside roles, as they are suggested.
pub const WORDS: [&str; 9] = [
    "list",
    "gps",
    "rooms",
    "treatment rooms",
    "deprivation",
    "calls",
    "online forms",
    "online hours",
    "opening hours",
];

/// The GPs of a practice, without trainees and locums: all that [`Stated`] knows of partners and salaried GPs
/// who are not told apart.
pub const GPS: &str = "gps";

/// Hours from one time of day to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hours {
    /// When they begin.
    pub from: TimeOfDay,
    /// When they end.
    pub to: TimeOfDay,
}

/// Whole-time equivalents of a role.
#[derive(Clone, Debug, PartialEq)]
pub struct Staff {
    /// The key of the role, or [`GPS`].
    pub role: String,
    /// Whole-time equivalents.
    pub wte: f64,
}

/// A practice, as far as it is stated.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Practice {
    /// Its key in the scenario.
    pub key: String,
    /// Its name, as stated.
    pub title: String,
    /// Registered patients; 0 if not stated, which is a problem.
    pub list_size: f64,
    /// Deprivation quintile, 1 the most deprived.
    pub deprivation: Option<u8>,
    /// Staff of its own, [`GPS`] among them.
    pub staff: Vec<Staff>,
    /// Rooms by site; empty if not stated.
    pub rooms: Vec<u32>,
    /// How many of them are treatment rooms.
    pub treatment: Option<u32>,
    /// Calls that come in.
    pub calls: Option<Amount>,
    /// Online forms that are sent.
    pub forms: Option<Amount>,
    /// When online forms can be sent.
    pub online: Option<Hours>,
}

/// A network, as far as it is stated.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Stated {
    /// Its name.
    pub title: Option<String>,
    /// Its practices.
    pub practices: Vec<Practice>,
    /// Staff that practices share, or of which it is not stated where they are.
    pub staff: Vec<Staff>,
    /// Rooms of all practices together, and on how many sites.
    pub rooms: Option<(u32, Option<u32>)>,
    /// Calls of all practices together.
    pub calls: Option<Amount>,
    /// Online forms of all practices together.
    pub forms: Option<Amount>,
    /// Core hours.
    pub opening: Option<Hours>,
    /// When online forms can be sent.
    pub online: Option<Hours>,
    /// Names of roles that were understood, with the keys of the roles.
    pub understood: Vec<String>,
    /// What was stated of practices and of the network, by which words.
    pub said: Said,
}

/// Where something is written, for messages.
#[derive(Clone, Debug)]
pub struct Place {
    /// The file or the option.
    pub file: String,
    /// The line, if it has one.
    pub line: Option<usize>,
}

impl Place {
    /// The option called `name`.
    pub fn option(name: &str) -> Place {
        Place { file: name.to_owned(), line: None }
    }

    /// In words: "practices.csv, line 4".
    fn words(&self) -> String {
        self.line.map_or_else(|| self.file.clone(), |line| format!("{}, line {line}", self.file))
    }

    /// A problem there.
    pub fn problem(&self, key: &str, found: &str, expected: &str, remedy: &str) -> Problem {
        Problem {
            file: self.file.clone(),
            line: self.line,
            key: key.into(),
            found: found.into(),
            expected: expected.into(),
            remedy: remedy.into(),
        }
    }
}

/// Reads what is stated and collects every problem.
#[derive(Debug)]
pub struct Reader<'r> {
    /// The keys of the roles of the base.
    pub roles: &'r [&'r str],
    /// What was read.
    pub stated: Stated,
    /// What is wrong.
    pub problems: Vec<Problem>,
}

impl<'r> Reader<'r> {
    /// Nothing read yet.
    pub fn new(roles: &'r [&'r str]) -> Self {
        Reader { roles, stated: Stated::default(), problems: Vec::new() }
    }

    /// Reads a practice called `title`, with the words and values of `pairs`. Empty values are not stated.
    pub fn practice(&mut self, at: &Place, title: &str, pairs: &[(String, String)]) {
        let title = title.trim();
        let Some(key) = self.key_of(at, title) else { return };
        let mut own = Practice { key, title: title.to_owned(), ..Practice::default() };
        for (word, value) in pairs.iter().filter(|(_, value)| !value.trim().is_empty()) {
            self.of_practice(at, &mut own, word, value);
        }
        if own.list_size <= 0.0 && !self.has_problem(at, "list") {
            let expected = "the registered patients of every practice, such as list=9800";
            self.problems.push(at.problem("list", "nothing", expected, "state the list"));
        }
        self.stated.practices.push(own);
    }

    /// Reads what the practices share.
    pub fn network(&mut self, at: &Place, pairs: &[(String, String)]) {
        for (word, value) in pairs.iter().filter(|(_, value)| !value.trim().is_empty()) {
            self.of_network(at, word, value);
        }
    }

    /// Reads staff that practices share: "FCP=1", "2.5 pharmacists", several separated by commas.
    pub fn staff(&mut self, at: &Place, text: &str) {
        for part in parts(text) {
            let (word, value) = match part.split_once(['=', ':']) {
                Some((word, value)) => (word.trim(), value.trim()),
                None => {
                    part.trim().split_once(' ').map_or((part.trim(), ""), |(n, word)| (word, n))
                }
            };
            if value.is_empty() {
                let expected = "a role and its whole-time equivalents, such as \"FCP=1\"";
                let remedy = "write \"2.5 pharmacists\" or \"pharmacists=2.5\"";
                self.problems.push(at.problem("", &format!("{word:?}"), expected, remedy));
            } else if let Some(staff) = self.role(at, None, (word, value)) {
                self.stated.staff.push(staff);
            }
        }
    }

    /// Whether the answer to a question about `word` could not be used: it was stated of the whole network before, or
    /// is a role that the base does not have.
    pub fn has_no_need_of(&self, word: &str) -> bool {
        let (meant, _) = word_of(word);
        let key = if meant.is_empty() { named(&plain(word), self.roles).ok() } else { Some(meant) };
        key.is_none_or(|key| self.stated.said.holds(None, key))
    }

    fn has_problem(&self, at: &Place, key: &str) -> bool {
        let here = |p: &Problem| p.file == at.file && p.line == at.line && p.key == key;
        self.problems.iter().any(here)
    }

    /// The key of a practice; `None` if the name cannot be used.
    fn key_of(&mut self, at: &Place, title: &str) -> Option<String> {
        let small = title.to_lowercase();
        let words: Vec<&str> =
            small.split(|c: char| !c.is_ascii_alphanumeric()).filter(|w| !w.is_empty()).collect();
        let mut key = words.join("-");
        key.truncate(40);
        let expected = "a name with letters or digits, on one line, of at most 80 characters";
        let is_usable = is_name(&key) && !title.contains(is_harmful);
        if !is_usable || title.chars().count() > LONGEST_TITLE {
            let found = format!("{:?}", shortened(title, LONGEST_TITLE));
            self.problems.push(at.problem("practice", &found, expected, "name the practice"));
            return None;
        }
        if self.stated.practices.iter().any(|other| other.key == key) {
            let found = format!("{title:?} twice");
            let remedy = "add something that distinguishes them";
            self.problems.push(at.problem("practice", &found, "each practice once", remedy));
            return None;
        }
        if self.stated.practices.len() == MOST_PRACTICES {
            let expected = format!("at most {MOST_PRACTICES} practices");
            self.problems.push(at.problem("practice", "more", &expected, "describe one network"));
            return None;
        }
        Some(key)
    }

    /// Whether `key` was stated before, of the same practice or of the network; both words are then told.
    fn is_again(
        &mut self,
        at: &Place,
        practice: Option<usize>,
        key: &str,
        (word, value): (&str, &str),
    ) -> bool {
        let words = shortened(&format!("{}={}", word.trim(), value.trim()), LONGEST_TITLE);
        let Some(both) = self.stated.said.again(practice, key, &words, &at.words()) else {
            return false;
        };
        let is_role = self.roles.contains(&key);
        let found = if is_role { format!("{both}, which are the same role") } else { both };
        let (expected, remedy) = twice::answer(key, is_role, practice.is_some());
        self.problems.push(at.problem(key, &found, expected, &remedy));
        true
    }

    fn of_practice(&mut self, at: &Place, own: &mut Practice, word: &str, value: &str) {
        let (meant, per) = word_of(word);
        let this = Some(self.stated.practices.len());
        if !meant.is_empty() && self.is_again(at, this, meant, (word, value)) {
            return;
        }
        match meant {
            "list" => {
                let what = "a number of patients from 100 to 200,000";
                own.list_size =
                    self.number(at, "list", value, (100.0, 200_000.0), what).unwrap_or(0.0);
            }
            "deprivation" => own.deprivation = self.fifth(at, value),
            "rooms" => own.rooms = self.rooms_by_site(at, value),
            "treatment rooms" => {
                let what = "a whole number of rooms";
                let rooms = self.number(at, "treatment rooms", value, (0.0, MOST_ROOMS), what);
                own.treatment = rooms.map(|rooms| rooms.round() as u32);
            }
            "calls" => own.calls = self.amount(at, "calls", value, per),
            "online forms" => own.forms = self.amount(at, "online forms", value, per),
            "online hours" => own.online = self.hours(at, "online hours", value),
            "opening hours" => {
                let read = self.hours(at, "opening hours", value);
                let before = self.stated.opening.or(read);
                if read.is_some() && before != read {
                    let expected = "the same opening hours at all practices of the network";
                    let remedy =
                        "state the hours that most have; the model has one opening for all";
                    self.problems.push(at.problem("opening hours", value, expected, remedy));
                }
                self.stated.opening = before;
            }
            _ => {
                let read = self.role(at, this, (word, value));
                own.staff.extend(read);
            }
        }
    }

    fn of_network(&mut self, at: &Place, word: &str, value: &str) {
        let (meant, per) = word_of(word);
        if !meant.is_empty() && self.is_again(at, None, meant, (word, value)) {
            return;
        }
        match meant {
            "calls" => self.stated.calls = self.amount(at, "calls", value, per),
            "online forms" => self.stated.forms = self.amount(at, "online forms", value, per),
            "online hours" => self.stated.online = self.hours(at, "online hours", value),
            "opening hours" => self.stated.opening = self.hours(at, "opening hours", value),
            "rooms" => self.stated.rooms = self.rooms_on_sites(at, value),
            "list" | "deprivation" | "treatment rooms" => {
                let expected = "a value of each practice";
                let remedy = "state it with the practice";
                self.problems.push(at.problem(meant, value, expected, remedy));
            }
            _ => {
                let read = self.role(at, None, (word, value));
                self.stated.staff.extend(read);
            }
        }
    }

    fn number(
        &mut self,
        at: &Place,
        key: &str,
        value: &str,
        (least, most): (f64, f64),
        expected: &str,
    ) -> Option<f64> {
        let read = number(value).filter(|number| (least..=most).contains(number));
        if read.is_none() {
            let remedy = match value.trim() {
                text if is_decimal_comma(text) => {
                    format!("write a decimal point: {}", text.replace(',', "."))
                }
                text if text.ends_with('%') => {
                    "write a plain number; a share in per cent is none of these".to_owned()
                }
                _ => "correct the number, without units; leave it out where it is not known"
                    .to_owned(),
            };
            self.problems.push(at.problem(key, &format!("{value:?}"), expected, &remedy));
        }
        read
    }

    fn fifth(&mut self, at: &Place, value: &str) -> Option<u8> {
        let what = "1, 2, 3, 4 or 5; 1 is the most deprived fifth of England";
        let read = self.number(at, "deprivation", value, (1.0, 5.0), what)?;
        if read.fract() != 0.0 {
            let remedy = "state the fifth that most patients live in";
            self.problems.push(at.problem("deprivation", value, what, remedy));
        }
        Some(read as u8)
    }

    fn amount(&mut self, at: &Place, key: &str, value: &str, per: Option<Per>) -> Option<Amount> {
        match Amount::parse(value, per) {
            Ok(amount) => Some(amount),
            Err(expected) => {
                let remedy = "write \"1300 a week\", or a day, a month, a year";
                self.problems.push(at.problem(key, &format!("{value:?}"), &expected, remedy));
                None
            }
        }
    }

    fn hours(&mut self, at: &Place, key: &str, value: &str) -> Option<Hours> {
        let small = value.to_lowercase().replace("to", "-").replace('–', "-");
        let read =
            small.split_once('-').and_then(|(from, to)| Some((time_of(from)?, time_of(to)?)));
        let read = read.filter(|(from, to)| from < to).map(|(from, to)| Hours { from, to });
        if read.is_none() {
            let expected = "two times of day, such as \"08:00-18:30\"";
            let remedy = "write hours and minutes, the earlier time first";
            self.problems.push(at.problem(key, &format!("{value:?}"), expected, remedy));
        }
        read
    }

    /// Rooms by site: "6+3", "9".
    fn rooms_by_site(&mut self, at: &Place, value: &str) -> Vec<u32> {
        let mut rooms = Vec::new();
        for part in value.split(['+', ';']) {
            let what = "a whole number of rooms, or the rooms of each site, such as 6+3";
            let read = self.number(at, "rooms", part, (1.0, MOST_ROOMS), what);
            match read.filter(|rooms| rooms.fract() == 0.0) {
                Some(of_site) => rooms.push(of_site as u32),
                None if read.is_some() => {
                    self.problems.push(at.problem("rooms", part, what, "count whole rooms"));
                }
                None => {}
            }
        }
        rooms
    }

    /// Rooms of the network: "18", "18 on four sites".
    fn rooms_on_sites(&mut self, at: &Place, value: &str) -> Option<(u32, Option<u32>)> {
        let small = value.to_lowercase();
        let (rooms, sites) =
            small.split_once(" on ").map_or((small.as_str(), None), |(rooms, sites)| {
                (rooms, Some(sites.trim_end_matches("sites").trim_end_matches("site").trim()))
            });
        let rooms = rooms.trim_end_matches("rooms").trim();
        let what = "a number of rooms, and of sites, such as \"18 on 4 sites\"";
        let rooms = self.number(at, "rooms", rooms, (1.0, 500.0), what)?;
        let sites = match sites {
            Some(sites) => Some(self.number(at, "rooms", sites, (1.0, 100.0), what)?),
            None => None,
        };
        Some((rooms.round() as u32, sites.map(|sites| sites.round() as u32)))
    }

    /// A role by any of its names, with its whole-time equivalents: of a practice, as an index, or of all.
    fn role(
        &mut self,
        at: &Place,
        practice: Option<usize>,
        (word, value): (&str, &str),
    ) -> Option<Staff> {
        let what = "whole-time equivalents from 0 to 500";
        let called = plain(word);
        let called = called.strip_suffix(" wte").unwrap_or(&called);
        let called = called.strip_suffix(" fte").unwrap_or(called);
        if ["gp", "doctor", "general practitioner", "own gp"].contains(&called) {
            let wte = self.number(at, GPS, value, (0.0, MOST_WTE), what)?;
            let is_new = !self.is_again(at, practice, GPS, (word, value));
            return is_new.then(|| Staff { role: GPS.into(), wte });
        }
        match named(called, self.roles) {
            Ok(role) => {
                let wte = self.number(at, word, value, (0.0, MOST_WTE), what)?;
                if self.is_again(at, practice, role, (word, value)) {
                    return None;
                }
                let told = format!("{} ({role})", shown(&shortened(word, LONGEST_TITLE)));
                if plain(role) != called && !self.stated.understood.contains(&told) {
                    self.stated.understood.push(told);
                }
                Some(Staff { role: role.to_owned(), wte })
            }
            Err(roles) => {
                let mut suggested = near(word, WORDS, 1);
                suggested.extend(roles);
                suggested.truncate(3);
                let found = format!("{:?}", shortened(word, LONGEST_TITLE));
                // The column of a form is wrong once, however many practices fill it.
                let is_told = |known: &Problem| at.line.is_some() && known.found == found;
                if !self.problems.iter().any(is_told) {
                    let expected = "the name of a role, or of what is known of a practice";
                    let remedy = instead_of(called, &suggested, at.line.is_some());
                    self.problems.push(at.problem("", &found, expected, &remedy));
                }
                None
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::own::words::pairs;

    const ROLES: [&str; 4] =
        ["first-contact-physiotherapist", "paramedic", "gp-trainee", "healthcare-assistant"];

    fn read(title: &str, text: &str) -> (Stated, Vec<Problem>) {
        let mut reader = Reader::new(&ROLES);
        reader.practice(&Place::option("--practice"), title, &pairs(text).unwrap());
        (reader.stated, reader.problems)
    }

    #[test]
    fn a_practice_is_read_from_everyday_words() {
        let text =
            "list=14,200, gps=6.2, rooms=6+3, Calls per month=2,600, Physios=1, deprivation=2";
        let (stated, problems) = read("Station Road", text);
        assert_eq!(problems, []);
        let own = &stated.practices[0];
        assert_eq!(
            (own.key.as_str(), own.list_size, own.deprivation),
            ("station-road", 14_200.0, Some(2))
        );
        assert_eq!(own.rooms, [6, 3]);
        assert_eq!(own.calls, Some(Amount { number: 2_600.0, per: Some(Per::Month) }));
        let staff: Vec<(&str, f64)> = own.staff.iter().map(|s| (s.role.as_str(), s.wte)).collect();
        assert_eq!(staff, [("gps", 6.2), ("first-contact-physiotherapist", 1.0)]);
        assert_eq!(stated.understood.len(), 1);
    }

    #[test]
    fn every_problem_is_told_with_its_remedy() {
        let (_, problems) = read("Mill", "tretment rooms=1, deprivation=7, paramedik=1, rooms=2.5");
        let remedies: Vec<&str> = problems.iter().map(|p| p.remedy.as_str()).collect();
        assert_eq!(problems.len(), 5, "{problems:#?}");
        assert!(
            remedies.iter().any(|remedy| remedy.contains("\"treatment rooms\"")),
            "{remedies:?}"
        );
        assert!(remedies.iter().any(|remedy| remedy.contains("\"paramedic\"")), "{remedies:?}");
    }

    #[test]
    fn a_role_stated_twice_is_refused_at_one_place_and_kept_at_two() {
        let (stated, problems) = read("Mill", "list=9800, FCP=1, first contact physio=2");
        assert_eq!(stated.practices[0].staff.len(), 1);
        let [problem] = problems.as_slice() else { panic!("{problems:#?}") };
        assert!(
            problem.found.starts_with("\"FCP=1\" and \"first contact physio=2\""),
            "{problem:?}"
        );
        assert!(problem.remedy.contains("--staff \"first-contact-physiotherapist=1\""));
        let mut reader = Reader::new(&ROLES);
        for title in ["Mill", "Park"] {
            let pairs = pairs("list=9800, FCP=1").unwrap();
            reader.practice(&Place::option("--practice"), title, &pairs);
        }
        reader.staff(&Place::option("--staff"), "FCP=1");
        assert_eq!(reader.problems, []);
        reader.staff(&Place::option("--staff"), "paramedics=1, physios=0");
        reader.network(&Place::option("form"), &[("Paramedic".into(), "2".into())]);
        let found: Vec<&str> = reader.problems.iter().map(|p| p.found.as_str()).collect();
        assert!(found[0].starts_with("\"FCP=1\" and \"physios=0\""), "{found:?}");
        assert!(found[1].starts_with("\"paramedics=1\" (--staff) and \"Paramedic=2\" (form)"));
        assert_eq!((reader.stated.staff.len(), found.len()), (2, 2));
    }

    #[test]
    fn hours_are_read_as_people_write_them() {
        for text in ["08:00-18:30", "8-18.30", "8am to 6.30pm", "8:00 – 18:30", "0800-1830"] {
            let (stated, problems) = read("Mill", &format!("list=9800, open={text}"));
            assert_eq!(problems, [], "{text}");
            let hours = stated.opening.unwrap();
            assert_eq!(format!("{}-{}", hours.from, hours.to), "08:00-18:30", "{text}");
        }
        for text in ["8-6.30", "18:30-08:00", "8", "8-25", "13pm-14pm", "800-1830", "8.3-18"] {
            assert_eq!(read("Mill", &format!("list=9800, open={text}")).1.len(), 1, "{text}");
        }
    }

    #[test]
    fn a_column_that_is_none_is_told_once_with_what_to_do() {
        let mut reader = Reader::new(&ROLES);
        for line in [2, 3] {
            let at = Place { file: "form.csv".to_owned(), line: Some(line) };
            let pairs = ["list", "Practice manager", "Receptionists"]
                .map(|word| (word.to_owned(), "900".to_owned()));
            reader.practice(&at, &format!("Mill {line}"), &pairs);
        }
        let remedies: Vec<&str> = reader.problems.iter().map(|p| p.remedy.as_str()).collect();
        assert_eq!(remedies.len(), 2, "{:#?}", reader.problems);
        assert!(remedies[0].ends_with("or remove the column"), "{remedies:?}");
        assert!(remedies[1].contains("[front_door]"), "{remedies:?}");
    }

    #[test]
    fn a_number_stated_twice_is_refused_and_a_decimal_comma_is_explained() {
        let (_, problems) = read("Mill", "list=9800, patients=9900");
        assert_eq!(problems.len(), 1);
        assert_eq!(
            (problems[0].key.as_str(), problems[0].remedy.as_str()),
            ("list", "state one of them")
        );
        let mut reader = Reader::new(&ROLES);
        reader.network(&Place::option("form"), &[("Paramedic".into(), "1,5".into())]);
        assert_eq!(reader.problems[0].remedy, "write a decimal point: 1.5");
    }

    #[test]
    fn shared_staff_are_read_either_way_round() {
        let mut reader = Reader::new(&ROLES);
        reader.staff(&Place::option("--staff"), "FCP=1, 2.5 paramedics; 2 trainees");
        let read: Vec<(&str, f64)> =
            reader.stated.staff.iter().map(|staff| (staff.role.as_str(), staff.wte)).collect();
        let expected =
            [("first-contact-physiotherapist", 1.0), ("paramedic", 2.5), ("gp-trainee", 2.0)];
        assert_eq!((read.as_slice(), reader.problems.len()), (expected.as_slice(), 0));
        reader.staff(&Place::option("--staff"), "paramedics");
        assert_eq!(reader.problems.len(), 1);
    }
}
