//! Messages about bad input. Each mistake has one clear message with the position, what was found,
//! what was expected and the remedy. The exit code is 2, and no files remain.

use crate::support::{Case, Ended};
use pcn_sim::report::ReportError;
use pcn_sim::scenario::embedded::{BASELINE, text};
use pcn_sim::scenario::error::ScenarioError;
use pcn_sim::units::QuantityError;

const ABOUT: &str = "[about]\ntitle = \"A test\"\nquestion = \"What is said?\"\n";

/// An overlay on the embedded baseline: `lines` begin on line 5.
fn overlay(lines: &str) -> String {
    format!("base = \"average-pcn\"\n{ABOUT}{lines}")
}

/// Runs `scenario.toml`, which must be refused.
#[track_caller]
fn refused(scenario: &str) -> Ended {
    Case::new().scenario(scenario).args(["run", "scenario.toml"]).fails_with(2)
}

#[test]
fn a_misspelt_key() {
    refused(&overlay("[staff.gp-partners]\nwtee = 2.0\n")).stderr_is(
        "error: cannot use scenario scenario.toml: 1 problem
  scenario.toml:6: `staff.gp-partners.wtee`
    found     a key that is not used here
    expected  one of: assumption, fitted, from, list_weight, months, new_starters, notice_weeks, posts, practice, recruitment_least_weeks, recruitment_weeks, relative_range, role, rotation, scope, sessions, source, stage, turnover_per_year, until, vacant, weeks_per_network, wte, wte_per_person
    remedy    did you mean `wte`?
",
    );
}

#[test]
fn a_misspelt_table() {
    refused(&overlay("[fron_door]\nmenu_exit = 2.0\n"))
        .stderr_contains("scenario.toml:5: `fron_door`\n    found     a key that is not used")
        .stderr_contains("did you mean `front_door`?");
}

#[test]
fn a_negative_whole_time_equivalent() {
    refused(&overlay("[staff.gp-partners]\nwte = -1\n")).stderr_is(
        "error: cannot use scenario scenario.toml: 1 problem
  scenario.toml:6: `staff.gp-partners.wte`
    found     -1
    expected  a number from 0 to 10000000, in whole-time equivalents
    remedy    `wte` is -1; the minimum is 0
",
    );
}

#[test]
fn a_share_above_one() {
    let line = "own_gp = { value = 1.2, range = [0.1, 0.5], assumption = \"none\" }";
    refused(&overlay(&format!("[book]\n{line}\n"))).stderr_is(
        "error: cannot use scenario scenario.toml: 1 problem
  scenario.toml:6: `book.own_gp`
    found     1.2
    expected  a share between 0 and 1
    remedy    write 0.25 for 25 per cent
",
    );
}

#[test]
fn a_base_that_does_not_exist() {
    refused(&format!("base = \"average-pcm\"\n{ABOUT}")).stderr_is(
        "error: cannot use scenario scenario.toml: 1 problem
  scenario.toml:1: `base`
    found     \"average-pcm\", which does not exist
    expected  a path relative to this file, or one of: average-pcn, two-more-physiotherapists, two-more-rooms, physiotherapists-and-rooms, without-arrs, total-triage, average-pcn-2019, arrs-2023-without-navigation, arrs-2023 (more: `pcn-sim describe scenarios`)
    remedy    did you mean \"average-pcn\"?
",
    );
    refused(&format!("base = \"no-such-file.toml\"\n{ABOUT}")).stderr_contains(
        "scenario.toml:1: `base`\n    found     \"no-such-file.toml\", which does",
    );
}

#[test]
fn bases_that_go_round_in_a_circle() {
    Case::new()
        .file("one.toml", &format!("base = \"other.toml\"\n{ABOUT}"))
        .file("other.toml", &format!("base = \"one.toml\"\n{ABOUT}"))
        .args(["run", "one.toml"])
        .fails_with(2)
        .stderr_is(
            "error: cannot use scenario one.toml: its bases form a circle: one.toml → \
             other.toml → one.toml; one of them must have no `base`\n",
        );
    refused(&format!("base = \"scenario.toml\"\n{ABOUT}"))
        .stderr_contains("its bases form a circle: scenario.toml → scenario.toml;");
}

