"""Rules on what was lost and taken in between a page and the text of its article."""
