//! How patients get access: the front door, triage, the appointment book.

use super::shares::{at_most_one, no_more_than};
use crate::model::appointments::{AppointmentBook, Exits, Nhs111Advice};
use crate::model::finding::Sensitivity;
use crate::model::front_door::{AfterHangingUp, FormClosed, FrontDoor, HandlerBand, MenuFates};
use crate::model::triage::{Triage, TriagePolicy, Triaged};
use crate::scenario::quantity::{Kind, minutes, probability};
use crate::scenario::reader::Section;
use crate::units::TimeOfDay;
use std::ops::Range;

/// Maximum number of calls on one day about one request.
const MOST_ATTEMPTS: u32 = 60;

/// No appointment book is open for longer, and nobody waits longer for a time that suits \[d\].
const LONGEST_BOOK_DAYS: u32 = 365;

/// Maximum number of working days before which the mode of a slot is open.
const MOST_EITHER_MODE_DAYS: f64 = 28.0;

/// Maximum number of days of trying, and of retries for planned care.
const MOST_TIMES: u32 = 250;

/// Maximum per 10,000 patients: one for each patient.
pub(super) const MOST_PER_10000: f64 = 10_000.0;

pub(super) fn menu_fates(section: &Section<'_>) -> MenuFates {
    let fates = MenuFates {
        resolved: section.probability("resolved", "Share of menu exits that the menu resolves"),
        online: section.probability("online", "Share of menu exits that go to the online form"),
        redial: section
            .probability("redial", "Share of menu exits after which the caller rings again"),
    };
    section.note_sum(&["resolved", "online", "redial"], false);
    at_most_one(section, "", &[fates.resolved.get(), fates.online.get(), fates.redial.get()]);
    section.finish();
    fates
}

pub(super) fn front_door(section: &Section<'_>) -> FrontDoor {
    let mut handlers = Vec::new();
    for band in section.list_of_sections("handlers") {
        handlers.push(HandlerBand {
            from: band.time("from", "Start of a period of telephone staffing"),
            per_10000: band.lever(
                "per_10000",
                Kind::Amount("handlers"),
                "Call handlers per 10,000 patients, rounded to whole people at each practice; 0 for none",
            ),
            per_10000_monday: band.lever(
                "per_10000_monday",
                Kind::Amount("handlers"),
                "The same on Mondays and on days after a bank holiday",
            ),
        });
        band.finish();
    }
    if handlers.is_empty() || !handlers.is_sorted_by(|a, b| a.from < b.from) {
        section.problem(
            "handlers",
            &format!("{} bands", handlers.len()),
            "at least one band, in order of time",
            "write handlers = [{ from = \"08:00\", per_10000 = 3.0, per_10000_monday = 4.0 }]",
        );
    }
    let after = section.section("after_hanging_up");
    let after_hanging_up = AfterHangingUp {
        redial: after.probability(
            "redial",
            "Share of callers who ring again on the same day after hanging up",
        ),
        online: after.probability(
            "online",
            "Share of callers who fill in the online form after hanging up, if they can use it",
        ),
        another_day: after.probability(
            "another_day",
            "Share of callers who ring again on another day after hanging up",
        ),
    };
    let most_handlers =
        handlers.iter().map(|band| band.per_10000.max(band.per_10000_monday)).fold(0.0, f64::max);
    no_more_than(section, "handlers", most_handlers, MOST_PER_10000);
    let shares = [after_hanging_up.redial, after_hanging_up.online, after_hanging_up.another_day];
    after.note_sum(&["redial", "online", "another_day"], false);
    at_most_one(&after, "", &shares.map(crate::units::Probability::get));
    after.finish();
    let door = FrontDoor {
        handlers,
        menu_time: section.minutes("menu_time", "Length of the telephone menu"),
        menu_exit: section
            .probability("menu_exit", "Share of calls in opening hours that end in the menu"),
        menu_fates_request: menu_fates(&section.section("menu_exit_requests")),
        menu_fates_other: menu_fates(&section.section("menu_exit_other_calls")),
        impatient_share: section
            .probability("impatient_share", "Share of callers with little patience"),
        impatient_mean: section.minutes("impatient_mean", "Mean patience of the impatient"),
        patient_mean: section.minutes("patient_mean", "Mean patience of all other callers"),
        call_length_request: section
            .minutes("call_length_request", "Mean talk and wrap-up of a call with a request"),
        call_length_other: section
            .minutes("call_length_other", "Mean talk and wrap-up of any other call"),
        call_variation: section.number(
            "call_variation",
            Kind::Variation,
            "Standard deviation of the length of a call",
        ),
        call_back_offered_at: section.lever(
            "call_back_offered_at",
            Kind::Amount("callers"),
            "Number of callers waiting per handler from which a call-back is offered",
        ),
        call_back_accepted: section
            .probability("call_back_accepted", "Probability that an offered call-back is accepted"),
        after_hanging_up,
        redial_delay: section
            .minutes("redial_delay", "Mean time until a caller rings again on the same day"),
        opening_delay: section.minutes(
            "opening_delay",
            "Mean time after opening at which callers ring who try another day",
        ),
        attempts_per_day: section.number(
            "attempts_per_day",
            Kind::OneTo(MOST_ATTEMPTS, "calls"),
            "Number of calls on one day after which the caller gives up for the day",
        ) as u32,
        form_length: section.minutes("form_length", "Mean time at the desk for an online form"),
        walk_in_length: section
            .minutes("walk_in_length", "Mean time at the desk for a patient who walks in"),
        form_patience: section
            .minutes("form_patience", "Mean time that the sender of a form waits before giving up"),
        forms_open: section.time("forms_open", "Online forms can be sent from this time of day"),
        forms_close: section.time("forms_close", "Online forms can be sent until this time of day"),
        form_closed: section
            .optional_section("form_closed")
            .map_or_else(FormClosed::default, |table| form_closed(&table)),
        administrative_minutes: section.minutes(
            "administrative_minutes",
            "Clinicians' administrative time per administrative request",
        ),
    };
    opens_before_it_closes(section, &(door.forms_open..door.forms_close));
    section.finish();
    door
}

