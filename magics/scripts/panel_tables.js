/* The panel's tables: functions, types, threads, child processes. */

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
