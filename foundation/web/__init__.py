"""The web kit: everything between HTTP and the actions and queries of the floors above."""
