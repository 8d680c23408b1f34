//! Who works: roles, their competence, teams, absence.

use super::sessions::{fixed_session, known_sites, state_sites};
use super::shares::{at_most_one, no_more_than, profession, profession_list, twelve, unknown};
use super::template::same_day_by_weekday;
use super::workforce;
use crate::model::competence::Competence;
use crate::model::demand::Need;
use crate::model::practice::{Practice, Site};
use crate::model::role::{
    ConsultationLength, Role, RoomNeed, SessionStart, SlotShares, StaffGroup,
};
use crate::model::roster::{Absence, FixedSession, Scope, Team};
use crate::model::supervision::{Stage, SupervisionNeed};
use crate::scenario::quantity::{Kind, probability};
use crate::scenario::reader::Section;
use crate::units::{Probability, TimeOfDay, WHOLE_WEEKS_A_YEAR};

/// The kinds of slot that a role keeps: planned care, opened seven days before, two days before, on
/// the day, NHS 111.
const SHARES_OF_SLOTS: [&str; 5] =
    ["planned_share", "week_share", "two_day_share", "same_day_share", "nhs_111_share"];

/// The longest parental leave [weeks], a year.
const MOST_PARENTAL_WEEKS: f64 = WHOLE_WEEKS_A_YEAR as f64;

/// Maximum number of start times of a role's sessions: every half hour.
const MOST_STARTS: usize = 48;

pub(super) fn one_competence(section: &Section<'_>) -> Competence {
    let competence = Competence {
        advice: section.probability("advice", "A GP's advice is sought during the consultation"),
        hand_back: section.probability("hand_back", "The need is handed back to a GP"),
        follow_up: section.probability("follow_up", "Another appointment is needed"),
        referral: section.probability("referral", "The patient is referred to secondary care"),
    };
    section.note_sum(&["advice", "hand_back"], false);
    at_most_one(section, "advice", &[competence.advice.get(), competence.hand_back.get()]);
    section.note_sum(&["follow_up", "referral"], false);
    at_most_one(section, "follow_up", &[competence.follow_up.get(), competence.referral.get()]);
    competence
}

/// The roles, GPs first, then nurses, then all others, each group in the order of its keys; and the
/// professions under which they are booked, in the order of roles.
pub(super) fn roles(section: &Section<'_>) -> (Vec<Role>, Vec<String>) {
    let mut read: Vec<(String, Role)> = section
        .sections()
        .into_iter()
        .map(|(name, role)| {
            // Professions are numbered after all roles are read.
            let of_role = (role.name("booked_as"), one_role(name, 0, &role));
            role.finish();
            of_role
        })
        .collect();
    read.sort_by_key(|(_, role)| role.group);
    let mut professions: Vec<String> = Vec::new();
    let number = |(booked_as, role): (String, Role)| {
        let known = professions.iter().position(|profession| *profession == booked_as);
        let booked_as = known.unwrap_or_else(|| {
            professions.push(booked_as);
            professions.len() - 1
        });
        Role { booked_as, ..role }
    };
    let roles: Vec<Role> = read.into_iter().map(number).collect();
    if roles.is_empty() {
        section.problem("", "no role", "at least one role", "add [roles.NAME]");
    }
    (roles, professions)
}

/// Finds the professions that may supervise each role.
pub(super) fn supervisors(section: &Section<'_>, roles: &mut [Role], professions: &[String]) {
    for role in roles {
        let Some(need) = &mut role.supervision else { continue };
        let stated = section.quietly(&role.name).quietly("supervision");
        need.by = profession_list(&stated, "by", professions);
    }
}

