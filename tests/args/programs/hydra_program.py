"""A Hydra program."""
import hydra
from hydra.core.config_store import ConfigStore
from omegaconf import OmegaConf

from ports import PORTS, tell

ABSENT = "<absent>"
KEYS = [name for name, _ in PORTS]


def configuration():
    quiet = {"run": {"dir": "."}, "output_subdir": None}
    config = OmegaConf.create({"hydra": quiet})
    for key in KEYS:
        OmegaConf.update(config, key, ABSENT)
    return config


@hydra.main(version_base=None, config_path=None, config_name="program")
def main(config):
    plain = OmegaConf.to_container(config, resolve=True, throw_on_missing=True)
    values = {}
    for key in KEYS:
        value = plain
        for part in key.split("."):
            value = value[part]
        if value != ABSENT:
            values[key] = value
    tell(values)


ConfigStore.instance().store(
    name="program", node={"defaults": [{"override hydra/job_logging": "none"},
                                       {"override hydra/hydra_logging": "none"},
                                       "_self_"], **configuration()})
main()
