//! A terminal that hangs up, where whoever started the program said beforehand that it may.

/// Does `set`, which may change how a hang-up is handled. If hang-ups were ignored before, as under
/// `nohup`, they stay ignored. Interrupts are not treated so: shells make background jobs ignore them by
/// default, and an interrupt that is sent is still meant.
#[cfg(unix)]
pub(crate) fn keep<T>(set: impl FnOnce() -> T) -> T {
    let is_ignored = is_ignored();
    let done = set();
    if is_ignored {
        #[expect(unsafe_code, reason = "the system is asked, since the standard library does not")]
        // SAFETY: nothing is called on a signal that is ignored.
        unsafe {
            libc::signal(libc::SIGHUP, libc::SIG_IGN);
        }
    }
    done
}

#[cfg(unix)]
#[expect(unsafe_code, reason = "the system is asked, since the standard library does not")]
fn is_ignored() -> bool {
    // SAFETY: a `sigaction` of zeros is one, and without a new action the call only fills it in.
    unsafe {
        let mut now: libc::sigaction = std::mem::zeroed();
        let asked = libc::sigaction(libc::SIGHUP, std::ptr::null(), &raw mut now);
        asked == 0 && now.sa_sigaction == libc::SIG_IGN
    }
}

/// Does `set`; there is no hang-up to ignore.
#[cfg(not(unix))]
pub(crate) fn keep<T>(set: impl FnOnce() -> T) -> T {
    set()
}
