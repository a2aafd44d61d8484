"""What is known of the C library."""
