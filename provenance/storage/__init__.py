"""Where files lie and how they are written: guarded paths, files that appear complete, targets committed as one."""
