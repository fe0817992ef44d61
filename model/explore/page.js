// SPDX-License-Identifier: MIT
// page.js: which step is looked at, and the keys and buttons that change it.

const trace = new Trace(JSON.parse(document.getElementById("trace").textContent));
const lanes = new Lanes(trace, choose);
const panel = new Panel(trace, choose);
const pane = document.getElementById("lanes");
let chosen = 0;

function choose(i) {
    if (trace.events[i] === undefined) return;
    chosen = i;
    lanes.draw(i);
    panel.show(i);
    show(lanes.rows[i]);
    tell();
}

// Scrolls no further than it must, and leaves a few rows of what comes.
function show(row) {
    const head = document.getElementById("heads").offsetHeight;
    const [top, bottom] = [row.offsetTop + head, row.offsetTop + head + row.offsetHeight];
    const room = Math.min(90, pane.clientHeight / 4);
    if (top - head < pane.scrollTop + room) pane.scrollTop = top - head - room;
    else if (bottom > pane.scrollTop + pane.clientHeight - room) pane.scrollTop = bottom - pane.clientHeight + room;
}

function tell() {
    document.getElementById("position").textContent = `step ${chosen + 1} of ${trace.events.length}`;
    document.getElementById("origin").disabled = originOf(chosen) === undefined;
    document.getElementById("cause").disabled = cause === undefined;
    for (const [what, id] of Object.entries(toggles)) {
        document.getElementById(id).setAttribute("aria-pressed", String(lanes.shown[what]));
    }
    Object.assign(document.body.dataset, {
        chosen, arrows: lanes.drawnArrows, rows: lanes.rows.filter((row) => !row.hidden).length, ready: "yes",
    });
}

const toggles = { reads: "show-reads", order: "show-order", minor: "show-all" };
function toggle(what) {
    lanes.shown[what] = !lanes.shown[what];
    choose(chosen);
}

const cause = [trace.race[1], trace.missing.at(-1)?.[1], trace.events.findIndex(({ kind }) => kind === "failure")].find((i) => i >= 0);
function originOf(i) {
    const { from, learned } = trace.events[i];
    return from ?? learned?.at(-1);
}

function move(by, thread) {
    const steps = lanes.visible().filter((i) => thread === undefined || trace.events[i].thread === thread);
    const next = by > 0 ? steps.find((i) => i > chosen) : steps.findLast((i) => i < chosen);
    if (next !== undefined) choose(next);
}

const thread = () => trace.events[chosen].thread;
const actions = {
    first: () => choose(lanes.visible()[0]), last: () => choose(lanes.visible().at(-1)), back: () => move(-1), forward: () => move(1),
    origin: () => { if (originOf(chosen) !== undefined) choose(originOf(chosen)); },
    cause: () => { if (cause !== undefined) choose(cause); },
    "show-reads": () => toggle("reads"), "show-order": () => toggle("order"), "show-all": () => toggle("minor"),
};
const keys = {
    ArrowDown: actions.forward, j: actions.forward, ArrowUp: actions.back, k: actions.back, Home: actions.first, End: actions.last,
    ArrowRight: () => move(1, thread()), ArrowLeft: () => move(-1, thread()),
    f: actions.origin, e: actions.cause, r: actions["show-reads"], h: actions["show-order"], a: actions["show-all"],
};

function listLegend() {
    const items = [["sync", "reads from, and synchronizes"], ["mere", "reads from, no order"]];
    if (trace.events.some(({ behind }) => behind > 0)) items.push(["old", "reads a stale value"]);
    if (trace.race.length > 0) items.push(["race", "a race: nothing orders the two"]);
    if (trace.missing.length > 0) items.push(["missing", trace.race.length > 0 ? "would have ordered them" : "weakened: orders nothing"]);
    const legend = document.getElementById("legend");
    legend.replaceChildren(...items.map(([name, text]) => make("li", {}, make("i", { className: name }), text)),
        make("li", {}, make("b", { textContent: "\u25cf" }), "happens-before the step"), make("li", {}, "\u25cb unordered with it"));
}

for (const [id, action] of Object.entries(actions)) document.getElementById(id).addEventListener("click", action);
document.addEventListener("keydown", (event) => {
    const action = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (action === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    action();
});
new ResizeObserver(() => lanes.drawArrows(chosen)).observe(pane);
listLegend();
if (trace.events.length > 0) choose(cause ?? lanes.visible()[0] ?? 0);
else document.body.dataset.ready = "yes";
