"""Why a file is not read, and what its sender can do about it."""

from __future__ import annotations

from foundation.spreadsheets.grid import FileRefused
from foundation.text import Text, text

_SAVE_AS = text("Open it in Excel or WPS, choose “Save as” with the type .xlsx, and upload that file.")
_SPLIT = text("Split it into several files and upload them one after the other.")
_CLEAN = text(
    "Copy only the cells with people in them into a new workbook, save it as .xlsx and upload that. "
    "Whole columns with colours or borders often cause this."
)

REASONS: dict[str, tuple[Text, Text]] = {
    "empty": (text("The file is empty."), text("Choose the file again; perhaps it was still being saved.")),
    "too_large": (text("The file is larger than {most} MB."), _SPLIT),
    "old_format": (text("This is an .xls file, the format of Excel before 2007."), _SAVE_AS),
    "password": (
        text("The file is protected by a password."),
        text("Remove the password in Excel or WPS (File, Info, Protect) and upload it again."),
    ),
    "not_a_spreadsheet": (
        text("This is not a spreadsheet but a document or a picture."),
        text("Upload the .xlsx or .csv file it was made from."),
    ),
    "not_a_workbook": (text("This is not an .xlsx workbook."), _SAVE_AS),
    "web_page": (text("This is a web page that only calls itself a spreadsheet."), _SAVE_AS),
    "not_text": (text("This is neither an .xlsx workbook nor a .csv text file."), _SAVE_AS),
    "damaged": (text("The file is damaged."), _SAVE_AS),
    "doctype": (text("The file contains a document type declaration, which no spreadsheet needs."), _SAVE_AS),
    "encoding": (
        text("Line {line} of the file holds characters that are neither UTF-8 nor GB18030."),
        _SAVE_AS,
    ),
    "members": (text("The file consists of more than {most} parts."), _CLEAN),
    "unpacked": (text("The file is too large when unpacked."), _CLEAN),
    "exhausted": (text("Reading the file takes more time or memory than any roster needs."), _CLEAN),
    "sheets": (text("The file has more than {most} sheets."), _CLEAN),
    "columns": (text("The file has more than {most} columns."), _CLEAN),
    "rows": (text("The file has more than {most} rows."), _SPLIT),
    "cells": (text("The file holds more than {most} filled cells."), _SPLIT),
    "long_cell": (
        text("A cell holds more than {most} characters."),
        text("Shorten it; in a .csv file a quotation mark may be missing."),
    ),
    "headings": (
        text("No row of the file holds the column headings."),
        text("The headings must stand in one row, for example: {expected}."),
    ),
    "no_rows": (
        text("There is nothing below the column headings in row {row}."),
        text("Fill in at least one row and upload the file again."),
    ),
}


def refusal(refused: FileRefused) -> tuple[Text, Text]:
    """What to say: the message and the remedy, with their values."""
    message, remedy = REASONS[refused.reason]
    return Text(message.msgid, dict(refused.params)), Text(remedy.msgid, dict(refused.params))
