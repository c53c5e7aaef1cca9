"""Areas 行政区划: province, city, county, and the codes that came before."""
