//! Rows that a file states twice count once, and are named.

use super::made_up::File;
use super::{CROSSTAB, appointments, import, practice};
use pcn_sim::publications::data::Dataset;
use pcn_sim::publications::written::{left_out_csv, practices_csv};

const LISTS: &str = "EXTRACT_DATE,TYPE,CODE,SEX,AGE,NUMBER_OF_PATIENTS\n\
    2025-12-01,GP,A81001,ALL,ALL,1000\n2025-12-01,GP,A81001,ALL,70,40\n2025-12-01,GP,A81001,ALL,71,40\n";

fn with(name: &str, text: &str) -> Dataset {
    let files: Vec<File> = vec![
        ("lists.csv".into(), LISTS.into()),
        ("Mapping.csv".into(), "GP_CODE,PCN_CODE\nA81001,U00001\n".into()),
        (name.into(), text.into()),
    ];
    import(&files).unwrap()
}

/// What was left out of a file: line, times, value and the first word of the reason.
fn left(data: &Dataset, file: &str) -> Vec<(usize, u64, String, bool)> {
    let of_file = data.left.entries().filter(|(entry, ..)| entry.file == file);
    of_file
        .map(|(entry, line, times)| {
            assert_eq!((entry.practice.as_str(), entry.month.as_str()), ("A81001", "2025-12"));
            (line, times, entry.value.clone(), entry.reason.contains("another number"))
        })
        .collect()
}

#[test]
fn an_extract_that_is_in_a_file_twice_counts_once() {
    let once = appointments("01DEC2025", 300, 100, 50);
    let rest = once.strip_prefix(CROSSTAB).unwrap();
    let (first, last) = rest.split_once('\n').unwrap();
    let expected = practices_csv(&with("x.csv", &once));
    // Pasted below, row by row, or with spaces and after rows of other practices.
    let others: String =
        (2..30).map(|code| rest.replace("A81001", &format!("A810{code:02}"))).collect();
    for twice in [
        format!("{once}{rest}"),
        format!("{CROSSTAB}{first}\n{first}\n{last}{last}"),
        format!("{once}{others}{}", rest.replace(",GP,", ", GP ,")),
    ] {
        let data = with("x.csv", &twice);
        let found = practices_csv(&data);
        assert_eq!(found.lines().nth(1), expected.lines().nth(1), "{twice}");
        let named = left(&data, "x.csv");
        assert_eq!(named.iter().map(|(_, times, ..)| times).sum::<u64>(), 3, "{named:?}");
        assert!(named.iter().all(|(_, _, value, other)| value == "first on line 2" && !other));
        let told = data.told.join("; ");
        assert!(told.contains("x.csv states 3 rows twice, the first on line 2 and again on line"));
        assert!(told.contains("(A81001 in 2025-12)") && left_out_csv(&data).contains("twice"));
    }
    assert!(with("x.csv", &once).told.is_empty());
}

#[test]
fn a_practice_that_one_mapping_names_in_two_networks_stays_in_the_first_and_is_named() {
    let data = |rows: &str| -> Dataset {
        let mapping = format!("GP_CODE,PCN_CODE\n{rows}");
        let files = [("lists.csv".into(), LISTS.into()), ("Mapping.csv".into(), mapping.into())];
        import(&files).unwrap()
    };
    let named = |data: &Dataset| {
        let of_file = data.left.entries().filter(|(entry, ..)| entry.file == "Mapping.csv");
        of_file
            .map(|(entry, line, _)| (line, entry.value.clone(), entry.reason.clone()))
            .collect::<Vec<_>>()
    };
    let two = data("A81001,U00001\nA81001,U00002\n");
    assert_eq!(two.practices[0].network, "U00001");
    let found = named(&two);
    assert_eq!(found.len(), 1, "{found:?}");
    let (line, value, reason) = &found[0];
    assert!(
        (*line, value.as_str()) == (3, "U00002") && reason.contains("the first counts"),
        "{found:?}"
    );
    // A network says more than a placeholder, in either order; the same one twice says nothing new.
    for rows in ["A81001,U\nA81001,U00002\n", "A81001,U00002\nA81001,U\n"] {
        let one = data(rows);
        assert_eq!(one.practices[0].network, "U00002");
        assert!(named(&one).is_empty(), "{:?}", named(&one));
    }
}

