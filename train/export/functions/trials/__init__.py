"""Compare what was cut out with the author's own functions, on texts that provoke differences."""
