"""Draft."""
import sys, time, tomllib, csv, math
from pathlib import Path
from multiprocessing import Pool
ROOT = Path(__file__).resolve().parents[2]

def merge(base, over):
    for key, value in over.items():
        if value is False and isinstance(base.get(key), dict):
            base.pop(key)
        elif isinstance(value, dict) and isinstance(base.get(key), dict):
            merge(base[key], value)
        else:
            base[key] = value
    return base

UNITS = {"min": 1, "h": 60, "d": 1440}
def plain(x):
    if isinstance(x, dict):
        if "value" in x:
            return plain(x["value"])
        return {k: plain(v) for k, v in x.items()}
    if isinstance(x, list):
        return [plain(v) for v in x]
    if isinstance(x, str):
        parts = x.split()
        if len(parts) == 2 and parts[1] in UNITS:
            return float(parts[0]) * UNITS[parts[1]]
    return x

def load():
    base = tomllib.loads((ROOT / "scenarios/average-pcn.toml").read_text())
    over = tomllib.loads((ROOT / "tests/peers/practice-week.toml").read_text())
    return plain(merge(base, over))
SC = load()
def one(seed):
    import practice
    return practice.simulate(SC, seed, 6)

def measures(s):
    appts = s["appointments_gp"] + s["appointments_nurse"] + s["triages"]
    gp = s["appointments_gp"] + s["triages"]
    r = lambda a, b: (a, b)
    return {
     "requests": r(s["requests"],1), "calls_inbound": r(s["calls"],1),
     "calls_answered_share": r(s["answered"],s["calls"]), "calls_missed_share": r(s["calls_missed"],s["calls"]),
     "calls_menu_share": r(s["calls_menu"],s["calls"]), "calls_callback_share": r(s["calls_back"],s["calls"]),
     "calls_wait_min_mean": r(s["answer_waits"],s["answered"]),
     "calls_answered_within_1_min_share": r(s["within_1"],s["answered"]),
     "calls_answered_within_5_min_share": r(s["within_5"],s["answered"]),
     "online_submissions": r(s["forms"],1), "walk_ins": r(s["walk_ins"],1),
     "appointments_booked": r(appts,1), "gp_share": r(gp,appts), "telephone_share": r(s["telephone"],appts),
     "online_share": r(s["triages"],appts),
     "same_day_share_gp": r(s["same_day_gp"]+s["triages_same_day"],gp), "same_day_share_other": r(s["same_day_nurse"],s["appointments_nurse"]),
     "within_7_days_share": r(s["within_7"]+s["triages"],appts), "dna_share": r(s["missed"],s["missed"]+s["attended"]+s["triages"]),
     "triage_wait_min_urgent": r(s["triage_wait_urgent"],s["triages_urgent"]),
     "triage_wait_min_soon": r(s["triage_wait_soon"],s["triages_soon"]),
     "triage_wait_min_routine": r(s["triage_wait_routine"],s["triages_routine"]),
     "triage_limit_reached": r(s["triage_limit_reached"],1), "gp_hours_triage": r(s["triage_minutes"]/60,1),
     "triage_waiting": r(s["triage_left"],1),
     "hand_backs": r(s["hand_backs"],1), "requests_reopened": r(s["reopened"],1),
     "planned_care_delivered": r(s["planned_done"],1), "planned_care_overdue": r(s["overdue"],1),
     "planned_care_items": r(s["planned_items"],1),
     "requests_unmet": r(s["unmet"],1), "requests_unmet_telephone": r(s["unmet_telephone"],1),"requests_unmet_triage": r(s["unmet_form"],1),
     "needs_settled_front_door": r(s["settled_front_door"],1),
     "gp_hours_consultations": r(s["minutes_gp_requests"]/60,1), "gp_hours_planned": r(s["minutes_gp_planned"]/60,1),
     "nursing_hours_consultations": r(s["minutes_nurse_requests"]/60,1), "nursing_hours_planned": r(s["minutes_nurse_planned"]/60,1),
     "waiting_room_min_mean": r(s["waits"],s["attended"]), "late_finish_min_mean": r(s["late"],s["sessions"]),
     "wait_days_mean": r(s["first_waits"],s["first_seen"]), "offered_share": r(s["offered"],s["requests"]),
     "sessions_remote_for_rooms": r(s["remote"],1), "room_utilisation_mean": r(s["room_minutes"],3*5*600),
    }

def est(pairs):
    n=len(pairs); over=sum(x for _,x in pairs)
    if not over: return 0,1
    ratio=sum(y for y,_ in pairs)/over
    sq=sum((y-ratio*x)**2 for y,x in pairs)
    return ratio, math.sqrt(sq/(n*(n-1)))/(over/n)

if __name__=="__main__":
    import collections
    n=int(sys.argv[1]); out=sys.argv[2] if len(sys.argv)>2 else "/tmp/peer/out"
    ours=collections.defaultdict(list)
    for row in csv.DictReader(open(out+"/replications.csv")):
        if row["value"]: ours[row["measure"]].append((float(row["value"]),1))
    t=time.time()
    with Pool(2) as p: sums=p.map(one, range(1,n+1), chunksize=5)
    print("took",time.time()-t)
    ms=[measures(s) for s in sums]
    for k in ms[0]:
        a,ea=est(ours[k]); b,eb=est([m[k] for m in ms])
        z=(a-b)/math.sqrt(ea**2+eb**2+1e-30)
        print(f"{k:36s} ours {a:10.4f} theirs {b:10.4f}  {100*(a/b-1) if b else 0:+7.1f}%  z {z:+7.1f} {'*** ' if abs(z)>3.5 else ''}")
