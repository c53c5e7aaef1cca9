"""Documents: the certificate as a page that is printed, framed and photocopied."""
