//! The scenario of a network of one's own: what is yours; everything else stays in the base.

use crate::model::CareSystem;
use crate::model::calendar::WEEKDAYS;
use crate::model::roster::FixedSession;
use crate::own::fill::{Filled, Level, Line, Network};
use crate::own::fit::WIDTH;
use crate::own::planned::Planned;
use crate::scenario::document::{Node, Value};
use crate::text::grid::wrap;
use std::fmt::Write;

/// The maximum width of a comment \[characters\].
const COMMENT: usize = 98;

/// What the head of a scenario says of who wrote it.
pub const BY_INIT: &str = "Our network, as `pcn-sim init` wrote it. What is ours is here; the world and everything \
                           that nobody stated come from the base. Change any line and run `pcn-sim check`.";

/// Writes `network` as an overlay on the scenario called `base_name`. `heading` and then `told`, sentences, are its
/// head.
pub fn write(
    network: &Network,
    planned: &Planned,
    (base_name, base): (&str, &CareSystem),
    (heading, told): (&str, &[String]),
) -> String {
    let mut out = String::new();
    let question = "How well do we meet our patients' requests, and what limits it?";
    comment(&mut out, heading);
    for told in told {
        comment(&mut out, &format!("- {told}."));
    }
    let mut left_out = vec!["practices".to_owned()];
    left_out.extend(planned.left_out.iter().cloned());
    let left_out: Vec<String> =
        left_out.iter().map(|path| format!("  {},\n", text(path))).collect();
    line(&mut out, format_args!("base = {}", text(base_name)));
    line(&mut out, format_args!("leave_out = [\n{}]", left_out.concat()));
    line(&mut out, format_args!("\n[about]\ntitle = {}", text(&network.title)));
    line(&mut out, format_args!("question = {}", text(question)));
    if let Some(hours) = network.opening {
        line(&mut out, format_args!("\n[calendar]\ncore_hours_open = \"{}\"", hours.from));
        line(&mut out, format_args!("core_hours_close = \"{}\"", hours.to));
    }
    if let Some(hours) = network.online {
        line(&mut out, format_args!("\n[front_door]\nforms_open = \"{}\"", hours.from));
        line(&mut out, format_args!("forms_close = \"{}\"", hours.to));
    }
    for practice in &network.practices {
        write_practice(&mut out, practice);
    }
    write_rooms(&mut out, network, base);
    if let Some(coordinators) = network.coordinators {
        line(&mut out, format_args!("\n[triage]\ncoordinators = {coordinators}"));
    }
    write_staff(&mut out, network, base);
    write_planned(&mut out, planned);
    if !network.claimed.is_empty() {
        let names: Vec<String> = network.claimed.iter().map(|name| text(name)).collect();
        out.push('\n');
        comment(&mut out, "Staff at one practice for whom the scheme pays.");
        line(&mut out, format_args!("[money]\nclaimed = [{}]", names.join(", ")));
    }
    out
}

fn line(out: &mut String, words: std::fmt::Arguments<'_>) {
    // Writing into a text cannot fail.
    let _ = writeln!(out, "{words}");
}

fn comment(out: &mut String, words: &str) {
    for words in wrap(words, COMMENT) {
        line(out, format_args!("# {words}"));
    }
}

/// A text as it is written in TOML.
fn text(text: &str) -> String {
    Node { value: Value::Text(text.to_owned()), file: 0, line: 0 }.to_toml()
}

