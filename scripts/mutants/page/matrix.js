// SPDX-License-Identifier: MIT
// matrix.js: shows the rows that the filters let through.
"use strict";

const choices = ["group", "file", "status", "seen", "text"].map((id) => document.getElementById(id));
const rows = [...document.querySelectorAll("#matrix tbody tr")];

function fits(row) {
    const [group, file, status, seen, text] = choices.map((choice) => choice.value);
    const by = row.dataset.seen.split(" ");
    const nobodyElse = seen.startsWith("only ");
    return (
        (!group || row.dataset.group === group) &&
        (!file || row.dataset.file === file) &&
        (!status || row.dataset.status === status) &&
        (!seen || (by.includes(seen.replace("only ", "")) && (!nobodyElse || by.length === 1))) &&
        (!text || row.textContent.toLowerCase().includes(text.toLowerCase()))
    );
}

function show() {
    let shown = 0;
    for (const row of rows) {
        row.hidden = !fits(row);
        shown += row.hidden ? 0 : 1;
    }
    document.getElementById("count").textContent = `${shown} of ${rows.length} mutants`;
}

for (const choice of choices) choice.addEventListener("input", show);
document.getElementById("filters").addEventListener("submit", (event) => event.preventDefault());
show();
