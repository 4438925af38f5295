"""Repairs that the rules declare, made on copies, logged edit by edit, and undone from the log."""
