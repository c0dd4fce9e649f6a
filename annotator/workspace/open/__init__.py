"""The open project and the open review: what the window works on."""
