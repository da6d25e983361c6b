//! GDAL reads the interface as QGIS would: over HTTP, with its own driver.

use std::process::Command;
use std::sync::Arc;

use identity::Actor;
use identity::testing::As;

use super::{COUNTY, Town};
use crate::routes;

#[tokio::test(flavor = "multi_thread")]
async fn gdal_lists_the_collections_and_reads_their_features() {
    if Command::new("ogrinfo").arg("--version").output().is_err() {
        eprintln!("SKIPPED: ogrinfo is not here; `apt-get install gdal-bin` brings it");
        return;
    }
    let town = Town::new();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let mut site = web::testing::site();
    let mut settings = (*site.settings).clone();
    settings.base_url.clone_from(&address);
    site.settings = Arc::new(settings);
    let gate = Arc::new(As(Actor::visitor(COUNTY)));
    let router = web::serve(site, routes(&town.atlas(&["*"])), gate);
    let server = tokio::spawn(async move { axum::serve(listener, router).await });
    let ask = |more: &'static [&'static str], layer: Option<&'static str>| {
        let source = format!("OAPIF:{address}/ogc");
        tokio::task::spawn_blocking(move || {
            let mut asked = Command::new("ogrinfo");
            asked.arg("-ro").args(more).arg(&source).args(layer).env("NO_PROXY", "127.0.0.1");
            let done = asked.output().unwrap();
            let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
            format!("{}{}", text(done.stdout), text(done.stderr))
        })
    };
    let list = ask(&[], None).await.unwrap();
    for layer in ["villages", "schools", "result.circle.csv", "result.near.csv"] {
        assert!(list.contains(layer), "{layer} in {list}");
    }
    let one =
        ask(&["-oo", "PAGE_SIZE=2", "-where", "name = '北村'"], Some("villages")).await.unwrap();
    assert!(one.contains("pop (Integer") && one.contains(") = 400"), "{one}");
    assert!(one.contains("POINT (119.2 29.1)"), "{one}");
    server.abort();
}
