"""Continue a text: what a person wrote and what a model wrote into it, in one document."""
