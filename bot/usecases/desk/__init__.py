"""What is behind the pages of the desk: a module or folder for each page, with the page's name; `serving` finds the one for a wish."""
