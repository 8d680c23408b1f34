//! What became of GPs' administrative work, over all practices and weeks.

use crate::model::administration::{Absorbed, WORKS};

/// Administrative work over all practices and weeks. All zero without `[administration]`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct AdministrationCounts {
    /// Sessions of filled posts in the roster of the GPs who share the work, held or not.
    pub sessions_rostered: u64,
    /// Of them, sessions held.
    pub sessions: u64,
    /// Their time, from start to planned end \[min\].
    pub session_min: f64,
    /// Their contracted administrative time \[min\].
    pub contracted_min: f64,
    /// Consultations in them, and the time of these \[min\].
    pub contacts: u64,
    /// See `contacts`.
    pub contact_min: f64,
    /// Of that time, writing records \[min\].
    pub record_min: f64,
    /// What arose, by [`Work`](crate::model::administration::Work) \[min\].
    pub arisen: [f64; WORKS],
    /// Supervision that closes no start: delegated tasks, and debriefs paid for from administrative time \[min\].
    pub supervision_min: f64,
    /// How long clinics lasted beyond their planned end \[min\].
    pub overrun_min: f64,
    /// What became of all three.
    pub absorbed: Absorbed,
    /// What pharmacists took over: overtime that they spared GPs, other time, and what starts held that are open
    /// because of them \[min\].
    pub by_pharmacists: [f64; 3],
    /// What arose in weeks without a session, and waits for the next \[min\].
    pub left_min: f64,
    /// Starts that were closed for it, in sessions held.
    pub starts_closed: u64,
    /// Starts that are open because pharmacists take work over, in sessions held.
    pub starts_reopened: u64,
}

impl AdministrationCounts {
    /// Administrative work of all kinds that arose \[min\].
    pub fn arisen_total(&self) -> f64 {
        self.arisen.iter().sum()
    }

    /// Whether all that arose went somewhere, to a millionth.
    pub fn balances(&self) -> bool {
        let arose = self.arisen_total() + self.supervision_min + self.overrun_min;
        let went = self.absorbed.total() + self.by_pharmacists.iter().sum::<f64>() + self.left_min;
        (arose - went).abs() <= 1e-6 * arose.max(1.0)
    }
}
