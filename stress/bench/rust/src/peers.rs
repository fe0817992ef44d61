// SPDX-License-Identifier: MIT
//! The channels that are measured, seen alike, and the list of them. The crates that are absent are left out of it.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{mpsc, Arc, Mutex};

use crate::broken::broken;
use crate::crew;
use crate::message::{Block, Message};
use crate::request::Request;
use crate::workloads::{self, Measurement};

pub trait Sends<T>: Clone + Send {
    fn put(&self, message: T);
}

pub trait Receives<T>: Send {
    fn get(&self) -> T;
    fn try_get(&self) -> Option<T>;
}

/// A way of making channels.
pub trait Library {
    type Sender<T: Message>: Sends<T>;
    type Receiver<T: Message>: Receives<T>;
    fn make<T: Message>(capacity: Option<usize>) -> (Self::Sender<T>, Self::Receiver<T>);
}

fn disconnected() -> ! {
    broken("disconnected, although both sides are there or a message is missing")
}

/// Both halves of a library whose words are those of the standard library.
macro_rules! halves {
    ($sender:ty, $receiver:ty) => {
        impl<T: Message> Sends<T> for $sender {
            fn put(&self, message: T) {
                self.send(message).unwrap_or_else(|_| disconnected());
            }
        }
        halves!($receiver);
    };
    ($receiver:ty) => {
        impl<T: Message> Receives<T> for $receiver {
            fn get(&self) -> T {
                self.recv().unwrap_or_else(|_| disconnected())
            }
            fn try_get(&self) -> Option<T> {
                self.try_recv().ok()
            }
        }
    };
}

struct Unbounded;
struct Bounded;

halves!(mpsc::Sender<T>, mpsc::Receiver<T>);

impl Library for Unbounded {
    type Sender<T: Message> = mpsc::Sender<T>;
    type Receiver<T: Message> = mpsc::Receiver<T>;
    fn make<T: Message>(_none: Option<usize>) -> (mpsc::Sender<T>, mpsc::Receiver<T>) {
        mpsc::channel()
    }
}

impl<T: Message> Sends<T> for mpsc::SyncSender<T> {
    fn put(&self, message: T) {
        self.send(message).unwrap_or_else(|_| disconnected());
    }
}

impl Library for Bounded {
    type Sender<T: Message> = mpsc::SyncSender<T>;
    type Receiver<T: Message> = mpsc::Receiver<T>;
    fn make<T: Message>(capacity: Option<usize>) -> (mpsc::SyncSender<T>, mpsc::Receiver<T>) {
        mpsc::sync_channel(capacity.unwrap_or_default())
    }
}

#[cfg(feature = "crossbeam")]
mod crossbeam {
    use super::*;
    use crossbeam_channel::{Receiver, Sender};

    pub struct Crossbeam;
    halves!(Sender<T>, Receiver<T>);
    impl Library for Crossbeam {
        type Sender<T: Message> = Sender<T>;
        type Receiver<T: Message> = Receiver<T>;
        fn make<T: Message>(capacity: Option<usize>) -> (Sender<T>, Receiver<T>) {
            capacity.map_or_else(crossbeam_channel::unbounded, crossbeam_channel::bounded)
        }
    }
}

#[cfg(feature = "flume")]
mod flumes {
    use super::*;
    use flume::{Receiver, Sender};

    pub struct Flume;
    halves!(Sender<T>, Receiver<T>);
    impl Library for Flume {
        type Sender<T: Message> = Sender<T>;
        type Receiver<T: Message> = Receiver<T>;
        fn make<T: Message>(capacity: Option<usize>) -> (Sender<T>, Receiver<T>) {
            capacity.map_or_else(flume::unbounded, flume::bounded)
        }
    }
}

/// The controls: std's channel behind a sender that has a fault at the tenth message.
struct Wrong<const REORDERS: bool>;

pub struct WrongSender<T, const REORDERS: bool> {
    to: mpsc::Sender<T>,
    sent: Arc<AtomicUsize>,
    held_back: Arc<Mutex<Option<T>>>,
}

