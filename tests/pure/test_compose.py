"""The containers: what each is denied, who reaches whom, and what the proxy promises the browser."""

import re
from typing import Any

import pytest
import yaml

from app import settings
from tests.databases import ROOT

TOLD = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))
SERVICES: dict[str, dict[str, Any]] = TOLD["services"]
CADDY = (ROOT / "Caddyfile").read_text("utf-8")
ONCE = {"migrate"}


def block(opens: str) -> str:
    """What stands in the Caddyfile under a line, to the brace that closes it."""
    start = CADDY.index(opens)
    return CADDY[start : CADDY.index("\n}", start)]


def test_these_are_the_services() -> None:
    assert set(SERVICES) == {"postgres", "migrate", "app", "proxy"}


@pytest.mark.parametrize("name", SERVICES)
def test_each_container_is_denied_what_it_does_not_need(name: str) -> None:
    one = SERVICES[name]
    user, group = map(int, one["user"].split(":"))
    assert user > 0 < group, "root in no container"
    assert one["read_only"] is True
    assert one["cap_drop"] == ["ALL"]
    assert one["security_opt"] == ["no-new-privileges:true"]
    assert one.get("cap_add", []) == (["NET_BIND_SERVICE"] if name == "proxy" else [])
    for never in ("privileged", "network_mode", "pid", "ipc", "devices"):
        assert never not in one
    assert not any("docker.sock" in each for each in one.get("volumes", []))


@pytest.mark.parametrize("name", SERVICES)
def test_each_container_that_stays_is_asked_how_it_is_and_comes_back(name: str) -> None:
    one = SERVICES[name]
    if name in ONCE:
        assert one["healthcheck"] == {"disable": True}
        assert "restart" not in one
    else:
        assert one["healthcheck"]["test"][0].startswith("CMD")
        assert one["restart"] == "unless-stopped"
    if "image" in one:
        assert re.search(r":\d", one["image"]), "a version that is said"


def test_the_world_reaches_the_proxy_alone_and_the_database_nobody_but_the_app() -> None:
    assert {name for name, one in SERVICES.items() if "ports" in one} == {"proxy"}
    on = {name: set(one["networks"]) for name, one in SERVICES.items()}
    assert on == {
        "postgres": {"inner"}, "migrate": {"inner"}, "app": {"inner", "front", "outer"},
        "proxy": {"front", "outer"},
    }  # fmt: skip
    assert TOLD["networks"]["inner"]["internal"]
    assert TOLD["networks"]["front"]["internal"]


def test_only_the_proxy_is_believed_when_it_says_for_whom_it_asks() -> None:
    address = SERVICES["proxy"]["networks"]["front"]["ipv4_address"]
    told = settings.read({"KVARTEN_PROXIES": SERVICES["app"]["environment"]["KVARTEN_PROXIES"]})
    assert told.proxies == (f"{address}/32",)
    way_in = block("https://{$KVARTEN_NAME")
    assert "header_up X-Forwarded-For {remote_host}" in way_in
    assert "header_up X-Forwarded-Proto https" in way_in
    assert "header_up Host" not in way_in, "Origin is compared with Host as the browser wrote it"


def test_the_proxy_speaks_tls_says_so_for_a_year_and_sends_everybody_there() -> None:
    way_in = block("https://{$KVARTEN_NAME")
    assert "tls {$KVARTEN_TLS:internal}" in way_in
    [seconds] = re.findall(r'Strict-Transport-Security "max-age=(\d+)"', way_in)
    assert int(seconds) >= 365 * 24 * 3600
    assert block("http://{$KVARTEN_NAME").split() == [
        "http://{$KVARTEN_NAME:localhost}", "{", "redir", "https://{host}{uri}", "308",
    ]  # fmt: skip
    ports = {one.rpartition(":")[2] for one in SERVICES["proxy"]["ports"]}
    assert ports == set(re.findall(r"https?_port (\d+)", CADDY))


def test_the_gauges_are_for_the_inside_and_what_is_sent_is_bounded() -> None:
    way_in = block("https://{$KVARTEN_NAME")
    assert re.search(r"@inside path .*/metrics", way_in)
    assert "respond @inside 404" in way_in
    assert "max_size 17MB" in way_in


def test_every_variable_of_the_containers_is_known_to_the_program_or_to_them_alone() -> None:
    text = (ROOT / "docker-compose.yml").read_text("utf-8")
    named = {name.lower() for name in re.findall(r"KVARTEN_([A-Z_]+)", text + CADDY)}
    assert named <= set(settings.KNOWN) | settings.ELSEWHERE


def test_the_image_runs_as_nobody_in_particular() -> None:
    told = (ROOT / "Dockerfile").read_text("utf-8")
    last = told.rpartition("\nFROM ")[2]
    assert re.search(r"useradd .*--uid 10001\b", last)
    assert re.search(r"^USER kvarten$", last, re.MULTILINE)
    assert "--require-hashes" in last
    assert SERVICES["app"]["user"].startswith("10001:")


@pytest.mark.parametrize("value", ["proxy", "10.0.0.0/33", "*", "10.0.0.1/8"])
def test_a_proxy_is_an_address_and_never_everybody(value: str) -> None:
    with pytest.raises(settings.Misconfigured, match="KVARTEN_PROXIES ska vara IP-adresser"):
        settings.read({"KVARTEN_PROXIES": value})
