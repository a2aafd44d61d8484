/* The panel's parts about patches: state and controls, the one that waits, all so far, going back. */

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
