"""Label the texts of files: read them as a stream, score them on all processors, write rows.

It may import `train.corpus` and the service's packages, but nothing that needs scikit-learn. The
steps, a module each: `streams` opens an address as bytes, `decoding` turns bytes into lines, `rows`
finds the texts in them, `scoring` scores chunks of texts in several processes, and `output` writes
a row for each. Only a few chunks are in memory at a time.
"""
