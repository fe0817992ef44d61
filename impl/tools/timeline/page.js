// SPDX-License-Identifier: MIT
// page.js: mouse, wheel, touch, keys and buttons. They change the view and the marks; everything is then drawn anew.

const byId = (id) => document.getElementById(id);
const plot = byId("plot");
const tip = byId("tip");
const overview = byId("overview");
const history = new History(JSON.parse(byId("history").textContent));
const picture = new Picture(plot, history);
const ownOrder = history.timed ? undefined : ownOrderScale(history);
const scales = { time: ownOrder ?? timeScale(history), rank: ownOrder ?? rankScale(history) };
picture.scale = scales.time;

let asked = false;
function redraw() {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
        asked = false;
        drawNow();
    });
}
function drawNow() {
    picture.draw();
    drawOverview(overview, picture);
    showStatus();
}

function showStatus() {
    const { bars, dense, links, visible, proof } = picture.drawn;
    const { view, marks } = picture;
    const hidden = picture.isCrowded && history.links.length > 0 ? "; zoom in for the lines of their messages" : "";
    byId("status").textContent = `${grouped(visible)} of ${grouped(history.count)} operations in view${hidden}`;
    Object.assign(plot.dataset, {
        lanes: history.lanes.length, bars, dense, links, visible, proof, from: view.from, to: view.to, top: view.top,
        gutter: picture.gutter, laneHeight: picture.laneHeight, scale: picture.scale.name,
        selected: marks.selected, hovered: marks.hovered, ready: "yes",
    });
}

// The view, kept within the history and not narrower than a few positions.
function look(from, to) {
    const { first, last } = picture.scale;
    const [least, most] = [first - (last - first) * history.room.before, last + (last - first) * history.room.after];
    const width = Math.min(most - least, Math.max(to - from, Math.min(3, most - least)));
    const middle = (from + to) / 2;
    const begin = Math.min(Math.max(middle - width / 2, least), most - width);
    picture.view.from = begin;
    picture.view.to = begin + width;
    redraw();
}
function showAll() {
    const { first, last } = picture.scale;
    look(2 * first - last, 2 * last - first);
}

function zoom(factor, at = (picture.view.from + picture.view.to) / 2) {
    const { from, to } = picture.view;
    look(at - (at - from) * factor, at + (to - at) * factor);
}
function pan(part) {
    const width = picture.view.to - picture.view.from;
    look(picture.view.from + part * width, picture.view.to + part * width);
}
function scrollLanes(pixels) {
    picture.view.top = Math.min(picture.lowest, Math.max(0, picture.view.top + pixels));
    redraw();
}

// Shows these operations, with room beside them.
function showOperations(operations, margin) {
    if (operations.length === 0) return;
    const { scale } = picture;
    const from = Math.min(...operations.map((i) => scale.start[i]));
    const ends = operations.map((i) => (scale.end[i] === Infinity ? scale.start[i] : scale.end[i]));
    const to = Math.max(...ends);
    const room = Math.max((to - from) * margin, scale.name === "time" ? (scale.last - scale.first) / history.count : 2);
    look(from - room, to + room);
    const lanes = operations.map((i) => history.laneOf[i]);
    const middle = ((Math.min(...lanes) + Math.max(...lanes) + 1) / 2) * picture.laneHeight;
    picture.view.top = 0;
    scrollLanes(middle - (picture.height - axisHeight) / 2);
}
const showProof = () => showOperations(history.proof, 0.2);

function isInView(i) {
    const { left, right, top, height } = picture.bar(i);
    return left < picture.width - 40 && right > picture.gutter + 40 && top > axisHeight && top + height < picture.height;
}

function useScale(name) {
    if (picture.scale === scales[name]) return;
    const { from, to } = picture.view;
    const isWhole = from <= picture.scale.first && to >= picture.scale.last;
    const [begin, end] = [picture.scale.toTime(from), picture.scale.toTime(to)];
    picture.scale = scales[name];
    byId("scale-time").setAttribute("aria-checked", String(name === "time"));
    byId("scale-rank").setAttribute("aria-checked", String(name === "rank"));
    if (isWhole) showAll();
    else look(picture.scale.toPosition(begin), picture.scale.toPosition(end));
}

