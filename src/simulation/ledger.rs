//! The slot ledger: what became of each bookable slot.

/// The slot ledger: bookable slots by what became of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    /// Slots that the roster would offer with nobody away.
    pub planned: u64,
    /// Consultations squeezed in beyond them.
    pub added: u64,
    /// Closed: the clinician was away.
    pub absence: u64,
    /// Closed: no room.
    pub rooms: u64,
    /// Closed: supervision.
    pub supervision: u64,
    /// Used up by double appointments.
    pub merged: u64,
    /// Never booked.
    pub unfilled: u64,
    /// Cancelled and not refilled.
    pub cancelled: u64,
    /// Not attended.
    pub dna: u64,
    /// The clinic ended first.
    pub not_reached: u64,
    /// Attended and handed back.
    pub hand_backs: u64,
    /// Attended and not handed back: what is left of all the above.
    pub net: u64,
}

impl Ledger {
    /// The losses, in the order in which the ledger states them.
    pub const fn losses(&self) -> [u64; 9] {
        [
            self.absence,
            self.rooms,
            self.supervision,
            self.merged,
            self.unfilled,
            self.cancelled,
            self.dna,
            self.not_reached,
            self.hand_backs,
        ]
    }

    /// The sum of several ledgers.
    pub fn sum(ledgers: &[Ledger]) -> Ledger {
        let mut sum = Ledger::default();
        for ledger in ledgers {
            sum.planned += ledger.planned;
            sum.added += ledger.added;
            sum.absence += ledger.absence;
            sum.rooms += ledger.rooms;
            sum.supervision += ledger.supervision;
            sum.merged += ledger.merged;
            sum.unfilled += ledger.unfilled;
            sum.cancelled += ledger.cancelled;
            sum.dna += ledger.dna;
            sum.not_reached += ledger.not_reached;
            sum.hand_backs += ledger.hand_backs;
            sum.net += ledger.net;
        }
        sum
    }

    /// Whether the lines add up.
    pub fn balances(&self) -> bool {
        self.planned + self.added == self.net + self.losses().iter().sum::<u64>()
    }
}
