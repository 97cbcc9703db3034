import unittest
from pathlib import Path
from tempfile import TemporaryDirectory

from hydra import compose, initialize

import main

POINTS = [(x / 10, 3 * x / 10 + 1) for x in range(11)]


class FitTest(unittest.TestCase):
    def test_finds_the_line(self) -> None:
        model = main.fit(POINTS, epochs=1000, lr=0.5)
        self.assertAlmostEqual(model["slope"], 3, places=3)
        self.assertAlmostEqual(model["offset"], 1, places=3)

    def test_loss_of_the_line_is_zero(self) -> None:
        self.assertEqual(main.loss_of({"slope": 0, "offset": 2}, [(5, 2)]), 0)


class MainTest(unittest.TestCase):
    def test_writes_what_the_config_says(self) -> None:
        with TemporaryDirectory() as folder, initialize("conf", version_base="1.3"):
            Path(folder, "data").write_text("0,1\n1,4\n")
            paths = [f"{key}={folder}/{key}" for key in ("data", "model", "loss")]
            main.main(compose("config", ["epochs=500", *paths]))
            loss = float(Path(folder, "loss").read_text())
        self.assertAlmostEqual(loss, 0, places=3)


if __name__ == "__main__":
    unittest.main()
