"""A notebook as HTML, as it is shown where there is no kernel and no network."""

from __future__ import annotations

import nbformat
from nbconvert import HTMLExporter


def as_html(book: nbformat.NotebookNode) -> str:
    """What nbconvert makes of it, without the scripts that its template would fetch."""
    scripts = ("require_js_url", "mathjax_url", "jquery_url", "mermaid_js_url")
    html, _ = HTMLExporter(**dict.fromkeys(scripts, "")).from_notebook_node(book)
    return str(html)
