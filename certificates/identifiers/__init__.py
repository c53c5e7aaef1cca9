"""Licence identifiers: the 电子证照标识 of GB/T 36904, where the type code is configured."""
