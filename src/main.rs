//! The program `pcn-sim`.

mod cli;

fn main() -> cli::Exit {
    cli::main()
}
