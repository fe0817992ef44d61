// SPDX-License-Identifier: MIT
// channel.js: the state of the channel after each step, put together from the steps: the newest value of each object, and the
// blocks with their slots. A claim is an update of the tail word that moves its offset; the flag that its thread sets next
// belongs to that slot; and the receiver that has seen the flag set takes the message next.

// The newest value of each object and the blocks of the channel, after each step. What did not change is shared.
function followChannel(trace) {
    const known = { claims: new Map(), slots: new Map(), seen: new Map() };
    let state = { memory: new Map(), word: null, wordStep: -1, blocks: [] };
    return trace.events.map((event, i) => {
        const changes = writes.has(event.kind) && !(event.kind === "store" && event.behind > 0);
        if (changes) {
            state = { ...state, memory: new Map(state.memory).set(event.object, { value: event.value, step: i }) };
            if (event.word) state = { ...state, word: event.word, wordStep: i, blocks: claimSlot(state, event, known) };
        }
        state = { ...state, blocks: followSlots(state.blocks, event, known, trace.objects[event.object]?.name ?? "") };
        return state;
    });
}

function claimSlot(state, event, known) {
    const { block, offset, capacity } = event.word;
    const last = state.blocks.at(-1);
    if (event.value === event.before || offset === 0 || (last === undefined && offset === capacity && block === "stub")) return state.blocks;
    const isNew = last?.name !== block;
    const old = isNew ? { name: block, linked: false, slots: Array.from({ length: capacity }, () => ({ is: "free" })) } : last;
    if (!isNew && old.slots[offset - 1].is !== "free") return state.blocks;
    const slots = old.slots.map((slot, at) => (at === offset - 1 ? { is: "claimed", thread: event.thread } : slot));
    known.claims.set(event.thread, { block, at: offset - 1 });
    return [...(isNew ? state.blocks : state.blocks.slice(0, -1)), { ...old, slots }];
}

function setSlot(blocks, where, is) {
    return blocks.map((block) => (block.name !== where.block ? block
        : { ...block, slots: block.slots.map((slot, at) => (at === where.at ? { ...slot, is } : slot)) }));
}

function followSlots(blocks, event, known, name) {
    if (name === "published" && event.kind === "store" && event.value === "1" && known.claims.has(event.thread)) {
        known.slots.set(event.object, known.claims.get(event.thread));
        return setSlot(blocks, known.claims.get(event.thread), "published");
    }
    if (name === "published" && event.kind === "load" && event.value === "1" && known.slots.has(event.object)) {
        known.seen.set(event.thread, known.slots.get(event.object));
    } else if (name === "message" && (event.kind === "data_write" || event.kind === "data_read") && known.seen.has(event.thread)) {
        const taken = known.seen.get(event.thread);
        known.seen.delete(event.thread);
        return setSlot(blocks, taken, "taken");
    } else if (event.name === "link" && event.kind === "store") {
        return blocks.map((block) => (block.name === event.value ? { ...block, linked: true } : block));
    } else if (event.name === "reset" && blocks[0]?.slots.every((slot) => slot.is === "taken")) {
        return blocks.slice(1);
    }
    return blocks;
}
