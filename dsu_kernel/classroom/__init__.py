"""For teaching: checks of a student's update, sessions saved as plain C, and "hot = cold"."""

from __future__ import annotations
