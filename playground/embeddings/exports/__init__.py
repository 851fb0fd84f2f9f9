"""Vectors as files: CSV for spreadsheets, JSON Lines and `.npy` for programs."""
