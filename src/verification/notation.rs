//! Reads a queueing station from Kendall's notation, and the names of metrics.
//!
//! ```text
//! arrivals/services/servers[/capacity][//sources][+patience] [words]
//!   M/M/c FCFS    E2/M/1    M/D/c    M/G/c/c loss    M/M/c/K    M/M/c//N    M/M/c+M    M^[2]/M/1
//! ```
//!
//! A letter in place of a number is the name of a parameter.

use crate::verification::case::Unsupported;
use crate::verification::chance::Lengths;
use crate::verification::metric::MOST_CLASSES;
use crate::verification::stated::Stated;
use crate::verification::station::{Input, Order, Station};

pub(super) const RATE: [&str; 8] =
    ["lam", "lambda", "arrival_rate", "rate", "rates", "arrival_rates", "lams", "lambdas"];
pub(super) const SERVERS: [&str; 4] = ["c", "servers", "s", "n_servers"];
pub(super) const SERVICE_RATE: [&str; 4] = ["mu", "service_rate", "service_rates", "mus"];
pub(super) const SERVICE_MEAN: [&str; 8] =
    ["mean", "mean_service", "D", "service_mean", "means", "mean_services", "ES", "E_S"];
const DIST: [&str; 4] = ["dist", "service", "service_dist", "dists"];

/// The text in lower case without spaces, for comparisons.
pub(super) fn normal(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
}

/// The number of servers, from the parameters or the model of a case; one if it is not stated.
pub(super) fn servers(case: &Stated<'_>) -> Result<u32, Unsupported> {
    if case.has(&SERVERS) {
        return case.count(&SERVERS);
    }
    let head = case.model.split_whitespace().next().unwrap_or_default();
    Ok(head.split('/').nth(2).and_then(|servers| servers.parse().ok()).unwrap_or(1))
}

/// The parts of Kendall's notation.
pub(super) struct Kendall<'m> {
    pub(super) arrivals: &'m str,
    pub(super) service: &'m str,
    pub(super) servers: &'m str,
    pub(super) capacity: Option<&'m str>,
    sources: Option<&'m str>,
    pub(super) patience: Option<&'m str>,
}

impl<'m> Kendall<'m> {
    pub(super) fn read(model: &'m str) -> Option<Self> {
        let head = model.split([' ', ',', ';', '(']).next()?;
        let (head, patience) = split_off(head, "+");
        let (head, sources) = split_off(head, "//");
        let mut parts = head.split('/');
        let (arrivals, service, servers) = (parts.next()?, parts.next()?, parts.next()?);
        let capacity = parts.next();
        let is_whole =
            parts.next().is_none() && [arrivals, service, servers].iter().all(|p| !p.is_empty());
        is_whole.then_some(Kendall { arrivals, service, servers, capacity, sources, patience })
    }
}

fn split_off<'m>(text: &'m str, mark: &str) -> (&'m str, Option<&'m str>) {
    text.split_once(mark).map_or((text, None), |(head, tail)| (head, Some(tail)))
}

/// Orders of service and events that no system here has, and what each would need.
const UNKNOWN: [(&str, &str); 10] = [
    ("lcfs", "a queue served last come, first served"),
    ("siro", "a queue served in random order"),
    ("random order", "a queue served in random order"),
    ("processor sharing", "servers that share their time among all present"),
    ("round robin", "servers that share their time among all present"),
    ("vacation", "servers that go on vacation, and for how long"),
    ("retrial", "customers who try again later, and when"),
    ("breakdown", "servers that break down, and how often and how long"),
    ("polling", "a server that moves between queues, and the time that it takes"),
    ("closed network", "a number of customers who never leave a network of stations"),
];