fn write_practice(out: &mut String, practice: &Filled) {
    let own = &practice.stated;
    line(out, format_args!("\n[practices.{}]", own.key));
    line(out, format_args!("title = {}", text(&own.title)));
    line(out, format_args!("list_size = {}", own.list_size));
    line(out, format_args!("deprivation_quintile = {}", practice.quintile));
    line(out, format_args!("gp_wte = {}", practice.gp_wte));
    for (key, level) in ["calls", "forms"].into_iter().zip(&practice.levels) {
        if let Some(Level { factor, words }) = level {
            let decimals = |value: f64| (value * 1e3).round() / 1e3;
            let range = [decimals(factor * (1.0 - WIDTH)), decimals(factor * (1.0 + WIDTH))];
            let [low, high] = range;
            let words = text(words);
            let value =
                format_args!("{{ value = {factor}, range = [{low}, {high}], fitted = {words} }}")
                    .to_string();
            line(out, format_args!("{key} = {value}"));
        }
    }
    if let Some(hours) = own.online {
        let (from, to) = (hours.from, hours.to);
        line(out, format_args!("policy = {{ forms_open = \"{from}\", forms_close = \"{to}\" }}"));
    }
    let site = |(key, consulting, treatment): &(String, u32, u32)| {
        format!("{key} = {{ consulting_rooms = {consulting}, treatment_rooms = {treatment} }}")
    };
    let sites: Vec<String> = practice.sites.iter().map(site).collect();
    line(out, format_args!("sites = {{ {} }}", sites.join(", ")));
}

fn write_rooms(out: &mut String, network: &Network, base: &CareSystem) {
    let share = network.patients() / base.patients();
    let scaled = |rooms: u32| (f64::from(rooms) * share).round().max(1.0) as u32;
    out.push('\n');
    let drawn = base.rooms.drawn_within.filter(|_| !network.has_counted_rooms);
    match drawn.map(|(low, high)| (scaled(low), scaled(high))).filter(|(low, high)| low < high) {
        Some((low, high)) => {
            comment(out, "Not counted, so they are drawn.");
            line(out, format_args!("[rooms]\ndrawn_within = [{low}, {high}]"));
        }
        None => line(out, format_args!("[rooms]\ndrawn_within = []")),
    }
    line(out, format_args!("also_shown_at = []"));
}

fn write_staff(out: &mut String, network: &Network, base: &CareSystem) {
    out.push_str("\n[staff]\n");
    for (name, of) in &network.teams {
        match of {
            Line::Wte(wte) => line(out, format_args!("{name}.wte = {wte}")),
            Line::Rota(sessions) => {
                line(out, format_args!("{name}.sessions = ["));
                for both in sessions.chunks(2) {
                    let both: Vec<String> = both.iter().map(written).collect();
                    line(out, format_args!("  {},", both.join(", ")));
                }
                line(out, format_args!("]"));
            }
            Line::At(practice, team, wte) => {
                let team = &base.teams[*team];
                let role = &base.roles[team.role].name;
                let stages = crate::model::supervision::Stage::CHOICES;
                let stage = stages.iter().find(|(_, stage)| *stage == team.stage);
                let stage = stage.map_or("steady", |(word, _)| word);
                let per_person = team.wte_per_person;
                line(
                    out,
                    format_args!(
                        "{name} = {{ role = \"{role}\", practice = \"{practice}\", wte = {wte}, \
                     wte_per_person = {per_person}, stage = \"{stage}\" }}"
                    ),
                );
            }
        }
    }
}

fn written(session: &FixedSession) -> String {
    format!(
        "{{ weekday = \"{}\", start = \"{}\", length = \"{} min\", people = {} }}",
        WEEKDAYS[session.weekday],
        session.start,
        session.length.get(),
        session.people
    )
}

fn write_planned(out: &mut String, planned: &Planned) {
    if planned.streams.is_empty() {
        return;
    }
    out.push_str("\n[planned.streams]\n");
    for stream in &planned.streams {
        let value = stream.per_patient_year;
        let [low, high] = [0.7, 1.3].map(|factor| (value * factor * 1e4).round() / 1e4);
        let percent = (stream.ratio * 100.0).round();
        let name = &stream.name;
        let why = format!("{percent}% of the base, as is the time of its staff per patient");
        line(
            out,
            format_args!(
                "{name}.per_patient_year = {{ value = {value}, range = [{low}, {high}], assumption = \"{why}\" }}"
            ),
        );
    }
}
