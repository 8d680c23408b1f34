//! What the replications say, line by line.

use super::arrivals::{expected, moved_by};
use super::headings::{ARRIVALS, CONSERVATION, DIRECTIONS, DOUBLE_USE, EXTREMES};
use super::jobs::{Change, Done};
use super::watch::Seen;
use super::{CONFIDENCE, Line, Verdict};
use crate::measures::MEASURES;
use crate::model::CareSystem;
use crate::model::demand::CHANNELS;
use crate::simulation::record::{CONSTRAINTS, Constraint, Ledger, Record, TimeLedger};
use crate::statistics::interval::mean_interval;

/// What there is to say of `done`, the replications of [`jobs`](super::jobs::jobs) of `system` in their order.
pub fn judge(system: &CareSystem, done: &[Done]) -> Vec<Line> {
    let found = Found { system, done };
    let mut lines = found.conservation();
    lines.extend(found.double_use());
    lines.extend(found.directions());
    lines.extend(found.extremes());
    lines.extend(found.arrivals());
    lines
}

/// The replications.
struct Found<'f> {
    system: &'f CareSystem,
    done: &'f [Done],
}

/// The words for why a change was not tried.
const NOT_POSSIBLE: &str = "the change cannot be made to this scenario";

impl Found<'_> {
    fn of(&self, change: Change) -> impl Iterator<Item = &(Record, Seen)> {
        let of_change = self.done.iter().filter(move |done| done.change == change);
        of_change.filter_map(|done| done.found.as_ref())
    }

    fn as_stated(&self) -> impl Iterator<Item = &(Record, Seen)> {
        self.of(Change::Nothing)
    }

    fn sum(&self, value: impl Fn(&Record) -> u64) -> u64 {
        self.as_stated().map(|(record, _)| value(record)).sum()
    }

    /// Whether something holds in all replications, those of extremes included, and the words for it.
    fn in_all(&self, holds: impl Fn(&Record, &Seen) -> bool) -> (bool, String) {
        let all = || self.done.iter().filter_map(|done| done.found.as_ref());
        let broken = all().filter(|(record, seen)| !holds(record, seen)).count();
        (broken == 0, format!("{broken} of {} replications break it", all().count()))
    }

    /// What goes in comes out or is still inside.
    fn conservation(&self) -> Vec<Line> {
        let requests = self.in_all(|record, _| {
            let of = &record.requests;
            of.made == of.settled + of.referred + of.unmet_total() + of.open
        });
        let needs = self.in_all(|record, _| {
            record.needs.made + record.needs.returned == record.requests.made
                && record.needs.unmet + record.needs.open <= record.needs.made
        });
        let stories = self.in_all(|_, seen| {
            seen.broken == 0 && seen.stories[0] == seen.stories[1] + seen.stories[2]
        });
        let story =
            |which: usize| self.as_stated().map(|(_, seen)| seen.stories[which]).sum::<u64>();
        let made = self.sum(|of| of.requests.made);
        let mut lines = vec![
            conserved(
                "Requests made = settled + referred + unmet + open",
                format!(
                    "{made} = {} + {} + {} + {}",
                    self.sum(|of| of.requests.settled),
                    self.sum(|of| of.requests.referred),
                    self.sum(|of| of.requests.unmet_total()),
                    self.sum(|of| of.requests.open),
                ),
                requests,
            ),
            conserved(
                "Needs first brought + needs brought again = requests made",
                format!(
                    "{} + {} = {made}",
                    self.sum(|of| of.needs.made),
                    self.sum(|of| of.needs.returned),
                ),
                needs,
            ),
            conserved(
                "Patients who came in = those who went out + those still inside",
                format!("{} = {} + {}, by the events", story(0), story(1), story(2)),
                stories,
            ),
        ];
        lines.extend(self.conservation_of_capacity());
        lines
    }

    /// The same of starts and time, and of what is counted.
    fn conservation_of_capacity(&self) -> [Line; 4] {
        let slots = self.in_all(|record, _| record.ledgers.iter().all(Ledger::balances));
        let time = self.in_all(|record, _| record.work.time.iter().all(TimeLedger::balances));
        let counters = self.in_all(|record, seen| {
            seen.made_and_called == [record.requests.made, record.front_door.inbound]
        });
        let finite = self.in_all(|record, _| {
            MEASURES.iter().all(|measure| (measure.value)(record).is_none_or(f64::is_finite))
        });
        let slot =
            |value: fn(&Ledger) -> u64| self.sum(|record| record.ledgers.iter().map(value).sum());
        let hours = |value: fn(&TimeLedger) -> i64| {
            let of = |record: &Record| record.work.time.iter().map(value).sum::<i64>();
            self.as_stated().map(|(record, _)| of(record)).sum::<i64>() as f64 / 3_600_000.0
        };
        [
            conserved(
                "Starts of the book = appointments done + everything lost, by name",
                format!(
                    "{} planned + {} added = {} done + {} lost",
                    slot(|of| of.planned),
                    slot(|of| of.added),
                    slot(|of| of.net),
                    slot(|of| of.losses().iter().sum()),
                ),
                slots,
            ),
            conserved(
                "Contracted time + overtime = all uses of time",
                format!(
                    "{:.1} h + {:.1} h = {:.1} h, to the millisecond",
                    hours(|of| of.contracted_ms),
                    hours(|of| of.overtime_ms),
                    hours(|of| of.by_use.iter().sum()),
                ),
                time,
            ),
            conserved(
                "Counters and events agree on requests and calls",
                format!(
                    "{} requests and {} calls counted",
                    self.sum(|of| of.requests.made),
                    self.sum(|of| of.front_door.inbound),
                ),
                counters,
            ),
            conserved(
                "Every measure is a number, or says that it is undefined",
                format!("{} measures", MEASURES.len()),
                finite,
            ),
        ]
    }

    fn double_use(&self) -> Vec<Line> {
        let all = || self.done.iter().filter_map(|done| done.found.as_ref());
        let sum = |value: fn(&Seen) -> u64| all().map(|(_, seen)| value(seen)).sum::<u64>();
        let breach = all().find_map(|(_, seen)| seen.first_breach.clone());
        let breach = breach.map_or_else(String::new, |words| format!("; the first: {words}"));
        let line = |claim: &str, double: u64, of: u64, what: &str| Line {
            heading: DOUBLE_USE,
            claim: claim.to_owned(),
            verdict: Verdict::of(double == 0),
            evidence: format!(
                "{double} of {of} {what}{}",
                if double == 0 { "" } else { breach.as_str() }
            ),
        };
        vec![
            line(
                "No clinician is with two patients at once",
                sum(|seen| seen.double_people),
                sum(|seen| seen.activities),
                "consultations, triages and pieces of advice overlap with another of the same person",
            ),
            line(
                "No room holds two patients at once",
                sum(|seen| seen.double_rooms),
                sum(|seen| seen.in_rooms),
                "consultations in a room began while it was taken",
            ),
        ]
    }

    /// Differences replication by replication, on the same patients.
    fn directions(&self) -> Vec<Line> {
        let change = |change: Change, claim: &str, value: fn(&Record) -> f64, rises: bool| {
            let differences: Vec<f64> = self
                .of(change)
                .zip(self.as_stated())
                .map(|((changed, _), (stated, _))| value(changed) - value(stated))
                .collect();
            let (verdict, evidence) = direction(&differences, rises);
            Line { heading: DIRECTIONS, claim: claim.to_owned(), verdict, evidence }
        };
        let settled = |record: &Record| (record.requests.settled - record.requests.lapsed) as f64;
        let unmet = |record: &Record| record.requests.unmet_total() as f64;
        vec![
            change(Change::OneMoreGp, "One more GP does not lower requests settled", settled, true),
            change(Change::OneMoreGp, "One more GP does not raise requests unmet", unmet, false),
            change(
                Change::MoreDemand,
                "A fifth more requests does not lower requests unmet",
                unmet,
                true,
            ),
        ]
    }

    fn extremes(&self) -> Vec<Line> {
        let line = |change: Change, claim: &str, judged: &dyn Fn(&Record) -> (bool, String)| {
            let (verdict, evidence) = match self.of(change).next() {
                Some((record, _)) => {
                    let (holds, evidence) = judged(record);
                    (Verdict::of(holds), evidence)
                }
                None => (Verdict::NotJudged, NOT_POSSIBLE.to_owned()),
            };
            Line { heading: EXTREMES, claim: claim.to_owned(), verdict, evidence }
        };
        let consultations =
            |record: &Record| record.work.consultation_min.iter().map(|of| of.count).sum::<u64>();
        let stated = self.as_stated().next().map(|(record, _)| record);
        let (usual, usual_made) =
            stated.map_or((0, 0), |record| (record.requests.unmet_total(), record.requests.made));
        vec![
            line(Change::NoStaff, "Without clinicians nobody is seen", &|record| {
                let seen =
                    (consultations(record), record.requests.seen, record.requests.settled_triage);
                let evidence = format!(
                    "{} consultations, {} requests settled by triage; of {} requests the front desk and \
                     pharmacies settle {}",
                    seen.0, seen.2, record.requests.made, record.requests.settled
                );
                (seen == (0, 0, 0), evidence)
            }),
            line(Change::NoGps, "Without GPs no GP sees anybody", &|record| {
                let (gp, lacking) = (
                    record.appointments.attended_gp,
                    record.requests.unmet[Constraint::Gp as usize],
                );
                (
                    gp == 0,
                    format!("{gp} GP appointments; {lacking} requests unmet for want of a GP"),
                )
            }),
            line(Change::NoRooms, "Without rooms nobody is seen in one", &|record| {
                let hours = record.work.rooms.level_hours().iter().sum::<f64>();
                let lost = record.work.sessions_lost_to_rooms;
                (
                    hours == 0.0,
                    format!("{hours} hours in rooms; {lost} sessions lost for want of one"),
                )
            }),
            line(Change::NoReceptionists, "Without receptionists no call is answered", &|record| {
                let door = &record.front_door;
                let evidence = format!("{} of {} calls answered", door.answered, door.inbound);
                (door.answered == 0, evidence)
            }),
            line(
                Change::DemandTimesThree,
                "Three times the requests leave more unmet",
                &|record| {
                    let (unmet, made) = (record.requests.unmet_total(), record.requests.made);
                    let evidence = format!(
                        "{unmet} of {made} unmet, against {usual} of {usual_made} as stated"
                    );
                    (made > usual_made && unmet >= usual, evidence)
                },
            ),
            line(
                Change::AmpleEverything,
                "With ample staff, rooms, receptionists and book, hardly anybody goes without or gives up",
                &|record| ample(record),
            ),
        ]
    }

    /// Arrivals of the replications as stated, against the rates.
    fn arrivals(&self) -> Vec<Line> {
        let line =
            |claim: String, verdict, evidence| Line { heading: ARRIVALS, claim, verdict, evidence };
        let moved = moved_by(self.system);
        if !moved.is_empty() {
            let claim = "Requests and calls are those that the rates state".to_owned();
            let evidence = format!("the rates alone do not say it: {}", moved.join(", "));
            return vec![line(claim, Verdict::NotJudged, evidence)];
        }
        let expected = expected(self.system);
        let names: [&str; CHANNELS] = ["by telephone", "online", "in person", "by NHS 111"];
        let mut compared: Vec<Compared> = Vec::new();
        // Latent requests have the channels and hours of the others; how many are made follows from access.
        let latent = |record: &Record| {
            let others = record.requests.made - record.requests.latent;
            if others == 0 { 1.0 } else { record.requests.made as f64 / others as f64 }
        };
        for (channel, name) in names.into_iter().enumerate() {
            compared.push(Compared {
                what: format!("Requests {name}"),
                differences: self.beside(&|record, seen| {
                    (
                        seen.first_by_channel[channel] as f64,
                        expected.by_channel[channel] * latent(record),
                    )
                }),
                expected: expected.by_channel[channel],
            });
        }
        compared.push(Compared {
            what: "Calls about something else".to_owned(),
            differences: self.beside(&|_, seen| (seen.other_calls as f64, expected.other_calls)),
            expected: expected.other_calls,
        });
        for hours in hours(&expected.request_calls_by_hour, &expected.other_calls_by_hour) {
            let of = |by_hour: &[f64; 24]| hours.iter().map(|hour| by_hour[*hour]).sum::<f64>();
            let (requests, others) =
                (of(&expected.request_calls_by_hour), of(&expected.other_calls_by_hour));
            compared.push(Compared {
                what: format!("First calls, {}", named(&hours)),
                differences: self.beside(&|record, seen| {
                    let found: u64 = hours.iter().map(|hour| seen.first_calls[*hour]).sum();
                    (found as f64, requests * latent(record) + others)
                }),
                expected: requests + others,
            });
        }
        compared.retain(|one| one.expected > 0.0 || one.differences.iter().any(|of| *of != 0.0));
        let confidence = 1.0 - (1.0 - CONFIDENCE) / compared.len().max(1) as f64;
        let judged = compared.into_iter().map(|one| {
            let (verdict, evidence) = one.judged(confidence);
            line(one.what, verdict, evidence)
        });
        judged.collect()
    }

    /// What was found less what was expected, replication by replication.
    fn beside(&self, value: &dyn Fn(&Record, &Seen) -> (f64, f64)) -> Vec<f64> {
        let difference = |(record, seen): &(Record, Seen)| {
            let (found, expected) = value(record, seen);
            found - expected
        };
        self.as_stated().map(difference).collect()
    }
}

