"""How the register calls steps in a certificate's history, ways to look it up, and answers to that."""

from __future__ import annotations

from foundation.text import text

HISTORY = {
    "certificate.reserved": text("Number reserved"),
    "certificate.prepared": text("Document typeset and filed"),
    "certificate.issued": text("Issued"),
    "certificate.suspended": text("Suspended"),
    "certificate.reinstated": text("Reinstated"),
    "certificate.withdraw_proposed": text("Withdrawal proposed"),
    "certificate.withdraw_refused": text("Withdrawal refused"),
    "certificate.reissue_proposed": text("Reissue proposed"),
    "certificate.reissue_refused": text("Reissue refused"),
    "certificate.reissue_agreed": text("Reissue agreed"),
    "certificate.reissue_called_off": text("Reissue called off"),
    "certificate.voided": text("Voided"),
    "certificate.withdrawn": text("Withdrawn"),
    "certificate.superseded": text("Replaced by a newer one"),
    "certificate.released": text("Released after a new screening"),
    "certificate.watched": text("Watched by an institution"),
    "certificate.unwatched": text("No longer watched by an institution"),
    "certificate.document_opened": text("Document opened"),
    "certificate.shared": text("Share link made by the holder"),
    "certificate.share_ended": text("Share link switched off by the holder"),
}

CHANNELS = {
    "qr": text("QR code"),
    "number": text("Number, name and check code"),
    "document": text("File of the certificate"),
    "share": text("Share link"),
    "roster": text("Roster of an institution"),
    "officer": text("An officer"),
}
ANSWERS = {
    "valid": text("Valid"),
    "on_hold": text("Cannot be shown as valid at present"),
    "not_valid": text("Not valid"),
    "suspended": text("Suspended"),
    "withdrawn": text("Withdrawn"),
    "superseded": text("Replaced by a newer one"),
    "expired": text("Expired"),
    "unavailable": text("Cannot be checked"),
}
