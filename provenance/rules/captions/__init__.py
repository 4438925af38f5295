"""Rules on photo captions."""
