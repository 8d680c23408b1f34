//! The names of metrics: what is measured, and of which class or station.

use crate::verification::metric::{Mean, Metric};
use crate::verification::notation::normal;
use crate::verification::station::Station;

/// Names that a station knows, for messages.
pub(super) const STATION_METRICS: &str = "P_wait, Wq, Wq_served, Wq_first, Lq, W, L, utilisation, busy, p0, P_block, \
    P_abandon, throughput, P(Wq>t), P(W>t) or Wq_p90; those of one class as Wq_class1, W_class1, L_class1 and so on";

/// A name without the words for a mean, and the class or station that it ends or begins with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Named {
    /// The rest of the name, without `_` and `-`.
    pub(super) base: String,
    /// The class or station, counted from 0.
    pub(super) of: Option<usize>,
}

const PLACES: [&str; 9] =
    ["class", "station", "node", "queue", "stage", "priority", "type", "server", "center"];

/// The parts of the name `text`, in lower case without spaces.
pub(super) fn named(text: &str) -> Named {
    let (rest, of) = split(unwrapped(text));
    let plain: String = unwrapped(rest).chars().filter(|c| !matches!(c, '_' | '-')).collect();
    let mut base = plain.as_str();
    for word in ["total", "mean", "average", "avg", "expected", "total"] {
        base = base.strip_prefix(word).unwrap_or(base);
    }
    for word in ["percustomer", "total", "overall", "network", "system", "endtoend", "all"] {
        base = base
            .strip_suffix(word)
            .filter(|rest| !rest.is_empty() && !rest.ends_with("in"))
            .unwrap_or(base);
    }
    Named { base: base.to_owned(), of }
}

/// `e[w]` as `w`.
fn unwrapped(text: &str) -> &str {
    let inner = |open: &str, close: char| text.strip_prefix(open)?.strip_suffix(close);
    inner("e[", ']').or(inner("e(", ')')).unwrap_or(text)
}

/// The name without its class or station, which it may end with (`w_class2`) or begin with (`class2_w`).
fn split(text: &str) -> (&str, Option<usize>) {
    let marks = ['_', '-', '=', '[', '(', ':', '.'];
    let number = |digits: &str| digits.parse::<usize>().ok().filter(|number| *number > 0);
    for place in PLACES {
        let Some(rest) = text.strip_prefix(place) else { continue };
        let rest = rest.trim_start_matches(marks);
        let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        let (digits, name) = rest.split_at(end);
        let name = name.trim_start_matches([']', ')']).trim_start_matches(marks);
        if let (Some(number), false) = (number(digits), name.is_empty()) {
            return (name, Some(number - 1));
        }
    }
    let trimmed = text.trim_end_matches([')', ']']);
    let name = trimmed.trim_end_matches(|c: char| c.is_ascii_digit());
    let Some(number) = number(&trimmed[name.len()..]) else { return (text, None) };
    let mut name = name.trim_end_matches(marks);
    for place in PLACES {
        name = name.strip_suffix(place).unwrap_or(name).trim_end_matches(marks);
    }
    for word in ["of", "for", "at", "in"] {
        name = name.strip_suffix(word).filter(|rest| rest.len() > 1).unwrap_or(name);
    }
    if name.is_empty() { (text, None) } else { (name, Some(number - 1)) }
}

/// The mean that the base of a name stands for.
pub(super) fn mean(base: &str) -> Option<Mean> {
    Some(match base {
        "wq" | "wait" | "waits" | "waiting" | "waitingtime" | "waittime" | "waitinqueue"
        | "timeinqueue" | "queueingtime" | "queuetime" | "queueingdelay" | "delay" | "tq" => {
            Mean::Wait
        }
        "wqfirst" | "waitfirst" | "waittofirstservice" | "waituntilfirstservice" | "firstwait" => {
            Mean::FirstWait
        }
        "w" | "ws" | "t" | "stay" | "sojourn" | "sojourntime" | "response" | "responsetime"
        | "timeinsystem" | "timein" | "cycletime" | "flowtime" => Mean::Stay,
        "l" | "ls" | "n" | "numberinsystem" | "numberin" | "number" | "present" | "customers" => {
            Mean::Present
        }
        "lq" | "nq" | "queuelength" | "numberinqueue" | "numberwaiting" => Mean::Waiting,
        "rho" | "utilisation" | "utilization" | "util" | "load" => Mean::Utilisation,
        "busy" | "busyservers" => Mean::Busy,
        "pwait" | "pw" | "pdelay" | "p(wait)" | "p(wq>0)" | "erlangc" => Mean::DelayShare,
        "p0" | "pempty" | "p(n=0)" => Mean::Empty,
        "throughput" | "lambdaeff" | "lameff" | "departurerate" => Mean::Throughput,
        _ => return None,
    })
}

