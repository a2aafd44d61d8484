"""C text to typed model: preprocess, parse, C types, symbols, expression typing."""
