"""Rows of JSON, and of the files of intents that Rasa keeps."""
