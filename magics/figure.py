"""A figure: data of the core with its text and an HTML form that stands alone."""

from __future__ import annotations

from dataclasses import dataclass, field

from .html import style


@dataclass(frozen=True, slots=True, repr=False)
class Figure:
    """``data`` is what the figure shows; its ``str`` is the text form."""

    data: object
    html: str = field(compare=False)

    def __str__(self) -> str:
        return str(self.data)

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        return style() + self.html
