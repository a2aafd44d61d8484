"""What a session leaves behind: saved as plain C and a notebook, or repeated from cold."""
