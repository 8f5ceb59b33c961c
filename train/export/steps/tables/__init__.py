"""Steps that are given columns of a table, which a function of the author's makes of a text."""
