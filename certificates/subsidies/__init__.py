"""The ledger of subsidies: one benefit for one level once, prepared by one officer, approved by another."""
