"""Training, choosing and exporting. Run from Training: `python -m training.NAME`."""