/// A form that never opens would keep everyone waiting who found it closed.
pub(super) fn opens_before_it_closes(section: &Section<'_>, hours: &Range<TimeOfDay>) {
    if hours.is_empty() {
        let key = if section.has("forms_close") { "forms_close" } else { "forms_open" };
        section.problem(
            key,
            &format!("forms open from {} to {}", hours.start, hours.end),
            "a time of day after that from which forms are open",
            "write \"00:00\" to \"24:00\" for a form that is always open",
        );
    }
}

fn form_closed(section: &Section<'_>) -> FormClosed {
    let closed = FormClosed {
        ring: section.probability(
            "ring",
            "Share of those who find the online form closed while the practice is open who ring at once; none if the table is omitted",
        ),
        gives_up: section.probability(
            "gives_up",
            "Share of them who do not ask at all; the rest wait until the form opens; none if the table is omitted",
        ),
    };
    section.note_sum(&["ring", "gives_up"], false);
    at_most_one(section, "", &[closed.ring.get(), closed.gives_up.get()]);
    section.finish();
    closed
}

pub(super) fn triage(section: &Section<'_>) -> Triage {
    let triage = Triage {
        policy: section.choice(
            "policy",
            &TriagePolicy::CHOICES,
            "How requests are assigned to professions",
        ),
        accuracy_reception: section.probability(
            "accuracy_reception",
            "Probability that reception finds the right profession",
        ),
        accuracy_coordinator: section
            .probability("accuracy_coordinator", "Probability that a care coordinator finds the right profession"),
        accuracy_clinician: section
            .probability("accuracy_clinician", "Probability that a clinician finds the right profession"),
        accuracy_patient: section
            .probability("accuracy_patient", "Probability that a patient who books online finds the right profession"),
        error_to_gp: section.probability(
            "error_to_gp",
            "Share of errors that send to a GP what another profession would have settled",
        ),
        misrouted_hand_back: section.probability(
            "misrouted_hand_back",
            "Probability that a clinician hands back a need that was sent to them by error",
        ),
        coordinators: section.lever(
            "coordinators",
            Kind::Whole("coordinators"),
            "Number of care coordinators who navigate in core hours, over the network",
        ) as u32,
        coordinator_minutes: section
            .minutes("coordinator_minutes", "Mean time of a care coordinator per request"),
        clinical_triage_share: section.probability(
            "clinical_triage_share",
            "Share of online requests triaged by a clinician, unless all requests are",
        ),
        triage_minutes: section
            .minutes("triage_minutes", "Mean time of clinical triage per request"),
        triage_variation: section.number(
            "triage_variation",
            Kind::Variation,
            "Standard deviation of the time of clinical triage",
        ),
        telephone_conversion: section.probability(
            "telephone_conversion",
            "Share of patients telephoned first who must be seen face to face afterwards (telephone first)",
        ),
        sensitivity: sensitivity(section),
        triaged: if section.has("triaged") {
            section.choice(
                "triaged",
                &Triaged::CHOICES,
                "Which requests a clinician triages under total triage",
            )
        } else {
            section.quietly_asked("triaged");
            Triaged::Everyone
        },
        urgent_wait_limit: section
            .optional_lever(
                "urgent_wait_limit",
                Kind::Duration,
                "Longest wait of an urgent request for triage; then reception books it without triage",
            )
            .map(minutes),
        duty_sessions_per_10000: section.lever(
            "duty_sessions_per_10000",
            Kind::Amount("sessions"),
            "Simultaneous duty sessions per 10,000 patients, rounded to a whole number at each practice; 0 for none",
        ),
        duty_bookable: probability(section.lever(
            "duty_bookable_share",
            Kind::Share,
            "Share of a duty session's slots that can be booked; the rest is kept for triage",
        )),
        triage_gpad_counted: section.probability(
            "triage_gpad_counted",
            "Share of triages that national data count as appointments",
        ),
        message_gpad_counted: section.probability(
            "message_gpad_counted",
            "Share of messages that national data count as appointments",
        ),
    };
    no_more_than(
        section,
        "duty_sessions_per_10000",
        triage.duty_sessions_per_10000,
        MOST_PER_10000,
    );
    if triage.policy == TriagePolicy::CareCoordinators && triage.coordinators == 0 {
        section.problem(
            "coordinators",
            "0",
            "at least 1 when care coordinators navigate",
            "add one",
        );
    }
    section.finish();
    triage
}

