"""The rules of C, as functions of syntax and types: no state, no order."""
