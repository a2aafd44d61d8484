"""The terminal: C is typed, expressions answer, and the running program is patched."""
