// SPDX-License-Identifier: MIT
// trace.js: the execution, and what can be said of each of its steps. The data are described in trace_json.hpp.

const verbs = {
    load: "load", store: "store", update: "update", failed_update: "fails", data_read: "read", data_write: "write",
    lock: "lock", unlock: "unlock", wait: "wait", wake: "wake", notify: "notify", acquire: "acquire", release: "release",
    pause: "pause", hearsay: "hears of", allocate: "new", deallocate: "delete", call: "", returned: "", failure: "\u2717",
};
const shortOrders = { relaxed: "rlx", acquire: "acq", release: "rel", acq_rel: "acq-rel", seq_cst: "sc", consume: "con" };
const isLife = ({ kind, text }) => (kind === "data_read" || kind === "data_write") && text !== undefined;
const reads = new Set(["load", "update", "failed_update"]);
const writes = new Set(["store", "update"]);
const acquires = new Set(["acquire", "acq_rel", "seq_cst", "consume"]);
const releases = new Set(["release", "acq_rel", "seq_cst"]);

class Trace {
    constructor(data) {
        Object.assign(this, data);
        this.weakened = new Map(data.weakened.map((each) => [each.name, each]));
        this.operation = this.findOperations();
        this.racing = new Set(data.race);
        this.states = followChannel(this);
    }

    // For each step the call that it is a part of, or -1.
    findOperations() {
        const open = this.threads.map(() => -1);
        return this.events.map((event, i) => {
            if (event.kind === "call") open[event.thread] = i;
            const within = open[event.thread];
            if (event.kind === "returned") open[event.thread] = -1;
            return within;
        });
    }

    precedes(i, j) {
        const [first, second] = [this.events[i], this.events[j]];
        return i < j && (first.thread === second.thread || second.clock[first.thread] >= first.clock[first.thread]);
    }
    // Does the value that step i read bring with it what happened before its store?
    synchronizes(i) {
        const { from } = this.events[i];
        return from !== undefined && this.precedes(from, i);
    }
    isWeak(i) {
        return this.weakened.has(this.events[i].name);
    }
    isWrong(i) {
        return this.racing.has(i);
    }
    // Steps that seldom matter: on plain data that one thread alone uses, on memory without a name, and outside the threads.
    isMinor(i) {
        const { object, kind, value } = this.events[i];
        if (this.isWrong(i) || kind === "failure") return false;
        if (isLife(this.events[i])) return true;
        const isNameless = (kind === "allocate" || kind === "deallocate") && value === "memory";
        return (object !== undefined && this.objects[object].own === true) || isNameless || this.isOutside(i);
    }
    isOutside(i) {
        return i < this.start || i >= this.end;
    }
    threadName(i) {
        if (this.isOutside(i)) return i < this.start ? "before the threads" : "after the threads";
        return this.threads[this.events[i].thread].name;
    }
    objectName(i) {
        const { object } = this.events[i];
        return object === undefined ? "" : this.objects[object].name;
    }

    // What stands on the row of a step: verb, the rest, and its memory order.
    label(i) {
        const event = this.events[i];
        const name = this.objectName(i);
        const after = event.word && event.wordBefore ? change(event) : event.value;
        const what = {
            load: `${name} \u2192 ${event.value}`, store: `${name} \u2190 ${event.value}`,
            update: `${name} ${event.before} \u21d2 ${after}`, failed_update: `${name} \u2192 ${event.before}`,
            allocate: event.value ?? name, deallocate: event.value ?? name, pause: "",
            returned: this.answer(i),
        }[event.kind] ?? (event.text && name ? `${name}, ${event.text}` : event.text || name);
        if (isLife(event)) return { verb: event.text, what: name, order: "" };
        return { verb: verbs[event.kind], what, order: event.order ?? "", isPlain: reads.has(event.kind) || writes.has(event.kind) };
    }
    // "send(1) ok" under "send(1)" is "ok".
    answer(i) {
        const call = this.events[this.operation[i]]?.text ?? "";
        const { text = "" } = this.events[i];
        return text.startsWith(call) ? text.slice(call.length).replace(/^\s*(->)?\s*/, "") || text : text;
    }
    // The heading of a step, with the name of its memory order.
    title(i) {
        const { verb, what, order } = this.label(i);
        const { name } = this.events[i];
        return `${verb} ${what}${order ? ` (${name ? `${name} = ` : ""}${order})` : ""}`.trim();
    }

    // The steps that a picture draws arrows for: [from, to, sort]. Within one thread none is needed.
    arrows() {
        const found = [];
        this.events.forEach((event, i) => {
            const crosses = event.from !== undefined && this.events[event.from].thread !== event.thread;
            const missing = this.missing.some(([from, to]) => from === event.from && to === i);
            const learned = event.learned ?? [];
            if (crosses) {
                const sort = missing ? "missing" : learned.includes(event.from) ? "sync" : "mere";
                found.push({ from: event.from, to: i, reads: true, order: learned.includes(event.from), sort: event.behind && !missing ? "old" : sort });
            }
            for (const each of learned) {
                if (each !== event.from) found.push({ from: each, to: i, reads: false, order: true, sort: "sync" });
            }
        });
        if (this.race.length === 2) found.push({ from: this.race[0], to: this.race[1], reads: false, order: false, sort: "race" });
        return found;
    }
}

