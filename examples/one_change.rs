//! The library in forty lines: what does one more paramedic gain?
//!
//! Run it with `cargo run --release --example one_change`.

use pcn_sim::experiment::progress::Unwatched;
use pcn_sim::experiment::study::{Design, Entry, Extent, Study};
use pcn_sim::scenario::{self, FileSystem};
use pcn_sim::simulation::Horizon;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // A scenario is read and checked once.
    let baseline = scenario::load("average-pcn", &FileSystem)?;
    let mut system = baseline.system.clone();

    // A network is plain data: a lever is a field.
    let paramedics = system.teams.iter_mut().find(|team| team.name == "paramedics");
    let paramedics = paramedics.ok_or("the baseline has paramedics")?;
    paramedics.wte += 1.0;

    // The same patients, the same chances: differences are paired.
    let changed = Entry { name: "one-more".into(), title: "One more paramedic".into(), system };
    let baseline = Entry { name: baseline.name, title: baseline.title, system: baseline.system };
    let horizon = Horizon { warm_up_weeks: 26, weeks: 26 };
    let extent = Extent { horizon, seed: 1, replications: 4 };
    let plan = Design::AgainstFirst { at_rooms: false, unlike: false };
    let study = Study::new(vec![baseline, changed], plan, extent)?;
    let results =
        pcn_sim::experiment::results(&study, &Unwatched)?.ok_or("nobody stops the run")?;

    let gained = results.comparisons[0].measure("appointments_gained_net");
    let gained = gained.and_then(|series| series.interval()).ok_or("it is measured")?;
    let (low, high) = gained.bounds().ok_or("four replications have a spread")?;
    println!("net appointments gained in half a year: {:.0} ({low:.0} to {high:.0})", gained.mean);
    assert!(gained.mean > 0.0);
    Ok(())
}
