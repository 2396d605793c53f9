"""What a login service's claims give: which role, for which place, and when nothing at all."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.access.offers import Means, Rule, offers
from app.access.roles import purposes

NOW = datetime(2026, 11, 23, 7, tzinfo=UTC)
CARE = "Vård och behandling"
BY = Means(
    (
        Rule("paTitleCode", "207010", "aldre_ssk"),
        Rule("commissionName", "Loggranskare", "logg_granskare"),
        Rule("hsaSystemRole", "KVARTEN;bistandshandlaggare", "bistandshandlaggare", "SE-BISTAND"),
    ),
    {"SE-VC-I-HSA": "SE-VC"},
    "endsOn",
)


def commission(key: str = "SE-K1", **other: Any) -> dict[str, Any]:
    told = {
        "commissionHsaId": key, "commissionPurpose": CARE, "healthCareUnitHsaId": "SE-VC",
        "healthCareProviderHsaId": "SE-REGION", "paTitleCode": "207010",
    }  # fmt: skip
    return {name: value for name, value in {**told, **other}.items() if value is not None}


TABLE = [
    # claims                                                  roles × scopes               why
    (commission(), ["aldre_ssk SE-VC"], "a nurse with a commission for care"),
    (commission(paTitleCode=["x", "207010"]), ["aldre_ssk SE-VC"], "one of several titles"),
    (commission(healthCareUnitHsaId="SE-VC-I-HSA"), ["aldre_ssk SE-VC"], "a unit by its other name"),
    (commission(paTitleCode="204010"), [], "no rule for the title"),
    (commission(commissionPurpose="Administration"), [], "the purpose is not care"),
    (commission(commissionPurpose=None), [], "no purpose is none that fits"),
    (commission(commissionHsaId=None), [], "a unit without a commission is where one works, no more"),
    (commission(healthCareUnitHsaId=None), [], "a commission right under the provider has no unit"),
    (commission(endsOn="2026-11-23T07:00:00Z"), [], "over this very moment"),
    (commission(endsOn="2026-11-24"), ["aldre_ssk SE-VC"], "over tomorrow"),
    (commission(endsOn="snart"), [], "an end that cannot be read has been"),
    (commission(endsOn="2026-11-01", allCommissions=[commission("SE-K2")]), ["aldre_ssk SE-VC"],
     "the chosen one's end is not the other's"),
    (commission(slutdatum="2026-11-01"), ["aldre_ssk SE-VC"], "a claim that nobody has said means an end"),
    (commission(commissionName="Loggranskare", commissionPurpose="Tillsyn", paTitleCode=None),
     ["logg_granskare SE-REGION"], "a role of the provider's"),
    ({"hsaSystemRole": "KVARTEN;bistandshandlaggare"}, ["bistandshandlaggare SE-BISTAND"],
     "no commission: a rule that names the place"),
    ({"hsaSystemRole": "KVARTEN;bistandshandlaggare-2"}, [], "another role that begins the same"),
    ({"paTitleCode": "207010", "allCommissions": [
        commission("SE-K1", paTitleCode=None), commission("SE-K2", paTitleCode=None, healthCareUnitHsaId="SE-B"),
    ]}, ["aldre_ssk SE-VC", "aldre_ssk SE-B"], "two commissions, a title told once"),
    (commission(allCommissions=[commission("SE-K2", commissionPurpose=None)]), [],
     "the chosen one's purpose is not the other's"),
    ({"paTitleCode": "207010", "allCommissions": '[{"commissionHsaId": "SE-K1", "commissionPurpose":'
      ' "Vård och behandling", "healthCareUnitHsaId": "SE-VC"}]'}, ["aldre_ssk SE-VC"], "a list as text"),
    ({"allCommissions": "[[["}, [], "a list that is none"),
    ({"allCommissions": [None, 1, "x", []]}, [], "commissions that are none"),
    ({}, [], "nothing said"),
]  # fmt: skip


@pytest.mark.parametrize(("claims", "given_", "why"), TABLE)
def test_claims_give_what_the_rules_say_and_nothing_else(
    claims: dict[str, Any], given_: list[str], why: str
) -> None:
    assert [f"{one.role} {one.scope}" for one in offers(claims, BY, NOW)] == given_, why


words = st.sampled_from([CARE, "Administration", "207010", "SE-VC", "", "\0", "Loggranskare"])
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | words,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from([*commission(), "allCommissions"]), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from([*commission(), "allCommissions"]), anything))
def test_whatever_is_claimed_a_role_of_ones_own_place_rests_on_a_commission_that_fits(
    claims: dict[str, Any],
) -> None:
    for one in offers(claims, BY, NOW):
        assert one.commission is not None
        assert any(purpose in str(claims) for purpose in purposes(one.role))
