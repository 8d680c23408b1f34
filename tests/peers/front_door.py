"""The front door of `practice.py`: who rings, writes or walks in, and how the desk deals with them.

From docs/model.md alone (2.2, A1 to A26); see practice.py.
"""

import math
from collections import deque

from requests_made import Request, lognormal

DAY = 1440.0
OPEN, CLOSE = 480.0, 1110.0
BANDS = [0, 360, 480, 510, 600, 720, 840, 960, 1080, 1110, 1440]
WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


def week_shape(profile):
    """Shares of a week's contacts by day and band; repeats are taken out of 08 to 10 as a whole (3.2)."""
    shape = []
    for index, name in enumerate(WEEKDAYS):
        shares = list(profile[name])
        morning = shares[2] * (1 - profile["repeats_at_opening"][index])
        early = profile["first_half_hour_share"]
        shares[2:3] = [morning * early, morning * (1 - early)]
        shape.append([profile["weekday_share"][index] * share for share in shares])
    total = sum(map(sum, shape))
    return [[share / total for share in day] for day in shape]


class Call:
    """Someone in the queue of the telephone or at the desk."""

    __slots__ = ("request", "since", "waiting", "call_back", "walk_in", "serial")

    def __init__(self, request, since, walk_in=False):
        self.request, self.since, self.walk_in = request, since, walk_in
        self.waiting, self.call_back = True, False


