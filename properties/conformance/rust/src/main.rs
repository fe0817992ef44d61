// SPDX-License-Identifier: MIT
//! Records a history of a channel of Rust: runs threads against it, writes down what they did, and leaves the verdict
//! to refchan-check. What a recorder must get right, in any language, is the first page of recorder.rs.

mod channels;
mod recorder;
mod workload;

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::process::ExitCode;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use recorder::{Plant, Recorder};

const HELP: &str = "usage: refchan-record [OPTION]...
Records a history of a channel: threads that send, clone and drop, and one that receives. refchan-check judges it.

  --channel NAME      std (std::sync::mpsc), crossbeam (crossbeam-channel, if built with it); default std
  --capacity N        none: unbounded; 0: rendezvous; n: bounded; default none
  --senders N         threads that send; default 3
  --operations N      about how many operations; default 20000
  --seed N            what the threads choose; the receiver leaves early if it is a multiple of 3; default 1
  --out FILE          where the history goes; default -, standard output
  --patience SECONDS  the run hangs if nothing happened for so long; default 10
  --plant NAME        a fault of the recorder, to see that it is noticed: late-ticket, lost-record,
                      kept-handle; default none

Exit status: 0 recorded; 1 an operation hung or panicked (what happened until then is recorded);
2 wrong usage, or FILE cannot be written";

struct Options {
    library: String,
    capacity: Option<usize>,
    plan: workload::Plan,
    out: String,
    patience: Duration,
    plant: Plant,
}

fn number<T: std::str::FromStr>(option: &str, text: &str) -> Result<T, String> {
    text.parse().map_err(|_| format!("{option} {text}: not a number of that kind"))
}

/// None: help was asked for.
fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Option<Options>, String> {
    let mut chosen = Options {
        library: "std".to_string(),
        capacity: None,
        plan: workload::Plan { senders: 3, operations: 20000, seed: 1 },
        out: "-".to_string(),
        patience: Duration::from_secs(10),
        plant: Plant::None,
    };
    while let Some(option) = arguments.next() {
        if option == "--help" || option == "-h" {
            return Ok(None);
        }
        let text = arguments.next().ok_or(format!("{option}: there is no such option, or it lacks its value"))?;
        match option.as_str() {
            "--channel" => chosen.library = text,
            "--capacity" if text == "none" => chosen.capacity = None,
            "--capacity" => chosen.capacity = Some(number(&option, &text)?),
            "--senders" => chosen.plan.senders = number(&option, &text)?,
            "--operations" => chosen.plan.operations = number(&option, &text)?,
            "--seed" => chosen.plan.seed = number(&option, &text)?,
            "--out" => chosen.out = text,
            "--patience" => chosen.patience = Duration::from_secs(number(&option, &text)?),
            "--plant" => chosen.plant = plant(&text)?,
            _ => return Err(format!("there is no option {option}")),
        }
    }
    if chosen.plan.senders == 0 {
        return Err("--senders 0: there must be one".to_string());
    }
    Ok(Some(chosen))
}

fn plant(name: &str) -> Result<Plant, String> {
    match name {
        "none" => Ok(Plant::None),
        "late-ticket" => Ok(Plant::LateTicket),
        "lost-record" => Ok(Plant::LostRecord),
        "kept-handle" => Ok(Plant::KeptHandle),
        _ => Err(format!("--plant {name}: there are none, late-ticket, lost-record, kept-handle")),
    }
}

/// What went wrong, once all threads have ended or for `patience` nothing has happened.
fn wait(threads: Vec<JoinHandle<()>>, recorder: &Recorder, patience: Duration) -> Result<(), String> {
    let mut seen = 0;
    let mut since = Instant::now();
    while !threads.iter().all(JoinHandle::is_finished) {
        let now = recorder.tickets();
        if now != seen {
            (seen, since) = (now, Instant::now());
        }
        if since.elapsed() >= patience {
            return Err(format!("it hangs: nothing has happened for {} s", patience.as_secs()));
        }
        std::thread::sleep(Duration::from_millis(1));
    }
    for thread in threads {
        thread.join().map_err(|_| "a thread panicked".to_string())?;
    }
    Ok(())
}

fn run(options: Options) -> Result<ExitCode, String> {
    let ends = channels::make(&options.library, options.capacity)
        .ok_or(format!("--channel {}: this program was built without it", options.library))?;
    let cannot = |error: io::Error| format!("{} cannot be written: {error}", options.out);
    let mut out: Box<dyn Write> = match options.out.as_str() {
        "-" => Box::new(BufWriter::new(io::stdout())),
        name => Box::new(BufWriter::new(File::create(name).map_err(cannot)?)),
    };
    let recorder = Arc::new(Recorder::new(options.plan.senders + 1, options.plant));
    let threads = workload::start(&options.plan, &recorder, ends);
    let ended = wait(threads, &recorder, options.patience);
    recorder.write(&mut out, options.capacity, options.plan.senders).map_err(cannot)?;
    if let Err(sentence) = ended {
        eprintln!("refchan-record: {sentence}; the operations that did not return are in the history, with null");
        return Ok(ExitCode::from(1));
    }
    Ok(ExitCode::SUCCESS)
}

fn main() -> ExitCode {
    let done = match parse(std::env::args().skip(1)) {
        Ok(None) => {
            println!("{HELP}");
            Ok(ExitCode::SUCCESS)
        }
        Ok(Some(options)) => run(options),
        Err(sentence) => Err(sentence),
    };
    done.unwrap_or_else(|sentence| {
        eprintln!("refchan-record: {sentence}\nRun with --help for more information.");
        ExitCode::from(2)
    })
}
