"""Makes a data set: points near a line."""

import argparse
import csv
import random
from pathlib import Path


def make_points(count: int, seed: int) -> list[tuple[float, float]]:
    """Points of y = 3x + 1, each a little off."""
    rng = random.Random(seed)
    xs = [rng.uniform(0, 1) for _ in range(count)]
    return [(x, 3 * x + 1 + rng.gauss(0, 0.1)) for x in xs]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--data", type=Path, required=True, help="file to write")
    args = parser.parse_args()

    with args.data.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(make_points(args.count, args.seed))


if __name__ == "__main__":
    main()
