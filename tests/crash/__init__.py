"""Real processes, real disks, real connections: what happens when they end in the middle."""
