//! What a scenario states of posts, labour pools, cover and supervisors: it is read, or refused with a
//! message.

use crate::support::Case;

/// A scenario whose practice partners have `lines`, which begin on line 6.
fn scenario(lines: &str) -> String {
    format!(
        "base = \"average-pcn\"\n[about]\ntitle = \"T\"\nquestion = \"Q?\"\n\
         [staff.gp-partners]\nrelative_range = [0.5, 2.0]\nassumption = \"a guess\"\n{lines}\n"
    )
}

#[test]
fn everything_that_can_be_said_of_posts_is_read() {
    let lines = "turnover_per_year = { value = 0.18, range = [0.1, 0.25], assumption = \"none\" }\n\
                 recruitment_weeks = 14\nrecruitment_least_weeks = 8\nvacant = 0.1\n\
                 new_starters = { entry_weeks = 26, transition_weeks = 26, entry_length = 1.3 }\n\
                 wte_per_person = 0.5\nrotation = { weeks_on = 2, weeks_off = 2 }";
    Case::new().scenario(&scenario(lines)).args(["check", "scenario.toml"]).succeeds();
}

#[test]
fn what_cannot_be_said_of_posts_is_refused() {
    for (lines, key, said) in [
        ("turnover_per_year = 1.0\nrecruitment_weeks = 9", "turnover_per_year", "at most 0.95"),
        ("turnover_per_year = -0.1\nrecruitment_weeks = 9", "turnover_per_year", "between 0 and 1"),
        ("turnover_per_year = 0.2", "recruitment_weeks", "nothing"),
        ("vacant = 0.2", "recruitment_weeks", "nothing"),
        ("vacant = 1.2\nrecruitment_weeks = 9", "vacant", "between 0 and 1"),
        ("vacant = 0.2\nrecruitment_weeks = 0", "recruitment_weeks", "above 0"),
        ("vacant = 0.2\nrecruitment_weeks = 521", "recruitment_weeks", "at most 520"),
        ("recruitment_weeks = 9", "recruitment_weeks", "never fall vacant"),
        (
            "vacant = 0.2\nrecruitment_weeks = 9\nrecruitment_least_weeks = 10",
            "recruitment_least_weeks",
            "at most the mean, 9",
        ),
        ("new_starters = { entry_weeks = 9 }", "new_starters.transition_weeks", "nothing"),
        ("new_starters = 26", "new_starters", "a table"),
        (
            "new_starters = { entry_weeks = 9, transition_weeks = 9, entry_lenght = 2 }",
            "new_starters.entry_lenght",
            "did you mean `entry_length`?",
        ),
        ("rotation = { weeks_on = 0, weeks_off = 2 }", "rotation.weeks_on", "1 to 52 weeks"),
        ("rotation = { weeks_on = 2, weeks_off = 60 }", "rotation.weeks_off", "1 to 52 weeks"),
        ("rotation = { weeks_on = 2, weeks_off = 2 }", "rotation", "1.44 whole-time equivalents"),
        ("rotation = { weeks_on = 2, weeks_off = 2 }", "rotation", "write wte_per_person = 0.6 or"),
        // A third of 1.2, and a fifty-third of it, which nobody may have.
        ("rotation = { weeks_on = 2, weeks_off = 4 }", "rotation", "write wte_per_person = 0.4 or"),
        ("rotation = { weeks_on = 1, weeks_off = 52 }", "rotation", "lengthen `weeks_on`"),
    ] {
        Case::new()
            .scenario(&scenario(lines))
            .args(["check", "scenario.toml"])
            .ends_with(2)
            .stderr_contains(&format!("`staff.gp-partners.{key}`"))
            .stderr_contains(said);
    }
    // A number without evidence is a guess; a fixed rota has no posts.
    let bare =
        scenario("vacant = 0.2\nrecruitment_weeks = 9").replace("assumption", "# assumption");
    Case::new()
        .scenario(&bare.replace("relative_range", "# relative_range"))
        .args(["check", "scenario.toml"])
        .ends_with(2)
        .stderr_contains("a value without evidence");
    let rota = scenario("new_starters = { entry_weeks = 9, transition_weeks = 9 }")
        .replace("gp-partners", "enhanced-access-gps");
    Case::new()
        .scenario(&rota)
        .args(["check", "scenario.toml"])
        .ends_with(2)
        .stderr_contains("a rota of fixed sessions");
}

