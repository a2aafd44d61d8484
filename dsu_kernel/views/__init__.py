"""What readers are shown of a session: one value with a text form and an HTML form."""