/// The station that a case describes.
pub(super) fn station(case: &Stated<'_>) -> Result<Station, Unsupported> {
    let unknown = || {
        Unsupported::new(
            "unknown model",
            "Kendall's notation (M/M/c, M/G/1, E2/M/1, M/M/c/K, M/M/c//N, M/M/c+M, M^[2]/M/1), an open tandem \
             (M/M/1 -> M/M/2), a backlog, a clinic session, a telephone day or a trace",
        )
    };
    let kendall = Kendall::read(case.model).ok_or_else(unknown)?;
    let discipline = case.texts(&["discipline", "order", "preemption", "priority"]);
    let words = format!("{} {}", case.model, discipline.unwrap_or_default().join(" "));
    let words = words.to_lowercase();
    for (discipline, need) in UNKNOWN {
        if words.contains(discipline) {
            return Err(Unsupported::new(format!("unknown model: {discipline}"), need));
        }
    }
    in_order(case)?;
    let servers = number(case, kendall.servers, &SERVERS)?;
    let services = services(case, &kendall)?;
    let (batch, arrivals) = batch(case, kendall.arrivals)?;
    let inputs = inputs(case, arrivals, (batch, servers), &services)?;
    let capacity = match kendall.capacity {
        Some(text) if text == kendall.servers => Some(servers),
        Some(text) => Some(number(case, text, &["K", "k", "capacity"])?),
        None => None,
    };
    let sources =
        kendall.sources.map(|text| number(case, text, &["N", "n", "sources"])).transpose()?;
    let station = Station {
        order: order(&words, inputs.len())?,
        inputs,
        batch,
        servers,
        capacity,
        sources,
        patience: kendall.patience.map(|word| patience(case, word)).transpose()?,
    };
    station.check()?;
    Ok(station)
}

/// The order of service that the words of a model, in lower case, state for so many classes.
fn order(words: &str, classes: usize) -> Result<Order, Unsupported> {
    let mut rest = words.replace("pre-empt", "preempt");
    for not in ["non-preempt", "nonpreempt", "non preempt", "without preempt", "no preempt"] {
        rest = rest.replace(not, "");
    }
    if rest.contains("preempt") {
        if rest.contains("repeat") || rest.contains("restart") {
            return Err(Unsupported::new(
                "pre-emptive repeat is unknown",
                "interrupted services that begin again, with the same length or another; pre-emptive resume is known",
            ));
        }
        return Ok(Order::Preemptive);
    }
    let is_said = |some: &[&str]| some.iter().any(|word| words.contains(word));
    let is_hol = words.split(|c: char| !c.is_alphanumeric()).any(|word| word == "hol");
    if is_said(&["no priorit", "without priorit"]) {
        Ok(Order::Arrival)
    } else if is_hol || is_said(&["priorit", "cobham", "head of the line", "preempt", "pre-empt"]) {
        Ok(Order::Priority)
    } else if classes == 1
        || is_said(&["fcfs", "fifo", "first come", "first-come", "order of arrival"])
    {
        Ok(Order::Arrival)
    } else {
        Err(Unsupported::new(
            format!("the order in which {classes} classes are served is not stated"),
            "`priority` or `FCFS` among the words of the model",
        ))
    }
}

/// Classes are listed in the order of their priority.
fn in_order(case: &Stated<'_>) -> Result<(), Unsupported> {
    let numbers: Vec<f64> = match case.value(&["priority", "priorities"]) {
        Some(serde_json::Value::Array(list)) => list.iter().filter_map(|n| n.as_f64()).collect(),
        _ => return Ok(()),
    };
    if numbers.windows(2).all(|pair| pair[0] < pair[1]) {
        return Ok(());
    }
    Err(Unsupported::new(
        "the classes are not in the order of their priority",
        "the class that is served first as the first of each list",
    ))
}

/// A number written in the model, or the parameter that it names.
pub(super) fn number(case: &Stated<'_>, text: &str, names: &[&str]) -> Result<u32, Unsupported> {
    if matches!(text, "inf" | "∞") {
        return Ok(u32::MAX);
    }
    match text.parse() {
        Ok(number) => Ok(number),
        Err(_) => case.count(&[names, &[text]].concat()),
    }
}

/// The batch size and the distribution between arrivals: `M^[2]`, or `M^[X]` with `batch`.
fn batch<'m>(case: &Stated<'_>, arrivals: &'m str) -> Result<(u32, &'m str), Unsupported> {
    let Some((arrivals, size)) = arrivals.split_once('^') else { return Ok((1, arrivals)) };
    let size = size.trim_matches(['[', ']', '{', '}', '(', ')']);
    let size = if case.has(&["batch"]) { "batch" } else { size };
    Ok((number(case, size, &["batch"])?, arrivals))
}

/// The mean services that are stated.
pub(super) fn means(case: &Stated<'_>) -> Result<Option<Vec<f64>>, Unsupported> {
    let rates = case.numbers(&SERVICE_RATE)?;
    let of_rates = rates.map(|rates| rates.iter().map(|rate| 1.0 / rate).collect::<Vec<f64>>());
    let means = match (of_rates, case.numbers(&SERVICE_MEAN)?) {
        (Some(means), Some(also)) => {
            agree("mean services", &means, &also)?;
            means
        }
        (Some(means), None) | (None, Some(means)) => means,
        (None, None) => return Ok(None),
    };
    if means.is_empty() || means.iter().any(|mean| !(*mean > 0.0 && mean.is_finite())) {
        return Err(Unsupported::new("a mean service is not positive", "`mu` or `mean` above 0"));
    }
    Ok(Some(means))
}