/// A line of what is conserved.
fn conserved(claim: &str, numbers: String, (holds, words): (bool, String)) -> Line {
    Line {
        heading: CONSERVATION,
        claim: claim.to_owned(),
        verdict: Verdict::of(holds),
        evidence: format!("{numbers}; {words}"),
    }
}

/// Arrivals found less those expected, in each replication.
struct Compared {
    what: String,
    differences: Vec<f64>,
    expected: f64,
}

impl Compared {
    fn judged(&self, confidence: f64) -> (Verdict, String) {
        let bounds = mean_interval(&self.differences, confidence).and_then(|found| found.bounds());
        let Some((low, high)) = bounds else {
            return (Verdict::NotJudged, "too few replications".to_owned());
        };
        let [low, mean, high] =
            [low, (low + high) / 2.0, high].map(|difference| self.expected + difference);
        let holds = (low - 1e-9..=high + 1e-9).contains(&self.expected);
        let evidence = format!(
            "stated {:.1}, simulated {mean:.1} (interval {low:.1} to {high:.1})",
            self.expected
        );
        (Verdict::of(holds), evidence)
    }
}

/// Hours of the day: each of its own if enough calls are expected in it for an interval, else together.
fn hours(requests: &[f64; 24], others: &[f64; 24]) -> Vec<Vec<usize>> {
    const ENOUGH: f64 = 10.0;
    let (busy, quiet): (Vec<usize>, Vec<usize>) =
        (0..24).partition(|hour| requests[*hour] + others[*hour] >= ENOUGH);
    let all = busy.into_iter().map(|hour| vec![hour]);
    all.chain((!quiet.is_empty()).then_some(quiet)).collect()
}

