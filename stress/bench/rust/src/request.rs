// SPDX-License-Identifier: MIT
//! What is asked for, one line a measurement: see ../../cpp/request.hpp.

pub struct Request {
    pub line: String,
    pub workload: String,
    pub peer: String,
    pub senders: usize,
    pub messages: u64,
    pub capacity: Option<usize>,
    pub payload: String,
    pub interval: u64,
    pub pin: Vec<usize>,
}

fn number<T: std::str::FromStr>(word: &str, text: &str) -> Result<T, String> {
    text.parse().map_err(|_| format!("{word}: expected a number"))
}

fn at_least_one(word: &str, text: &str) -> Result<u64, String> {
    number(word, text).and_then(|found| if found > 0 { Ok(found) } else { Err(format!("{word}: expected 1 or more")) })
}

impl Request {
    pub fn parse(line: &str) -> Result<Request, String> {
        let mut words = line.split_whitespace();
        let mut asked = Request {
            line: line.to_string(),
            workload: words.next().unwrap_or_default().to_string(),
            peer: String::new(),
            senders: 1,
            messages: 100_000,
            capacity: None,
            payload: "8".to_string(),
            interval: 10,
            pin: Vec::new(),
        };
        for word in words {
            let (key, value) = word.split_once('=').unwrap_or((word, ""));
            match key {
                "peer" => asked.peer = value.to_string(),
                "payload" => asked.payload = value.to_string(),
                "senders" => asked.senders = at_least_one(word, value)? as usize,
                "messages" => asked.messages = at_least_one(word, value)?,
                "interval" => asked.interval = at_least_one(word, value)?,
                "capacity" => asked.capacity = Some(number(word, value)?),
                "pin" => asked.pin = value.split(',').map(|one| number(word, one)).collect::<Result<_, _>>()?,
                _ => {
                    return Err(format!("{word}: expected peer, senders, messages, capacity, payload, interval or pin"))
                }
            }
        }
        if asked.peer.is_empty() {
            return Err(
                "expected a workload and peer=NAME, as in: stream peer=std senders=1 messages=100000".to_string()
            );
        }
        Ok(asked)
    }
}
