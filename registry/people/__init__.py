"""People 人员: names, documents, contact and consent."""
