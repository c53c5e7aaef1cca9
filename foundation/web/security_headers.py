"""The headers that every response carries, errors and files included."""

from __future__ import annotations

from typing import Final

from foundation.settings import Settings

Header = tuple[bytes, bytes]

#: Addresses below it hold a secret: it must not leave in a Referer nor be kept in a log.
SECRET_PATHS: Final = "/v/"  # noqa: S105 - where secrets are, not one of them

_POLICY: Final = "; ".join(
    [
        "default-src 'self'",
        "img-src 'self' data:",
        "object-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "form-action 'self'",
    ]
)
_PERMISSIONS: Final = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "browsing-topics",
        "camera",
        "geolocation",
        "gyroscope",
        "microphone",
        "payment",
        "usb",
    )
)
_ALWAYS: Final[tuple[Header, ...]] = (
    (b"content-security-policy", _POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"permissions-policy", _PERMISSIONS.encode()),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
_REFERRER: Final[Header] = (b"referrer-policy", b"same-origin")
_NO_REFERRER: Final[Header] = (b"referrer-policy", b"no-referrer")
_TLS: Final[Header] = (b"strict-transport-security", b"max-age=31536000; includeSubDomains")
_NO_STORE: Final[Header] = (b"cache-control", b"no-store")


class SecurityHeaders:
    """The headers of one installation, made once."""

    def __init__(self, settings: Settings) -> None:
        always = (*_ALWAYS, _TLS) if settings.secure else _ALWAYS
        self._open = [*always, _REFERRER]
        self._secret = [*always, _NO_REFERRER]

    def complete(self, headers: list[Header], *, is_secret: bool) -> list[Header]:
        """The response's own headers and ours; what says nothing about caching is not to be stored."""
        added = self._secret if is_secret else self._open
        for name, _ in headers:
            if name == b"cache-control":
                return headers + added
        return [*headers, *added, _NO_STORE]
