"""The HTML reports and the model card; may import every package of training except `cli`."""
