"""The bytes of photos, which follow their records."""