#[test]
fn a_role_that_no_roster_mentions() {
    let baseline = text(BASELINE).unwrap();
    let role = baseline.split("[roles.").find(|part| part.starts_with("gp-locum]")).unwrap();
    let role = role.replace("gp-locum]", "[roles.astrologer]").replace("Locum GP", "Astrologer");
    refused(&overlay(&role)).stderr_is(
        "error: cannot use scenario scenario.toml: 1 problem
  scenario.toml:5: `roles.astrologer`
    found     a role that no team has
    expected  at least one team under [staff] with this role
    remedy    add a team (its `wte` may be 0), or remove the role
",
    );
}

#[test]
fn a_team_of_an_unknown_role() {
    refused(&overlay("[staff.gp-partners]\nrole = \"astrologer\"\n"))
        .stderr_contains("scenario.toml:6: `staff.gp-partners.role`")
        .stderr_contains("found     \"astrologer\", which is not a role")
        .stderr_contains("expected  one of: gp-enhanced-access, gp-locum");
}

#[test]
fn an_empty_file() {
    for empty in ["", " \n\n\t\n"] {
        refused(empty).stderr_is(
            "error: cannot use scenario scenario.toml: 1 problem
  scenario.toml
    found     an empty file
    expected  a scenario in TOML
    remedy    start with `base = \"average-pcn\"` and a table [about]
",
        );
    }
}

#[test]
fn a_file_of_100_megabytes() {
    let case = Case::new().args(["run", "large.toml"]);
    // A sparse file: it has this length, but takes no space.
    std::fs::File::create(case.path().join("large.toml")).unwrap().set_len(100_000_000).unwrap();
    case.fails_with(2).stderr_is(
        "error: cannot use scenario large.toml: cannot read large.toml: it is 100 MB large; a \
         scenario is a TOML file of at most 1 MB: is it the right file?\n",
    );
}

#[test]
fn a_directory() {
    let case = Case::new().args(["run", "scenarios"]);
    std::fs::create_dir(case.path().join("scenarios")).unwrap();
    case.fails_with(2).stderr_is(
        "error: cannot use scenario scenarios: cannot read scenarios: it is a folder; name a .toml \
         file within it\n",
    );
}

#[test]
fn a_file_that_is_no_text() {
    let case = Case::new().args(["run", "scenario.toml"]);
    std::fs::write(case.path().join("scenario.toml"), [0x7f, 0x00, 0xff]).unwrap();
    case.fails_with(2).stderr_is(
        "error: cannot use scenario scenario.toml: cannot read scenario.toml: it is not text; a \
         scenario is a TOML file in UTF-8\n",
    );
}

#[test]
fn a_file_that_does_not_exist() {
    Case::new()
        .args(["run", "missing.toml"])
        .fails_with(2)
        .stderr_contains("error: cannot use scenario missing.toml: cannot read missing.toml: ");
    Case::new().args(["run", "no-such-name"]).fails_with(2).stderr_is(
        "error: cannot use scenario no-such-name: there is no file and no built-in scenario \
         of that name; built in are: average-pcn, two-more-physiotherapists, two-more-rooms, \
         physiotherapists-and-rooms, without-arrs, total-triage, average-pcn-2019, \
         arrs-2023-without-navigation, arrs-2023 (more: `pcn-sim describe scenarios`)\n",
    );
}

#[test]
fn broken_syntax() {
    refused(&overlay("[staff.gp-partners\nwte = 2\n"))
        .stderr_contains("scenario.toml:5\n    found     \"[staff.gp-partners\"")
        .stderr_contains("expected  TOML: unclosed table, expected `]`")
        .stderr_contains("remedy    correct the syntax of this line");
}

