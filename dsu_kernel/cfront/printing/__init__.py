"""Syntax trees back to text, and the C that is generated for them."""
