"""Classes and objects in a slice, and the state that they keep."""
