"""What the office decides: conflicts, held work, duplicates, records that came back."""
