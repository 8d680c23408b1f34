"""Planned care, follow-ups and recall of `practice.py`, from docs/model.md (A43 to A46, A111 to A118, A158)."""

from collections import deque

from requests_made import DAY, Request, poisson

NEVER = float("inf")


class PlannedWork:
    """What the practice itself initiates; mixed into `Practice`."""

    def planned_care_arises(self, today):
        for stream in self.s["planned"]["streams"].values():
            mean = self.patients * stream["per_patient_year"] / self.s["calendar"]["working_days_per_year"]
            for _ in range(poisson(self.chance, mean)):
                item = Request()
                item.planned, item.profession, item.urgency = True, stream["profession"], "routine"
                item.in_person = self.chance.random() < stream["face_to_face"]
                bounds = [0, *self.s["planned"]["lead_days"]]
                band = self.chance.choices(range(len(bounds) - 1), stream["lead_shares"])[0]
                lead = self.chance.randrange(bounds[band], bounds[band + 1])
                item.wanted, item.measured = self.on_working_day(today, today + lead), False
                self.at(today * DAY + self.chance.uniform(480, 1110), self.fell_due, item)

    def fell_due(self, item):
        self.count("planned_items")
        self.book_ahead(item)

    def book_ahead(self, request):
        """A slot from the wanted day on, within the tolerance; otherwise again in a week."""
        today = int(self.now // DAY)
        first = max(request.wanted, today)
        since = first * DAY
        follow_up = request.step == "follow_up"
        after = self.s["aftercare"]["follow_up_tolerance_days"]
        last = first + int(after if follow_up else self.book["planned_tolerance_days"])

        def usable(slot):
            if slot.kind == "planned":
                return True
            if slot.kind == "routine" and not follow_up or slot.kind == "same_day" and first > today:
                return False
            return self.opens(slot) <= self.now

        slot = self.earliest_ahead(request, since, last, usable)
        if not slot and follow_up and self.late_in_the_day():
            day = self.next_working(today)
            slot = self.earliest_ahead(request, since, day, lambda s: s.kind == "same_day" and s.day == day)
        if slot:
            return self.book_slot(request, slot)
        request.tries += 1
        if request.tries > self.book["planned_tries"]:
            self.count("given_up")
            return self.unmet(request, "book")
        return self.at(self.now + 7 * DAY, self.book_ahead, request)

    def earliest_ahead(self, request, since, last, usable):
        """The earliest slot that fits; for those who must be seen one in person, if there is one at all (A144)."""
        slots = list(self.free(request.profession, since, last, usable))
        in_person = (s for s in slots if not (request.in_person and s.telephone))
        return next(in_person, None) or next((s for s in slots if self.fits(s, request.in_person)), None)

    def set_up_recall(self):
        recall = self.s["recall"]
        (condition,) = recall["conditions"].values()
        self.condition = condition
        people = round(self.patients * condition["share_by_age"][0])
        overdue = round(people * recall["overdue_at_start"])
        interval = int(condition["interval_weeks"] * 7)
        self.due_since = {}
        for person in range(people):
            late = person < overdue
            self.due_since[person] = -1 if late else self.working_from(self.chance.randrange(interval))
        self.asked = set()
        self.allowance = 0.0
        self.queue_order = {person: self.due_since[person] for person in range(people)}

    def fill_with_recalls(self, today):
        """Kept slots that are free at these working days ahead go to those who have waited longest (A117)."""
        recall = self.s["recall"]
        soon = today
        for _ in range(int(recall["filled_ahead_days"])):
            soon = self.next_working(soon)
        waiting = [p for p, due in self.due_since.items() if due <= soon and p not in self.asked]
        waiting = deque(sorted(waiting, key=self.queue_order.get))
        shares = dict(zip(recall["booked_ahead_days"], recall["booked_ahead_shares"]))
        day, ahead = today, 0
        while ahead < max(*shares, recall["filled_ahead_days"]):
            day, ahead = self.next_working(day), ahead + 1
            if ahead <= recall["filled_ahead_days"]:
                self.fill(day, NEVER, waiting)
            elif ahead in shares:
                free = sum(1 for _ in self.kept(day))
                self.allowance = min(self.allowance, 1.0) + free * shares[ahead]
                self.fill(day, int(self.allowance), waiting)

    def kept(self, day):
        return self.free(self.condition["profession"], day * DAY, day, lambda s: s.kind == "planned")

    def fill(self, day, most, waiting):
        """Books those who have waited longest into kept slots of a day, in person."""
        for slot in [s for s in self.kept(day) if not s.telephone]:
            if not waiting or most < 1:
                return
            if most < NEVER:
                self.allowance -= 1
            most -= 1
            item = Request()
            item.planned = item.recall = True
            item.asked, item.profession, item.urgency = waiting.popleft(), self.condition["profession"], "routine"
            item.in_person, item.measured = True, False
            self.asked.add(item.asked)
            self.book_slot(item, slot)

    def recall_again(self, request):
        self.asked.discard(request.asked)
        self.queue_order[request.asked] = self.now / DAY

    def recall_done(self, request):
        self.count("recalls_done")
        self.asked.discard(request.asked)
        due = self.working_from(int(self.now // DAY) + int(self.condition["interval_weeks"] * 7))
        self.due_since[request.asked] = self.queue_order[request.asked] = due