// Sentences about step i; {step} in them stands for a link: they are lists of texts and step numbers.
function explain(trace, i) {
    const event = trace.events[i];
    const said = [];
    if (reads.has(event.kind)) said.push(...explainRead(trace, i));
    if (event.kind === "failed_update") said.push({ text: [event.spurious ? "The weak compare-exchange failed for no reason, as it may." : "The compare-exchange failed: another value was there."] });
    if (!reads.has(event.kind) && event.learned?.length > 0) {
        said.push({ text: ["Learns all that happened up to ", ...list(event.learned), "."] });
    }
    if (writes.has(event.kind) && !releases.has(event.order)) {
        said.push({ text: [`Publishes nothing besides this value: the order is ${event.order}${wasOnce(trace, i)}.`] });
    }
    if (event.kind === "store" && event.behind > 0) said.push({ style: "aged", text: [`Takes its place before ${count(event.behind, "store")} already made: C++ lets it.`] });
    if (trace.race.includes(i)) said.push(...explainRace(trace));
    if (event.kind === "failure") said.push(...(trace.race.length === 2 ? explainRace(trace) : explainWeakened(trace)));
    return said;
}

// "+PARKED" where only flags of the tail word change.
function change({ value, word, wordBefore }) {
    if (word.block !== wordBefore.block || word.offset !== wordBefore.offset) return value;
    const flags = ["closed", "disconnected", "parked"].filter((flag) => word[flag] !== wordBefore[flag]);
    return flags.map((flag) => `${word[flag] ? "+" : "\u2212"}${flag.toUpperCase()}`).join(" ") || value;
}

function wasOnce(trace, i) {
    const weak = trace.weakened.get(trace.events[i].name);
    return weak ? ` (${weak.legal} in the source, weakened here)` : "";
}
const count = (number, what) => `${number} ${what}${number === 1 ? "" : "s"}`;
function list(steps) {
    return steps.flatMap((step, at) => [at === 0 ? "" : ", ", step]);
}

function explainRead(trace, i) {
    const event = trace.events[i];
    const said = [];
    if (event.from === undefined) said.push({ text: ["Reads the value that was there from the beginning."] });
    else {
        const store = trace.events[event.from];
        const whose = store.thread === event.thread ? "its own value of " : `what ${trace.threadName(event.from)} wrote in `;
        said.push({ text: [`Reads ${whose}`, event.from, store.name ? ` (${store.name}, ${store.order}).` : "."] });
        if (store.thread !== event.thread) said.push(explainOrder(trace, i));
    }
    if (event.behind > 0) said.push({ style: "aged", text: [`Stale: ${count(event.behind, "newer store")} had been made already, and nothing obliges this thread to see ${event.behind === 1 ? "it" : "them"}.`] });
    return said;
}

function explainOrder(trace, i) {
    const event = trace.events[i];
    const writer = trace.threadName(event.from);
    if (trace.synchronizes(i)) {
        const new_ = event.learned?.includes(event.from);
        return { text: [`Synchronizes: all that ${writer} did up to then happens-before this step${new_ ? "." : ", as was known already."}`] };
    }
    const bad = trace.missing.some(([from, to]) => from === event.from && to === i);
    return { style: bad ? "bad" : "", text: [`Does not synchronize: ${whyNot(trace, i)}. It learns the value, and nothing of what ${writer} did before.`] };
}

function whyNot(trace, i) {
    const { from, order } = trace.events[i];
    return acquires.has(order) ? `that store is ${trace.events[from].order}${wasOnce(trace, from)}`
        : `this load is ${order}${wasOnce(trace, i)}`;
}

function explainWeakened(trace) {
    return trace.missing.map(([from, to]) => ({ style: "bad", text: [to, " reads what ", from, ` stored, and learns nothing else: ${whyNot(trace, to)}.`] }));
}

function explainRace(trace) {
    const [first, second] = trace.race;
    const said = [{ style: "bad", text: [`${trace.objectName(second) || "Plain data"}: `, first, ` of ${trace.threadName(first)} and `, second,
        ` of ${trace.threadName(second)} are not ordered: neither happens-before the other${isLife(trace.events[first]) ? "" : ", and one writes"}.`] }];
    for (const [from, to] of trace.missing) {
        said.push({ style: "bad", text: [to, " reads what ", from, ` stored after the first access: had it synchronized, the two accesses would be ordered. But ${whyNot(trace, to)}.`] });
    }
    return said;
}
