"""Parts of packages in a slice: copied code, with the package's data beside it."""
