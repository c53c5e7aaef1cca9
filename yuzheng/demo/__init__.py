"""The demo: the main job, from a college's spreadsheet to a suspended certificate, on synthetic people."""
