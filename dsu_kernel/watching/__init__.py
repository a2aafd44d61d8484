"""A session seen from outside: snapshots, published as things happen."""
