"""Ask plugin applications and ERNIE Bot's plugins, and see what they did."""
