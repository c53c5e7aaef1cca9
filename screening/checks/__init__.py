"""Record checks 违法犯罪记录查询: the employer asks before hiring and every year, public security answers."""
