"""The configuration of a stage: what Chalice reads, what make gives, and the policies."""
