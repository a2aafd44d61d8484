"""Reading syntax trees with their types at hand."""