#[test]
fn of_two_rows_of_one_kind_with_two_numbers_the_first_counts() {
    let once = appointments("01DEC2025", 300, 100, 50);
    let second = once.lines().nth(1).unwrap().replace(",300,", ",301,");
    let data = with("x.csv", &format!("{once}{second}\n"));
    assert_eq!(practice(&data, "A81001").values["appointments_per_1000_month"], 450.0);
    assert_eq!(left(&data, "x.csv"), [(5, 1, "first on line 2".to_owned(), true)]);
    assert!(data.told[0].contains("the first of the 1 with two numbers"), "{:?}", data.told);
    // Another supplier, as where a practice changed it within the month, is another row.
    let other = once.lines().nth(1).unwrap().replace("EMIS", "TPP");
    let data = with("x.csv", &format!("{once}{other}\n"));
    assert_eq!(practice(&data, "A81001").values["appointments_per_1000_month"], 750.0);
    assert!(data.told.is_empty() && left(&data, "x.csv").is_empty());
}

#[test]
fn calls_by_day_and_lists_by_age_count_once() {
    let head = "Date,PCN_CODE,PRACTICE_CODE,Indicator,Duration,Value\n";
    let day = |day: &str, calls: u32| format!("{day},U00001,A81001,CBT001,TOTAL,{calls}\n");
    let both = day("2025-12-01", 100) + &day("2025-12-02", 100);
    let data = with("calls.csv", &format!("{head}{both}{both}"));
    assert_eq!(practice(&data, "A81001").values["calls_per_1000_month"], 200.0);
    assert_eq!(left(&data, "calls.csv"), [(4, 2, "first on line 2".to_owned(), false)]);

    let (_, rest) = LISTS.split_once('\n').unwrap();
    let files: Vec<File> = vec![
        ("lists.csv".into(), format!("{LISTS}{rest}").into_bytes()),
        ("Mapping.csv".into(), "GP_CODE,PCN_CODE\nA81001,U00001\n".into()),
    ];
    let data = import(&files).unwrap();
    assert_eq!(practice(&data, "A81001").values["patients_65_74"], 80.0);
    assert_eq!(left(&data, "lists.csv"), [(5, 3, "first on line 2".to_owned(), false)]);
}

#[test]
fn a_practice_of_a_workforce_twice_and_a_person_of_a_network_twice_count_once() {
    let head = "PRAC_CODE,PRAC_NAME,PCN_CODE,TOTAL_PATIENTS,TOTAL_GP_EXTG_FTE,TOTAL_GP_EXTGL_FTE,\
                TOTAL_NURSES_FTE,TOTAL_DPC_FTE,TOTAL_ADMIN_FTE\n";
    let row = |gps: &str| format!("A81001,OAK,U00001,1000,1,{gps},0.2,0.1,1.2\n");
    let data = with("December 2025 detailed.csv", &format!("{head}{}{}", row("0.5"), row("0.6")));
    assert_eq!(practice(&data, "A81001").values["gp_wte"], 0.5);
    let is_second = |reason: &str| reason.contains("a second row of the practice and month");
    assert!(data.left.entries().any(|(entry, ..)| is_second(&entry.reason)));

    let head = "CENSUS_YEAR,CENSUS_MONTH,PCN_CODE,UNIQUE_IDENTIFIER,STAFF_GROUP,STAFF_ROLE,FTE\n";
    let person = |id: u32| format!("2025,12,U00001,{id},Direct,Paramedic,0.5\n");
    let text = format!("{head}{}{}{}", person(1), person(2), person(1));
    let data = with("pcn.csv", &text);
    assert_eq!(data.staff.iter().map(|staff| staff.wte).sum::<f64>(), 1.0);
    assert!(data.told[0].contains("states 1 row twice"), "{:?}", data.told);
    // Without a column that tells people apart, equal rows are of several people.
    let without =
        text.replace("UNIQUE_IDENTIFIER,", "").replace(",1,Di", ",Di").replace(",2,Di", ",Di");
    let data = with("pcn.csv", &without);
    assert_eq!(data.staff.iter().map(|staff| staff.wte).sum::<f64>(), 1.5);
}