function select(i, move = false) {
    picture.marks.selected = i;
    if (i >= 0 && move && !isInView(i)) showOperations([i], 4);
    showDetails(i);
    redraw();
}

function element(name, text, properties = {}) {
    return Object.assign(document.createElement(name), { textContent: text }, properties);
}

function showDetails(i) {
    const details = byId("details");
    if (i < 0) {
        details.replaceChildren(element("p", "Click an operation to see everything about it.", { className: "hint" }));
        return;
    }
    const facts = document.createElement("dl");
    for (const [name, text] of history.facts(i)) {
        const pair = document.createElement("div");
        pair.append(element("dt", name), element("dd", text));
        facts.append(pair);
    }
    const parts = [element("h2", history.labels(i)[0]), facts];
    const other = history.partner[i];
    if (other >= 0) {
        const text = `${family[history.kind(i)] === "send" ? "received by" : "sent by"} process ${history.rows[other][2]}`;
        parts.push(element("button", text, { type: "button", onclick: () => select(other, true) }));
    }
    if (history.missing(i)) parts.push(element("p", history.missing(i), { className: "hint" }));
    details.replaceChildren(...parts);
}

function showTip(i, x, y) {
    tip.hidden = i < 0;
    if (i < 0) return;
    const { label, rest } = history.summary(i);
    tip.replaceChildren(element("strong", label), element("span", rest), element("span", history.missing(i)));
    tip.style.left = `${Math.min(x + 14, picture.width - tip.offsetWidth - 8)}px`;
    tip.style.top = `${Math.min(y + 16, picture.height - tip.offsetHeight - 4)}px`;
}

function listProof() {
    for (const i of history.proof) {
        const { label, rest } = history.summary(i);
        const button = element("button", "", { type: "button", onclick: () => { showOperations([i], 4); select(i); } });
        button.append(element("b", label), element("span", rest));
        const item = document.createElement("li");
        item.append(button);
        byId("proof").append(item);
    }
    byId("show-proof").disabled = history.proof.length === 0;
}

function listLegend() {
    const used = new Set(history.category);
    const items = categories.filter((_, at) => used.has(at)).map(({ name, text }) => [name, text]);
    if (history.rows.some((_, i) => history.isPending(i))) items.push(["pending", "never returned"]);
    if (history.links.length > 0) items.push(["message", "from a send to the receive that took its message"]);
    if (history.proof.length > 0) items.push(["proof", "the proof"]);
    for (const [name, text] of items) {
        const item = element("li", text);
        item.prepend(element("i", "", { className: name }));
        byId("legend").append(item);
    }
}

// The picture with its verdict on top, for a bug report.
function save() {
    const ratio = plot.width / picture.width;
    const head = 64;
    const whole = Object.assign(document.createElement("canvas"), { width: plot.width, height: plot.height + head * ratio });
    const context = whole.getContext("2d");
    context.fillStyle = picture.theme.ground;
    context.fillRect(0, 0, whole.width, whole.height);
    context.drawImage(plot, 0, head * ratio);
    context.scale(ratio, ratio);
    context.fillStyle = picture.theme.ink;
    context.font = `600 15px ${picture.sans}`;
    context.fillText(document.querySelector("h1").textContent, 14, 26, picture.width - 28);
    context.fillStyle = picture.theme.muted;
    context.font = `12px ${picture.sans}`;
    const facts = [...document.querySelectorAll(".facts li")].map((each) => each.textContent);
    context.fillText(facts.join(" \u00b7 "), 14, 48, picture.width - 28);
    element("a", "", { download: "history.png", href: whole.toDataURL("image/png") }).click();
}

function step(by) {
    const { selected } = picture.marks;
    if (selected < 0) return select(history.proof[0] ?? 0, true);
    const { operations } = history.lanes[history.laneOf[selected]];
    const next = operations[operations.indexOf(selected) + by];
    return next === undefined ? undefined : select(next, true);
}