/// The squared coefficient of variation of the service of each class, if stated: as such, or as its root, a
/// variance, a standard deviation or a second moment.
pub(super) fn spreads(case: &Stated<'_>, means: &[f64]) -> Result<Vec<f64>, Unsupported> {
    type Form = (&'static [&'static str], fn(f64, f64) -> f64);
    const FORMS: [Form; 5] = [
        (&["cv2", "cs2", "scv", "cv2s", "cs2s"], |cv2, _| cv2),
        (&["cv", "cs"], |cv, _| cv * cv),
        (
            &[
                "var",
                "variance",
                "variances",
                "vars",
                "var_s",
                "sigma2",
                "service_var",
                "service_variance",
            ],
            |var, mean| var / (mean * mean),
        ),
        (&["sd", "std", "stdev", "service_sd"], |sd, mean| sd * sd / (mean * mean)),
        (
            &["second_moment", "second_moments", "ES2", "E_S2", "es2", "m2", "E[S^2]", "E[S2]"],
            |square, mean| square / (mean * mean) - 1.0,
        ),
    ];
    let mut found: Vec<f64> = Vec::new();
    for (names, cv2) in FORMS {
        // `cv2` is a name, and not the second of several `cv`.
        if !case.has(names) && names[0] == "cv" {
            continue;
        }
        let Some(stated) = case.numbers(names)? else { continue };
        let mean = |class: usize| means.get(class).copied().unwrap_or(means[0]);
        let also: Vec<f64> =
            stated.iter().enumerate().map(|(class, number)| cv2(*number, mean(class))).collect();
        // Written with few digits, a constant service may have a cv2 a little below 0.
        if also.iter().any(|cv2| !(*cv2 >= -1e-9 && cv2.is_finite())) {
            return Err(Unsupported::new(
                format!("`{}` gives a squared coefficient of variation below 0", names[0]),
                "a spread that is possible beside the mean",
            ));
        }
        if found.is_empty() {
            found = also.into_iter().map(|cv2| cv2.max(0.0)).collect();
        } else {
            agree("spreads", &found, &also)?;
        }
    }
    Ok(found)
}

/// Refuses numbers that are stated twice and differ.
fn agree(what: &str, one: &[f64], other: &[f64]) -> Result<(), Unsupported> {
    let is_near =
        |(one, other): (&f64, &f64)| (one - other).abs() <= 0.01 * one.abs().max(0.1 * other.abs());
    if one.len() == other.len() && one.iter().zip(other).all(is_near) {
        return Ok(());
    }
    Err(Unsupported::new(
        format!("{what} are stated twice, as {one:?} and as {other:?}"),
        "one of them",
    ))
}

/// The distribution of service times, for each class if there are several means, spreads or names.
fn services(case: &Stated<'_>, kendall: &Kendall<'_>) -> Result<Vec<Lengths>, Unsupported> {
    if kendall.service == "H2" && case.has(&["mu1"]) {
        let (share, first) = (case.needed(&["p", "p1"])?, case.positive(&["mu1"])?);
        let second = case.positive(&["mu2"])?;
        return Ok(vec![Lengths::two_exponentials(share, 1.0 / first, 1.0 / second)]);
    }
    // A loss system may state only the offered load. The time unit is then a mean service time.
    let means = match means(case)? {
        Some(means) => means,
        None if case.has(&["a"]) => vec![1.0],
        None => return Err(Unsupported::new("the mean service is not stated", "`mu` or `mean`")),
    };
    let spreads = spreads(case, &means)?;
    let names = case.texts(&DIST).unwrap_or_default();
    let is_loss = kendall.capacity == Some(kendall.servers);
    let classes = means.len().max(spreads.len()).max(names.len());
    let at = |list: &[f64], class: usize| list.get(class).or(list.first()).copied();
    let is_one_or_all = |length: usize| length <= 1 || length == classes;
    if ![means.len(), spreads.len(), names.len()].into_iter().all(is_one_or_all) {
        return Err(Unsupported::new(
            format!(
                "{} means, {} spreads and {} names of services",
                means.len(),
                spreads.len(),
                names.len()
            ),
            format!("one of each, or {classes} of each"),
        ));
    }
    let service = |class: usize| {
        let (mean, cv2) = (at(&means, class).unwrap_or(1.0), at(&spreads, class));
        let name = names.get(class).or(names.first()).copied();
        match (kendall.service, name) {
            ("G" | "GI", Some(name)) => Lengths::named(&staged(case, name)?, mean, cv2),
            ("G" | "GI", None) if cv2.is_some() => Lengths::named("gamma", mean, cv2),
            // Loss does not depend on the distribution. One that is not exponential tests this.
            ("G" | "GI", None) if is_loss => Lengths::named("lognormal", mean, Some(2.0)),
            ("G" | "GI", None) => Err(Unsupported::new(
                "the distribution of services is not stated",
                "`dist`, or a spread of services such as `cv2`, `var` or `second_moment`",
            )),
            (letter, _) => Lengths::named(&staged(case, letter)?, mean, cv2),
        }
    };
    (0..classes).map(service).collect()
}

