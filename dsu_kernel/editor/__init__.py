"""What an editor asks about C while it is typed or read."""
