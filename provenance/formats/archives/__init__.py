"""Archives: files in files. One module a kind; `members` makes files of what is found, for every format alike."""
