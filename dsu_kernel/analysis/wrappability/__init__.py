"""Which struct types may change while the program runs."""
