"""One prompt, asked of several models or settings beside each other."""
