//! In charge of: waiting for a server as long as something moves, and no longer.

use std::{future::Future, pin::pin, time::Duration};

use tokio::time::timeout;

use super::Pulse;

/// The outcome of `future`, or `None` once no byte has passed for as long as `still`. A large mail over a thin line may take its
/// time; a half-open connection may not.
pub(crate) async fn patiently<F: Future>(pulse: &Pulse, still: Duration, future: F) -> Option<F::Output> {
    let mut future = pin!(future);
    loop {
        let before = pulse.beat();
        match timeout(still, future.as_mut()).await {
            Ok(output) => return Some(output),
            Err(_) if pulse.beat() != before => {}
            Err(_) => return None,
        }
    }
}
