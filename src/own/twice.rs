//! What is stated twice: a role or a number by two words, of one practice or of the whole network.
//!
//! A sum of the two would be a guess, and so would the last of them.

/// Everything that was stated, each with the words for it and where they stand.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Said(Vec<Once>);

#[derive(Clone, Debug, PartialEq)]
struct Once {
    /// The practice, as an index; `None` for what practices share.
    practice: Option<usize>,
    /// What is stated: the key of a role, or a word such as "calls".
    key: String,
    /// The words for it.
    words: String,
    /// Where they stand.
    at: String,
}

impl Said {
    fn before(&self, practice: Option<usize>, key: &str) -> Option<&Once> {
        self.0.iter().find(|once| once.practice == practice && once.key == key)
    }

    /// Whether `key` of `practice`, or of the whole network, was stated.
    pub(super) fn holds(&self, practice: Option<usize>, key: &str) -> bool {
        self.before(practice, key).is_some()
    }

    /// Notes that `words`, which stand `at`, state `key` of `practice` or of the whole network. If something
    /// stated it before, both are returned as they are shown.
    pub(super) fn again(
        &mut self,
        practice: Option<usize>,
        key: &str,
        words: &str,
        at: &str,
    ) -> Option<String> {
        if let Some(before) = self.before(practice, key) {
            return Some(match before.at == at {
                true => format!("{:?} and {words:?}", before.words),
                false => format!("{:?} ({}) and {words:?} ({at})", before.words, before.at),
            });
        }
        let (key, words, at) = (key.to_owned(), words.to_owned(), at.to_owned());
        self.0.push(Once { practice, key, words, at });
        None
    }
}

/// What is expected in place of a role or a number stated twice, and what to do about it.
pub(super) fn answer(key: &str, is_role: bool, is_of_practice: bool) -> (&'static str, String) {
    let expected = match is_of_practice {
        true => "each role and each number once for a practice",
        false => "each role and each number once for the whole network",
    };
    let remedy = match (is_role, is_of_practice) {
        (false, _) => "state one of them".to_owned(),
        (true, false) => format!(
            "if they are the same people, state one of them; two teams that practices share are stated as \
             their sum; a team at one practice, with it: --practice \"Park: list=9800, {key}=1\", or in its \
             row of the form"
        ),
        (true, true) => format!(
            "if they are the same people, state one of them; two teams at one practice are stated as their \
             sum; a team that practices share, with --staff \"{key}=1\", or in the row \"whole network\" of \
             the form"
        ),
    };
    (expected, remedy)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_twice_is_told_with_both_words_and_their_places_if_they_differ() {
        let mut said = Said::default();
        assert_eq!(said.again(None, "paramedic", "paramedics=1", "--staff"), None);
        assert_eq!(said.again(Some(0), "paramedic", "paramedics=1", "--practice \"Mill\""), None);
        assert_eq!(said.again(Some(1), "paramedic", "paramedics=1", "--practice \"Park\""), None);
        let here = said.again(None, "paramedic", "ambulance=2", "--staff");
        assert_eq!(here.as_deref(), Some("\"paramedics=1\" and \"ambulance=2\""));
        let there = said.again(None, "paramedic", "paramedics=2", "form.csv, line 6");
        let expected = "\"paramedics=1\" (--staff) and \"paramedics=2\" (form.csv, line 6)";
        assert_eq!(there.as_deref(), Some(expected));
    }
}
