"""Fits a line to the points of a data set."""

import csv
import json
from pathlib import Path
from statistics import fmean

import hydra
from omegaconf import DictConfig


def read_points(path: Path) -> list[tuple[float, float]]:
    with path.open(newline="", encoding="utf-8") as file:
        return [(float(x), float(y)) for x, y in csv.reader(file)]


def fit(points: list[tuple[float, float]], epochs: int, lr: float) -> dict[str, float]:
    """Gradient descent on the mean square error."""
    slope = offset = 0.0
    for _ in range(epochs):
        errors = [(slope * x + offset - y, x) for x, y in points]
        slope -= lr * 2 * fmean(e * x for e, x in errors)
        offset -= lr * 2 * fmean(e for e, _ in errors)
    return {"slope": slope, "offset": offset}


def loss_of(model: dict[str, float], points: list[tuple[float, float]]) -> float:
    return fmean((model["slope"] * x + model["offset"] - y) ** 2 for x, y in points)


@hydra.main(version_base="1.3", config_path="conf", config_name="config")
def main(config: DictConfig) -> None:
    points = read_points(Path(config.data))
    model = fit(points, config.epochs, config.optimizer.lr)
    Path(config.model).write_text(json.dumps(model), encoding="utf-8")
    Path(config.loss).write_text(str(loss_of(model, points)), encoding="utf-8")


if __name__ == "__main__":
    main()
