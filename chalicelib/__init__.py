"""All that runs in Lambda: fetch a published model, check it, and label texts with it.

Nothing here imports numpy, scikit-learn or joblib, so the deployment package stays small and a
cold start stays short. `train/` imports from here, never the other way round.
"""
