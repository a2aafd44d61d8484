/* The browser over live objects: shows the kernel's HTML (magics/object_html.py), sends clicks.
 *
 * After a click the focus goes to the object that it was about.
 */

function render({ model, el }) {
  const body = document.createElement("div");
  const news = document.createElement("p");
  news.className = "dsu-news";
  news.setAttribute("role", "status");
  const error = document.createElement("p");
  error.className = "dsu-news dsu-bad";
  error.setAttribute("role", "alert");
  const root = document.createElement("div");
  root.className = "dsu-fig dsu-live dsu-objects";
  root.append(news, error, body);
  el.replaceChildren(root);

  const visit = (id = model.get("visit").id) => {
    const section = id && body.querySelector(`#${CSS.escape(id)}`);
    if (!section) return;
    section.focus({ preventScroll: true });
    section.scrollIntoView({ block: "nearest" });
  };

  const draw = () => {
    const focused = document.activeElement;
    const key = body.contains(focused) && focused.dataset.do === "refresh" ? "refresh" : null;
    body.innerHTML = model.get("html");
    if (key) body.querySelector('[data-do="refresh"]').focus({ preventScroll: true });
  };

  body.addEventListener("click", (event) => {
    const button = event.target.closest("[data-do]");
    const link = event.target.closest('a[href^="#"]');
    if (link) {
      event.preventDefault();
      visit(link.getAttribute("href").slice(1));
    } else if (button) {
      const { do: what, node, at } = button.dataset;
      button.disabled = true;
      model.send({ do: what, node, at });
    }
  });

  model.on("change:html", draw);
  model.on("change:visit", () => setTimeout(() => visit(), 0)); // when the HTML has come, too
  model.on("change:news", () => {
    news.textContent = model.get("news");
  });
  model.on("change:error", () => {
    error.textContent = model.get("error");
    body.querySelectorAll("[data-do]:disabled").forEach((button) => {
      button.disabled = false;
    });
  });
  draw();
}

export default { render };
