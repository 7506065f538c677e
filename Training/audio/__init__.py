"""Spoken queries: corpus, synthesised speech, audio encoder. Run from Training: `python -m audio.NAME`."""
