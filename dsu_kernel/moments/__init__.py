"""Every moment is tried: one patch, requested at each update point of a run in turn."""
