"""What no client would send: the server answers clearly, never with a 500, and alike everywhere."""
