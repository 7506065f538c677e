"""Averages the weights of two checkpoints of one run, which often generalises better than either.

    python -m training.average early.pt late.pt --share 0.6 --out work/averaged.pt
"""

import argparse

import torch


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("first")
    parser.add_argument("second")
    parser.add_argument("--share", type=float, default=0.5, help="of the first")
    parser.add_argument("--out", required=True)
    a = parser.parse_args()
    first, second = (torch.load(p, weights_only=False) for p in (a.first, a.second))
    mixed = {part: {k: v * a.share + second[part][k] * (1 - a.share) if v.is_floating_point() else second[part][k]
                    for k, v in first[part].items()} for part in ("net", "heads", "ema")}
    torch.save(mixed, a.out)


if __name__ == "__main__":
    main()
