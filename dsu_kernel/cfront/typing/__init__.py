"""One run over the syntax of a unit that gives names their meaning and expressions their types."""
