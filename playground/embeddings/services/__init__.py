"""Verbs of embeddings."""
