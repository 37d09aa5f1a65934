"""One use case a module: opens the transaction, asks the core, carries out what it decided."""
