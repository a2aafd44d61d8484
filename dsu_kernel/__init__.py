"""Live C: dynamic software updating of running C programs."""
