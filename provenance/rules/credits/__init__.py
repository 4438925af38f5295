"""Rules on photo credits."""