/// `Ek` with the number of stages that `k` states.
fn staged(case: &Stated<'_>, name: &str) -> Result<String, Unsupported> {
    Ok(match name {
        "Ek" => format!("E{}", case.count(&["k", "stages"])?),
        name => name.to_owned(),
    })
}

/// The streams of customers, first class first.
fn inputs(
    case: &Stated<'_>,
    arrivals: &str,
    (batch, servers): (u32, u32),
    services: &[Lengths],
) -> Result<Vec<Input>, Unsupported> {
    if arrivals == "H2"
        && let Some(between) = two_rates(case)?
    {
        return Ok(vec![Input { between, service: services[0].clone() }]);
    }
    let names: &[&str] = if batch > 1 || case.has(&["batch_rate"]) {
        &["batch_rate", "lam", "lambda"]
    } else {
        &RATE
    };
    let rates = match case.numbers(names)? {
        Some(rates) => rates,
        None if arrivals == "D" && case.has(&["interarrival"]) => {
            vec![1.0 / case.positive(&["interarrival"])?]
        }
        None if case.has(&["rho"]) => {
            vec![
                case.positive(&["rho"])? * f64::from(servers) / services[0].mean / f64::from(batch),
            ]
        }
        None => vec![case.positive(&["lam", "a", "offered_load"])? / services[0].mean],
    };
    // What follows from the others may be stated beside them.
    for redundant in ["rho", "a", "offered_load", "load"] {
        let _ = case.value(&[redundant]);
    }
    if rates.is_empty() || rates.iter().any(|rate| !(*rate > 0.0 && rate.is_finite())) {
        return Err(Unsupported::new("an arrival rate is not positive", "arrival rates above 0"));
    }
    let classes = rates.len();
    if classes > MOST_CLASSES || services.len() > 1 && services.len() != classes {
        return Err(Unsupported::new(
            format!("{classes} classes of customers have {} services", services.len()),
            format!("one service or one for each class, and at most {MOST_CLASSES} classes"),
        ));
    }
    let input = |(class, rate): (usize, &f64)| {
        let service = services.get(class).unwrap_or(&services[0]).clone();
        Ok(Input { between: between(case, arrivals, class, 1.0 / rate)?, service })
    };
    rates.iter().enumerate().map(input).collect()
}

/// Two exponentials between arrivals, from `p`, `lam1` and `lam2`.
fn two_rates(case: &Stated<'_>) -> Result<Option<Lengths>, Unsupported> {
    let share = case.number(&["p", "p1"])?;
    let first = case.number(&["lam1", "lambda1"])?;
    let second = case.number(&["lam2", "lambda2"])?;
    let (Some(share), Some(first), Some(second)) = (share, first, second) else { return Ok(None) };
    // The mean follows; it may be stated beside them.
    let _ = case.value(&RATE);
    Ok(Some(Lengths::two_exponentials(share, 1.0 / first, 1.0 / second)))
}

/// The time between arrivals of a class.
fn between(
    case: &Stated<'_>,
    letter: &str,
    class: usize,
    mean: f64,
) -> Result<Lengths, Unsupported> {
    let words = match letter {
        "G" | "GI" => case.text(&["arrival_dist", "interarrival_dist", "dist"]).unwrap_or("gamma"),
        letter => letter,
    };
    let words = staged(case, words)?;
    let of_class = |list: Vec<f64>| list.get(class).or(list.first()).copied();
    let own = case.numbers(&["ca2"])?.and_then(of_class);
    let needs_one = !matches!(words.as_bytes().first(), Some(b'M' | b'D' | b'E'));
    let cv2 = match own {
        None if needs_one => case.numbers(&["cv2"])?.and_then(of_class),
        own => own,
    };
    Lengths::named(&words, mean, cv2)
}

