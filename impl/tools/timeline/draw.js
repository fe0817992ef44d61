// SPDX-License-Identifier: MIT
// draw.js: the lanes and the bars, on a canvas. Only what is in view is looked at; where many operations fall on one pixel,
// a lane is drawn as columns whose strength says how busy the process was, and whose colours what it did.
//
//     |<-- gutter -->|<-------------- plot: positions from .. to -------------->|
//     |              | axis                                                     |
//     | process 0    |   [send(17)]     [send(18)]                              |
//     | process 9    |      [recv -> 17]       [recv -> 18]                     |

const axisHeight = 30;
const barPart = 0.52;  // of a lane's height
const denseBars = 0.25;  // bars a pixel, beyond which a lane is drawn as columns
const mostLinked = 1500;  // operations in view, beyond which only the lines that matter are drawn

class Picture {
    constructor(canvas, history) {
        this.canvas = canvas;
        this.history = history;
        this.context = canvas.getContext("2d");
        this.view = { from: 0, to: 1, top: 0 };
        this.marks = { hovered: -1, selected: -1 };
        this.readTheme();
    }

    readTheme() {
        const style = getComputedStyle(document.documentElement);
        const read = (name) => style.getPropertyValue(`--${name}`).trim();
        const names = ["ground", "panel", "ink", "muted", "line", "link", "proof", "on-proof", "proof-soft", "guide"];
        this.theme = Object.fromEntries(names.map((name) => [name, read(name)]));
        this.theme.bars = categories.map(({ name }) => (
            { fill: read(`${name}-fill`), edge: read(`${name}-edge`), ink: read(`${name}-ink`) }));
        this.mono = read("mono");
        this.sans = read("sans");
    }

    // Sizes, in CSS pixels. The canvas has as many real pixels as the screen shows.
    layout(width, available) {
        const lanes = Math.max(1, this.history.lanes.length);
        this.width = Math.max(320, Math.round(width));
        this.laneHeight = Math.floor(Math.min(62, Math.max(30, (available - axisHeight - 6) / lanes)));
        this.height = Math.min(axisHeight + lanes * this.laneHeight + 6, Math.max(220, Math.round(available)));
        this.gutter = Math.min(150, Math.round(this.width * 0.28));
        const ratio = window.devicePixelRatio || 1;
        this.canvas.width = Math.round(this.width * ratio);
        this.canvas.height = Math.round(this.height * ratio);
        this.canvas.style.height = `${this.height}px`;
        this.context.setTransform(ratio, 0, 0, ratio, 0, 0);
        this.context.font = `12px ${this.mono}`;
        this.letter = this.context.measureText("0000000000").width / 10;
    }

    get plotWidth() {
        return this.width - this.gutter;
    }
    get lowest() {
        return Math.max(0, axisHeight + this.history.lanes.length * this.laneHeight + 6 - this.height);
    }
    x(position) {
        return this.gutter + ((position - this.view.from) / (this.view.to - this.view.from)) * this.plotWidth;
    }
    position(x) {
        return this.view.from + ((x - this.gutter) / this.plotWidth) * (this.view.to - this.view.from);
    }
    laneTop(lane) {
        return axisHeight + lane * this.laneHeight - this.view.top;
    }

    // The rectangle of an operation's bar; `open`: it goes on behind the right edge for ever.
    bar(i) {
        const height = Math.round(this.laneHeight * barPart);
        const left = this.x(this.scale.start[i]);
        const open = this.scale.end[i] === Infinity;
        const right = open ? this.width : this.x(this.scale.end[i]);
        const top = this.laneTop(this.history.laneOf[i]) + Math.round((this.laneHeight - height) / 2);
        return { left, right, top, height, open, width: Math.max(right - left, this.history.inProof.has(i) ? 5 : 2) };
    }

    draw() {
        const { context, theme } = this;
        this.drawn = { bars: 0, dense: 0, links: 0, visible: 0, proof: 0 };
        context.fillStyle = theme.ground;
        context.fillRect(0, 0, this.width, this.height);
        this.drawLanes();
        const ranges = this.visibleRanges();
        this.inPlot(() => {
            drawGaps(this);
            drawGuides(this);
            if (!this.isCrowded) drawLinks(this);
            ranges.forEach((range) => this.drawLane(range));
            if (this.isCrowded) drawLinks(this);
            this.history.proof.forEach((i) => this.drawProof(i));
            drawSelection(this);
            drawBadges(this);
        });
        drawAxis(this);
        this.drawGutter();
    }

