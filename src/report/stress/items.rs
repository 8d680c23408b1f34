//! STRESS-DES 1.0, item by item.

use super::pieces::{Inputs, Sections, blank_text, cell, lines, table};
use crate::measures::MEASURES;
use crate::measures::first_screen::{FIRST_SCREEN, Shows};
use crate::report::block::{Block, Line, Span};
use crate::report::manifest::{COMMIT, MODEL};
use crate::report::page::Heading;
use crate::report::provenance::{scenario_hashes, seed};
use crate::report::study_file::Task;
use crate::scenario::Scenario;
use crate::text::number::{counted, whole};

/// An item: number and name, what it asks for in short, and the answers.
type Item = (&'static str, &'static str, Vec<String>);

/// The sections of the guideline.
pub(super) fn sections<'r>(inputs: &Inputs<'_>) -> Sections<'r> {
    let section = |id, heading, items: Vec<Item>| {
        let rows: Vec<Vec<Line>> = items
            .into_iter()
            .map(|(item, asks, answers)| vec![cell(item), cell(asks), lines(&answers)])
            .collect();
        let head = vec!["Item", "Asks for", "Answer"];
        let heading = Heading { id, heading: Some(heading) };
        (heading, vec![table("Items with their answers", head, rows)])
    };
    let mut logic = section("stress-2", "STRESS 2: logic", logic(inputs));
    logic.1.extend(differences(inputs));
    vec![
        section("stress-1", "STRESS 1: objectives", objectives(inputs)),
        logic,
        section("stress-3", "STRESS 3: data", data(inputs)),
        section("stress-4", "STRESS 4: experimentation", experimentation(inputs)),
        section("stress-5", "STRESS 5: implementation", implementation(inputs)),
        section("stress-6", "STRESS 6: code access", access()),
    ]
}

fn objectives(inputs: &Inputs<'_>) -> Vec<Item> {
    let questions = inputs.scenarios.iter().filter(|scenario| !scenario.question.is_empty());
    let mut purpose = vec![
        "To compare changes of staff, rooms, supervision, triage and access of general practice on the same simulated \
         patients, net of what each change costs in time. The model does not forecast a practice's week."
            .to_owned(),
    ];
    purpose.extend(questions.map(|scenario| format!("{}: {}", scenario.title, scenario.question)));
    purpose.push("How sure the answer is over all: see \"Overall uncertainty\" below.".to_owned());
    purpose.push(blank_text("which decision this informs, who takes it, and by when"));
    let principal = FIRST_SCREEN.iter().filter_map(|headline| match headline.shows {
        Shows::Measure { level, .. } => Some(format!("{} ({level})", headline.words)),
        _ => None,
    });
    let mut outputs = vec![format!(
        "{} measures, each with its definition below. First: {}.",
        MEASURES.len(),
        principal.collect::<Vec<_>>().join("; ")
    )];
    outputs.push(
        "Requests count on the day on which they arise and are followed for 28 days after the measured weeks; \
         appointments count by their date, calls and attendances by the moment."
            .to_owned(),
    );
    outputs.push(
        "Intervals: mean over replications with Student's t, 95%; differences replication by replication on the same \
         random numbers."
            .to_owned(),
    );
    let mut aims = vec![format!("(A) {}.", counted(inputs.scenarios.len(), "scenario"))];
    aims.extend(
        inputs
            .scenarios
            .iter()
            .take(MOST_NAMED)
            .map(|scenario| format!("{} ({})", scenario.title, scenario.name)),
    );
    if inputs.scenarios.len() > MOST_NAMED {
        aims.push(format!("and {} more, in study.json", inputs.scenarios.len() - MOST_NAMED));
    }
    aims.extend(design(&inputs.file.task));
    aims.push(blank_text("why these scenarios and no others"));
    vec![
        ("1.1 Purpose of the model", "background and objectives", purpose),
        ("1.2 Model outputs", "every measure, when it is computed, and its error", outputs),
        ("1.3 Experimentation aims", "scenarios, design of experiments, optimisation", aims),
    ]
}

/// The most scenarios that are named in an item.
const MOST_NAMED: usize = 12;