fn sensitivity(section: &Section<'_>) -> Sensitivity {
    Sensitivity {
        in_person: section.probability(
            "sensitivity_in_person",
            "Probability that an encounter in person finds what the patient needs",
        ),
        telephone: section.probability(
            "sensitivity_telephone",
            "The same by telephone: a consultation, or triage of a call or a visit at the desk",
        ),
        message: section.probability(
            "sensitivity_message",
            "The same by message: an online consultation, or triage of a form",
        ),
    }
}

pub(super) fn seven(
    section: &Section<'_>,
    key: &str,
    meaning: &'static str,
) -> [crate::units::Probability; 7] {
    let values = section.numbers(key, Kind::Share, 7, meaning);
    let values: Vec<_> = values.into_iter().map(probability).collect();
    values.try_into().expect("seven values were read")
}

pub(super) fn book(section: &Section<'_>) -> AppointmentBook {
    let waits = section.section("longest_wait_days");
    let longest_wait_days = [
        waits.number("urgent", Kind::Whole("days"), "Longest wait of an urgent request") as u32,
        waits.number("soon", Kind::Whole("days"), "Longest wait of a request wanted soon") as u32,
        waits.number("routine", Kind::Whole("days"), "Longest wait of a routine request") as u32,
    ];
    waits.finish();
    let exits_section = section.section("exits");
    let exits = Exits {
        nhs_111: exits_section
            .probability("nhs_111", "Share of patients who give up and ring NHS 111"),
        pharmacy: exits_section
            .probability("pharmacy", "Share of patients who give up and go to a pharmacy"),
        urgent_treatment_centre: exits_section.probability(
            "urgent_treatment_centre",
            "Share of patients who give up and go to an urgent treatment centre",
        ),
        private: exits_section
            .probability("private", "Share of patients who give up and pay a private doctor"),
    };
    exits_section.note_sum(&["nhs_111", "pharmacy", "urgent_treatment_centre", "private"], false);
    at_most_one(
        &exits_section,
        "",
        &[exits.nhs_111, exits.pharmacy, exits.urgent_treatment_centre, exits.private]
            .map(|share| share.get()),
    );
    exits_section.finish();
    let advice_section = section.section("nhs_111_advice");
    let nhs_111 = Nhs111Advice {
        primary_care: advice_section
            .probability("primary_care", "Share of calls in which NHS 111 advises primary care"),
        emergency: advice_section.probability(
            "emergency",
            "Share of calls in which NHS 111 advises the ED or sends an ambulance",
        ),
    };
    advice_section.note_sum(&["primary_care", "emergency"], false);
    at_most_one(&advice_section, "", &[nhs_111.primary_care.get(), nhs_111.emergency.get()]);
    advice_section.finish();
    let dna_section = section.section("dna");
    let meaning = "Probability of not attending face to face, by booking lag: same day, 1, 2–7, 8–14, 15–21, 22–28, over 28 days";
    let dna = [
        seven(&dna_section, "gp", meaning),
        seven(&dna_section, "nursing", meaning),
        seven(&dna_section, "additional", meaning),
    ];
    let dna_remote_factor = dna_section.number(
        "remote_factor",
        Kind::Amount("multiples"),
        "Non-attendance by telephone or online, relative to face to face",
    );
    dna_section.finish();
    let days = |key: &str, meaning| {
        let value = section.lever(key, Kind::Whole("days"), meaning) as u32;
        if value > LONGEST_BOOK_DAYS {
            let expected = format!("at most {LONGEST_BOOK_DAYS} days");
            section.problem(key, &value.to_string(), &expected, "correct the number");
        }
        value.min(LONGEST_BOOK_DAYS)
    };
    let either_mode_days = section.number(
        "either_mode_days",
        Kind::Whole("days"),
        "Number of working days before the date from which telephone slots are offered in either mode",
    );
    no_more_than(section, "either_mode_days", either_mode_days, MOST_EITHER_MODE_DAYS);
    let either_mode_days = either_mode_days.min(MOST_EITHER_MODE_DAYS) as u32;
    let book = AppointmentBook {
        horizon_days: days("horizon_days", "How far ahead a request can be booked"),
        planned_horizon_days: days(
            "planned_horizon_days",
            "How far ahead planned care can be booked",
        ),
        release: section.time("release", "When same-day and two-day slots open"),
        planned_release_days: days(
            "planned_release_days",
            "Number of days before the date at which unused planned slots open to requests",
        ),
        nhs_111_release: section
            .time("nhs_111_release", "Time on the day at which unused slots for NHS 111 open to anyone"),
        either_mode_days: section
            .flag("either_mode", "Whether telephone slots of a session in a room are also offered in person")
            .then_some(either_mode_days),
        offers_left_over: section.flag(
            "offers_left_over",
            "Whether a request for which nothing fits is offered any slot that is left of the day",
        ),
        first_to_open_first: section.flag(
            "first_to_open_first",
            "Whether a clinic's first starts are those that open first, and its last those that open on the day",
        ),
        fill_window: section.minutes(
            "fill_window",
            "How long before its start a slot kept for the day is offered to any request",
        ),
        late_caller_window: section.minutes(
            "late_caller_window",
            "How long before closing a request for which nothing fits is offered slots kept for the next working day",
        ),
        kept_for_requests: section.flag(
            "kept_for_requests",
            "Whether starts kept for the day or for two days are for patients who ask, and not for recall",
        ),
        longest_wait_days,
        notice: section
            .minutes("notice", "Shortest time between booking and the start of the slot"),
        same_day_for_others: section.probability(
            "same_day_for_others",
            "Probability that a request that is not urgent is offered a same-day slot",
        ),
        convenience_days: section.number(
            "convenience_days",
            Kind::Amount("days"),
            "Mean time by which a patient who can wait prefers to be seen after the earliest date",
        ),
        own_gp: section.probability("own_gp", "Probability that a patient insists on their own GP"),
        own_gp_wait_days: section.number(
            "own_gp_wait_days",
            Kind::Whole("days"),
            "How long such a patient waits before accepting another GP",
        ) as u32,
        duty_extra: section.lever(
            "duty_extra",
            Kind::Whole("patients"),
            "Number of urgent patients that a duty session accepts beyond its slots",
        ) as u32,
        redirected: section
            .probability("redirected", "Share of patients for whom nothing is found who are sent elsewhere instead of being told to try another day"),
        tries_again: section
            .probability("tries_again", "Probability that a patient who is told to try another day does so"),
        days_of_trying: section.number(
            "days_of_trying",
            Kind::OneTo(MOST_TIMES, "days"),
            "Number of days on which a patient tries before giving up",
        ) as u32,
        exits,
        nhs_111,
        cancelled: section
            .probability("cancelled", "Probability that an appointment booked ahead is cancelled"),
        cancelled_reusable: section
            .minutes("cancelled_reusable", "Minimum time before its start at which a cancelled slot is offered again"),
        rebooks: section.probability(
            "rebooks",
            "Probability that a patient who cancelled or missed an appointment contacts the practice again",
        ),
        dna,
        dna_remote_factor,
        planned_tries: section.number(
            "planned_tries",
            Kind::Whole("times"),
            "Number of weekly retries for planned care",
        ) as u32,
        planned_invitations: section.number(
            "planned_invitations",
            Kind::Whole("times"),
            "How often someone who did not come to planned care is invited again before it is given up",
        ) as u32,
        planned_tolerance_days: section.number(
            "planned_tolerance_days",
            Kind::Whole("days"),
            "Longest time from the wanted day to planned care",
        ) as u32,
        video: section.probability(
            "video_share",
            "Share of consultations by telephone that are held by video",
        ),
        gpad_counted: section
            .probability("gpad_counted", "Share of consultations that national data count"),
    };
    no_more_than(section, "convenience_days", book.convenience_days, LONGEST_BOOK_DAYS.into());
    no_more_than(section, "planned_tries", book.planned_tries.into(), MOST_TIMES.into());
    let invitations = book.planned_invitations;
    no_more_than(section, "planned_invitations", invitations.into(), MOST_TIMES.into());
    section.finish();
    book
}
