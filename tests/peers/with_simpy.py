"""The three models in SimPy: processes that ask for resources. Times in minutes."""

import math
import random

import simpy
from models import Customer, logarithms, observed


def station(model, seed):
    """One replication of a queueing station; see `models.Station`."""
    chance = random.Random(seed)
    env = simpy.Environment()
    servers = simpy.PriorityResource(env, model.servers)
    customers = []

    def customer(place):
        arrived = env.now
        with servers.request(priority=place) as turn:
            if model.patience is None or turn.triggered:
                yield turn
            else:
                yield turn | env.timeout(chance.expovariate(1 / model.patience))
            if not turn.triggered:
                customers.append(Customer(place, arrived, None, env.now))
                return
            began = env.now
            yield env.timeout(chance.lognormvariate(*logarithms(model.services[place], model.cv2)))
        customers.append(Customer(place, arrived, began, env.now))

    def arrivals(place):
        while True:
            yield env.timeout(chance.expovariate(model.rates[place]))
            env.process(customer(place))

    for place in range(len(model.rates)):
        env.process(arrivals(place))
    env.run(until=model.warm_up + model.measured + model.cool_down)
    return observed(model, customers)


class Clinic:
    """One replication of the small clinic: triage, a GP or another clinician, a room.

    A patient who must wait for a clinician may lose patience. The room is asked for once the
    clinician is there. Some consultations of the other clinicians end with a GP's supervision,
    which goes before waiting patients; until then clinician and room are held.
    """

    SUPERVISION, PATIENT = 0, 1

    def __init__(self, model, seed):
        self.model = model
        self.chance = random.Random(seed)
        self.env = simpy.Environment()
        self.nurses = simpy.Resource(self.env, model.triage_nurses)
        self.gps = simpy.PriorityResource(self.env, model.gps)
        self.others = simpy.PriorityResource(self.env, model.others)
        self.rooms = simpy.Resource(self.env, model.rooms)
        self.arrived = self.triaged = self.served = self.reneged = self.supervised = 0
        self.waits = []

    def run(self):
        self.env.process(self.arrivals())
        self.env.run(until=self.model.days * self.model.day)
        days = self.model.days
        return {
            "arrivals_per_day": (self.arrived, days),
            "throughput_per_day": (self.served, days),
            "supervised_per_day": (self.supervised, days),
            "reneged_share": (self.reneged, self.triaged),
            "mean_wait": (sum(self.waits) / len(self.waits), 1),
        }

    def arrivals(self):
        """Thinning: candidates at the busiest rate, kept in proportion to the hour's."""
        rates = self.model.arrivals_per_hour
        while True:
            yield self.env.timeout(self.chance.expovariate(max(rates) / 60))
            hour = int(self.env.now % self.model.day // 60)
            if self.chance.random() * max(rates) < rates[hour]:
                self.env.process(self.patient())

    def patient(self):
        model, env, chance = self.model, self.env, self.chance
        self.arrived += 1
        with self.nurses.request() as nurse:
            yield nurse
            yield env.timeout(chance.expovariate(1 / model.triage))
        self.triaged += 1
        is_for_gp = chance.random() < model.to_gp
        joined = env.now
        with (self.gps if is_for_gp else self.others).request(priority=self.PATIENT) as clinician:
            if not clinician.triggered:
                yield clinician | env.timeout(chance.expovariate(1 / model.patience))
                if not clinician.triggered:
                    self.reneged += 1
                    return
            with self.rooms.request() as room:
                yield room
                self.waits.append(env.now - joined)
                yield env.timeout(self.consultation(is_for_gp))
                if not is_for_gp and chance.random() < model.supervised:
                    yield from self.supervision()
        self.served += 1

    def consultation(self, is_for_gp):
        mean = self.model.gp_consultation if is_for_gp else self.model.other_consultation
        sigma = self.model.sigma
        return self.chance.lognormvariate(math.log(mean) - sigma**2 / 2, sigma)

    def supervision(self):
        with self.gps.request(priority=self.SUPERVISION) as gp:
            yield gp
            yield self.env.timeout(self.model.supervision)
        self.supervised += 1


def clinic(model, seed):
    """One replication of the small clinic."""
    return Clinic(model, seed).run()
