"""The kinds of classifier of format 2; each module is imported when a model needs it."""
