"""Hashing of passwords with Argon2id, in threads of their own so that no page waits for it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from foundation.rulebook import read_file
from registry.accounts.rules import tidy_password

T = TypeVar("T")

COMMON: Final = frozenset(read_file("registry.accounts.data", "common_passwords.txt").split())

# OWASP's second choice: 19 MiB, two passes, one lane.
_HASHER: Final = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# Two at a time: a flood of trials can take neither all memory nor all cores.
_THREADS: Final = ThreadPoolExecutor(max_workers=2, thread_name_prefix="argon2")

#: The hash of a password nobody knows; unknown logins are checked against it and take as long.
NOBODY: Final = (
    "$argon2id$v=19$m=19456,t=2,p=1$wgkvr5OcsTFYCJnpl0jpYA$MFvRtigsa5BBr1baX0iz0i1shIXn6BrkN1AOPnYTjvE"
)


async def hash_password(password: str) -> str:
    """The hash to be stored."""
    return await _in_thread(lambda: _HASHER.hash(tidy_password(password)))


async def matches(stored: str, password: str) -> bool:
    """Whether the password is the one that was hashed; takes as long for a wrong one."""
    return await _in_thread(lambda: _matches(stored, tidy_password(password)))


def is_outdated(stored: str) -> bool:
    """Whether the hash was made with other costs than today's."""
    return _HASHER.check_needs_rehash(stored)


def _matches(stored: str, password: str) -> bool:
    try:
        return _HASHER.verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False


async def _in_thread(work: Callable[[], T]) -> T:
    return await asyncio.get_running_loop().run_in_executor(_THREADS, work)