    inPlot(body) {
        this.context.save();
        this.context.beginPath();
        this.context.rect(this.gutter, axisHeight, this.plotWidth, this.height - axisHeight);
        this.context.clip();
        body();
        this.context.restore();
    }

    eachVisibleLane(body) {
        this.history.lanes.forEach((lane, place) => {
            const top = this.laneTop(place);
            if (top < this.height && top + this.laneHeight > axisHeight) body(lane, place);
        });
    }

    drawLanes() {
        const { context, theme } = this;
        this.eachVisibleLane((lane, place) => {
            const top = this.laneTop(place);
            if (place % 2 === 0) {
                context.fillStyle = theme.panel;
                context.fillRect(0, top, this.width, this.laneHeight);
            }
            context.fillStyle = theme.line;
            context.fillRect(this.gutter, Math.round(top + this.laneHeight / 2), this.plotWidth, 1);
        });
    }

    // Of each visible lane, which of its operations are in view. Crowded: too many for the lines of their messages.
    visibleRanges() {
        const ranges = [];
        this.history.lanes.forEach((lane, place) => {
            const first = firstVisible(lane, this.scale, this.view.from);
            const last = Math.max(first, firstAfter(lane, this.scale, this.view.to));
            this.drawn.visible += last - first;
            const top = this.laneTop(place);
            if (top < this.height && top + this.laneHeight > axisHeight) ranges.push({ lane, place, first, last });
        });
        this.isCrowded = this.drawn.visible > mostLinked;
        return ranges;
    }

    drawLane({ lane, place, first, last }) {
        if (last - first > this.plotWidth * denseBars) {
            this.drawDense(lane, place, first, last);
            return;
        }
        for (let k = first; k < last; ++k) {
            const next = k + 1 < lane.operations.length ? this.x(this.scale.start[lane.operations[k + 1]]) : Infinity;
            const i = lane.operations[k];
            if (!this.history.inProof.has(i)) this.drawBar(i, this.theme.bars[this.history.category[i]], next);
        }
    }

    drawBar(i, colours, next) {
        const { context } = this;
        const { left, top, height, width, open } = this.bar(i);
        ++this.drawn.bars;
        const shown = Math.max(left, this.gutter - 8);
        const visible = Math.min(left + width, this.width + 8) - shown;
        context.fillStyle = open ? fading(this, colours.fill, shown) : colours.fill;
        context.strokeStyle = open ? fading(this, colours.edge, shown) : colours.edge;
        if (width < 5) {
            context.fillStyle = colours.edge;
            context.fillRect(left, top, width, height);
        } else {
            context.lineWidth = 1.25;
            context.beginPath();
            context.roundRect(shown + 0.5, top + 0.5, visible - 1, height - 1, Math.min(5, width / 3));
            context.fill();
            context.stroke();
        }
        this.drawLabel(i, colours.ink, { left: shown, right: shown + visible, top, height, next });
    }

    // The whole label in the bar; else what fits in, in short, or beside it if there is room before the next one. Where
    // the value alone would hide what happened, beside is better.
    drawLabel(i, ink, { left, right, top, height, next }) {
        const { context, theme } = this;
        const from = Math.max(left, this.gutter);
        const labels = this.history.labels(i);
        const fits = (label, room) => label.length * this.letter <= room;
        const within = labels.find((label) => fits(label, Math.min(right, this.width) - from - 11));
        const beside = labels.find((label) => fits(label, Math.min(next, this.width) - right - 12));
        context.textBaseline = "middle";
        context.textAlign = "left";
        context.font = `12px ${this.mono}`;
        const middle = top + height / 2;
        const speaks = within === labels[0] || this.history.category[i] < 2;
        if (within !== undefined && (speaks || beside !== labels[0])) {
            context.fillStyle = ink;
            context.fillText(within, from + 6, middle + 0.5);
        } else if (beside !== undefined && right > this.gutter) {
            context.fillStyle = this.history.laneOf[i] % 2 === 0 ? theme.panel : theme.ground;
            context.fillRect(right + 3, middle - 1, beside.length * this.letter + 4, 3);
            context.fillStyle = theme.muted;
            context.fillText(beside, right + 5, middle + 0.5);
        }
    }

