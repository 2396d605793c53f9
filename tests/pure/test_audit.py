"""The audit finds what is not pinned, not hashed, from elsewhere, or not ours to use."""

import copy
from typing import Any

import pytest

from scripts.audit import _json, _toml, allowed, npm_faults, python_faults

LICENCES = [
    ("MIT", True), ("MIT License", True), ("BSD License", True), ("Apache Software License", True),
    ("Apache-2.0 OR GPL-3.0-only", True), ("MPL-2.0 AND (Apache-2.0 OR MIT)", True),
    ("Mozilla Public License 2.0 (MPL 2.0)", True), ("ISC License (ISCL)", True),
    ("Python Software Foundation License", True), ("(MIT OR CC0-1.0)", True),
    ("GPL-3.0-only", False), ("AGPL-3.0", False), ("MIT AND GPL-3.0-only", False),
    ("GNU General Public License v3 (GPLv3)", False), ("Proprietary", False), ("", False),
    ("UNLICENSED", False), ("SSPL-1.0", False),
]  # fmt: skip


@pytest.mark.parametrize(("licence", "may"), LICENCES)
def test_a_licence_is_one_that_we_know(licence: str, may: bool) -> None:
    assert allowed(licence) is may


def test_what_is_locked_is_pinned_and_hashed() -> None:
    assert not list(python_faults(_toml("uv.lock"), _toml("pyproject.toml")))
    assert not list(npm_faults(_json("package-lock.json"), _json("package.json")))


@pytest.fixture
def python() -> tuple[dict[str, Any], dict[str, Any]]:
    return copy.deepcopy((_toml("uv.lock"), _toml("pyproject.toml")))


def test_a_python_package_that_is_spoilt_is_named(python) -> None:
    lock, project = python
    first, second, third = lock["package"][:3]
    first["wheels"][0]["hash"] = ""
    second["source"] = {"git": "https://example.com/x"}
    third["wheels"][0]["url"] = "https://example.com/x.whl"
    project["project"]["dependencies"] += ["not-there>=1", "fastapi @ https://example.com/y"]
    told = "\n".join(python_faults(lock, project))
    assert f"{first['name']}: en fil är utan avtryck" in told
    assert f"{second['name']}: hämtas inte från PyPI" in told
    assert f"{third['name']}: filen ligger någon annanstans" in told
    assert "not-there: efterfrågas men är inte låst" in told
    assert "fastapi: hämtas från en adress" in told


def test_an_npm_package_that_is_spoilt_is_named() -> None:
    lock, package = copy.deepcopy((_json("package-lock.json"), _json("package.json")))
    first, second, third, *_ = [path for path in lock["packages"] if path]
    del lock["packages"][first]["integrity"]
    lock["packages"][second]["resolved"] = "https://example.com/x.tgz"
    lock["packages"][third]["license"] = "SSPL-1.0"
    package["dependencies"] = {"not-there": "1"}
    told = "\n".join(npm_faults(lock, package))
    assert "är utan avtryck" in told
    assert "hämtas inte från npm" in told
    assert "licensen 'SSPL-1.0' är inte tillåten" in told
    assert "not-there: efterfrågas men är inte låst" in told
