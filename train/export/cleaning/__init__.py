"""Turn what authors do to texts into the data of docs/format.md; may import only `chalicelib`."""
