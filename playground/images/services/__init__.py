"""Verbs of images: draw, bring, ask about, delete, and sweep what belongs to none."""
