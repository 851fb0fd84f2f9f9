"""Embed texts and look at them: what is alike, what is near, what is there twice."""
