"""A simulation of learning from reports: `python -m bench.learning`; may import `train`.

Weeks of new texts arrive at a model that was fitted to old ones. Users report some of its mistakes,
a person labels a sheet, and each way of learning makes the next week's model.
"""
