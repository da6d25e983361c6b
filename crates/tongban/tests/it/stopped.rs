//! Commands that are told to end: they do so soon, leave no file behind, and say by which signal.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use crate::support::home::Home;

#[test]
fn a_stopped_command_leaves_nothing_and_says_by_which_signal() {
    for (signal, code) in [("TERM", 143), ("INT", 130)] {
        let home = Home::sqlite();
        std::fs::write(home.path("v.csv"), "id,value\na,1\nb,\nc,3\n").expect("it can be written");
        let (table, curve) = (home.text("v.csv"), home.text("l.csv"));
        let mut command = home.command();
        command.args(["plan", "equity", "--in", &table, "--value", "value", "--lorenz", &curve]);
        command.args(["--bootstrap", "400000000"]).stdout(Stdio::null()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the binary runs");
        let mut said = BufReader::new(child.stderr.take().expect("standard error")).lines();
        // The notice of the empty cell comes before the draws, which would take minutes.
        let notice = said.next().expect("a line").expect("text");
        assert!(notice.contains("1 rows without value"), "{notice}");
        let kill = format!("kill -{signal} {}", child.id());
        let sent = Command::new("sh").args(["-c", &kill]).status().expect("a shell");
        assert!(sent.success());
        let last = said.map_while(Result::ok).last().unwrap_or_default();
        assert!(last.contains("stopped; nothing was written"), "{signal}: {last}");
        assert_eq!(child.wait().expect("it ends").code(), Some(code), "{signal}");
        let left = std::fs::read_dir(home.path("")).expect("the folder").filter_map(Result::ok);
        let left: Vec<_> = left.map(|one| one.file_name().to_string_lossy().into_owned()).collect();
        assert_eq!(left, ["v.csv"], "{signal}");
    }
}
