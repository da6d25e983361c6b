//! Which machines an address leads to.

use std::net::IpAddr;

use tokio_postgres::config::Host;
use tokio_postgres::{Config, Error};

use crate::StoreError;
use crate::address::Address;

/// The other machines that an address names: whatever goes there is not encrypted. Empty for SQLite,
/// for a socket and for this machine itself.
///
/// # Errors
/// When the address cannot be read.
pub fn other_hosts(url: &str) -> Result<Vec<String>, StoreError> {
    if !url.starts_with("postgres://") && !url.starts_with("postgresql://") {
        return Ok(Vec::new());
    }
    let config: Config = Address::parse(url)?
        .address
        .parse()
        .map_err(|error: Error| StoreError::failed("reading the address", error))?;
    let by_name = config.get_hosts().iter().filter_map(|host| match host {
        Host::Tcp(name) if !is_here(name) => Some(name.clone()),
        _ => None,
    });
    let by_number = config.get_hostaddrs().iter().filter(|address| !address.is_loopback());
    Ok(by_name.chain(by_number.map(ToString::to_string)).collect())
}

fn is_here(name: &str) -> bool {
    let number = name.trim_start_matches('[').trim_end_matches(']');
    name == "localhost" || number.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}
