//! What the results cannot tell, whatever was simulated.

use crate::report::block::{Block, ReportInput};

/// The limits that hold for every run.
const LIMITS: [&str; 5] = [
    "Attendances at emergency departments are a range, since the chance that a patient who is not \
     seen goes there is known only as a range; its lower end is none. They are conditional on that \
     chance, not measured.",
    "Rooms: nobody publishes how many rooms networks have. Of practices in a survey of 2023, 88% of \
     the 40% with unfit premises lack rooms: about 35% of all who answered, not nine in ten.",
    "Reported effects of additional roles are mostly from case studies without controls. They were \
     used to see whether results are plausible, not to set parameters.",
    "Not in the model: what happens in hospital, what services do less from which staff were hired, \
     and patients who would rather not be seen at another practice.",
    "The baseline is a network of average size and staff. Yours differs: replace list sizes, rooms \
     and staff before you decide.",
];

/// The list of limits.
pub(super) fn content<'r>(_: &ReportInput<'r>) -> Vec<Block<'r>> {
    vec![Block::List(LIMITS.to_vec())]
}
