"""`yuzheng serve`: the site, until Ctrl-C."""

from __future__ import annotations

import click
import uvicorn
from litestar import Litestar

from foundation.migrations import migrate
from foundation.settings import Settings
from foundation.web.serving import uvicorn_options
from yuzheng.app import create_app
from yuzheng.commands.saying import note, run, settings
from yuzheng.start import database_server


@click.command()
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="Web processes.")
def serve(workers: int) -> None:
    """Serve pages and API, and carry out background jobs."""
    run(serve_until_stopped(settings(), workers))


async def serve_until_stopped(wanted: Settings, workers: int = 1) -> None:
    """One process serves itself; several are children of this one, which keeps the database."""
    note(f"Yuzheng 育证: {wanted.address}  (Ctrl-C stops)")
    if workers == 1:
        await uvicorn.Server(uvicorn.Config(create_app(wanted), **uvicorn_options(wanted))).serve()
        return
    async with database_server(wanted) as url:
        await migrate(url)
        config = uvicorn.Config(
            "yuzheng.commands.serve:child", factory=True, workers=workers, **uvicorn_options(wanted)
        )
        socket = config.bind_socket()
        import asyncio

        from uvicorn.supervisors import Multiprocess

        await asyncio.to_thread(Multiprocess(config, target=uvicorn.Server(config).run, sockets=[socket]).run)


def child() -> Litestar:
    """The application of one of several web processes."""
    return create_app(settings(), migrated=True)
