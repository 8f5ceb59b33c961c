"""Published versions as they are fetched and checked; may import `store` and `scoring`."""