/// The design of the experiment and the search, if there is one.
fn design(task: &Task) -> Vec<String> {
    let none = "(C) Nothing is optimised.";
    let design = match task {
        Task::Run => "(B) One scenario, replicated.".to_owned(),
        Task::Compare { draws, .. } => format!(
            "(B) Every scenario against the first on the same patients; {}.",
            match draws {
                Some(0) | None => "parameters held at their stated values".to_owned(),
                Some(draws) => format!("{draws} draws of the parameters from their ranges, the same in all scenarios"),
            }
        ),
        Task::Sweep { vary, measure, .. } => format!(
            "(B) Points of {}; judged by {measure}. Every point is compared with the scenario as it is.",
            vary.join(", ")
        ),
        Task::Bottlenecks { .. } | Task::Elasticities => {
            "(B) Each capacity of the scenario with one unit more, and relieved in full, against the scenario as it is."
                .to_owned()
        }
        Task::Marginal { by, .. } => {
            format!("(B) The next unit of each resource, one at a time, judged by {by}.")
        }
        Task::Sensitivity(_) => {
            "(B) Groups of parameters by elementary effects, then single parameters, then Sobol' indices if asked for."
                .to_owned()
        }
        Task::Across(_) => "(B) Each change on each of many networks, against the same network without it.".to_owned(),
        Task::Optimise(request) => {
            return vec![
                format!(
                    "(B) Teams within the scheme's sum, caps, rooms and supervision; at most {} replications in all.",
                    request.budget
                ),
                format!(
                    "(C) The team that is best by {}: points spread at random, climbs on the lattice, a surface fitted to \
                     all results, then finalists on fresh replications (docs/optimise.md).",
                    request.goal
                ),
            ];
        }
        Task::Calibrate { points, waves, .. } => {
            return vec![format!(
                "(C) Parameters fitted to targets: {waves} waves of {points} points with emulators (docs/calibration.md)."
            )];
        }
        other => format!("(B) As pcn-sim {} makes it (docs/commands.md).", other.command()),
    };
    vec![design, none.to_owned()]
}

fn logic(inputs: &Inputs<'_>) -> Vec<Item> {
    let say = |text: &str| vec![text.to_owned()];
    let mut items = vec![
        (
            "2.1 Base model overview diagram",
            "a diagram sufficient to describe the model",
            say(
                "A request arises → telephone, online form, desk or NHS 111 → receptionist → (clinical triage) → the right \
                 profession, or not → the appointment book → the clinic, in a room, with advice if supervised → settled, \
                 referred, followed up, handed back, or unmet; an unmet one may ring again, return, or attend the emergency \
                 department. docs/model.md 2.1 has it as a drawing.",
            ),
        ),
        ("2.2 Base model logic", "how the model works", texts(&LOGIC)),
        (
            "2.3 Scenario logic",
            "what differs from the base",
            vec![if inputs.scenarios.len() > 1 {
                "The values in the table below this one; logic differs only where a value switches it.".to_owned()
            } else {
                "One scenario; what it states of its own is in the table below this one.".to_owned()
            }],
        ),
        ("2.4 Algorithms", "what mimics complex processes", texts(&ALGORITHMS)),
    ];
    items.extend(components(inputs));
    items
}

fn texts(all: &[&str]) -> Vec<String> {
    all.iter().map(|text| (*text).to_owned()).collect()
}

