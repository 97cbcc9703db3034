import unittest

import main

POINTS = [(x / 10, 3 * x / 10 + 1) for x in range(11)]


class FitTest(unittest.TestCase):
    def test_finds_the_line(self) -> None:
        model = main.fit(POINTS, epochs=1000, lr=0.5)
        self.assertAlmostEqual(model["slope"], 3, places=3)
        self.assertAlmostEqual(model["offset"], 1, places=3)

    def test_loss_of_the_line_is_zero(self) -> None:
        self.assertEqual(main.loss_of({"slope": 0, "offset": 2}, [(5, 2)]), 0)


if __name__ == "__main__":
    unittest.main()
