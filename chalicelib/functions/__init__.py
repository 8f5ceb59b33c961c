"""Functions of models' authors, one per module; `export` writes them here.

They are deployed with the app. A model can name one of them, but it can never bring code: see
docs/functions.md. They may import the standard library, `chalicelib.scoring`, what
requirements.txt names, and the data that `export` writes here in modules named `data_of_...`.
"""
