"""A program and its versions, as values."""
