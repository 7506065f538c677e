"""The network, with the published names of its tensors. Run from Training: `python -m model.NAME`."""
