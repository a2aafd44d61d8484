"""The whole program as the analysis of types sees it."""
