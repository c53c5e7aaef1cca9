"""The demo: the main job played from a college's spreadsheet to a suspended certificate, on synthetic people."""
