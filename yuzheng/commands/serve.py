"""`yuzheng serve`: the site, until Ctrl-C."""

from __future__ import annotations

import click
import uvicorn
from litestar import Litestar
from uvicorn.supervisors import Multiprocess

from foundation.language import say
from foundation.postgres import database_url, stop_embedded
from foundation.settings import Settings
from foundation.text import text
from foundation.web.serving import settle, uvicorn_options
from yuzheng.app import create_app
from yuzheng.commands.saying import note, run, settings
from yuzheng.start import prepare


@click.command()
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="Web processes.")
def serve(workers: int) -> None:
    """Serve pages and API, and carry out background jobs."""
    wanted = settings()
    if workers == 1:
        run(serve_alone(wanted))
    else:
        _serve_together(wanted, workers)


async def serve_alone(wanted: Settings) -> None:
    """One process does everything."""
    note(_greeting(wanted))
    app = create_app(wanted)
    settle()
    await uvicorn.Server(uvicorn.Config(app, **uvicorn_options(wanted))).serve()


def _serve_together(wanted: Settings, workers: int) -> None:
    """This process keeps the database and the schema; its children serve."""
    url = database_url(wanted)
    try:
        run(prepare(wanted, url))
        config = uvicorn.Config(
            "yuzheng.commands.serve:child", factory=True, workers=workers, **uvicorn_options(wanted)
        )
        note(_greeting(wanted))
        Multiprocess(config, [config.bind_socket()]).run()
    finally:
        if not wanted.database_url:
            stop_embedded(wanted.data_dir)


def _greeting(wanted: Settings) -> str:
    return say(text("Yuzheng: {address} (Ctrl-C stops)", address=wanted.address))


def child() -> Litestar:
    """The application of one of several web processes."""
    app = create_app(settings(), migrated=True)
    settle()
    return app
