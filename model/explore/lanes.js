// SPDX-License-Identifier: MIT
// lanes.js: a column for each thread, a row for each step, and the arrows between them. In the row of a step the other lanes are
// empty, and between two lanes is a gap: so an arrow leaves along the row of its origin and goes down in the gap beside its
// end, and never crosses a text.

const svg = "http://www.w3.org/2000/svg";
const gapWidth = 40;
const trackPlaces = [0.5, 0.75, 0.25, 1, 0, 0.875, 0.625, 0.375, 0.125];

function make(name, properties = {}, ...children) {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
}

class Lanes {
    constructor(trace, choose) {
        this.trace = trace;
        this.steps = document.getElementById("steps");
        this.picture = document.getElementById("arrows");
        this.shown = { reads: true, order: true, minor: false };
        this.arrows = trace.arrows();
        document.documentElement.style.setProperty("--threads", trace.threads.length);
        document.getElementById("heads").replaceChildren(make("span"),
            ...trace.threads.map(({ name }, at) => make("b", { className: `t${at % 4}`, textContent: name })));
        this.rows = trace.events.map((_, i) => this.row(i, choose));
        this.steps.replaceChildren(...this.rows);
    }

    row(i, choose) {
        const { trace } = this;
        const event = trace.events[i];
        const { verb, what, order, isPlain } = trace.label(i);
        // Where lanes are narrow, the arrow in the text says as well whether it is read or written.
        const isNarrow = trace.threads.length > 2;
        const parts = [make("span", { className: "verb", textContent: isNarrow && isPlain ? "" : verb }), make("span", { className: "what", textContent: what })];
        if (event.behind > 0) parts.push(make("span", { className: "flag", textContent: reads.has(event.kind) ? "stale" : "reordered" }));
        if (event.spurious) parts.push(make("span", { className: "flag", textContent: "spurious" }));
        if (order) parts.push(make("span", { className: "order", textContent: isNarrow ? shortOrders[order] : order }));
        const button = make("button", { type: "button", title: trace.title(i), tabIndex: -1, onclick: () => choose(i) }, ...parts.filter((part) => part.textContent));
        button.className = [`t${event.thread % 4}`, event.kind, event.behind > 0 ? "stale" : "", trace.isWeak(i) ? "weak" : "", trace.isWrong(i) ? "wrong" : "",
            trace.isOutside(i) ? "outside" : ""].join(" ");
        button.style.gridColumn = event.thread + 2;
        return make("li", {}, make("span", { className: "number", textContent: i + 1 }), button);
    }

    // Rows that are shown now, in order.
    visible() {
        return this.rows.map((_, i) => i).filter((i) => this.shown.minor || !this.trace.isMinor(i));
    }

    draw(chosen) {
        const { trace } = this;
        this.rows.forEach((row, i) => {
            row.hidden = !this.shown.minor && trace.isMinor(i) && i !== chosen;
            const relation = i === chosen ? "chosen" : i > chosen ? "later" : trace.precedes(i, chosen) ? "before" : "beside";
            row.className = relation;
        });
        this.drawArrows(chosen);
    }

    drawArrows(chosen) {
        const { trace, picture, rows } = this;
        const area = this.steps.getBoundingClientRect();
        const boxes = rows.map((row) => (row.hidden ? null : row.lastChild.getBoundingClientRect()));
        const place = (i) => boxes[i] && { left: boxes[i].left - area.left, right: boxes[i].right - area.left, y: (boxes[i].top + boxes[i].bottom) / 2 - area.top };
        picture.setAttribute("width", area.width);
        picture.setAttribute("height", area.height);
        const drawn = [];
        const tracks = new Map();
        for (const arrow of this.arrows) {
            const [from, to] = [place(arrow.from), place(arrow.to)];
            const wanted = arrow.sort === "missing" || arrow.sort === "race" || (arrow.reads && this.shown.reads) || (arrow.order && this.shown.order);
            if (!from || !to || !wanted) continue;
            const isNear = arrow.from === chosen || arrow.to === chosen;
            const style = `${arrow.sort} ${isNear ? "near" : arrow.to > chosen ? "far" : ""}`;
            drawn.push(...this.arrow(arrow, from, to, style, tracks));
        }
        this.drawnArrows = drawn.length / 2;
        picture.replaceChildren(...this.operations(place), ...drawn);
    }

    // Along the row of its origin, then down in the gap beside its end, on a track of that gap that is free there.
    arrow({ from: first, to: second }, from, to, style, tracks) {
        const lane = this.trace.events[second].thread;
        const right = this.trace.events[first].thread < lane;
        const gap = right ? to.left - gapWidth : to.right;
        const x = gap + 8 + (gapWidth - 16) * this.freeTrack(tracks, right ? lane - 1 : lane, from.y, to.y);
        const [begin, end] = right ? [from.right, to.left] : [from.left, to.right];
        const turn = right ? 4 : -4;
        const path = document.createElementNS(svg, "path");
        path.setAttribute("d", `M${begin} ${from.y}H${x - turn}Q${x} ${from.y} ${x} ${from.y + 4}V${to.y - 4}Q${x} ${to.y} ${x + turn} ${to.y}H${end}`);
        path.setAttribute("class", style);
        path.dataset.from = first;
        path.dataset.to = second;
        const head = document.createElementNS(svg, "path");
        const back = right ? -7 : 7;
        head.setAttribute("d", `M${end} ${to.y}l${back} -3.6v7.2z`);
        head.setAttribute("class", `head ${style}`);
        return [path, head];
    }

    // Where in the gap, from 0 to 1, nothing runs between these heights yet; or in the middle if there is too much.
    freeTrack(tracks, gap, y, otherY) {
        const used = tracks.get(gap) ?? [];
        tracks.set(gap, used);
        const [top, bottom] = [Math.min(y, otherY), Math.max(y, otherY)];
        const isFree = (at) => !used.some((each) => each.at === at && each.top < bottom + 3 && each.bottom > top - 3);
        const at = trackPlaces.find(isFree) ?? 0.5;
        used.push({ at, top, bottom });
        return at;
    }

    // A bar beside the steps of an operation, from its call to its return.
    operations(place) {
        const { trace } = this;
        const ends = new Map();
        trace.operation.forEach((call, i) => { if (call >= 0 && place(i)) ends.set(call, i); });
        return [...ends].filter(([call]) => place(call)).map(([call, last]) => {
            const [from, to] = [place(call), place(last)];
            const bar = document.createElementNS(svg, "rect");
            for (const [name, value] of Object.entries({ x: from.left, y: from.y - 9, width: 3, height: to.y - from.y + 18 })) bar.setAttribute(name, value);
            bar.setAttribute("class", `t${trace.events[call].thread % 4}`);
            return bar;
        });
    }
}
