import unittest

import main


class MakePointsTest(unittest.TestCase):
    def test_lie_near_the_line(self) -> None:
        for x, y in main.make_points(count=100, seed=0):
            self.assertAlmostEqual(y, 3 * x + 1, delta=0.5)

    def test_are_the_same_for_a_seed(self) -> None:
        self.assertEqual(main.make_points(5, seed=1), main.make_points(5, seed=1))


if __name__ == "__main__":
    unittest.main()