#[test]
fn a_value_without_evidence_a_length_without_unit_a_word_out_of_place() {
    refused(&overlay("[front_door]\nmenu_exit = 0.3\n")).stderr_is(
        "error: cannot use scenario scenario.toml: 1 problem
  scenario.toml:6: `front_door.menu_exit`
    found     a value without evidence
    expected  exactly one of `source` and `assumption`, and a `range`
    remedy    write { value = …, range = [low, high], source = \"…\" } or assumption = \"…\"
",
    );
    refused(&overlay("[roles.gp-partner]\nslot = 12\n"))
        .stderr_contains("scenario.toml:6: `roles.gp-partner.slot`\n    found     12\n")
        .stderr_contains("expected  a length of time such as \"12 min\", \"1.5 h\" or \"14 d\"");
    refused(&overlay("[triage]\npolicy = \"total-triaje\"\n"))
        .stderr_contains(
            "scenario.toml:6: `triage.policy`\n    found     the text \"total-triaje\"",
        )
        .stderr_contains("remedy    did you mean \"total-triage\"?");
}

#[test]
fn all_problems_are_told_at_once() {
    let lines = "[staff.gp-partners]\nwte = -1\n[triage]\npolicy = \"none\"\n[rooms]\nturn = 1\n";
    refused(&overlay(lines))
        .stderr_contains("error: cannot use scenario scenario.toml: 3 problems\n")
        .stderr_contains("scenario.toml:6: `staff.gp-partners.wte`")
        .stderr_contains("scenario.toml:8: `triage.policy`")
        .stderr_contains("scenario.toml:10: `rooms.turn`");
}

#[test]
fn all_scenarios_are_read_before_any_is_refused() {
    Case::new()
        .file("one.toml", &overlay("[staff.gp-partners]\nwte = -1\n"))
        .file("two.toml", &overlay("[staff.gp-partners]\nwte = -2\n"))
        .args(["compare", "one.toml", "average-pcn", "two.toml"])
        .fails_with(2)
        .stderr_contains("error: cannot use scenario one.toml: 1 problem\n")
        .stderr_contains("error: cannot use scenario two.toml: 1 problem\n");
}

#[test]
fn a_mistake_in_the_base_names_the_base() {
    Case::new()
        .file("base.toml", &overlay("[staff.gp-partners]\nwte = -1\n"))
        .scenario(&format!("base = \"base.toml\"\n{ABOUT}[staff.salaried-gps]\nwte = -2\n"))
        .args(["run", "scenario.toml"])
        .fails_with(2)
        .stderr_contains("error: cannot use scenario scenario.toml: 2 problems\n")
        .stderr_contains("base.toml:6: `staff.gp-partners.wte`")
        .stderr_contains("scenario.toml:6: `staff.salaried-gps.wte`");
}

#[test]
fn every_command_refuses_a_bad_scenario() {
    for command in ["run", "compare", "check", "trace"] {
        Case::new()
            .scenario(&overlay("[staff.gp-partners]\nwte = -1\n"))
            .args([command, "scenario.toml"])
            .fails_with(2)
            .stderr_contains("error: cannot use scenario scenario.toml: 1 problem\n");
    }
}

#[test]
fn every_command_says_once_that_there_is_no_such_scenario() {
    for command in ["run", "compare", "check", "trace", "money"] {
        let said = Case::new().args([command, "nowhere"]).fails_with(2).stderr();
        assert_eq!(
            said.matches("there is no file and no built-in scenario of that name").count(),
            1,
            "{command}: {said}"
        );
    }
}

#[test]
fn a_run_beyond_the_bank_holidays_is_refused() {
    Case::new()
        .args(["run", "average-pcn", "--weeks", "520"])
        .fails_with(2)
        .stderr_contains("error: scenario average-pcn: the run goes from 2024-10-01 to 2035-04-")
        .stderr_contains("`calendar.bank_holidays` has none in 2028; add them, or shorten --weeks");
}

#[test]
fn every_public_error_can_cross_threads() {
    fn crosses<T: std::error::Error + Send + Sync + 'static>() {}
    crosses::<ScenarioError>();
    crosses::<QuantityError>();
    crosses::<ReportError>();
}

#[test]
fn a_source_that_only_the_base_cited_is_no_fault_of_the_overlay_and_one_of_its_own_is() {
    let overlay = overlay("[demand.channel_share]\nassumption = \"our own count\"\n");
    Case::new().file("own.toml", &overlay).args(["check", "own.toml", "--quiet"]).succeeds();
    let uncited = format!("{overlay}[sources.count]\ncitation = \"our own count\"\n");
    Case::new()
        .file("own.toml", &uncited)
        .args(["check", "own.toml", "--quiet"])
        .fails_with(2)
        .stderr_contains("the source \"count\", which no parameter cites");
}

#[test]
fn a_limit_is_told_with_the_key_its_line_and_the_value() {
    let attempts = |value: u32| {
        let range = format!("range = [1, {value}]");
        overlay(&format!(
            "[front_door]\nattempts_per_day = {{ value = {value}, {range}, assumption = \"a\" }}\n"
        ))
    };
    refused(&attempts(90)).stderr_contains(
        "  scenario.toml:6: `front_door.attempts_per_day`
    found     90
    expected  a whole number from 1 to 60, in calls
    remedy    `attempts_per_day` is 90; the maximum is 60
",
    );
    Case::new().scenario(&attempts(60)).args(["check", "scenario.toml", "--quiet"]).succeeds();
    let needs: String = (0..200).map(|need| format!("[needs.n{need}]\n")).collect();
    let more = text(BASELINE).unwrap().split("[needs.diet]").nth(1).unwrap();
    let body = more.split("\n[").next().unwrap();
    let needs = needs.replace("]\n", &format!("]\n{body}\n"));
    refused(&overlay(&needs)).stderr_contains("    found     213 needs\n    expected  at most 200");
}

#[test]
fn roles_are_suggested_by_what_they_are_called_every_day_and_in_publications() {
    for (word, first) in [
        ("FCP", "\"first-contact-physiotherapist\"?"),
        ("gp", "\"gp-partner\", \"gp-salaried\" or \"gp-locum\"?"),
        ("nurse", "\"practice-nurse\""),
        ("Social Prescribing Link Workers", "\"social-prescribing-link-worker\"?"),
        ("physician-assistant", "\"physician-associate\""),
    ] {
        let name = first.trim_start_matches('"').split('"').next().unwrap();
        refused(&overlay(&format!("[staff.gp-partners]\nrole = \"{word}\"\n")))
            .stderr_contains(&format!("found     \"{word}\", which is not a role"))
            .stderr_contains(&format!("expected  one of: {name}, "))
            .stderr_contains(&format!("remedy    did you mean {first}"));
    }
    refused(&overlay("[needs.msk]\nroutes = [\"physio\"]\n"))
        .stderr_contains("remedy    did you mean \"first-contact-physiotherapist\"?");
}

#[test]
fn scenarios_and_targets_are_suggested_by_what_is_like_them() {
    let said = |args: &[&str]| Case::new().args(args.iter().copied()).fails_with(2).stderr();
    assert!(said(&["run", "total-triag"]).contains("name; did you mean \"total-triage\"?"));
    assert!(
        said(&["run", "triage"]).contains("did you mean \"total-triage\", \"triage-tools\" or \"")
    );
    assert!(said(&["run", "thistlemoor"]).contains("did you mean \"central-thistlemoor\""));
    let targets = said(&["validate", "--targets", "england-2025"]);
    assert!(targets.contains("did you mean \"england-2025-26\"?"), "{targets}");
}

#[test]
fn a_key_that_is_like_none_is_told_the_most_like() {
    refused(&overlay("[demand]\ncalls_per_week = 1300\n"))
        .stderr_contains("remedy    remove it, or look the key up in docs/parameters.md; most like")
        .stderr_contains("other_calls_per_patient_year");
}

/// An overlay on the baseline with `lines` under `[practices]`.
fn own_practices(lines: &str) -> String {
    overlay(&format!(
        "[practices]\n{lines}[practices.park]\nlist_size = 9800\ndeprivation_quintile = 1\n\
         [practices.park.sites.main]\nconsulting_rooms = 5\ntreatment_rooms = 1\n"
    ))
}

#[test]
fn practices_of_the_base_that_are_left_in_are_named_with_the_way_to_leave_them_out() {
    Case::new()
        .scenario(&own_practices(""))
        .args(["check", "scenario.toml"])
        .succeeds()
        .stdout_contains(
            "practices kept from the base: 5 (oak-lane, riverside, market-street, hillside, \
             the-green); to remove them all, write leave_out = [\"practices\"] at the top of the file; \
             to remove one, leave_out = [\"practices.oak-lane\"]",
        )
        .stdout_contains("58910 patients in 6 practices");
    let without = "oak-lane = false\nriverside = false\nmarket-street = false\n\
                   hillside = false\nthe-green = false\n";
    let ended = Case::new().scenario(&own_practices(without)).args(["check", "scenario.toml"]);
    let ended = ended.succeeds().stdout_contains("  9800 patients in 1 practice,");
    assert!(!ended.stdout().contains("left in"), "{}", ended.stdout());
    // An author who changes only practices of the base knows that they are there.
    let changed = overlay("[practices.oak-lane]\nlist_size = 9000\n");
    let ended = Case::new().scenario(&changed).args(["check", "scenario.toml"]).succeeds();
    assert!(!ended.stdout().contains("left in"), "{}", ended.stdout());
}

#[test]
fn what_the_base_does_not_have_cannot_be_left_out() {
    refused(&overlay("[practices]\noak-line = false\n"))
        .stderr_contains("scenario.toml:6: `practices.oak-line`\n    found     false")
        .stderr_contains("remedy    remove it: the base has no such table to leave out");
}

/// A file of networks with these bytes, which must be refused.
#[track_caller]
fn networks_refused(bytes: &[u8]) -> String {
    let case = Case::new().args(["validate", "--networks", "n.csv"]);
    std::fs::write(case.path().join("n.csv"), bytes).unwrap();
    case.fails_with(2).stderr()
}

#[test]
fn a_table_in_another_encoding_or_with_other_separators_is_one_problem_of_a_table() {
    let said = networks_refused(b"network,practice\nCaf\xe9,1\n");
    assert!(said.contains("line 2 is not UTF-8 but probably Windows-1252"), "{said}");
    assert!(said.contains("in Excel, Save as, CSV UTF-8") && !said.contains("TOML"), "{said}");
    let said = networks_refused(b"network;practice;list_size\nN1;P1;8000\n");
    assert!(said.contains(": 1 problem\n") && said.contains("separated by semicolons"), "{said}");
    let said = networks_refused(b"\xff\xfen\0e\0t\0");
    assert!(said.contains("it is text in UTF-16"), "{said}");
}

#[test]
fn a_scenario_may_begin_with_a_byte_order_mark_and_says_so_if_it_is_in_windows_1252() {
    let case = Case::new().scenario(&format!("\u{feff}{}", overlay("")));
    case.args(["check", "scenario.toml", "--quiet"]).succeeds();
    let case = Case::new().args(["check", "scenario.toml"]);
    let text = overlay("").replace("A test", "Caf").into_bytes();
    let at = text.iter().position(|byte| *byte == b'C').unwrap() + 3;
    let text = [&text[..at], &[0xe9], &text[at..]].concat();
    std::fs::write(case.path().join("scenario.toml"), text).unwrap();
    case.fails_with(2)
        .stderr_contains("line 3 is not UTF-8 but probably Windows-1252, and a scenario is a TOML")
        .stderr_contains("in Notepad, Save as, Encoding: UTF-8");
}

#[test]
fn a_key_misspelt_at_any_depth_is_told_with_the_key_that_was_meant() {
    let closed = "weekdays = [\"thursday\"]\nstarts = \"13:00\"\nends = \"18:30\"\n";
    for (lines, meant) in [
        (format!("[[practices.oak-lane.closet]]\n{closed}"), "did you mean `closed`?"),
        ("[practices.oak-lane]\ncloset = 1\n".into(), "did you mean `closed`?"),
        ("[practices.oak-lane.sites.main]\nconsulting_room = 7\n".into(), "`consulting_rooms`?"),
        (
            "[practices.oak-lane.policy]\ncloset = 1\n".into(),
            "did you mean `practices.oak-lane.closed`, in another table?",
        ),
        ("[closet]\na = 1\n".into(), ".closed`, in another table?"),
        (
            "[book]\ntriage_minuts = 4\n".into(),
            "did you mean `triage.triage_minutes`, in another table?",
        ),
        ("[book]\nzebra_crossing = 4\n".into(), "remove it, or look the key up"),
    ] {
        let case = Case::new().scenario(&overlay(&lines)).args(["check", "scenario.toml"]);
        let said = case.fails_with(2).stderr();
        assert!(said.contains(meant), "{lines}: {said}");
    }
    let said = Case::new()
        .args(["sweep", "average-pcn", "--vary", "practices.oak-lane.list_sise=1,2"])
        .fails_with(2)
        .stderr();
    assert!(said.contains("did you mean practices.oak-lane.list_size"), "{said}");
}
