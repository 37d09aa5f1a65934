"""The search key of Vietnamese text: one rule for names, user names and everything looked up.

It must give the same key as `fold` in the phone's core.
"""

import unicodedata


def fold(text: str) -> str:
    """Lower case without diacritics, đ as d, spaces collapsed; NFC and NFD give the same key."""
    decomposed = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    bare = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return " ".join(bare.split())
