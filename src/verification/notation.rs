//! Reads a queueing station from Kendall's notation, and the names of metrics.
//!
//! ```text
//! arrivals/services/servers[/capacity][//sources][+patience] [words]
//!   M/M/c FCFS    E2/M/1    M/D/c    M/G/c/c loss    M/M/c/K    M/M/c//N    M/M/c+M    M^[2]/M/1
//! ```
//!
//! A letter in place of a number is the name of a parameter.

use crate::verification::case::{Case, Unsupported};
use crate::verification::chance::Lengths;
use crate::verification::metric::{MOST_CLASSES, Metric};
use crate::verification::station::{Input, Station};

const RATE: [&str; 4] = ["lam", "lambda", "arrival_rate", "rate"];
const SERVERS: [&str; 3] = ["c", "servers", "s"];
const SERVICE_RATE: [&str; 2] = ["mu", "service_rate"];
const SERVICE_MEAN: [&str; 4] = ["mean", "mean_service", "D", "service_mean"];

/// The text in lower case without spaces, for comparisons.
pub(super) fn normal(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
}

/// The metric that a text names.
pub(super) fn metric(text: &str, station: &Station) -> Option<Metric> {
    let text = normal(text);
    let metric = match text.as_str() {
        "p_wait" | "pwait" | "p(wait)" | "p(wq>0)" | "p_delay" | "erlangc" => Metric::DelayShare,
        // The root of Kleinrock's equation is the share of customers who find the server busy.
        "sigma" if station.servers == 1 => Metric::DelayShare,
        "wq" | "wq_accepted" | "e_wq_all" | "e_wq" | "e[wq]" | "wq_all" => Metric::Wait(None),
        "wq_served" | "e_wq_served" => Metric::WaitOfServed,
        "lq" | "e[lq]" => Metric::Waiting,
        "w" | "e[w]" | "w_accepted" => Metric::Stay,
        "l" | "e[l]" => Metric::Present,
        "utilisation" | "utilization" | "rho" => Metric::Utilisation,
        "busy" | "e[busy]" | "mean_busy" => Metric::Busy,
        "p0" | "p_0" | "p(n=0)" | "p_empty" => Metric::Empty,
        "p_block" | "p_loss" | "p_k" | "blocking" | "erlangb" => Metric::Blocked,
        "p_abandon" | "p_ab" | "p(ab)" | "p_abandonment" => Metric::Abandoned,
        "throughput" | "lambda_eff" | "lam_eff" => Metric::Throughput,
        _ => return other_metric(&text, station),
    };
    Some(metric)
}

/// Metrics with a number in their name.
fn other_metric(text: &str, station: &Station) -> Option<Metric> {
    if let Some(class) = text.strip_prefix("wq_class").or(text.strip_prefix("wq_")) {
        let class = class.parse::<usize>().ok();
        if let Some(class) = class.filter(|class| (1..=station.inputs.len()).contains(class)) {
            return Some(Metric::Wait(Some(class - 1)));
        }
    }
    if let Some(limit) = text.strip_prefix("p(wq>").and_then(|rest| rest.strip_suffix(')')) {
        let limit = multiple_of(limit, station.mean_service());
        return limit.map(Metric::WaitExceeds);
    }
    let digits = text.strip_prefix("wq_p").or(text.strip_prefix("p"))?;
    let (digits, rest) = digits
        .split_at(digits.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(digits.len()));
    let named = text.starts_with("wq_p") && matches!(rest, "" | "_given_all" | "_all");
    let share = digits.parse::<f64>().ok().map(|percent| percent / 100.0);
    share
        .filter(|share| (named || rest == "_wq") && (0.0..1.0).contains(share))
        .map(Metric::WaitPercentile)
}

/// A number, `1/mu`, `2/mu` or `0.5/mu`.
fn multiple_of(text: &str, mean: f64) -> Option<f64> {
    let limit = match text.strip_suffix("/mu") {
        Some(times) => times.parse::<f64>().ok()? * mean,
        None => text.parse().ok()?,
    };
    (limit >= 0.0 && limit.is_finite()).then_some(limit)
}

/// The number of servers, from the parameters or the model of a case; one if it is not stated.
pub(super) fn servers(case: &Case) -> Result<u32, Unsupported> {
    if SERVERS.iter().any(|name| case.parameters.contains_key(*name)) {
        return case.count(&SERVERS);
    }
    let head = case.model.split_whitespace().next().unwrap_or_default();
    Ok(head.split('/').nth(2).and_then(|servers| servers.parse().ok()).unwrap_or(1))
}

