//! Notices that the process which started us is gone.
//! Never trusts an id that was dead from the start: it may belong to another process namespace.

use std::sync::mpsc::Sender;
use std::thread;
use std::time::Duration;

use super::End;

const INTERVAL: Duration = Duration::from_secs(3);

/// Reports to `ends` when `process` has ended.
/// Where a process cannot be observed the end of the input must do.
pub fn watch(process: u32, ends: Sender<End>) {
    if !is_alive(process) {
        return;
    }
    let watching = move || {
        while is_alive(process) {
            thread::sleep(INTERVAL);
        }
        let _ = ends.send(End::ClientGone);
    };
    if let Err(error) = thread::Builder::new().name("parent".into()).spawn(watching) {
        tracing::warn!("the client's process is not watched: {error}");
    }
}

#[cfg(target_os = "linux")]
fn is_alive(process: u32) -> bool {
    let Ok(stat) = std::fs::read_to_string(format!("/proc/{process}/stat")) else {
        return false;
    };
    // The state follows the name, which stands in parentheses and may itself hold some.
    let state = stat.rsplit_once(')').map(|(_, rest)| rest.trim_start());
    state.is_some_and(|state| !state.starts_with(['Z', 'X']))
}

#[cfg(all(unix, not(target_os = "linux")))]
fn is_alive(process: u32) -> bool {
    std::os::unix::process::parent_id() == process
}

#[cfg(not(unix))]
fn is_alive(_process: u32) -> bool {
    false
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;
    use std::process::Command;
    use std::sync::mpsc::channel;

    #[test]
    fn the_end_of_a_process_is_reported() {
        let mut child = Command::new("sleep").arg("600").spawn().unwrap();
        let (ends, ended) = channel();
        watch(child.id(), ends);
        assert!(ended.recv_timeout(Duration::from_millis(200)).is_err());
        child.kill().unwrap();
        child.wait().unwrap();
        assert_eq!(
            ended.recv_timeout(Duration::from_secs(10)),
            Ok(End::ClientGone)
        );
    }

    #[test]
    fn an_unknown_process_is_not_watched() {
        let (ends, ended) = channel();
        watch(u32::MAX, ends);
        assert!(ended.recv().is_err());
    }
}
