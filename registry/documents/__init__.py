"""Identity documents 身份证件: their kinds and how their numbers are read."""
