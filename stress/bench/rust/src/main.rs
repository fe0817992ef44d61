// SPDX-License-Identifier: MIT
//! refchan-bench-rust: measures channels of Rust, one line at a time. The requests and the answers are those of
//! refchan-bench-peers (../../cpp/request.hpp), and so are the workloads.

mod broken;
mod crew;
mod message;
mod peers;
mod request;
mod workloads;

use std::io::{BufRead, Write};
use std::process::ExitCode;

use request::Request;
use workloads::Measurement;

const HELP: &str = "usage: refchan-bench-rust [--list]
Reads requests from standard input, one a line, and answers each with a line of JSON:

  WORKLOAD peer=NAME [senders=N] [messages=N] [capacity=N] [payload=BYTES] [interval=MICROSECONDS] [pin=CPU,CPU...]

  stream, round_trip, pair, burst, paced, create, clone: refchan-bench-peers --help says what each measures
  --list      show the peers, a line of JSON for each, and end

Exit status: 0 good; 1 a channel lost, repeated or reordered a message; 2 a request made no sense.";

/// The text between the quotes of a JSON string.
pub fn escaped(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_control())
        .flat_map(|c| if "\"\\".contains(c) { vec!['\\', c] } else { vec![c] })
        .collect()
}

fn json(asked: &Request, found: &Measurement) -> String {
    let figures: Vec<String> = found.figures.iter().map(|(name, value)| format!("\"{name}\":{value}")).collect();
    format!(
        "{{\"request\":\"{}\",\"peer\":\"{}\",\"workload\":\"{}\",\"seconds\":{},\"figures\":{{{}}}}}",
        escaped(&asked.line),
        asked.peer,
        asked.workload,
        found.seconds,
        figures.join(",")
    )
}

fn answer(line: &str) -> Result<String, String> {
    let asked = Request::parse(line)?;
    let found = peers::measure(&asked)?;
    Ok(json(&asked, &found))
}

fn serve() -> ExitCode {
    let mut status = ExitCode::SUCCESS;
    for line in std::io::stdin().lock().lines() {
        let line = line.unwrap_or_default();
        if line.trim().is_empty() {
            continue;
        }
        broken::now_answering(&line);
        let answered = answer(&line).unwrap_or_else(|sentence| {
            eprintln!("refchan-bench-rust: {sentence}");
            status = ExitCode::from(2);
            format!("{{\"request\":\"{}\",\"error\":\"{}\"}}", escaped(&line), escaped(&sentence))
        });
        println!("{answered}");
        if std::io::stdout().flush().is_err() {
            return ExitCode::from(2);
        }
    }
    status
}

fn main() -> ExitCode {
    match std::env::args().nth(1).as_deref() {
        None => serve(),
        Some("--list") => {
            peers::list().iter().for_each(|line| println!("{line}"));
            ExitCode::SUCCESS
        }
        Some("--help" | "-h") => {
            println!("{HELP}");
            ExitCode::SUCCESS
        }
        Some(other) => {
            eprintln!("refchan-bench-rust: there is no option {other}\n{HELP}");
            ExitCode::from(2)
        }
    }
}
