"""The certificate register: what was issued, what holds it, what became of it."""
