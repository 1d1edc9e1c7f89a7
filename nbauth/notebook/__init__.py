"""What IPython sees: magics and views."""
