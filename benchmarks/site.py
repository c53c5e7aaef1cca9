"""The site as it is served, in the process that is measured."""

from __future__ import annotations

import os

import uvicorn

from foundation.settings import from_environment
from foundation.web.serving import uvicorn_options
from yuzheng.app import create_app

if __name__ == "__main__":
    settings = from_environment(os.environ)
    uvicorn.run(create_app(settings, work=False, migrated=True), **uvicorn_options(settings))
