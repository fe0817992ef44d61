// SPDX-License-Identifier: MIT
//! A recorder for your language. It writes down what threads do to a channel, in the format that refchan-check
//! judges; this one is for Rust, and says at each step what a recorder in another language has to get right.
//!
//! What to record: every operation on one channel, from its start, one JSON line each; before them a line with the
//! capacity (null: unbounded, 0: rendezvous) and the sender handles that exist at the start.
//!
//!     {"format":"refchan-history","version":1,"capacity":null,"senders":[0]}
//!     {"process":0,"f":"send","sender":0,"value":17,"call":0,"return":3,"result":"ok"}
//!     {"process":1,"f":"recv","value":17,"call":1,"return":2,"result":"ok"}
//!
//!     f               result
//!     send            ok  disconnected                   value: the message
//!     try_send        ok  full     disconnected
//!     send_timeout    ok  timeout  disconnected
//!     recv            ok  disconnected                   value: the message, if ok
//!     try_recv        ok  empty    disconnected
//!     recv_timeout    ok  timeout  disconnected
//!     clone_sender    ok                                 value: the new handle
//!     drop_sender     ok
//!     drop_receiver   ok
//!
//! In which order: the lines may come in any. What orders the operations is the tickets, numbers from one counter:
//!
//!     ticket, call ... return, ticket
//!
//! An operation precedes another if its second ticket is smaller than the other's first. So
//!
//! 1. Take the first ticket immediately before the call and the second immediately after the return. Between ticket
//!    and call an operation may be delayed, and the verdict stays right: the interval is longer than the operation,
//!    and the oracle a little less strict. A ticket taken inside, or on the wrong side, makes it shorter, and the
//!    oracle accuses a correct channel.
//! 2. The counter is one atomic number that all threads share, and each ticket is a fetch-and-add with acquire and
//!    release. Clocks will not do: two cores may disagree, and two events may get the same time.
//! 3. Record all operations or nothing. A message whose send is missing was invented; one whose recv is missing was
//!    lost.
//! 4. Send each number once. Give each thread numbers of its own: a common counter is a ticket more, and hides what
//!    it orders.
//! 5. Name each sender handle, and record each clone and each drop, those too that the language does for you at the
//!    end of a block. Whoever records the drop too early says that the channel should have disconnected.
//! 6. Keep one log for each thread and write the file at the end. A log that all threads share is a lock that they
//!    share.
//! 7. An operation that hangs is the finding: write it down with "return":null,"result":null, as the last of its
//!    thread, and say loudly that the run hung. The oracle takes it for an operation that may or may not have taken
//!    effect, which a history may well have: that it should have returned, only who waited for it knows. Here a log
//!    holds each operation from its call on, so that it can be read while the thread hangs.
//! 8. An operation that your channel lacks is not recorded. One that fails in a way that the table does not have, for
//!    lack of memory for example, and has done nothing, is left out.
//!
//! Without tickets (header: "timed":false; call and return: a counter of the thread's own) the threads meet in the
//! channel alone. Only the profile fifo-per-sender can judge that, but it can see what the counter's synchronisation
//! hides.

use std::io::{self, Write};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::Mutex;

/// What an operation answered: the result, and the value of a message that was received or of a handle that was made.
pub struct Answer {
    pub result: &'static str,
    pub value: Option<u64>,
}

impl Answer {
    pub fn ok() -> Answer {
        Answer::because("ok")
    }
    pub fn of(value: u64) -> Answer {
        Answer { result: "ok", value: Some(value) }
    }
    pub fn because(result: &'static str) -> Answer {
        Answer { result, value: None }
    }
}

/// One line of the history. `returned` is None as long as the operation runs.
struct Operation {
    f: &'static str,
    sender: Option<u64>,
    value: Option<u64>,
    call: u64,
    returned: Option<(u64, &'static str)>,
}

/// Faults of a recorder, to see that they are noticed.
#[derive(Clone, Copy, PartialEq)]
pub enum Plant {
    None,
    /// The first ticket of a send is taken after its return.
    LateTicket,
    /// One send in a hundred is not written down.
    LostRecord,
    /// Process 0 makes a further handle, says nothing of it, and never drops it.
    KeptHandle,
}

pub struct Recorder {
    tickets: AtomicU64,
    /// One log for each process. Nobody else takes its mutex before the end, or before a hang.
    logs: Vec<Mutex<Vec<Operation>>>,
    pub plant: Plant,
}

impl Recorder {
    pub fn new(processes: usize, plant: Plant) -> Recorder {
        let logs = (0..processes).map(|_| Mutex::new(Vec::new())).collect();
        Recorder { tickets: AtomicU64::new(0), logs, plant }
    }

    fn ticket(&self) -> u64 {
        self.tickets.fetch_add(1, Ordering::AcqRel)
    }

    /// How many tickets have been taken: while this grows, nothing hangs.
    pub fn tickets(&self) -> u64 {
        self.tickets.load(Ordering::Relaxed)
    }

    /// Calls `operation` between two tickets, and enters it into the log of `process`: first as one that never
    /// returned. `sender`: the handle it is called on; `value`: what it sends.
    pub fn record<F>(
        &self,
        process: usize,
        f: &'static str,
        sender: Option<u64>,
        value: Option<u64>,
        operation: F,
    ) -> &'static str
    where
        F: FnOnce() -> Answer,
    {
        let late = self.plant == Plant::LateTicket && value.is_some();
        let log = || self.logs[process].lock().unwrap();
        log().push(Operation { f, sender, value, call: self.ticket(), returned: None });
        let answer = operation();
        let call = late.then(|| self.ticket());
        let returned = self.ticket();

        let mut log = log();
        let lost = self.plant == Plant::LostRecord && value.map_or(false, |message| message % 100 == 50);
        let mut entry = log.pop().unwrap();
        entry.call = call.unwrap_or(entry.call);
        entry.value = entry.value.or(answer.value);
        entry.returned = Some((returned, answer.result));
        if !lost {
            log.push(entry);
        }
        answer.result
    }

    /// Writes the history. Who has not returned by now never returned.
    pub fn write(&self, out: &mut dyn Write, capacity: Option<usize>, senders: usize) -> io::Result<()> {
        let handles: Vec<String> = (0..senders).map(|handle| handle.to_string()).collect();
        writeln!(
            out,
            r#"{{"format":"refchan-history","version":1,"capacity":{},"senders":[{}]}}"#,
            capacity.map_or("null".to_string(), |size| size.to_string()),
            handles.join(",")
        )?;
        for (process, log) in self.logs.iter().enumerate() {
            for entry in log.lock().unwrap().iter() {
                write!(out, r#"{{"process":{process},"f":"{}""#, entry.f)?;
                if let Some(sender) = entry.sender {
                    write!(out, r#","sender":{sender}"#)?;
                }
                if let Some(value) = entry.value {
                    write!(out, r#","value":{value}"#)?;
                }
                match entry.returned {
                    Some((at, result)) => {
                        writeln!(out, r#","call":{},"return":{at},"result":"{result}"}}"#, entry.call)?
                    }
                    None => writeln!(out, r#","call":{},"return":null,"result":null}}"#, entry.call)?,
                }
            }
        }
        out.flush()
    }
}
