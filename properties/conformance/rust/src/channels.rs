// SPDX-License-Identifier: MIT
//! The channels that are recorded, seen alike: what a handle can do, and what it answers.
//! An operation that a channel does not have is not in `OPERATIONS` and is never called.

use std::sync::mpsc;
use std::time::Duration;

use crate::recorder::Answer;

pub trait Sends: Send {
    /// Which of send, try_send, send_timeout there are.
    fn operations(&self) -> &'static [&'static str];
    fn call(&self, operation: &str, message: u64, patience: Duration) -> Answer;
    fn clone_sender(&self) -> Box<dyn Sends>;
}

/// recv, try_recv and recv_timeout: all channels here have all three.
pub trait Receives: Send {
    fn call(&self, operation: &str, patience: Duration) -> Answer;
}

type Ends = (Box<dyn Sends>, Box<dyn Receives>);

/// A channel of that library and that capacity; None: there is no such library.
pub fn make(library: &str, capacity: Option<usize>) -> Option<Ends> {
    match library {
        "std" => Some(standard(capacity)),
        #[cfg(feature = "crossbeam")]
        "crossbeam" => Some(crossbeam::make(capacity)),
        _ => None,
    }
}

fn standard(capacity: Option<usize>) -> Ends {
    match capacity {
        None => {
            let (sender, receiver) = mpsc::channel();
            (Box::new(sender), Box::new(receiver))
        }
        Some(size) => {
            let (sender, receiver) = mpsc::sync_channel(size);
            (Box::new(sender), Box::new(receiver))
        }
    }
}

impl Sends for mpsc::Sender<u64> {
    fn operations(&self) -> &'static [&'static str] {
        &["send"]
    }
    fn call(&self, _operation: &str, message: u64, _patience: Duration) -> Answer {
        self.send(message).map_or(Answer::because("disconnected"), |()| Answer::ok())
    }
    fn clone_sender(&self) -> Box<dyn Sends> {
        Box::new(self.clone())
    }
}

impl Sends for mpsc::SyncSender<u64> {
    fn operations(&self) -> &'static [&'static str] {
        &["send", "try_send"]
    }
    fn call(&self, operation: &str, message: u64, _patience: Duration) -> Answer {
        if operation == "send" {
            return self.send(message).map_or(Answer::because("disconnected"), |()| Answer::ok());
        }
        match self.try_send(message) {
            Ok(()) => Answer::ok(),
            Err(mpsc::TrySendError::Full(_)) => Answer::because("full"),
            Err(mpsc::TrySendError::Disconnected(_)) => Answer::because("disconnected"),
        }
    }
    fn clone_sender(&self) -> Box<dyn Sends> {
        Box::new(self.clone())
    }
}

impl Receives for mpsc::Receiver<u64> {
    fn call(&self, operation: &str, patience: Duration) -> Answer {
        match operation {
            "recv" => self.recv().map_or(Answer::because("disconnected"), Answer::of),
            "try_recv" => match self.try_recv() {
                Ok(message) => Answer::of(message),
                Err(mpsc::TryRecvError::Empty) => Answer::because("empty"),
                Err(mpsc::TryRecvError::Disconnected) => Answer::because("disconnected"),
            },
            _ => match self.recv_timeout(patience) {
                Ok(message) => Answer::of(message),
                Err(mpsc::RecvTimeoutError::Timeout) => Answer::because("timeout"),
                Err(mpsc::RecvTimeoutError::Disconnected) => Answer::because("disconnected"),
            },
        }
    }
}

#[cfg(feature = "crossbeam")]
mod crossbeam {
    use super::{Answer, Duration, Ends, Receives, Sends};
    use crossbeam_channel::{bounded, unbounded, Receiver, Sender};
    use crossbeam_channel::{RecvTimeoutError, SendTimeoutError, TryRecvError, TrySendError};

    pub fn make(capacity: Option<usize>) -> Ends {
        let (sender, receiver) = capacity.map_or_else(unbounded, bounded);
        (Box::new(sender), Box::new(receiver))
    }

    impl Sends for Sender<u64> {
        fn operations(&self) -> &'static [&'static str] {
            &["send", "try_send", "send_timeout"]
        }
        fn call(&self, operation: &str, message: u64, patience: Duration) -> Answer {
            match operation {
                "send" => self.send(message).map_or(Answer::because("disconnected"), |()| Answer::ok()),
                "try_send" => match self.try_send(message) {
                    Ok(()) => Answer::ok(),
                    Err(TrySendError::Full(_)) => Answer::because("full"),
                    Err(TrySendError::Disconnected(_)) => Answer::because("disconnected"),
                },
                _ => match self.send_timeout(message, patience) {
                    Ok(()) => Answer::ok(),
                    Err(SendTimeoutError::Timeout(_)) => Answer::because("timeout"),
                    Err(SendTimeoutError::Disconnected(_)) => Answer::because("disconnected"),
                },
            }
        }
        fn clone_sender(&self) -> Box<dyn Sends> {
            Box::new(self.clone())
        }
    }

    impl Receives for Receiver<u64> {
        fn call(&self, operation: &str, patience: Duration) -> Answer {
            match operation {
                "recv" => self.recv().map_or(Answer::because("disconnected"), Answer::of),
                "try_recv" => match self.try_recv() {
                    Ok(message) => Answer::of(message),
                    Err(TryRecvError::Empty) => Answer::because("empty"),
                    Err(TryRecvError::Disconnected) => Answer::because("disconnected"),
                },
                _ => match self.recv_timeout(patience) {
                    Ok(message) => Answer::of(message),
                    Err(RecvTimeoutError::Timeout) => Answer::because("timeout"),
                    Err(RecvTimeoutError::Disconnected) => Answer::because("disconnected"),
                },
            }
        }
    }
}
