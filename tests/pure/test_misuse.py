"""Misuse: a command that is not written as it should be is told in Swedish, and where its help is."""

import sys

import pytest

from app import cli

WRONG = [
    (["rules", "nope"], "Kommandot finns inte", "rules"),
    (["nope"], "Kommandot finns inte", ""),
    (["rules", "check", "mer"], "Kommandot finns inte, eller är inte skrivet så.", "rules check"),
    (["rules", "backtest"], "RULE saknas.", "rules backtest"),
    (["rules", "backtest", "x", "--ort"], "Flaggan --ort finns inte.", "rules backtest"),
    (["agenda"], "--centre saknas.", "agenda"),
    (["agenda", "--centre", "X", "--date", "igår"], "Värdet på --date går inte att förstå.", "agenda"),
    (["demo", "--huddles", "900"], "Värdet på --huddles går inte att förstå.", "demo"),
    (["clock", "--help"], "", ""),
]  # fmt: skip


@pytest.mark.parametrize(("words", "says", "help_"), WRONG)
def test_a_command_that_cannot_be_read_is_told_in_swedish(
    words: list[str], says: str, help_: str,
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.setattr(sys, "argv", ["kvarten", *words])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    told = capsys.readouterr()
    assert ended.value.code == (2 if says else 0)
    assert says in told.err
    path = " ".join(["kvarten", help_]).strip()
    assert not says or told.err.strip().endswith(f"Kör {path} --help för att se hur det skrivs.")
    assert "Error" not in told.err
    assert "Traceback" not in told.err + told.out


def test_what_a_command_answers_is_what_the_process_answers(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["kvarten", "rules", "check"])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert (ended.value.code, capsys.readouterr().out) == (0, "36 regler, 0 fel.\n")
