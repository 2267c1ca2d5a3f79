//! The most memory that was held since some moment, as the kernel counts it.
//!
//! Only Linux tells, in `/proc`; elsewhere nothing has grown.

/// Forgets the peak so far; the bytes that are held now.
pub(crate) fn start() -> u64 {
    // Five means the peak alone (proc(5)).
    let forgotten = std::fs::write("/proc/self/clear_refs", "5");
    if forgotten.is_ok() {
        held("VmHWM:")
    } else {
        u64::MAX
    }
}

/// What the peak was since then, above what was held.
pub(crate) fn since(start: u64) -> u64 {
    held("VmHWM:").saturating_sub(start)
}

fn held(what: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(what));
    let kilobytes = line.and_then(|line| line.trim().strip_suffix(" kB")?.parse::<u64>().ok());
    kilobytes.unwrap_or_default() << 10
}
