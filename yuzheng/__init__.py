"""The roof: app factory, command line and demo; nobody imports it."""
