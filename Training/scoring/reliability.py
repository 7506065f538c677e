"""How often a thing is there of which the program says so with some presence.

    python ../../shared/tools/presence.py ../.build/release/refseg ../../shared/data/dev ../../shared/data/dev/shows.json --json rows.json
    python -m scoring.reliability rows.json
"""

import json
import sys

EDGES = [0, 0.1, 0.3, 0.5, 0.7, 0.9, 1.0001]


def main():
    with open(sys.argv[1]) as file:
        rows = json.load(file)
    print("| presence | asked | of them there | mean presence |\n|---|---|---|---|")
    for low, high in zip(EDGES, EDGES[1:]):
        inside = [r for r in rows if low <= r["presence"] < high]
        if inside:
            there = sum(bool(r["there"]) for r in inside) / len(inside)
            mean = sum(r["presence"] for r in inside) / len(inside)
            print(f"| {low:.1f}–{min(high, 1):.1f} | {len(inside)} | {100 * there:.0f} % | {mean:.2f} |")


if __name__ == "__main__":
    main()
