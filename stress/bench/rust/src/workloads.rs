// SPDX-License-Identifier: MIT
//! The workloads: those of ../../cpp/workloads.hpp, step by step.

use std::hint::black_box;
use std::thread;
use std::time::Instant;

use crate::broken::broken;
use crate::crew::{allocated, processor_seconds, take_place, warm_up_of, Clock, Durations, StartLine};
use crate::message::{stamp, Arrivals, Message};
use crate::peers::{Library, Receives, Sends};
use crate::request::Request;

pub struct Measurement {
    pub seconds: f64,
    pub figures: Vec<(String, f64)>,
}

pub const NAMES: [&str; 7] = ["stream", "round_trip", "pair", "burst", "paced", "create", "clone"];

pub fn run<L: Library>(asked: &Request) -> Result<Measurement, String> {
    match asked.workload.as_str() {
        "stream" => Ok(stream::<L, u64>(asked)),
        "round_trip" => Ok(round_trip::<L>(asked)),
        "pair" => Ok(alone(|| pair::<L>(asked), asked)),
        "burst" => Ok(alone(|| burst::<L>(asked), asked)),
        "paced" => Ok(paced::<L>(asked)),
        "create" => Ok(alone(|| create::<L>(asked), asked)),
        "clone" => Ok(alone(|| clone::<L>(asked), asked)),
        other => Err(format!("{} has no workload {other}", asked.peer)),
    }
}

/// On one thread, at the receiver's place.
fn alone(work: impl FnOnce() -> Measurement + Send, asked: &Request) -> Measurement {
    let at_place = || {
        take_place(asked, 0);
        work()
    };
    thread::scope(|crew| crew.spawn(at_place).join()).unwrap_or_else(|_| broken("a thread panicked"))
}

fn demand_empty<T>(from: &impl Receives<T>) {
    if from.try_get().is_some() {
        broken("a message arrived after the last one");
    }
}

fn per_message(seconds: f64, count: u64, figure: &str) -> (String, f64) {
    (figure.to_string(), seconds * 1e9 / count as f64)
}

pub fn stream<L: Library, T: Message>(asked: &Request) -> Measurement {
    let each = (asked.messages / asked.senders as u64).max(1);
    let warm = warm_up_of(each);
    let counted = each * asked.senders as u64;
    let line = &StartLine::new(asked.senders + 1);
    let (to, from) = L::make::<T>(asked.capacity);
    let seconds = thread::scope(|crew| {
        for number in 0..asked.senders {
            let to = to.clone();
            crew.spawn(move || {
                take_place(asked, number + 1);
                (0..warm).for_each(|i| to.put(T::stamped(stamp(number, i))));
                line.wait();
                (warm..warm + each).for_each(|i| to.put(T::stamped(stamp(number, i))));
            });
        }
        drop(to);
        let receive = crew.spawn(move || {
            take_place(asked, 0);
            let mut seen = Arrivals::new(asked.senders);
            (0..warm * asked.senders as u64).for_each(|_| seen.see(&from.get()));
            line.wait();
            let start = Instant::now();
            (0..counted).for_each(|_| seen.see(&from.get()));
            let seconds = start.elapsed().as_secs_f64();
            demand_empty(&from);
            seconds
        });
        receive.join().unwrap_or_else(|_| broken("a thread panicked"))
    });
    let ns = per_message(seconds, counted, "ns_per_message");
    Measurement { seconds, figures: vec![("million_per_second".to_string(), 1e3 / ns.1), ns] }
}

fn round_trip<L: Library>(asked: &Request) -> Measurement {
    let warm = warm_up_of(asked.messages);
    let (to_there, there) = L::make::<u64>(asked.capacity);
    let (to_back, back) = L::make::<u64>(asked.capacity);
    thread::scope(|crew| {
        crew.spawn(move || {
            take_place(asked, 0);
            (0..warm + asked.messages).for_each(|_| to_back.put(there.get()));
            demand_empty(&there);
        });
        let play = move || {
            take_place(asked, 1);
            let mut seen = Arrivals::new(1);
            let mut trips = Durations::new(asked.messages);
            let mut one = |number| {
                to_there.put(stamp(0, number));
                seen.see(&back.get());
            };
            (0..warm).for_each(&mut one);
            let clock = Clock::new();
            let mut before = clock.nanoseconds();
            for number in warm..warm + asked.messages {
                one(number);
                let after = clock.nanoseconds();
                trips.add(after - before);
                before = after;
            }
            let seconds = before as f64 / 1e9;
            demand_empty(&back);
            Measurement { seconds, figures: trips.figures("", 0.0) }
        };
        crew.spawn(play).join().unwrap_or_else(|_| broken("a thread panicked"))
    })
}

