"""Clips made of cut-outs: backgrounds, cameras, moving objects; clips on disk; what the network reads of them. Run from Training: `python -m clips.NAME`."""
