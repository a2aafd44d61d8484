"""Running a small program step by step, with an update at a moment of one's choice.

The program is compiled to be watched: an update point and a stop before each statement. What is
shown of it is read from the memory of real, throw-away processes.
"""
