"""Greets somebody."""

import argparse
from pathlib import Path


def greet(who: str) -> str:
    return f"Hello, {who}!"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--who", required=True)
    parser.add_argument("--greeting", type=Path, required=True, help="file to write")
    args = parser.parse_args()

    args.greeting.write_text(greet(args.who), encoding="utf-8")


if __name__ == "__main__":
    main()
