"""One practice, simulated from the text of docs/model.md alone: telephone, forms, triage, book, clinics, recall.

Written without the code of pcn-sim; numbers come from the scenario. `simulate` runs the warm-up and one measured
week, and returns sums from which `week.py` makes the means that it compares. Times are in minutes from the first
midnight of the warm-up, which is a Monday; comments name the paragraph of the text (A1 to A161) that they follow.
"""

import heapq
import random
from collections import Counter, deque
from itertools import count

from front_door import FrontDoor
from planned_work import PlannedWork
from requests_made import lognormal

DAY = 1440.0
NEVER = float("inf")
LAGS = [0, 1, 7, 14, 21, 28]  # the last day of each band of `book.dna`


class Account:
    """Whole starts in exact shares over time: each goes to the fullest account (2.4, *Slots by share*)."""

    def __init__(self, shares):
        self.shares = shares
        self.due = dict.fromkeys(shares, 0.0)

    def take(self):
        for name, share in self.shares.items():
            self.due[name] += share
        fullest = max(self.due, key=self.due.get)
        self.due[fullest] -= 1
        return fullest


class Slot:
    """A bookable start."""

    __slots__ = ("start", "day", "kind", "telephone", "in_room", "clinic", "booking")

    def __init__(self, start, kind, telephone, clinic):
        self.start, self.kind, self.telephone, self.clinic = start, kind, telephone, clinic
        self.day = int(start // DAY)
        self.in_room = clinic.in_room
        self.booking = None


class Clinic:
    """A session of one clinician."""

    def __init__(self, person, start, end, in_room, duty):
        self.person, self.start, self.end, self.in_room, self.duty = person, start, end, in_room, duty
        self.slots = []
        self.list = []  # bookings, by start
        self.added = deque()  # squeezed in
        self.additions = 0
        self.busy = False
        self.over = False
        self.last = start
        self.wake = None


class Person:
    """A clinician with the accounts of their slots."""

    def __init__(self, role, profession):
        self.role, self.profession = role, profession
        kinds = ["planned", "week", "two_day", "same_day"]
        shares = {kind: role[f"{kind}_share"] for kind in kinds}
        shares["routine"] = 1 - sum(shares.values())
        self.kinds = Account(shares)
        telephone = role["telephone_share"]
        self.modes = {kind: Account({False: 1 - telephone, True: telephone}) for kind in shares}
        self.duties = 0


class Booking:
    """A request in a slot, or squeezed in if it has none."""

    __slots__ = ("request", "slot", "start", "ready", "lag", "telephone", "missed", "cancelled", "profession")


class Practice(FrontDoor, PlannedWork):
    """The practice and its clock."""

    def __init__(self, scenario, chance, warm_up_weeks):
        self.s, self.chance = scenario, chance
        self.begin = warm_up_weeks * 7 * DAY
        self.end = self.begin + 7 * DAY
        self.now = 0.0
        self.events, self.order = [], count()
        self.sums = Counter()
        practice = next(iter(scenario["practices"].values()))
        self.patients = practice["list_size"]
        (site,) = practice["sites"].values()
        self.rooms = self.sums["rooms"] = site["consulting_rooms"] + site["treatment_rooms"]
        self.book = scenario["book"]
        self.people, self.clinics, self.days = [], {}, {}
        for team in scenario["staff"].values():
            for _ in range(round(team["wte"])):
                role = scenario["roles"][team["role"]]
                self.people.append(Person(role, role["booked_as"]))
        self.duty_starts = Account(
            {True: scenario["triage"]["duty_bookable_share"], False: 1 - scenario["triage"]["duty_bookable_share"]}
        )
        self.waiting_for_triage = []
        self.set_up_front_door()
        self.set_up_recall()
        self.opened_until = -1

    # The clock

    def at(self, time, what, *about):
        heapq.heappush(self.events, (time, next(self.order), what, about))

    def run(self):
        self.at(0.0, self.midnight)
        self.at(self.end, self.count_overdue)
        while self.events and self.events[0][0] < self.end + 28 * DAY:
            self.now, _, what, about = heapq.heappop(self.events)
            what(*about)
        return self.sums

    def count_overdue(self):
        today = int(self.now // DAY)
        self.sums["overdue"] = sum(due < today for due in self.due_since.values())

    def measuring(self):
        return self.begin <= self.now < self.end

    def count(self, name, number=1.0):
        if self.begin <= self.now < self.end:
            self.sums[name] += number

    def working(self, day):
        return day % 7 < 5

    def next_working(self, day):
        day += 1
        while not self.working(day):
            day += 1
        return day

    def is_open(self, time):
        return self.working(int(time // DAY)) and 480 <= time % DAY < 1110

    def next_opening(self, time):
        day = int(time // DAY)
        if self.working(day) and time % DAY < 480:
            return day * DAY + 480
        return self.next_working(day) * DAY + 480

    def midnight(self):
        today = int(self.now // DAY)
        self.at(self.now + DAY, self.midnight)
        while self.opened_until < today + self.book["planned_horizon_days"]:
            self.opened_until += 1
            if self.working(self.opened_until):
                self.open_day(self.opened_until)
        self.count("planned_items", sum(due == today for due in self.due_since.values()))
        if self.measuring():
            self.sums["triage_left"] += len(self.waiting_for_triage) / 7
        self.todays_arrivals(today)
        if self.working(today):
            self.planned_care_arises(today)
            self.fill_with_recalls(today)

    # The book (A37, A53 to A56, A124, A151)

    def open_day(self, day):
        """Duty, rooms and starts of a day: as many GPs telephone as rooms are missing, the last in the list first."""
        rooms = self.rooms
        self.days[day] = {person.profession: [] for person in self.people}
        self.clinics[day] = []
        for index, begins in enumerate(self.people[0].role["session_starts"]):
            hours, minutes = map(int, begins["at"].split(":"))
            start = day * DAY + 60 * hours + minutes
            takers = [p for p in self.people if p.role["takes_duty"]]
            on_duty = min(takers, key=lambda p: p.duties)
            on_duty.duties += 1
            stay = [on_duty] + [p for p in self.people if not p.role["can_work_remotely"]]
            stay += [p for p in takers if p is not on_duty]
            for person in self.people:
                in_room = stay.index(person) < rooms
                clinic = Clinic(person, start, start + person.role["session"], in_room, person is on_duty)
                self.plan_starts(clinic)
                self.clinics[day].append(clinic)
                self.days[day][person.profession] += clinic.slots
                self.at(start, self.next_patient, clinic)
        for slots in self.days[day].values():
            slots.sort(key=lambda slot: slot.start)

    def plan_starts(self, clinic):
        role, person = clinic.person.role, clinic.person
        starts = [clinic.start + i * role["slot"] for i in range(int(role["session"] // role["slot"]))]
        if clinic.duty:
            starts = [start for start in starts if self.duty_starts.take()]
        kinds = [person.kinds.take() for _ in starts]
        opening = {"planned": 0, "routine": 0, "week": 1, "two_day": 2, "same_day": 3}
        for start, kind in zip(starts, sorted(kinds, key=opening.get)):
            telephone = person.modes[kind].take() if clinic.in_room else True
            clinic.slots.append(Slot(start, kind, telephone, clinic))

    def opens(self, slot):
        """When a slot opens to requests."""
        days = {"same_day": 0, "two_day": 2, "week": 7, "planned": self.book["planned_release_days"]}
        ahead = days.get(slot.kind)
        return (slot.day - self.book["horizon_days"]) * DAY if ahead is None else (slot.day - ahead) * DAY + 480

    def fits(self, slot, in_person):
        """Whether a patient can be met as they must in this slot (A32, A144)."""
        if not in_person or not slot.telephone:
            return True
        if not slot.in_room or not self.book["either_mode"]:
            return False
        day, today = slot.day, int(self.now // DAY)
        for _ in range(int(self.book["either_mode_days"])):
            day -= 1
            while not self.working(day):
                day -= 1
        return today >= day

    def free(self, profession, since, last, usable):
        """Free slots from a time to the end of a day that can still be booked, in order of time."""
        soonest = max(since, self.now + self.book["notice"])
        for day in range(int(soonest // DAY), last + 1):
            for slot in self.days.get(day, {}).get(profession, ()):
                if slot.booking is None and slot.start >= soonest and usable(slot):
                    yield slot

    def earliest(self, profession, since, last, in_person, usable):
        """The earliest slot; for those who need not be seen, by telephone if there is one at all (A32)."""
        other = None
        for slot in self.free(profession, since, last, usable):
            if in_person:
                if self.fits(slot, True):
                    return slot
            elif slot.telephone:
                return slot
            elif other is None:
                other = slot
        return other

    # Requests (A31 to A38, A145, A152, A153)

    def longest_wait(self, request):
        if request.step == "hand_back":
            return int(self.s["aftercare"]["hand_back_wait_days"])
        return int(self.book["longest_wait_days"][request.urgency])

    def offer(self, request, profession):
        """Books the request, or ends this attempt."""
        today, wait = int(self.now // DAY), self.longest_wait(request)
        last = today + wait
        since = min(request.wanted, (today + wait // 2) * DAY)
        any_day = request.urgency == "urgent" or request.same_day
        sought = [profession]
        if profession != "general-practitioner":
            sought.append("general-practitioner")

        def released(slot):
            return self.opens(slot) <= self.now

        def usual(slot):
            return released(slot) and (any_day or slot.kind != "same_day")

        def short_notice(slot):
            return released(slot) and slot.kind != "routine"

        for who in sought:
            if not any_day and since < (today + 1) * DAY:
                slot = self.earliest(who, since, today, request.in_person, short_notice)
                if slot and slot.start <= self.now + self.book["fill_window"]:
                    return self.book_slot(request, slot)
            slot = self.earliest(who, since, last, request.in_person, usual)
            if slot:
                return self.book_slot(request, slot)
        tomorrow = self.next_working(today) if self.late_in_the_day() else None

        def left_over(slot):
            return slot.day == today and released(slot) or slot.day == tomorrow and slot.kind == "same_day"

        for who in sought:
            slot = self.earliest(who, self.now, tomorrow or today, request.in_person, left_over)
            if slot:
                return self.book_slot(request, slot)
        if request.urgency == "urgent" and self.squeeze_in(request, today):
            return None
        return self.refuse(request)

    def late_in_the_day(self):
        """Whether starts kept for the next working day are given to late callers (A153)."""
        return self.now % DAY + self.book["late_caller_window"] > 1110

    def squeeze_in(self, request, today):
        """A place beyond the slots of a duty session of today (A38)."""
        open_ones = [
            c for c in self.clinics.get(today, ())
            if c.duty and not c.over and c.end > self.now + self.book["notice"]
            and c.additions < self.book["duty_extra"] and (c.in_room or not request.in_person)
        ]  # fmt: skip
        if not open_ones:
            return False
        clinic = min(open_ones, key=lambda c: c.additions)
        clinic.additions += 1
        booking = self.booked(request, None, 0)
        booking.start = max(self.now + self.book["notice"], clinic.start)
        booking.ready = booking.start
        booking.telephone = not request.in_person
        booking.profession = "general-practitioner"
        self.count("squeezed_in")
        self.at(booking.ready, self.arrives, clinic, booking)
        return True

    def arrives(self, clinic, booking):
        clinic.added.append(booking)
        if not clinic.busy:
            self.next_patient(clinic)

    def booked(self, request, slot, lag):
        booking = Booking()
        booking.request, booking.slot, booking.lag = request, slot, lag
        booking.missed = booking.cancelled = False
        if request.measured and not request.planned:
            self.sums["offered"] += not request.offered
            request.offered = True
        return booking

    def book_slot(self, request, slot):
        today = int(self.now // DAY)
        booking = self.booked(request, slot, slot.day - today)
        slot.booking = booking
        booking.start = booking.ready = slot.start
        booking.telephone = slot.telephone and not request.in_person
        booking.profession = slot.clinic.person.profession
        slot.clinic.list.append(booking)
        if booking.lag and self.chance.random() < self.book["cancelled"]:
            self.at(self.chance.uniform(self.now, slot.start), self.cancel, booking)
        if self.now >= slot.clinic.start:
            self.at(slot.start, self.next_patient, slot.clinic)
        return True

    def refuse(self, request):
        """Nothing was found: elsewhere, another day, or the end."""
        self.count("refused")
        if self.chance.random() < self.book["redirected"]:
            return self.unmet(request, "book")
        if self.chance.random() < self.book["tries_again"]:
            return self.another_day(request, "book")
        return self.unmet(request, "book")

    def another_day(self, request, why):
        """Rings again on the next working day, while days are left (A18 to A20)."""
        request.days_left -= 1
        if request.days_left <= 0:
            return self.unmet(request, why)
        day = self.next_working(int(self.now // DAY))
        delay = self.chance.expovariate(1) * self.s["front_door"]["opening_delay"]
        return self.at(day * DAY + 480 + delay, self.ring, request)

    def unmet(self, request, why):
        if request.planned:
            return
        if request.measured:
            self.sums["unmet"] += 1
            self.sums["unmet_" + why] += 1

    def cancel(self, booking):
        """The patient cancels (A39, A40)."""
        slot = booking.slot
        if slot is None or slot.booking is not booking:
            return
        booking.cancelled = True
        slot.clinic.list.remove(booking)
        if slot.start - self.now >= self.book["cancelled_reusable"]:
            slot.booking = None
        self.did_not_come(booking.request)

    def did_not_come(self, request):
        if request.recall:
            return self.recall_again(request)
        if self.chance.random() < self.book["rebooks"]:
            if request.planned or request.step == "follow_up":
                day = self.next_working(int(self.now // DAY))
                return self.at(day * DAY + 480, self.book_ahead, request)
            return self.another_day(request, "book")
        if request.planned and request.invitations < self.book["planned_invitations"]:
            request.invitations += 1
            return self.at(self.now + 7 * DAY, self.book_ahead, request)
        return None

    # Clinical triage (A27, A125)

    def wait_for_triage(self, request):
        rank = ["urgent", "soon", "routine"].index(request.urgency)
        entry = [rank, next(self.order), self.now, request]
        heapq.heappush(self.waiting_for_triage, entry)
        if request.urgency == "urgent":
            limit = self.now + self.s["triage"]["urgent_wait_limit"]
            self.at(limit if self.is_open(limit) else self.next_opening(limit), self.too_long, entry)
        for clinic in self.clinics.get(int(self.now // DAY), ()):
            if clinic.duty and not clinic.busy and clinic.start <= self.now < clinic.end:
                self.next_patient(clinic)

    def too_long(self, entry):
        """Books an urgent request without triage."""
        if entry in self.waiting_for_triage:
            self.waiting_for_triage.remove(entry)
            heapq.heapify(self.waiting_for_triage)
            self.count("triage_limit_reached")
            self.navigate(entry[3], self.s["triage"]["accuracy_reception"])

    def triage_next(self, clinic):
        _, _, since, request = heapq.heappop(self.waiting_for_triage)
        self.count(f"triage_wait_{request.urgency}", self.now - since)
        self.count(f"triages_{request.urgency}")
        self.count("triages_same_day", int(since // DAY) == int(self.now // DAY))
        triage = self.s["triage"]
        length = lognormal(self.chance, triage["triage_minutes"], triage["triage_variation"])
        clinic.busy = True
        self.count("triage_minutes", length)
        self.count("triages")
        self.at(self.now + length, self.triaged, clinic, request)

    def triaged(self, clinic, request):
        clinic.busy = False
        clinic.last = self.now
        request.triaged = True
        if request.consultations == 0 and (request.advice_settles or request.for_the_door):
            self.count("messages")
            self.settled(request, "front_door")
        else:
            self.navigate(request, self.s["triage"]["accuracy_clinician"])
        self.next_patient(clinic)

    # The clinic day (A61 to A66)

    def next_patient(self, clinic):
        """Calls whoever is due, or triages, or waits."""
        if clinic.busy or clinic.over or self.now < clinic.start:
            return
        if self.now > clinic.end + self.s["clinic"]["late_limit"]:
            return self.clinic_ends(clinic)
        clinic.list.sort(key=lambda b: b.start)
        while clinic.list and clinic.list[0].start <= self.now:
            booking = clinic.list.pop(0)
            if self.consult(clinic, booking):
                return None
        while clinic.added:
            if self.consult(clinic, clinic.added.popleft()):
                return None
        upcoming = clinic.list[0].start if clinic.list else NEVER
        gap = min(upcoming, clinic.end) - self.now
        if clinic.duty and self.waiting_for_triage and gap >= self.s["clinic"]["triage_gap"]:
            return self.triage_next(clinic)
        if upcoming == NEVER and self.now >= clinic.end:
            return self.clinic_ends(clinic)
        wake = min(upcoming, clinic.end) if self.now < clinic.end else upcoming
        if wake != clinic.wake:
            clinic.wake = wake
            self.at(wake, self.next_patient, clinic)
        return None

    def clinic_ends(self, clinic):
        clinic.over = True
        self.count("sessions")
        self.count("late", max(0.0, clinic.last - clinic.end))
        if clinic.in_room:
            self.count("room_minutes", max(clinic.last, clinic.end) - clinic.start)
        else:
            self.count("remote")
        for booking in clinic.list + list(clinic.added):
            self.count("not_reached")
            self.not_reached(booking.request)
        clinic.list, clinic.added = [], deque()

    def not_reached(self, request):
        """Rebooked by the practice, at once (A41)."""
        if request.planned or request.step == "follow_up":
            if request.recall:
                return self.recall_again(request)
            return self.book_ahead(request)
        return self.offer(request, request.profession)

    def misses(self, booking):
        """Non-attendance, by staff group, lag and mode (A62)."""
        band = sum(booking.lag > last for last in LAGS)
        group = "gp" if booking.profession == "general-practitioner" else "nursing"
        share = self.book["dna"][group][band]
        if booking.telephone:
            share *= self.book["dna"]["remote_factor"]
        return self.chance.random() < share

    def consult(self, clinic, booking):
        """Begins a consultation; false if the patient has not come."""
        group = "gp" if booking.profession == "general-practitioner" else "nurse"
        request = booking.request
        self.count("appointments_" + group)
        self.count("same_day_" + group, booking.lag == 0)
        self.count("within_7", booking.lag <= 7)
        self.count("telephone", booking.telephone)
        if self.misses(booking):
            self.count("missed")
            self.did_not_come(request)
            return False
        role = clinic.person.role
        length = role["length_remote" if booking.telephone else "length_face_to_face"]
        length = lognormal(self.chance, length, role["length_variation"])
        clinic.busy = True
        self.count("waits", self.now - booking.ready)
        self.count("attended")
        self.count(f"minutes_{group}_{'planned' if request.planned else 'requests'}", length)
        if request.measured and not request.planned and request.seen == 0:
            self.sums["first_seen"] += 1
            self.sums["first_waits"] += int(self.now // DAY) - int(request.arose // DAY)
        request.seen += 1
        self.at(self.now + length, self.consulted, clinic, booking)
        return True

    def consulted(self, clinic, booking):
        clinic.busy = False
        clinic.last = self.now
        self.afterwards(booking)
        self.next_patient(clinic)

    # Afterwards (A72 to A76)

    def afterwards(self, booking):
        request = booking.request
        if request.planned:
            self.count("planned_done")
            if request.recall:
                self.recall_done(request)
            return
        request.consultations += 1
        usual = self.s["competence"][booking.profession]["usual"]
        back = usual["hand_back"]
        if request.misrouted and booking.profession == request.profession:
            back = max(back, self.s["triage"]["misrouted_hand_back"])
        if booking.profession != "general-practitioner" and self.chance.random() < back:
            self.count("hand_backs")
            request.step = "hand_back"
            request.profession, request.misrouted = "general-practitioner", False
            request.days_left = int(self.book["days_of_trying"])
            return self.offer(request, "general-practitioner")
        if request.consultations >= self.s["aftercare"]["consultations_limit"]:
            return self.settled(request, "consultation")
        if self.chance.random() < usual["follow_up"]:
            return self.follow_up(request, booking.profession)
        name = "gp-partner" if booking.profession == "general-practitioner" else "practice-nurse"
        if self.chance.random() < self.s["roles"][name]["reconsultation"]:
            self.count("reopened")
            request.step = "request"
            request.days_left = int(self.book["days_of_trying"])
            request.triaged = request.misrouted = False
            request.routing = None
            later = self.chance.uniform(0, self.s["aftercare"]["reconsultation_days"] * DAY)
            later += self.now
            request.wanted = later
            if not self.is_open(later):
                later = self.next_opening(later)
            return self.at(later, self.ring, request)
        return self.settled(request, "consultation")

    def settled(self, request, where):
        if request.measured:
            self.sums["settled_" + where] += 1

    def follow_up(self, request, profession):
        """The longest round number of weeks that the need allows (A134), on a working day (A111)."""
        after = self.s["aftercare"]
        days = round(7 * self.chance.uniform(0.5, 1.5) * 2)
        rounds = [d for d in after["follow_up_days"] if d <= days] or [after["follow_up_days"][0]]
        request.step, request.profession = "follow_up", profession
        today = int(self.now // DAY)
        wanted = today + max(rounds[-1] - int(after["follow_up_early_days"]), 1)
        request.wanted = self.on_working_day(today, wanted)
        request.tries = 0
        request.days_left = int(self.book["days_of_trying"])
        self.book_ahead(request)

    def working_from(self, day):
        return day if self.working(day) else self.next_working(day)

    def on_working_day(self, today, day):
        """A day at a weekend becomes one of the week before (Saturday) or after (Sunday), by chance (A111)."""
        some = self.chance.randrange(5)
        if day % 7 == 5:
            day = max(day - 5 + some, today + 1)
        elif day % 7 == 6:
            day += 1 + some
        return self.working_from(day)


def simulate(scenario, seed, warm_up_weeks):
    """Sums of the measured week of one replication."""
    return Practice(scenario, random.Random(seed), warm_up_weeks).run()
