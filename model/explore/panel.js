// SPDX-License-Identifier: MIT
// panel.js: what stands beside the lanes: the step in words, the tail word and the blocks, the source, the memory.

const section = (id) => document.getElementById(id);

class Panel {
    constructor(trace, choose) {
        this.trace = trace;
        this.choose = choose;
        this.file = undefined;
        this.showAbout();
    }

    show(i) {
        this.showStep(i);
        this.showWord(i);
        this.showCode(i);
        this.showMemory(i);
    }

    link(step) {
        return make("a", { textContent: `step ${step + 1}`, tabIndex: 0, onclick: () => this.choose(step),
            onkeydown: (event) => { if (event.key === "Enter") this.choose(step); } });
    }

    showStep(i) {
        const { trace } = this;
        const event = trace.events[i];
        const within = trace.operation[i];
        const where = [`Step ${i + 1} of ${trace.events.length}`, trace.threadName(i)];
        if (within >= 0 && within !== i) where.push(`in ${trace.label(within).what}`);
        const sentences = explain(trace, i).map(({ style, text }) => make("p", { className: style ?? "" },
            ...text.map((part) => (typeof part === "number" ? this.link(part) : part))));
        const stood = event.kind === "failure" ? [this.standing()] : [];
        section("step").className = `t${event.thread % 4}`;
        section("step").replaceChildren(make("h2", { textContent: where.join(" \u00b7 ") }),
            make("div", { className: "what", textContent: trace.title(i) }), ...sentences, ...stood);
    }

    standing() {
        const rows = this.trace.threads.map(({ name, stood }, at) => make("tr", { className: `t${at % 4}` },
            make("td", { className: "by", textContent: name }), make("td", { textContent: stood })));
        return make("table", {}, make("tr", {}, make("th", { textContent: "where each thread stood", colSpan: 2 })), ...rows);
    }

    showWord(i) {
        const { word, wordStep, blocks } = this.trace.states[i];
        if (!word) return section("word").replaceChildren();
        const old = wordStep === i ? this.trace.events[i].wordBefore : undefined;
        const bit = (name, value, isSet, isFlag) => make("div", {
            className: `${isFlag ? "flag " : ""}${isSet ? "set " : ""}${old && String(old[name]) !== String(word[name]) ? "changed" : ""}`,
        }, make("small", { textContent: name }), String(value));
        const flags = ["closed", "disconnected", "parked"].map((name) => bit(name, word[name] ? 1 : 0, word[name], true));
        const parts = [make("h2", { textContent: "The tail word, newest value" }),
            make("div", { className: `bits t${this.trace.events[wordStep].thread % 4}` },
                bit("block", word.block, true, false), bit("offset", `${word.offset} of ${word.capacity}`, true, false), ...flags)];
        if (blocks.length > 0) parts.push(this.drawBlocks(blocks));
        return section("word").replaceChildren(...parts);
    }

    drawBlocks(blocks) {
        const drawn = blocks.flatMap((block) => [
            make("span", { className: block.linked ? "" : "unlinked", textContent: block.linked ? "\u2192" : "\u21e2", title: block.linked ? "linked" : "not linked yet" }),
            make("div", { className: "block" }, make("b", { textContent: block.name }),
                ...block.slots.map((slot) => make("span", { className: slot.is, textContent: slot.is === "claimed" ? `claimed by ${this.trace.threads[slot.thread].name}` : slot.is }))),
        ]);
        return make("div", { className: "blocks" }, ...drawn);
    }

    showCode(i) {
        const { file, line, thread } = this.trace.events[i];
        const [heading, code] = section("code").children;
        section("code").hidden = file === undefined;
        if (file === undefined) return;
        section("code").className = `t${thread % 4}`;
        const { path, lines } = this.trace.files[file];
        heading.textContent = `${path}:${line}`;
        if (this.file !== file) {
            code.replaceChildren(...lines.map((text, at) => {
                const isRemark = /^\s*\/\//.test(text);
                return make("span", { className: isRemark ? "remark" : "" }, make("i", { textContent: at + 1 }), text || " ");
            }));
            this.file = file;
        }
        code.querySelector(".here")?.classList.remove("here");
        const here = code.children[line - 1];
        if (!here) return;
        here.classList.add("here");
        code.scrollTop = here.offsetTop - code.offsetTop - code.clientHeight / 2 + 9;
    }

    showMemory(i) {
        const { trace } = this;
        const rows = [...trace.states[i].memory].sort(([a], [b]) => a - b).map(([object, { value, step }]) => make("tr",
            { className: `t${trace.events[step].thread % 4} ${step === i ? "changed" : ""}` },
            make("td", { textContent: trace.objects[object].label }), make("td", { textContent: value }),
            make("td", { className: "by", textContent: trace.threadName(step) }), make("td", {}, this.link(step))));
        if (rows.length === 0) return section("memory").replaceChildren();
        const head = ["newest values", "", "written by", "in"].map((textContent) => make("th", { textContent }));
        return section("memory").replaceChildren(make("table", {}, make("tr", {}, ...head), ...rows));
    }

    showAbout() {
        const { program, story, replay } = this.trace;
        const parts = [];
        for (const [name, text] of [["The program", story || program], ["To run it again", replay]]) {
            if (text) parts.push(make("h2", { textContent: name }), make("pre", { textContent: text.trim() }));
        }
        section("about").replaceChildren(...parts);
    }
}
