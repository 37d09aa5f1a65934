"""The pure core: the standard library only, no clock, no random, no input or output."""
