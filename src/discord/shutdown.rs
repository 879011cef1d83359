//! Being asked to stop: Ctrl-C, and on Unix SIGTERM. Only listens; stopping is the caller's.

use std::io;
use tokio::signal;

/// Listens from now on.
///
/// # Errors
/// When the system does not let this program listen for signals.
pub fn listen() -> io::Result<impl Future<Output = ()>> {
    #[cfg(unix)]
    {
        let mut terminate = signal::unix::signal(signal::unix::SignalKind::terminate())?;
        let mut interrupt = signal::unix::signal(signal::unix::SignalKind::interrupt())?;
        Ok(async move {
            tokio::select! {
                _ = terminate.recv() => tracing::info!(signal = "SIGTERM", "asked to stop"),
                _ = interrupt.recv() => tracing::info!(signal = "SIGINT", "asked to stop"),
            }
        })
    }
    #[cfg(not(unix))]
    {
        Ok(async {
            if let Err(error) = signal::ctrl_c().await {
                tracing::error!(kind = %error.kind(), "cannot listen for Ctrl-C any more: end the program by other means");
                std::future::pending::<()>().await;
            }
            tracing::info!(signal = "Ctrl-C", "asked to stop");
        })
    }
}
