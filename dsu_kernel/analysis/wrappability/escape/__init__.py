"""Pointers into objects, and which of them are kept."""
