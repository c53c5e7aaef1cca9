"""Working days 工作日: the holidays and the shifted weekends of each year."""
