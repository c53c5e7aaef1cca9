"""Share links: a holder shows chosen fields of a certificate to whoever has the link."""