/// The parts of Kendall's notation.
struct Kendall<'m> {
    arrivals: &'m str,
    service: &'m str,
    servers: &'m str,
    capacity: Option<&'m str>,
    sources: Option<&'m str>,
    patience: Option<&'m str>,
}

impl<'m> Kendall<'m> {
    fn read(model: &'m str) -> Option<Self> {
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

/// The station that a case describes.
pub(super) fn station(case: &Case) -> Result<Station, Unsupported> {
    let unknown = || Unsupported("unknown model".into());
    let kendall = Kendall::read(&case.model).ok_or_else(unknown)?;
    let words = case.model.to_lowercase();
    for discipline in ["lcfs", "siro", "random order", "processor sharing", "vacation", "retrial"] {
        if words.contains(discipline) {
            return Err(Unsupported(format!("unknown model: {discipline}")));
        }
    }
    let without = words.replace("non-preemptive", "").replace("nonpreemptive", "");
    if without.replace("non-pre-emptive", "").contains("emptive") {
        return Err(Unsupported("pre-emptive priority is not supported".into()));
    }
    let servers = number(case, kendall.servers, &SERVERS)?;
    let services = services(case, &kendall)?;
    let (batch, arrivals) = batch(case, kendall.arrivals)?;
    let inputs = inputs(case, arrivals, batch, &services)?;
    let capacity = match kendall.capacity {
        Some(text) if text == kendall.servers => Some(servers),
        Some(text) => Some(number(case, text, &["K", "k", "capacity"])?),
        None => None,
    };
    let sources =
        kendall.sources.map(|text| number(case, text, &["N", "n", "sources"])).transpose()?;
    let station = Station {
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

/// A number written in the model, or the parameter that it names.
fn number(case: &Case, text: &str, names: &[&str]) -> Result<u32, Unsupported> {
    if matches!(text, "inf" | "∞") {
        return Ok(u32::MAX);
    }
    match text.parse() {
        Ok(number) => Ok(number),
        Err(_) => case.count(&[names, &[text]].concat()),
    }
}

/// The batch size and the distribution between arrivals: `M^[2]`, or `M^[X]` with `batch`.
fn batch<'m>(case: &Case, arrivals: &'m str) -> Result<(u32, &'m str), Unsupported> {
    let Some((arrivals, size)) = arrivals.split_once('^') else { return Ok((1, arrivals)) };
    let size = size.trim_matches(['[', ']', '{', '}', '(', ')']);
    let size = if case.parameters.contains_key("batch") { "batch" } else { size };
    Ok((number(case, size, &["batch"])?, arrivals))
}

/// The distribution of service times, for each class if there are several means.
fn services(case: &Case, kendall: &Kendall<'_>) -> Result<Vec<Lengths>, Unsupported> {
    let means = match case.numbers(&SERVICE_RATE)? {
        Some(rates) => rates.iter().map(|rate| 1.0 / rate).collect(),
        None => match case.numbers(&SERVICE_MEAN)? {
            Some(means) => means,
            // A loss system may state only the offered load. The time unit is then a mean service time.
            None if case.parameters.contains_key("a") => vec![1.0],
            None => return Err(Unsupported("parameter `mu` or `mean` is missing".into())),
        },
    };
    if means.is_empty() || means.iter().any(|mean| !(*mean > 0.0 && mean.is_finite())) {
        return Err(Unsupported("`mu` or `mean` must be positive".into()));
    }
    let spreads = case.numbers(&["cv2", "cs2"])?.unwrap_or_default();
    let cv2 = spreads.first().copied();
    let dist = case.text(&["dist", "service", "service_dist"]);
    let (words, cv2) = match (kendall.service, dist) {
        ("G" | "GI", Some(dist)) => (dist, cv2),
        ("G" | "GI", None) if cv2.is_some() => ("gamma", cv2),
        // Loss does not depend on the distribution. A distribution that is not exponential tests this.
        ("G" | "GI", None) if kendall.capacity == Some(kendall.servers) => ("lognormal", Some(2.0)),
        ("G" | "GI", None) => return Err(Unsupported("parameter `dist` is missing".into())),
        (letter, _) => (letter, cv2),
    };
    let spread = |class: usize| spreads.get(class).copied().or(cv2);
    let service = |(class, mean): (usize, &f64)| Lengths::named(words, *mean, spread(class));
    means.iter().enumerate().map(service).collect()
}

/// The streams of customers, first class first.
fn inputs(
    case: &Case,
    arrivals: &str,
    batch: u32,
    services: &[Lengths],
) -> Result<Vec<Input>, Unsupported> {
    let rates = match case.numbers(if batch > 1 || case.parameters.contains_key("batch_rate") {
        &["batch_rate", "lam", "lambda"]
    } else {
        &RATE
    })? {
        Some(rates) => rates,
        None if arrivals == "D" && case.parameters.contains_key("interarrival") => {
            vec![1.0 / case.positive(&["interarrival"])?]
        }
        None => vec![case.positive(&["a", "offered_load"])? / services[0].mean],
    };
    if rates.is_empty() || rates.iter().any(|rate| !(*rate > 0.0 && rate.is_finite())) {
        return Err(Unsupported("arrival rates must be positive".into()));
    }
    if rates.len() > MOST_CLASSES || services.len() > 1 && services.len() != rates.len() {
        return Err(Unsupported(format!("{} classes of customers are not supported", rates.len())));
    }
    let input = |(class, rate): (usize, &f64)| {
        let service = services.get(class).unwrap_or(&services[0]).clone();
        Ok(Input { between: between(case, arrivals, 1.0 / rate)?, service })
    };
    rates.iter().enumerate().map(input).collect()
}

/// The time between arrivals.
fn between(case: &Case, letter: &str, mean: f64) -> Result<Lengths, Unsupported> {
    let share = case.number(&["p", "p1"])?;
    let first = case.number(&["lam1", "lambda1"])?;
    let second = case.number(&["lam2", "lambda2"])?;
    if let ("H2", Some(share), Some(first), Some(second)) = (letter, share, first, second) {
        return Ok(Lengths::two_exponentials(share, 1.0 / first, 1.0 / second));
    }
    let words = match letter {
        "G" | "GI" => case.text(&["arrival_dist", "interarrival_dist", "dist"]).unwrap_or("gamma"),
        letter => letter,
    };
    let words = match (words, case.number(&["k"])?) {
        ("Ek", Some(stages)) => format!("E{stages}"),
        _ => words.to_owned(),
    };
    Lengths::named(&words, mean, case.number(&["ca2", "cv2"])?)
}

fn patience(case: &Case, word: &str) -> Result<Lengths, Unsupported> {
    let mean = match case.number(&["theta", "patience_rate"])? {
        Some(rate) if rate > 0.0 => 1.0 / rate,
        Some(rate) => {
            return Err(Unsupported(format!("parameter `theta` must be positive: {rate}")));
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
        station(&read_cases(&text, |_| None).expect("one row")[0])
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
            ("M/M/1 preemptive priority", r#"{"lam": [0.1], "mu": 1}"#, "pre-emptive priority"),
            ("M/M/c", r#"{"lam": 0.5, "mu": 1}"#, "parameter `c` is missing"),
            ("M/M/1", r#"{"lam": 2, "mu": 1}"#, "grows without limit"),
            ("M/W/1", r#"{"lam": 0.5, "mean": 1}"#, "unknown distribution `W`"),
        ] {
            let error = read(model, parameters).expect_err(model).to_string();
            assert!(error.contains(words), "{model}: {error}");
        }
    }

    #[test]
    fn metrics_are_recognised_by_their_names() {
        let station = read("M/M/c", r#"{"c": 2, "lam": [0.5, 0.5], "mu": 2}"#).expect("M/M/c");
        for (text, known) in [
            ("P_wait", Metric::DelayShare),
            ("P(Wq>1/mu)", Metric::WaitExceeds(0.5)),
            ("P(Wq > 0.25)", Metric::WaitExceeds(0.25)),
            ("Wq_p95_given_all", Metric::WaitPercentile(0.95)),
            ("Wq_class2", Metric::Wait(Some(1))),
        ] {
            assert_eq!(metric(text, &station), Some(known), "{text}");
        }
        for text in ["Wq_class3", "sigma", "colour", "P(Wq>x)", "Wq_p100"] {
            assert_eq!(metric(text, &station), None, "{text}");
        }
    }
}
