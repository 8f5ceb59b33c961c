"""Cut a function, a class or an object out of its module, and write it as source of its own."""