fn pair<L: Library>(asked: &Request) -> Measurement {
    let warm = warm_up_of(asked.messages);
    let (to, from) = L::make::<u64>(asked.capacity);
    let mut seen = Arrivals::new(1);
    let mut one = |number| {
        to.put(stamp(0, number));
        let empty = || broken("try_recv says empty after a send on the same thread");
        seen.see(&from.try_get().unwrap_or_else(empty));
    };
    (0..warm).for_each(&mut one);
    let start = processor_seconds();
    (warm..warm + asked.messages).for_each(&mut one);
    let seconds = processor_seconds() - start;
    demand_empty(&from);
    Measurement { seconds, figures: vec![per_message(seconds, asked.messages, "ns_per_pair")] }
}

fn burst<L: Library>(asked: &Request) -> Measurement {
    let (to, from) = L::make::<u64>(asked.capacity);
    let mut seen = Arrivals::new(1);
    let before = allocated();
    let start = processor_seconds();
    (0..asked.messages).for_each(|i| to.put(stamp(0, i)));
    let sent = processor_seconds() - start;
    let bytes = (allocated() - before) / asked.messages as f64;
    let drain = processor_seconds();
    (0..asked.messages).for_each(|_| seen.see(&from.get()));
    let drained = processor_seconds() - drain;
    demand_empty(&from);
    let figures = vec![
        per_message(sent, asked.messages, "send_ns"),
        per_message(drained, asked.messages, "recv_ns"),
        ("bytes_per_message".to_string(), bytes),
    ];
    Measurement { seconds: sent + drained, figures }
}

/// Sends the moment of sending, as a message, at the beat of asked.interval, and times the sends.
fn send_at_a_beat(asked: &Request, to: &impl Sends<u64>, clock: Clock) -> Durations {
    let warm = warm_up_of(asked.messages);
    let mut costs = Durations::new(asked.messages);
    let mut due = clock.nanoseconds();
    for i in 0..warm + asked.messages {
        due += asked.interval * 1000;
        let mut before = clock.nanoseconds();
        while before < due {
            before = clock.nanoseconds();
        }
        to.put(before);
        let after = clock.nanoseconds();
        if i >= warm {
            costs.add(after - before);
        }
    }
    costs
}

fn paced<L: Library>(asked: &Request) -> Measurement {
    let warm = warm_up_of(asked.messages);
    let (to, from) = L::make::<u64>(asked.capacity);
    let clock = Clock::new();
    thread::scope(|crew| {
        let receive = crew.spawn(move || {
            take_place(asked, 0);
            let mut latencies = Durations::new(asked.messages);
            let mut last = 0;
            for i in 0..warm + asked.messages {
                let sent_at = from.get();
                let now = clock.nanoseconds();
                if sent_at <= last || sent_at > now {
                    broken(&format!(
                        "message {i} was repeated, reordered or invented: its stamp is {sent_at} after {last}"
                    ));
                }
                last = sent_at;
                if i >= warm {
                    latencies.add(now - sent_at);
                }
            }
            demand_empty(&from);
            latencies.figures("latency_", 0.0)
        });
        let send = crew.spawn(move || {
            take_place(asked, 1);
            send_at_a_beat(asked, &to, clock).figures("send_", clock.cost())
        });
        let panicked = |_| broken("a thread panicked");
        let mut figures = receive.join().unwrap_or_else(panicked);
        figures.extend(send.join().unwrap_or_else(panicked));
        Measurement { seconds: clock.nanoseconds() as f64 / 1e9, figures }
    })
}

/// Times so many calls.
fn timed_calls(asked: &Request, figure: &str, call: impl Fn()) -> Measurement {
    (0..warm_up_of(asked.messages)).for_each(|_| call());
    let start = processor_seconds();
    (0..asked.messages).for_each(|_| call());
    let seconds = processor_seconds() - start;
    Measurement { seconds, figures: vec![per_message(seconds, asked.messages, figure)] }
}

fn create<L: Library>(asked: &Request) -> Measurement {
    timed_calls(asked, "ns_per_channel", || drop(black_box(L::make::<u64>(asked.capacity))))
}

fn clone<L: Library>(asked: &Request) -> Measurement {
    let (to, _from) = L::make::<u64>(asked.capacity);
    timed_calls(asked, "ns_per_clone", || drop(black_box(to.clone())))
}
