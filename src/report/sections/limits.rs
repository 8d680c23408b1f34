//! The limits of all results of the model.

use crate::report::block::{Block, ReportInput};

/// The limits that hold for every run.
const LIMITS: [&str; 5] = [
    "Attendances at emergency departments are a range. The probability that a patient who is not \
     seen goes there is known only as a range, which starts at zero. The attendances are conditional \
     on that probability and not measured.",
    "No statistics on the number of rooms of networks are published. In a survey of 2023, 40% of the \
     practices that answered said their premises were unfit, and 88% of these lacked rooms: about 35% \
     of all who answered, not nine in ten.",
    "Most reported effects of additional roles come from case studies without controls. They were \
     used to check whether results are plausible, not to set parameters.",
    "The model leaves out what happens in hospital, the work that other services lose when their staff \
     are hired, and patients who would prefer not to be seen at another practice.",
    "The baseline is a network of average size and staff. Yours differs: replace list sizes, rooms \
     and staff before you decide.",
];

/// The list of limits.
pub(super) fn content<'r>(_: &ReportInput<'r>) -> Vec<Block<'r>> {
    vec![Block::List(LIMITS.to_vec())]
}
