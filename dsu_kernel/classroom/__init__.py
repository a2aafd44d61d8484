"""For teaching: checks of a student's update."""
