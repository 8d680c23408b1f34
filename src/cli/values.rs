//! The values of options, parsed: precision, replications, patients, rooms, logs.

use pcn_sim::model::margin::THOUSANDTHS;
use pcn_sim::report::tables::REGISTERED_IN_ENGLAND;
use pcn_sim::statistics::precision::Wanted;

/// The least and the most staff that can be added at once \[whole-time equivalents\].
const LEAST_WTE: f64 = 0.05;
const MOST_WTE: f64 = 100.0;

/// Which event log is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum EventLogAsked {
    /// Activities with start and end, of the first replication that is simulated.
    First,
    /// Activities with start and end, of the first to the last of some replications, from 1.
    Activities(u32, u32),
    /// Steps of the first replication, to be animated.
    Vidigi,
}

/// A share of the mean, or a width in the unit of the measure.
pub(super) fn precision(text: &str) -> Result<Wanted, String> {
    let wrong = || {
        "expected a share above 0 and below 1, such as 0.02 for ±2%, or a width such as \"±50\""
            .to_owned()
    };
    let width = text.strip_prefix('±').or_else(|| text.strip_prefix("+-"));
    let number: f64 = width.unwrap_or(text).trim().parse().map_err(|_| wrong())?;
    match width {
        Some(_) if number > 0.0 && number.is_finite() => Ok(Wanted::Absolute(number)),
        None if number > 0.0 && number < 1.0 => Ok(Wanted::Relative(number)),
        _ => Err(wrong()),
    }
}

/// The first and the last of some replications, counted from 1.
pub(super) fn range(text: &str) -> Result<(u32, u32), String> {
    let wrong = || {
        "expected the first and the last replication, counted from 1, such as 4..6, or one, such as 4"
            .to_owned()
    };
    let (first, last) = text.split_once("..").unwrap_or((text, text));
    let number = |text: &str| text.trim_start_matches('=').parse::<u32>().map_err(|_| wrong());
    let (first, last) = (number(first)?, number(last)?);
    if first == 0 || first > last { Err(wrong()) } else { Ok((first, last)) }
}

/// One part of how many, such as 2/5.
pub(super) fn shard(text: &str) -> Result<(u32, u32), String> {
    let wrong = || "expected a part and the number of parts, such as 2/5".to_owned();
    let (part, parts) = text.split_once('/').ok_or_else(wrong)?;
    let number = |text: &str| text.parse::<u32>().map_err(|_| wrong());
    let (part, parts) = (number(part)?, number(parts)?);
    if (1..=parts).contains(&part) { Ok((part, parts)) } else { Err(wrong()) }
}

/// The fewest and the most rooms added.
pub(super) fn rooms(text: &str) -> Result<(u32, u32), String> {
    let wrong =
        || "expected the fewest and the most rooms added, such as 0..4, or one number".to_owned();
    let (fewest, most) = text.split_once("..").unwrap_or((text, text));
    let number =
        |text: &str| text.trim_start_matches(['=', '+']).parse::<u32>().map_err(|_| wrong());
    Ok((number(fewest)?, number(most)?))
}

/// A number of patients, or the word for those of England.
pub(super) fn patients(text: &str) -> Result<f64, String> {
    if text == "england" {
        return Ok(REGISTERED_IN_ENGLAND);
    }
    let is_some = |patients: &f64| patients.is_finite() && *patients >= 1.0;
    let wrong = || "expected a number of patients, such as 60200000, or england".to_owned();
    text.parse().ok().filter(is_some).ok_or_else(wrong)
}

/// The replications whose log is asked for, or the word for an animation.
pub(super) fn event_log(text: &str) -> Result<EventLogAsked, String> {
    if text == "first" {
        return Ok(EventLogAsked::First);
    }
    if text == "vidigi" {
        return Ok(EventLogAsked::Vidigi);
    }
    let wrong = |_| {
        "expected replications, counted from 1, such as 2 or 1..3, or the word vidigi; state scenarios \
         before --event-log"
            .to_owned()
    };
    range(text).map(|(first, last)| EventLogAsked::Activities(first, last)).map_err(wrong)
}

/// Whole-time equivalents, in thousandths.
pub(super) fn wte(text: &str) -> Result<u32, String> {
    let is_fine = |wte: &f64| (LEAST_WTE..=MOST_WTE).contains(wte);
    let wrong =
        || format!("expected whole-time equivalents from {LEAST_WTE} to {MOST_WTE}, such as 0.5");
    let found: f64 = text.trim().parse().ok().filter(is_fine).ok_or_else(wrong)?;
    Ok((found * f64::from(THOUSANDTHS)).round() as u32)
}

/// A sample asked for: the parameter, the number of observations, and what is observed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SampleAsked {
    pub(crate) key: String,
    pub(crate) size: u64,
    pub(crate) of: String,
}

/// The most observations of a sample.
const MOST_OBSERVATIONS: u64 = 1_000_000;

/// A parameter, a number of observations, and perhaps what is observed.
pub(super) fn sample(text: &str) -> Result<SampleAsked, String> {
    let wrong = || {
        format!(
            "expected a parameter, a number from 1 to {MOST_OBSERVATIONS} and what is observed, such as \
             \"needs.msk.face_to_face=200 requests\""
        )
    };
    let (key, rest) = text.split_once('=').ok_or_else(wrong)?;
    let (number, of) = rest.trim().split_once(char::is_whitespace).unwrap_or((rest.trim(), ""));
    let size = number.replace(',', "").parse().ok();
    let size = size.filter(|size| (1..=MOST_OBSERVATIONS).contains(size)).ok_or_else(wrong)?;
    Ok(SampleAsked { key: key.trim().to_owned(), size, of: of.trim().to_owned() })
}

/// The most prices of a need, and the highest \[£\].
const MOST_PRICES: usize = 50;
const HIGHEST_PRICE: f64 = 100_000.0;

/// Pounds: a range with a step, or a list.
pub(super) fn prices(text: &str) -> Result<std::sync::Arc<[f64]>, String> {
    let wrong = || {
        format!(
            "expected a range such as 10..100:10 or a list such as 20,50, of at most {MOST_PRICES} amounts above 0 and up \
             to {HIGHEST_PRICE} pounds"
        )
    };
    let number = |text: &str| {
        let found: f64 = text.trim().trim_start_matches('£').parse().map_err(|_| wrong())?;
        let is_fine = found > 0.0 && found <= HIGHEST_PRICE;
        if is_fine { Ok(found) } else { Err(wrong()) }
    };
    let mut found = match text.split_once("..") {
        None => text.split(',').map(number).collect::<Result<Vec<f64>, String>>()?,
        Some((low, rest)) => {
            let (high, step) = rest.split_once(':').ok_or_else(wrong)?;
            let (low, high, step) = (number(low)?, number(high)?, number(step)?);
            // A little beyond the end, so that rounding does not lose the last.
            let count = ((high - low) / step + 1e-9).floor();
            if !(0.0..MOST_PRICES as f64).contains(&count) {
                return Err(wrong());
            }
            (0..=count as u32).map(|number| low + f64::from(number) * step).collect()
        }
    };
    found.sort_by(f64::total_cmp);
    found.dedup();
    if found.len() > MOST_PRICES { Err(wrong()) } else { Ok(found.into()) }
}