fn named(hours: &[usize]) -> String {
    match hours {
        [hour] => format!("{hour:02}:00 to {:02}:00", hour + 1),
        _ => "all other hours".to_owned(),
    }
}

/// Whether differences go the right way, beyond chance or not.
fn direction(differences: &[f64], rises: bool) -> (Verdict, String) {
    let bounds = mean_interval(differences, CONFIDENCE).and_then(|found| found.bounds());
    let Some((low, high)) = bounds else {
        return (Verdict::NotJudged, NOT_POSSIBLE.to_owned());
    };
    let is_wrong = if rises { high < 0.0 } else { low > 0.0 };
    let is_right = if rises { low > 0.0 } else { high < 0.0 };
    let words = match (is_wrong, is_right) {
        (true, _) => "the wrong way, beyond chance",
        (_, true) => "the right way, beyond chance",
        _ => "not told from chance",
    };
    let mean = (low + high) / 2.0;
    let evidence = format!(
        "{mean:+.1} a replication ({:.0}% interval {low:+.1} to {high:+.1}, {} pairs): {words}",
        CONFIDENCE * 100.0,
        differences.len()
    );
    (Verdict::of(!is_wrong), evidence)
}

/// The share of requests or calls that may be left when nothing binds [-]: an urgent need before a long weekend
/// accepts no later start, a form sent at night waits for the morning, and some do not.
const LEFT: f64 = 0.02;

