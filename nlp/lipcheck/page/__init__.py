"""Pages of HTML: the inbox of a whole batch, and a report in a notebook."""
