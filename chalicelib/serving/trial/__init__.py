"""A candidate next to the promoted model: shadow and canary; imported only if the pointer has one.

Neither changes what a client gets if the candidate fails or is slow: a shadow is scored after the
response is complete, and a canary that fails leaves the request to the promoted model.
"""
