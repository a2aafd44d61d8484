"""Typed model and facts to updatable C."""