impl<T, const REORDERS: bool> Clone for WrongSender<T, REORDERS> {
    fn clone(&self) -> Self {
        WrongSender { to: self.to.clone(), sent: self.sent.clone(), held_back: self.held_back.clone() }
    }
}

impl<T: Message, const REORDERS: bool> Sends<T> for WrongSender<T, REORDERS> {
    fn put(&self, message: T) {
        let mut held_back = self.held_back.lock().unwrap_or_else(|_| disconnected());
        if self.sent.fetch_add(1, Ordering::Relaxed) == 9 {
            *held_back = Some(message).filter(|_| REORDERS);
            return;
        }
        self.to.put(message);
        if let Some(late) = held_back.take() {
            self.to.put(late);
        }
    }
}

impl<const REORDERS: bool> Library for Wrong<REORDERS> {
    type Sender<T: Message> = WrongSender<T, REORDERS>;
    type Receiver<T: Message> = mpsc::Receiver<T>;
    fn make<T: Message>(_none: Option<usize>) -> (WrongSender<T, REORDERS>, mpsc::Receiver<T>) {
        let (to, receiver) = mpsc::channel();
        (WrongSender { to, sent: Arc::default(), held_back: Arc::default() }, receiver)
    }
}

/// Measures on channels that these two make. Messages of other sizes than 8 bytes travel in streams on unbounded channels.
fn run<U: Library, B: Library>(asked: &Request) -> Result<Measurement, String> {
    match (asked.capacity, asked.payload.as_str(), asked.workload.as_str()) {
        (None, "8", _) => workloads::run::<U>(asked),
        (Some(_), "8", _) => workloads::run::<B>(asked),
        (None, "32", "stream") => Ok(workloads::stream::<U, Block<4>>(asked)),
        (None, "64", "stream") => Ok(workloads::stream::<U, Block<8>>(asked)),
        (None, "128", "stream") => Ok(workloads::stream::<U, Block<16>>(asked)),
        (None, "256", "stream") => Ok(workloads::stream::<U, Block<32>>(asked)),
        (None, "string", "stream") => Ok(workloads::stream::<U, String>(asked)),
        (None, other, "stream") => Err(format!("payload={other}: expected 8, 32, 64, 128, 256 or string")),
        _ => Err("payload: other sizes than 8 are for a stream on an unbounded channel".to_string()),
    }
}

type Run = fn(&Request) -> Result<Measurement, String>;

struct Peer {
    name: &'static str,
    label: &'static str,
    role: &'static str,
    run: Run,
}

fn all() -> Vec<Peer> {
    vec![
        Peer { name: "std", label: "Rust std::sync::mpsc", role: "peer", run: run::<Unbounded, Bounded> },
        #[cfg(feature = "crossbeam")]
        Peer {
            name: "crossbeam",
            label: "crossbeam-channel",
            role: "peer",
            run: run::<crossbeam::Crossbeam, crossbeam::Crossbeam>,
        },
        #[cfg(feature = "flume")]
        Peer { name: "flume", label: "flume", role: "peer", run: run::<flumes::Flume, flumes::Flume> },
        Peer { name: "wrong_rust_loses", label: "a fault", role: "control", run: run::<Wrong<false>, Wrong<false>> },
        Peer { name: "wrong_rust_reorders", label: "a fault", role: "control", run: run::<Wrong<true>, Wrong<true>> },
    ]
}

pub fn measure(asked: &Request) -> Result<Measurement, String> {
    let found = all().into_iter().find(|one| one.name == asked.peer);
    let peer = found.ok_or(format!("peer={}: there is no such peer (--list shows them)", asked.peer))?;
    crew::demand_processors(asked)?;
    (peer.run)(asked)
}

/// A line of JSON for each peer.
pub fn list() -> Vec<String> {
    let describe = |one: &Peer| {
        format!(
            "{{\"peer\":\"{}\",\"label\":\"{}\",\"language\":\"Rust\",\"version\":\"\",\"order\":\"linearizable\",\
             \"role\":\"{}\",\"threads\":true,\"unbounded\":true,\"smallest_capacity\":0,\"workloads\":[\"{}\"]}}",
            one.name,
            one.label,
            one.role,
            workloads::NAMES.join("\",\"")
        )
    };
    all().iter().map(describe).collect()
}
