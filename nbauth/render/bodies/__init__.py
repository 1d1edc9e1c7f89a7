"""Bodies as text and as HTML: a view for each kind of media type."""
