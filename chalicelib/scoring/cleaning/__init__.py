"""What authors do to texts before and inside their vectorizers, as data; imports only `scoring`.

A model that needs none of it imports none of it. Standard library only, see
`chalicelib.scoring.artifact`.
"""
