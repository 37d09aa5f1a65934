"""The demo commune: a made-up history that is told by rule from a seed, then recorded through the
same services as a phone's. Nobody in it is real, and its accounts exist in demo databases only.
"""
