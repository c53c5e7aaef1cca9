"""Addresses, where nothing is sent, the signature, the patience."""

from __future__ import annotations

from datetime import timedelta
from ipaddress import ip_address, ip_network

import pytest

from foundation.errors import Invalid
from foundation.outbox.mail import read_server
from foundation.outbox.rules import DELAYS, code_of, delay_after, may_call, read_hook, read_mailbox, signature


@pytest.mark.parametrize("written", ["a@b.cn", " office.one+x@mail.school.edu.cn "])
def test_mailboxes(written: str) -> None:
    assert read_mailbox(written) == written.strip()


@pytest.mark.parametrize(
    "written",
    [
        "",
        "a",
        "a@b",
        "a b@c.cn",
        "a@b.cn\nBcc: x@y.cn",
        "a@@b.cn",
        ".a@b.cn",
        "a..b@c.cn",
        "王@b.cn",
        "a@-b.cn",
    ],
)
def test_what_is_no_mailbox(written: str) -> None:
    with pytest.raises(Invalid):
        read_mailbox(written)


def test_a_hook_has_its_parts() -> None:
    hook = read_hook(" https://Hooks.example.org:8443/a/b?c=d ")
    assert (hook.host, hook.port, hook.target) == ("hooks.example.org", 8443, "/a/b?c=d")
    assert (read_hook("https://[2001:db8::1]").host, read_hook("https://x.cn").target) == ("2001:db8::1", "/")


@pytest.mark.parametrize(
    "written",
    [
        "http://x.cn", "https://", "https://u:p@x.cn/", "https://x.cn/#a", "https://x.cn:0/", "https://x.cn:99999",
        "https://x.cn/a b", "https://x.cn/\r\nX: y", "file:///etc", "https://" + "x" * 300,
    ],
)  # fmt: skip
def test_what_is_no_hook(written: str) -> None:
    with pytest.raises(Invalid):
        read_hook(written)


@pytest.mark.parametrize(
    "number",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
        "224.0.0.1", "255.255.255.255", "::", "::1", "fe80::1", "fc00::1", "ff02::1", "::ffff:10.0.0.1",
        "64:ff9b::a00:1", "2002:a00:1::", "2001:db8::1",
    ],
)  # fmt: skip
def test_private_machines(number: str) -> None:
    assert not may_call(ip_address(number))


@pytest.mark.parametrize("number", ["1.1.1.1", "2606:4700::1111", "::ffff:1.1.1.1", "64:ff9b::101:101"])
def test_public_machines(number: str) -> None:
    assert may_call(ip_address(number))


def test_networks_that_the_operator_allows() -> None:
    allowed = (ip_network("10.1.0.0/16"),)
    assert may_call(ip_address("10.1.2.3"), allowed)
    assert may_call(ip_address("::ffff:10.1.2.3"), allowed)
    assert not may_call(ip_address("10.2.2.3"), allowed)


def test_the_signature_is_the_one_of_the_standard() -> None:
    found = signature(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        1614265330,
        b'{"test": 2432232314}',
    )
    assert found == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_codes_and_patience() -> None:
    assert code_of(bytes(32)) == "000000"
    assert code_of((1_234_567).to_bytes(8, "big")) == "234567"
    assert (delay_after(1), delay_after(len(DELAYS) + 1)) == (timedelta(seconds=5), None)
    assert timedelta(days=1) < sum(DELAYS, timedelta()) < timedelta(days=3)


def test_mail_servers() -> None:
    server = read_server("smtps://u%40x:p%2Fw@mail.example.org", "a@b.cn")
    assert (server.host, server.port, server.user, server.password) == ("mail.example.org", 465, "u@x", "p/w")
    assert read_server("smtp://mail.example.org", "a@b.cn").port == 587
    assert read_server("", "") is None


@pytest.mark.parametrize(
    "url, sender",
    [
        ("mail.example.org", "a@b.cn"), ("smtp+plain://mail.example.org", "a@b.cn"),
        ("https://x.cn", "a@b.cn"),
        ("smtp://x.cn:no", "a@b.cn"), ("smtp://x.cn", "nobody"), ("smtp://", "a@b.cn"),
    ],
)  # fmt: skip
def test_mail_servers_that_are_none(url: str, sender: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_server(url, sender)
    assert "p/w" not in str(refused.value)
