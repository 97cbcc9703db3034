"""Fits a line to the points of a data set."""

import argparse
import csv
import json
from pathlib import Path
from statistics import fmean


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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="file to read")
    parser.add_argument("--epochs", type=int, required=True)
    parser.add_argument("--learning_rate", type=float, required=True)
    parser.add_argument("--model", type=Path, required=True, help="file to write")
    parser.add_argument("--loss", type=Path, required=True, help="file to write")
    args = parser.parse_args()

    points = read_points(args.data)
    model = fit(points, args.epochs, args.learning_rate)
    args.model.write_text(json.dumps(model), encoding="utf-8")
    args.loss.write_text(str(loss_of(model, points)), encoding="utf-8")


if __name__ == "__main__":
    main()
