"""A program that reads its words with OmegaConf."""
from omegaconf import OmegaConf

from ports import PORTS, tell

plain = OmegaConf.to_container(OmegaConf.from_cli(), resolve=True)
values = {}
for name, _ in PORTS:
    value = plain
    for part in name.split("."):
        value = value.get(part) if value else None
    values[name] = value
tell(values)
