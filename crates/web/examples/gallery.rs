//! Serves the example page on loopback, to look at: `cargo run -p web --example gallery -- 8099`.

use std::sync::Arc;

use web::access::Always;

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let port = std::env::args().nth(1).and_then(|port| port.parse().ok()).unwrap_or(8099u16);
    let router = web::serve(web::testing::site(), Vec::new(), Arc::new(Always::default()));
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await?;
    axum::serve(listener, router).await
}
