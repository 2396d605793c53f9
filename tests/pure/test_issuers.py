"""The file of login services: what is wrong with it is said, and its secret never is."""

from pathlib import Path

import pytest

from app.access.issuers import read
from app.errors import Misconfigured

GOOD = """
issuers:
  - id: region
    name: Regionens inloggning
    issuer: https://idp.example.se
    client_id: kvarten
    client_secret_env: IDP_SECRET
    scopes: [openid, profile, hsa]
    hsa_prefixes: [SE2321000131-]
    decider: Anna Ek, förvaltningschef
    review_on: 2027-06-01
    roles:
      - {claim: paTitleCode, value: "207010", role: aldre_ssk}
      - {claim: groups, value: bistand, role: bistandshandlaggare, scope: SE0000001490-DEMOBI1}
    units: {SE2321000131-E000000000001: SE2321000131-DEMOVC01}
"""
SECRET = "hemligt-och-ingen-annans"
WRONG = [
    ("issuers:", "inget:", "skriv issuers:", None, "no list at all"),
    (
        "https://idp",
        "http://idp",
        "ska börja med https://",
        None,
        "claims that anybody could write",
    ),
    ("decider: Anna Ek, förvaltningschef", "decider: ''", "saknar decider", None, "nobody decided"),
    (
        "review_on: 2027-06-01",
        "review_on: nästa år",
        "ska vara en dag",
        None,
        "never looked at anew",
    ),
    ("role: aldre_ssk", "role: kung", "rollen kung finns inte", None, "no such role"),
    ("client_id:", "klient_id:", "saknar client_id", None, "a slip of the pen"),
    ("scopes:", "scope:", "scope finns inte", None, "another one"),
    ("value: bistand, ", "", "claim, value och role", None, "a rule for everybody"),
    ("x", "x", "IDP_SECRET är inte satt", {}, "the secret is not there"),
]


def written(folder: Path, text: str) -> Path:
    path = folder / "inloggning.yaml"
    path.write_text(text, "utf-8")
    return path


def test_a_file_says_whom_we_believe_and_what_it_means(tmp_path: Path) -> None:
    [one] = read(written(tmp_path, GOOD), {"IDP_SECRET": SECRET})
    assert (one.id, one.secret, one.means.rules[1].scope) == (
        "region",
        SECRET,
        "SE0000001490-DEMOBI1",
    )
    assert one.vouches_for("SE2321000131-P0001")
    assert not one.vouches_for("SE5555555555-P0001")
    assert SECRET not in repr(one)
    assert one.means.end is None
    ending = GOOD.replace("hsa_prefixes:", "end_claim: uppdragSlut\n    hsa_prefixes:")
    [other] = read(written(tmp_path, ending), {"IDP_SECRET": SECRET})
    assert other.means.end == "uppdragSlut"


@pytest.mark.parametrize(("old", "new", "says", "environ", "why"), WRONG)
def test_what_cannot_be_meant_is_refused_before_anything_starts(
    tmp_path: Path, old: str, new: str, says: str, environ: dict[str, str] | None, why: str
) -> None:
    told = {"IDP_SECRET": SECRET} if environ is None else environ
    with pytest.raises(Misconfigured) as refusal:
        read(written(tmp_path, GOOD.replace(old, new, 1)), told)
    assert says in str(refusal.value) or (old == "issuers:" and "issuers:" in str(refusal.value)), (
        why
    )
    assert SECRET not in str(refusal.value)


def test_a_secret_may_lie_in_a_file_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text(SECRET + "\n", "utf-8")
    text = GOOD.replace(
        "client_secret_env: IDP_SECRET", f"client_secret_file: {tmp_path / 'secret'}"
    )
    [one] = read(written(tmp_path, text), {})
    assert one.secret == SECRET