const keys = {
    "+": () => zoom(0.7), "=": () => zoom(0.7), "-": () => zoom(1 / 0.7),
    ArrowLeft: () => pan(-0.15), ArrowRight: () => pan(0.15),
    ArrowUp: () => scrollLanes(-picture.laneHeight), ArrowDown: () => scrollLanes(picture.laneHeight),
    Home: () => showAll(), p: () => showProof(), s: () => useScale(picture.scale.name === "time" ? "rank" : "time"),
    ",": () => step(-1), ".": () => step(1), Escape: () => select(-1),
    m: () => { if (history.partner[picture.marks.selected] >= 0) select(history.partner[picture.marks.selected], true); },
};

function listenToPlot() {
    let grip = null;
    plot.addEventListener("wheel", (event) => {
        event.preventDefault();
        if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) pan((event.deltaX || event.deltaY) / 1200);
        else zoom(Math.exp(Math.max(-60, Math.min(60, event.deltaY)) / 200), picture.position(event.offsetX));
    }, { passive: false });
    plot.addEventListener("pointerdown", (event) => {
        grip = { x: event.offsetX, y: event.offsetY, moved: false };
        plot.setPointerCapture(event.pointerId);
    });
    plot.addEventListener("pointermove", (event) => {
        if (grip === null) {
            picture.marks.hovered = picture.at(event.offsetX, event.offsetY);
            showTip(picture.marks.hovered, event.offsetX, event.offsetY);
            return redraw();
        }
        if (!grip.moved && Math.hypot(event.offsetX - grip.x, event.offsetY - grip.y) < 4) return undefined;
        pan((grip.x - event.offsetX) / picture.plotWidth);
        scrollLanes(grip.y - event.offsetY);
        grip = { x: event.offsetX, y: event.offsetY, moved: true };
        return showTip(-1);
    });
    plot.addEventListener("pointerup", (event) => {
        if (grip !== null && !grip.moved) select(picture.at(event.offsetX, event.offsetY));
        grip = null;
    });
    plot.addEventListener("pointerleave", () => {
        picture.marks.hovered = -1;
        showTip(-1);
        redraw();
    });
    plot.addEventListener("dblclick", (event) => zoom(0.4, picture.position(event.offsetX)));
}

function listenToOverview() {
    const move = (event) => {
        if (event.buttons === 0) return;
        const { first, last } = picture.scale;
        const at = first + (event.offsetX / overview.clientWidth) * (last - first);
        const half = (picture.view.to - picture.view.from) / 2;
        look(at - half, at + half);
    };
    overview.addEventListener("pointerdown", (event) => { overview.setPointerCapture(event.pointerId); move(event); });
    overview.addEventListener("pointermove", move);
}

function listen() {
    const buttons = {
        "show-proof": showProof, "show-all": showAll, "zoom-in": keys["+"], "zoom-out": keys["-"],
        "pan-left": keys.ArrowLeft, "pan-right": keys.ArrowRight, "scale-time": () => useScale("time"), "scale-rank": () => useScale("rank"), save,
    };
    for (const [id, action] of Object.entries(buttons)) byId(id).addEventListener("click", () => action());
    document.addEventListener("keydown", (event) => {
        const action = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
        if (action === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
        if (picture.lowest === 0 && event.key.match(/^Arrow(Up|Down)$/)) return;
        event.preventDefault();
        action();
    });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { picture.readTheme(); redraw(); });
    new ResizeObserver(resize).observe(byId("stage"));
    listenToPlot();
    listenToOverview();
}

// The picture is as high as leaves the details on the screen. A canvas whose size is set is blank until it is drawn: it
// is drawn at once, and nothing is done if nothing has changed.
function resize() {
    const rest = byId("details").getBoundingClientRect().bottom + window.scrollY - plot.clientHeight + 12;
    const available = Math.max(260, window.innerHeight - Math.ceil(rest));
    const sizes = [byId("stage").clientWidth, available, window.devicePixelRatio].join();
    if (sizes === picture.sizes) return;
    picture.sizes = sizes;
    picture.layout(byId("stage").clientWidth, available);
    scrollLanes(0);
    drawNow();
}

listProof();
listLegend();
showDetails(-1);
resize();
showAll();
if (history.count > 60) showProof();
if (history.timed && isUneven(history, picture.scale, picture.view.from, picture.view.to, picture.plotWidth)) {
    useScale("rank");
    if (history.count > 60 && history.proof.length > 0) showProof();
}
byId("scales").hidden = !history.timed;
listen();
