//! How a server is reached, and how it is noticed that it is not there any more.

use std::time::Duration;

use crate::StoreError;
use crate::address::Address;

/// How a server is reached. A machine that hangs or whose cable is cut says nothing: the system asks
/// it often whether it is still there, unless the address says how often.
pub(super) fn config(
    server: &str,
    address: &Address,
) -> Result<tokio_postgres::Config, StoreError> {
    let parsed = server.parse::<tokio_postgres::Config>();
    let mut config = parsed.map_err(|error| StoreError::failed("reading the address", error))?;
    config.application_name("tongban");
    if !address.says("connect_timeout=") {
        config.connect_timeout(Duration::from_secs(5));
    }
    if !address.says("keepalives_idle=") {
        config.keepalives_idle(Duration::from_secs(10));
    }
    if !address.says("keepalives_interval=") {
        config.keepalives_interval(Duration::from_secs(5));
    }
    if !address.says("keepalives_retries=") {
        config.keepalives_retries(3);
    }
    if !address.says("tcp_user_timeout=") {
        config.tcp_user_timeout(Duration::from_secs(15));
    }
    Ok(config)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_machine_that_hangs_is_noticed_unless_the_address_says_when() {
        let check = |options: &str, expected: (u64, Option<u64>, Option<u32>, Option<u64>)| {
            let url = format!("postgres://a@h:1/b{options}");
            let address = Address::parse(&url).unwrap();
            let config = config(&address.servers()[0], &address).unwrap();
            let seconds = |wait: Duration| wait.as_secs();
            let found = (
                seconds(config.get_keepalives_idle()),
                config.get_keepalives_interval().map(seconds),
                config.get_keepalives_retries(),
                config.get_tcp_user_timeout().copied().map(seconds),
            );
            assert!(config.get_keepalives(), "{options}");
            assert_eq!(found, expected, "{options}");
        };
        check("", (10, Some(5), Some(3), Some(15)));
        let others = "?keepalives_idle=60&keepalives_retries=9&tcp_user_timeout=30";
        check(others, (60, Some(5), Some(9), Some(30)));
    }
}
