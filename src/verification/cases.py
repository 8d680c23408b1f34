"""Computes `cases.csv` and `service_pmf.csv`: the built-in cases with their exact values.

Run as `python3 cases.py` in this folder; needs nothing but the standard library.
"""

import csv
import json
import math

ROWS = []


def add(case, model, parameters, reference, **values):
    named(case, model, parameters, reference, values)


def named(case, model, parameters, reference, values):
    for metric, value in values.items():
        text = json.dumps(parameters)
        ROWS.append([case, model, text, metric, repr(float(value)), reference])


def erlang_b(c, a):
    """B(0) = 1, B(n) = a B(n-1) / (n + a B(n-1))."""
    b = 1.0
    for n in range(1, c + 1):
        b = a * b / (n + a * b)
    return b


def erlang_c(c, a):
    b = erlang_b(c, a)
    return b / (1 - a / c * (1 - b))


def normalised(weights):
    total = math.fsum(weights)
    return [w / total for w in weights]


def birth_death(births, deaths, n):
    """Stationary probabilities of states 0 to n."""
    weights = [1.0]
    for k in range(1, n + 1):
        weights.append(weights[-1] * births(k - 1) / deaths(k))
    return normalised(weights)


def mmc(case, c, lam, mu):
    a = lam / mu
    wait, decay = erlang_c(c, a), c * mu - lam
    values = {
        "P_wait": wait, "Wq": wait / decay, "Lq": lam * wait / decay, "W": wait / decay + 1 / mu,
        "L": lam * wait / decay + a, "utilisation": a / c,
        "P(Wq>1/mu)": wait * math.exp(-decay / mu),
        "Wq_p90_given_all": max(0.0, math.log(wait / 0.1) / decay),
    }
    named(case, "M/M/c", {"c": c, "lam": lam, "mu": mu}, "Erlang C", values)


def erlang_a(case, c, lam, mu, theta):
    p = birth_death(lambda n: lam, lambda n: min(n, c) * mu + max(n - c, 0) * theta, 2000)
    waiting = sum((n - c) * q for n, q in enumerate(p) if n > c)
    busy = sum(min(n, c) * q for n, q in enumerate(p))
    values = {
        "P_abandon": theta * waiting / lam, "P_wait": sum(p[c:]), "Lq": waiting,
        "E_Wq_all": waiting / lam, "busy": busy,
    }
    parameters = {"c": c, "lam": lam, "mu": mu, "theta": theta}
    named(case, "M/M/c+M", parameters, "birth and death process", values)


def priorities(case, c, lam, mu):
    wait = erlang_c(c, sum(lam) / mu) / (c * mu)
    done, values = 0.0, {}
    for k, rate in enumerate(lam, 1):
        sofar = done + rate / (c * mu)
        values[f"Wq_class{k}"] = wait / ((1 - done) * (1 - sofar))
        done = sofar
    parameters = {"c": c, "lam": lam, "mu": mu}
    named(case, "M/M/c non-preemptive priority", parameters, "Cobham (1954)", values)


def unlike_classes(case, model, lam, mean, cv2, dist):
    """M/G/1: Cobham for services that are not interrupted, and for those that are resumed."""
    rest = sum(r * m * m * (1 + v) / 2 for r, m, v in zip(lam, mean, cv2))
    values, done = {}, 0.0
    if "FCFS" in model:
        values["Wq"] = rest / (1 - sum(r * m for r, m in zip(lam, mean)))
    for k, (rate, length) in enumerate(zip(lam, mean), 1):
        sofar = done + rate * length
        if "non-preemptive" in model:
            values[f"Wq_class{k}"] = rest / ((1 - done) * (1 - sofar))
        elif "preemptive" in model:
            before = sum(r * m * m * (1 + v) / 2 for r, m, v in list(zip(lam, mean, cv2))[:k])
            stay = length / (1 - done) + before / ((1 - done) * (1 - sofar))
            values[f"W_class{k}"] = stay
            values[f"Wq_class{k}"] = stay - length
            values[f"L_class{k}"] = rate * stay
        done = sofar
    named(case, model, {"lam": lam, "mean": mean, "cv2": cv2, "dist": dist},
          "Cobham (1954)" if "non-" in model else
          "Pollaczek-Khinchine" if "FCFS" in model else "Miller (1960): preemptive resume", values)


