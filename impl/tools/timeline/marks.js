// SPDX-License-Identifier: MIT
// marks.js: what lies under and over the bars: the axis, what is left out, the lines of the messages, the badges of the
// proof, the selection, and the overview of the whole history.

function roleOf(lane) {
    const handles = [...lane.senders].sort((a, b) => a - b);
    const shown = handles.slice(0, 3).join(", ") + (handles.length > 3 ? ", \u2026" : "");
    const sender = handles.length === 0 ? "" : `sender ${shown}`;
    return lane.receives ? (sender ? `receiver, ${sender}` : "receiver") : sender;
}

// A colour that vanishes towards the right edge: for what never returned.
function fading(picture, colour, from) {
    const left = Math.min(Math.max(from, picture.gutter), picture.width - 60);
    const gradient = picture.context.createLinearGradient(left, 0, picture.width, 0);
    gradient.addColorStop(0, colour);
    gradient.addColorStop(0.35, colour);
    gradient.addColorStop(1, `${colour}00`);
    return gradient;
}

function axisLabel(picture, position) {
    const { history, scale } = picture;
    if (scale.name === "rank") return grouped(position + 1);
    if (scale.name === "own order") return grouped(position + 1);
    return history.shortTime(history.base + BigInt(Math.round(position)));
}

// What is added to a position before it is rounded: calls are counted from 1; times are round in the history's own clock,
// unless they count from the first call.
function axisOffset({ history, scale }) {
    if (scale.name !== "time") return 1;
    return history.isFarOut ? 0 : Number(history.base);
}

function axisTitle(picture) {
    const { history, scale } = picture;
    if (scale.name === "rank") return "call or return no.";
    if (scale.name === "own order") return "operation no.";
    return history.isFarOut ? "time since first call" : "time";
}

function drawAxis(picture) {
    const { context, theme, view } = picture;
    context.fillStyle = theme.ground;
    context.fillRect(0, 0, picture.width, axisHeight);
    context.font = `11.5px ${picture.sans}`;
    context.textBaseline = "middle";
    context.textAlign = "left";
    context.fillStyle = theme.muted;
    context.fillText(axisTitle(picture), 14, axisHeight / 2, picture.gutter - 20);
    const offset = axisOffset(picture);
    const step = niceStep(view.to - view.from, picture.plotWidth / 110);
    context.textAlign = "center";
    for (let mark = Math.ceil((view.from + offset) / step) * step; mark <= view.to + offset; mark += step) {
        const position = mark - offset;
        if (position < picture.scale.first || position > picture.scale.last) continue;
        const x = picture.x(position);
        context.fillStyle = theme.line;
        context.fillRect(Math.round(x), axisHeight - 6, 1, 6);
        context.fillStyle = theme.muted;
        const label = axisLabel(picture, position);
        const half = context.measureText(label).width / 2 + 4;
        if (x > picture.gutter + half && x < picture.width - half) context.fillText(label, x, axisHeight / 2 - 1);
    }
    context.fillStyle = theme.line;
    context.fillRect(0, axisHeight - 1, picture.width, 1);
}

function drawGaps(picture) {
    const { context, theme, history, scale } = picture;
    if (scale.name === "own order") return;
    for (const gap of history.gaps) {
        const [begin, end] = [picture.x(scale.toPosition(gap.from)), picture.x(scale.toPosition(gap.to))];
        const left = gap.from < 0 ? picture.gutter : Math.max(picture.gutter, begin);
        const right = gap.to > history.last ? picture.width : Math.min(picture.width, Math.max(end, begin + 3));
        if (right <= left) continue;
        context.fillStyle = theme.guide;
        context.fillRect(left, axisHeight, right - left, picture.height);
        context.fillStyle = theme.muted;
        context.font = `italic 12px ${picture.sans}`;
        context.textAlign = "center";
        context.textBaseline = "top";
        const text = `${grouped(gap.operations)} left out`;
        if (context.measureText(text).width < right - left - 12) context.fillText(text, (left + right) / 2, axisHeight + 6);
    }
}

// The time of the selected operation, across all lanes: what it overlaps is what the band meets.
function drawGuides(picture) {
    const { context, theme, marks, scale } = picture;
    const i = marks.selected >= 0 ? marks.selected : marks.hovered;
    if (i < 0 || scale.name === "own order") return;
    const { left, right, open } = picture.bar(i);
    context.fillStyle = theme.guide;
    context.fillRect(left, axisHeight, right - left, picture.height);
    context.fillStyle = theme.muted;
    context.fillRect(Math.round(left), axisHeight, 1, picture.height);
    if (!open) context.fillRect(Math.round(right), axisHeight, 1, picture.height);
}

function isLinkVisible(picture, send, recv) {
    const { scale, view } = picture;
    const from = Math.min(scale.start[send], scale.start[recv]);
    const to = Math.max(scale.end[send], scale.end[recv]);
    return from <= view.to && to >= view.from;
}

// Under the bars; but where there are too many for that, over them, and only those that matter.
function drawLinks(picture) {
    const { history, marks, drawn } = picture;
    const chosen = (i) => history.inProof.has(i) || i === marks.hovered || i === marks.selected;
    const matters = ([send, recv]) => chosen(send) || chosen(recv);
    const shown = history.links.filter((link) => (!picture.isCrowded || matters(link)) && isLinkVisible(picture, ...link));
    for (const link of shown) drawLink(picture, link[0], link[1], matters(link));
    drawn.links = shown.length;
}

