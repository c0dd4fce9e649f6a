"""The window: its panels, menus, status line, pages and jobs."""
