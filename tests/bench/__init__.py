"""What `make bench` measures; every number beside a direct client's of the same run."""
