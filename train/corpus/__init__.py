"""Labelled texts: read them, fetch them; imports no other package of `train`.

A corpus is made in steps. `sources` finds the bytes behind an address and unpacks them.
`encodings` decodes text. `formats` recognizes the format by its content and reads rows; a file
without rows is one text, a mail (`mail`), or one text a line, and its label is in its path
(`paths`). `columns` finds the text and the label of a row, `labels` cleans the labels, `reader`
joins the steps into a `Corpus`, and `summary` counts what a user should know before training.
`all_texts` takes the same steps to every text, with or without a label, for what must find a text
wherever it was read.

Content counts more than a file's ending, and each choice that the content does not dictate is told
to the user (`Tell`). Nothing is dropped without a count.
"""
