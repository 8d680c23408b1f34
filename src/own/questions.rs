//! Numbers that are far from England's, and work for which nobody is stated. They may be right, so they are
//! asked about and not refused.

use crate::model::CareSystem;
use crate::own::amount::{Amount, Per};
use crate::own::stated::{GPS, Practice, Stated};
use crate::text::number::whole;
use crate::validation::targets::Targets;

/// Calls and forms per patient that are this many times England's are not asked about.
const USUAL: std::ops::RangeInclusive<f64> = 0.5..=2.0;

/// GPs and rooms per patient that are this many times England's are not asked about.
const USUAL_STAFF: std::ops::RangeInclusive<f64> = 0.4..=2.5;

/// Staff other than GPs per patient are asked about above so many times England's, if they are so many more \[WTE\].
/// Networks differ much in whom they employ, so few and none are not asked about unless work is left.
const MANY_TIMES: f64 = 4.0;
const MANY_MORE: f64 = 4.0;

/// Planned appointments per patient and year above which it matters that nobody holds them.
const MANY: f64 = 0.1;

/// Calls and online forms of England per patient and year \[1/a\].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct England {
    /// Calls and forms.
    pub rates: [f64; 2],
}

impl England {
    /// Those of `targets`; `None` if they state none.
    pub fn of(targets: &Targets) -> Option<England> {
        let rate = |measure: &str| {
            let target = targets.targets.iter().find(|target| target.compared.name() == measure)?;
            // Per 1,000 patients and month.
            target.target_values.first()?.observed.map(|value| value * 12.0 / 1_000.0)
        };
        let rates = [rate("calls_per_1000_month")?, rate("online_submissions_per_1000_month")?];
        Some(England { rates })
    }
}

/// What a question is about.
#[derive(Clone, Debug, PartialEq)]
pub enum Topic {
    /// Calls (0) or online forms (1): of a practice, as an index, or of the network.
    Contacts(usize, Option<usize>),
    /// The GPs of a practice, as an index.
    Gps(usize),
    /// Rooms of the network.
    Rooms,
    /// Very many in a role, by its key.
    Many(String),
    /// Nobody in a role, by its key.
    Nobody(String),
}

/// A question.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// What it is about.
    pub topic: Topic,
    /// What is unusual.
    pub fact: String,
    /// What is asked about it.
    pub ask: String,
    /// How to answer it on the command line.
    pub remedy: String,
    /// Whether nothing can be done without an answer.
    pub is_open: bool,
}

/// The words and options of calls and of forms.
const KINDS: [(&str, &str); 2] = [("calls", "--calls"), ("online forms", "--online")];

/// Everything worth asking about `stated`.
pub fn questions(stated: &Stated, base: &CareSystem, england: &England) -> Vec<Question> {
    let mut found = Vec::new();
    let patients: f64 = stated.practices.iter().map(|own| own.list_size).sum();
    let days = base.calendar.working_days_per_year;
    for kind in 0..KINDS.len() {
        let all = [stated.calls, stated.forms][kind];
        let of_network = all.map(|amount| (amount, patients, None));
        let of_practices = stated.practices.iter().enumerate().filter_map(|(index, own)| {
            [own.calls, own.forms][kind].map(|amount| (amount, own.list_size, Some(index)))
        });
        for (amount, patients, practice) in of_network.into_iter().chain(of_practices) {
            let usual = england.rates[kind] * patients;
            let own = practice.map(|at| &stated.practices[at]);
            let about = about_contacts(amount, usual, kind, own, days);
            found.extend(about.map(|[fact, ask, remedy]| Question {
                topic: Topic::Contacts(kind, practice),
                fact,
                ask,
                remedy,
                is_open: amount.per.is_none(),
            }));
        }
    }
    found.extend((0..stated.practices.len()).filter_map(|at| about_gps(stated, at, base)));
    found.extend(about_rooms(stated, patients, base));
    found.extend(about_many(stated, patients, base));
    found.extend(about_nobody(stated, patients, base));
    found
}

