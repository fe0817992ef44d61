// SPDX-License-Identifier: MIT
//! The processors that threads run on, the line at which they start, the clock and the allocator's books: see
//! ../../cpp/crew.hpp and quantiles.hpp.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use crate::request::Request;

#[repr(C)]
struct Mallinfo2 {
    arena: usize,
    ordblks: usize,
    smblks: usize,
    hblks: usize,
    hblkhd: usize,
    usmblks: usize,
    fsmblks: usize,
    uordblks: usize,
    fordblks: usize,
    keepcost: usize,
}

#[repr(C)]
struct Timespec {
    seconds: i64,
    nanoseconds: i64,
}

const CLOCK_THREAD_CPUTIME_ID: i32 = 3;

extern "C" {
    fn clock_gettime(clock: i32, time: *mut Timespec) -> i32;
    fn sched_getaffinity(process: i32, size: usize, mask: *mut u64) -> i32;
    fn sched_setaffinity(process: i32, size: usize, mask: *const u64) -> i32;
    fn mallinfo2() -> Mallinfo2;
}

type Mask = [u64; 16];

fn has(mask: &Mask, cpu: usize) -> bool {
    mask.get(cpu / 64).map_or(false, |word| word >> (cpu % 64) & 1 != 0)
}

/// What is wrong, if the request names a processor that this process may not use.
pub fn demand_processors(asked: &Request) -> Result<(), String> {
    let mut allowed: Mask = [0; 16];
    // SAFETY: the mask has as many bytes as are said, and outlives the call.
    unsafe { sched_getaffinity(0, std::mem::size_of_val(&allowed), allowed.as_mut_ptr()) };
    match asked.pin.iter().find(|cpu| !has(&allowed, **cpu)) {
        Some(cpu) => Err(format!("pin: this process may not use processor {cpu}")),
        None => Ok(()),
    }
}

/// Puts the calling thread on the processor that the request has for that place: 0 is the receiver's.
pub fn take_place(asked: &Request, place: usize) {
    if asked.pin.is_empty() {
        return;
    }
    let cpu = asked.pin[place % asked.pin.len()];
    let mut mask: Mask = [0; 16];
    mask[cpu / 64] |= 1 << (cpu % 64);
    // SAFETY: the mask has as many bytes as are said, and outlives the call.
    unsafe { sched_setaffinity(0, std::mem::size_of_val(&mask), mask.as_ptr()) };
}

/// The processor time of this thread, in seconds.
pub fn processor_seconds() -> f64 {
    let mut spent = Timespec { seconds: 0, nanoseconds: 0 };
    // SAFETY: the time is there to be written.
    unsafe { clock_gettime(CLOCK_THREAD_CPUTIME_ID, &mut spent) };
    spent.seconds as f64 + spent.nanoseconds as f64 * 1e-9
}

/// What the allocator has given away, in bytes.
pub fn allocated() -> f64 {
    // SAFETY: it only reads glibc's books.
    let heap = unsafe { mallinfo2() };
    (heap.uordblks + heap.hblkhd) as f64
}

/// All threads wait here for each other, awake: what comes next begins at once.
pub struct StartLine {
    missing: AtomicUsize,
}

impl StartLine {
    pub fn new(threads: usize) -> StartLine {
        StartLine { missing: AtomicUsize::new(threads) }
    }
    pub fn wait(&self) {
        self.missing.fetch_sub(1, Ordering::AcqRel);
        while self.missing.load(Ordering::Acquire) != 0 {
            std::thread::yield_now();
        }
    }
}

/// How many of so many repetitions come first, to warm up, and do not count.
pub fn warm_up_of(repetitions: u64) -> u64 {
    repetitions / 8 + 1
}

/// Moments as numbers, to be sent as messages; never 0.
#[derive(Clone, Copy)]
pub struct Clock {
    start: Instant,
}

impl Clock {
    pub fn new() -> Clock {
        Clock { start: Instant::now() }
    }
    pub fn nanoseconds(&self) -> u64 {
        self.start.elapsed().as_nanos() as u64 + 1
    }
    /// What it costs to look at the clock.
    pub fn cost(&self) -> f64 {
        let mut looks = Durations::new(1000);
        for _ in 0..1000 {
            let before = self.nanoseconds();
            looks.add(self.nanoseconds() - before);
        }
        looks.middle()
    }
}

/// Nanoseconds, each of some repetition.
pub struct Durations {
    all: Vec<u64>,
}

impl Durations {
    pub fn new(expected: u64) -> Durations {
        Durations { all: Vec::with_capacity(expected as usize) }
    }
    pub fn add(&mut self, nanoseconds: u64) {
        self.all.push(nanoseconds);
    }
    /// The figures PREFIXp10_ns to PREFIXp99.9_ns and PREFIXmid_ns, each less so many nanoseconds.
    pub fn figures(&mut self, prefix: &str, less: f64) -> Vec<(String, f64)> {
        let middle = self.middle();
        let quantiles =
            [("p10", 0.1), ("p25", 0.25), ("p50", 0.5), ("p75", 0.75), ("p90", 0.9), ("p99", 0.99), ("p99.9", 0.999)];
        let at = |quantile: f64| self.all[(quantile * (self.all.len() - 1) as f64) as usize] as f64;
        let found = quantiles.iter().map(|(name, quantile)| (*name, at(*quantile))).chain([("mid", middle)]);
        found.map(|(name, value)| (format!("{prefix}{name}_ns"), (value - less).max(0.0))).collect()
    }
    fn middle(&mut self) -> f64 {
        self.all.sort_unstable();
        let quarter = self.all.len() / 4;
        let half = &self.all[quarter..self.all.len() - quarter];
        half.iter().map(|one| *one as f64).sum::<f64>() / half.len() as f64
    }
}
