"""The command: workspace, build, publish."""
