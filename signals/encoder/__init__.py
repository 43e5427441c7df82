"""The encoder: from texts to probabilities, in one forward pass of one small model."""
