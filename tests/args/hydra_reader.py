"""What a Hydra program gets, by the Hydra that is on the path.

As a program it reads a line of JSON for each call, the arguments of read(), and
writes {"values": …} or {"error": text}.
"""
import dataclasses
import json
import os
import sys

ABSENT = "<absent>"


def old_dataclasses():
    """Before Python 3.11 any object was a legal default; Hydra 1.1 and 1.2
    count on it."""
    original = dataclasses.dataclass

    def dataclass(cls=None, /, **options):
        options = options if options.get("frozen") else {**options,
                                                         "unsafe_hash": True}
        return original(cls, **options)

    dataclasses.dataclass = dataclass


def leaf_of(config, key):
    for part in key.split("."):
        config = config[part]
    return config


def read(words, keys, env=()):
    """The program's values by key; what no word set is left out."""
    os.environ.update(env)
    given = get_args_parser().parse_args(words)
    overrides = PARSER.parse_overrides(given.overrides)
    sweeps = [o.input_line for o in overrides if o.is_sweep_override()]
    if sweeps:
        raise ValueError("a sweep: " + sweeps[0])
    config = OmegaConf.create({})
    for key in keys:
        OmegaConf.update(config, key, ABSENT)
    OmegaConf.set_struct(config, True)
    ConfigLoaderImpl._apply_overrides_to_config(overrides, config)
    config = OmegaConf.to_container(config, resolve=True,
                                    throw_on_missing=True)
    values = {key: leaf_of(config, key) for key in keys}
    return {k: v for k, v in values.items() if v is not ABSENT and v != ABSENT}


def answer(line):
    try:
        return {"values": read(*json.loads(line))}
    except Exception as error:
        return {"error": "%s: %s" % (type(error).__name__, error)}
    except SystemExit:
        return {"error": "the words are not understood"}


def main():
    for line in sys.stdin:
        print(json.dumps(answer(line)), flush=True)


if __name__ == "__main__":
    old_dataclasses()
from hydra._internal.config_loader_impl import ConfigLoaderImpl  # noqa: E402
from hydra._internal.utils import get_args_parser  # noqa: E402
from hydra.core.override_parser.overrides_parser import (  # noqa: E402
    OverridesParser)
from omegaconf import OmegaConf  # noqa: E402

PARSER = OverridesParser.create()
if __name__ == "__main__":
    main()
