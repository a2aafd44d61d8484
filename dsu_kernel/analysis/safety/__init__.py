"""At which moments which names may change."""
