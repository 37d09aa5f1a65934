"""Units and their history, and what a new database knows of them."""
