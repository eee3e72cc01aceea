"""The shell: the only package that does anything. Channels, storage, use cases and the command line live here."""
