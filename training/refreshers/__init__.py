"""Refresher training 复训: ethics, safety and law are trained again; who is due, and what was held."""
