"""Find the text and the label among the columns of a table, by their names and by content."""
