//! Calls to systems that the operator named: bounded in time, and never led on to another.

use std::time::Duration;

/// What calls them. A redirect is an answer like any other: whom we call stands in the settings, and an
/// answer does not change it.
pub(crate) fn agent(patience: Duration) -> ureq::Agent {
    let config = ureq::Agent::config_builder()
        .timeout_global(Some(patience))
        .http_status_as_error(false)
        .max_redirects(0)
        .build();
    ureq::Agent::new_with_config(config)
}

#[cfg(test)]
mod tests {
    use std::io::{BufRead, BufReader, Read, Write};
    use std::net::{TcpListener, TcpStream};

    use super::*;

    /// The first lines of the next two requests; each is sent elsewhere.
    fn two_requests(listener: &TcpListener) -> Vec<String> {
        let address = listener.local_addr().unwrap();
        let answer = format!(
            "HTTP/1.1 307 Temporary Redirect\r\nlocation: http://{address}/elsewhere\r\n\
             content-length: 0\r\nconnection: close\r\n\r\n"
        );
        let mut lines = Vec::new();
        for stream in listener.incoming().flatten().take(2) {
            let mut reader = BufReader::new(&stream);
            let mut first = String::new();
            reader.read_line(&mut first).unwrap();
            let mut line = String::from("head");
            while line.trim() != "" {
                line.clear();
                reader.read_line(&mut line).unwrap();
            }
            if first.starts_with("POST") {
                reader.read_exact(&mut [0]).unwrap();
            }
            (&stream).write_all(answer.as_bytes()).unwrap();
            lines.push(first);
        }
        lines
    }

    #[test]
    fn whoever_is_sent_elsewhere_does_not_go_there() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let asked = std::thread::spawn(move || two_requests(&listener));
        let url = format!("http://{address}/traces");
        let answer = agent(Duration::from_secs(5)).post(&url).send("x").unwrap();
        assert_eq!(answer.status().as_u16(), 307);
        // The second request is our own, so that the listener ends.
        let mut last = TcpStream::connect(address).unwrap();
        last.write_all(b"GET /last HTTP/1.1\r\n\r\n").unwrap();
        let lines = asked.join().unwrap();
        assert!(lines[0].starts_with("POST /traces "), "{lines:?}");
        assert!(lines[1].starts_with("GET /last "), "it went on: {lines:?}");
    }
}
