/* The panel's view: draws a snapshot (dsu_kernel/watching/snapshot.py) and sends commands.
 *
 * A part is drawn again only when what it shows has changed; the element that had the focus gets it
 * back by its key. Everything that a colour says is said in words, too.
 */

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