/// What happens, in the order in which a patient meets it.
const LOGIC: [&str; 11] = [
    "1. Real dates, bank holidays and core hours; nights and weekends exist.",
    "2. Each midnight the day's requests, other calls and forms, planned care and background attendances are generated for \
     each practice.",
    "3. A call hears the menu, leaves it or queues. The caller may be called back, hang up and ring again, go online, try \
     another day or give up. Out of hours a call hears a closed message.",
    "4. The desk settles administrative requests and sends some to a pharmacy; for the others the right profession is found, \
     or not, with the accuracy of the policy.",
    "5. Under policies with clinical triage, duty clinicians triage in gaps of their lists, the most urgent first.",
    "6. The earliest acceptable start is offered: with the profession of first choice, with those that can replace it, then \
     with a GP. An urgent request without a start may be added to the duty list. Otherwise the patient is sent elsewhere \
     or told to try another day.",
    "7. A day of the book opens as far ahead as planned care is booked: sessions, leave, duty, rooms, starts and debriefs \
     are fixed then. Sickness becomes known on the morning.",
    "8. Clinicians call patients in the order of their starts, run late and catch up; when too late, they call no more.",
    "9. Debriefs close starts of supervisors. Who seeks advice waits, with patient and room, until a supervisor is between \
     patients.",
    "10. Afterwards a request is handed back, referred, followed up, comes back, or is settled. What it needs was drawn when \
     it arose; the consultation finds it or misses it.",
    "11. A request that finally fails is unmet, with what stopped it and one chance of an attendance. docs/model.md 2.2 of \
     this version names the code of each step.",
];

/// What mimics complex processes.
const ALGORITHMS: [&str; 6] = [
    "Arrivals: candidates are Poisson with mean list size × majorant for each practice and day; a candidate becomes a \
     request of a channel if its uniform number is below the rates' share of the majorant. More demand keeps every \
     request of less.",
    "What stopped a request: a start that rooms closed, else one that supervision closed, else a free start beyond the \
     book's horizon that the patient would accept, else the profession whose time was missing.",
    "Starts by share: each person has an account for each kind and mode of start; each goes to the fullest account. \
     Rosters: sessions go to the weekday, time and site furthest behind its share.",
    "Leave: the weeks with the smallest exponential keys, school holidays weighted (Efraimidis and Spirakis 2006).",
    "Rooms: clinics are assigned to rooms exactly, at least loss (minimum-cost flow).",
    "Pseudo-code of these and of all others: docs/model.md 2.4 of this version.",
];

/// The queues with their disciplines.
const QUEUES: [&str; 6] = [
    "Telephone and desk, one for each practice: first come first served, forms after callers and visitors; callers hang up, \
     and at closing are cut off.",
    "Clinical triage, one for each practice: the most urgent first; urgent requests are booked without it after a limit.",
    "A clinician's list: by start, then those squeezed in; booked again if the clinic ends first.",
    "Rooms: as the timetable has it, or first come first served where all are shared by appointment.",
    "Advice, one for each practice: first come first served; handed back after a limit.",
    "The book: no queue, but an appointment ahead or none. Patience and limits are parameters (3.3).",
];

/// What the model is made of.
fn components(inputs: &Inputs<'_>) -> Vec<Item> {
    let base = inputs.scenarios.first();
    let none = || "No scenario: this run has none.".to_owned();
    let system = |words: &dyn Fn(&Scenario) -> String| base.map_or_else(none, words);
    let say = |text: &str| vec![text.to_owned()];
    vec![
        (
            "2.5.1 Entities",
            "entities with all their attributes",
            vec![
                system(&|scenario| {
                    format!(
                        "Requests of {} patients of {}, of {} kinds of need; items of planned care of {} streams; calls and \
                         forms that are no requests.",
                        whole(scenario.system.patients()),
                        counted(scenario.system.practices.len(), "practice"),
                        scenario.system.needs.len(),
                        scenario.system.planned.len()
                    )
                }),
                "Attributes of a request: practice, need, urgency, channel, patience, who and which mode is acceptable, whether \
                 the patient can use forms, own GP, and what its need is found to require."
                    .to_owned(),
            ],
        ),
        (
            "2.5.2 Activities",
            "activities, and routes into and out of them",
            say("Menu, queue, call, form, desk, clinical triage, search of the book, consultation, advice, debrief, follow-up, \
                 recall. docs/model.md 2.5.2 has the routes; pcn-sim trace shows them for one replication."),
        ),
        (
            "2.5.3 Resources",
            "resources, and which activities use them",
            vec![
                system(&|scenario| {
                    format!(
                        "{} consulting and treatment rooms on the first day; receptionists by time of day (front door).",
                        scenario.system.rooms_total()
                    )
                }),
                system(&staff),
            ],
        ),
        ("2.5.4 Queues", "discipline, reneging, capacity", texts(&QUEUES)),
        (
            "2.5.5 Entry and exit points",
            "boundaries, and how entities arrive",
            say("Requests, other contacts, planned care and background attendances arrive as non-homogeneous Poisson \
                 processes by day, weekday, month and practice. Exits: settled, referred, unmet, given up, the emergency \
                 department, another service."),
        ),
    ]
}

