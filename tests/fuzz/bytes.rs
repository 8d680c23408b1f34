//! Arbitrary bytes, read as choices.

/// Bytes that are read from the front; when they are used up, every choice is the first.
#[derive(Debug)]
pub(crate) struct Bytes<'d>(&'d [u8]);

impl<'d> Bytes<'d> {
    pub(crate) const fn new(data: &'d [u8]) -> Self {
        Bytes(data)
    }

    pub(crate) const fn is_used_up(&self) -> bool {
        self.0.is_empty()
    }

    /// A number from 0 to 255.
    pub(crate) fn byte(&mut self) -> u8 {
        let Some((&first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        first
    }

    /// A place below `count`, which is not zero.
    pub(crate) fn below(&mut self, count: usize) -> usize {
        let place = usize::from(self.byte());
        if count <= 256 { place % count } else { (place << 8 | usize::from(self.byte())) % count }
    }

    /// One of `choices`.
    pub(crate) fn one_of<'c, T: ?Sized>(&mut self, choices: &[&'c T]) -> &'c T {
        choices[self.below(choices.len())]
    }

    /// Up to 31 bytes as they are.
    pub(crate) fn text(&mut self) -> String {
        let length = usize::from(self.byte() % 32).min(self.0.len());
        let (text, rest) = self.0.split_at(length);
        self.0 = rest;
        String::from_utf8_lossy(text).into_owned()
    }
}
