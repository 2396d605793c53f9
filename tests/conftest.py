"""What every suite may ask for. The ground floor's tests ask for nothing of it.

When a run is over, what was logged in it is read through: a name or a number in it fails the run.
"""

import pytest

from tests import quiet

pytest_plugins = ("tests.databases", "tests.houses")


def pytest_configure() -> None:
    # The workers of a run start later, and inherit where to write.
    quiet.folder()
    quiet.listen()


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    if hasattr(session.config, "workerinput"):
        return
    if overheard := list(quiet.overheard()):
        session.config.stash[OVERHEARD] = overheard
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
    else:
        quiet.forget()


OVERHEARD = pytest.StashKey[list[str]]()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for line in terminalreporter.config.stash.get(OVERHEARD, []):
        terminalreporter.write_line(f"FAILED: a log tells of somebody: {line}", red=True)
