"""Cut an author's functions out of their modules, so that they can be deployed with the app.

It may import `chalicelib` and `train.errors`, and nothing else of the project.
"""