def resumed(case, c, lam, mu):
    """Equal services: the first k classes together see an M/M/c of their own."""
    sofar, before, values = 0.0, 0.0, {}
    for k, rate in enumerate(lam, 1):
        sofar += rate
        a = sofar / mu
        present = a + a * erlang_c(c, a) / (c - a)
        values[f"W_class{k}"] = (present - before) / rate
        values[f"Lq_class{k}"] = present - before - rate / mu
        before = present
    named(case, "M/M/c preemptive-resume priority", {"c": c, "lam": lam, "mu": mu},
          "Erlang C of the classes together", values)


def resumed_chain(case, c, lam, mu, most=(30, 90)):
    """Two classes with unlike exponential services: stationary law of (n1, n2), swept to rest."""
    n1, n2 = most
    p = [[0.5 ** (i + 0.5 * j) for j in range(n2 + 1)] for i in range(n1 + 1)]

    def ends(i, j):
        first = min(i, c)
        return first * mu[0], min(j, c - first) * mu[1]

    while True:
        change = 0.0
        for i in range(n1 + 1):
            for j in range(n2 + 1):
                out = sum(ends(i, j)) + lam[0] * (i < n1) + lam[1] * (j < n2)
                into = 0.0
                if i:
                    into += lam[0] * p[i - 1][j]
                if j:
                    into += lam[1] * p[i][j - 1]
                if i < n1:
                    into += ends(i + 1, j)[0] * p[i + 1][j]
                if j < n2:
                    into += ends(i, j + 1)[1] * p[i][j + 1]
                change += abs(into / out - p[i][j])
                p[i][j] = into / out
        total = math.fsum(x for row in p for x in row)
        p = [[x / total for x in row] for row in p]
        if change / total < 1e-11:
            break
    present = [sum(i * x for i, row in enumerate(p) for x in row),
               sum(j * x for row in p for j, x in enumerate(row))]
    named(case, "M/M/c preemptive-resume priority", {"c": c, "lam": lam, "mu": mu},
          "stationary law of a Markov chain",
          {"W_class1": present[0] / lam[0], "W_class2": present[1] / lam[1], "L_class2": present[1]})


def tandem(case, lam, servers, mu):
    """Jackson (1957): each station is an M/M/c of its own."""
    values, stay, empty = {}, 0.0, 1.0
    for k, (c, rate) in enumerate(zip(servers, mu), 1):
        a = lam / rate
        wait = erlang_c(c, a) / (c * rate - lam)
        idle = 1 / (sum(a ** n / math.factorial(n) for n in range(c))
                    + a ** c / math.factorial(c) * c / (c - a))
        stay, empty = stay + wait + 1 / rate, empty * idle
        values |= {f"Wq_{k}": wait, f"L_{k}": lam * (wait + 1 / rate), f"P_wait_{k}": erlang_c(c, a)}
    values |= {"W": stay, "L": lam * stay, "p0": empty}
    model = "open tandem " + " -> ".join(f"M/M/{c}" for c in servers)
    named(case, model, {"lam": lam, "c": servers, "mu": mu}, "Jackson (1957)", values)


def loss_room(case, c, room, lam, mu):
    p = birth_death(lambda n: lam, lambda n: min(n, c) * mu, room)
    waiting = sum((n - c) * q for n, q in enumerate(p) if n > c)
    values = {
        "P_block": p[-1], "Wq_accepted": waiting / (lam * (1 - p[-1])),
        "L": sum(n * q for n, q in enumerate(p)),
    }
    parameters = {"c": c, "K": room, "lam": lam, "mu": mu}
    named(case, "M/M/c/K", parameters, "birth and death process", values)


