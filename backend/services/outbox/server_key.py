"""The server's P-256 key, to which phones seal their outbox files: made once, shared by all app
servers through the database, and kept with it through backups.
"""

import json

from backend.services.context import Context
from backend.services.outbox.outbox_seal import Jwk, make_private_key
from backend.store.server_facts import find_fact, keep_first_fact

FACT = "outbox_key"


def get_server_key(context: Context) -> Jwk:
    """The private JWK; the first who asks makes it."""
    with context.database.read() as connection:
        kept = find_fact(connection, FACT)
    if kept is None:
        made = json.dumps(make_private_key(context.random_bytes))
        with context.database.write() as connection:
            kept = keep_first_fact(connection, FACT, made)
    key: Jwk = json.loads(kept)
    return key
