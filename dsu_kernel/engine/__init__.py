"""From text to a version in force, step by step."""