def finite_source(case, c, n, lam, mu):
    p = birth_death(lambda k: (n - k) * lam, lambda k: min(k, c) * mu, n)
    values = {
        "L": sum(k * q for k, q in enumerate(p)),
        "throughput": mu * sum(min(k, c) * q for k, q in enumerate(p)),
    }
    parameters = {"c": c, "N": n, "lam": lam, "mu": mu}
    named(case, "M/M/c//N", parameters, "birth and death process", values)


def poisson(mean, most):
    return [math.exp(-mean + k * math.log(mean) - math.lgamma(k + 1)) for k in range(most + 1)]


def left_over(c, mean, most):
    """Stationary law of X in X' = max(X + A - c, 0), A ~ Poisson(mean)."""
    arrivals = poisson(mean, int(mean + 14 * math.sqrt(mean) + 20))
    x = [1.0] + [0.0] * most
    while True:
        then = [0.0] * (most + 1)
        for k, p in enumerate(x):
            if p > 1e-18:
                for a, q in enumerate(arrivals):
                    then[min(max(k + a - c, 0), most)] += p * q
        change = sum(abs(p - q) for p, q in zip(x, then))
        x = then
        if change < 1e-11:
            return normalised(x), arrivals


def backlog(case, slots, demand):
    x, arrivals = left_over(slots, demand, 120)
    same = sum(
        p * q * min(a, max(slots - k, 0))
        for k, p in enumerate(x) if p > 1e-18 for a, q in enumerate(arrivals)
    )
    values = {
        "E[X] end-of-day backlog": sum(k * p for k, p in enumerate(x)), "P(X=0)": x[0],
        "share of requests seen same day": same / demand,
    }
    parameters = {"daily_demand_poisson": demand, "daily_slots": slots}
    named(case, "appointment backlog", parameters, "stationary law by iteration", values)


def mdc(case, c, lam, length):
    """One service length later all in service have left: the number waiting is a backlog."""
    x, _ = left_over(c, lam * length, 150)
    waiting = sum(k * p for k, p in enumerate(x))
    add(case, "M/D/c", {"c": c, "lam": lam, "D": length}, "embedded chain", Wq=waiting / lam)


def gm1(case, model, lam, mu, transform):
    sigma = 0.5
    for _ in range(5000):
        sigma = transform(mu * (1 - sigma))
    values = {"sigma": sigma, "Wq": sigma / (mu * (1 - sigma))}
    named(case, model, {"lam": lam, "mu": mu}, "root of sigma = A*(mu - mu sigma)", values)


def session(case, n, slot, missed, pmf):
    wait, waits, p_come = {0: 1.0}, [], 1 - missed
    for k in range(n):
        waits.append(sum(w * p for w, p in wait.items()))
        left = {}
        for w, p in wait.items():
            left[w] = left.get(w, 0.0) + p * missed
            for s, q in pmf.items():
                left[w + s] = left.get(w + s, 0.0) + p * p_come * q
        wait = {}
        for t, p in left.items():
            then = max(t - slot, 0)
            wait[then] = wait.get(then, 0.0) + p
    start = (n - 1) * slot
    finish = start + sum(t * p for t, p in left.items())
    mean = sum(s * q for s, q in pmf.items())
    values = {
        "mean wait": sum(waits) / n, "wait of last": waits[-1], "E[finish time]": finish,
        "E[overtime]": sum(max(start + t - n * slot, 0) * p for t, p in left.items()),
        "E[idle]": finish - n * p_come * mean,
    }
    parameters = {"n": n, "slot": slot, "noshow": missed, "punctual": True,
                  "service": "service_pmf.csv"}
    named(case, "clinic session", parameters, "exact convolution", values)


