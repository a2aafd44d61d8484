/* The panel's view: draws a snapshot (dsu_kernel/snapshot.py) and sends commands.
 *
 * A part is drawn again only when what it shows has changed; the element that had the focus gets it
 * back by its key. Everything that a colour says is said in words, too.
 */

const WORDS = {
  doing: {
    empty: "no program yet",
    idle: "not running",
    running: "running",
    ended: "the process has ended",
  },
  thread: {
    idle: "idle",
    running: "running",
    blocked: "blocked in a call",
    parked: "waits at a point for the others",
    evaluating: "evaluates an expression",
  },
  child: {
    running: "running",
    blocked: "blocked",
    stopped: "stopped by a signal",
    ended: "has ended; nobody has waited for it",
  },
  may: {
    free: "may change in any way",
    pinned: "may grow at its end",
    fixed: "may not change",
  },
};

/* ---- elements ---- */

function h(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === false || value === null || value === undefined) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((c) => c !== null && c !== undefined && c !== false));
  return element;
}

const badge = (version, kind = "") => h("span", { class: `dsu-badge ${kind}` }, `v${version}`);
const mono = (text) => h("code", {}, text);
const hidden = (text) => h("span", { class: "dsu-hidden" }, text);
const place = (row) => (row.unit ? `${row.unit}:${row.line}` : "");

function button(label, key, action, attributes = {}) {
  return h("button", { type: "button", "data-key": key, onclick: action, ...attributes }, label);
}

function table(caption, columns, rows) {
  const head = h("tr", {}, columns.map((name) => h("th", { scope: "col" }, name)));
  const body = rows.map(([first, ...rest]) =>
    h("tr", {}, h("th", { scope: "row" }, first), rest.map((cell) => h("td", {}, cell))),
  );
  return h(
    "table",
    {},
    h("caption", { class: "dsu-hidden" }, caption),
    h("thead", {}, head),
    h("tbody", {}, body),
  );
}

function section(name, title, count) {
  const heading = h("summary", {}, h("span", { class: "dsu-title" }, title), count);
  const body = h("div", { class: "dsu-body" });
  return { body, count, element: h("details", { open: true, class: `dsu-${name}` }, heading, body) };
}

/* ---- numbers ---- */

function duration(seconds) {
  if (seconds >= 1) return `${seconds.toFixed(1)} s`;
  if (seconds >= 0.001) return `${(seconds * 1000).toFixed(seconds < 0.1 ? 1 : 0)} ms`;
  return `${Math.max(1, Math.round(seconds * 1e6))} µs`;
}

const clock = (epoch) => new Date(epoch * 1000).toLocaleTimeString();
const counted = (n, thing) => `${n} ${thing}${n === 1 ? "" : /(s|sh|ch)$/.test(thing) ? "es" : "s"}`;

/* ---- the head: state and controls ---- */

function headline(shot) {
  const parts = [`version ${shot.version}, ${WORDS.doing[shot.doing]}`];
  if (shot.pending) {
    const what = shot.pending.held ? "is held back" : "waits for a safe moment";
    parts.push(`v${shot.pending.version} ${what}`);
  } else if (shot.holding) parts.push("patches are held back");
  return parts.join("; ");
}

function drawHead(shot, send) {
  const waits = Boolean(shot.pending);
  return [
    h(
      "div",
      { class: "dsu-state" },
      shot.session && h("span", { class: "dsu-name" }, shot.session),
      shot.doing !== "empty" && badge(shot.version, "dsu-now"),
      h("span", { class: `dsu-doing dsu-${shot.doing}` }, WORDS.doing[shot.doing]),
      shot.pid && h("span", { class: "dsu-quiet" }, `process ${shot.pid}`),
    ),
    h(
      "div",
      { class: "dsu-controls", role: "group", "aria-label": "Steer patches" },
      button("Apply now", "apply", () => send("apply"), {
        disabled: !waits && !shot.holding,
        class: "dsu-primary",
      }),
      button("Hold", "hold", () => send(shot.holding ? "apply" : "hold"), {
        "aria-pressed": String(shot.holding),
        disabled: shot.doing === "empty",
        title: "keep patches back until they are let go",
      }),
      button("Cancel", "cancel", () => send("cancel"), { disabled: !waits }),
    ),
  ];
}

/* ---- the patch that waits ---- */

