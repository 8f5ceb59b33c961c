"""Recognizes the format of a file and reads its rows; may import `columns`, not the reader."""
