"""Verbs of shares: links, and copies of what they show."""
