//! Which tables say that a practice is open.

use super::cell::Month;
use super::schema::Sort;
use super::table::Table;

/// Registers so many months older than the newest one are not asked whether a practice is open.
const REGISTER_MONTHS: i32 = 6;

/// The sorts of tables that list all practices that are open.
const SORTS: [Sort; 3] = [Sort::Lists, Sort::Mapping, Sort::Partners];

/// The latest month of each sort of register; `None` if no such table has a month.
pub(super) struct Registers([Option<Month>; SORTS.len()]);

impl Registers {
    pub(super) fn of(tables: &[Table]) -> Registers {
        let latest = |sort: Sort| {
            let of_sort = tables.iter().filter(|table| table.schema.sort == sort);
            of_sort.filter_map(Table::latest).max()
        };
        Registers(SORTS.map(latest))
    }

    /// Whether the table says that its practices are open: it is the newest of its sort, and not much older than the
    /// newest of all. A practice that merged is still in the older ones.
    pub(super) fn is_current(&self, table: &Table) -> bool {
        let of_sort = SORTS.iter().position(|sort| *sort == table.schema.sort);
        let Some(newest_of_sort) = of_sort.map(|index| self.0[index]) else { return false };
        let newest = self.0.iter().flatten().max();
        match table.latest() {
            Some(latest) => {
                Some(latest) == newest_of_sort
                    && newest
                        .is_none_or(|newest| newest.index() - latest.index() <= REGISTER_MONTHS)
            }
            // A table without a month may be of any time: it counts where no register has one.
            None => newest.is_none(),
        }
    }
}
