"""Write without numpy and pandas what functions do with their arrays, numbers and series."""
