//! Practices that merged or closed, and months or networks that several files state.

use super::made_up::{File, zip};
use super::{appointments, import, is_named, practice};

const HEAD: &str = "EXTRACT_DATE,TYPE,CODE,SEX,AGE,NUMBER_OF_PATIENTS\n";

fn list(month: &str, code: &str, patients: u32) -> String {
    format!("{month},GP,{code},ALL,ALL,{patients}\n")
}

fn map(rows: &[(&str, &str)]) -> String {
    let rows = rows.iter().map(|(practice, network)| format!("{practice},{network}\n"));
    format!("GP_CODE,PCN_CODE\n{}", rows.collect::<String>())
}

/// A81002 merges into A81001 after September.
fn merged() -> Vec<File> {
    let before = [("A81001", 8000), ("A81002", 9000)].map(|(code, n)| list("01SEP2025", code, n));
    let after = list("01DEC2025", "A81001", 17_000);
    vec![
        ("lists-sep.csv".into(), format!("{HEAD}{}", before.concat()).into()),
        ("lists-dec.csv".into(), format!("{HEAD}{after}").into()),
    ]
}

#[test]
fn a_practice_that_the_newest_register_no_longer_has_is_left_out_by_name() {
    let both = map(&[("A81001", "U00001"), ("A81002", "U00001")]);
    let one = map(&[("A81001", "U00001")]);
    let in_zip = |month: &str, rows: &str| {
        let crosstab = appointments(&format!("01{}2025", month.to_uppercase()), 300, 100, 50);
        let name = format!("Practice_Level_Crosstab_{month}_25.csv");
        zip(&[(name.as_str(), crosstab.as_bytes()), ("Mapping.csv", rows.as_bytes())])
    };
    let of_zips: Vec<File> = vec![
        ("gp_appointments_Sep_25.zip".into(), in_zip("Sep", &both)),
        ("gp_appointments_Dec_25.zip".into(), in_zip("Dec", &one)),
    ];
    let [september, december] = merged().try_into().unwrap();
    let in_one = format!(
        "{}{}",
        String::from_utf8(september.1.clone()).unwrap(),
        list("01DEC2025", "A81001", 17_000)
    );
    for files in [
        [vec![("Mapping.csv".into(), both.clone().into())], merged()].concat(),
        [of_zips.clone(), merged()].concat(),
        [of_zips, vec![december, september]].concat(),
        vec![("Mapping.csv".into(), both.into()), ("lists.csv".into(), in_one.into())],
    ] {
        let data = import(&files).unwrap();
        let kept: Vec<(&str, f64)> =
            data.practices.iter().map(|own| (own.practice.as_str(), own.list_size)).collect();
        assert_eq!(kept, [("A81001", 17_000.0)]);
        let mut left = data.left.entries();
        assert!(left.any(|(entry, ..)| entry.practice == "A81002" && entry.what == "practice"));
    }
}

#[test]
fn a_month_in_two_parts_is_named_with_both_totals() {
    let whole = appointments("01DEC2025", 300, 100, 50);
    let lines: Vec<&str> = whole.split_inclusive('\n').collect();
    let part = |rows: &[&str]| [&[lines[0]], rows].concat().concat();
    let files = |one: &str, other: &str| -> Vec<File> {
        vec![
            ("Mapping.csv".into(), map(&[("A81001", "U00001")]).into()),
            ("lists.csv".into(), format!("{HEAD}{}", list("01DEC2025", "A81001", 1000)).into()),
            ("x1.csv".into(), one.into()),
            ("x2.csv".into(), other.into()),
        ]
    };
    let data = import(&files(&part(&lines[1..2]), &part(&lines[2..]))).unwrap();
    assert!(is_named(&data, "A81001", "300", "put the parts into one file"));
    assert!(data.told.iter().any(|told| told.contains("by more than a fifth")), "{:?}", data.told);
    // The same file under two names counts once, and is told.
    let data = import(&files(&whole, &whole)).unwrap();
    assert_eq!(practice(&data, "A81001").values["appointments_per_1000_month"], 450.0);
    assert!(
        data.told.iter().any(|told| told.contains("1 practice-month of an earlier file again")),
        "{:?}",
        data.told
    );
}

#[test]
fn two_maps_of_one_month_that_contradict_each_other_are_named() {
    let lists: File =
        ("lists.csv".into(), format!("{HEAD}{}", list("01DEC2025", "A81001", 1000)).into());
    let data = import(&[
        ("q1/Mapping.csv".into(), map(&[("A81001", "U00001")]).into()),
        ("q2/Mapping.csv".into(), map(&[("A81001", "U00002")]).into()),
        lists,
    ])
    .unwrap();
    assert_eq!(data.practices[0].network, "U00001");
    assert!(is_named(&data, "A81001", "U00002", "states another network"));
}

#[test]
fn lines_are_those_that_the_user_sees_whatever_ends_them() {
    let lists =
        format!("{HEAD}{}01DEC2025,GP,A81002,ALL,ALL,*\n", list("01DEC2025", "A81001", 1000));
    for end in ["\n", "\r\n", "\r"] {
        let data = import(&[
            ("lists.csv".into(), lists.replace('\n', end).into()),
            ("Mapping.csv".into(), map(&[("A81001", "U00001"), ("A81002", "U00001")]).into()),
        ])
        .unwrap();
        let starred = data.left.entries().filter(|(entry, ..)| entry.value == "*");
        let lines: Vec<usize> = starred.map(|(_, line, _)| line).collect();
        assert_eq!(lines, [3], "{end:?}");
    }
}
