/* Bad timing: steps through recorded runs of a program (magics/timing_json.py).
 *
 * The kernel has all runs; choosing a moment asks it for one. Everything that a colour or an arrow
 * says is said in words, too.
 */

const PHASES = {
  step: { mark: "•", words: "step" },
  waiting: { mark: "⏳", words: "the update is tried, and has to wait" },
  applied: { mark: "✓", words: "the update is applied" },
  converted: { mark: "⚙", words: "the type transformer has run" },
  end: { mark: "■", words: "the end" },
};

const set = (names) => `{${names.join(", ")}}`;

/* ---- the text of the program ---- */

function source(overview, picture) {
  const top = picture.stack[0];
  const version = top ? top.version : picture.version;
  const here = top?.line;
  const callers = new Set(picture.stack.slice(1).filter((a) => a.version === version).map((a) => a.line));
  const sets = overview.sets[version];
  const changed = new Set(overview.changed);
  const rows = overview.texts[version].replace(/\n$/, "").split("\n").map((text, i) => {
    const line = i + 1;
    const names = sets[line];
    const mark = line === here ? "▶" : callers.has(line) ? "▷" : "";
    const word = line === here ? "next: " : callers.has(line) ? "active call: " : "";
    return h(
      "tr",
      { class: mark === "▶" ? "dsu-here" : "", "aria-current": mark === "▶" ? "step" : false },
      h("td", { class: "dsu-mark" }, mark && h("span", { "aria-hidden": "true" }, mark),
        word && h("span", { class: "dsu-hidden" }, word)),
      h("td", { class: "dsu-soft" }, `${line}`),
      h("td", {}, h("code", {}, text)),
      h("td", { class: "dsu-set" }, names && h("span", {}, "{",
        names.flatMap((name, j) => [j ? ", " : "", changed.has(name) ? h("b", {}, name) : name]), "}")),
    );
  });
  const title = `${version ? "new" : "old"} text (v${version})`;
  const says = top && version < picture.version ? `, still running though the program is at v${picture.version}` : "";
  return h(
    "table",
    { class: "dsu-source" },
    h("caption", {}, `${title}${says}`),
    h("thead", { class: "dsu-hidden" }, h("tr", {},
      ["", "line", "text", "restriction set"].map((name) => h("th", { scope: "col" }, name)))),
    h("tbody", {}, rows),
  );
}

/* ---- the figure ---- */

