"""Who calls whom, and where in the text an update may happen."""
