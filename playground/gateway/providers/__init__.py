"""One module a provider: translation between the gateway's values and what goes over the wire."""