/// Whether nearly all are met with ample everything. Who leaves the menu, or finds the lines closed, does so whatever
/// the capacity, and is told apart.
fn ample(record: &Record) -> (bool, String) {
    const NAMES: [&str; CONSTRAINTS] =
        ["telephone", "triage", "GPs", "other professions", "rooms", "supervision", "the book"];
    let (requests, door) = (&record.requests, &record.front_door);
    let share = |part: u64, all: u64| if all == 0 { 0.0 } else { part as f64 / all as f64 };
    let telephone = requests.unmet[Constraint::Telephone as usize];
    let wanting = requests.unmet_total() - telephone;
    let (unmet, given_up) = (share(wanting, requests.made), share(door.missed, door.inbound));
    let causes = NAMES.iter().zip(requests.unmet).skip(1).filter(|(_, count)| *count > 0);
    let causes: Vec<String> = causes.map(|(name, count)| format!("{name} {count}")).collect();
    let causes =
        if causes.is_empty() { String::new() } else { format!(" ({})", causes.join(", ")) };
    let evidence = format!(
        "{wanting} of {} requests unmet for want of any of these{causes}, {} of {} calls given up in the queue; at most \
         {:.0}% each. {telephone} more leave at the menu or find the lines closed",
        requests.made,
        door.missed,
        door.inbound,
        LEFT * 100.0
    );
    (unmet <= LEFT && given_up <= LEFT, evidence)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_direction_fails_only_beyond_chance() {
        let verdict = |differences: &[f64], rises| direction(differences, rises).0;
        assert_eq!(verdict(&[-5.0, -6.0, -5.5, -5.2], true), Verdict::Fails);
        assert_eq!(verdict(&[-5.0, -6.0, -5.5, -5.2], false), Verdict::Passes);
        assert_eq!(verdict(&[-5.0, 6.0, -5.5, 5.2], true), Verdict::Passes);
        assert_eq!(verdict(&[0.0, 0.0, 0.0], true), Verdict::Passes);
        assert_eq!(verdict(&[], true), Verdict::NotJudged);
    }

    #[test]
    fn quiet_hours_are_judged_together() {
        let mut calls = [50.0; 24];
        (calls[2], calls[3]) = (1.0, 0.5);
        let found = hours(&calls, &[0.0; 24]);
        assert_eq!((found.len(), found.last()), (23, Some(&vec![2, 3])));
    }
}
