"""Makes a data set: points near a line."""

import csv
import random
from pathlib import Path

import hydra
from omegaconf import DictConfig


def make_points(count: int, seed: int) -> list[tuple[float, float]]:
    """Points of y = 3x + 1, each a little off."""
    rng = random.Random(seed)
    xs = [rng.uniform(0, 1) for _ in range(count)]
    return [(x, 3 * x + 1 + rng.gauss(0, 0.1)) for x in xs]


@hydra.main(version_base="1.3", config_path="conf", config_name="config")
def main(config: DictConfig) -> None:
    with Path(config.data).open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(make_points(config.count, config.seed))


if __name__ == "__main__":
    main()
