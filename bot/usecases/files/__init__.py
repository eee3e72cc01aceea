"""Files that people ask for: what an order is (`order`), who makes which (`exporting`), and a module for each kind."""
