//! The loopback Discord as a program: `loopback [PORT]`, by default 4100, for trying a bot by hand.

use loopback::{Loopback, Settings};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let port = match std::env::args().nth(1) {
        None => 4100,
        Some(text) => text.parse().map_err(|_| format!("`{text}` is not a port; usage: loopback [PORT]"))?,
    };
    let content = std::env::args().any(|arg| arg == "--message-content");
    let discord = Loopback::try_start(Settings { port, message_content: content, ..Settings::default() }).await?;
    println!("Discord on loopback at {}", discord.url());
    println!("token {}", discord.token());
    println!("what happened: GET {0}/__log   make something happen: POST {0}/__ctl", discord.url());
    std::future::pending::<()>().await;
    Ok(())
}