function drawPending(shot) {
  const patch = shot.pending;
  if (!patch) return [];
  const points = shot.points.filter((p) => p.verdict);
  return [
    h(
      "p",
      { class: "dsu-lead" },
      badge(patch.version, "dsu-wait"),
      h("span", {}, patch.held ? "is held back" : "waits for a safe moment", ": "),
      h("span", {}, patch.summary),
      h("span", { class: "dsu-quiet" }, ` requested ${clock(patch.requested)}`),
    ),
    h(
      "ul",
      { class: "dsu-reasons" },
      patch.reasons.map((r) =>
        h("li", {}, r.reason, r.help && h("div", { class: "dsu-quiet" }, r.help)),
      ),
    ),
    patch.losses.length > 0 && h("p", {}, "Not carried over: ", patch.losses.join(", ")),
    points.length > 0 &&
      table(
        "Where the patch may come",
        ["safe point", "verdict", "because of"],
        points.map((p) => [
          h("span", {}, `${place(p)} `, h("span", { class: "dsu-quiet" }, `in ${p.function}`)),
          verdict(p),
          p.because.join(", "),
        ]),
      ),
  ];
}

function verdict(point) {
  return point.verdict === "now"
    ? h("span", { class: "dsu-good" }, "✓ may come here")
    : h("span", { class: "dsu-bad" }, "✗ waits here");
}

/* ---- the source ---- */

function restriction(point) {
  const kind = point.region ? "blocking call" : "update point";
  const names = point.restricted.length ? point.restricted.join(", ") : "nothing";
  const state = { now: "dsu-good", later: "dsu-bad" }[point.verdict] ?? "";
  return h(
    "span",
    { class: `dsu-point ${state}`, title: `${kind} in ${point.function}: may not change: ${names}` },
    h("span", { "aria-hidden": "true" }, point.region ? "◇ " : "◆ "),
    hidden(`${kind}, may not change: `),
    h("span", {}, point.restricted.length ? `{${point.restricted.join(", ")}}` : "{ }"),
    point.verdict && (point.verdict === "now" ? " ✓" : " ✗"),
    point.verdict && hidden(point.verdict === "now" ? " the patch may come" : " the patch waits"),
  );
}

function sourceLine(unit, number, text, points) {
  return h(
    "li",
    { "data-line": `${unit}:${number}`, class: points.length ? "dsu-has-point" : "" },
    h("span", { class: "dsu-number", "aria-hidden": "true" }, String(number)),
    h("span", { class: "dsu-here" }),
    h("code", {}, text || " "),
    points.length > 0 && h("span", { class: "dsu-points" }, points.map(restriction)),
  );
}

function drawSource(shot) {
  return shot.sources.map((source) => {
    const lines = source.text.replace(/\s+$/, "").split("\n");
    const first = lines.findIndex((line) => line.trim());
    const here = shot.points.filter((p) => p.unit === source.unit);
    const drawn = lines.map((line, i) =>
      i < first
        ? null
        : sourceLine(source.unit, i + 1, line, here.filter((p) => p.line === i + 1)),
    );
    return h(
      "section",
      { "aria-label": `source of ${source.unit}` },
      h("h4", {}, source.unit),
      h("ol", { class: "dsu-code" }, drawn),
    );
  });
}

/* Where threads and child processes are: marks beside the lines, without drawing the text anew. */
function markPlaces(root, threads, children) {
  for (const mark of root.querySelectorAll(".dsu-here:not(:empty)")) {
    mark.replaceChildren();
    mark.parentElement.classList.remove("dsu-at", "dsu-below");
  }
  for (const thread of threads) {
    const frames = thread.stack.map((frame, depth) => ({ ...frame, depth }));
    if (!frames.length && thread.unit) frames.push({ ...thread, depth: 0 });
    for (const frame of frames.reverse()) {
      const line = root.querySelector(`[data-line="${CSS.escape(`${frame.unit}:${frame.line}`)}"]`);
      if (!line) continue;
      const inner = frame.depth === 0;
      line.classList.add(inner ? "dsu-at" : "dsu-below");
      const words = `thread ${thread.thread} ${inner ? "is here" : "is in this call"}`;
      const shown = inner ? (thread.state === "running" ? "▷" : "▶") : "⋮";
      line.querySelector(".dsu-here").replaceChildren(
        h("span", { title: words, "aria-hidden": "true" }, shown),
        hidden(words),
      );
    }
  }
  for (const child of children) {
    const line = root.querySelector(`[data-line="${CSS.escape(`${child.unit}:${child.line}`)}"]`);
    if (!line) continue;
    const words = `process ${child.pid} is here`;
    line.classList.add("dsu-at");
    line.querySelector(".dsu-here").append(
      h("span", { title: words, "aria-hidden": "true" }, "↳"),
      hidden(words),
    );
  }
}

