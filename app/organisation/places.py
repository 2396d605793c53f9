"""Places understand where in a file each value stands, so that a fault can name the line.

A document is read as plain text values, as app/plain.py does; a path into it is a tuple of keys
and numbers, and `Document.where` says where that is in words.
"""

from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Any

import yaml

from app.plain import TEXT

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong, where in the document, and what to do about it, in Swedish."""

    path: Path
    says: str


@dataclass(slots=True)
class Document:
    """What was read, with the place of each value; `faults` are those of the writing itself."""

    name: str
    raw: Any
    places: dict[Path, str] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def where(self, path: Path) -> str:
        """The nearest place that is known, and the key."""
        for length in range(len(path), 0, -1):
            if place := self.places.get(path[:length]):
                return f"{place}, {dotted(path)}"
        return f"{self.name}, {dotted(path)}" if path else self.name


def dotted(path: Path) -> str:
    """units[3].provider"""
    parts = [f"[{one}]" if isinstance(one, int) else f".{one}" for one in path]
    return "".join(parts).lstrip(".")


def of_yaml(path: FilePath) -> Document:
    """A YAML file. Raises OSError, UnicodeError or yaml.YAMLError."""
    return in_yaml(path.read_text(encoding="utf-8-sig"), path.name)


def in_yaml(written: str, name: str) -> Document:
    """YAML as text; `null` and an empty value are nothing, and left out."""
    document = Document(name, None)
    node = yaml.compose(written, TEXT)
    document.raw = None if node is None else _read(node, (), document)
    return document


def _read(node: Any, path: Path, document: Document) -> Any:
    line = node.start_mark.line + 1
    document.places[path] = f"{document.name} rad {line}"
    match node:
        case yaml.MappingNode():
            found: dict[str, Any] = {}
            for key, value in node.value:
                name = str(key.value)
                if name in found:
                    document.places[*path, name] = f"{document.name} rad {key.start_mark.line + 1}"
                    document.faults.append(Fault((*path, name), "Nyckeln står två gånger."))
                    continue
                if not _nothing(value):
                    found[name] = _read(value, (*path, name), document)
            return found
        case yaml.SequenceNode():
            return [_read(one, (*path, place), document) for place, one in enumerate(node.value)]
        case _:
            return node.value


def _nothing(node: Any) -> bool:
    plain = isinstance(node, yaml.ScalarNode) and node.style is None
    return plain and node.value in {"", "null", "~"}
