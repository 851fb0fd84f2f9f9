"""Set-up from a bare clone; standard library only, run by the system's Python."""
