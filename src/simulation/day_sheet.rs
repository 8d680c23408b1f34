//! The sessions of one day by practice and by person, so that no search goes through all sessions.

use crate::simulation::state::Session;
use std::ops::Range;

/// The sessions of one day of the book.
#[derive(Clone, Debug)]
pub(crate) struct DaySheet {
    at_practice: Vec<Vec<u32>>,
    of_person: Vec<(u32, u32)>,
}

impl DaySheet {
    /// A sheet without sessions.
    pub(super) fn new(practices: usize, people: usize) -> Self {
        DaySheet { at_practice: vec![Vec::new(); practices], of_person: vec![(0, 0); people] }
    }

    /// Enters those of `sessions` that are in `day`; the sessions of one person stand side by side.
    pub(super) fn fill(&mut self, sessions: &[Session], day: Range<usize>) {
        self.at_practice.iter_mut().for_each(Vec::clear);
        self.of_person.fill((0, 0));
        for (number, session) in day.clone().zip(&sessions[day]) {
            let number = number as u32;
            self.at_practice[usize::from(session.practice)].push(number);
            let of_person = &mut self.of_person[usize::from(session.person)];
            if of_person.1 == 0 {
                of_person.0 = number;
            }
            of_person.1 = number + 1;
        }
    }

    /// The sessions at a practice, in the order of people.
    pub(super) fn at_practice(&self, practice: usize) -> impl Iterator<Item = usize> + '_ {
        self.at_practice[practice].iter().map(|&session| session as usize)
    }

    /// The sessions of a person, in the order of the day.
    pub(super) fn of_person(&self, person: u16) -> Range<usize> {
        let (from, to) = self.of_person[usize::from(person)];
        from as usize..to as usize
    }

    /// Makes room for busier days than there ever were.
    pub(super) fn make_room(&mut self) {
        for sessions in &mut self.at_practice {
            sessions.reserve(2 * sessions.capacity());
        }
    }
}
