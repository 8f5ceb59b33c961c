"""All that runs in Lambda: fetch a published model, check it, and classify texts with it.

It may import the standard library and Chalice, never numpy, scikit-learn, joblib, `train` or
`deploy`: the deployment package stays small and a cold start stays short.
"""

from chalicelib.one_file import import_from_one_file

import_from_one_file(__path__[0])
