"""Scores of the built program from outside. Run from Training: `python -m scoring.NAME`."""
