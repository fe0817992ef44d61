// SPDX-License-Identifier: MIT
//! What the threads do: several that send through handles which they clone and drop, one that receives. All choices
//! come from the seed; which thread is when at the channel does not.

use std::sync::{Arc, Barrier};
use std::thread::JoinHandle;
use std::time::Duration;

use crate::channels::{Receives, Sends};
use crate::recorder::{Answer, Plant, Recorder};

pub struct Plan {
    pub senders: usize,
    pub operations: u64,
    pub seed: u64,
}

/// A stream of choices (splitmix64).
struct Choices(u64);

impl Choices {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut x = self.0;
        x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (x ^ (x >> 31)) % bound
    }
    /// Short: of timed operations a part should give up.
    fn patience(&mut self) -> Duration {
        Duration::from_micros(self.below(4) * self.below(10))
    }
}

struct Handle {
    number: u64,
    sender: Box<dyn Sends>,
}

/// Starts the processes of the plan: 0 to senders - 1 send, the last one receives.
pub fn start(plan: &Plan, recorder: &Arc<Recorder>, ends: (Box<dyn Sends>, Box<dyn Receives>)) -> Vec<JoinHandle<()>> {
    let (first, receiver) = ends;
    let mut senders: Vec<Box<dyn Sends>> = (1..plan.senders).map(|_| first.clone_sender()).collect();
    senders.insert(0, first); // none is left over here: the last drop is recorded

    let together = Arc::new(Barrier::new(plan.senders + 1));
    let choices = |process: usize| Choices(plan.seed.wrapping_mul(1000).wrapping_add(process as u64));
    let mut threads = Vec::new();
    for (process, sender) in senders.into_iter().enumerate() {
        let (recorder, together, mut choices) = (recorder.clone(), together.clone(), choices(process));
        let step = plan.senders as u64;
        let quota = plan.operations / 3 / step + choices.below(plan.operations / 3 / step + 1);
        // In every second history the senders pause, so that the receiver comes upon an empty channel.
        let pause = if plan.seed % 2 == 0 { 1000 } else { 1 };
        threads.push(std::thread::spawn(move || {
            together.wait();
            send_all(&recorder, process, sender, &mut choices, Task { quota, step, pause });
        }));
    }
    let (recorder, process, mut choices) = (recorder.clone(), plan.senders, choices(plan.senders));
    // In every third history the receiver leaves early.
    let quota = if plan.seed % 3 == 0 { choices.below(plan.operations / 3 + 1) } else { u64::MAX };
    threads.push(std::thread::spawn(move || {
        together.wait();
        receive_all(&recorder, process, receiver, &mut choices, quota);
    }));
    threads
}

/// How many messages; the numbers of messages and handles are process, process + step, process + 2 step...; how long at
/// most it spins before each operation.
struct Task {
    quota: u64,
    step: u64,
    pause: u64,
}

/// Sends, then drops its handles.
fn send_all(recorder: &Recorder, process: usize, sender: Box<dyn Sends>, choices: &mut Choices, task: Task) {
    let operations = sender.operations();
    let mut handles = vec![Handle { number: process as u64, sender }];
    let mut made = 1;
    let mut refused = 0;
    for i in 0..task.quota {
        (0..choices.below(task.pause)).for_each(|_| std::hint::spin_loop());
        let used = choices.below(handles.len() as u64) as usize;
        match choices.below(32) {
            0 if handles.len() < 4 => {
                let number = process as u64 + made * task.step;
                made += 1;
                clone_sender(recorder, process, &mut handles, used, number);
            }
            1 if handles.len() > 1 => drop_sender(recorder, process, handles.swap_remove(used)),
            _ => {
                let message = process as u64 + i * task.step;
                let operation = operations[choices.below(operations.len() as u64) as usize];
                let patience = choices.patience();
                let Handle { number, sender } = &handles[used];
                let result = recorder.record(process, operation, Some(*number), Some(message), || {
                    sender.call(operation, message, patience)
                });
                refused += u64::from(result == "disconnected");
                if refused == 3 {
                    break; // it will stay so
                }
            }
        }
    }
    for handle in handles {
        if recorder.plant == Plant::KeptHandle && process == 0 {
            std::mem::forget(handle.sender.clone_sender());
        }
        drop_sender(recorder, process, handle);
    }
}

fn clone_sender(recorder: &Recorder, process: usize, handles: &mut Vec<Handle>, from: usize, number: u64) {
    let mut copy = None;
    let source = &handles[from];
    recorder.record(process, "clone_sender", Some(source.number), None, || {
        copy = Some(source.sender.clone_sender());
        Answer::of(number)
    });
    handles.extend(copy.map(|sender| Handle { number, sender }));
}

fn drop_sender(recorder: &Recorder, process: usize, handle: Handle) {
    recorder.record(process, "drop_sender", Some(handle.number), None, || {
        drop(handle.sender);
        Answer::ok()
    });
}

/// Receives until all senders are gone, which it hears twice, or until `quota` messages came; then drops the receiver.
fn receive_all(recorder: &Recorder, process: usize, receiver: Box<dyn Receives>, choices: &mut Choices, quota: u64) {
    let mut received = 0;
    let mut refused = 0;
    while received < quota && refused < 2 {
        let operation = ["recv", "recv", "recv_timeout", "try_recv"][choices.below(4) as usize];
        let patience = choices.patience();
        match recorder.record(process, operation, None, None, || receiver.call(operation, patience)) {
            "ok" => received += 1,
            "disconnected" => refused += 1,
            _ => {}
        }
    }
    recorder.record(process, "drop_receiver", None, None, || {
        drop(receiver);
        Answer::ok()
    });
}
