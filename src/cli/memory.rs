//! Returns the memory of finished replications to the system.

/// Blocks of at least this size \[bytes\] are mapped from the system, and unmapped when they are freed.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
const GIVEN_BACK_FROM: i32 = 128 * 1024;

/// Makes large blocks return to the system as soon as a replication ends.
///
/// Otherwise glibc would raise this size after the first replication and keep the
/// blocks of later ones. They fragment, and memory would grow by half.
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
