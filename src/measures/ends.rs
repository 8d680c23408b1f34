//! What happened because a post, a team or a practice ended.

use super::count;
use super::lists::list_of_measures;

list_of_measures! {
    /// The measures of ends.
    pub(super) ENDS:
    "appointments_rebooked_for_ends", "appointments", Flow, Less,
        "Appointments beyond the end of a post, a team or a practice that were in the book and that the practice booked again, by the day of the appointment. Zero without `until`.",
        |r| count(r.ended.rebooked);
    "sessions_beyond_ends", "sessions", Flow, Less,
        "Clinics beyond an end that were in the book: their starts are entered as absence. Zero without `until`.",
        |r| count(r.ended.clinics);
    "requests_left_with_practice", "requests", Flow, Neither,
        "Requests that ended because the practice left and the patient is registered outside the network. They are among those that lapsed. Zero without `until` of a practice.",
        |r| count(r.ended.left);
}
