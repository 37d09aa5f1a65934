"""Figures that are counted from facts."""
