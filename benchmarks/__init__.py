"""What live programs cost, against plain gcc: ``python -m benchmarks``."""
