"""Verbs of conversations: completions, changes of the thread, and the list."""