/// The question about a number of calls or forms, of which `usual` a year are England's, and the answers.
fn about_contacts(
    amount: Amount,
    usual: f64,
    kind: usize,
    practice: Option<&Practice>,
    days: f64,
) -> Option<[String; 3]> {
    let ratio = |per: Per| amount.number * per.a_year(days) / usual;
    if amount.per.is_some_and(|per| USUAL.contains(&ratio(per))) {
        return None;
    }
    let ((noun, option), of) = (KINDS[kind], practice.map_or("all practices", |own| &own.title));
    let per = amount.per.unwrap_or(Per::Week);
    let england = whole(usual / per.a_year(days));
    let compared = match amount.per {
        None => format!("{} {noun} ({of}), of no stated period", whole(amount.number)),
        Some(per) => {
            format!(
                "{} {noun} a {} ({of}) are {}",
                whole(amount.number),
                per.word(),
                times(ratio(per))
            )
        }
    };
    let fact =
        format!("{compared}; England's average for as many patients is {england} a {}", per.word());
    let ask =
        "Are they all that come in, answered or not, and of a day, a week or a month?".to_owned();
    let written = |per: Per| match practice {
        None => format!("{option} \"{} a {}\"", amount.number, per.word()),
        Some(_) => format!("{noun}={} a {}", amount.number, per.word()),
    };
    let fits =
        Per::ALL.into_iter().filter(|per| USUAL.contains(&ratio(*per)) && Some(*per) != amount.per);
    let fits: Vec<String> =
        fits.map(|per| format!("{} ({})", written(per), times(ratio(per)))).collect();
    let remedy = match (fits.is_empty(), amount.per) {
        (false, Some(_)) => {
            format!("if it is of another period, {}; if it is right, --accept", fits.join(" or "))
        }
        (false, None) => format!(
            "write {}; if it is of another period, state that, with --accept",
            fits.join(" or ")
        ),
        (true, Some(_)) => format!("if it is right, --accept; otherwise correct {option}"),
        (true, None) => format!("write {} with --accept, say", written(Per::Week)),
    };
    Some([fact, ask, remedy])
}

/// A ratio to England in words.
fn times(ratio: f64) -> String {
    match ratio {
        r if (0.28..=0.38).contains(&r) => format!("a third ({:.0}%) of England's", r * 100.0),
        r if r < 1.5 => format!("{:.0}% of England's", r * 100.0),
        r => format!("{r:.1} times England's"),
    }
}

fn about_gps(stated: &Stated, index: usize, base: &CareSystem) -> Option<Question> {
    let own = &stated.practices[index];
    let gps: Vec<f64> = own.staff.iter().filter(|s| s.role == GPS).map(|s| s.wte).collect();
    let of_base: f64 =
        base.teams.iter().filter(|team| base.is_own_gp(team)).map(|team| team.wte).sum();
    let usual = of_base / base.patients() * own.list_size;
    let ratio = gps.iter().sum::<f64>() / usual;
    (!gps.is_empty() && !USUAL_STAFF.contains(&ratio)).then(|| Question {
        topic: Topic::Gps(index),
        fact: format!(
            "{} WTE of GPs for {} patients ({}) are {}, which would be {usual:.1}",
            gps.iter().sum::<f64>(),
            whole(own.list_size),
            own.title,
            times(ratio)
        ),
        ask: "Is it right?".to_owned(),
        is_open: false,
        remedy: "correct gps=; if it is right, --accept".to_owned(),
    })
}

fn about_rooms(stated: &Stated, patients: f64, base: &CareSystem) -> Option<Question> {
    let of_practices: u32 = stated.practices.iter().flat_map(|own| &own.rooms).sum();
    let is_whole = stated.practices.iter().all(|own| !own.rooms.is_empty());
    let rooms = stated.rooms.map(|(rooms, _)| rooms).or(is_whole.then_some(of_practices))?;
    let usual = f64::from(base.rooms_total()) / base.patients() * patients;
    let ratio = f64::from(rooms) / usual;
    (!USUAL_STAFF.contains(&ratio)).then(|| Question {
        topic: Topic::Rooms,
        fact: format!(
            "{rooms} rooms for {} patients are {}, which would be {usual:.0}",
            whole(patients),
            times(ratio)
        ),
        ask: "Are they all clinical rooms, of all sites?".to_owned(),
        is_open: false,
        remedy: "correct rooms; if it is right, --accept".to_owned(),
    })
}

