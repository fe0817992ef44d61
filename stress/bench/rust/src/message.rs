// SPDX-License-Identifier: MIT
//! What is sent, and how it is seen that all of it arrived in order: see ../../cpp/message.hpp.

use crate::broken::broken;

pub const SEQUENCE_BITS: u32 = 40;

pub fn stamp(sender: usize, sequence: u64) -> u64 {
    (sender as u64) << SEQUENCE_BITS | sequence
}

pub trait Message: Send + 'static {
    fn stamped(stamp: u64) -> Self;
    /// A message that was torn has none that anybody gave.
    fn stamp(&self) -> u64;
}

impl Message for u64 {
    fn stamped(stamp: u64) -> u64 {
        stamp
    }
    fn stamp(&self) -> u64 {
        *self
    }
}

/// A struct of so many words of 8 bytes.
pub struct Block<const WORDS: usize> {
    words: [u64; WORDS],
}

impl<const WORDS: usize> Message for Block<WORDS> {
    fn stamped(stamp: u64) -> Block<WORDS> {
        Block { words: std::array::from_fn(|i| stamp.wrapping_add(i as u64)) }
    }
    fn stamp(&self) -> u64 {
        let first = self.words[0];
        let whole = self
            .words
            .iter()
            .enumerate()
            .fold(true, |whole, (i, word)| whole & (*word == first.wrapping_add(i as u64)));
        if whole {
            first
        } else {
            u64::MAX
        }
    }
}

/// 32 characters, the first 8 of them with 7 bits of the stamp each.
impl Message for String {
    fn stamped(stamp: u64) -> String {
        let mut bytes = vec![b'.'; 32];
        for (i, byte) in bytes.iter_mut().take(8).enumerate() {
            *byte = (stamp >> (7 * i) & 0x7F) as u8;
        }
        // SAFETY: bytes below 128 are UTF-8.
        unsafe { String::from_utf8_unchecked(bytes) }
    }
    fn stamp(&self) -> u64 {
        if self.len() != 32 {
            return u64::MAX;
        }
        self.bytes().take(8).enumerate().fold(0, |found, (i, byte)| found | u64::from(byte) << (7 * i))
    }
}

/// What the receiver has seen of each sender.
pub struct Arrivals {
    next: Vec<u64>,
}

impl Arrivals {
    pub fn new(senders: usize) -> Arrivals {
        Arrivals { next: vec![0; senders] }
    }
    /// The next message must be the next one of its sender.
    pub fn see<M: Message>(&mut self, arrived: &M) {
        let found = arrived.stamp();
        let sender = (found >> SEQUENCE_BITS) as usize;
        match self.next.get_mut(sender) {
            Some(next) if stamp(sender, *next) == found => *next += 1,
            Some(next) => {
                let number = found & ((1 << SEQUENCE_BITS) - 1);
                broken(&format!(
                    "of sender {sender}, message {number} arrived where message {next} was next: lost, repeated or reordered"
                ))
            }
            None => broken(&format!("a message arrived that nobody sent: {found:#x}")),
        }
    }
}
