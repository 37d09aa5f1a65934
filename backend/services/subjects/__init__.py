"""What the law gives a person: to see, correct and erase their data, within its days."""
