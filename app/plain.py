"""Plain understands YAML in which everything is text: 12:30 stays 12:30, and no is no False."""

from pathlib import Path
from typing import Any

import yaml

# The one written in C reads ten times as fast; a PyYAML built without it has the other.
_BASE: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


class Twice(yaml.MarkedYAMLError):
    """A key that stands twice under the same heading; `problem` is in Swedish."""


class TEXT(_BASE):  # type: ignore[misc]
    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """Of a key that stands twice YAML itself lets the first be lost without a word."""
        seen = set()
        for key, _ in node.value:
            if key.value in seen:
                says = f"”{key.value}” står två gånger, rad {key.start_mark.line + 1}"
                raise Twice(problem=says, problem_mark=key.start_mark)
            seen.add(key.value if isinstance(key.value, str) else id(key))
        found: dict[Any, Any] = super().construct_mapping(node, deep)
        return found


def read(path: Path) -> Any:
    """The file's mappings, lists and strings. Raises OSError, UnicodeError or yaml.YAMLError."""
    return yaml.load(path.read_text(encoding="utf-8"), TEXT)  # noqa: S506 a BaseLoader either way