pub(super) fn one_role(name: String, booked_as: usize, role: &Section<'_>) -> Role {
    let groups = [
        ("gp", StaffGroup::Gp),
        ("nursing", StaffGroup::Nursing),
        ("additional", StaffGroup::Additional),
    ];
    let rooms = [
        ("consulting", RoomNeed::Consulting),
        ("treatment", RoomNeed::Treatment),
        ("none", RoomNeed::None),
    ];
    let slot = role.minutes("slot", "Length of a bookable slot");
    let session = role.minutes("session", "Length of a session with patients");
    if slot.get() < 1.0 || slot > session || session.get() > 720.0 {
        role.problem(
            "slot",
            &format!("slots of {slot} in sessions of {session}"),
            "slots of at least 1 min that fit into a session of at most 12 h",
            "correct `slot` or `session`",
        );
    }
    let starts: Vec<SessionStart> = role
        .list_of_sections("session_starts")
        .iter()
        .map(|start| {
            let read = SessionStart {
                at: start.time_within("at", "When sessions start"),
                weight: start.lever(
                    "weight",
                    Kind::Positive("parts"),
                    "Relative number of sessions that start then",
                ),
            };
            start.finish();
            read
        })
        .collect();
    let too_late = |start: &SessionStart| start.at.plus(session.to_span()) > TimeOfDay::at(24, 0);
    if starts.is_empty() || starts.len() > MOST_STARTS || starts.iter().any(too_late) {
        role.problem(
            "session_starts",
            &format!("{} starts", starts.len()),
            &format!(
                "1 to {MOST_STARTS} starts, early enough for the session to end before midnight"
            ),
            "write session_starts = [{ at = \"08:30\", weight = 1 }]",
        );
    }
    if let [only] = starts.as_slice()
        && only.weight != 1.0
    {
        role.problem(
            "session_starts",
            &format!("a weight of {} for the only start", only.weight),
            "a weight of 1, because there is no other start",
            "write weight = 1, or add the other starts",
        );
    }
    let sessions_per_wte = role.number(
        "sessions_per_wte",
        Kind::Amount("sessions a week"),
        "Sessions with patients a week at one whole-time equivalent",
    );
    let share = |key, meaning| {
        // A role without sessions has no slots to keep.
        role.quietly_asked(key);
        let is_needed = sessions_per_wte > 0.0 || role.has(key);
        probability(if is_needed { role.lever(key, Kind::Share, meaning) } else { 0.0 })
    };
    let slots = SlotShares {
        planned: share(SHARES_OF_SLOTS[0], "Slots kept for planned care"),
        week: share(SHARES_OF_SLOTS[1], "Slots opened seven days before"),
        two_day: share(SHARES_OF_SLOTS[2], "Slots opened two days before"),
        same_day: share(SHARES_OF_SLOTS[3], "Slots opened on the day"),
        nhs_111: share(SHARES_OF_SLOTS[4], "Slots kept for NHS 111"),
        fortnight: probability(
            role.optional_lever(
                "fortnight_share",
                Kind::Share,
                "Slots opened fourteen days before; none if omitted",
            )
            .unwrap_or(0.0),
        ),
    };
    at_most_one(role, "same_day_share", &slots.kept());
    let supervision = role.optional_section("supervision").map(|need| {
        let read = SupervisionNeed {
            // Found after all professions are known.
            by: Vec::new(),
            entry: need.minutes("entry", "Total supervision per clinical day at entry"),
            transition: need
                .minutes("transition", "Total supervision per clinical day in transition"),
            steady: need
                .minutes("steady", "Total supervision per clinical day in the steady state"),
            in_the_moment: need.minutes(
                "in_the_moment",
                "Part of the total that is expected during consultations",
            ),
            delegated: need.minutes(
                "delegated",
                "Part of the total that is delegated, such as signing and checking",
            ),
            needs_presence: need.flag(
                "needs_presence",
                "Whether undifferentiated patients may be seen only while a supervisor is in",
            ),
        };
        // Read again and resolved after all professions are known.
        need.texts("by");
        need.finish();
        read
    });
    let telephone_share =
        role.probability("telephone_share", "Share of telephone slots within sessions in a room");
    let home_visit_share = role.probability("home_visit_share", "Share of home visits among slots");
    role.note_sum(&["telephone_share", "home_visit_share"], false);
    at_most_one(role, "home_visit_share", &[telephone_share.get(), home_visit_share.get()]);
    let read = Role {
        title: role.text("title"),
        group: role.choice("group", &groups, "The group of the role in national data"),
        booked_as,
        slot,
        session,
        sessions_per_wte,
        session_starts: starts,
        length: ConsultationLength {
            face_to_face: role
                .minutes("length_face_to_face", "Mean length of a consultation in person, with notes"),
            remote: role.minutes("length_remote", "Mean length of a consultation by telephone or online, with notes"),
            home_visit: role.minutes("length_home_visit", "Mean length of a visit at home, with travel"),
            variation: role.number(
                "length_variation",
                Kind::Variation,
                "Standard deviation of the length of a consultation",
            ),
        },
        room: role.choice("room", &rooms, "Which rooms the role needs"),
        remote_sessions: role.probability("remote_sessions", "Share of sessions held entirely without a room"),
        telephone_share,
        home_visit_share,
        can_work_remotely: role
            .flag("can_work_remotely", "Whether a session that gets no room can be held remotely"),
        same_day_by_weekday: same_day_by_weekday(role, &slots),
        slots,
        extra_advice: role.probability(
            "extra_advice",
            "Probability of seeking advice in addition to what the need requires",
        ),
        supervises: role.flag("supervises", "Whether the role supervises others"),
        supervises_first: role
            .optional_flag("supervises_first", "Whether the role is asked to supervise before others")
            .unwrap_or(false),
        sees_patients: role
            .optional_flag("sees_patients", "Whether patients can book the role's sessions")
            .unwrap_or(true),
        takes_duty: role.flag("takes_duty", "Whether the role takes turns as duty doctor"),
        supervision,
        sends_to_ed: role.probability("sends_to_ed", "Share of consultations that send the patient to ED"),
        reconsultation: role
            .probability("reconsultation", "Share of settled patients who come back within 14 days"),
        handles_rapid_response: role
            .optional_probability(
                "handles_rapid_response",
                "Share of patients in need of a rapid response visit whom the clinician treats without the team",
            )
            .unwrap_or(Probability::ZERO),
        name,
    };
    check_supervisor(role, &read);
    read
}

