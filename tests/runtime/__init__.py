"""Tests of the C runtime and of the compiler driver."""
