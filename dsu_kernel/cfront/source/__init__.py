"""Text before it is parsed: preprocessed, cut into tokens, and what gcc says about it."""