/// A role that is asked first must supervise, and so must a role that sees no patients.
fn check_supervisor(section: &Section<'_>, role: &Role) {
    if role.supervises_first && !role.supervises {
        section.problem(
            "supervises_first",
            "a role that is asked first and does not supervise",
            "`supervises = true` beside it",
            "set `supervises = true`, or remove `supervises_first`",
        );
    }
    if !role.sees_patients && (!role.supervises || role.takes_duty) {
        section.problem(
            "sees_patients",
            "a role without patients that takes duty or does not supervise",
            "`supervises = true` and `takes_duty = false` beside it",
            "correct them, or remove `sees_patients`",
        );
    }
}

pub(super) fn competence(
    section: &Section<'_>,
    professions: &[String],
    needs: &[Need],
) -> Vec<Vec<Option<Competence>>> {
    let mut table = vec![vec![None; needs.len()]; professions.len()];
    for (name, of_profession) in section.sections() {
        let Some(profession) = profession(section, &name, &name, professions) else { continue };
        let usual = of_profession.optional_section("usual").map(|usual| {
            let read = one_competence(&usual);
            usual.finish();
            read
        });
        for (index, need) in needs.iter().enumerate() {
            let own = of_profession.optional_section(&need.name).map(|own| {
                let read = one_competence(&own);
                own.finish();
                read
            });
            table[profession][index] = own.or(usual);
        }
        of_profession.finish();
    }
    for need in 0..needs.len() {
        for &profession in &needs[need].routes {
            if table[profession][need].is_none() {
                section.problem(
                    "",
                    &format!("nothing on {} for {}", professions[profession], needs[need].name),
                    "a competence for every profession that a need is routed to",
                    &format!("add [competence.{}.{}]", professions[profession], needs[need].name),
                );
            }
        }
    }
    table
}

