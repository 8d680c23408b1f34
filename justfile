# The commands of the project; CI runs `.ci/run`, which is made of the same.

# Format, lints, tests.
check:
    cargo fmt --check
    cargo clippy --all-targets -- -D warnings
    cargo test

# Slow statistical checks of the whole model: minutes.
statistical:
    cargo test --release --test main -- --ignored

# Other engines' opinion of three small models: a minute or two; needs Python.
peers:
    python3 -m venv target/peers
    target/peers/bin/python -m pip install --quiet --requirement tests/peers/requirements.txt
    target/peers/bin/python tests/peers/compare.py
    target/peers/bin/python tests/peers/week.py

# How fast it is.
bench:
    cargo bench

# Renew the pages that the program prints.
docs:
    cargo run --release --quiet -- describe parameters > docs/parameters.md
    cargo run --release --quiet -- describe maintenance > docs/maintenance.md
    cargo run --release --quiet -- describe measures > docs/measures.md
    cargo run --release --quiet -- describe roles > docs/roles.md

# A binary to give away: it holds no path of this machine.
release:
    RUSTFLAGS="--remap-path-prefix={{justfile_directory()}}=. --remap-path-prefix={{env('CARGO_HOME', home_directory() / '.cargo')}}=cargo" cargo build --release

# All that must hold before a change lands.
ci:
    .ci/run
