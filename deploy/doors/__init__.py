"""The ways into a stage's function besides its REST API: a function URL or an HTTP API.

It may import `deploy`'s stages and clients. `choice` is the stage's configuration, and touches no
network.
"""