/// A team, whose table is called `name`.
fn team(
    name: String,
    team: &Section<'_>,
    roles: &[Role],
    (practices, sites): (&[Practice], &[Site]),
) -> Team {
    let role_name = team.text("role");
    let role = roles.iter().position(|role| role.name == role_name);
    if role.is_none() {
        let known: Vec<_> = roles.iter().map(|role| role.name.as_str()).collect();
        unknown(
            team,
            "role",
            (&role_name, "which is not a role"),
            &known,
            "the role under [roles]",
        );
    }
    let wte = team.lever("wte", Kind::Amount("whole-time equivalents"), "Whole-time equivalents");
    no_more_than(team, "wte", wte, 2_000.0);
    let stated = team.list_of_sections("sessions");
    let mut sessions: Vec<FixedSession> = stated.iter().filter_map(fixed_session).collect();
    // Anyone may hold the sessions of a fixed rota.
    team.quietly_asked("wte_per_person");
    let has_contracts = sessions.is_empty() || team.has("wte_per_person");
    let per_person = if has_contracts { wte_per_person(team) } else { 1.0 };
    let scope = scope(team, practices);
    state_sites(&mut sessions, &stated, &known_sites(&scope, sites));
    let stage = team.choice("stage", &Stage::CHOICES, "The team's stage in its role");
    if !sessions.is_empty() && wte > 0.0 {
        team.problem("sessions", "sessions and `wte` above 0", "one of the two", "set wte = 0");
    }
    let months: Vec<usize> = team
        .whole_numbers("months", "Months in which the team works")
        .into_iter()
        .map(|month| month as usize)
        .collect();
    if months.iter().any(|month| !(1..=12).contains(month)) {
        team.problem("months", &format!("{months:?}"), "months from 1 to 12", "correct the list");
    }
    let posts = workforce::posts(team, per_person, !sessions.is_empty());
    let weeks_per_pcn = weeks_per_pcn(team, &scope, !sessions.is_empty());
    let dates = super::lists::team_dates(team, &scope, practices);
    let list_weight = super::lists::list_weight(team, &scope, role.map(|role| &roles[role]));
    team.finish();
    Team {
        name,
        role: role.unwrap_or(0),
        wte,
        wte_per_person: per_person.clamp(0.05, 1.2),
        scope,
        pcn: 0,
        weeks_per_pcn,
        stage,
        sessions,
        months: months.into_iter().map(|month| month.saturating_sub(1)).collect(),
        turnover: posts.turnover,
        new_starters: posts.new_starters,
        rotation: posts.rotation,
        dates,
        list_weight,
    }
}

/// Where a team works: at one practice, for all practices, for the network or for the place.
fn scope(team: &Section<'_>, practices: &[Practice]) -> Scope {
    let scopes =
        [("practices", Scope::Practices), ("network", Scope::Network), ("place", Scope::Place)];
    team.quietly_asked("scope");
    let is_at_one = team.has("practice");
    let stated = (team.has("scope") || !is_at_one).then(|| {
        team.choice(
            "scope",
            &[(scopes[0].0, 0), (scopes[1].0, 1), (scopes[2].0, 2)],
            "Whether practices employ the team, or a network or the whole place shares it",
        )
    });
    let scope = scopes[stated.unwrap_or(0)].1.clone();
    if !is_at_one {
        team.quietly_asked("practice");
        return scope;
    }
    let name = team.text("practice");
    team.note_lever("practice", name.clone(), "The practice that employs the team, if it is one");
    if scope != Scope::Practices {
        team.problem(
            "practice",
            "a team of one practice that a network or the place shares",
            "`scope = \"practices\"` beside it, or no `scope`",
            "remove one of the two",
        );
    }
    let found = practices.iter().position(|practice| practice.name == name);
    if found.is_none() {
        let known: Vec<_> = practices.iter().map(|practice| practice.name.as_str()).collect();
        let why = "which is not a practice";
        unknown(team, "practice", (&name, why), &known, "the practice under [practices]");
    }
    found.map_or(Scope::Practices, Scope::Practice)
}