def telephone_day(case, stated, per_hour, nu, give_up, mean, step=2.0):
    """The forward equations of (talking, waiting), by steps of `step` [s], Runge-Kutta."""
    agents = stated + stated[-1:] * (len(per_hour) - len(stated))
    most, longest = max(agents), 40
    states = [(b, q) for b in range(most + 1) for q in range(longest + 1)]
    index = {state: place for place, state in enumerate(states)}
    p = [0.0] * len(states)
    p[0] = 1.0
    waited = lost = 0.0

    def rates(cap, lam):
        moves, waiting, losing = [], [0.0] * len(states), [0.0] * len(states)
        for (b, q), place in index.items():
            free = b < cap and q == 0
            if free:
                moves.append((place, index[b + 1, 0], lam))
            elif q < longest:
                moves.append((place, index[b, q + 1], lam * (1 - give_up)))
            if not free:
                losing[place] = lam * give_up + q * nu
            if b:
                # Whoever ends a call takes the next caller, unless agents have left.
                to = (b, q - 1) if b <= cap and q else (b - 1, q)
                moves.append((place, index[to], b / mean))
            if q:
                moves.append((place, index[b, q - 1], q * nu))
            waiting[place] = q
        return moves, waiting, losing

    def slope(p, moves):
        d = [0.0] * len(p)
        for source, to, rate in moves:
            flow = rate * p[source]
            d[source] -= flow
            d[to] += flow
        return d

    hours = [(cap, rate / 3600.0, 3600.0) for cap, rate in zip(agents, per_hour)]
    for place, (cap, lam, length) in enumerate(hours + [(agents[-1], 0.0, 3600.0)]):
        # New agents take those who wait.
        shifted = [0.0] * len(p)
        for (b, q), i in index.items():
            take = min(max(cap - b, 0), q)
            shifted[index[b + take, q - take]] += p[i]
        p = shifted
        moves, waiting, losing = rates(cap, lam)
        for _ in range(int(length / step)):
            k1 = slope(p, moves)
            k2 = slope([x + step / 2 * y for x, y in zip(p, k1)], moves)
            k3 = slope([x + step / 2 * y for x, y in zip(p, k2)], moves)
            k4 = slope([x + step * y for x, y in zip(p, k3)], moves)
            p1 = [x + step / 6 * (a + 2 * b + 2 * c + d)
                  for x, a, b, c, d in zip(p, k1, k2, k3, k4)]
            middle = [x + step / 4 * (a + b) for x, a, b in zip(p, k1, k2)]
            for total in ("w", "l"):
                of = waiting if total == "w" else losing
                part = sum(o * (x + 4 * m + y) for o, x, m, y in zip(of, p, middle, p1)) / 6 * step
                if total == "w":
                    waited += part
                else:
                    lost += part
            p = p1
    calls = sum(per_hour)
    values = {"Number of arrivals per day": calls, "Average waiting time per customer": waited / calls,
              "Proportion of calls lost": lost / calls}
    parameters = {"agents": stated, "rate_per_hr": per_hour, "nu": nu, "opening": 8,
                  "p_abandon_immediately": give_up, "service": f"gamma(1,{1 / mean})"}
    named(case, "telephone day", parameters, "forward equations", values)
    if stated != agents:
        return
    busy = dict(parameters, alpha0=25)
    named(case + "-busyness", "telephone day, doubly stochastic", busy,
          "mean of the arrival process", {"Number of arrivals per day": calls})


