"""Plain understands YAML in which everything is text: 12:30 stays 12:30, and no is no False."""

from pathlib import Path
from typing import Any

import yaml

# The one written in C reads ten times as fast; a PyYAML built without it has the other.
TEXT = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


def read(path: Path) -> Any:
    """The file's mappings, lists and strings. Raises OSError, UnicodeError or yaml.YAMLError."""
    return yaml.load(path.read_text(encoding="utf-8"), TEXT)  # noqa: S506 a BaseLoader either way
