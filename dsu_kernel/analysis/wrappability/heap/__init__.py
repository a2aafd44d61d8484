"""Where objects on the heap begin to live."""
