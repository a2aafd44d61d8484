"""Typed model to facts: call graph, uses, wrappability, restriction sets."""
