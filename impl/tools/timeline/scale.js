// SPDX-License-Identifier: MIT
// scale.js: where a time stands. By time, distances are times; by rank, the calls and returns stand evenly spaced in their
// order; in a history whose times are each process's own, each process counts its own operations.
//
// A scale gives each operation a start and an end (Infinity: never returned), knows the first and the last position, and
// turns distances of time into positions and back, so that a view stays where it is when the scale changes.

function timeScale(history) {
    return {
        name: "time", start: history.call, end: history.returned, first: 0, last: history.last,
        toPosition: (time) => time, toTime: (position) => position,
    };
}

function rankScale(history) {
    const finite = history.returned.filter((time) => time !== Infinity);
    const times = new Float64Array(history.count + finite.length);
    times.set(history.call);
    times.set(finite, history.count);
    times.sort();
    const atOrAfter = (time) => firstPlace(times.length, (k) => times[k] >= time);
    return {
        name: "rank", start: history.call.map(atOrAfter),
        end: history.returned.map((time) => (time === Infinity ? Infinity : atOrAfter(time))),
        first: 0, last: Math.max(1, times.length - 1),
        toPosition: (time) => {
            const above = atOrAfter(time);
            if (above === 0) return 0;
            if (above === times.length) return times.length - 1;
            return above - (times[above] - time) / (times[above] - times[above - 1]);
        },
        toTime: (position) => {
            const below = Math.floor(Math.min(times.length - 1, Math.max(0, position)));
            const step = below + 1 < times.length ? times[below + 1] - times[below] : 0;
            return times[below] + step * Math.min(1, Math.max(0, position - below));
        },
    };
}

function ownOrderScale(history) {
    const start = new Float64Array(history.count);
    const end = new Float64Array(history.count);
    let last = 1;
    for (const lane of history.lanes) {
        lane.operations.forEach((i, place) => {
            start[i] = place;
            end[i] = history.isPending(i) ? Infinity : place + 0.8;
        });
        last = Math.max(last, lane.operations.length - 0.2);
    }
    return { name: "own order", start, end, first: 0, last, toPosition: (x) => x, toTime: (x) => x };
}

// The first place in a list for which `holds`; it holds for all behind that one.
function firstPlace(count, holds) {
    let low = 0;
    let high = count;
    while (low < high) {
        const middle = (low + high) >> 1;
        if (holds(middle)) high = middle;
        else low = middle + 1;
    }
    return low;
}

// The first operation of a lane whose end is at `from` or later; the first that starts behind `to`.
const firstVisible = ({ operations }, scale, from) => firstPlace(operations.length, (k) => scale.end[operations[k]] >= from);
const firstAfter = ({ operations }, scale, to) => firstPlace(operations.length, (k) => scale.start[operations[k]] > to);

// Round distances for about `wanted` marks over `width` positions.
function niceStep(width, wanted) {
    const raw = Math.max(width / wanted, Number.MIN_VALUE);
    const power = 10 ** Math.floor(Math.log10(raw));
    const factor = [1, 2, 5, 10].find((each) => each * power >= raw) ?? 10;
    return Math.max(1, factor * power);
}

// Whether bars would be slivers by time in this view: then it opens by rank.
function isUneven(history, scale, from, to, pixels) {
    const widths = [];
    for (const lane of history.lanes) {
        for (let k = firstVisible(lane, scale, from); k < lane.operations.length; ++k) {
            const i = lane.operations[k];
            if (scale.start[i] > to) break;
            if (scale.end[i] !== Infinity) widths.push(scale.end[i] - scale.start[i]);
        }
    }
    if (widths.length === 0 || widths.length > 400) return false;
    widths.sort((a, b) => a - b);
    return (widths[widths.length >> 1] / (to - from)) * pixels < 12;
}
