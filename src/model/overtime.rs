//! The prices of GPs' overtime.

use crate::model::pence::{Factor, Pence};

/// What GPs' time outside contracted hours costs, whoever bears it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OvertimePrices {
    /// What a partner earns in an hour \[£\]. Nobody pays a partner's overtime. Key: `money.partner_hour`.
    pub partner_hour: Pence,
    /// A locum for a day \[£\]. Key: `money.locum_day`.
    pub locum_day: Pence,
    /// Hours of a locum's day \[h\]. Key: `money.locum_hours`.
    pub locum_hours: Factor,
}

impl OvertimePrices {
    /// So many hours at what a partner earns, and the same hours of locums. Each rounded once.
    ///
    /// # Example
    ///
    /// ```
    /// use pcn_sim::model::money::{Factor, OvertimePrices, Pence};
    ///
    /// let pounds = Pence::from_pounds;
    /// let prices = OvertimePrices {
    ///     partner_hour: pounds(71.5),
    ///     locum_day: pounds(693.0),
    ///     locum_hours: Factor::new(8.0),
    /// };
    /// assert_eq!(prices.of(1_000.0), [pounds(71_500.0), pounds(86_625.0)]);
    /// ```
    pub fn of(&self, hours: f64) -> [Pence; 2] {
        let days = hours / self.locum_hours.get();
        [self.partner_hour.as_pounds() * hours, self.locum_day.as_pounds() * days]
            .map(Pence::from_pounds)
    }
}
