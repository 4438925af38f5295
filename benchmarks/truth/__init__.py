"""Facts measured on text that others labelled: precision and recall by language and by folds of registered domain."""