/// Who works in the first scenario.
fn staff(scenario: &Scenario) -> String {
    let system = &scenario.system;
    let roles = system.roles.iter().enumerate().filter_map(|(role, about)| {
        let wte: f64 =
            system.teams.iter().filter(|team| team.role == role).map(|team| team.wte).sum();
        (wte > 0.0).then(|| format!("{} {wte:.2}", about.title))
    });
    format!("Whole-time equivalents: {}.", roles.collect::<Vec<_>>().join("; "))
}

/// What each scenario states of its own.
fn differences<'r>(inputs: &Inputs<'_>) -> Option<Block<'r>> {
    let rows: Vec<Vec<Line>> = inputs
        .scenarios
        .iter()
        .flat_map(|scenario| {
            scenario.differences.iter().map(|(key, value)| {
                vec![cell(&*scenario.title), vec![Span::Code(key.clone())], cell(&**value)]
            })
        })
        .collect();
    let head = vec!["Scenario", "Key", "Value"];
    (!rows.is_empty()).then(|| table("What each scenario states of its own", head, rows))
}

fn data(inputs: &Inputs<'_>) -> Vec<Item> {
    let parameters = inputs.scenarios.first().map_or(0, |scenario| scenario.parameters.len());
    let levers = inputs.scenarios.first().map_or(0, |scenario| scenario.levers.len());
    vec![
        (
            "3.1 Data sources",
            "all sources with sample, dates and use",
            vec![
                "The data log below; what is published of England's practices is described in docs/evidence.md.".to_owned(),
                blank_text("data of your own behind this scenario: what, from when to when, how many, under which agreement"),
            ],
        ),
        (
            "3.2 Pre-processing",
            "what was done to data before use",
            vec![
                "Values marked \"fitted\" in the assumptions log say to what they were fitted. Everything else is used as its \
                 source states it."
                    .to_owned(),
                blank_text("what was done to your own data before it became part of the scenario"),
            ],
        ),
        (
            "3.3 Input parameters",
            "every input, its distribution, and why",
            vec![
                format!(
                    "{} with value, range and evidence, in the two lists below; {}; docs/parameters.md has each distribution.",
                    counted(parameters, "parameter"),
                    counted(levers, "lever")
                ),
                "A range is read as the 5th to 95th percentile. Values under one range move together.".to_owned(),
            ],
        ),
        (
            "3.4 Assumptions",
            "what is assumed where nothing is known",
            vec![
                "The assumptions log below, for values; A1 and on in docs/model.md, for logic. What a scenario does not state of \
                 its own stays that of its base, the average network of England."
                    .to_owned(),
                blank_text("assumptions of your own that no file states"),
            ],
        ),
    ]
}

fn experimentation(inputs: &Inputs<'_>) -> Vec<Item> {
    let outline = &inputs.file.outline;
    let horizon = outline.horizon;
    let start = inputs.scenarios.first().map(|scenario| scenario.system.calendar.start);
    let start =
        start.map_or_else(String::new, |date| format!(", the first measured day being {date}"));
    let mut estimation = vec![match inputs.results {
        Some(results) => format!(
            "Independent replications: {} of each scenario made, of at most {}.",
            results.replications, outline.replications
        ),
        None => {
            format!("Independent replications: at most {} of each variant.", outline.replications)
        }
    }];
    if outline.goals.is_empty() {
        estimation.push(
            "Their number was stated beforehand. --precision adds replications until an interval is narrow enough."
                .to_owned(),
        );
    } else {
        let measures: Vec<&str> = outline.goals.iter().map(|goal| goal.measure.as_str()).collect();
        estimation.push(format!(
            "Replications were added until the intervals of {} were as narrow as asked, by the rule of Hoad and others (2010).",
            measures.join(", ")
        ));
    }
    estimation.push(format!(
        "Common random numbers: seed {}, the same patients in every scenario, differences taken in pairs.",
        seed(inputs.file)
    ));
    estimation.push("Overall uncertainty: see below.".to_owned());
    estimation.push(blank_text("why this number of replications is enough for the decision"));
    vec![
        (
            "4.1 Initialisation",
            "terminating or not, warm-up, first state",
            vec![
                format!(
                    "Non-terminating. The system begins empty; {} weeks of warm-up fill the appointment book. pcn-sim \
                     warm-up judges that length by Welch's method and MSER-5, against runs begun earlier.",
                    horizon.warm_up_weeks
                ),
                blank_text("whether the warm-up of this scenario was judged, and the result"),
            ],
        ),
        (
            "4.2 Run length",
            "length and units of time",
            vec![format!(
                "{} measured weeks{start}; requests are followed for 28 days more. Time is in whole milliseconds, \
                 parameters in minutes, days and weeks as stated.",
                horizon.weeks
            )],
        ),
        ("4.3 Estimation approach", "replications, and why so many", estimation),
    ]
}

