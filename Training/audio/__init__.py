"""Spoken queries: the shipped Whisper, voices, words wrong. Run from Training: `python -m audio.NAME`."""