class FrontDoor:
    """Arrivals, telephone, desk, forms and navigation; mixed into `Practice`."""

    def set_up_front_door(self):
        demand = self.s["demand"]
        self.calls_shape = week_shape(demand["telephone"])
        self.forms_shape = week_shape(demand["online"])
        desk = [
            [share if 2 <= band <= 8 and day < 5 else 0 for band, share in enumerate(shares)]
            for day, shares in enumerate(self.calls_shape)
        ]
        total = sum(map(sum, desk))
        self.desk_shape = [[share / total for share in day] for day in desk]
        self.queue, self.forms = deque(), deque()
        self.serving = 0
        self.tomorrow = []
        self.needs = list(self.s["needs"].values())
        self.need_shares = [need["share"] for need in self.needs]
        size = self.patients
        for handlers in self.s["front_door"]["handlers"]:
            hours, minutes = map(int, handlers["from"].split(":"))
            handlers["minute"] = 60 * hours + minutes
            handlers["people"] = [
                0 if not handlers[key] else max(1, round(handlers[key] * size / 10000))
                for key in ("per_10000", "per_10000_monday")
            ]

    # Arrivals (2.4, A1 to A8)

    def day_factor(self):
        variation = self.s["demand"]["day_variation"]
        spread = math.log(1 + variation**2)
        return min(self.chance.lognormvariate(-spread / 2, math.sqrt(spread)), 1.4)

    def todays_arrivals(self, today):
        demand, factor = self.s["demand"], self.day_factor()
        shares = demand["channel_share"]
        streams = [
            (demand["requests_per_patient_year"] * shares["telephone"], self.calls_shape, self.new_request, self.ring),
            (demand["requests_per_patient_year"] * shares["online"], self.forms_shape, self.new_request, self.send_form),
            (demand["requests_per_patient_year"] * shares["walk_in"], self.desk_shape, self.new_request, self.walk_in),
            (demand["other_calls_per_patient_year"], self.calls_shape, self.other, self.ring),
            (demand["other_forms_per_patient_year"], self.forms_shape, self.other, self.send_form),
        ]
        for rate, shape, kind, channel in streams:
            for band, share in enumerate(shape[today % 7]):
                mean = self.patients * rate * 7 / 365.25 * share * factor
                at = self.chance.expovariate(1)
                while at < mean:
                    at += self.chance.expovariate(1)
                    time = today * DAY + self.chance.uniform(BANDS[band], BANDS[band + 1])
                    self.at(time, self.arises, kind, channel)

    def arises(self, kind, channel):
        request = kind(channel)
        channel(request)

    def new_request(self, channel):
        chance, demand = self.chance.random, self.s["demand"]
        request = Request()
        request.arose, request.measured = self.now, self.measuring()
        need = self.chance.choices(self.needs, self.need_shares)[0]
        u = chance()
        request.urgency = "urgent" if u < need["urgent"] else "soon" if u < need["urgent"] + need["soon"] else "routine"
        request.takes_others = chance() < demand["accepts_others"]
        suitable = chance() < need["suitable"]
        for_others = need["routes"] and suitable and request.takes_others
        request.right = need["routes"][0] if for_others else "general-practitioner"
        request.in_person = chance() < need["face_to_face"]
        request.advice_settles = chance() < need["triage_settles"] 
        request.for_the_door = chance() < need["administrative"] + need["pharmacy"]
        request.same_day = chance() < self.book["same_day_for_others"]
        quintile = next(iter(self.s["practices"].values()))["deprivation_quintile"]
        request.online_able = channel == self.send_form or chance() < demand["online_ability"][quintile - 1]
        convenience = 0
        if request.urgency != "urgent" and not request.same_day:
            convenience = int(self.chance.expovariate(1) * self.book["convenience_days"])
        request.wanted = self.now + convenience * DAY
        request.days_left = int(self.book["days_of_trying"])
        self.count("requests")
        return request

    def other(self, channel):
        """A call or form about something else."""
        call = Request()
        call.step, call.measured, call.arose = "other", False, self.now
        quintile = next(iter(self.s["practices"].values()))["deprivation_quintile"]
        call.online_able = self.chance.random() < self.s["demand"]["online_ability"][quintile - 1]
        call.days_left = int(self.book["days_of_trying"])
        return call

    # The telephone (A10 to A19)

    def ring(self, request):
        today = int(self.now // DAY)
        self.count("calls")
        door = self.s["front_door"]
        if not self.is_open(self.now):
            self.count("calls_menu")
            other = request.step == "other"
            exits = door["menu_exit_other_calls" if other else "menu_exit_requests"]
            u = self.chance.random()
            if other and u < exits["resolved"]:
                return None
            if not other and u < exits["resolved"] + exits["online"] and request.online_able:
                return self.send_form(request)
            again = self.next_opening(self.now) + self.chance.expovariate(1) * door["opening_delay"]
            request.days_left -= int(again // DAY) > today
            return self.at(again, self.ring, request)
        if request.attempt_day != today:
            request.attempt_day, request.attempts = today, 0
        request.attempts += 1
        if self.chance.random() < door["menu_exit"]:
            self.count("calls_menu")
            return self.at(self.now + door["menu_time"], self.leaves_menu, request)
        return self.at(self.now + door["menu_time"], self.joins_queue, request)

    def leaves_menu(self, request):
        name = "menu_exit_other_calls" if request.step == "other" else "menu_exit_requests"
        exits = self.s["front_door"][name]
        u = self.chance.random()
        if u < exits["resolved"]:
            if request.step != "other":
                self.settled(request, "front_door")
        elif u < exits["resolved"] + exits["online"]:
            if request.step == "other":
                return
            if request.online_able:
                self.send_form(request)
            else:
                self.redial(request)
        elif u < exits["resolved"] + exits["online"] + exits["redial"]:
            self.redial(request)
        else:
            self.gives_up(request)

    def gives_up(self, request):
        if request.step != "other":
            self.unmet(request, "telephone")

    def redial(self, request):
        door = self.s["front_door"]
        if request.attempts >= door["attempts_per_day"]:
            return None if request.step == "other" else self.another_day(request, "telephone")
        return self.at(self.now + self.chance.expovariate(1) * door["redial_delay"], self.ring, request)

    def handlers(self):
        today, minute = int(self.now // DAY), self.now % DAY
        if not self.is_open(self.now):
            return 0
        people = 0
        for entry in self.s["front_door"]["handlers"]:
            if entry["minute"] <= minute:
                people = entry["people"][today % 7 == 0]
        return people

    def joins_queue(self, request):
        call = Call(request, self.now)
        if not self.is_open(self.now):
            self.count("calls_missed")
            return self.hung_up(request)
        handlers, door = self.handlers(), self.s["front_door"]
        waiting = sum(c.waiting for c in self.queue)
        if self.serving >= handlers:
            offered = waiting >= door["call_back_offered_at"] * handlers
            if offered and self.chance.random() < door["call_back_accepted"]:
                call.call_back = True
                self.count("calls_back")
            else:
                impatient = self.chance.random() < door["impatient_share"]
                mean = door["impatient_mean"] if impatient else door["patient_mean"]
                self.at(self.now + self.chance.expovariate(1) * mean, self.loses_patience, call)
        self.queue.append(call)
        return self.serve()

    def loses_patience(self, call):
        if call.waiting:
            call.waiting = False
            self.count("calls_missed")
            self.hung_up(call.request)

    def hung_up(self, request):
        after = self.s["front_door"]["after_hanging_up"]
        u = self.chance.random()
        if u < after["redial"]:
            self.redial(request)
        elif request.step == "other":
            return
        elif u < after["redial"] + after["online"] and request.online_able:
            self.send_form(request)
        elif u < after["redial"] + after["online"] + after["another_day"]:
            self.another_day(request, "telephone")
        else:
            self.gives_up(request)

    def closes(self):
        """Callers are cut off, visitors sent home, call-backs lost or put first (2.5.4, A13)."""
        left, self.queue = [c for c in self.queue if c.waiting], deque()
        for call in left:
            call.waiting = False
            if call.walk_in or call.call_back:
                if call.request.step != "other":
                    self.another_day(call.request, "telephone")
            else:
                self.count("calls_missed")
                self.hung_up(call.request)

    # The desk (A13 to A18)

    def walk_in(self, request):
        self.count("walk_ins")
        self.queue.append(Call(request, self.now, walk_in=True))
        self.serve()

    def send_form(self, request):
        self.count("forms")
        self.forms.append((request, self.now))
        self.serve()

    def serve(self):
        door = self.s["front_door"]
        while self.serving < self.handlers():
            while self.queue and not self.queue[0].waiting:
                self.queue.popleft()
            if self.queue:
                call = self.queue.popleft()
                call.waiting = False
                if call.walk_in:
                    mean = door["walk_in_length"]
                else:
                    other = call.request.step == "other"
                    mean = door["call_length_other" if other else "call_length_request"]
                    if not call.call_back:
                        self.count("answered")
                        self.count("answer_waits", self.now - call.since)
                        self.count("within_1", self.now - call.since < 1)
                        self.count("within_5", self.now - call.since < 5)
                self.begins(mean, call.request, False)
            elif self.forms:
                request, sent = self.forms.popleft()
                self.begins(door["form_length"], request, True, sent)
            else:
                return

    def gave_up(self, sent):
        """Whether the sender has lost patience; days on which the practice is closed do not count (A17)."""
        closed = sum(not self.working(day) for day in range(int(sent // DAY), int(self.now // DAY)))
        waited = max(0.0, self.now - sent - closed * DAY)
        return self.chance.expovariate(1) * self.s["front_door"]["form_patience"] < waited

    def begins(self, mean, request, form, sent=None):
        self.serving += 1
        length = lognormal(self.chance, mean, self.s["front_door"]["call_variation"])
        self.at(self.now + length, self.dealt_with, request, form, sent)

    def dealt_with(self, request, form, sent):
        self.serving -= 1
        if form and request.step != "other" and self.gave_up(sent):
            self.unmet(request, "form")
        elif request.step != "other":
            self.at_the_desk(request, form)
        self.serve()

    # Navigation (A23 to A26)

    def at_the_desk(self, request, form):
        if form and not request.triaged and self.chance.random() < self.s["triage"]["clinical_triage_share"]:
            return self.wait_for_triage(request)
        if request.seen == 0 and request.for_the_door:
            return self.settled(request, "front_door")
        return self.navigate(request, self.s["triage"]["accuracy_reception"])

    def navigate(self, request, accuracy):
        if request.step == "hand_back":
            return self.offer(request, "general-practitioner")
        gp = "general-practitioner"
        request.profession, request.misrouted = request.right, False
        if request.routing is None:  # the same at each attempt
            request.routing = self.chance.random(), self.chance.random()
        if request.routing[0] >= accuracy:
            others = [p for p in ("practice-nurse",) if p != request.right]
            to_gp = request.right != gp and request.routing[1] < self.s["triage"]["error_to_gp"]
            request.profession = gp if to_gp or not others else others[0]
            request.misrouted = request.profession not in (gp, request.right)
        return self.offer(request, request.profession)
