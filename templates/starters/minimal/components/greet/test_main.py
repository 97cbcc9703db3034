import unittest

import main


class GreetTest(unittest.TestCase):
    def test_names_the_person(self) -> None:
        self.assertEqual(main.greet("world"), "Hello, world!")


if __name__ == "__main__":
    unittest.main()
