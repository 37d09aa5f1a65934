"""Từng Nhà: the offline-first record book of Vietnam's community digital teams."""

__version__ = "0.1.0"