// A line from the edge of the send's bar to that of the receive's.
function drawLink(picture, send, recv, matters) {
    const { context, theme, history } = picture;
    const inside = (bar) => bar.left + (bar.open ? 30 : bar.width / 2);
    const from = picture.bar(send);
    const to = picture.bar(recv);
    const down = history.laneOf[send] <= history.laneOf[recv];
    const [x1, x2] = [inside(from), inside(to)];
    const y1 = down ? from.top + from.height : from.top;
    const y2 = down ? to.top - 1 : to.top + to.height + 1;
    const bend = history.laneOf[send] === history.laneOf[recv] ? -picture.laneHeight * 0.45 : (y2 - y1) * 0.5;
    const proven = history.inProof.has(send) && history.inProof.has(recv);
    context.strokeStyle = context.fillStyle = proven ? theme.proof : theme.link;
    context.globalAlpha = matters ? 1 : 0.55;
    context.lineWidth = matters ? 1.75 : 1.1;
    context.beginPath();
    context.moveTo(x1, y1);
    context.bezierCurveTo(x1, y1 + bend, x2, y2 - bend, x2, y2 - (down ? 5 : -5));
    context.stroke();
    context.beginPath();
    context.moveTo(x2, y2);
    context.lineTo(x2 - 3.5, y2 - (down ? 6.5 : -6.5));
    context.lineTo(x2 + 3.5, y2 - (down ? 6.5 : -6.5));
    context.fill();
    context.globalAlpha = 1;
}

function drawBadges(picture) {
    for (const i of picture.history.proof) {
        const { left, top } = picture.bar(i);
        if (picture.isInPlot(i)) drawBadge(picture, picture.history.inProof.get(i), Math.max(left, picture.gutter + 2), top);
    }
}

function drawBadge(picture, number, x, y) {
    const { context, theme } = picture;
    context.beginPath();
    context.arc(x + 1, y - 1, 8.5, 0, 2 * Math.PI);
    context.fillStyle = theme.proof;
    context.fill();
    context.lineWidth = 1.5;
    context.strokeStyle = theme.ground;
    context.stroke();
    context.fillStyle = theme["on-proof"];
    context.font = `700 11px ${picture.sans}`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.fillText(String(number), x + 1, y - 0.5);
}

function drawSelection(picture) {
    const { context, theme, marks } = picture;
    for (const i of new Set([marks.hovered, marks.selected])) {
        if (i < 0) continue;
        const { left, top, width, height } = picture.bar(i);
        context.strokeStyle = theme.ink;
        context.lineWidth = i === marks.selected ? 2 : 1.25;
        context.beginPath();
        context.roundRect(left - 2, top - 2, width + 4, height + 4, 6);
        context.stroke();
    }
}

// The whole history in one strip, a line for each lane; where the proof lies, and what the picture above shows.
function drawOverview(canvas, picture) {
    const { history, scale, theme, view } = picture;
    const ratio = window.devicePixelRatio || 1;
    const [width, height] = [canvas.clientWidth, canvas.clientHeight];
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    const context = canvas.getContext("2d");
    const x = (position) => 2 + ((position - scale.first) / (scale.last - scale.first)) * (width - 4);
    const key = [scale.name, canvas.width, theme.ground].join();
    if (picture.overview?.key !== key) picture.overview = { key, canvas: paintedLanes(picture, canvas, ratio, x) };
    context.drawImage(picture.overview.canvas, 0, 0);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.fillStyle = theme.proof;
    for (const i of history.proof) {
        const left = Math.min(x(scale.start[i]), width - 3);
        const { top, size } = overviewRow(history, history.laneOf[i], height);
        context.fillRect(left, top - 1, Math.max(3, Math.min(x(scale.end[i]), width) - left), Math.max(5, size + 1));
    }
    const [left, right] = [Math.max(1, x(view.from)), Math.min(width - 1, x(view.to))];
    context.fillStyle = theme.guide;
    context.fillRect(left, 1, right - left, height - 2);
    context.strokeStyle = theme.muted;
    context.lineWidth = 1.5;
    context.strokeRect(left, 1, Math.max(3, right - left), height - 2);
}

function overviewRow(history, lane, height) {
    const size = (height - 10) / history.lanes.length;
    return { top: 5 + lane * size, size: Math.max(1, Math.min(7, size - 1)) };
}

// One mark a pixel is enough.
function paintedLanes(picture, like, ratio, x) {
    const { history, scale, theme } = picture;
    const canvas = Object.assign(document.createElement("canvas"), { width: like.width, height: like.height });
    const context = canvas.getContext("2d");
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    history.lanes.forEach((lane, place) => {
        const { top, size } = overviewRow(history, place, like.clientHeight);
        let done = -1;
        for (const i of lane.operations) {
            const left = x(scale.start[i]);
            const right = Math.min(x(scale.end[i]), like.clientWidth);
            if (right < done) continue;
            context.fillStyle = theme.bars[history.category[i]].edge;
            context.fillRect(Math.max(left, done), top, Math.max(1, right - left), size);
            done = Math.max(right, left + 1);
        }
    });
    return canvas;
}
