"""Say what model files hold, what keeps them from being exported, and what serving them costs."""