fn patience(case: &Stated<'_>, word: &str) -> Result<Lengths, Unsupported> {
    let mean = match case.number(&["theta", "patience_rate"])? {
        Some(rate) if rate > 0.0 => 1.0 / rate,
        Some(rate) => {
            return Err(Unsupported::new(
                format!("parameter `theta` must be positive: {rate}"),
                "`theta` above 0, or a model without patience",
            ));
        }
        None => case.positive(&["patience", "mean_patience"])?,
    };
    Lengths::named(word, mean, case.number(&["patience_cv2"])?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verification::case::read_cases;

    fn read(model: &str, parameters: &str) -> Result<Station, Unsupported> {
        let parameters = parameters.replace('"', "\"\"");
        let text = format!(
            "case_id,model,parameters_json,metric,value,reference\n\
             a,\"{model}\",\"{parameters}\",Wq,1,x\n"
        );
        let cases = read_cases(&text, |_| None).expect("one row");
        let stated = Stated::of(&cases[0]);
        station(&stated).and_then(|station| stated.all_asked().map(|()| station))
    }

    #[test]
    fn stations_are_recognised_by_their_notation() {
        let station = read("M/M/c FCFS", r#"{"c": 3, "lam": 2, "mu": 1}"#).expect("M/M/c");
        assert_eq!((station.servers, station.capacity, station.sources), (3, None, None));
        let station = read("M/M/c/K (lines)", r#"{"c": 3, "K": 6, "lam": 4, "mu": 1}"#);
        assert_eq!(station.expect("M/M/c/K").capacity, Some(6));
        let station = read("M/G/c/c loss", r#"{"c": 3, "a": 2}"#).expect("a loss system");
        assert_eq!((station.capacity, station.inputs[0].between.mean), (Some(3), 0.5));
        let station = read("M/M/c//N", r#"{"c": 2, "N": 8, "lam": 0.1, "mu": 0.5}"#);
        assert_eq!(station.expect("finite source").sources, Some(8));
        let station = read("E4/M/1", r#"{"lam": 0.8, "mu": 1}"#).expect("E4/M/1");
        assert_eq!((station.servers, station.inputs[0].between.cv2), (1, 0.25));
        let station = read("M^[3]/M/1 (x)", r#"{"batch": 3, "batch_rate": 0.2, "mu": 1}"#);
        assert_eq!(station.expect("batches").batch, 3);
        let station = read("M/M/c+M (x)", r#"{"c": 2, "lam": 3, "mu": 1, "theta": 0.5}"#);
        assert_eq!(station.expect("Erlang A").patience.map(|p| p.mean), Some(2.0));
        let station = read("D/M/1", r#"{"lam": 0.8, "mu": 1}"#).expect("D/M/1");
        assert_eq!(station.inputs[0].between.cv2, 0.0);
    }

    #[test]
    fn what_is_not_known_is_named() {
        for (model, parameters, words) in [
            ("token ring", "{}", "unknown model"),
            ("M/M/1 LCFS", r#"{"lam": 0.5, "mu": 1}"#, "lcfs"),
            (
                "M/M/1 preemptive-repeat priority",
                r#"{"lam": [0.1, 0.2], "mu": 1}"#,
                "pre-emptive repeat",
            ),
            ("M/M/1/4 preemptive priority", r#"{"lam": [0.1, 0.2], "mu": 1}"#, "interrupted"),
            ("M/G/1", r#"{"lam": [0.1, 0.2], "mean": 1, "cv2": 1}"#, "`priority` or `FCFS`"),
            ("M/M/1 priority", r#"{"lam": [0.1, 0.2], "mu": [1, 1, 1]}"#, "2 classes"),
            ("M/M/1", r#"{"lam": 0.5, "mu": 1, "cv2": 3}"#, "cv2 of 1, not of 3"),
            ("M/M/1", r#"{"lam": 0.5, "mu": 1, "setup": 3}"#, "no parameter `setup`"),
            ("M/M/c", r#"{"lam": 0.5, "mu": 1}"#, "parameter `c` is missing"),
            ("M/M/1", r#"{"lam": 2, "mu": 1}"#, "grows without limit"),
            ("M/W/1", r#"{"lam": 0.5, "mean": 1}"#, "unknown distribution `W`"),
        ] {
            let error = read(model, parameters).expect_err(model).to_string();
            assert!(error.contains(words), "{model}: {error}");
            assert!(error.contains("; it would need "), "{model}: {error}");
        }
    }
}
