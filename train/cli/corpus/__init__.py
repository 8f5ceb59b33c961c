"""What the commands that read labelled texts have in common."""