/* ---- tables ---- */

function onStack(row) {
  if (row.old.length) {
    const versions = row.old.map((v) => `v${v}`).join(", ");
    return h("span", { class: "dsu-bad" }, `● still runs ${versions}`);
  }
  return row.active.length ? h("span", { class: "dsu-good" }, "● on the stack") : "";
}

function drawFunctions(shot, jump) {
  const rows = shot.functions.map((row) => [
    button(mono(row.prototype), `f ${row.name}`, () => jump(`${row.unit}:${row.line}`), {
      class: "dsu-link",
      title: `show ${place(row)}`,
    }),
    badge(row.version),
    onStack(row),
  ]);
  return rows.length ? [table("Functions", ["function", "version", "now"], rows)] : [];
}

function slopBar(row) {
  if (row.size === null) return h("span", { class: "dsu-quiet" }, "not wrapped");
  if (row.outgrown) return h("span", {}, `${row.size} B, data kept outside`);
  const word = row.size - row.used - row.slop;
  const words = `${row.size} bytes: ${row.used} of data, ${row.slop} free to grow, ${word} of version`;
  const part = (bytes, kind) =>
    bytes > 0 && h("span", { class: kind, style: `flex-grow:${bytes}` });
  return h(
    "span",
    { class: "dsu-size" },
    h(
      "span",
      { class: "dsu-bar", role: "img", "aria-label": words, title: words },
      part(row.used, "dsu-used"),
      part(row.slop, "dsu-slop"),
      part(word, "dsu-word"),
    ),
    h("span", { "aria-hidden": "true" }, `${row.used}+${row.slop} of ${row.size} B`),
  );
}

function objects(row) {
  if (row.size === null || row.version === 0) return "";
  const parts = [`${row.converted} converted`];
  if (row.remaining !== null) parts.push(`${row.remaining} remaining`);
  if (row.faults) parts.push(counted(row.faults, "transformer crash"));
  return parts.join(", ");
}

function drawTypes(shot) {
  const rows = shot.types.map((row) => [
    mono(row.name),
    badge(row.version),
    slopBar(row),
    h(
      "span",
      {},
      h("strong", { class: `dsu-may-${row.wrappability}` }, row.wrappability),
      h("span", { class: "dsu-quiet" }, ` ${WORDS.may[row.wrappability] ?? ""}`),
      row.reason &&
        h("div", { class: "dsu-quiet" }, row.reason, row.unit && ` (${row.unit}:${row.line})`),
    ),
    objects(row),
  ]);
  const columns = ["type", "version", "size and slop", "class", "objects"];
  return rows.length ? [table("Types", columns, rows)] : [];
}

function drawThreads(shot) {
  const rows = shot.threads.map((row) => [
    `${row.thread}`,
    WORDS.thread[row.state] ?? row.state,
    row.unit ? `${place(row)} in ${row.function}` : row.state === "idle" ? "" : "not at a point yet",
    h(
      "span",
      { class: "dsu-stack" },
      row.stack.map((f) =>
        h("span", { class: f.old ? "dsu-bad" : "" }, mono(f.function), ` v${f.version}`, f.old && " (old)"),
      ),
    ),
  ]);
  return rows.length ? [table("Threads", ["thread", "does", "seen at", "stack"], rows)] : [];
}

function codeOfChild(row, version) {
  if (row.program) return ["runs ", mono(row.program)];
  if (row.version === null) return h("span", { class: "dsu-quiet" }, "not known");
  const old = row.version < version;
  return [
    badge(row.version, old ? "dsu-wait" : ""),
    old && h("span", { class: "dsu-bad" }, " old: later patches do not reach it"),
    row.pending && " a patch may still come",
  ];
}

function drawChildren(shot) {
  const rows = shot.children.map((row) => [
    `${row.pid}`,
    `${row.parent}`,
    h("span", {}, codeOfChild(row, shot.version)),
    WORDS.child[row.state] ?? row.state,
    row.unit ? `${place(row)} in ${row.function}` : "",
  ]);
  const columns = ["process", "parent", "code", "does", "seen at"];
  return rows.length ? [table("Child processes", columns, rows)] : [];
}

/* ---- the timeline ---- */

const STATE = { applied: "✓ applied", refused: "✗ refused", cancelled: "– taken back" };

function figures(step) {
  const parts = [];
  if (step.waited_s !== null)
    parts.push(`waited ${duration(step.waited_s)}`);
  if (step.pause_us !== null) parts.push(`pause ${duration(step.pause_us / 1e6)}`);
  if (step.converted !== null) parts.push(`${counted(step.converted, "object")} converted`);
  if (step.where) parts.push(`at ${step.where}`);
  return parts.join(" · ");
}

