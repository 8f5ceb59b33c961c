"""Find labels where no row holds them: in the names of folders, of files and of tables."""
