// SPDX-License-Identifier: MIT
//! The end of a measurement in which a channel did not do what a channel does: see ../../cpp/broken.hpp.

use std::sync::Mutex;

use crate::escaped;

static LINE: Mutex<String> = Mutex::new(String::new());

/// The request that is being answered, for the message below.
pub fn now_answering(line: &str) {
    if let Ok(mut current) = LINE.lock() {
        *current = line.to_string();
    }
}

/// Says so on standard output, as JSON, and on standard error; ends the program with status 1. From any thread.
#[cold]
pub fn broken(sentence: &str) -> ! {
    let line = LINE.lock().map(|line| line.clone()).unwrap_or_default();
    println!("{{\"request\":\"{}\",\"broken\":\"{}\"}}", escaped(&line), escaped(sentence));
    eprintln!("refchan-bench-rust: {line}: {sentence}");
    std::process::exit(1)
}
