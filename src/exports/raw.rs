//! Rows as they are written, and what their numbers mean: the order of days and months, the unit of lengths.

use crate::exports::cells::{Day, Length, Mode, Order, Outcome, Status, When};
use crate::exports::columns::Sort;
use crate::exports::head::Head;

/// The cells of a row that are mapped, as they are written.
#[derive(Debug, Default)]
pub(super) struct Raw {
    pub(super) starts: When,
    pub(super) booked: Option<When>,
    pub(super) requested: Option<When>,
    pub(super) seen: Option<When>,
    pub(super) mode: Option<Mode>,
    pub(super) clinician: Option<usize>,
    pub(super) status: Option<Status>,
    pub(super) outcome: Option<Outcome>,
    pub(super) length: Option<Length>,
}

/// Why the meaning of a column is not known.
#[derive(Debug)]
pub(super) struct Cannot {
    pub(super) key: &'static str,
    pub(super) found: &'static str,
    pub(super) expected: &'static str,
    pub(super) remedy: &'static str,
}

/// Which of two numbers of a date is the day.
pub(super) fn order(rows: &[Raw], asked: Option<Order>) -> Result<Order, Cannot> {
    let of = |raw: &Raw| [Some(raw.starts), raw.booked, raw.requested, raw.seen];
    let whens = || rows.iter().flat_map(of).flatten();
    let days = || whens().filter_map(|when| when.day);
    let has = |order: Order| days().any(|day| day.order() == Some(order));
    let is_open = days().any(|day| matches!(day, Day::Either(..)));
    let (key, expected) = ("--dates", "dates in one order");
    match (asked, has(Order::DayFirst), has(Order::MonthFirst)) {
        (None, true, true)
        | (Some(Order::DayFirst), _, true)
        | (Some(Order::MonthFirst), true, _) => Err(Cannot {
            key,
            found: "dates that cannot all be in the same order: in some only the day can be first, in others only the month",
            expected,
            remedy: "export dates as 2025-02-14; a spreadsheet may have changed some of them",
        }),
        (Some(order), ..) => Ok(order),
        (None, true, _) => Ok(Order::DayFirst),
        (None, _, true) => Ok(Order::MonthFirst),
        (None, false, false) if is_open => Err(Cannot {
            key,
            found: "dates such as 01/02/2025, of which no day is after the 12th: they may be in February or in January",
            expected,
            remedy: "state --dates day-first or --dates month-first",
        }),
        _ => Ok(Order::DayFirst),
    }
}

/// The unit of numbers without one \[min\], and that of the first of two numbers with a colon.
pub(super) fn unit(
    rows: &[Raw],
    head: &Head,
    wait_unit: Option<f64>,
    told: &mut Vec<String>,
) -> Result<(f64, f64), Cannot> {
    let is_wait = head.sort == Sort::Calls;
    let key = if is_wait { "wait" } else { "actual" };
    let lengths = || rows.iter().filter_map(|raw| raw.length);
    let numbers: Vec<f64> = lengths()
        .filter_map(|of| if let Length::Number(of) = of { Some(of) } else { None })
        .collect();
    let firsts =
        lengths().filter_map(|of| if let Length::Pair(of, _) = of { Some(of) } else { None });
    let most_first = firsts.fold(0.0, f64::max);
    // Nobody is with a patient, and hardly anybody in a queue, for five hours.
    let pair = if !is_wait && most_first < 1.0 { 60.0 } else { 1.0 };
    if !is_wait && (1.0..5.0).contains(&most_first) {
        return Err(Cannot {
            key,
            found: "lengths such as 1:30, which may be hours and minutes or minutes and seconds",
            expected: "lengths of one meaning",
            remedy: "export them as minutes, or as 0:01:30",
        });
    }
    let most = numbers.iter().copied().fold(0.0, f64::max);
    let mut say = |words: &str| told.push(words.to_owned());
    let number = match (head.unit(key), is_wait, wait_unit) {
        (Some(unit), ..) | (None, true, Some(unit)) => unit,
        _ if numbers.is_empty() => 1.0,
        (None, false, _) if most > 0.0 && most < 1.0 => {
            say("lengths are below 1 and are read as parts of a day, as a workbook has them");
            1440.0
        }
        (None, false, _) => {
            say("lengths have no unit and are read as minutes");
            1.0
        }
        (None, true, None) if most > 180.0 => {
            say("waits have no unit and are read as seconds, because some are above 180");
            1.0 / 60.0
        }
        (None, true, None) if most < 0.2 && numbers.iter().any(|wait| wait.fract() != 0.0) => {
            say("waits are below 0.2 and are read as parts of a day, as a workbook has them");
            1440.0
        }
        (None, true, None) if numbers.iter().any(|wait| wait.fract() != 0.0) => {
            say(
                "waits have no unit and are read as minutes, because they have decimals and none is above 180",
            );
            1.0
        }
        (None, true, None) => {
            return Err(Cannot {
                key,
                found: "whole numbers up to 180 without a unit: they may be seconds or minutes",
                expected: "waits in a known unit",
                remedy: "state --wait-unit seconds or --wait-unit minutes",
            });
        }
    };
    Ok((number, pair))
}
