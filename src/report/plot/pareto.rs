//! The teams visited by cost and needs settled, with those that no other beats.

use super::canvas::{Anchor, COLOURS, Canvas, GRID, INK, LABEL, RIGHT, Scale, TOP, draw};
use crate::report::block::Figure;
use crate::report::cost::signed_pounds;
use crate::report::optimise::{Front, Inputs, Member, OBJECTIVES};
use crate::text::grid::{Row, Table};
use crate::text::number::signed;

/// Where the drawing begins, right of the labels \[px\].
const LEFT: i32 = 110;
/// Its height \[px\].
const HEIGHT: i32 = 420;

/// Cost against needs settled, beside the team in post; `None` without teams.
pub fn pareto(inputs: &Inputs<'_>) -> Option<Figure> {
    let front = Front::of(inputs);
    if front.members.is_empty() {
        return None;
    }
    let title = "Teams visited: what they cost and what they settle";
    let subtitle = "Beside the team in post, a year, on the same patients. Diamond: no other team beats it in \
                    needs settled, ED attendances, cost and requests not met; circle: one does. Triangles, \
                    with names: the finalists.";
    let words = |number: u32| {
        let member = front.members.iter().find(|member| member.number == number);
        member.map_or_else(String::new, |member| {
            let beside = OBJECTIVES.iter().zip(&member.beside);
            let parts = beside.map(|(of, found)| format!("{} {}", of.words, signed(found.mean)));
            format!("{}: {}.", inputs.name(number), parts.collect::<Vec<_>>().join(", "))
        })
    };
    let description: Vec<String> =
        front.members.iter().map(|member| words(member.number)).collect();
    let description = description.join(" ");
    let svg = draw(("pareto", TOP + HEIGHT + 60), (title, subtitle), &description, |canvas| {
        draw_teams(canvas, inputs, &front);
    });
    let head = ["Team".to_owned()].into_iter().chain(OBJECTIVES.iter().map(|of| of.words.into()));
    let rows = front.members.iter().map(|member| {
        let cells = member.beside.iter().map(|found| vec![signed(found.mean)]);
        Row::new(inputs.name(member.number), cells.collect())
    });
    let table = Table {
        caption: title.into(),
        head: head.collect(),
        rows: rows.collect(),
        note: String::new(),
    };
    Some(Figure { name: "pareto", title: title.into(), description, svg, table })
}

fn draw_teams(canvas: &Canvas<'_>, inputs: &Inputs<'_>, front: &Front) {
    let all = || front.members.iter().chain(&front.others);
    let ends = |objective: usize| {
        let values = || all().map(|member| member.beside[objective].mean);
        let low = values().fold(0.0, f64::min);
        let high = values().fold(0.0, f64::max);
        let room = 0.05 * (high - low).max(1.0);
        (low - room, high + room)
    };
    let x = Scale::new(ends(2), (LEFT, RIGHT));
    let y = Scale::new(ends(0), (TOP + HEIGHT, TOP + 10));
    canvas.y_axis(&y, 6.0, (LEFT, RIGHT), signed);
    for tick in x.ticks(6.0) {
        let colour = if tick == 0.0 { INK } else { GRID };
        canvas.path(&[(x.at(tick), TOP + 10), (x.at(tick), TOP + HEIGHT)], colour, 1);
        canvas.quiet(&signed_pounds(tick), (x.at(tick), TOP + HEIGHT + 14), Anchor::Middle);
    }
    canvas.quiet("needs settled", (LEFT, TOP - 4), Anchor::Start);
    canvas.quiet("cost, whoever pays", ((LEFT + RIGHT) / 2, TOP + HEIGHT + 36), Anchor::Middle);
    let at = |member: &Member| (x.at(member.beside[2].mean), y.at(member.beside[0].mean));
    let is_finalist = |number: u32| inputs.outcome.finalists.contains(&number);
    for member in front.others.iter().filter(|member| !is_finalist(member.number)) {
        canvas.mark(at(member), 0, COLOURS[0].tinted(0.35));
    }
    for member in front.members.iter().filter(|member| !is_finalist(member.number)) {
        canvas.mark(at(member), 3, COLOURS[0]);
    }
    for member in all().filter(|member| is_finalist(member.number)) {
        let (x, y) = at(member);
        canvas.mark((x, y), 2, COLOURS[1]);
        let (side, anchor) =
            if x > (LEFT + RIGHT) / 2 { (-9, Anchor::End) } else { (9, Anchor::Start) };
        canvas.text(&inputs.name(member.number), (x + side, y - 8), LABEL, anchor);
    }
}