fn implementation(inputs: &Inputs<'_>) -> Vec<Item> {
    let file = inputs.file;
    let mut software = vec![
        format!(
            "pcn-sim {} made the rows; this record was written by pcn-sim {}, commit {COMMIT}. SHA-256 of the model's \
             sources: {MODEL}.",
            file.version,
            env!("CARGO_PKG_VERSION")
        ),
        "Rust; the engine is its own. Compiler and libraries with versions: rust-toolchain.toml and Cargo.lock of that commit."
            .to_owned(),
    ];
    software.extend(
        scenario_hashes(file)
            .into_iter()
            .take(MOST_NAMED)
            .map(|(name, hash)| format!("Scenario {name}: SHA-256 {hash}")),
    );
    let mut system = Vec::new();
    match inputs.manifest {
        Some(manifest) => {
            software.push(format!(
                "Command: {}",
                manifest.first_command.as_ref().unwrap_or(&manifest.command)
            ));
            system.push(format!(
                "{}; {} threads; {}; finished {}.",
                manifest.machine,
                manifest.threads,
                manifest.wall_time_seconds.map_or_else(
                    || "run time unknown".to_owned(),
                    |seconds| format!("{seconds:.1} s for the last command")
                ),
                manifest.date
            ));
        }
        None => system.push(blank_text("machine and run time: this folder has no manifest.json")),
    }
    vec![
        ("5.1 Software or programming language", "system, versions, libraries", software),
        (
            "5.2 Random sampling",
            "generator, and streams of common random numbers",
            vec![
                "Each random number has an address (seed, replication, decision, subject, step, ordinal), hashed by the finaliser \
                 of SplitMix64; the number of candidates of a day comes from a SplitMix64 generator seeded at its address. The \
                 same address gives every scenario the same number."
                    .to_owned(),
                format!("Seed: {}.", seed(file)),
            ],
        ),
        (
            "5.3 Model execution",
            "event mechanism, priorities, parallel execution",
            vec![
                "Event scheduling with a future event list ordered by time, phase and sequence. Replications are spread over \
                 threads; results do not depend on how many."
                    .to_owned(),
            ],
        ),
        ("5.4 System specification", "run time and hardware", system),
    ]
}

fn access() -> Vec<Item> {
    vec![(
        "6.1 Computer model sharing statement",
        "how to obtain the model and reproduce the results",
        vec![
            "Source under the MIT licence; CITATION.cff says how to cite it. study.json and rows.jsonl of this folder hold all \
             that was simulated; pcn-sim rerun FOLDER/manifest.json makes it again and says whether the bytes agree."
                .to_owned(),
            blank_text("where this folder and the source are kept, and who may have them"),
        ],
    )]
}

/// Every measure with its definition.
pub(super) fn outputs() -> Vec<Block<'static>> {
    let rows: Vec<Vec<Line>> = MEASURES
        .iter()
        .map(|measure| {
            vec![
                vec![Span::Code(measure.name.to_owned())],
                cell(measure.unit),
                cell(measure.definition),
            ]
        })
        .collect();
    vec![table("Measures", vec!["Name", "Unit", "Definition"], rows)]
}
