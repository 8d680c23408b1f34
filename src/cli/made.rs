//! When and by which command a run was made, for its manifest and its page.

/// The time now; that of `SOURCE_DATE_EPOCH` \[s since 1970\] where it is set, as for any file that must be
/// made again byte for byte.
pub(crate) fn now() -> String {
    let stated = std::env::var("SOURCE_DATE_EPOCH").ok().and_then(|text| text.parse().ok());
    let stated = stated.and_then(|seconds| jiff::Timestamp::from_second(seconds).ok());
    stated.unwrap_or_else(jiff::Timestamp::now).to_string()
}

/// The command without the path of the program and the folder of its files.
pub(crate) fn asked_with(words: &[String]) -> String {
    let mut kept = vec!["pcn-sim"];
    let mut words = words.iter().skip(1).map(String::as_str);
    while let Some(word) = words.next() {
        match word {
            "--output" | "-o" | "--threads" => drop(words.next()),
            "--force" | "--quiet" | "-q" | "--no-cache" => {}
            word if word.starts_with("--output=") || word.starts_with("--threads=") => {}
            word => kept.push(word),
        }
    }
    kept.join(" ")
}

#[cfg(test)]
mod tests {
    use super::asked_with;

    #[test]
    fn the_folder_and_the_path_of_the_program_are_left_out() {
        let typed = "/home/me/bin/pcn-sim money a.toml --output out --force -q b.toml --output=x --threads 2";
        let words: Vec<String> = typed.split(' ').map(str::to_owned).collect();
        assert_eq!(asked_with(&words), "pcn-sim money a.toml b.toml");
    }
}
