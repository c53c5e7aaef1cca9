"""Working calendars 工作日历: a year's notice, entered by one person and confirmed by another."""
