"""What pointers may point into."""
