"""Train, export and publish a text classifier; never deployed. `python -m train --help`."""