/// The metric of a station that a text names.
pub(super) fn station_metric(text: &str, station: &Station) -> Option<Metric> {
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
        _ => return with_number(&text, station).or_else(|| of_class(&text, station)),
    };
    Some(metric)
}

/// A mean of one class, or of all under another name.
fn of_class(text: &str, station: &Station) -> Option<Metric> {
    let Named { base, of } = named(text);
    let mean = mean(&base)?;
    match of {
        Some(class) if class >= station.inputs.len() => None,
        Some(class) => Some(match mean {
            Mean::Wait => Metric::Wait(Some(class)),
            Mean::Empty => return None,
            mean => Metric::OfClass(mean, class),
        }),
        None => Some(match mean {
            Mean::Wait => Metric::Wait(None),
            Mean::FirstWait => Metric::FirstWait,
            Mean::Stay => Metric::Stay,
            Mean::Present => Metric::Present,
            Mean::Waiting => Metric::Waiting,
            Mean::Utilisation => Metric::Utilisation,
            Mean::Busy => Metric::Busy,
            Mean::DelayShare => Metric::DelayShare,
            Mean::Empty => Metric::Empty,
            Mean::Throughput => Metric::Throughput,
        }),
    }
}

/// Metrics with a limit or a share in their name.
fn with_number(text: &str, station: &Station) -> Option<Metric> {
    let limit = |start: &str| {
        let limit = text.strip_prefix(start)?.strip_suffix(')')?;
        multiple_of(limit, station.mean_service())
    };
    if let Some(limit) = limit("p(wq>") {
        return Some(Metric::WaitExceeds(limit));
    }
    if let Some(limit) = limit("p(w>") {
        return Some(Metric::StayExceeds(limit));
    }
    let digits = text.strip_prefix("wq_p").or(text.strip_prefix("p"))?;
    let (digits, rest) = digits
        .split_at(digits.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(digits.len()));
    let is_named = text.starts_with("wq_p") && matches!(rest, "" | "_given_all" | "_all");
    let share = digits.parse::<f64>().ok().map(|percent| percent / 100.0);
    share
        .filter(|share| (is_named || rest == "_wq") && (0.0..1.0).contains(share))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_class_or_station_of_a_name_is_found_where_people_write_it() {
        for text in [
            "w_class2",
            "w_2",
            "w2",
            "e[w_2]",
            "e[w]_2",
            "w[2]",
            "class2_w",
            "station_2:w",
            "mean_w_station2",
            "w(class2)",
            "w_node_2",
        ] {
            assert_eq!(named(text), Named { base: "w".into(), of: Some(1) }, "{text}");
        }
        for text in ["w", "e[w]", "w_total", "mean_w", "w_system", "meantotalw", "wpercustomer"] {
            assert_eq!(named(text), Named { base: "w".into(), of: None }, "{text}");
        }
        assert_eq!(mean(&named("meanwaitofclass1").base), Some(Mean::Wait));
        assert_eq!(mean(&named("numberinsystem").base), Some(Mean::Present));
        assert_eq!(named("p0").of, None);
    }

    fn station(model: &str, parameters: &str) -> Station {
        let parameters = parameters.replace('"', "\"\"");
        let text = format!(
            "case_id,model,parameters_json,metric,value,reference\n\
             a,\"{model}\",\"{parameters}\",Wq,1,x\n"
        );
        let cases = crate::verification::case::read_cases(&text, |_| None).expect("one row");
        let stated = crate::verification::stated::Stated::of(&cases[0]);
        crate::verification::notation::station(&stated).expect("a station")
    }

    #[test]
    fn metrics_are_recognised_by_their_names() {
        let station = station("M/M/c priority", r#"{"c": 2, "lam": [0.5, 0.5], "mu": 2}"#);
        for (text, known) in [
            ("P_wait", Metric::DelayShare),
            ("P(Wq>1/mu)", Metric::WaitExceeds(0.5)),
            ("P(Wq > 0.25)", Metric::WaitExceeds(0.25)),
            ("Wq_p95_given_all", Metric::WaitPercentile(0.95)),
            ("Wq_class2", Metric::Wait(Some(1))),
            ("mean wait class 2", Metric::Wait(Some(1))),
            ("W_1", Metric::OfClass(Mean::Stay, 0)),
            ("E[L_2]", Metric::OfClass(Mean::Present, 1)),
            ("mean response time", Metric::Stay),
        ] {
            assert_eq!(station_metric(text, &station), Some(known), "{text}");
        }
        for text in ["Wq_class3", "sigma", "colour", "P(Wq>x)", "Wq_p100"] {
            assert_eq!(station_metric(text, &station), None, "{text}");
        }
    }
}
