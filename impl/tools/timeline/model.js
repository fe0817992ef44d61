// SPDX-License-Identifier: MIT
// model.js: the history as columns of numbers, and what can be told about an operation.
//
// The scripts of the page are one module: model.js, scale.js, draw.js, marks.js, page.js, in that order. An operation is
// its position in the columns; -1 is none. Times are kept exactly, as strings; for drawing, as distances from the first.

const family = {
    send: "send", try_send: "send", send_timeout: "send",
    recv: "recv", try_recv: "recv", recv_timeout: "recv",
    clone_sender: "handle", drop_sender: "handle", drop_receiver: "handle",
};
// What a colour says. The order is that of the legend, and of importance where one pixel stands for many operations.
const categories = [
    { name: "sent", text: "sent" },
    { name: "received", text: "received" },
    { name: "handle", text: "handle cloned or dropped" },
    { name: "nothing", text: "empty, full, timeout" },
    { name: "gone", text: "disconnected" },
];

const manyLanes = 12;

const newLane = (process) => ({ process, operations: [], senders: new Set(), receives: false, inProof: false });
const grouped = (text) => String(text).replace(/\B(?=(\d{3})+(?!\d))/g, "\u202f");

class History {
    constructor(data) {
        this.timed = data.timed;
        this.rows = data.operations;
        this.count = this.rows.length;
        this.kinds = data.kinds;
        this.results = data.results;
        this.proof = data.proof;
        this.inProof = new Map(data.proof.map((i, place) => [i, place + 1]));
        this.base = this.count > 0 ? BigInt(this.rows[0][5]) : 0n;
        this.gaps = data.gaps.map(([from, to, operations]) => (
            { from: this.distance(from), to: this.distance(to), operations }));
        this.call = Float64Array.from(this.rows, (row) => this.distance(row[5]));
        this.returned = Float64Array.from(this.rows, (row) => (row[6] === null ? Infinity : this.distance(row[6])));
        const later = (a, b) => (b === Infinity ? a : Math.max(a, b));
        const last = this.returned.reduce(later, Math.max(1, this.call.at(-1) ?? 0));
        this.last = last;
        this.hasPending = this.returned.includes(Infinity);
        // Room beside the whole history, in parts of its length: for what is left out there, and for what goes on.
        this.room = {
            before: this.gaps.some((gap) => gap.from < 0) ? 0.12 : 0.03,
            after: this.gaps.some((gap) => gap.to > last) || this.hasPending ? 0.12 : 0.03,
        };
        this.isFarOut = Math.abs(Number(this.base)) > Math.max(1e6, 10 * last);
        this.category = Uint8Array.from(this.rows, (row) => this.categoryOf(row));
        this.findLanes();
        this.findPartners();
    }

    distance(time) {
        return Number(BigInt(time) - this.base);
    }
    kind(i) {
        return this.kinds[this.rows[i][0]];
    }
    result(i) {
        return this.results[this.rows[i][1]];
    }
    value(i) {
        return this.rows[i][4];
    }
    isPending(i) {
        return this.rows[i][6] === null;
    }

    categoryOf(row) {
        const result = this.results[row[1]];
        const of = family[this.kinds[row[0]]];
        if (result === "disconnected") return 4;
        if (result === "empty" || result === "full" || result === "timeout") return 3;
        return of === "send" ? 0 : of === "recv" ? 1 : 2;
    }

    // A lane for each process, senders above receivers; its operations in the order of their calls, which is also that
    // of their returns. Where there are more lanes than fit on a screen, those of the proof come first.
    findLanes() {
        const byProcess = new Map();
        this.rows.forEach((row, i) => {
            const lane = byProcess.get(row[2]) ?? newLane(row[2]);
            lane.operations.push(i);
            if (row[3] === null) lane.receives = true;
            else lane.senders.add(row[3]);
            byProcess.set(row[2], lane);
        });
        for (const i of this.proof) byProcess.get(this.rows[i][2]).inProof = true;
        const matters = (lane) => byProcess.size > manyLanes && lane.inProof;
        this.lanes = [...byProcess.values()].sort(
            (a, b) => matters(b) - matters(a) || a.receives - b.receives || a.process - b.process);
        this.laneOf = new Int32Array(this.count);
        this.lanes.forEach((lane, place) => lane.operations.forEach((i) => (this.laneOf[i] = place)));
    }

