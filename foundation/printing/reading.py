"""One reader at a time: PDFium, which reads PDFs back, is not made for two threads at once."""

from __future__ import annotations

import threading

_READING = threading.RLock()


def reading_pdf() -> threading.RLock:
    """The lock to hold while a PDF is open."""
    return _READING
