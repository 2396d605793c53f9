"""Setup turns a machine with only Python into one with .tools/ (uv) and .venv/ (all the rest).

Run by make with whatever `python3` is; so this file alone must be readable by an old Python.
"""

import ast
import hashlib
import json
import os
import ssl
import subprocess
import sys
import tempfile
import urllib.parse
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ROOT / ".tools"
UV = "uv==0.13.9"
PYPI = "https://pypi.org/simple"
# Not the one in a virtual environment that happens to be active, since that may be our own.
PYTHON = getattr(sys, "_base_executable", sys.executable)


def refuse(swedish, english):
    sys.exit("\n%s\n%s\n" % (swedish, english))


def check_python():
    if sys.version_info < (3, 11):
        found = sys.version.split()[0]
        refuse(
            "Kvarten behöver Python 3.11 eller nyare; python3 här är %s. "
            "Peka ut en nyare: make setup PYTHON=/sökväg/till/python3.12" % found,
            "Kvarten needs Python 3.11 or newer; python3 here is %s. "
            "Point at a newer one: make setup PYTHON=/path/to/python3.12" % found,
        )


def pip_was_told(pip):
    """What pip was told, by environment or by file, by option: uv reads neither."""
    told = {}
    # Beware: `config get` of older pips overlooks /etc/pip.conf, which `config list` shows.
    listed = subprocess.run(
        [*pip, "config", "list"], stdout=subprocess.PIPE, text=True, check=False
    ).stdout
    for line in listed.splitlines():
        name, _, value = line.partition("=")
        place, _, option = name.rpartition(".")
        if place in ("global", "install") or place == ":env:":
            told[option] = ast.literal_eval(value)
    return told


def make_tools():
    """Make .tools/ with uv in it. Debian's Python may come without venv's pip: then fetch pip."""
    python = TOOLS / "bin" / "python"
    whole = subprocess.run(
        [PYTHON, "-m", "venv", "--clear", str(TOOLS)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    if whole.returncode == 0:
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", UV], check=True)
        return
    subprocess.run([PYTHON, "-m", "venv", "--clear", "--without-pip", str(TOOLS)], check=True)
    with tempfile.TemporaryDirectory() as folder:
        wheel = fetch_pip(Path(folder))
        pip = [str(python), str(wheel / "pip")]
        subprocess.run([*pip, "install", "--quiet", "pip", UV], check=True)


def fetch_pip(folder):
    """Download pip's newest wheel, checked against the sum the index gives."""
    index = os.environ.get("PIP_INDEX_URL", PYPI).rstrip("/") + "/pip/"
    asked = urllib.request.Request(index, headers={"Accept": "application/vnd.pypi.simple.v1+json"})
    with urllib.request.urlopen(asked, timeout=60) as answer:
        files = json.load(answer)["files"]
    wheels = [f for f in files if f["filename"].endswith("-py3-none-any.whl")]
    newest = [f for f in wheels if not f.get("yanked")][-1]
    with urllib.request.urlopen(urllib.parse.urljoin(index, newest["url"]), timeout=60) as answer:
        content = answer.read()
    if hashlib.sha256(content).hexdigest() != newest["hashes"]["sha256"]:
        refuse(
            "Det hämtade pip stämmer inte med sin kontrollsumma.",
            "The downloaded pip does not match its checksum.",
        )
    wheel = folder / newest["filename"]
    wheel.write_bytes(content)
    return wheel


def fill_venv():
    """Fill .venv/ with exactly what uv.lock says, from pip's own index where one is set."""
    pip = [str(TOOLS / "bin" / "python"), "-m", "pip"]
    uv = str(TOOLS / "bin" / "uv")
    told = pip_was_told(pip)
    index = told.get("index-url", PYPI)
    surrounding = dict(os.environ, UV_PYTHON_DOWNLOADS="never", UV_NO_CONFIG="1")
    surrounding.setdefault("UV_DEFAULT_INDEX", index)
    if "cert" in told:
        surrounding.setdefault("SSL_CERT_FILE", told["cert"])
    # As pip does: believe whom the machine believes, such as the proxy of the house it stands in.
    known = ssl.get_default_verify_paths()
    if known.cafile or known.capath:
        surrounding.setdefault("UV_SYSTEM_CERTS", "1")

    def run(*words, **more):
        return subprocess.run([uv, *words], cwd=str(ROOT), env=surrounding, check=True, **more)

    if index.rstrip("/") == PYPI:
        run("sync", "--frozen", "--quiet", "--python", PYTHON)
        return
    # The lock names PyPI's own addresses; a mirror has the same files, known by the same sums.
    run("venv", "--quiet", "--clear", "--python", PYTHON, ".venv")
    with tempfile.TemporaryDirectory() as folder:
        pinned = str(Path(folder) / "requirements.txt")
        run("export", "--frozen", "--quiet", "--no-emit-project", "--output-file", pinned)
        run("pip", "install", "--quiet", "--require-hashes", "--requirement", pinned)
    run("pip", "install", "--quiet", "--no-deps", "--editable", ".")


def main():
    check_python()
    if not (TOOLS / "bin" / "uv").exists():
        print("Hämtar verktyg (uv) …", flush=True)
        make_tools()
    print("Hämtar Pythonpaket …", flush=True)
    fill_venv()


if __name__ == "__main__":
    try:
        main()
    except subprocess.CalledProcessError as failure:
        refuse(
            "Uppsättningen misslyckades: %s" % " ".join(map(str, failure.cmd)),
            "Setup failed; the lines above say why. Is the package index reachable?",
        )
    except KeyboardInterrupt:
        sys.exit(130)