#[test]
fn what_cannot_be_said_of_labour_pools_cover_and_supervisors_is_refused() {
    let people = "people = { value = 4, range = [1, 9], assumption = \"a guess\" }";
    let back = "leavers_return = { value = 0.3, range = [0, 1], assumption = \"a guess\" }";
    let from = "taken_from = \"community-pharmacy\"";
    let pool = |role: &str, lines: [&str; 3]| {
        format!(
            "[labour_pool.{role}]\n{}\n[staff.gp-partners]\nvacant = 0.1\nrecruitment_weeks = 9\n\
                 relative_range = [0.5, 2.0]\nassumption = \"a guess\"\n",
            lines.join("\n")
        )
    };
    let cover = |lines: &str| format!("[absence.cover]\n{lines}\n");
    let pharmacist = "clinical-pharmacist";
    for (text, told) in [
        (
            pool("astrologer", [people, back, from]),
            "  scenario.toml:5: `labour_pool.astrologer`
    found     a labour pool of a role that does not exist
    expected  one of: gp-enhanced-access, gp-locum,",
        ),
        (
            pool(pharmacist, [people, back, from]),
            "  scenario.toml:5: `labour_pool.clinical-pharmacist`
    found     a labour pool from which no team hires
    expected  a team of the role with `turnover_per_year` or `vacant`
    remedy    state one of them for a team under [staff], or remove the pool
",
        ),
        (
            pool("gp-partner", [&people.replace("4, range = [1", "0, range = [0"), back, from]),
            "  scenario.toml:6: `labour_pool.gp-partner.people`
    found     0
    expected  1 to 10000 people
    remedy    correct the number
",
        ),
        (
            pool("gp-partner", [&people.replace('4', "2.5"), back, from]),
            "  scenario.toml:6: `labour_pool.gp-partner.people`
    found     2.5
    expected  a whole number from 0 to 100000, in people
    remedy    write a plain number, without quotes or commas
",
        ),
        (
            pool("gp-partner", ["people = 4", back, from]),
            "  scenario.toml:6: `labour_pool.gp-partner.people`
    found     a value without evidence
    expected  exactly one of `source` and `assumption`, and a `range`
",
        ),
        (
            pool("gp-partner", [people, &back.replace("0.3", "1.3"), from]),
            "  scenario.toml:7: `labour_pool.gp-partner.leavers_return`
    found     1.3
    expected  a share between 0 and 1
    remedy    write 0.25 for 25 per cent
",
        ),
        (
            pool("gp-partner", [people, back, "taken_from = \"pharmacy\""]),
            "  scenario.toml:8: `labour_pool.gp-partner.taken_from`
    found     the text \"pharmacy\"
    expected  one of \"community-pharmacy\", \"ambulance\", \"mental-health\", \"elsewhere\"
",
        ),
        (
            pool("gp-partner", [people, back, "takenfrom = \"ambulance\""]),
            "  scenario.toml:8: `labour_pool.gp-partner.takenfrom`
    found     a key that is not used here
    expected  one of: assumption, fitted, leavers_return, people, relative_range, source, taken_from
    remedy    did you mean `taken_from`?
",
        ),
        (
            cover("parental_leave = 1.5\nsickness = 0\nsickness_after_days = 14"),
            "  scenario.toml:6: `absence.cover.parental_leave`
    found     1.5
    expected  a share between 0 and 1
    remedy    write 0.25 for 25 per cent
",
        ),
        (
            cover("parental_leave = 1\nsickness = -0.1\nsickness_after_days = 14"),
            "  scenario.toml:7: `absence.cover.sickness`
    found     -0.1
    expected  a share between 0 and 1
    remedy    write 0.25 for 25 per cent
",
        ),
        (
            cover("parental_leave = 1\nsickness = 0.1\nsickness_after_days = 60"),
            "  scenario.toml:8: `absence.cover.sickness_after_days`
    found     60
    expected  at most 42: no spell lasts longer
    remedy    correct the number
",
        ),
        (
            cover("parental_leave = 1\nsickness = 0.1"),
            "  scenario.toml:5: `absence.cover.sickness_after_days`
    found     nothing
    expected  a whole number from 0 to 100000, in days
",
        ),
        (
            "[roles.practice-nurse]\nsupervises_first = true\n".into(),
            "  scenario.toml:6: `roles.practice-nurse.supervises_first`
    found     a role that is asked first and does not supervise
    expected  `supervises = true` beside it
    remedy    set `supervises = true`, or remove `supervises_first`
",
        ),
        (
            "[roles.gp-partner]\nsees_patients = false\n".into(),
            "  scenario.toml:6: `roles.gp-partner.sees_patients`
    found     a role without patients that takes duty or does not supervise
    expected  `supervises = true` and `takes_duty = false` beside it
    remedy    correct them, or remove `sees_patients`
",
        ),
        (
            "[roles.gp-partner]\nsupervises_first = 1\n".into(),
            "  scenario.toml:6: `roles.gp-partner.supervises_first`
    found     1
    expected  true or false
    remedy    write true or false, unquoted
",
        ),
    ] {
        let head = "base = \"average-pcn\"\n[about]\ntitle = \"T\"\nquestion = \"Q?\"\n";
        Case::new()
            .scenario(&format!("{head}{text}"))
            .args(["check", "scenario.toml"])
            .fails_with(2)
            .stderr_contains(told);
    }
}
