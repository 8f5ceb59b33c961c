"""What each word of a text adds to its score; may import `scoring` alone."""
