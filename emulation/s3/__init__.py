"""An S3 on loopback that holds one bucket and misbehaves on demand, and its known faults."""
