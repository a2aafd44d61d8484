"""Syntax trees: what the parser makes and the printer prints."""
