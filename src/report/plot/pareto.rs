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
/// The size of a name \[px\].
const NAME: (i32, i32) = (90, 16);

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
    Some(Figure { name: "pareto", title: title.into(), description, svg, narrow: None, table })
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
    canvas.quiet("needs settled", (LEFT, TOP + 4), Anchor::Start);
    canvas.quiet("cost, whoever pays", ((LEFT + RIGHT) / 2, TOP + HEIGHT + 36), Anchor::Middle);
    let at = |member: &Member| (x.at(member.beside[2].mean), y.at(member.beside[0].mean));
    let is_finalist = |number: u32| inputs.outcome.finalists.contains(&number);
    for member in front.others.iter().filter(|member| !is_finalist(member.number)) {
        canvas.mark(at(member), 0, COLOURS[0].tinted(0.35));
    }
    for member in front.members.iter().filter(|member| !is_finalist(member.number)) {
        canvas.mark(at(member), 3, COLOURS[0]);
    }
    let finalists: Vec<(i32, i32, u32)> = all()
        .filter(|member| is_finalist(member.number))
        .map(|member| (at(member).0, at(member).1, member.number))
        .collect();
    for (x, y, _) in &finalists {
        canvas.mark((*x, *y), 2, COLOURS[1]);
    }
    for near in together(finalists) {
        let (x, y) = (near[0].0, near[0].1);
        let (side, anchor) =
            if x > (LEFT + RIGHT) / 2 { (-14, Anchor::End) } else { (9, Anchor::Start) };
        canvas.text(&names(inputs, &near), (x + side, y + 18), LABEL, anchor);
    }
}

/// Marks whose names would lie on each other, the leftmost first.
fn together(mut marks: Vec<(i32, i32, u32)>) -> Vec<Vec<(i32, i32, u32)>> {
    marks.sort_unstable();
    let mut groups: Vec<Vec<(i32, i32, u32)>> = Vec::new();
    for mark in marks {
        let is_near = |of: &Vec<(i32, i32, u32)>| {
            let (x, y, _) = of[0];
            (mark.0 - x).abs() < NAME.0 && (mark.1 - y).abs() < NAME.1
        };
        match groups.iter_mut().find(|group| is_near(group)) {
            Some(group) => group.push(mark),
            None => groups.push(vec![mark]),
        }
    }
    groups
}

/// The names of marks that have one label: `teams 124, 132`, with the team in post in words.
fn names(inputs: &Inputs<'_>, near: &[(i32, i32, u32)]) -> String {
    let mut numbers: Vec<u32> = near.iter().map(|(_, _, number)| *number).collect();
    numbers.sort_unstable();
    if let [number] = numbers[..] {
        return inputs.name(number);
    }
    let teams: Vec<String> = numbers
        .iter()
        .map(|number| if *number == 0 { inputs.name(0) } else { number.to_string() })
        .collect();
    format!("teams {}", teams.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_would_lie_on_each_other_share_a_label() {
        let marks = vec![(500, 40, 7), (100, 300, 0), (520, 44, 3), (500, 90, 5)];
        let groups = together(marks);
        let numbers: Vec<Vec<u32>> =
            groups.iter().map(|of| of.iter().map(|mark| mark.2).collect()).collect();
        assert_eq!(numbers, [vec![0], vec![7, 3], vec![5]]);
    }
}
