"""The ban register 禁入名单: other authorities' decisions, entered by one person, confirmed by another."""
