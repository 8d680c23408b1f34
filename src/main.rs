//! probe
use pcn_sim::simulation::{simulate, Horizon, chances::Addressed, trace::Silent};
fn main() {
    match pcn_sim::scenario::load(&std::env::args().nth(1).unwrap_or("average-pcn".into()), &pcn_sim::scenario::FileSystem) {
        Ok(s) => {
            let n = &s.network;
            let t=std::time::Instant::now();
            let r = simulate(n, Horizon{warm_up_weeks:26,weeks:52}, &Addressed::new(1,0), &mut Silent);
            eprintln!("time {:?} events {}", t.elapsed(), r.events);
            let a=&r.appointments; let b=a.booked() as f64;
            println!("requests {:?}", r.requests);
            println!("unmet total {} share {:.3}", r.requests.unmet_total(), r.requests.unmet_total() as f64/ r.requests.made as f64);
            let d=&r.front_door;
            println!("calls/1000/wd {:.2} ans {:.3} menu {:.3} missed {:.3} cb {:.3} w1 {:.3} w5 {:.3} mon {:.3} mon8-10 {:.3}", d.inbound as f64/49.11/253.0, d.answered as f64/d.inbound as f64,d.menu as f64/d.inbound as f64,d.missed as f64/d.inbound as f64,d.call_back as f64/d.inbound as f64, d.answered_within[0] as f64/d.answered as f64, d.answered_within[2] as f64/d.answered as f64, d.by_weekday[0] as f64/d.inbound as f64, d.monday_opening as f64/d.by_weekday[0] as f64);
            println!("missed within 1,2,5 {:?} of {}", d.missed_within, d.missed);
            println!("forms/1000/mo {:.1} walkins {} 111 {}", d.forms as f64/49.11/12.0, d.walk_ins, d.booked_by_111);
            println!("appts/pt {:.3} gp {:.3} f2f {:.3} tel {:.3} onl {:.3} hv {:.3} dna {:.4} triage {} planned {}", b/49110.0, a.by_group_and_lag[0].iter().sum::<u64>() as f64/b, a.by_mode[0] as f64/b,a.by_mode[1] as f64/b,a.by_mode[2] as f64/b,a.by_mode[3] as f64/b, a.dna as f64/(a.dna+a.attended) as f64, a.triage, a.planned);
            for g in 0..3 { let t:u64=a.by_group_and_lag[g].iter().sum(); println!("group {g} {t} {:?}", a.by_group_and_lag[g].iter().map(|x| (*x as f64/t as f64*1000.0).round()/10.0).collect::<Vec<_>>()); }
            let all: Vec<f64>=(0..7).map(|l| (0..3).map(|g|a.by_group_and_lag[g][l]).sum::<u64>() as f64/b).collect();
            println!("lag all {:?}", all.iter().map(|x| (x*1000.0).round()/10.0).collect::<Vec<_>>());
            println!("ledger {:?} {}", r.ledger, r.ledger.balances());
            println!("ed {:?} referrals {} planned {:?} exits {:?}", r.attendances, r.referrals, r.planned_items, r.exits);
            let w=&r.work;
            println!("rooms {} remote {} moved {} lost {} ; consult mins {:?} late {:?} wait {:?} advice {:?} advwait {:?} timed out {} sched {} deleg {}", w.sessions_in_rooms,w.sessions_remote_for_rooms,w.sessions_moved_for_rooms,w.sessions_lost_to_rooms, w.consultation_min.iter().map(|t|t.mean()).collect::<Vec<_>>(), w.late_finish_min.mean(), w.waiting_room_min.mean(), w.advice_min, w.advice_wait_min.mean(), w.advice_timed_out, w.scheduled_supervision_min, w.delegated_supervision_min);
            let h=w.rooms.level_hours(); println!("rooms by hour mon {:?}", h[7..20].iter().map(|x| (x/52.0*10.0).round()/10.0).collect::<Vec<_>>());
            for g in 0..3 { let bu:f64=w.busy[g].level_hours().iter().sum(); let s:f64=w.in_session[g].level_hours().iter().sum(); println!("util {g} {:.3} sess-hours {s:.0}", bu/s); }
        }
        Err(e) => { println!("{e}"); std::process::exit(2) }
    }
}
