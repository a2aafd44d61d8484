"""gcc and what is given to it."""
