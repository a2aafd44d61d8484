/* The panel's source: lines with their update points, and where threads and processes are. */

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
