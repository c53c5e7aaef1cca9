"""The public log of certificates: RFC 6962 Merkle tree, C2SP tiles and signed checkpoints."""
