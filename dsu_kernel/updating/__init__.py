"""A program in its live process: updated, called, asked."""
