from __future__ import annotations

import re

from dsu_kernel.views.view import Source, View, table


def test_table_aligns_columns_and_keeps_lines_of_cells_together():
    text = table("Types", "name, fields", [("T", "int a\nlong b"), ("Long", "-")]).text()
    assert text.splitlines() == [
        "Types:",
        "  name  fields",
        "  T     int a",
        "        long b",
        "  Long  -",
    ]


def test_html_has_caption_scopes_and_no_colour():
    view = View("title", (table("Functions", "name, change", [("f", "added")]),))
    html = view._repr_html_()
    assert ">Functions</caption>" in html
    assert html.count('scope="col"') == 2
    assert re.search(r'<th scope="row"[^>]*>f</th>', html)
    assert not re.search(r"color|class=", html)


def test_text_of_the_program_is_escaped():
    view = View("a < b", ("x & y", Source("C", "if (a < b) f(&c);")))
    html = view._repr_html_()
    assert "a &lt; b" in html
    assert "x &amp; y" in html
    assert "if (a &lt; b) f(&amp;c);" in html


def test_text_and_html_say_the_same():
    rows = [("f", "body changed"), ("g", "re-issued: calls f directly")]
    view = View("v2: applied", ("a note", table("Functions", "name, change", rows)))
    for words in ("v2: applied", "a note", "Functions", *rows[0], *rows[1]):
        assert words in str(view)
        assert words in view._repr_html_()
    assert repr(view) == str(view)


def test_columns_in_which_no_row_says_anything_are_left_out():
    assert table("T", "a, b, c", [("x", "", "y"), ("z", "", "")]).columns == ("a", "c")