/// The teams, GPs first, then nurses, then all others, each group in the order of its keys. Earlier
/// teams are given rooms before later ones.
pub(super) fn teams(
    section: &Section<'_>,
    roles: &[Role],
    roles_section: &Section<'_>,
    places: (&[Practice], &[Site]),
) -> Vec<Team> {
    let read = |(name, stated): (String, Section<'_>)| team(name, &stated, roles, places);
    let mut teams: Vec<Team> = section.sections().into_iter().map(read).collect();
    if !roles.is_empty() {
        teams.sort_by_key(|team| roles[team.role].group);
    }
    slots_of_rotas(&teams, roles, roles_section);
    for (index, role) in roles.iter().enumerate() {
        if !teams.iter().any(|team| team.role == index) {
            roles_section.problem(
                &role.name,
                "a role that no team has",
                "at least one team under [staff] with this role",
                "add a team (its `wte` may be 0), or remove the role",
            );
        }
    }
    teams
}

/// A role may omit the slots that it keeps if nobody holds sessions in it, by contract or by a
/// fixed rota.
fn slots_of_rotas(teams: &[Team], roles: &[Role], section: &Section<'_>) {
    for team in teams.iter().filter(|team| !team.sessions.is_empty()) {
        let Some(role) = roles.get(team.role) else { continue };
        let stated = section.quietly(&role.name);
        for key in SHARES_OF_SLOTS.into_iter().filter(|key| !stated.has(key)) {
            stated.problem(
                key,
                &format!("nothing, while {} hold sessions", team.name),
                "a share between 0 and 1",
                "add the key: which slots of these sessions are kept",
            );
        }
    }
}

fn wte_per_person(team: &Section<'_>) -> f64 {
    let per_person = team.lever(
        "wte_per_person",
        Kind::Positive("whole-time equivalents"),
        "Whole-time equivalents of one person",
    );
    if !(0.05..=1.2).contains(&per_person) {
        let found = per_person.to_string();
        team.problem("wte_per_person", &found, "0.05 to 1.2", "correct the number");
    }
    per_person
}

/// The number of weeks for which people of `team` are based in one network before the next; `None`:
/// they serve all networks at once.
fn weeks_per_pcn(team: &Section<'_>, scope: &Scope, has_fixed_sessions: bool) -> Option<u32> {
    let weeks = team.optional_lever(
        "weeks_per_network",
        Kind::Whole("weeks"),
        "Weeks for which each person of a place team is based in one network; if omitted, they serve all networks at once",
    )?;
    if !(1.0..=520.0).contains(&weeks) {
        team.problem(
            "weeks_per_network",
            &weeks.to_string(),
            "1 to 520 weeks",
            "correct the number",
        );
    }
    if *scope != Scope::Place || has_fixed_sessions {
        team.problem(
            "weeks_per_network",
            "a base network for people who are not shared by a place",
            "a team with contracts and `scope = \"place\"`",
            "write scope = \"place\", or remove the key",
        );
    }
    Some(weeks.clamp(1.0, 520.0) as u32)
}

pub(super) fn absence(section: &Section<'_>) -> Absence {
    let longest_spell_days = workforce::longest_spell_days(section);
    let absence = Absence {
        longest_spell_days,
        leave_days: section.number("leave_days", Kind::Amount("days a year"), "Annual leave"),
        study_days: section.number("study_days", Kind::Amount("days a year"), "Study leave"),
        sickness_share: section.number(
            "sickness_share",
            Kind::Share,
            "Share of working days lost to sickness",
        ),
        sickness_spell_days: section.number(
            "sickness_spell_days",
            Kind::Positive("working days"),
            "Mean length of a spell of sickness",
        ),
        parental_leave: section.number(
            "parental_leave",
            Kind::Share,
            "Probability that a person begins parental leave in a year",
        ),
        parental_leave_weeks: section.number(
            "parental_leave_weeks",
            Kind::Whole("weeks"),
            "Length of parental leave",
        ) as u32,
        holiday_weight: section.number(
            "holiday_weight",
            Kind::Positive("multiples"),
            "Factor by which leave is more likely in a week of school holidays",
        ),
        school_holidays: twelve(section.numbers(
            "school_holidays",
            Kind::Share,
            12,
            "Share of each month that is school holidays, January first",
        )),
        cover: workforce::cover(section, longest_spell_days),
    };
    let weeks = f64::from(absence.parental_leave_weeks);
    no_more_than(section, "parental_leave_weeks", weeks, MOST_PARENTAL_WEEKS);
    if absence.leave_days > 200.0 || absence.study_days > 200.0 {
        section.problem(
            "leave_days",
            "over 200 days",
            "at most 200 days a year",
            "correct the number",
        );
    }
    section.finish();
    absence
}
