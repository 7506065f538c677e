"""Cut-outs of things: where they come from, which class and colour each has, which are held out. Run from Training: `python -m cutouts.NAME`."""
