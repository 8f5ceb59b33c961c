"""The forms that contain others; `members` is how they use them."""
