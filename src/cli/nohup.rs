//! Keeps hang-ups of the terminal ignored if they were ignored when the program started.

/// Calls `set`, which may change how a hang-up is handled. If hang-ups were ignored before, as
/// under `nohup`, they stay ignored. This does not apply to interrupts: shells make background jobs
/// ignore them by default, but an interrupt that is sent to one is intended.
#[cfg(unix)]
pub(crate) fn keep<T>(set: impl FnOnce() -> T) -> T {
    let is_ignored = is_ignored();
    let done = set();
    if is_ignored {
        #[expect(unsafe_code, reason = "the system is asked, since the standard library does not")]
        // SAFETY: no handler is called for a signal that is ignored.
        unsafe {
            libc::signal(libc::SIGHUP, libc::SIG_IGN);
        }
    }
    done
}

#[cfg(unix)]
#[expect(unsafe_code, reason = "the system is asked, since the standard library does not")]
fn is_ignored() -> bool {
    // SAFETY: a `sigaction` of zeros is valid, and without a new action the call only fills it in.
    unsafe {
        let mut now: libc::sigaction = std::mem::zeroed();
        let asked = libc::sigaction(libc::SIGHUP, std::ptr::null(), &raw mut now);
        asked == 0 && now.sa_sigaction == libc::SIG_IGN
    }
}

/// Calls `set`; there is no hang-up to ignore.
#[cfg(not(unix))]
pub(crate) fn keep<T>(set: impl FnOnce() -> T) -> T {
    set()
}
