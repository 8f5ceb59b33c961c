"""The tests of `chalicelib/mail/`."""
