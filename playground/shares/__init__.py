"""Show a conversation, a comparison or a run to others under a link."""
