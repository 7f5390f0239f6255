"""Where requests may go: public addresses, in whatever form others are dressed up, and what the user allows."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.intake.destinations import Endpoint, endpoint, is_listed, not_public, stated_endpoint

PUBLIC = ("8.8.8.8", "1.1.1.1", "172.32.0.1", "192.0.1.1", "100.128.0.1", "2001:4860:4860::8888", "2606:4700::1111")
NOT_PUBLIC = (
    *("0.0.0.0", "0.1.2.3", "10.0.0.1", "100.64.0.1", "127.0.0.1", "127.8.8.8", "169.254.169.254", "172.16.0.1"),
    *("172.31.255.255", "192.0.0.192", "192.0.2.1", "192.168.1.1", "198.18.0.1", "198.19.255.255", "198.51.100.9"),
    *("203.0.113.7", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255", "100.100.100.200"),
    *("168.63.129.16", "::", "::1", "fc00::1", "fd00:ec2::254", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1"),
    *("2001:db8::1", "3fff::1", "100::1", "5f00::1", "2001:2::1", "2001:10::1", "4000::1", "64:ff9b:1::8.8.8.8"),
)
CARRYING = ("::ffff:0:0/96", "::/96", "::ffff:0:0:0/96", "64:ff9b::/96", "2002::/16", "2001::/32")
CARRIERS = ("::ffff:{}", "::{}", "::ffff:0:{}", "64:ff9b::{}", "2a00::5efe:{}", "2a00::200:5efe:{}")


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_are_public(address: str) -> None:
    assert not_public(address) is None


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_others_are_not_and_it_is_said_what_they_are(address: str) -> None:
    assert not_public(address)


@given(st.ip_addresses(v=4), st.sampled_from(CARRIERS))
def test_an_address_that_carries_another_is_as_public_as_that_one(inner: ipaddress.IPv4Address, form: str) -> None:
    if form != "::{}" or int(inner) > 1:
        assert bool(not_public(form.format(inner))) == bool(not_public(str(inner)))


@given(st.ip_addresses(v=4))
def test_tunnels_are_as_public_as_both_their_ends(inner: ipaddress.IPv4Address) -> None:
    number = int(inner)
    assert bool(not_public(str(ipaddress.IPv6Address(0x2002 << 112 | number << 80)))) == bool(not_public(str(inner)))
    teredo = 0x20010000 << 96
    server = ipaddress.IPv6Address(teredo | number << 64 | 0xFFFFFFFF ^ int(ipaddress.IPv4Address("8.8.8.8")))
    client = ipaddress.IPv6Address(teredo | int(ipaddress.IPv4Address("8.8.8.8")) << 64 | 0xFFFFFFFF ^ number)
    for tunnel in (server, client):
        assert bool(not_public(str(tunnel))) == bool(not_public(str(inner)))


@given(st.ip_addresses())
def test_what_python_calls_private_or_odd_is_never_public(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> None:
    odd = address.is_private or address.is_loopback or address.is_link_local or address.is_multicast
    if odd or address.is_unspecified or address.is_reserved:
        assert not_public(str(address)) or any(address in ipaddress.ip_network(n) for n in CARRYING)


@given(st.text())
def test_what_is_no_address_is_not_public(text: str) -> None:
    try:
        ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        assert not_public(text)


@pytest.mark.parametrize(
    ("host", "is_allowed"),
    [
        ("news.corp.example", True),
        ("NEWS.corp.example.", True),
        ("corp.example", False),
        ("evilcorp.example", False),
        ("10.0.0.5", True),
        ("10.0.0.50", False),
        ("[fd00::0:1]", True),
        ("fd00::1", True),
        ("intranet", True),
        ("intranet.example", False),
        ("", False),
    ],
)
def test_listed_hosts_are_those_and_no_others(host: str, is_allowed: bool) -> None:
    assert is_listed(host, ("*.Corp.example", "10.0.0.5", "fd00:0::1", "intranet", "")) is is_allowed


def test_a_stated_address_is_that_of_the_most_exact_name() -> None:
    stated = {"*.example": "10.0.0.1", "*.news.example": "10.0.0.2:81", "a.news.example": "[fd00::1]:82", "b": "::1"}
    assert stated_endpoint("a.news.example", stated) == Endpoint("fd00::1", 82)
    assert stated_endpoint("b.news.example", stated) == Endpoint("10.0.0.2", 81)
    assert stated_endpoint("c.example", stated) == Endpoint("10.0.0.1")
    assert stated_endpoint("b", stated) == Endpoint("::1")
    assert stated_endpoint("c.test", stated) is None


@pytest.mark.parametrize(
    "text", ["news.example", "10.0.0.1:", "10.0.0.1:x", "10.0.0.1:70000", "", "[::1", "10.0.0.1:-1"]
)
def test_what_is_no_endpoint_is_refused(text: str) -> None:
    if text == "10.0.0.1:" or text == "[::1":
        assert endpoint(text).port is None
    else:
        with pytest.raises(ValueError, match=r".*"):
            endpoint(text)