    // Of a send, the operation that received its message first; of one that received, the send.
    findPartners() {
        this.partner = new Int32Array(this.count).fill(-1);
        this.links = [];
        const sends = new Map();
        for (let i = 0; i < this.count; ++i) {
            if (family[this.kind(i)] === "send") sends.set(this.value(i), i);
        }
        for (let i = 0; i < this.count; ++i) {
            if (family[this.kind(i)] !== "recv" || this.value(i) === null) continue;
            const send = sends.get(this.value(i));
            if (send === undefined) continue;
            this.partner[i] = send;
            if (this.partner[send] < 0) this.partner[send] = i;
            this.links.push([send, i]);
        }
    }

    // What stands in a bar, from long to short.
    labels(i) {
        const kind = this.kind(i);
        const result = this.result(i);
        const value = this.value(i);
        const sender = this.rows[i][3];
        const answer = this.isPending(i) ? " \u2026" : result === "ok" ? "" : ` ${result}`;
        if (family[kind] === "send") {
            const short = this.isPending(i) || result === "ok" ? value : result;
            return [`${kind}(${value})${answer}`, `${value}${answer}`, short, value];
        }
        if (family[kind] === "recv") {
            if (value === null) return [`${kind}${answer}`, answer.trim()];
            return [`${kind} \u2192 ${value}`, `\u2192 ${value}`, value];
        }
        if (kind === "clone_sender") {
            return [`clone_sender(${sender}) \u2192 ${value}`, `clone \u2192 ${value}`, `\u2192 ${value}`];
        }
        return [kind === "drop_sender" ? `drop_sender(${sender})${answer}` : `drop_receiver${answer}`, `drop${answer}`];
    }

    // A time, counted from the first call where the history's own are too long to read.
    shortTime(time) {
        return this.isFarOut ? `+${grouped(BigInt(time) - this.base)}` : grouped(time);
    }
    span(i) {
        const [, , , , , call, returned] = this.rows[i];
        return `${this.shortTime(call)} \u2013 ${returned === null ? "\u2026" : this.shortTime(returned)}`;
    }

    // What is missing on the other side of a message.
    missing(i) {
        if (this.value(i) === null || this.partner[i] >= 0) return "";
        if (family[this.kind(i)] === "recv") return "not sent on this page";
        return family[this.kind(i)] === "send" && this.category[i] === 0 ? "not received on this page" : "";
    }

    // A line of text: for the proof's list, and for whoever copies it.
    summary(i) {
        const [, , process, sender, , , , line] = this.rows[i];
        const parts = [`process ${process}`];
        if (sender !== null) parts.push(`sender ${sender}`);
        parts.push(this.span(i));
        if (line > 0) parts.push(`line ${grouped(line)}`);
        return { label: this.labels(i)[0], rest: parts.join(" \u00b7 ") };
    }

    // Pairs of a name and what there is to say.
    facts(i) {
        const [, , process, sender, value, call, returned, line] = this.rows[i];
        const kind = this.kind(i);
        const facts = [["process", String(process)]];
        if (sender !== null) facts.push(["sender", String(sender)]);
        if (value !== null) facts.push([kind === "clone_sender" ? "new sender" : "value", value]);
        facts.push(["result", returned === null ? "never returned" : this.result(i)]);
        facts.push(["call", grouped(call)], ["return", returned === null ? "\u2013" : grouped(returned)]);
        if (this.timed && returned !== null) facts.push(["took", grouped(BigInt(returned) - BigInt(call))]);
        if (line > 0) facts.push(["line", grouped(line)]);
        if (this.inProof.has(i)) facts.push(["proof", `${this.inProof.get(i)} of ${this.proof.length}`]);
        return facts;
    }
}
