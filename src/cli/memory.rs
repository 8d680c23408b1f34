//! Memory that replications give back.

/// Blocks from this size on [bytes] are asked of the system, and given back to it when they are freed.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
const GIVEN_BACK_FROM: i32 = 128 * 1024;

/// From now on large blocks go back to the system as soon as a replication is over.
///
/// The allocator of glibc would raise the size from which it does so after the first replication, keep the
/// blocks of the following ones with holes between them, and grow by half until it has enough.
pub(crate) fn give_back() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    {
        #[expect(unsafe_code, reason = "the allocator is told a number, before any thread starts")]
        // SAFETY: mallopt takes two numbers; nothing else runs yet.
        unsafe {
            libc::mallopt(libc::M_MMAP_THRESHOLD, GIVEN_BACK_FROM);
        }
    }
}
