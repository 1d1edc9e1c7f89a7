"""What is alive in the page: the login form, the panel, the answer to a 401, the history."""
