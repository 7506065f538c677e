"""Sentences that are true of one object, or of none, and the pieces they are cut into. Run from Training: `python -m sentences.NAME`."""
