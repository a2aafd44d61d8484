"""Two versions to a patch: difference, transformers, plan."""