def main():
    mmc("mmc-1", 1, 0.7, 1)
    mmc("mmc-3", 3, 2.4, 1)
    mmc("mmc-8", 8, 1.5, 0.2)
    mmc("mmc-15", 15, 14.1, 1)
    for case, dist, cv2 in [("mg1-d", "D", 0), ("mg1-gamma", "gamma", 0.6),
                            ("mg1-lognormal", "lognormal", 1.2), ("mg1-erlang", "Erlang-3", 1 / 3),
                            ("mg1-hyper", "hyperexponential", 4)]:
        rho = 0.75
        add(case, "M/G/1", {"dist": dist, "cv2": cv2, "lam": rho / 12, "mean": 12},
            "Pollaczek-Khinchine", Wq=rho * 12 * (1 + cv2) / (2 * (1 - rho)))
    mdc("mdc-1", 1, 0.7, 1)
    mdc("mdc-3", 3, 2.4, 1)
    mdc("mdc-6", 6, 5.1, 1)
    gm1("dm1", "D/M/1", 0.75, 1.0, lambda s: math.exp(-s / 0.75))
    gm1("e3m1", "E3/M/1", 0.75, 1.0, lambda s: (2.25 / (2.25 + s)) ** 3)
    loss_room("mmck-2", 2, 5, 2.5, 1)
    loss_room("mmck-6", 6, 9, 5, 1)
    erlang_a("erlang-a-5", 5, 6, 1, 0.8)
    erlang_a("erlang-a-12", 12, 11, 1, 0.25)
    for c, a in [(1, 0.5), (4, 3.5), (12, 9)]:
        add(f"loss-{c}", "M/G/c/c loss", {"c": c, "a": a}, "Erlang B", P_block=erlang_b(c, a))
    priorities("priority-1", 1, [0.2, 0.3, 0.3], 1)
    priorities("priority-4", 4, [1.4, 2.0], 1)
    lam, mean, cv2 = [0.1, 0.05, 0.02], [2, 6, 10], [1, 0, 2.5]
    dist = ["exponential", "deterministic", "lognormal"]
    for case, order in [("unlike-fcfs", "FCFS, no priority"), ("unlike-cobham", "non-preemptive priority"),
                        ("unlike-resumed", "preemptive-resume priority")]:
        unlike_classes(case, f"M/G/1 {order}", lam, mean, cv2, dist)
    resumed("resumed-1", 1, [0.3, 0.2, 0.2], 1)
    resumed("resumed-3", 3, [0.9, 0.8, 0.5], 1)
    resumed_chain("resumed-unlike", 2, [0.6, 0.35], [1.0, 0.5])
    tandem("tandem-2", 0.7, [1, 2], [1.0, 0.5])
    tandem("tandem-3", 2.0, [3, 1, 4], [0.9, 3.2, 0.65])
    finite_source("sources-1", 1, 5, 0.15, 0.6)
    finite_source("sources-3", 3, 12, 0.2, 0.7)
    for size, rate in [(3, 0.25), (5, 0.12)]:
        rho = size * rate
        add(f"batch-{size}", f"M^[{size}]/M/1", {"batch": size, "batch_rate": rate, "mu": 1},
            "generating function", L=rho * (1 + size) / (2 * (1 - rho)))
    backlog("backlog-30", 30, 28)
    backlog("backlog-12", 12, 10.5)
    pmf = normalised([math.exp(-((math.log(t) - 2.2) ** 2) / 0.4) for t in range(2, 31)])
    pmf = {t: p for t, p in zip(range(2, 31), pmf)}
    with open("service_pmf.csv", "w", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["minutes", "prob"])
        out.writerows([t, repr(p)] for t, p in pmf.items())
    session("session-15", 15, 10, 0.0, pmf)
    session("session-20", 20, 10, 0.08, pmf)
    telephone_day("telephone", [3, 5, 4, 2], [80, 110, 90, 40], 0.004, 0.15, 120.0)
    # Two numbers for four hours: the last one holds.
    telephone_day("telephone-staff", [2, 4], [60, 110, 90, 40], 0.004, 0.15, 120.0)
    # Waits worked by hand: 0, 0, 2, 2, 0.
    add("trace", "G/G/2 deterministic trace",
        {"arrivals": [0, 1, 2, 3, 9], "services": [4, 4, 3, 2, 1]}, "by hand", **{"sum of waits": 4})
    # By definition of a 95% interval; 400 of them stray by 1.1 points, and three times that is too much.
    rho = 0.3
    wait = rho / (1 - rho)
    named("pooled-seeds", "M/M/1 coverage of 95% intervals pooled over seeds",
          {"lam": rho, "mu": 1, "Wq": wait, "intervals": 400, "seeds": 4, "limits": [0.915, 0.98]},
          "definition of an interval", {"coverage": 0.95, "Wq": wait})
    with open("cases.csv", "w", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["case_id", "model", "parameters_json", "metric", "value", "reference"])
        out.writerows(ROWS)


main()
