"""Files that carry a device log where there is no network."""
