"""What must be true before a certificate is issued, with the evidence for each."""
