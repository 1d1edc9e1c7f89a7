"""What a scheme computes, step by step, from the values on the wire; secrets by name."""