    // Columns of a pixel: their strength says how much of it is covered, their parts which categories cover it.
    drawDense(lane, place, first, last) {
        ++this.drawn.dense;
        const columns = Math.ceil(this.plotWidth);
        const covered = new Float32Array(columns);
        const counts = categories.map(() => new Uint32Array(columns));
        const scaled = this.plotWidth / (this.view.to - this.view.from);
        for (let k = first; k < last; ++k) {
            const i = lane.operations[k];
            const left = Math.max(0, (this.scale.start[i] - this.view.from) * scaled);
            const right = Math.min(columns, (this.scale.end[i] - this.view.from) * scaled);
            for (let column = Math.floor(left); column < columns && column <= right; ++column) {
                covered[column] += Math.min(right, column + 1) - Math.max(left, column);
                ++counts[this.history.category[i]][column];
            }
        }
        const height = Math.round(this.laneHeight * barPart);
        const top = this.laneTop(place) + Math.round((this.laneHeight - height) / 2);
        for (let column = 0; column < columns; ++column) {
            const all = counts.reduce((sum, each) => sum + each[column], 0);
            this.context.globalAlpha = 0.25 + 0.6 * Math.sqrt(Math.min(1, covered[column]));
            let done = 0;
            counts.forEach((each, category) => {
                if (each[column] === 0) return;
                const part = (each[column] / all) * height;
                this.context.fillStyle = this.theme.bars[category].edge;
                this.context.fillRect(this.gutter + column, top + done, 1, part);
                done += part;
            });
        }
        this.context.globalAlpha = 1;
    }

    drawProof(i) {
        const { theme } = this;
        if (!this.isInPlot(i)) return;
        ++this.drawn.proof;
        this.drawBar(i, { fill: theme.proof, edge: theme.proof, ink: theme["on-proof"] }, this.nextStart(i));
    }

    isInPlot(i) {
        const { left, right, top, height } = this.bar(i);
        return right >= this.gutter && left <= this.width && top + height > axisHeight && top < this.height;
    }

    nextStart(i) {
        const { operations } = this.history.lanes[this.history.laneOf[i]];
        const next = operations[operations.indexOf(i) + 1];
        return next === undefined ? Infinity : this.x(this.scale.start[next]);
    }

    drawGutter() {
        const { context, theme, history } = this;
        context.save();
        context.beginPath();
        context.rect(0, axisHeight, this.gutter, this.height - axisHeight);
        context.clip();
        this.eachVisibleLane((lane, place) => {
            const middle = this.laneTop(place) + this.laneHeight / 2;
            context.fillStyle = place % 2 === 0 ? theme.panel : theme.ground;
            context.fillRect(0, this.laneTop(place), this.gutter, this.laneHeight);
            const two = this.laneHeight >= 38;
            context.textBaseline = "middle";
            context.textAlign = "left";
            context.fillStyle = theme.ink;
            context.font = `600 13px ${this.sans}`;
            context.fillText(`process ${lane.process}`, 14, middle - (two ? 8 : 0), this.gutter - 20);
            if (!two) return;
            context.fillStyle = theme.muted;
            context.font = `12px ${this.sans}`;
            context.fillText(roleOf(lane), 14, middle + 9, this.gutter - 20);
        });
        context.restore();
        context.fillStyle = theme.line;
        context.fillRect(this.gutter - 1, 0, 1, this.height);
    }

    // The operation at a point; where bars are slivers, the nearest within a few pixels.
    at(x, y) {
        const place = Math.floor((y - axisHeight + this.view.top) / this.laneHeight);
        const lane = this.history.lanes[place];
        if (lane === undefined || y < axisHeight || x < this.gutter) return -1;
        const reach = (5 / this.plotWidth) * (this.view.to - this.view.from);
        const here = this.position(x);
        let best = -1;
        let distance = reach;
        for (let k = firstVisible(lane, this.scale, here - reach); k < lane.operations.length; ++k) {
            const i = lane.operations[k];
            if (this.scale.start[i] > here + reach) break;
            const away = Math.max(this.scale.start[i] - here, here - this.scale.end[i], 0);
            const favoured = away === distance && this.history.inProof.has(i);
            if (away < distance || favoured) [best, distance] = [i, away];
        }
        return best;
    }
}
