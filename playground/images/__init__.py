"""Draw pictures, keep them, and ask about one."""
