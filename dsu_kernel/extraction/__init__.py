"""Loop and code extraction: long-running loops as functions that are called once an iteration."""
