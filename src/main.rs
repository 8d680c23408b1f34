fn main() {
    match pcn_sim::scenario::load(&std::env::args().nth(1).unwrap_or("average-pcn".into()), &pcn_sim::scenario::FileSystem) {
        Ok(s) => { let p = pcn_sim::model::roster::people(&s.network); println!("{} params {} levers {} people {} rooms", s.parameters.len(), s.levers.len(), p.len(), s.network.rooms_total()); }
        Err(e) => { println!("{e}"); std::process::exit(2) }
    }
}
