"""The tests of `bench/campaign/`: each campaign runs, and finds what is broken on purpose."""
