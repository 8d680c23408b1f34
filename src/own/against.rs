//! A network beside England, per 10,000 patients: what a reader should look at before believing anything.

use crate::model::CareSystem;
use crate::own::questions::England;
use crate::own::stated::Stated;
use crate::text::grid::{Row, Table};
use crate::text::number::whole;

/// The table of `own` beside `base`, which is England's average.
pub fn table(stated: &Stated, own: &CareSystem, base: &CareSystem, england: &England) -> Table {
    let mut rows = vec![row("patients for each practice", None, [own, base].map(per_practice))];
    let per = |system: &CareSystem, amount: f64| amount / system.patients() * 1e4;
    for group in 0..base.professions.len() {
        let wte = [own, base].map(|system| wte(system, group));
        if wte[0] > 0.0 || wte[1] > 0.0 {
            let name = format!("{}, WTE", base.professions[group].replace('-', " "));
            let rates = [per(own, wte[0]), per(base, wte[1])];
            rows.push(row(&name, Some(format!("{:.1}", wte[0])), rates));
        }
    }
    let rooms = [own, base].map(|system| f64::from(system.rooms_total()));
    let rates = [per(own, rooms[0]), per(base, rooms[1])];
    rows.push(row("rooms", Some(whole(rooms[0])), rates));
    let days = base.calendar.working_days_per_year;
    for (kind, name) in ["calls a week", "online forms a week"].into_iter().enumerate() {
        let all = [stated.calls, stated.forms][kind];
        let of_practices = stated.practices.iter().map(|own| [own.calls, own.forms][kind]);
        let of_practices: Option<f64> = of_practices.map(|of| of?.in_year(days)).sum();
        let in_year = all.and_then(|all| all.in_year(days)).or(of_practices);
        if let Some(in_year) = in_year {
            let week = |in_year: f64| in_year * 7.0 / crate::units::YEAR_DAYS;
            let rates = [per(own, week(in_year)), week(england.rates[kind]) * 1e4];
            rows.push(row(name, Some(whole(week(in_year))), rates));
        }
    }
    Table {
        caption: "Against England, per 10,000 patients".to_owned(),
        head: ["", "yours", "yours per 10,000", "England per 10,000", "of England's"]
            .map(str::to_owned)
            .to_vec(),
        rows,
        note:
            "England is the average network. A number far from it may be right: look at it again."
                .to_owned(),
    }
}

fn row(name: &str, own: Option<String>, [own_rate, england]: [f64; 2]) -> Row {
    let rate = |value: f64| if value >= 100.0 { whole(value) } else { format!("{value:.1}") };
    let share =
        if england > 0.0 { format!("{:.0}%", 100.0 * own_rate / england) } else { "-".into() };
    let cells = [own.unwrap_or_default(), rate(own_rate), rate(england), share];
    Row::new(name, cells.map(|cell| vec![cell]).to_vec())
}

fn per_practice(system: &CareSystem) -> f64 {
    system.patients() / system.practices.len() as f64
}

/// Whole-time equivalents booked as a profession, rotas apart.
fn wte(system: &CareSystem, profession: usize) -> f64 {
    let of = system.teams.iter().filter(|team| system.roles[team.role].booked_as == profession);
    of.map(|team| team.wte).sum()
}