function render({ model, el }) {
  const overview = JSON.parse(model.get("overview"));
  let run = JSON.parse(model.get("run"));
  let index = interesting();
  let playing = null;
  const id = `dsu-timing-${Math.random().toString(36).slice(2)}`;

  function interesting() {
    const found = run.pictures.findIndex((p) => p.phase === "waiting" || p.phase === "applied");
    return Math.max(0, found);
  }

  /* -- controls, made once: the focus stays where it is -- */

  const first = h("button", { type: "button", onclick: () => go(0) }, "First");
  const back = h("button", { type: "button", onclick: () => go(index - 1) }, "◀ Back");
  const next = h("button", { type: "button", onclick: () => go(index + 1) }, "Next ▶");
  const last = h("button", { type: "button", onclick: () => go(run.pictures.length - 1) }, "Last");
  const play = h("button", { type: "button", "aria-pressed": "false", onclick: toggle }, "Play");
  const moment = h(
    "select",
    { id: `${id}-moment`, onchange: choose },
    h("option", { value: "" }, "never"),
    overview.moments.map((m, i) => h("option", { value: `${i}` }, `${i}: ${m.where}`)),
  );
  const radio = (value, label) => {
    const input = h("input", { type: "radio", name: `${id}-analysis`, value, onchange: choose });
    return [input, h("label", {}, input, ` ${label}`)];
  };
  const [on, onLabel] = radio("on", "on");
  const [off, offLabel] = radio("off", "off");
  const steps = h("ol", { class: "dsu-steps", "aria-label": "pictures of this run" });
  const status = h("div", { class: "dsu-status", role: "status", "aria-live": "polite" });
  const text = h("div", { class: "dsu-text" });
  const cells = h("div", { class: "dsu-cells" });
  const layer = svg("svg", { class: "dsu-arrows", "aria-hidden": "true" });
  const pane = h("div", { class: "dsu-pane" }, cells, layer);
  const results = h("div", { class: "dsu-rows" });
  const root = h(
    "div",
    { class: "dsu-fig dsu-live dsu-timing", tabindex: "-1", onkeydown: keys },
    h("p", { class: "dsu-title" }, `Bad timing: ${overview.name}`),
    h("p", { class: "dsu-soft" }, `The edit changes ${overview.changed.join(", ")}. ${overview.note} ` +
      "Each run really happened, in a process of its own."),
    h("div", { class: "dsu-controls" },
      h("label", { for: `${id}-moment` }, "Request the update at step "), moment,
      h("fieldset", {}, h("legend", {}, "Safety analysis"), onLabel, offLabel)),
    h("div", { class: "dsu-controls", role: "group", "aria-label": "step through the run" },
      first, back, next, last, play),
    steps,
    status,
    h("div", { class: "dsu-stage" }, text, pane),
    h("details", {}, h("summary", {}, "All moments"), results),
  );
  el.replaceChildren(root);

  function keys(event) {
    if (event.target.matches("select, input")) return;
    const to = { ArrowLeft: index - 1, ArrowRight: index + 1, Home: 0, End: run.pictures.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    go(to);
  }

  function go(to) {
    index = Math.min(Math.max(to, 0), run.pictures.length - 1);
    draw();
  }

  function stop() {
    clearInterval(playing);
    playing = null;
    play.setAttribute("aria-pressed", "false");
    play.textContent = "Play";
  }

  function toggle() {
    if (playing) return stop();
    if (index === run.pictures.length - 1) go(0);
    play.setAttribute("aria-pressed", "true");
    play.textContent = "Pause";
    playing = setInterval(() => {
      go(index + 1);
      if (index === run.pictures.length - 1) stop();
    }, 1500);
  }

  function choose() {
    stop();
    const wanted = { moment: moment.value === "" ? null : Number(moment.value), analysis: on.checked };
    model.set("choice", wanted);
    model.save_changes();
  }

  model.on("change:run", () => {
    run = JSON.parse(model.get("run"));
    index = interesting();
    draw();
  });

  /* -- drawing -- */

  function drawSteps() {
    steps.replaceChildren(
      ...run.pictures.map((picture, i) => {
        const phase = PHASES[picture.phase];
        const top = picture.stack[0];
        const bad = picture.wrong;
        const label = `${i}: ${top ? `${top.function}, line ${top.line}, ` : ""}${phase.words}${bad ? ", error" : ""}`;
        return h("li", {}, h("button", {
          type: "button", title: label, "aria-label": label, class: bad ? "dsu-bad" : "",
          "aria-current": i === index ? "step" : false, tabindex: i === index ? "0" : "-1",
          onclick: () => { go(i); steps.querySelector("[aria-current]")?.focus(); },
        }, bad ? (picture.phase === "end" ? "✖" : "⚠") : phase.mark));
      }),
    );
  }

  function drawStatus(picture) {
    const phase = PHASES[picture.phase];
    const top = picture.stack[0];
    const where = top ? `${top.function} v${top.version}, line ${top.line}, may not change here: ` +
      (picture.restricted.length ? set(picture.restricted) : "nothing is restricted") : "";
    status.className = `dsu-status${picture.wrong ? " dsu-bad" : ""}`;
    status.replaceChildren(
      h("p", {}, h("b", {}, `Picture ${index} of ${run.pictures.length - 1}: ${phase.words}. `), where),
      ...picture.events.map((event) => h("p", { class: "dsu-event" }, event)),
      ...picture.arrows
        .filter((a) => a.wrong && !picture.events.some((event) => event.includes(a.text)))
        .map((a) => h("p", { class: "dsu-event" }, `⚠ ${a.text}`)),
    );
  }

  function drawResults() {
    const cell = (result, chosen) => h("td", { class: chosen ? "dsu-chosen" : "" },
      result.verdict && h("span", { class: "dsu-badge dsu-bad" }, result.verdict), ` ${result.came}; ${result.outcome}`);
    results.replaceChildren(h("table", {},
      h("caption", {}, "What came of an update at each step"),
      h("thead", {}, h("tr", {}, ["step", "analysis on", "analysis off"].map((n) => h("th", { scope: "col" }, n)))),
      h("tbody", {}, overview.moments.map((m, i) => h("tr", {},
        h("th", { scope: "row" }, `${i}: `, h("code", {}, m.where)),
        cell(m.on, run.moment === i && run.analysis), cell(m.off, run.moment === i && !run.analysis)))),
    ));
  }

  function draw() {
    const picture = run.pictures[index];
    moment.value = run.moment === null ? "" : `${run.moment}`;
    (run.analysis ? on : off).checked = true;
    first.disabled = back.disabled = index === 0;
    last.disabled = next.disabled = index === run.pictures.length - 1;
    drawSteps();
    drawStatus(picture);
    drawResults();
    text.replaceChildren(source(overview, picture));
    const memory = new Memory(run.pictures[index - 1], picture);
    const drawn = memory.draw(picture);
    const gone = picture.phase === "end" && run.verdict === "CRASH" ? "the process is gone" : "no variables";
    cells.replaceChildren(...(drawn.length ? drawn : [h("p", { class: "dsu-soft" }, gone)]));
    drawArrows(pane, layer, picture.arrows);
  }

  draw();
  const resized = new ResizeObserver(() => drawArrows(pane, layer, run.pictures[index].arrows));
  resized.observe(pane);
  return () => {
    stop();
    resized.disconnect();
  };
}

export default { render };
