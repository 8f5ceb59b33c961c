"""What a service's log says of the texts that it is asked; may import `registry` and below."""
