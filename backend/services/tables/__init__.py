"""Rows of tables in and out: import, its preview, export."""
