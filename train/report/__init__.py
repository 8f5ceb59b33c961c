"""The HTML reports and the model card; may import all but `cli`."""