/// Whole-time equivalents of a profession in the base for as many patients, rotas apart.
fn usual_wte(base: &CareSystem, profession: usize, patients: f64) -> f64 {
    let of = base
        .teams
        .iter()
        .filter(|team| base.roles[team.role].booked_as == profession && team.sessions.is_empty());
    of.map(|team| team.wte).sum::<f64>() / base.patients() * patients
}

/// Roles of which far more are stated than England has for as many patients.
fn about_many(stated: &Stated, patients: f64, base: &CareSystem) -> Vec<Question> {
    let all = || stated.staff.iter().chain(stated.practices.iter().flat_map(|own| &own.staff));
    let of = |role: &crate::model::role::Role| {
        let wte: f64 = all().filter(|staff| staff.role == role.name).map(|staff| staff.wte).sum();
        let usual = usual_wte(base, role.booked_as, patients);
        let is_many = wte > MANY_TIMES * usual && wte - usual >= MANY_MORE;
        (is_many && role.booked_as != base.general_practitioner).then(|| Question {
            topic: Topic::Many(role.name.clone()),
            fact: format!(
                "{wte} WTE ({}) for {} patients are {}",
                role.name.replace('-', " "),
                whole(patients),
                if usual > 0.0 {
                    format!("{}, which would be {usual:.1}", times(wte / usual))
                } else {
                    "many, and England's average has none".into()
                }
            ),
            ask: "Is it right?".to_owned(),
            is_open: false,
            remedy: "correct --staff or the form; if it is right, --accept".to_owned(),
        })
    };
    base.roles.iter().filter_map(of).collect()
}

/// Roles of which nobody is stated although the base plans much work for them. If no staff but GPs are stated,
/// all others are England's.
fn about_nobody(stated: &Stated, patients: f64, base: &CareSystem) -> Vec<Question> {
    let all = || stated.staff.iter().chain(stated.practices.iter().flat_map(|own| &own.staff));
    let is_gp = |role: &str| {
        let own = base.teams.iter().filter(|team| base.is_own_gp(team));
        role == GPS || own.into_iter().any(|team| base.roles[team.role].name == role)
    };
    if all().all(|staff| is_gp(&staff.role)) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (profession, name) in base.professions.iter().enumerate() {
        let a_year = planned_a_year(base, profession);
        let teams = base.teams.iter().filter(|team| {
            base.roles[team.role].booked_as == profession
                && team.sessions.is_empty()
                && team.wte > 0.0
        });
        let wte: f64 = teams.clone().map(|team| team.wte).sum::<f64>() / base.patients() * patients;
        let is_stated = all().any(|staff| {
            let role = base.roles.iter().find(|role| role.name == staff.role);
            role.is_some_and(|role| role.booked_as == profession)
        });
        let main = teams.max_by(|one, other| one.wte.total_cmp(&other.wte));
        let Some(main) = main.filter(|_| a_year >= MANY && !is_stated) else { continue };
        if profession == base.general_practitioner {
            continue;
        }
        let role = &base.roles[main.role];
        let words = name.replace('-', " ");
        found.push(Question {
            topic: Topic::Nobody(role.name.clone()),
            fact: format!(
                "nobody is stated for the work of a {words}: for as many patients England's average \
                 employs {wte:.1} WTE and plans {} appointments a year for them",
                whole(a_year * patients)
            ),
            ask: "Who does this work?".to_owned(),
            is_open: false,
            remedy: format!(
                "if you employ some, --staff \"{words}=2\"; if it is done elsewhere, --staff \"{words}=0\", \
                 and it is left out"
            ),
        });
    }
    found
}

