"""Fifth floor: applications, the gate, issuing, documents, status and verification."""
