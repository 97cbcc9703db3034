"""A program of Python Fire."""
import fire

from ports import tell

fire.Fire(lambda **given: tell(given))
