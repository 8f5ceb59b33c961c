"""Rows of Excel, Parquet, Arrow and Feather."""