function drawTimeline(shot, send) {
  const back = new Set(shot.versions.filter((v) => v !== shot.version));
  const steps = [...shot.timeline].reverse().map((step) => {
    const may = step.state === "applied" && back.delete(step.version);
    return h(
      "li",
      { class: `dsu-step dsu-${step.state}` },
      h(
        "div",
        { class: "dsu-step-head" },
        badge(step.version, step.version === shot.version && step.state === "applied" ? "dsu-now" : ""),
        h("span", { class: "dsu-outcome" }, STATE[step.state] ?? step.state),
        h("span", { class: "dsu-quiet" }, `${step.unit} · ${clock(step.requested)}`),
        may &&
          button("Roll back…", `back ${step.version}`, () => send("preview", { version: step.version }), {
            "aria-label": `Roll back to version ${step.version}…`,
          }),
      ),
      h("div", { class: "dsu-change" }, step.summary),
      figures(step) && h("div", { class: "dsu-quiet" }, figures(step)),
      step.waited_for.length > 0 &&
        h("div", { class: "dsu-quiet" }, `waited for ${step.waited_for.join("; ")}`),
      may && step.version === shot.preview?.version && drawPreview(shot.preview, send),
    );
  });
  return [h("ol", { class: "dsu-timeline-list", reversed: true }, steps)];
}

/* What going back would do, before it happens. */
function drawPreview(preview, send) {
  const refused = preview.refusals.length > 0;
  return h(
      "div",
      { class: "dsu-preview", role: "group", "aria-label": `Roll back to version ${preview.version}` },
      h("p", {}, h("strong", {}, `Roll back to v${preview.version}: `), preview.summary),
      preview.losses.length
        ? [
            h("p", {}, "What would be lost:"),
            h("ul", {}, preview.losses.map((loss) => h("li", {}, loss))),
          ]
        : h("p", {}, "Nothing would be lost."),
      refused && h("p", { class: "dsu-bad", role: "alert" }, preview.refusals.join("; ")),
      h(
        "div",
        { class: "dsu-controls" },
        button("Roll back", "rollback", () => send("rollback", { version: preview.version }), {
          disabled: refused,
          class: "dsu-primary",
        }),
        button("Keep this version", "dismiss", () => send("dismiss")),
      ),
    );
}

/* ---- the view ---- */

const kept = new Map(); // by widget: what of a view outlives it, when it is shown anew

function memoryOf(model) {
  const id = model.model_id ?? model;
  if (!kept.has(id)) kept.set(id, { focus: null, closed: new Set() });
  return kept.get(id);
}

class View {
  constructor(model, element) {
    this.model = model;
    this.memory = memoryOf(model);
    this.drawn = new Map();
    this.send = (cmd, args = {}) => model.send({ cmd, args });
    this.build(element);
  }

  build(element) {
    this.head = h("header", {});
    this.status = h("div", { class: "dsu-hidden", role: "status" });
    this.said = h("div", { class: "dsu-said" });
    const of = (name, title) => {
      const made = section(name, title, h("span", { class: "dsu-quiet dsu-count" }));
      made.element.open = !this.memory.closed.has(name);
      made.element.addEventListener("toggle", () =>
        this.memory.closed[made.element.open ? "delete" : "add"](name),
      );
      return made;
    };
    this.parts = {
      pending: of("pending", "Waiting patch"),
      source: of("source", "Source"),
      functions: of("functions", "Functions"),
      types: of("types", "Types"),
      threads: of("threads", "Threads"),
      children: of("children", "Child processes"),
      timeline: of("timeline", "Timeline"),
    };
    const p = Object.fromEntries(Object.entries(this.parts).map(([k, v]) => [k, v.element]));
    this.root = h(
      "div",
      { class: "dsu-panel dsu-live", role: "region", "aria-label": "Live C", },
      this.head,
      this.status,
      this.said,
      p.pending,
      h(
        "div",
        { class: "dsu-columns" },
        h("div", {}, p.source, p.threads, p.children),
        h("div", {}, p.functions, p.types, p.timeline),
      ),
    );
    this.root.addEventListener("focusin", (event) => {
      this.memory.focus = event.target.dataset.key ?? null;
    });
    this.root.addEventListener("focusout", () =>
      queueMicrotask(() => {
        if (this.root.isConnected && !this.drawing) this.memory.focus = null;
      }),
    );
    this.onKey = (event) => {
      if (!this.root.contains(event.target)) return;
      const command = event.ctrlKey || event.metaKey || event.altKey;
      this.root.toggleAttribute("data-lm-suppress-shortcuts", !command);
    };
    /* A key without Control is for the panel, not one of JupyterLab's for cells (D, D deletes one). */
    window.addEventListener("keydown", this.onKey, true);
    element.append(this.root);
  }

