"""All SQL lives here and nowhere else; it gives and takes core types."""
