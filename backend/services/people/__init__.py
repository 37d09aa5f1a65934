"""Accounts, sign-ins, invitations and devices."""
