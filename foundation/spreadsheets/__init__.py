"""Spreadsheets as people really send and want them; this package says where to look.

    reader      `read_sheet(content, known_headers)`: an uploaded .xlsx or .csv as a `Sheet`
    sheet       `Sheet`, `Row`, `Cell`
    columns     matching a sheet's columns to fields and reading them row by row
    writing     `write_workbook`, `write_csv`: no value of ours becomes a formula
    marking     the sender's own rows again, with what is wrong written beside them

Reading goes through a child process (`child`), which alone touches the uploaded bytes: it checks the archive
(`archive`), reads it (`workbook`, `delimited`) within limits (`limits`) and hands back a plain `Grid`
(`grid`), in which `layout` finds the headings.
"""
