"""The one frozen settings object, made from the environment by one function and passed on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import msgspec

from foundation.errors import FieldProblem, Invalid
from foundation.text import text


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that differs between installations.

    Each value is read from `YUZHENG_` + its name in capitals; the defaults suit one office on a laptop.
    """

    #: Embedded database, keys and issued documents live here.
    data_dir: Path = Path("var")
    #: Any PostgreSQL 15 or later; empty: an embedded server in `data_dir`.
    database_url: str = ""
    #: The address by which pages, API and jobs connect, with a login of their own; empty: the embedded
    #: server's, or else that of `database_url`, in the role below.
    app_database_url: str = ""
    #: The role in which pages, API and jobs work. It may neither change the schema nor rewrite history.
    database_role: str = "yuzheng_app"
    #: Database connections of one process.
    pool_size: int = 8
    #: Seconds after which the database breaks off a search of the ban register; whoever asked is refused.
    screening_seconds: float = 10.0
    #: Processes that compare everybody with the ban register; 0: one for each core, at most eight.
    sweep_processes: int = 0
    host: str = "127.0.0.1"
    port: int = 8000
    #: The address that people and QR codes use; https here turns on secure cookies and HSTS.
    public_url: str = ""
    #: Peers whose X-Forwarded-For is believed, separated by commas.
    trusted_proxies: tuple[str, ...] = ()
    #: Sealing keys as JSON; empty: the file `keys.json` in `data_dir`.
    keys: str = ""
    #: Minutes without a request after which a session ends.
    session_idle_minutes: int = 30
    #: Hours after which a session ends in any case.
    session_absolute_hours: int = 12
    #: The mail server: `smtps://user:password@host` (TLS), `smtp://…` (STARTTLS) or `smtp+plain://localhost`.
    smtp_url: str = ""
    #: In whose name e-mail is sent.
    mail_from: str = ""
    #: Private networks that webhooks may reach, as `10.20.0.0/16`, separated by commas.
    webhook_networks: tuple[str, ...] = ()
    #: A time-stamp authority (RFC 3161) that is asked for every signed document; empty: none.
    timestamp_url: str = ""
    #: 电子证照类型代码: with it certificates get a licence identifier (GB/T 36904). Given by the ministry.
    licence_type_code: str = ""
    #: Shows the page of parts at /design.
    development: bool = False

    @property
    def address(self) -> str:
        """The address under which people reach the site, without a slash at the end."""
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")

    @property
    def secure(self) -> bool:
        """Whether people reach the site over TLS."""
        return self.address.startswith("https://")

    @property
    def session_idle(self) -> timedelta:
        return timedelta(minutes=self.session_idle_minutes)

    @property
    def session_absolute(self) -> timedelta:
        return timedelta(hours=self.session_absolute_hours)

    @property
    def documents_dir(self) -> Path:
        """Where issued certificates are filed."""
        return self.data_dir / "documents"

    @property
    def keys_file(self) -> Path:
        return self.data_dir / "keys.json"


def from_environment(environ: Mapping[str, str]) -> Settings:
    """Settings from `YUZHENG_…` variables.

    Raises `Invalid` with one problem for each variable that cannot be read.
    """
    values: dict[str, object] = {}
    problems: list[FieldProblem] = []
    for field in msgspec.structs.fields(Settings):
        name = f"YUZHENG_{field.name.upper()}"
        raw = environ.get(name, "").strip()
        if not raw:
            continue
        try:
            values[field.name] = _read(raw, field.type)
        except (ValueError, msgspec.ValidationError):
            problems.append(FieldProblem(name, text("{name} cannot be “{value}”.", name=name, value=raw)))
    if problems:
        raise Invalid(problems, text("The environment has settings that cannot be read."))
    return Settings(**values)  # type: ignore[arg-type]  # every value was converted to its field's type


def _read(raw: str, kind: object) -> object:
    if kind is Path:
        return Path(raw)
    if kind == tuple[str, ...]:
        return tuple(part.strip() for part in raw.split(",") if part.strip())
    return msgspec.convert(raw, kind, strict=False)
