"""The flow of untyped pointers: which memory may be used as which type."""
