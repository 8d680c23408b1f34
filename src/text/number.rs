//! Numbers written for people.

/// A whole number with commas and a true minus sign: `−1,234`.
pub fn whole(value: f64) -> String {
    let rounded = value.round();
    let digits = format!("{:.0}", rounded.abs());
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    if rounded < 0.0 { format!("−{out}") } else { out }
}

/// So many things in words: `1 room`, `1,234 rooms`. The plural is the noun with an `s`.
pub fn counted(count: usize, noun: &str) -> String {
    format!("{} {noun}{}", whole(count as f64), if count == 1 { "" } else { "s" })
}

/// A whole number with its sign, for differences: `+1,234`, `−5`, `0`.
pub fn signed(value: f64) -> String {
    if value.round() > 0.0 { format!("+{}", whole(value)) } else { whole(value) }
}

/// Millions with their sign, to a hundredth: `+1.23`, `−0.05`, `0.00`.
pub fn millions(value: f64) -> String {
    let size = format!("{:.2}", value.abs() / 1e6);
    match (size.bytes().all(|digit| matches!(digit, b'0' | b'.')), value > 0.0) {
        (true, _) => size,
        (false, true) => format!("+{size}"),
        (false, false) => format!("−{size}"),
    }
}

/// A level with its unit: `61.2%`, `4.2 min`, `1,234`.
pub fn level(unit: &str, value: f64) -> String {
    let minus = if value < 0.0 { "−" } else { "" };
    let size = value.abs();
    match unit {
        "share" => format!("{minus}{:.1}%", size * 100.0),
        unit if unit.starts_with("min") => format!("{minus}{size:.1} min"),
        "index" => format!("{minus}{size:.2}"),
        "days" => format!("{minus}{size:.1} days"),
        "people" => format!("{minus}{size:.1}"),
        unit if unit.contains(" per ") => format!("{minus}{size:.2}"),
        _ => whole(value),
    }
}

/// `value` rounded to a multiple of `unit`.
pub fn to_nearest(value: f64, unit: f64) -> f64 {
    (value / unit).round() * unit
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_thing_has_no_plural() {
        assert_eq!(counted(1, "network"), "1 network");
        assert_eq!(
            (counted(0, "row"), counted(1234, "row")),
            ("0 rows".into(), "1,234 rows".into())
        );
    }

    #[test]
    fn thousands_have_commas_and_differences_signs() {
        assert_eq!(whole(1_234_567.4), "1,234,567");
        assert_eq!(whole(-0.2), "0");
        assert_eq!(signed(999.6), "+1,000");
        assert_eq!(signed(-1_234.0), "−1,234");
        assert_eq!(signed(0.3), "0");
    }

    #[test]
    fn millions_have_two_decimals_and_a_sign_unless_they_are_nothing() {
        assert_eq!(
            [1_234_567.0, -50_000.0, 4_000.0, -4_000.0].map(millions),
            ["+1.23", "−0.05", "0.00", "0.00"]
        );
    }

    #[test]
    fn a_level_has_the_form_of_its_unit() {
        assert_eq!(level("share", 0.6123), "61.2%");
        assert_eq!(level("min", 4.25), "4.2 min");
        assert_eq!(level("appointments per patient and year", 5.4321), "5.43");
        assert_eq!(level("calls", 98_765.0), "98,765");
    }
}