/// Appointments that the base plans for a profession, per patient and year, its recall included.
fn planned_a_year(base: &CareSystem, profession: usize) -> f64 {
    let streams = base.planned.iter().filter(|stream| stream.profession == profession);
    let streams: f64 = streams.map(|stream| stream.per_patient_year).sum();
    let patients = base.patients();
    let shares: Vec<f64> = (0..crate::model::practice::AGE_BANDS)
        .map(|age| base.practices.iter().map(|p| p.age_shares[age] * p.list_size / patients).sum())
        .collect();
    let recall: f64 = base
        .recall
        .iter()
        .flat_map(|recall| &recall.conditions)
        .map(|condition| {
            let people: f64 =
                condition.share_by_age.iter().zip(&shares).map(|(of, all)| of * all).sum();
            let is_own = condition.profession == profession;
            let prepares = condition.preparation.is_some_and(|own| own.profession == profession);
            let times = f64::from(u8::from(is_own)) + f64::from(u8::from(prepares));
            people * times * crate::units::YEAR_DAYS / 7.0 / condition.interval_weeks
        })
        .sum();
    streams + recall
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::own::stated::Staff;
    use crate::scenario::{FileSystem, embedded::BASELINE, load};

    const ENGLAND: England = England { rates: [6.72, 1.44] };

    fn asked(calls: Amount, staff: &[&str]) -> Vec<Topic> {
        let base = load(BASELINE, &FileSystem).expect("the built-in baseline").system;
        let practice = Practice { list_size: 10_000.0, ..Practice::default() };
        let staff = staff.iter().map(|role| Staff { role: (*role).to_owned(), wte: 1.0 });
        let (practices, staff) = (vec![practice], staff.collect());
        let stated = Stated { practices, staff, calls: Some(calls), ..Stated::default() };
        questions(&stated, &base, &ENGLAND).into_iter().map(|question| question.topic).collect()
    }

    #[test]
    fn a_third_of_englands_calls_is_asked_about_and_the_usual_number_is_not() {
        let per = |number, per| asked(Amount { number, per }, &[]);
        let calls = [Topic::Contacts(0, None)];
        // 6.72 a patient and year are 1,288 a week and 266 a working day.
        assert_eq!(per(1_288.0, Some(Per::Week)), []);
        assert_eq!(per(430.0, Some(Per::Week)), calls);
        assert_eq!(per(1_288.0, Some(Per::Month)), calls);
        assert_eq!(per(260.0, Some(Per::Day)), []);
        assert_eq!(per(1_288.0, None), calls);
    }

    #[test]
    fn eighty_paramedics_are_asked_about_and_two_are_not() {
        let base = load(BASELINE, &FileSystem).expect("the built-in baseline").system;
        let asked = |wte: f64| {
            let practice = Practice { list_size: 14_200.0, ..Practice::default() };
            let staff = vec![Staff { role: "paramedic".into(), wte }];
            let stated = Stated { practices: vec![practice], staff, ..Stated::default() };
            let found = about_many(&stated, 14_200.0, &base);
            found.into_iter().map(|question| question.topic).collect::<Vec<_>>()
        };
        assert_eq!(asked(80.0), [Topic::Many("paramedic".into())]);
        assert_eq!(asked(2.0), []);
    }

    #[test]
    fn planned_work_that_nobody_is_stated_for_is_asked_about_if_staff_are_stated() {
        let usual = Amount { number: 1_288.0, per: Some(Per::Week) };
        assert_eq!(asked(usual, &[GPS]), []);
        let roles = |topics: Vec<Topic>| -> Vec<String> {
            let of = |topic| match topic {
                Topic::Nobody(role) => role,
                other => format!("{other:?}"),
            };
            topics.into_iter().map(of).collect()
        };
        let asked = |staff: &[&str]| roles(asked(usual, staff));
        assert_eq!(asked(&["practice-nurse", "clinical-pharmacist"]), ["healthcare-assistant"]);
        assert!(asked(&["paramedic"]).contains(&"practice-nurse".to_owned()));
        let all = ["practice-nurse", "clinical-pharmacist", "healthcare-assistant"];
        assert_eq!(asked(&all), Vec::<String>::new());
    }
}
