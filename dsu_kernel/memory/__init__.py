"""Looking at types and objects of a live process: layouts, bytes, versions, pointers.

Nothing here runs code of the program: memory is read from outside of it, so that looking at an
object does not convert it, works while the program is busy, and survives bad pointers.
"""
