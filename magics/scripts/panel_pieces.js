/* The panel's words, and small pieces that its parts are made of. */

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
