"""The tests of `bench/bulk_costs/`: on cases that can be computed by hand."""