  close() {
    window.removeEventListener("keydown", this.onKey, true);
  }

  /* Draws a part when `shown`, what it depends on, is not what it was. */
  part(name, target, shown, draw) {
    const text = JSON.stringify(shown);
    if (this.drawn.get(name) === text) return false;
    this.drawn.set(name, text);
    target.replaceChildren(...draw().flat().filter(Boolean));
    return true;
  }

  section(name, shown, draw, count) {
    const { body, element, count: counter } = this.parts[name];
    if (!this.part(name, body, shown, draw)) return false;
    element.hidden = !body.hasChildNodes();
    counter.textContent = count ?? "";
    return true;
  }

  draw() {
    const shot = JSON.parse(this.model.get("snapshot") || "null");
    if (!shot || shot.seq < this.seq) return;
    this.seq = shot.seq;
    const focus = this.memory.focus;
    this.drawing = true;
    this.drawAll(shot);
    this.drawing = false;
    this.memory.focus = focus;
    this.refocus(shot);
  }

  drawAll(shot) {
    const s = shot;
    this.part("head", this.head, [s.session, s.doing, s.version, s.pid, s.holding, !!s.pending], () =>
      drawHead(s, this.send),
    );
    if (this.status.textContent !== headline(s)) this.status.textContent = headline(s);
    this.part("said", this.said, [s.said, s.ended, s.omitted], () => this.drawSaid(s));
    this.section("pending", [s.pending, s.points], () => drawPending(s));
    const marks = [s.threads, s.children, s.sources, s.points];
    this.section("source", [s.sources, s.points], () => drawSource(s), counted(s.points.length, "safe point"));
    this.part("marks", this.marks ?? h("i", {}), marks, () => {
      markPlaces(this.parts.source.body, s.threads, s.children);
      return [];
    });
    const old = s.functions.filter((f) => f.old.length).length;
    const many = counted(s.functions.length, "function");
    this.section("functions", s.functions, () => drawFunctions(s, (line) => this.jump(line)), old ? `${many}, ${old} still old` : many);
    this.section("types", s.types, () => drawTypes(s), counted(s.types.length, "type"));
    this.section("threads", s.threads, () => drawThreads(s), counted(s.threads.length, "thread"));
    this.section("children", [s.children, s.version], () => drawChildren(s), counted(s.children.length, "process"));
    this.section("timeline", [s.timeline, s.versions, s.version, s.preview], () => drawTimeline(s, this.send), counted(s.timeline.length, "step"));
  }

  drawSaid(shot) {
    const lines = [];
    if (shot.ended) lines.push(h("p", { class: "dsu-bad", role: "alert" }, shot.ended));
    if (shot.said?.text) {
      const role = shot.said.ok ? "status" : "alert";
      lines.push(h("p", { class: shot.said.ok ? "" : "dsu-bad", role }, shot.said.text));
    }
    if (shot.omitted.length) lines.push(h("p", { class: "dsu-quiet" }, shot.omitted.join(", ")));
    return lines;
  }

  jump(line) {
    const target = this.parts.source.body.querySelector(`[data-line="${CSS.escape(line)}"]`);
    if (!target) return;
    this.parts.source.element.open = true;
    target.scrollIntoView({ block: "nearest" });
    target.classList.remove("dsu-flash");
    void target.offsetWidth;
    target.classList.add("dsu-flash");
  }

  /* The element with the focus may have been drawn anew; a question that came up gets it. */
  refocus(shot) {
    const asked = shot.preview?.version ?? null;
    const comes = asked !== null && asked !== this.asked && this.memory.focus?.startsWith("back ");
    this.asked = asked;
    const key = comes ? "dismiss" : this.memory.focus;
    if (!key || (this.root.contains(document.activeElement) && !comes)) return;
    const target = this.root.querySelector(`[data-key="${CSS.escape(key)}"]`);
    (target && !target.disabled ? target : this.root.querySelector("button:not(:disabled)"))?.focus({ preventScroll: !comes });
  }
}

function render({ model, el }) {
  const view = new View(model, el);
  let asked = false;
  const redraw = () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      view.draw();
    });
  };
  view.draw();
  model.on("change:snapshot", redraw);
  return () => {
    model.off("change:snapshot", redraw);
    view.close();
  };
}

export default { render };
