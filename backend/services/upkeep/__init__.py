"""What keeps a server: migration, backup, pruning, checks, the audit log."""
