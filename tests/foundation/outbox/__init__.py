"""E-mail and webhooks, received by real servers of this process."""
