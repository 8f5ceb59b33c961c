"""What a deployment brings of the promoted model.

It may import `chalicelib`, never `train`.
"""
