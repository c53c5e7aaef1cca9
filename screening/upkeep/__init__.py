"""The register checks itself: only a list that is known to find people may answer."""
