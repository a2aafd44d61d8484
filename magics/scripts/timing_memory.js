/* A picture's memory: the boxes of variables, what has changed in them, and arrows between them. */

function flat(cells, prefix, found) {
  for (const cell of cells) {
    const path = `${prefix}/${cell.name}@${cell.at}`;
    if (!cell.parts.length) found.set(path, cell.text);
    if (cell.state?.away) found.set(`${path}/data`, cell.state.away);
    flat(cell.parts, path, found);
  }
  return found;
}

function values(picture) {
  const found = new Map();
  picture?.stack.forEach((a, i) => flat(a.variables, `${picture.stack.length - i}`, found));
  flat(picture?.globals ?? [], "global", found);
  return flat(picture?.heap ?? [], "heap", found);
}

class Memory {
  constructor(before, picture) {
    this.before = values(before);
    this.misled = new Set(picture.arrows.filter((a) => a.wrong).flatMap((a) => [a.from, a.to]));
  }

  box(path, cell, name, text, kind = "") {
    const old = this.before.get(path);
    const changed = old !== undefined && old !== text;
    const classes = ["dsu-box", kind, changed && "dsu-new", this.misled.has(cell.at) && "dsu-odd"];
    return h(
      "td",
      {
        class: classes.filter(Boolean).join(" "),
        "data-at": cell.at,
        style: `--bytes: ${cell.size || 8}`,
        title: `${cell.type ?? ""} at ${cell.at}: ${cell.bytes ?? ""}`,
      },
      h("small", {}, name),
      h("code", {}, cell.pointer ? `● ${text}` : text),
      changed && h("span", { class: "dsu-was" }, `was ${old}`),
    );
  }

  boxes(cells, path) {
    return cells.flatMap((cell) => {
      const own = `${path}/${cell.name}@${cell.at}`;
      if (cell.parts.length) return this.boxes(cell.parts, own);
      return [this.box(own, cell, `${cell.name}: ${cell.type}`, cell.text)];
    });
  }

  variable(cell, owner) {
    const path = `${owner}/${cell.name}@${cell.at}`;
    const away = cell.state?.away;
    const row = (cells) => h("table", { class: "dsu-boxes", role: "presentation" }, h("tr", {}, cells));
    const pointer = { at: cell.at, size: 8, type: "pointer to the data", pointer: true };
    const parts = this.boxes(cell.parts.length ? cell.parts : [], path);
    return h(
      "div",
      { class: "dsu-variable" },
      h("span", { class: "dsu-name" }, h("b", {}, cell.name), ` ${cell.type} `),
      cell.state && h("span", { class: `dsu-badge dsu-${cell.state.status}` }, cell.state.text),
      h("small", { class: "dsu-soft" }, ` at ${cell.at}`),
      away
        ? row([this.box(`${path}/data`, pointer, "pointer to its data", away, "dsu-pointer")])
        : row(parts.length ? parts : [this.box(path, cell, cell.type, cell.text)]),
      away && parts.length > 0 && h("small", { class: "dsu-soft" }, `its data, elsewhere at ${away}`),
      away && parts.length > 0 && row(parts),
    );
  }

  group(title, cells, owner, kind = "") {
    return h(
      "section",
      { class: `dsu-group ${kind}`, "aria-label": title },
      h("p", { class: "dsu-grouptitle" }, title),
      cells.length
        ? cells.map((cell) => this.variable(cell, owner))
        : h("p", { class: "dsu-soft" }, "no variables yet"),
    );
  }

  draw(picture) {
    const n = picture.stack.length;
    const frames = picture.stack.map((a, i) =>
      this.group(
        `${a.function}, body v${a.version}${i ? `, waits in line ${a.line}` : ""}`,
        a.variables,
        `${n - i}`,
        i ? "" : "dsu-top",
      ),
    );
    return [
      ...frames,
      picture.globals.length > 0 && this.group("globals", picture.globals, "global"),
      picture.heap.length > 0 && this.group("heap", picture.heap, "heap"),
    ].filter(Boolean);
  }
}

/* ---- arrows ---- */

const SVG = "http://www.w3.org/2000/svg";

function svg(tag, attributes) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

function drawArrows(pane, layer, arrows) {
  layer.replaceChildren();
  const base = pane.getBoundingClientRect();
  if (!base.width) return;
  layer.setAttribute("viewBox", `0 0 ${base.width} ${base.height}`);
  arrows.forEach((arrow, i) => {
    const find = (at) => [...pane.querySelectorAll("[data-at]")].find((e) => e.dataset.at === at);
    const [from, to] = [find(arrow.from), find(arrow.to)];
    if (!from || !to) return;
    const a = from.getBoundingClientRect();
    const b = to.getBoundingClientRect();
    const x1 = a.right - base.left - 10;
    const y1 = a.top + a.height / 2 - base.top;
    const x2 = b.left + Math.min(b.width - 8, 26 + 10 * i) - base.left;
    const down = b.top > a.top;
    const y2 = (down ? b.top : b.bottom) - base.top;
    const bend = Math.min(base.width - 4, Math.max(x1, x2) + 34 + 12 * i);
    const tip = down ? -6 : 6;
    const kind = arrow.wrong ? "dsu-arrow dsu-arrow-wrong" : "dsu-arrow";
    layer.append(
      svg("path", {
        class: kind,
        d: `M ${x1} ${y1} C ${bend} ${y1}, ${bend} ${y2 + 5 * tip}, ${x2} ${y2 + tip}`,
      }),
      svg("path", {
        class: `${kind} dsu-tip`,
        d: `M ${x2 - 4} ${y2 + 1.6 * tip} L ${x2} ${y2} L ${x2 + 4} ${y2 + 1.6 * tip} z`,
      }),
      svg("circle", { class: `${kind} dsu-tip`, cx: x1, cy: y1, r: 3 }),
    );
  });
}
